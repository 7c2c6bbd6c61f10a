"""``make live``: what is saved is soon in the browser, without a touch, also during a build."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests import tools
from tests.conftest import ROOT, copy_of_the_foreign_book

LONG = 120_000
"""Milliseconds in which a build is done on any machine."""

# Has a build stop after it has looked at a page, as long as the file "hold" is there.
HOLD = """
import pathlib, time

def hold(app, doctree):
    build = pathlib.Path(app.srcdir, "_build")
    while (build / "hold").exists():
        (build / "held").touch()
        time.sleep(0.05)

def setup(app):
    app.connect("doctree-read", hold)
"""


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    """A small book under ``make live``: its folder and the address of its website."""
    folder = tmp_path_factory.mktemp("live") / "book"
    copy_of_the_foreign_book(folder)
    for name in ("Makefile", "requirements.txt"):
        shutil.copy2(ROOT / name, folder)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    with (folder / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(HOLD)
    with tools.live(folder) as address:
        yield folder, address


def save(page: Path, said: str) -> None:
    """Add a paragraph to the file *page*, in one step, as editors do."""
    new = page.with_suffix(".new")
    new.write_text(f"{page.read_text(encoding='utf-8')}\n{said}\n", encoding="utf-8")
    new.replace(page)


def test_what_is_saved_comes_into_the_browser_by_itself(live, browser):
    folder, address = live
    reader = browser.new_page()
    reader.goto(f"{address}fermento.html")
    for said in ("Uma frase nova.", "E mais uma frase."):
        save(folder / "fermento.md", said)
        reader.get_by_text(said).wait_for(state="attached", timeout=LONG)
    reader.close()


def test_what_is_saved_while_the_page_is_being_built_comes_too(live, browser):
    folder, address = live
    reader = browser.new_page()
    reader.goto(f"{address}massa.html")
    hold, held = folder / "_build/hold", folder / "_build/held"
    hold.touch()
    save(folder / "massa.md", "A primeira frase.")
    reader.wait_for_timeout(100)
    while not held.exists():
        reader.wait_for_timeout(100)
    save(folder / "massa.md", "A segunda frase.")
    hold.unlink()
    reader.get_by_text("A segunda frase.").wait_for(state="attached", timeout=LONG)
    reader.close()
