"""The website: what it adds to its theme, and what articles show in every format.

A page's ``description`` becomes its summary for search engines and shared links. A page with a
``date`` is an article: a line under its title says who wrote it, when, and how long it takes to
read, and ``read_too`` in its front matter becomes the list at its end.

- ``pages``: what a page shows otherwise than Sphinx and Furo
- ``head``: what a page says of itself to browsers, search engines and those who cite it
- ``files``: feed, site map, manifest, service worker, icons
- ``cards``: the pictures for shared links
- ``search``: the search index
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from _ext.formats import is_live
from _ext.site import files, head, pages, search


def note_changes(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Note whether a page is going to be read."""
    app._handbook_changed = bool(added | changed | removed)  # type: ignore[attr-defined]
    return []


def write_all(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Have all pages of the website written when one is.

    Pages name each other: a website that grew page by page would differ from one built at once.
    The formats share what has been read, so a page that another format has read again, for a change
    in its data or in an extension, is told by its age. ``make live``, where speed counts, does
    without.
    """
    if app.builder.name != "html":
        return []
    app._handbook_changed |= bool(list(app.builder.get_outdated_docs()))  # type: ignore
    app._handbook_changed |= any(_is_old(app, docname) for docname in env.found_docs)  # type: ignore
    whole = app._handbook_changed and not is_live()  # type: ignore
    return sorted(env.found_docs) if whole else []


def _is_old(app: Sphinx, docname: str) -> bool:
    """Tell whether *docname* was read after the website wrote it."""
    written = app.builder.get_output_path(docname)
    read = app.doctreedir / f"{docname}.doctree"
    return written.exists() and read.exists() and read.stat().st_mtime > written.stat().st_mtime


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect what the website adds."""
    app.add_config_value("handbook_repository", "", "html", str)
    app.add_config_value("handbook_downloads", {}, "html", dict)
    app.add_config_value("handbook_license", ("", ""), "html", (tuple, list))
    app.setup_extension("_ext.assets")
    app.connect("env-get-outdated", note_changes)
    app.connect("env-updated", write_all)
    for module in (pages, head, files, search):
        module.connect(app)
    return {"version": "2", "parallel_read_safe": True, "parallel_write_safe": True}
