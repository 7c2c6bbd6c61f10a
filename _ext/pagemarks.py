"""Names for the blocks of the book, so that the EPUB can say where the pages of the PDF begin.

The same transform runs for both book formats, on the same document in its print form, so a block
has the same name in both: ``docname#12``, the twelfth block of its page. The PDF builder writes
``pages.json``, which gives the printed page of each name; the EPUB builder reads it.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from _ext.formats import is_print

BLOCKS = (nodes.paragraph, nodes.figure, nodes.literal_block, nodes.math_block, nodes.rubric)


class PageMarks(SphinxPostTransform):
    """Give each block of a page its name, as the attribute ``pagemark``."""

    default_priority = 8  # after the print forms and the bibliography, before links are resolved

    def run(self, **kwargs: Any) -> None:
        """Count the blocks of each page; the PDF has all pages in one document."""
        if not is_print(self.app.builder):
            return
        self.count: Counter[str] = Counter()
        self.mark(self.document, self.env.current_document.docname)

    def mark(self, node: nodes.Element, docname: str) -> None:
        """Mark the blocks in *node*, which stands on the page *docname*.

        The first cell of a row serves for the row: each mark takes Typst some kilobytes.
        """
        for child in node.children[:1] if isinstance(node, nodes.row) else node.children:
            if not isinstance(child, nodes.Element):
                continue
            if isinstance(child, BLOCKS):
                self.count[docname] += 1
                child["pagemark"] = f"{docname}#{self.count[docname]}"
            inside = child["docname"] if isinstance(child, addnodes.start_of_file) else docname
            self.mark(child, inside)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the transform."""
    app.add_post_transform(PageMarks)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
