"""Completes the PDF that Typst has made: tags of tables, and links inside the book.

Typst marks column headers. A row header becomes a cell like any other, so a screen reader would
read a number without saying of what it is. Links inside the book are addresses that name a place
(``link-to`` in ``book.typ`` says why), and lead there only after typesetting.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode

from _ext.words import _

INSIDE = b"book:"
"""What the address of a place in the book begins with; its name follows."""


def complete(path: Path, stubs: list[int], places: dict[str, tuple[int, float, float]]) -> None:
    """Complete the PDF at *path*.

    *stubs* says, for each table of the book in order, how many cells at the start of a row are its
    header; *places*, where each place is: the sheet, from 1, and the points from the left and the
    top. Raises ValueError when the PDF has another number of tables, KeyError when it has a link to
    a place that there is not.
    """
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        mark_row_headers(pdf, stubs)
        lead_links(pdf, places)
        # The tags are many small objects: packed together they take a fifth of the room.
        packed = ObjectStreamMode.generate
        pdf.save(path, deterministic_id=True, linearize=False, object_stream_mode=packed)


def mark_row_headers(pdf: pikepdf.Pdf, stubs: list[int]) -> None:
    """Make the first cells of each row headers of their row."""
    tables = [node for node in _structure(pdf) if node.S == Name.Table]
    if len(tables) != len(stubs):
        raise ValueError(f"the PDF has {len(tables)} tables, the book {len(stubs)}")
    for table, stub in zip(tables, stubs, strict=True):
        for row in (node for node in _below(table) if node.get("/S") == Name.TR):
            for cell in list(_children(row))[:stub]:
                if cell.get("/S") == Name.TD:
                    cell.S = Name.TH
                    scope = Dictionary(O=Name.Table, Scope=Name.Row)
                    cell.A = Array([*_attributes(cell), scope])


def lead_links(pdf: pikepdf.Pdf, places: dict[str, tuple[int, float, float]]) -> None:
    """Make the links whose address names a place lead there, and say to which page."""
    pages = [(page, page.label, page.mediabox[3]) for page in pdf.pages]
    for page, _label, _height in pages:
        for link in page.get("/Annots", ()):
            address = bytes(link.A.URI) if "/A" in link else b""
            if not address.startswith(INSIDE):
                continue
            sheet, left, top = places[address.removeprefix(INSIDE).decode()]
            target, label, height = pages[sheet - 1]
            above = height - max(0, round(top) - 10)  # the height of a line
            del link["/A"]
            link.Dest = Array([target.obj, Name.XYZ, round(left), above, 0])
            link.Contents = _("Page %s") % label


def _attributes(cell: Dictionary) -> list[Dictionary]:
    found = cell.get("/A")
    if found is None:
        return []
    return list(found) if isinstance(found, Array) else [found]


def _structure(pdf: pikepdf.Pdf) -> Iterator[Dictionary]:
    yield from _below(pdf.Root.StructTreeRoot)


def _below(node: Dictionary) -> Iterator[Dictionary]:
    """Yield the structure elements under *node*, in reading order."""
    for child in _children(node):
        yield child
        yield from _below(child)


def _children(node: Dictionary) -> Iterator[Dictionary]:
    kids = node.get("/K")
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid
