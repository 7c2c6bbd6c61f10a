"""Style sheets and scripts of the extensions, which travel with this folder in ``static/``.

They need no theme in particular: colors have defaults, which those of Furo replace. What the
scripts say is in ``words.js``, which Sphinx fills from the catalog of the book's language.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from _ext.words import for_scripts

STATIC = Path(__file__).parent / "static"


def add_folder(app: Sphinx, config: Config) -> None:
    """Have Sphinx copy the files, before the book's own, which replace those of the same name."""
    config.html_static_path = [str(STATIC), *config.html_static_path]
    words = for_scripts(config.language)
    config.html_context = {**config.html_context, "script_words": words}


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the folder and the style sheets."""
    app.setup_extension("_ext.words")
    app.connect("config-inited", add_folder, priority=100)
    for name in ("apparatus.css", "figures.css"):
        app.add_css_file(name)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
