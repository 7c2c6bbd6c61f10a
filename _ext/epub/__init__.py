"""The EPUB: what Sphinx's EPUB 3 builder lacks for EPUB Accessibility 1.1.

Everything about the format lies in this folder:

- ``builder.py`` the builder, a subclass of Sphinx's: which pages, in which order, into one file;
- ``writer.py`` how a page is written (roles, notes, tables, formulas as MathML);
- ``transforms.py`` what must be plain before it is written (tabs, cards, page breaks);
- ``structure.py`` the order of the book, read from the tables of contents of the pages;
- ``mathml.py`` formulas; ``cover.py`` the drawn cover; ``templates/`` and ``epub.css``.

The home page (the root document) belongs to the website and is not in the e-book: links to it
lead to the e-book's table of contents.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx
from sphinx.builders import epub3
from sphinx.config import Config

from .builder import EpubBuilder, remove_after_failure
from .transforms import PageBreaks, PlainDesign


def set_defaults(app: Sphinx, config: Config) -> None:
    """Set what Sphinx's EPUB builder would take from the website.

    The same in every format, since Sphinx compares the settings of one build with the next.
    """
    config.epub_theme = "epub"
    config.epub_css_files = []
    config.epub_show_urls = "no"


def _subtitle(config: Config) -> str:
    """Return the subtitle of the PDF where it has one: a book has one name."""
    return getattr(config, "pdf_subtitle", "")


def setup(app: Sphinx) -> dict[str, Any]:
    """Put this builder in the place of Sphinx's own."""
    app.setup_extension("_ext.words")
    app.setup_extension("sphinx.builders.epub3")
    # It asks for settings (version, contributor, uid) that this builder derives or has no use for.
    for listener in list(app.events.listeners["builder-inited"]):
        if listener.handler is epub3.validate_config_values:
            app.disconnect(listener.id)
    app.add_builder(EpubBuilder, override=True)
    app.add_config_value("epub_subtitle", _subtitle, "epub", types=frozenset({str}))
    app.add_config_value("epub_subjects", [], "epub", types=frozenset({list}))
    app.add_config_value("epub_license", "", "epub", types=frozenset({str}))
    app.add_config_value("epub_colophon", [], "epub", types=frozenset({list}))
    app.add_config_value("epub_pages", "../pdf/pages.json", "epub", types=frozenset({str}))
    app.add_post_transform(PlainDesign)
    app.add_post_transform(PageBreaks)
    app.connect("config-inited", set_defaults, priority=900)
    app.connect("build-finished", remove_after_failure)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
