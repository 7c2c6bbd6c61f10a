"""Tables on narrow screens: a row of a wide table becomes a small list, each cell with its heading.

Five columns of words are a word wide each on a telephone, or leave the screen. The style sheets of
the website and of the EPUB put the cells of such a table below each other instead. What they need
is a class on the table, and in each cell, as ``data-label``, the heading of its column.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from _ext.formats import is_print
from _ext.words import _

TELEPHONE = 46
"""How many characters of a table fit beside each other on a telephone."""


SHORT = 14
"""How many characters the cells of a table of numbers or of single words have on average."""


class labeled_entry(nodes.entry):
    """A cell that knows the heading of its column: ``label``."""


def made_table(rows: list[list[nodes.Node]], columns: dict[str, int]) -> nodes.table:
    """Return a table of the cells *rows*, one inline node each; each row begins with its name.

    *columns* are the headings, still to be translated, and their widths in percent.
    """
    group = nodes.tgroup("", cols=len(columns))
    for number, width in enumerate(columns.values()):
        group += nodes.colspec("", colwidth=width, **({} if number else {"stub": 1}))
    group += nodes.thead("", _row([nodes.Text(_(name)) for name in columns]))
    group += nodes.tbody("", *map(_row, rows))
    return nodes.table("", group, classes=["colwidths-given", "list"])


def _row(cells: list[nodes.Node]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))


def stacked_headings(table: nodes.table) -> list[str]:
    """Return the headings of the columns of *table* if it is to be stacked on a telephone, or [].

    A table that fits stays one, so that columns of numbers can be compared; and so does one without
    a single row of headings, or with cells that span others.
    """
    heads = [row for row in table.findall(nodes.row) if isinstance(row.parent, nodes.thead)]
    plain = not any(
        "morecols" in entry or "morerows" in entry for entry in table.findall(nodes.entry)
    )
    columns = list(table.findall(nodes.colspec))
    if len(columns) < 3 or len(heads) != 1 or not plain or _characters(table) <= TELEPHONE:
        return []
    return [_words(entry) for entry in heads[0]]


def _characters(table: nodes.table) -> int:
    """Return how many characters beside each other *table* needs to read well."""
    rows = [[_words(entry) for entry in row] for row in table.findall(nodes.row)]
    needed = 0
    for column in zip(*rows, strict=True):
        longest_word = max(len(word) for text in column for word in text.split() or [""])
        longest_text = max(map(len, column))
        # A sentence wants a line of 20 characters, a few words one of 14.
        needed += max(longest_word, min(14, longest_text), min(20, longest_text // 4)) + 2
    return needed


def _words(node: nodes.Element) -> str:
    return " ".join(node.astext().split())


def _is_read_in_rows(table: nodes.table) -> bool:
    """Tell whether *table* is a list, or holds sentences; the columns of others are compared."""
    if "list" in table["classes"]:
        return True
    cells = [
        _words(entry) for body in table.findall(nodes.tbody) for entry in body.findall(nodes.entry)
    ]
    return sum(map(len, cells)) > SHORT * len(cells)


class LabelCells(SphinxPostTransform):
    """Mark the tables of the website that a telephone stacks, and label their cells.

    Tables of numbers stay tables there: unlike an e-reader, a browser scrolls them sideways.
    """

    default_priority = 200  # after the tables of cases and sources have been made

    def run(self, **kwargs: Any) -> None:
        """Give each table its class, and each cell under a heading its label."""
        if self.app.builder.format != "html" or is_print(self.app.builder):
            return
        for table in self.document.findall(nodes.table):
            if (headings := stacked_headings(table)) and _is_read_in_rows(table):
                table["classes"].append("stacked")
                stubs = [column.get("stub") for column in table.findall(nodes.colspec)]
                for row in next(iter(table.findall(nodes.tbody))):
                    for cell, heading, stub in zip(list(row), headings, stubs, strict=True):
                        if not stub:
                            cell.replace_self(_labeled(cell, heading))


def _labeled(cell: nodes.entry, heading: str) -> labeled_entry:
    return labeled_entry("", *cell.children, **cell.attributes, label=heading)


def visit_labeled_entry(self: HTML5Translator, node: labeled_entry) -> None:
    """Begin a cell, with the heading of its column."""
    start = len(self.body)
    self.visit_entry(node)
    label = f' data-label="{self.attval(node["label"])}"'
    self.body[start] = self.body[start].replace("<td", f"<td{label}", 1)


def depart_labeled_entry(self: HTML5Translator, node: labeled_entry) -> None:
    """End a cell."""
    self.depart_entry(node)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the cells and what marks them."""
    app.setup_extension("_ext.assets")
    app.add_node(labeled_entry, html=(visit_labeled_entry, depart_labeled_entry))
    app.add_post_transform(LabelCells)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
