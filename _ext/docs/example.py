"""``{example}``: shows its content as source, then what becomes of it."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


class Example(SphinxDirective):
    """Take an example once, show it and render it."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the source as a block of code, then what it gives."""
        text = "\n".join(self.content)
        source = nodes.literal_block(text, text, language="markdown")
        self.set_source_info(source)
        return [source, *self.parse_content_to_nodes()]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("example", Example)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
