"""Index entries as a list of lines, which Sphinx reads from reStructuredText only.

MyST hands a directive's first line over as its argument, and Sphinx's ``{index}`` takes no
content; so a second entry would be an error, and two on one line a sub-entry named "single: …".
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains.index import IndexDirective

from _ext.rules import Warns

TWO_ENTRIES = re.compile(r";\s*(single|pair|triple|see|seealso):")


class IndexLines(Warns, IndexDirective):
    """Read index entries, one on each line."""

    has_content = True
    required_arguments = 0
    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the entries and the place they lead to."""
        lines = [line.strip() for line in [*self.arguments, *self.content] if line.strip()]
        for line in lines:
            if TWO_ENTRIES.search(line):
                self.warn(
                    "B361",
                    f'Two index entries stand on one line: "{line}". Give each its own line.',
                )
        if not lines:
            self.warn(
                "B362", "The index directive is empty. Write an entry, such as single: reach."
            )
            return []
        self.arguments = ["\n".join(lines)]
        return super().run()


def setup(app: Sphinx) -> dict[str, Any]:
    """Replace Sphinx's directive by one that takes lines."""
    app.add_directive("index", IndexLines, override=True)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
