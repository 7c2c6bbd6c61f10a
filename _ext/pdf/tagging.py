"""What Typst cannot yet say in a PDF's tags: that the first cell of a table row is its header.

Typst marks column headers. A row header becomes a cell like any other, so a screen reader would
read a number without saying of what it is. The tags are corrected after typesetting.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode


def mark_row_headers(path: Path, stubs: list[int]) -> None:
    """Make the first cells of each row in the PDF at *path* headers of their row.

    *stubs* says, for each table of the book in order, how many cells at the start of a row are its
    header. Raises ValueError when the PDF has another number of tables.
    """
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
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
        # The tags are many small objects: packed together they take a fifth of the room.
        packed = ObjectStreamMode.generate
        pdf.save(path, deterministic_id=True, linearize=False, object_stream_mode=packed)


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
