"""The search index, made by Pagefind over the finished pages.

Chosen over Sphinx's search by measurement (``tests/README.md``). Pagefind reads what stands in
the article of a page, without what is marked ``data-pagefind-ignore``, and its headings, so that a
result leads to the section. Words that a page should be found by and does not use stand in its
front matter as ``keywords``.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

FOLDER = "pagefind"
UNUSED = ("*-ui.*", "pagefind-highlight.js", "wasm.unknown.pagefind")
"""What Pagefind writes for those who want its own look, or have pages in unknown languages."""

# Pagefind leads to headings that have an id; docutils gives the id to the section around them.
SECTION = re.compile(r'<section id="([^"]+)">\s*(?:<span id="[^"]*"></span>\s*)*<(h[1-6])')


def leave_to_pagefind(app: Sphinx) -> None:
    """Have Sphinx make no index of its own."""
    if app.builder.name == "html":
        app.builder.search = False  # type: ignore[attr-defined]


def index(app: Sphinx, exception: Exception | None) -> None:
    """Index the pages in the output folder. Raises ExtensionError when Pagefind fails."""
    if app.builder.name != "html" or exception is not None:
        return
    site = Path(app.outdir)
    made = site / FOLDER
    shutil.rmtree(made, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        for page in site.rglob("*.html"):
            text = page.read_text(encoding="utf-8")
            copy = Path(folder) / page.relative_to(site)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(SECTION.sub(r'<section><\2 id="\1"', text), encoding="utf-8")
        run = subprocess.run(
            [sys.executable, "-m", "pagefind", "--site", folder, "--output-path", str(made)]
            + ["--root-selector", "article", "--exclude-selectors", ".headerlink"]
            + ["--force-language", "en", "--keep-index-url", "--quiet"],
            capture_output=True,
            text=True,
        )
    if run.returncode:
        raise ExtensionError(f"The search index could not be made: {run.stdout}{run.stderr}")
    for pattern in UNUSED:
        for path in made.glob(pattern):
            path.unlink()


def connect(app: Sphinx) -> None:
    """Replace Sphinx's search by Pagefind's."""
    app.connect("builder-inited", leave_to_pagefind)
    app.connect("build-finished", index)
