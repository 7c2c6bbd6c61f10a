"""The cover, drawn by code: two pictures of the same thing, a network of people and a broadcast.

The network is a real kind: a small world in which most ties are near and a few reach far
(Watts and Strogatz 1998). One person stands out, and the rings that go out from there are the
broadcast. Positions are fixed by a seed, so that the cover is the same file each time.
"""

from __future__ import annotations

import hashlib
import textwrap
from pathlib import Path

SIZE = (1600, 2560)
NIGHT, DEEP, BRAND, PLUM = "#08243f", "#0b3054", "#0d3b66", "#6b3f86"
PAPER, GOLD, SKY, ROSE = "#f3f1ec", "#f2b134", "#7cb8dd", "#d9a3c7"


def alt(title: str, subtitle: str, author: str) -> str:
    """Return the cover's alternative text."""
    return (
        f"{title}. {subtitle}. {author[:1].upper()}{author[1:]}. The drawing shows a network of "
        "people as dots and lines. From one golden dot, rings spread over all of them."
    )


def draw(path: Path, title: str, subtitle: str, author: str) -> None:
    """Draw the cover into the PNG file *path*, 1600 × 2560 pixels, unless it is there already."""
    stamp = path.with_suffix(".stamp")
    inputs = [Path(__file__).read_text(encoding="utf-8"), title, subtitle, author]
    key = hashlib.sha256("\0".join(inputs).encode()).hexdigest()
    if path.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == key:
        return
    # Drawing libraries take longer to load than the cover to be looked up.
    import font_lato
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

    folder = Path(font_lato.__file__).parent / "files"

    def lato(weight: str, size: float) -> FontProperties:
        return FontProperties(fname=folder / f"Lato-{weight}.ttf", size=size)

    width, height = SIZE
    figure = Figure(figsize=(width / 200, height / 200), dpi=200, facecolor=BRAND)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.axis("off")
    _picture(axes)
    _words(axes, lato, title, subtitle, author)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=200, metadata={"Software": None})
    stamp.write_text(key, encoding="utf-8")


def _picture(axes) -> None:
    """Draw night, rings, ties and people."""
    import networkx as nx
    import numpy as np
    from matplotlib.collections import LineCollection
    from matplotlib.patches import Circle, Rectangle

    width, height = SIZE
    center = np.array([1010.0, 880.0])
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
    rng = np.random.default_rng(1954)
    count = 150
    index = np.arange(count)
    angle = index * np.pi * (3 - np.sqrt(5))
    reach = 92 * np.sqrt(index)
    places = center + np.column_stack([reach * np.cos(angle), reach * np.sin(angle)])
    places[1:] += rng.normal(0, 16, (count - 1, 2))
    graph = nx.random_geometric_graph(
        count, 178, pos={i: tuple(place) for i, place in enumerate(places)}, seed=1954
    )
    far = rng.choice(np.arange(1, count), (9, 2), replace=False)
    near = [(places[a], places[b]) for a, b in graph.edges]
    axes.add_collection(LineCollection(near, colors=PAPER, lw=0.8, alpha=0.38, zorder=3))
    axes.add_collection(
        LineCollection(
            [(places[a], places[b]) for a, b in far], colors=ROSE, lw=1.3, alpha=0.75, zorder=3
        )
    )
    sizes = 14 + 9 * np.array([graph.degree(i) for i in range(count)])
    colors = np.full(count, PAPER, dtype=object)
    colors[far.ravel()] = ROSE
    axes.scatter(*places[1:].T, s=sizes[1:], c=list(colors[1:]), lw=0, zorder=4)
    mine = [(places[0], places[b]) for b in graph.neighbors(0)]
    axes.add_collection(LineCollection(mine, colors=GOLD, lw=2.2, zorder=4))
    axes.scatter(*places[0], s=640, c=GOLD, lw=0, zorder=5)


def _words(axes, lato, title: str, subtitle: str, author: str) -> None:
    """Set title, subtitle and author over the picture."""
    from matplotlib.patches import Rectangle

    width, height = SIZE
    axes.add_patch(Rectangle((0, 1690), width, height - 1690, color=NIGHT, lw=0, zorder=6))
    axes.add_patch(Rectangle((0, 1678), width, 12, color=GOLD, lw=0, zorder=6))
    left, top = 130, 2390
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
    below = top - 190 * len(lines) - 25
    axes.text(
        left, below, subtitle, fontproperties=lato("Regular", 27), color=GOLD, va="top", zorder=7
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
