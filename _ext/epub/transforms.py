"""What must be plain before an e-book page is written."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

# Where a page break may stand: elements whose content is paragraphs and the like.
FLOW = (
    nodes.section,
    nodes.container,
    nodes.document,
    nodes.list_item,
    nodes.definition,
    nodes.entry,
    nodes.block_quote,
    nodes.Admonition,
    nodes.legend,
    nodes.footnote,
)


class pagebreak(nodes.Invisible, nodes.Element):  # noqa: N801 - docutils names nodes so
    """The place where a page of the printed book begins; ``label`` is the page's number."""


class PlainDesign(SphinxPostTransform):
    """Turn tabs, cards, grids and dropdowns of sphinx-design into plain sections.

    Runs before sphinx-design's own transforms for HTML (from 199), which write form elements.
    """

    default_priority = 150
    builders = ("epub",)

    def run(self, **kwargs: Any) -> None:
        """Keep heading and content of each component and drop the rest."""
        for node in list(self.document.findall(nodes.Element)):
            component = node.get("design_component")
            if component in {"card-title", "aside-title"}:
                self._title(node)
            if component:
                # Without this attribute sphinx-design's own transforms pass the node by.
                node["plain_component"] = node.attributes.pop("design_component")
            if type(node).__name__ in {"sd_icon", "fontawesome"}:
                node.parent.remove(node)
                continue
            if node.get("classes"):
                node["classes"] = self._classes(node)

    def _classes(self, node: nodes.Element) -> list[str]:
        component = node.get("plain_component", "")
        kept = [name for name in node["classes"] if not name.startswith("sd-")]
        if isinstance(node, nodes.rubric) and len(kept) < len(node["classes"]):
            return [*kept, "plain-title"]
        if component in {"tab-item", "card", "dropdown", "aside"}:
            return [*kept, "plain-box"]
        return kept

    def _title(self, node: nodes.Element) -> None:
        children = node.children
        rubric = nodes.rubric("", "", classes=["plain-title"])
        for child in children:
            rubric += child.children if isinstance(child, nodes.paragraph) else [child]
        rubric.source, rubric.line = node.source, node.line
        node.children = []
        node += rubric


class PageBreaks(SphinxPostTransform):
    """Mark the first block of each page of the printed book, where its pages are known."""

    default_priority = 900  # after _ext.pagemarks
    builders = ("epub",)

    def run(self, **kwargs: Any) -> None:
        """Put a page break before each block that begins a page; note the page of each place."""
        builder: Any = self.app.builder
        if not builder.page_labels:
            return
        docname = self.env.current_document.docname
        waiting: list[str] = []  # a place without a page of its own is where the next block is
        for node in list(self.document.findall(nodes.Element)):
            waiting += node["ids"]
            mark = _mark(node)
            label = builder.page_labels.get(mark)
            if label is None:
                continue
            for name in waiting:
                builder.page_of[docname, name.replace(":", "-")] = label
            waiting.clear()
            if builder.page_starts.get(label) == mark == node.get("pagemark"):
                self._insert(node, label)

    def _insert(self, node: nodes.Element, label: str) -> None:
        mark = pagebreak(label=label)
        place: Any = node
        while place is not None and not isinstance(place.parent, FLOW):
            inner = next(
                (
                    child
                    for child in place.findall(include_self=False)
                    if isinstance(child, nodes.Body | nodes.paragraph)
                    and isinstance(child.parent, FLOW)
                ),
                None,
            )
            place = inner if inner is not None else place.parent
        if place is None:
            return
        while (above := self._begun_by(place)) is not None:
            place = above
        place.parent.insert(place.parent.index(place), mark)

    def _begun_by(self, place: nodes.Element) -> nodes.Element | None:
        """Return what begins where *place* does: the box around it, the heading above it."""
        above, position = place.parent, place.parent.index(place)
        if isinstance(above, nodes.container) and position == 0 and isinstance(above.parent, FLOW):
            return above
        if isinstance(above, nodes.section) and position == 1 and isinstance(above[0], nodes.title):
            return above[0] if isinstance(above.parent, nodes.document) else above
        return None


def _mark(node: nodes.Element) -> str | None:
    """Return the mark of the block that *node* is or stands in."""
    block: nodes.Element | None = node
    while block is not None and "pagemark" not in block:
        block = block.parent
    return None if block is None else block["pagemark"]
