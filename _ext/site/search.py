"""The search index, made by Pagefind over the finished pages.

Chosen over Sphinx's search by measurement (``tests/README.md``). Pagefind reads what stands in
the main part of a page, without what is marked ``data-pagefind-ignore``, and its headings, so that
a result leads to the section. Words that a page should be found by and does not use stand in its
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
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

from _ext.formats import is_live
from _ext.words import _, tag

FOLDER = "pagefind"
PAGE = "search"
UNUSED = ("*-ui.*", "pagefind-highlight.js", "wasm.unknown.pagefind")
"""What Pagefind writes for those who want its own look, or have pages in unknown languages."""

# Pagefind leads to headings that have an id; docutils gives the id to the section around them.
SECTION = re.compile(r'<section id="([^"]+)">\s*(?:<span id="[^"]*"></span>\s*)*<(h[1-6])')


# What of a page is searched: its article, and the words that are said of it. A theme that has no
# article has a box with this role, and only its side columns after it.
ARTICLE = re.compile(
    r'<article role="main"(?![^>]*ignore).*?</article>|<(?:div|main)\b[^>]*\brole="main".*', re.S
)
MAIN = "[role=main]"
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


def page(app: Sphinx) -> Iterator[tuple[str, dict[str, str], str]]:
    """Yield the page of the search, in the template that the theme has for pages."""
    if app.builder.name != "html":
        return
    title, question = _("Search"), _("What are you looking for?")
    uri = app.builder.get_relative_uri
    here = _(
        "The search needs JavaScript, which is off. The {index} lists the subjects of the book "
        "from A to Z, and the {first} all chapters."
    ).format(
        index='<a href="{}">{}</a>'.format(uri(PAGE, "genindex"), _("index")),
        first='<a href="{}">{}</a>'.format(uri(PAGE, app.config.root_doc), _("first page")),
    )
    plain = 'autocomplete="off" autocapitalize="none" spellcheck="false"'
    body = f"""<h1>{title}</h1>
<form class="find" role="search" method="get">
<label for="find-words">{question}</label>
<input type="search" id="find-words" name="q" {plain}>
</form>
<div class="find-results"></div>
<noscript>
<p>{here}</p>
</noscript>
"""
    yield PAGE, {"title": title, "body": body}, "page.html"


def add_script(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Load the script on every page: the search opens from each."""
    if app.builder.name == "html":
        app.add_js_file("search.js", type="module")


def add_templates(app: Sphinx, config: Config) -> None:
    """Have the boxes of themes ask our page, unless the book has its own box."""
    config.templates_path = [*config.templates_path, str(Path(__file__).with_name("templates"))]


def leave_to_pagefind(app: Sphinx) -> None:
    """Have Sphinx make no index of its own."""
    if app.builder.name == "html":
        app.builder.search = False  # type: ignore[attr-defined]


def index(app: Sphinx, exception: Exception | None) -> None:
    """Index the pages in the output folder. Raises ExtensionError when Pagefind fails.

    ``make live``, where a second counts, keeps the index of its first build.
    """
    if app.builder.name != "html" or exception is not None:
        return
    site = Path(app.outdir)
    made = site / FOLDER
    if is_live() and made.is_dir():
        return
    shutil.rmtree(made, ignore_errors=True)
    pages = {page: page.read_text(encoding="utf-8") for page in sorted(site.rglob("*.html"))}
    with tempfile.TemporaryDirectory() as folder:
        for page, text in pages.items():
            if page.relative_to(site).with_suffix("").as_posix() not in app.env.found_docs:
                continue  # the index, the search: no page that somebody wrote
            copy = Path(folder) / page.relative_to(site)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(SECTION.sub(r'<section><\2 id="\1"', text), encoding="utf-8")
        run = subprocess.run(
            [sys.executable, "-m", "pagefind", "--site", folder, "--output-path", str(made)]
            + ["--root-selector", MAIN, "--exclude-selectors", ".headerlink"]
            + ["--force-language", tag(app.config.language).lower(), "--keep-index-url", "--quiet"],
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
    app.connect("config-inited", add_templates, priority=100)
    app.connect("builder-inited", leave_to_pagefind)
    app.connect("html-collect-pages", page)
    app.connect("html-page-context", add_script)
    app.connect("build-finished", index)
