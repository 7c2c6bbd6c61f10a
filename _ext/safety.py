"""What a page may not do: a pull request is a stranger's text, and the build reads it.

A page takes no file from outside the book, brings no markup or script of its own, leads to no
address that would run code, and is not so large that the build stands still.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.directives.code import LiteralInclude
from sphinx.directives.patches import CSVTable
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from _ext.rules import warn

LARGEST_PAGE = 300_000
"""Characters; the longest page of the book has a sixth of that."""

LARGEST_TABLE = (12, 200)
"""Columns and rows; what is larger can be read neither on paper nor on a telephone."""

SCHEMES = {"http", "https", "mailto", ""}
"""What the address of a link may begin with."""

FORBIDDEN = {
    "include": "Write the text here; what several pages say is a page of its own, with a link.",
    "raw": "Write it in Markdown, or with a directive of the handbook.",
    "meta": "The build writes what search engines read; give the page its description.",
    "only": "Every format has the whole text.",
}
"""Directives that a page cannot have, and what to do instead."""

RISKY_LINK = re.compile(r"\]\(\s*<?(?P<scheme>javascript|vbscript|data|file)\s*:", re.IGNORECASE)


class Forbidden(SphinxDirective):
    """Stands for a directive that a page cannot have."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    class _Anything(dict):
        """Takes every option, so that the message is about the directive."""

        def __missing__(self, key: str) -> Any:
            return str

        def __bool__(self) -> bool:
            return True

    option_spec: ClassVar[dict[str, Any]] = _Anything()

    def run(self) -> list[nodes.Node]:
        """Warn, and return nothing."""
        warn(
            "P107",
            "The book takes no {%s}. %s",
            self.name,
            FORBIDDEN[self.name],
            location=(self.env.docname, self.lineno),
        )
        return []


class TableOfValues(CSVTable):
    """``{csv-table}`` whose values stand on the page."""

    def run(self) -> list[nodes.Node]:
        """Return the table; warn where its values are somewhere else."""
        if {"file", "url"} & set(self.options):
            warn(
                "P107",
                "The table takes its values from another file. Write them here, under its options.",
                location=":".join(map(str, self.state_machine.get_source_and_line(self.lineno))),
            )
            return []
        return super().run()


class CodeFile(LiteralInclude):
    """``{literalinclude}`` of a file that belongs to the book."""

    def run(self) -> list[nodes.Node]:
        """Return the listing; warn where its file lies elsewhere."""
        place = (self.env.docname, self.lineno)
        return super().run() if _belongs(self.env, self.arguments[0], place) else []


def check_size(app: Sphinx, docname: str, source: list[str]) -> None:
    """Warn of a page that is too large, and leave it out: reading it could take hours."""
    if len(source[0]) > LARGEST_PAGE:
        warn(
            "P110",
            "The page has %s characters. Divide it into pages of at most %s.",
            f"{len(source[0]):,}",
            f"{LARGEST_PAGE:,}",
            location=(docname, 1),
        )
        source[0] = "# Too large\n"


def check_links(app: Sphinx, docname: str, source: list[str]) -> None:
    """Warn of links that would run code; MyST makes plain text of them, and says nothing."""
    for number, line in enumerate(source[0].splitlines(), 1):
        if match := RISKY_LINK.search(line):
            warn(
                "P105",
                "A link begins with %s:, which no reader should follow. Link a page of the book, "
                "or an address that begins with https://.",
                match["scheme"].lower(),
                location=(docname, number),
            )


def check_doctree(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of addresses and files that a page may not lead to, and of tables too large to read."""
    for reference in doctree.findall(nodes.reference):
        scheme = urlsplit(reference.get("refuri", "")).scheme.lower()
        if scheme not in SCHEMES:
            warn(
                "P105",
                "A link begins with %s:. Link a page of the book, or an address that begins with "
                "https://.",
                scheme,
                location=reference,
            )
    for node in doctree.findall(nodes.image):
        if "://" not in node["uri"]:  # _ext.checks has told
            _belongs(app.env, node["uri"], node)
    for node in doctree.findall(addnodes.download_reference):
        if "://" not in node["reftarget"]:
            _belongs(app.env, node["reftarget"], node)
    columns, rows = LARGEST_TABLE
    for table in doctree.findall(nodes.table):
        across = max((group.get("cols", 0) for group in table.findall(nodes.tgroup)), default=0)
        down = sum(1 for _ in table.findall(nodes.row))
        if across > columns or down > rows:
            warn(
                "P109",
                "The table has %s columns and %s rows. Show the %s columns and %s rows at most "
                "that make the point, and put all of it into data/.",
                across,
                f"{down:,}",
                columns,
                rows,
                location=table,
            )


def _belongs(env: BuildEnvironment, target: str, location: object) -> bool:
    """Warn when the file *target* lies outside the book, or in a hidden folder; tell if not."""
    root = Path(env.srcdir).resolve()
    _, found = env.relfn2path(target, env.current_document.docname)
    path = Path(found).resolve()
    inside = path.is_relative_to(root)
    if inside and not any(part.startswith(".") for part in path.relative_to(root).parts):
        return True
    warn(
        "P108",
        'The file "%s" does not belong to the book. Put a copy into the repository, with its '
        "license, and name its place from here.",
        target,
        location=location,
    )
    return False


def setup(app: Sphinx) -> dict[str, Any]:
    """Take the directives away, and connect the checks."""
    for name in FORBIDDEN:
        app.add_directive(name, Forbidden, override=True)
    app.add_directive("csv-table", TableOfValues, override=True)
    app.add_directive("literalinclude", CodeFile, override=True)
    app.connect("source-read", check_size, priority=100)
    app.connect("source-read", check_links)
    app.connect("doctree-read", check_doctree)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
