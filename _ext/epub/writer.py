"""How a page is written: XHTML with the roles that reading systems and screen readers know."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from _ext.formulas import to_mathml
from _ext.rules import warn
from _ext.tables import stacked_headings
from _ext.words import _

from .structure import CHAPTER, Kind

if TYPE_CHECKING:
    from .builder import EpubBuilder
    from .transforms import pagebreak

# What works only with scripts or another host; no part of a book.
INTERACTIVE = re.compile(
    r"<(script|form|input|button|select|textarea|iframe|object|embed|audio|video|details)\b"
    r"|\son[a-z]+=\"",
    re.IGNORECASE,
)


class EpubTranslator(HTML5Translator):
    """Sphinx's HTML translator, with what an e-book needs and a website does not."""

    builder: EpubBuilder

    def __init__(self, document: nodes.document, builder: EpubBuilder) -> None:
        super().__init__(document, builder)
        self._box_depth = 0
        self._headers: list[list[str]] = []

    # Errors that name the place

    def dispatch_visit(self, node: nodes.Node) -> None:
        """Write *node*, and warn where that gives what a book cannot have."""
        start = len(self.body)
        try:
            super().dispatch_visit(node)
        finally:
            if match := INTERACTIVE.search("".join(self.body[start:])):
                warn(
                    "F601",
                    "An e-book cannot show this: <%s>. It needs a form for print; see _ext/%s.",
                    match[1] or match[0].strip(),
                    "formats.py",
                    location=node,
                )

    def unknown_visit(self, node: nodes.Node) -> None:
        """Warn of an element that nothing here can write."""
        warn(
            "F601",
            "The e-book cannot show this element (%s). Its extension must replace it by "
            "standard elements for print.",
            type(node).__name__,
            location=node,
        )
        raise nodes.SkipNode

    # Sections and titled boxes

    def visit_section(self, node: nodes.Element) -> None:
        """Open a section; the outermost one says what kind of page this is."""
        if self.section_level:
            super().visit_section(node)
            return
        self.section_level += 1
        kind = self.builder.kinds.get(self.builder.current_docname, CHAPTER)
        node["classes"] = [name for name in node["classes"] if "jax_ignore" not in name]
        self.body.append(self.starttag(node, "section", **semantics(kind)))

    def visit_container(self, node: nodes.Element) -> None:
        """Open a group; one with a title takes part in the levels of headings."""
        self._box_depth += _is_titled(node)
        self.body.append(self.starttag(node, "div"))
        if "plan-lines" in node["classes"]:
            self.body.append('<div class="line"></div>' * int(node.get("lines", 3)))

    def depart_container(self, node: nodes.Element) -> None:
        """Close a group."""
        self._box_depth -= _is_titled(node)
        self.body.append("</div>\n")

    def visit_rubric(self, node: nodes.Element) -> None:
        """Write the title of a group as a heading, other rubrics as Sphinx does."""
        if _is_titled(node.parent) and node.parent.index(node) == 0:
            node["heading-level"] = min(6, self.section_level + self._box_depth)
        super().visit_rubric(node)

    def is_compactable(self, node: nodes.Element) -> bool:
        """Say no: the style sheet spaces lists, and docutils' check knows no page breaks."""
        return False

    # Links

    def visit_reference(self, node: nodes.Element) -> None:
        """Open a link; one to a source, term or question says so."""
        role = self._reference_role(node)
        if not role:
            super().visit_reference(node)
            return
        start = len(self.body)
        super().visit_reference(node)
        # The entry in full as a tooltip, hundreds of times, is for the website.
        self.body[start] = re.sub(r' title="[^"]*"', "", self.body[start])
        added = f'<a role="doc-{role}" epub:type="{role}" '
        self.body[start] = self.body[start].replace("<a ", added, 1)

    def _reference_role(self, node: nodes.Element) -> str:
        classes = {name for child in node.findall(nodes.Element) for name in child["classes"]}
        if "std-term" in classes:
            return "glossref"
        if "bibtex-citation" in _ancestor_classes(node):
            return "biblioref"
        if "answer-back" in _ancestor_classes(node) or "answer-back" in classes:
            return "backlink"
        return ""

    # Notes

    def visit_footnote_reference(self, node: nodes.Element) -> None:
        """Open the call of a note; reading systems show the note in place."""
        attributes = {"epub:type": "noteref", "role": "doc-noteref", "href": f"#{node['refid']}"}
        self.body.append("<sup>" + self.starttag(node, "a", "", CLASS="noteref", **attributes))

    def depart_footnote_reference(self, node: nodes.Element) -> None:
        """Close the call of a note."""
        self.body.append("</a></sup>")

    def visit_footnote(self, node: nodes.Element) -> None:
        """Open a note."""
        attributes = {"epub:type": "footnote", "role": "doc-footnote"}
        self.body.append(self.starttag(node, "aside", **attributes))

    def depart_footnote(self, node: nodes.Element) -> None:
        """Close a note, with a link to each further call after the first."""
        for position, call in enumerate(node.get("backrefs", [])[1:], 2):
            back = _("Back to call %s") % position
            self.body.append(
                f'<a class="back" role="doc-backlink" epub:type="backlink" href="#{call}">'
                f"{back}</a>\n"
            )
        self.body.append("</aside>\n")

    def visit_label(self, node: nodes.Element) -> None:
        """Open the number of a note, linked to its call."""
        calls = node.parent.get("backrefs", [])
        self.body.append('<p class="label">')
        self.context.append("</p>\n")
        if calls:
            self.body.append(f'<a role="doc-backlink" epub:type="backlink" href="#{calls[0]}">')
            self.context[-1] = "</a></p>\n"

    def depart_label(self, node: nodes.Element) -> None:
        """Close the number of a note."""
        self.body.append(self.context.pop())

    # Bibliography and glossary

    def visit_citation(self, node: nodes.Element) -> None:
        """Open an entry of the bibliography; entries in a row are one list."""
        if not isinstance(node.previous_sibling(), nodes.citation):
            self.body.append('<ul class="bibliography">\n')
        self.body.append(self.starttag(node, "li"))

    def depart_citation(self, node: nodes.Element) -> None:
        """Close an entry of the bibliography."""
        self.body.append("</li>\n")
        if not isinstance(node.next_node(descend=False, siblings=True), nodes.citation):
            self.body.append("</ul>\n")

    def visit_term(self, node: nodes.Element) -> None:
        """Open a term; one of the glossary is a definition."""
        self.body.append(self.starttag(node, "dt", ""))
        if _in_glossary(node):
            self.body.append('<dfn epub:type="glossterm">')

    def depart_term(self, node: nodes.Element) -> None:
        """Close a term, unless a classifier follows and closes it."""
        if _in_glossary(node):
            self.body.append("</dfn>")
        super().depart_term(node)

    def visit_definition(self, node: nodes.Element) -> None:
        """Open a definition."""
        attributes = {"epub:type": "glossdef"} if _in_glossary(node) else {}
        self.body.append(self.starttag(node, "dd", "", **attributes))

    # Tables

    def visit_table(self, node: nodes.Element) -> None:
        """Open a table; a wide one can be stacked by the style sheet on a narrow screen."""
        columns = sum(1 for _ in node.findall(nodes.colspec))
        self._headers.append(stacked_headings(node))
        # Widths and alignment of the source are for paper; a phone has its own.
        for name in ("width", "align"):
            node.attributes.pop(name, None)
        classes = ["colwidths-given", "colwidths-auto"]
        node["classes"] = [name for name in node["classes"] if name not in classes]
        css = f"wide columns-{columns}" if self._headers[-1] else f"columns-{columns}"
        self._table_row_indices.append(0)
        self.body.append(self.starttag(node, "table", CLASS=css))

    def depart_table(self, node: nodes.Element) -> None:
        """Close a table."""
        self._headers.pop()
        super().depart_table(node)

    def visit_entry(self, node: nodes.Element) -> None:
        """Open a cell: a header with its scope, or a cell that knows its column's header."""
        row = node.parent
        group = row.parent.parent
        attributes: dict[str, Any] = {}
        column = row.column
        if isinstance(row.parent, nodes.thead):
            tag, attributes["scope"] = "th", "col"
        elif group.stubs[column]:
            tag, attributes["scope"] = "th", "row"
        else:
            tag = "td"
        if "morerows" in node:
            attributes["rowspan"] = node["morerows"] + 1
        if "morecols" in node:
            attributes["colspan"] = node["morecols"] + 1
        headers = self._headers[-1]
        if tag == "td" and column < len(headers) and headers[column]:
            attributes["data-label"] = headers[column]
        row.column += 1 + node.get("morecols", 0)
        if tag == "th" and not node.astext():  # the corner over the row headers heads nothing
            tag = "td"
            attributes.pop("scope")
        self.body.append(self.starttag(node, tag, "", **attributes))
        self.context.append(f"</{tag}>\n")

    # Formulas

    def visit_math(self, node: nodes.Element, math_env: str = "") -> None:
        """Write a formula within a line as MathML."""
        self.body.append(self._formula(node, block=False))
        raise nodes.SkipNode

    def visit_math_block(self, node: nodes.Element, math_env: str = "") -> None:
        """Write a formula of its own as MathML, with its number where it has one."""
        self.body.append(self.starttag(node, "div", "", CLASS="math"))
        self.body.append(self._formula(node, block=True))
        if node.get("number"):
            self.body.append(
                f'<span class="number">({get_node_equation_number(self, node)})</span>'
            )
        self.body.append("</div>\n")
        raise nodes.SkipNode

    def _formula(self, node: nodes.Element, block: bool) -> str:
        try:
            return to_mathml(node.astext(), block)
        except ValueError as error:
            warn(
                "F602",
                "The formula %s cannot be shown: %s. Write it with the common commands of LaTeX.",
                " ".join(node.astext().split()),
                error,
                location=node,
            )
            return f"<code>{self.encode(node.astext())}</code>"

    # Pages of the printed book

    def visit_pagebreak(self, node: pagebreak) -> None:
        """Write where a page of the printed book begins."""
        label = self.attval(node["label"])
        self.body.append(
            f'<span role="doc-pagebreak" epub:type="pagebreak" id="page-{label}" '
            f'aria-label="{label}"></span>'
        )
        raise nodes.SkipNode


def semantics(kind: Kind) -> dict[str, str]:
    """Return the attributes that tell reading systems what kind of page this is."""
    attributes = {}
    if kind.type:
        attributes["epub:type"] = kind.type
    if kind.role:
        attributes["role"] = kind.role
    return attributes


def _is_titled(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and isinstance(next(iter(node), None), nodes.rubric)


def _ancestor_classes(node: nodes.Node) -> set[str]:
    found: set[str] = set()
    parent = node.parent
    while parent is not None:
        found.update(parent.get("classes", ()))
        parent = parent.parent
    return found


def _in_glossary(node: nodes.Node) -> bool:
    return type(node.parent.parent.parent).__name__ == "glossary"
