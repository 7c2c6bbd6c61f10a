"""The cover, drawn by code: two pictures of the same thing, a network of people and a broadcast.

Most ties of the network are near, a few reach far. One person stands out, and the rings that go
out from there are the broadcast. Positions are fixed by a seed, so that the cover is the same file
each time. ``draw`` serves the website and the PDF as well.
"""

from __future__ import annotations

import hashlib
import io
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from _ext.words import _

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.font_manager import FontProperties

SIZE = (1600, 2560)
SEED = 23
NIGHT, DEEP, BRAND, PLUM = "#08243f", "#0b3054", "#0d3b66", "#6b3f86"
PAPER, GOLD, SKY, ROSE = "#f3f1ec", "#f2b134", "#7cb8dd", "#d9a3c7"


def alt(title: str, subtitle: str, author: str) -> str:
    """Return the cover's alternative text."""
    drawing = _(
        "The drawing shows a network of people as dots and lines. From one golden dot, rings "
        "spread over all of them."
    )
    said = [title, subtitle, author[:1].upper() + author[1:]]
    return " ".join([*(f"{part}." for part in said if part), drawing])


def draw(path: Path, title: str, subtitle: str, author: str) -> None:
    """Draw the cover into the PNG file *path*, 1600 × 2560 pixels, unless it is there already."""
    stamp = path.with_suffix(".stamp")
    inputs = [Path(__file__).read_text(encoding="utf-8"), title, subtitle, author]
    key = hashlib.sha256("\0".join(inputs).encode()).hexdigest()
    if path.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == key:
        return
    # Drawing libraries take longer to load than the cover to be looked up.
    import font_lato
    from matplotlib import style
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from PIL import Image

    folder = Path(font_lato.__file__).parent / "files"

    def lato(weight: str, size: float) -> FontProperties:
        return FontProperties(fname=folder / f"Lato-{weight}.ttf", size=size)

    drawn = io.BytesIO()
    with style.context("default", after_reset=True):  # not that of the figures in analysis/
        width, height = SIZE
        figure = Figure(figsize=(width / 200, height / 200), dpi=200, facecolor=BRAND)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, width), ylim=(0, height))
        axes.axis("off")
        picture(axes)
        _words(axes, lato, title, subtitle, author)
        figure.savefig(drawn, dpi=200)
    # Few colors: a third of the bytes, and nothing to be seen of it.
    image = Image.open(drawn).convert("RGB").quantize(128, dither=Image.Dither.NONE)
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, optimize=True)
    stamp.write_text(key, encoding="utf-8")


def picture(axes: Axes) -> None:
    """Draw night, rings, ties and people, in coordinates of the cover."""
    import networkx as nx
    import numpy as np
    from matplotlib.collections import LineCollection
    from matplotlib.patches import Circle, FancyArrowPatch, Rectangle

    width, height = SIZE
    center = np.array([1010.0, 900.0])
    axes.add_patch(Rectangle((0, 0), width, height, color=BRAND, lw=0))
    for step in range(9, 0, -1):
        radius = 150 * step
        shade = DEEP if step % 2 else BRAND
        axes.add_patch(Circle(center, radius, facecolor=shade, edgecolor="none", zorder=1))
    for step in range(1, 10):
        axes.add_patch(
            Circle(center, 150 * step, fill=False, edgecolor=SKY, lw=0.9, alpha=0.5, zorder=2)
        )

    # People in a sunflower around the center: even, without a grid (Vogel 1979).
    rng = np.random.default_rng(SEED)
    count = 150
    index = np.arange(count)
    angle = index * np.pi * (3 - np.sqrt(5))
    reach = 92 * np.sqrt(index)
    places = center + np.column_stack([reach * np.cos(angle), reach * np.sin(angle)])
    places[1:] += rng.normal(0, 16, (count - 1, 2))
    graph = nx.random_geometric_graph(
        count, 178, pos={i: tuple(place) for i, place in enumerate(places)}, seed=SEED
    )
    near = [(places[a], places[b]) for a, b in graph.edges]
    axes.add_collection(LineCollection(near, colors=PAPER, lw=0.8, alpha=0.38, zorder=3))
    shown = [i for i, (x, y) in enumerate(places) if i and 60 < x < width - 60 and 230 < y < 1640]
    far = []
    while len(far) < 8:
        a, b = rng.choice(shown, 2, replace=False)
        length = np.hypot(*(places[a] - places[b]))
        if 420 < length < 1050 and not {a, b} & set(np.ravel(far)):
            far.append((a, b))
            bend = FancyArrowPatch(
                places[a],
                places[b],
                connectionstyle="arc3,rad=0.28",
                arrowstyle="-",
                color=ROSE,
                lw=1.5,
                alpha=0.85,
                zorder=3,
            )
            axes.add_patch(bend)
    sizes = 14 + 9 * np.array([graph.degree(i) for i in range(count)])
    colors = np.full(count, PAPER, dtype=object)
    colors[np.ravel(far)] = ROSE
    axes.scatter(*places[1:].T, s=sizes[1:], c=list(colors[1:]), lw=0, zorder=4)
    mine = [(places[0], places[b]) for b in graph.neighbors(0)]
    axes.add_collection(LineCollection(mine, colors=GOLD, lw=2.2, zorder=3.5))
    axes.scatter(*places[0], s=640, c=GOLD, lw=0, zorder=5)


def _words(
    axes: Axes, lato: Callable[[str, float], FontProperties], title: str, subtitle: str, author: str
) -> None:
    """Set title, subtitle and author over the picture."""
    from matplotlib.patches import Rectangle

    width, height = SIZE
    axes.add_patch(Rectangle((0, 1730), width, height - 1730, color=NIGHT, lw=0, zorder=6))
    axes.add_patch(Rectangle((0, 1718), width, 12, color=GOLD, lw=0, zorder=6))
    left, top = 130, 2385
    lines = textwrap.wrap(title, 14)
    for number, line in enumerate(lines):
        axes.text(
            left,
            top - 190 * number,
            line,
            fontproperties=lato("Black", 62),
            color=PAPER,
            va="top",
            zorder=7,
        )
    below = top - 190 * len(lines) - 30
    first, _colon, second = subtitle.partition(": ")
    for number, (line, size) in enumerate([(first, 27), (second[:1].upper() + second[1:], 20)]):
        axes.text(
            left,
            below - 105 * number,
            line,
            fontproperties=lato("Regular", size),
            color=PAPER if number else GOLD,
            va="top",
            zorder=7,
        )
    axes.add_patch(Rectangle((0, 0), width, 190, color=NIGHT, lw=0, zorder=6))
    axes.text(
        left,
        95,
        author.upper().replace("", "\u200a").strip("\u200a"),
        fontproperties=lato("Bold", 19),
        color=PAPER,
        va="center",
        zorder=7,
    )
