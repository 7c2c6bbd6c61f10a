"""What all analyses share, as ``analysis.house``: look of figures, data, running one by hand.

A book that wants another look has an ``analysis/house.py`` of its own.

An analysis has a function ``numbers()`` that returns named numbers, and one function without
arguments for each figure, annotated ``-> Figure``::

    from matplotlib.figure import Figure

    from analysis import house

    def prices() -> Figure:
        fig, ax = house.figure(2.6)
        ax.plot(house.read("prices.csv")["price"], color=house.COLORS["blue"])
        return fig

    if __name__ == "__main__":
        house.main(__name__)

Use no colors but those below, with ``alpha`` for a tint: ``static/figures.css`` gives each a
lighter twin for dark pages.
"""

from __future__ import annotations

import functools
import inspect
import io
import sys
import typing
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import font_lato
import matplotlib
from matplotlib import font_manager, rc_params_from_file
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from pandas import DataFrame

ROOT = Path(__file__).parent.parent
"""The folder of the book; the build sets it."""
STYLE_FILE = Path(__file__).with_name("house.mplstyle")
STYLE = rc_params_from_file(STYLE_FILE, use_default_template=False)
WIDTH_IN = 5.0

INK = "#1d2733"
"""Words, axes, the main line; on the website the color of the text around the figure."""
MUTED = "#56606b"
"""What is said in a lower voice: second lines, units, lines of reference."""
SOFT = "#d9dee3"
"""Grids and backgrounds. Never text: it has too little contrast."""
PAPER = "#ffffff"
"""The page: words on a colored area, edges that keep points apart."""
COLORS = {
    "blue": "#0072b2",
    "orange": "#bc4700",
    "green": "#005a44",
    "plum": "#b0358c",
    "amber": "#624400",
}
"""The hues of Okabe and Ito (2008), dark enough for words (4.5 : 1 on white and on the book's
paper), so that a label can have the color of its line. At that contrast hues alone come too close
for color-blind eyes, so they differ in lightness too."""


@dataclass(frozen=True)
class Field:
    """A number that a calculator of the book asks for; *value* is that of the worked example.

    *least* and *most* are the limits, None for none; *whole* is for counts.
    """

    name: str
    label: str
    value: float
    least: float | None = 0
    most: float | None = None
    whole: bool = False


files_read: dict[Path, None] = {}
"""The data files that have been read, in order: what they change, is computed again."""

memory: dict[tuple[Any, ...], tuple[Any, dict[Path, None]]] = {}
"""What ``remember`` keeps: results, and the data files read for each. The build hands it on from
the numbers of an analysis to its figures, as long as neither code nor data change."""


def _register_fonts() -> None:
    """Make Lato known to matplotlib, from the package that also serves the PDF.

    A Lato of the system is forgotten: another version has other widths.
    """
    manager = font_manager.fontManager
    manager.ttflist = [font for font in manager.ttflist if font.name != "Lato"]
    folder = Path(font_lato.__file__).parent / "files"
    for face in ("Regular", "Italic", "Bold", "BoldItalic"):
        manager.addfont(folder / f"Lato-{face}.ttf")


_register_fonts()


def figure(height_in: float, **subplots: Any) -> tuple[Figure, Any]:
    """Return a figure of the house, 5 inches wide and *height_in* inches high, and its axes.

    *subplots* goes to matplotlib's ``Figure.subplots``: ``nrows``, ``ncols``, ``width_ratios``;
    with several axes, the second result is an array of them.
    """
    matplotlib.rcParams.update(STYLE)
    made = Figure(figsize=(WIDTH_IN, height_in))
    return made, made.subplots(**subplots)


def read(name: str, **options: Any) -> DataFrame:
    """Return the table ``data/<name>``. *options* goes to ``pandas.read_csv``.

    Raises FileNotFoundError or ValueError, with the file's name, when it cannot be read as a table.
    """
    import pandas  # here, because it takes half a second and many figures read no table

    path = ROOT / "data" / name
    files_read[path] = None
    if not path.is_file():
        there = ", ".join(sorted(file.name for file in path.parent.glob("*.csv"))) or "none"
        raise FileNotFoundError(f"there is no file data/{name}; the tables there: {there}")
    try:
        return pandas.read_csv(path, **options)
    except (ValueError, OSError) as error:  # errors of parsing and of decoding are ValueErrors
        raise ValueError(f"data/{name} cannot be read as a table: {error}") from error


def remember(function: Callable[..., Any]) -> Callable[..., Any]:
    """Have *function* compute each result once, for numbers and figures alike.

    A ``functools.cache`` would do so for each of them anew, and not know of the data files.
    """

    @functools.wraps(function)
    def remembered(*arguments: Any, **options: Any) -> Any:
        key = (function.__module__, function.__qualname__, arguments, *options.items())
        if key not in memory:
            before = dict(files_read)
            files_read.clear()
            try:
                memory[key] = function(*arguments, **options), dict(files_read)
            finally:
                after = before | files_read
                files_read.clear()
                files_read.update(after)
        result, read_for_it = memory[key]
        files_read.update(read_for_it)
        return result

    return remembered


def figures(module: ModuleType) -> dict[str, Callable[[], Figure]]:
    """Return the functions of *module* that draw a figure, by name: those ``-> Figure``."""
    return {
        name: function
        for name, function in vars(module).items()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not name.startswith("_")
        and not hasattr(function, "__wrapped__")  # one that remembers draws nothing
        and typing.get_type_hints(function).get("return") is Figure
    }


def svg(drawn: Figure) -> str:
    """Return the figure as SVG; each time the same text, without a date."""
    file = io.StringIO()
    with matplotlib.rc_context(STYLE):
        # Axes of equal aspect find their size in a first layout, and their words a place in the
        # next.
        drawn.draw_without_rendering()
        drawn.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return file.getvalue()


def main(name: str) -> None:
    """Print the numbers of the module *name* and write its figures into ``_build/figures``.

    A module calls ``house.main(__name__)`` under ``if __name__ == "__main__"``.
    """
    module = sys.modules.get(name) or import_module(name)
    title = (module.__spec__.name if module.__spec__ else name).rpartition(".")[2]
    table = module.numbers() if hasattr(module, "numbers") else {}
    for key, value in table.items():
        print(f"{key:<40} {value:>14,.6g}" if value % 1 else f"{key:<40} {value:>14,.0f}")
    folder = ROOT / "_build" / "figures"
    for key, draw in figures(module).items():
        path = folder / f"{title}.{key}.svg"
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(svg(draw()), encoding="utf-8")
        print(f"drawn: {path.relative_to(ROOT)}")
