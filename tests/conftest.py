"""Fixtures: the whole book, built once, and small books for one behavior at a time."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

pytest_plugins = ["tests.browser"]

ROOT = Path(__file__).parent.parent
FOREIGN_BOOK = ROOT / "tests/foreign_book"
BUILD = ROOT / "_build"

CONF = """
import sys
sys.path.insert(0, {root!r})
project = "Small book"
author = "a tester"
extensions = {extensions!r}
exclude_patterns = ["out", "doctrees"]
source_suffix = {{".md": "markdown"}}
myst_enable_extensions = [
    "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath", "fieldlist",
]
myst_footnote_transition = False
nitpicky = True
numfig = True
html_theme = "furo"
{more}
"""


def copy_of_the_foreign_book(folder: Path) -> None:
    """Copy the foreign book, with `_ext` beside it, into the new *folder*."""
    shutil.copytree(FOREIGN_BOOK, folder)
    shutil.copytree(ROOT / "_ext", folder / "_ext", ignore=shutil.ignore_patterns("__pycache__"))


@dataclass
class Built:
    """What a build of a small book left behind."""

    status: int
    warnings: str
    source: Path
    outdir: Path

    def read(self, name: str) -> str:
        """Return the text of the output file *name*."""
        return (self.outdir / name).read_text(encoding="utf-8")


@pytest.fixture
def small_book(tmp_path):
    """Return a function that writes a small book and builds it as `make` does, with -W.

    It takes the pages as a mapping of file name to text, the builder's name, the extensions
    (default: MyST only) and more lines for conf.py. Files may also be given as bytes.
    """

    def build(
        files: dict[str, str | bytes],
        builder: str = "html",
        extensions: list[str] | tuple[str, ...] = (),
        more: str = "",
    ) -> Built:
        source = tmp_path / "book"
        for name, text in files.items():
            path = source / name
            path.parent.mkdir(parents=True, exist_ok=True)
            content = text if isinstance(text, bytes) else text.encode()
            if not path.is_file() or path.read_bytes() != content:  # else Sphinx reads it again
                path.write_bytes(content)
        conf = CONF.format(root=str(ROOT), extensions=["myst_parser", *extensions], more=more)
        (source / "conf.py").write_text(conf, encoding="utf-8")
        outdir = source / "out" / builder
        run = subprocess.run(
            [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", builder]
            + ["-d", str(source / "doctrees"), str(source), str(outdir)],
            capture_output=True,
            text=True,
            env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000", "NO_COLOR": "1"},
        )
        return Built(run.returncode, run.stderr, source, outdir)

    return build


@pytest.fixture(scope="session")
def book(testrun_uid: str) -> Path:
    """Return the folder with the whole book in its three formats, built now where not up to date.

    Inside: html/, epub/evolution-of-marketing.epub, pdf/evolution-of-marketing.pdf.
    """
    BUILD.mkdir(exist_ok=True)
    with open(BUILD / "tests.lock", "a+") as lock:  # the tests on the other core want it too
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        # Once for all cores: a second build would take the pages away under the first one's tests.
        if lock.read() != testrun_uid:
            run = subprocess.run(
                ["make", "-s", "all"], cwd=ROOT, capture_output=True, text=True, check=False
            )
            assert run.returncode == 0, (
                f"the book does not build:\n{run.stdout[-3000:]}{run.stderr[-6000:]}"
            )
            lock.truncate(0)
            lock.write(testrun_uid)
    return BUILD
