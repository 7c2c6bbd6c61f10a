"""Typesets the book: ``python typeset.py FOLDER TIME`` makes FOLDER/book.pdf of main.typ there.

A process of its own, that imports nothing of the book: Typst takes more than a megabyte for each
page until it is done, and what Sphinx holds would come on top. Prints JSON: the ``pages`` of the
blocks that the book marks, or else what Typst says is wrong.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import font_lato
import typst


def typeset(folder: Path, time: int) -> dict[str, object]:
    """Write the PDF of *time* (seconds since 1970); return what is to be printed."""
    compiler = typst.Compiler(
        folder / "main.typ",
        root=folder,
        font_paths=[Path(font_lato.font_directory)],
        ignore_system_fonts=True,
    )
    pdf = folder / "book.pdf"
    try:
        compiler.compile(output=pdf, format="pdf", pdf_standards=["ua-1"], timestamp=time)
        return {"pages": dict(json.loads(compiler.query("<pagemarks>", field="value", one=True)))}
    except typst.TypstError as error:
        message = " ".join([str(error.message), *map(str, error.hints)])
        return {"message": message, "diagnostic": str(error.diagnostic)}


if __name__ == "__main__":
    json.dump(typeset(Path(sys.argv[1]), int(sys.argv[2])), sys.stdout)
