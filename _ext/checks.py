"""What every page owes its readers, whatever its subject: checked while the book is read.

Each check is one message with file, line and how to mend it; the Makefile's ``-W`` makes it stop
the build. A page that caused a message is read again by the next build even when nobody touched
it: Sphinx keeps what it has read, and would otherwise call the second build good.
"""

from __future__ import annotations

import hashlib
import json
import logging as std_logging
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.nodes import traverse_parent

from _ext.rules import warn

DESCRIPTION = range(110, 161)
"""How many characters a page's description may have: what a search engine shows."""

FRONT_MATTER = ("description", "keywords", "date", "read_too", "orphan", "tocdepth")
"""What may stand at the top of a page; the last two are Sphinx's own."""

LEAK = re.compile(r"\{[a-z][a-z:-]*\}`|\]\((?!\s*<?\w+:)|\]\[|\*\*|^\s*:{3,}|`{3,}|\$\$|\[\^")
"""Markdown's marks as they look when they were not understood; a link that MyST refused is told
by ``_ext.safety``."""

NO_MARKUP = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw)
"""Where marks are meant to be read."""

LINE_BREAK = {"<br />", "\\\\"}
"""How MyST writes a backslash at the end of a line; every format shows it."""


def check_front_matter(app: Sphinx, docname: str, source: list[str]) -> None:
    """Warn of lines at the top of a page that nothing reads, or that would change how it is read.

    MyST takes settings there, and whole elements for the head of a page.
    """
    lines = source[0].splitlines()
    if lines[:1] != ["---"]:
        return
    for number, line in enumerate(lines[1:], 2):
        if line == "---":
            return
        key = re.match(r"[^\s:#-][^:]*(?=:)", line)
        if key and key[0] not in FRONT_MATTER:
            warn(
                "P111",
                'The top of the page has "%s:". Take it out; what can stand there is %s.',
                key[0],
                ", ".join(FRONT_MATTER),
                location=(docname, number),
            )


def check_leaks(doctree: nodes.document) -> None:
    """Warn of Markdown that readers would see: marks that were not understood as such."""
    for text in doctree.findall(nodes.Text):
        if isinstance(text.parent, NO_MARKUP) or not (leak := LEAK.search(text)):
            continue
        warn(
            "P106",
            'Readers will see the mark "%s". Something is missing before or after it: a bracket, '
            "a backquote, an empty line, or the right number of colons.",
            leak[0],
            location=_placed(text.parent),
        )


def check_page(app: Sphinx, doctree: nodes.document) -> None:
    """Check description, images and raw markup of the page that has just been read."""
    docname = app.env.current_document.docname
    description = app.env.metadata[docname].get("description", "").strip()
    top = (docname, 1)
    if not description:
        warn(
            "P101",
            "The page has no description. Begin the file with three lines: ---, then "
            "description: and one sentence of %d to %d characters, then ---.",
            DESCRIPTION[0],
            DESCRIPTION[-1],
            location=top,
        )
    elif len(description) not in DESCRIPTION:
        warn(
            "P101",
            "The description has %d characters. Search engines show %d to %d: %s it.",
            len(description),
            DESCRIPTION[0],
            DESCRIPTION[-1],
            "lengthen" if len(description) < DESCRIPTION[0] else "shorten",
            location=top,
        )
    check_leaks(doctree)
    for image in doctree.findall(nodes.image):
        if not image.get("alt", "").strip():
            warn(
                "P102",
                "The image %s has no alternative text. Say in a sentence or two what it shows: "
                "![what it shows](%s), or the option :alt:.",
                image["uri"],
                image["uri"],
                location=_placed(image),
            )
        if "://" in image["uri"]:
            warn(
                "P103",
                "The image %s lies on another host. Copy it into the repository, with its "
                "license, so that no other host sees who reads this page.",
                image["uri"],
                location=_placed(image),
            )
    told: set[int | None] = set()
    for raw in doctree.findall(nodes.raw):
        if raw.astext().strip() in LINE_BREAK:
            continue
        place = _placed(raw)
        if place.line not in told:  # an opening and a closing tag are one fault
            warn(
                "P104",
                "Raw %s is not shown in every format. Write it in Markdown, or with a directive "
                "of the handbook.",
                raw.get("format", "markup").upper(),
                location=place,
            )
        told.add(place.line)


def _placed(node: nodes.Element) -> nodes.Element:
    """Return *node* or its nearest ancestor that knows its line; MyST's inline nodes do not."""
    return next((place for place in traverse_parent(node) if place.line), node)


class _Memory(std_logging.Handler):
    """Remembers which pages caused a warning."""

    def __init__(self) -> None:
        super().__init__(std_logging.WARNING)
        self.docnames: set[str] = set()
        self.unplaced = False

    def emit(self, record: std_logging.LogRecord) -> None:
        location = getattr(record, "location", None)
        if isinstance(location, nodes.Node):
            location = logging.get_node_location(location)
        docname = location[0] if isinstance(location, tuple) else location
        if docname:
            self.docnames.add(str(docname))
        else:
            self.unplaced = True


def _memory_file(app: Sphinx) -> Path:
    return Path(app.doctreedir) / "warned.json"


def _start(app: Sphinx) -> None:
    memory = _Memory()
    # Sphinx takes the suppressed warnings out in its own handler; this one must not see them.
    root = std_logging.getLogger(logging.NAMESPACE)
    memory.addFilter(logging.WarningSuppressor(app))
    root.addHandler(memory)
    app._handbook_memory = memory  # type: ignore[attr-defined]


def reread(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> set[str]:
    """Return the pages that caused a warning in the last build."""
    try:
        warned = json.loads(_memory_file(app).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return set()
    return set(env.found_docs) if warned == "all" else set(warned) & set(env.found_docs)


def remember(app: Sphinx, exception: Exception | None) -> None:
    """Write down the pages that caused a warning; a warning without a place stands for all."""
    memory: _Memory = app._handbook_memory  # type: ignore[attr-defined]
    std_logging.getLogger(logging.NAMESPACE).removeHandler(memory)
    path = _memory_file(app)
    if not memory.docnames and not memory.unplaced and exception is None:
        path.unlink(missing_ok=True)
        return
    pages = {_docname(app, place) for place in memory.docnames}
    everything = memory.unplaced or exception is not None or None in pages
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps("all" if everything else sorted(pages)), encoding="utf-8")


def _docname(app: Sphinx, place: str) -> str | None:
    """Turn a docname or ``path:line`` into the docname, or None where it is no page."""
    if place in app.env.found_docs:
        return place
    path = place.rsplit(":", 1)[0] if place.rsplit(":", 1)[-1].isdigit() else place
    return app.env.path2doc(path)


def _code() -> str:
    """Return a digest of the extensions: what they made of a page is old when they change."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the checks."""
    app.add_config_value("handbook_code", _code(), "env", types=frozenset({str}))
    app.connect("builder-inited", _start)
    app.connect("env-get-outdated", reread)
    app.connect("source-read", check_front_matter)
    app.connect("doctree-read", check_page)
    app.connect("build-finished", remember)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
