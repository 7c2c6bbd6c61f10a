"""The search index, made by Pagefind over the finished pages.

Chosen over Sphinx's search by measurement (``tests/README.md``). Pagefind reads what stands in
the article of a page, without what is marked ``data-pagefind-ignore``, and its headings, so that a
result leads to the section. Words that a page should be found by and does not use stand in its
front matter as ``keywords``.

``words.json`` lists the words of the book, the commonest first: with it ``search.js`` mends a
misspelt word, and knows one that the book does not have.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

FOLDER = "pagefind"
UNUSED = ("*-ui.*", "pagefind-highlight.js", "wasm.unknown.pagefind")
"""What Pagefind writes for those who want its own look, or have pages in unknown languages."""

# Pagefind leads to headings that have an id; docutils gives the id to the section around them.
SECTION = re.compile(r'<section id="([^"]+)">\s*(?:<span id="[^"]*"></span>\s*)*<(h[1-6])')


# What of a page is searched: its article, and the words that are said of it.
ARTICLE = re.compile(r'<article role="main"(?![^>]*ignore).*?</article>', re.S)
KEYWORDS = re.compile(r'data-words="([^"]*)"')
MARKUP = re.compile(r"<(script|style|svg)\b.*?</\1>|<[^>]*>", re.S)
WORD = re.compile(r"[^\W\d_]{4,}")


def words(pages: list[str]) -> list[str]:
    """Return the words of *pages* with four letters or more, the commonest first.

    They are in small letters and without accents, as somebody may type them.
    """
    count: Counter[str] = Counter()
    for page in pages:
        article = MARKUP.sub(" ", "".join(ARTICLE.findall(page)))
        text = " ".join([article, *KEYWORDS.findall(page)])
        plain = unicodedata.normalize("NFKD", html.unescape(text))
        folded = "".join(char for char in plain if not unicodedata.combining(char)).lower()
        count.update(WORD.findall(folded))
    return sorted(count, key=lambda word: (-count[word], word))


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
    pages = {page: page.read_text(encoding="utf-8") for page in sorted(site.rglob("*.html"))}
    with tempfile.TemporaryDirectory() as folder:
        for page, text in pages.items():
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
    (made / "words.json").write_text(json.dumps(words(list(pages.values()))), encoding="utf-8")
    for pattern in UNUSED:
        for path in made.glob(pattern):
            path.unlink()


def connect(app: Sphinx) -> None:
    """Replace Sphinx's search by Pagefind's."""
    app.connect("builder-inited", leave_to_pagefind)
    app.connect("build-finished", index)
