"""What all analyses share: the look of figures, the data folder, and running one by hand.

Figures are 5 inches wide. Their colors are named here once; ``_static/figures.css`` gives each a
lighter twin for dark pages.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import font_lato
import matplotlib
import pandas as pd
from matplotlib import font_manager, style
from matplotlib.axes import Axes
from matplotlib.figure import Figure

matplotlib.use("svg")  # a figure is a file; no window is ever opened
for _font in sorted(font_lato.font_files.values()):
    font_manager.fontManager.addfont(_font)
style.use(Path(__file__).with_name("house.mplstyle"))

DATA = Path(__file__).parent.parent / "data"
WIDTH_IN = 5.0

INK = "#1d2733"
MUTED = "#56606b"
PAPER = "#ffffff"
SOFT = "#d9dee3"
COLORS = {
    "blue": "#0072b2",
    "orange": "#b84e00",
    "green": "#007a5a",
    "plum": "#9e4878",
    "amber": "#8f6200",
}
"""Told apart by people with any color vision (after Okabe and Ito); text in them reads on paper."""

read_by: defaultdict[str, set[Path]] = defaultdict(set)
"""The data files that each module has read, so that a page is built again when one changes."""


def figure(height_in: float, **subplots: Any) -> tuple[Figure, Any]:
    """Return a figure of the house, *height_in* inches high, and its axes.

    *subplots* goes to matplotlib's ``Figure.subplots``: ``nrows``, ``ncols``, ``width_ratios``.
    """
    made = Figure(figsize=(WIDTH_IN, height_in))
    axes: Axes = made.subplots(**subplots)
    return made, axes


def read(name: str, **options: Any) -> pd.DataFrame:
    """Return the table ``data/<name>``. *options* goes to ``pandas.read_csv``.

    Raises FileNotFoundError or ValueError, with the file's path, when it cannot be read as a table.
    """
    path = DATA / name
    caller = sys._getframe(1).f_globals["__name__"]
    read_by[caller].add(path)
    try:
        return pd.read_csv(path, **options)
    except FileNotFoundError:
        raise FileNotFoundError(f"There is no file data/{name}") from None
    except (ValueError, UnicodeDecodeError) as error:
        raise ValueError(f"data/{name} cannot be read as a table: {error}") from error


def figures(module: Any) -> dict[str, Callable[[], Figure]]:
    """Return the functions of an analysis that draw a figure, by name."""
    return {
        name: function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and inspect.signature(function).return_annotation in (Figure, "Figure")
    }


def main(name: str) -> None:
    """Print the numbers of the analysis that is run as a program, and write its figures.

    A module calls ``house.main(__spec__.name)`` under ``if __name__ == "__main__"``.
    """
    module = importlib.import_module(name)
    for key, value in module.numbers().items():
        print(f"{key:40} {value:,.6g}" if isinstance(value, float) else f"{key:40} {value:,}")
    folder = Path("_build") / "figures"
    folder.mkdir(parents=True, exist_ok=True)
    for key, draw in figures(module).items():
        path = folder / f"{name.rsplit('.', 1)[-1]}.{key}.svg"
        draw().savefig(path, metadata={"Date": None})
        print(f"wrote {path}")
