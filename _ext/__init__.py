"""The handbook's own Sphinx extensions, one idea a module; any book can be built with them.

Copy this folder beside the conf.py of a book, and write there::

    import sys

    sys.path.insert(0, __file__.removesuffix("conf.py"))
    extensions = ["_ext"]
    project = "The title of the book"
    language = "en"

``_ext`` sets up all parts and what they need; a part alone is ``_ext.quiz``. What is set below
holds where conf.py says nothing else. ``docs/`` is the reference of all directives.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

LIBRARIES = (
    "myst_parser",
    "sphinx_design",
    "sphinxcontrib.bibtex",
    "sphinx_multitoc_numbering",
    "notfound.extension",
)
PARTS = (
    "words",
    "reading",
    "hints",
    "checks",
    "safety",
    "chapter",
    "language",
    "sources",
    "ledger",
    "indexing",
    "numref",
    "tables",
    "quiz",
    "plan",
    "case",
    "listing",
    "drawn",
    "computed",
    "calculator",
    "pagemarks",
    "site",
    "epub",
    "pdf",
)


def settings(app: Sphinx, config: Config) -> dict[str, Any]:
    """Return the settings of a book that says nothing of its own, by name."""
    from _ext.words import _

    bibliography = "references.bib"
    return {
        "author": "",  # or Sphinx would print that the name is not set
        # Reading: Markdown, links, numbers
        "myst_enable_extensions": [
            "attrs_block",
            "attrs_inline",
            "colon_fence",
            "deflist",
            "dollarmath",
            "fieldlist",
        ],
        "myst_footnote_transition": False,  # footnotes move to their call in the PDF
        "myst_heading_anchors": 3,
        "nitpicky": True,  # a broken reference is a warning
        "numfig": True,
        "numfig_format": {
            "figure": _("Figure %s"),
            "table": _("Table %s"),
            "code-block": _("Listing %s"),
        },
        # Sources
        "bibtex_bibfiles": [bibliography] if Path(app.confdir, bibliography).is_file() else [],
        "bibtex_default_style": "handbook",  # both defined in sources.py
        "bibtex_reference_style": "handbook",
        # Website
        "html_title": config.project,
        "html_math_renderer": "mathml",  # from site/; MathJax would come from another host
        "html_copy_source": False,
        "html_show_sourcelink": False,
        "html_show_sphinx": False,
        "notfound_urls_prefix": urlsplit(config.html_baseurl).path or "/",
        "notfound_context": {
            "title": _("Page not found"),
            "body": "<h1>{}</h1><p>{}</p>".format(
                _("Page not found"),
                _(
                    "There is no page at this address. It may have moved, or the address has a "
                    "typing mistake. Search for it, or begin at the first page."
                ),
            ),
        },
    }


def set_defaults(app: Sphinx, config: Config) -> None:
    """Set what the book leaves open; keep out of it this folder's own pages, and hidden folders."""
    for name, value in settings(app, config).items():
        # Sphinx has no public way to ask what conf.py says, nor to give another extension's setting
        # a new default: `overrides` is the command line alone, `values` are the old defaults, and a
        # value that equals its default may have been chosen.
        if name not in config._raw_config and name not in config.overrides:
            config[name] = value
    here = os.path.relpath(Path(__file__).parent, app.srcdir).replace(os.sep, "/")
    config.exclude_patterns = [*config.exclude_patterns, ".*"]
    if not here.startswith(".."):
        config.exclude_patterns.append(here)


def setup(app: Sphinx) -> dict[str, Any]:
    """Set up all parts, and the extensions that they build on."""
    for name in (*LIBRARIES, *(f"_ext.{part}" for part in PARTS)):
        app.setup_extension(name)
    # It forgets to say so.
    app.extensions["sphinx_multitoc_numbering"].parallel_read_safe = True
    app.connect("config-inited", set_defaults, priority=100)  # before anybody reads a setting
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
