"""References to numbered figures and tables, without reading the page again for each of them.

To resolve a ``{numref}``, Sphinx loads the page that the figure stands on from its file, only to
look at the figure: a third of the time in which a format was written. Most figures stand on the
page that names them, so the last few pages that were looked at are kept.
"""

from __future__ import annotations

import functools
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment

KEPT = 4
"""How many pages are kept; each takes some megabytes."""


class _Looking:
    """An environment whose pages are looked at and not changed, so that one copy serves all."""

    def __init__(self, env: BuildEnvironment) -> None:
        self._env = env
        self.get_doctree = functools.lru_cache(KEPT)(env.get_doctree)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._env, name)


class Domain(StandardDomain):
    """Sphinx's own domain of labels and references."""

    @functools.cached_property
    def _looking(self) -> Any:
        return _Looking(self.env)

    def resolve_xref(
        self, env: BuildEnvironment, fromdocname: str, builder: Any, typ: str, *more: Any
    ) -> nodes.reference | None:
        """Return the link for a reference; see sphinx.domains.Domain."""
        seen = self._looking if typ == "numref" else env
        return super().resolve_xref(seen, fromdocname, builder, typ, *more)


def setup(app: Sphinx) -> dict[str, Any]:
    """Replace Sphinx's domain by one that keeps what it looks at."""
    app.add_domain(Domain, override=True)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
