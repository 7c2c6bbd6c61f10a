"""The PDF handbook: a Sphinx builder that typesets the whole book with Typst.

``builder`` puts the book together, ``writer`` turns it into Typst, ``typeset`` has Typst make the
PDF, ``tagging`` completes the tags, and ``book.typ`` is the design.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from _ext.pdf.builder import PdfBuilder


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the builder and its settings."""
    app.setup_extension("_ext.words")
    app.setup_extension("_ext.pagemarks")
    app.add_builder(PdfBuilder)
    app.add_config_value("pdf_basename", "book", "", types=frozenset({str}))
    app.add_config_value("pdf_subtitle", "", "", types=frozenset({str}))
    app.add_config_value("pdf_imprint", [], "", types=frozenset({list}))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
