"""Pictures for links that somebody shares, and the icons of the website: drawn, not kept."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.application import Sphinx

from _ext.epub.cover import BRAND, GOLD, NIGHT, PAPER, picture
from _ext.listing import parts
from _ext.words import _

if TYPE_CHECKING:
    from PIL.Image import Image

FOLDER = "_images/cards"
CARD = (1200, 630)
"""Width and height of a card in pixels, as the large previews of shared links have them."""
ICONS = (192, 512)
"""Edges of the icons in pixels, as a web manifest needs them."""


def of_page(app: Sphinx, page: str) -> tuple[str, str]:
    """Return the card for *page*, from the root of the website, and what is on it in words."""
    for name, above, title in _cards(app):
        if page in _pages(app, name):
            return f"{FOLDER}/{name}.png", f"{above}: {title}" if above else title
    raise KeyError(page)


def _parts(app: Sphinx) -> dict[str, tuple[str, list[str]]]:
    return {f"part-{i}": part for i, part in enumerate(parts(app.env), 1)}


def _pages(app: Sphinx, name: str) -> set[str]:
    """Return the pages that show the card *name*; "book" is for all the others."""
    if name == "book":
        return set(app.env.found_docs)
    if name == "articles":
        return {page for page in app.env.found_docs if page.startswith("articles/")}
    return set(_parts(app)[name][1])


def _cards(app: Sphinx) -> Iterator[tuple[str, str, str]]:
    """Yield file name, small line and large line of each card; the last serves the rest."""
    yield "articles", app.config.project, _("Articles")
    for name, (title, _pages_of_it) in _parts(app).items():
        small, _dot, large = title.partition(". ")
        yield name, f"{app.config.project} · {small}", large or small
    yield "book", app.config.pdf_subtitle, app.config.project


def draw_cards(app: Sphinx, folder: Path) -> None:
    """Draw the cards of the book into *folder*, as PNG files of 1200 × 630 pixels."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, small, large in _cards(app):
        _card(small, large).save(folder / f"{name}.png", optimize=True)


def _card(small: str, large: str) -> Image:
    """Return the card with a *small* line over a *large* one, beside the picture of the cover."""
    import io

    import font_lato
    from matplotlib import style
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.patches import Rectangle
    from PIL import Image

    def lato(weight: str, size: float) -> FontProperties:
        files = Path(font_lato.__file__).parent / "files"
        return FontProperties(fname=files / f"Lato-{weight}.ttf", size=size)

    width, height = CARD
    drawn = io.BytesIO()
    with style.context("default", after_reset=True):  # not that of the figures in analysis/
        figure = Figure(figsize=(width / 100, height / 100), dpi=100, facecolor=BRAND)
        right = figure.add_axes((0.62, 0, 0.38, 1))
        right.axis("off")
        picture(right)
        # The middle of the cover's picture, in the shape of this corner.
        right.set(xlim=(640, 1380), ylim=(490, 1513))
        left = figure.add_axes((0, 0, 0.62, 1))
        left.set(xlim=(0, 744), ylim=(0, height))
        left.axis("off")
        left.add_patch(Rectangle((0, 0), 744, height, color=NIGHT, lw=0))
        left.add_patch(Rectangle((738, 0), 6, height, color=GOLD, lw=0))
        lines = textwrap.wrap(large, 18)
        size = 46 if len(lines) < 4 else 38
        middle = height / 2 + (len(lines) - 1) * size * 0.85
        for row, line in enumerate(lines):
            at = middle - row * size * 1.7
            left.text(64, at, line, fontproperties=lato("Black", size), color=PAPER, va="center")
        for row, line in enumerate(textwrap.wrap(small, 46)):
            at = height - 70 - row * 34
            left.text(64, at, line, fontproperties=lato("Regular", 18), color=GOLD, va="center")
        figure.savefig(drawn, dpi=100)
    return Image.open(drawn).convert("RGB").quantize(64, dither=Image.Dither.NONE)


def draw_icons(folder: Path) -> None:
    """Draw the icons of the website into *folder*: the line of the favicon, as PNG files."""
    from PIL import Image, ImageDraw

    folder.mkdir(parents=True, exist_ok=True)
    line = [(7, 23), (13, 15), (18, 20), (25, 10)]
    for edge in ICONS:
        fine = edge * 4  # drawn large and made small, so that slopes are smooth
        unit = fine / 32
        image = Image.new("RGB", (fine, fine), BRAND)
        points = [(x * unit, y * unit) for x, y in line]
        pen = ImageDraw.Draw(image)
        pen.line(points, fill=PAPER, width=round(3.4 * unit), joint="curve")
        for x, y in (points[0], points[-1]):
            half = 1.7 * unit
            pen.ellipse((x - half, y - half, x + half, y + half), fill=PAPER)
        small = image.resize((edge, edge), Image.Resampling.LANCZOS)
        small.save(folder / f"icon-{edge}.png", optimize=True)
