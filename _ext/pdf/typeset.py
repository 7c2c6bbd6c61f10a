"""Typesets the book: ``python typeset.py FOLDER TIME`` makes FOLDER/book.pdf of main.typ there.

A process of its own, that imports nothing of the book: Typst takes more than a megabyte for each
page until it is done, and what Sphinx holds would come on top. Prints JSON: the ``pages`` of the
blocks that the book marks, and the ``places`` that can be led to, or else what Typst says is wrong.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import font_lato
import typst

# Asked when all is set. What the book itself asked, Typst would keep for each of its rounds.
PLACES = """{
  let known = query(selector(metadata).or(heading)).filter(it => it.has("label"))
  let first = known.first().location()
  let marks = known.filter(it => it.label == <mark>)
  let places = known.filter(it => it.label != <mark>)
  (
    unnumbered: first.page() - counter(page).at(first).first(),
    marks: marks.map(it => (it.value, it.location().page())),
    places: places.map(it => {
      let at = it.location().position()
      (str(it.label), (at.page, at.x.pt(), at.y.pt()))
    }),
  )
}"""


def typeset(folder: Path, time: int) -> dict[str, object]:
    """Write the PDF of *time* (seconds since 1970); return what is to be printed.

    A page is named by what is printed on it, a place by its sheet, from 1, and its distance from
    the left and the top in points.
    """
    compiler = typst.Compiler(
        folder / "main.typ",
        root=folder,
        font_paths=[Path(font_lato.font_directory)],
        ignore_system_fonts=True,
    )
    pdf = folder / "book.pdf"
    try:
        compiler.compile(output=pdf, format="pdf", pdf_standards=["ua-1"], timestamp=time)
        told = json.loads(compiler.eval(PLACES))
    except typst.TypstError as error:
        message = " ".join([str(error.message), *map(str, error.hints)])
        return {"message": message, "diagnostic": str(error.diagnostic)}
    pages = {mark: str(sheet - told["unnumbered"]) for mark, sheet in told["marks"]}
    return {"pages": pages, "places": dict(told["places"])}


if __name__ == "__main__":
    json.dump(typeset(Path(sys.argv[1]), int(sys.argv[2])), sys.stdout)
