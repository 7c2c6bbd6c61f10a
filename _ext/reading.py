"""How the pages are read: as much on each core, and none that is saved meanwhile is missed."""

from __future__ import annotations

import time
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.parallel import make_chunks


def deal(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Order the pages so that each core has as much to read as the others.

    Sphinx cuts the list into batches and reads as many at a time as there are cores.
    """
    if app.parallel < 2:  # nobody to deal to
        return
    left = sorted(docnames, key=lambda name: -env.doc2path(name).stat().st_size)
    batches = make_chunks(docnames, app.parallel)
    docnames.clear()
    while batches:
        together, batches = batches[: app.parallel], batches[app.parallel :]
        number = sum(map(len, together))
        hand, left = left[:number], left[number:]
        for first in range(len(together)):
            docnames += hand[first :: len(together)]


def note_start(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Note when reading begins, and which pages are read."""
    app._handbook_reading = time.time_ns() // 1000, list(docnames)  # type: ignore[attr-defined]


def date_back(app: Sphinx, env: BuildEnvironment) -> None:
    """Say of the pages that were read that it was when reading began.

    Sphinx notes when it is done with a page. What is saved between, in the page or in its data,
    would be taken for read, and never be seen.
    """
    began, docnames = app._handbook_reading  # type: ignore[attr-defined]
    env.all_docs.update(dict.fromkeys(docnames, began))


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect both."""
    app.connect("env-before-read-docs", deal)
    app.connect("env-before-read-docs", note_start)
    app.connect("env-updated", date_back)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
