"""Sphinx's and MyST's own messages, with the mend that they lack and the code of a rule."""

from __future__ import annotations

import logging as std_logging
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

from _ext.rules import NAMESPACE

HINTS = {
    "ref.term": ("P112", "Write the term as the glossary has it, or add it there."),
    "ref.numref": ("P112", "Write the :name: of a figure or table, such as fig-five-as."),
    "ref.ref": ("P112", "Write a name that stands above a heading, as in (name)=."),
    "ref.doc": ("P112", "Write the path of the file from this page, without .md."),
    "ref.eq": ("P112", "Write the label of a formula."),
    "myst.xref_missing": ("P112", "Correct the path from this page, with .md at its end."),
    "myst.xref_ambiguous": ("P112", "Two places have this name. Give one of them another."),
    "download.not_readable": ("P112", "Correct the path from this page."),
    "image.not_readable": ("P112", "Correct the path from this page."),
    "toc.not_readable": ("P112", "Correct the path in the list of contents, or take it out."),
    "toc.not_included": (
        "P113",
        "Add its path, without .md, to one of the lists of contents in index.md.",
    ),
    "myst.directive_unknown": (
        "P114",
        "Look at its spelling; CONTRIBUTING says what can stand between braces.",
    ),
    "myst.role_unknown": (
        "P114",
        "Look at its spelling; CONTRIBUTING says what can stand between braces.",
    ),
    "myst.directive_parse": (
        "P115",
        "Options stand right under the first line, one on each, such as :name: fig-five-as.",
    ),
    "myst.directive_option": ("P115", "Look at its spelling, or take it out."),
    "myst.header": ("P116", "Go down by one # at a time: a ## section has ### sections."),
    "docutils": ("P115", "Compare with its example in _ext/docs."),
}
"""For a message's type and subtype: the code of the rule, and what its writer should do."""


class Hints(std_logging.Filter):
    """Adds the mend to a message, and puts our code in the place of its type."""

    def filter(self, record: std_logging.LogRecord) -> bool:
        """Change *record* where there is a hint for it; let every record pass."""
        kind = str(getattr(record, "type", "") or "")
        subtype = getattr(record, "subtype", "")
        found = HINTS.get(f"{kind}.{subtype}" if subtype else kind)
        if found:
            code, hint = found
            said = str(record.msg).rstrip().rstrip(".")
            record.msg = f"{said}. {hint.replace('%', '%%') if record.args else hint}"
            record.type, record.subtype = NAMESPACE, code
        return True


def add_hints(app: Sphinx) -> None:
    """Have the hints added before Sphinx writes the type behind the message."""
    for handler in std_logging.getLogger(logging.NAMESPACE).handlers:
        for place, known in enumerate(handler.filters):
            if isinstance(known, logging.WarningLogRecordTranslator):
                handler.filters.insert(place, Hints())
                break


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the hints."""
    app.connect("builder-inited", add_hints)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
