"""The numbers, figures and data behind the book, and the colors that figures may have."""

from __future__ import annotations

import csv
import hashlib
import itertools
import math
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from _ext import svg
from _ext.analyses import Analyses
from _ext.computed import numbers
from _ext.drawn import picture
from analysis import house
from tests.conftest import ROOT

MODULES = Analyses(ROOT, ROOT).modules()
TABLES = sorted((ROOT / "data").glob("*.csv"))
FIGURES = [
    f"{path.stem}.{name}"
    for path in sorted((ROOT / "analysis").glob("*.py"))
    for name in re.findall(r"^def ([a-z]\w*)\(\) -> Figure", path.read_text("utf-8"), re.M)
]


# Data


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_a_table_is_described_and_is_what_was_described(path: Path):
    text = (ROOT / "data" / "README.md").read_text("utf-8")
    _, found, entry = text.partition(f"\n## `{path.name}`\n")
    assert found, f"data/README.md has no section ## `{path.name}`"
    entry = entry.partition("\n## ")[0]
    for item in ("Columns", "Source", "License", "Checked", "SHA-256"):
        assert f"- **{item}:** " in entry, f"{path.name}: data/README.md does not say: {item}"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert f"`{digest}`" in entry, f"{path.name} has changed; its SHA-256 is now {digest}"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert {len(row) for row in rows} == {len(rows[0])}
    columns = re.search(r"- \*\*Columns:\*\*(.+)", entry)[1]
    assert [name for name in rows[0] if f"`{name}`" not in columns] == []


def test_every_described_table_is_there():
    text = (ROOT / "data" / "README.md").read_text("utf-8")
    assert re.findall(r"^## `(.+)`$", text, re.M) == [path.name for path in TABLES]


def test_the_faculty_network_is_the_published_one():
    ties = house.read("network_uk_faculty.csv")
    assert len(ties) == 817
    assert len({*ties["from"], *ties["to"]}) == 81
    assert not ties.duplicated(["from", "to"]).any()
    assert not (ties["from"] == ties["to"]).any()


def test_the_ideas_have_the_years_of_their_sources():
    entries = (ROOT / "references.bib").read_text("utf-8").split("\n@")
    years = {
        re.match(r"@?\w+\{([^,]+),", entry.strip())[1]: re.search(r"year\s*=\s*\{(\d+)", entry)
        for entry in entries
        if re.match(r"@?\w+\{[^,]+,", entry.strip())
    }
    for row in house.read("marketing_ideas.csv").itertuples():
        assert years[row.source], f"{row.source} has no year in references.bib"
        assert int(years[row.source][1]) == row.year, row.source


# Numbers and figures


@pytest.mark.parametrize("module", MODULES)
def test_an_analysis_gives_finite_numbers(module, tmp_path):
    found = numbers(Analyses(ROOT, tmp_path), module).value["numbers"]
    assert found
    assert all(map(math.isfinite, found.values()))


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_the_same_each_time_it_is_drawn(name, tmp_path):
    first, second = (picture(Analyses(ROOT, tmp_path / part), name).value for part in "ab")
    assert first == second
    files = [(tmp_path / part / first["files"][0]).read_bytes() for part in "ab"]
    assert files[0] == files[1]
    assert not re.search(rb"20\d\d-\d\d-\d\d|<metadata|<!--", files[0])
    assert first["width"] == 72 * house.WIDTH_IN
    assert len(first["markup"]) < 100_000, "a page's first view is to stay under 150 kB"


@pytest.mark.parametrize("name", FIGURES)
def test_the_words_of_a_figure_do_not_cover_each_other(name, tmp_path):
    picture(Analyses(ROOT, tmp_path), name)
    root = svg.tidy((tmp_path / f"{name}.svg").read_text("utf-8"), "x", house.INK)
    words = [word for word in svg.words(root) if not len(word.element) and not word.turned]
    for one, two in itertools.combinations(words, 2):
        wide = min(one.box[2], two.box[2]) - max(one.box[0], two.box[0])
        high = min(one.box[3], two.box[3]) - max(one.box[1], two.box[1])
        assert wide < 1 or high < 2, f'"{one.text}" and "{two.text}" cover each other'


@pytest.mark.parametrize("name", FIGURES)
def test_the_words_of_a_figure_are_large_enough_for_a_telephone(name, tmp_path):
    picture(Analyses(ROOT, tmp_path), name)
    root = svg.tidy((tmp_path / f"{name}.svg").read_text("utf-8"), "x", house.INK)
    assert min(word.size for word in svg.words(root)) >= 9.5


def test_a_reader_can_run_an_analysis():
    run = subprocess.run(
        [sys.executable, "-m", "analysis.evolution"], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    assert re.search(r"^budget_brl +256,000$", run.stdout, re.M)
    path = re.search(r"^drawn: (.+\.svg)$", run.stdout, re.M)[1]
    assert (ROOT / path).read_text("utf-8").startswith("<?xml")


def test_the_font_comes_from_the_package_on_a_machine_without_fonts():
    fonts = {font.fname for font in house.font_manager.fontManager.ttflist if font.name == "Lato"}
    assert {Path(name).parent for name in fonts} == {
        Path(house.font_lato.__file__).parent / "files"
    }


# Colors

BOOK_PAPER, FURO_DARK = "#f3f1ec", "#131416"

# How people without one kind of cone see linear RGB: Machado, Oliveira & Fernandes (2009), full
# severity.
VISION = {
    "all cones": np.eye(3),
    "no red": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "no green": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "no blue": [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
}


def linear(color: str) -> np.ndarray:
    """Return linear RGB of *color*, such as #0072b2."""
    values = np.array([int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one: str, two: str) -> float:
    """Return the contrast of two colors, 1 to 21, as WCAG 2 defines it."""
    low, high = sorted(float(linear(color) @ [0.2126, 0.7152, 0.0722]) for color in (one, two))
    return (high + 0.05) / (low + 0.05)


def distance(one: str, two: str, vision: str) -> float:
    """Return how far two colors are apart (100 from black to white), in Ottosson's Oklab (2020)."""
    places = []
    for color in (one, two):
        seen = np.clip(VISION[vision] @ linear(color), 0, 1)
        cones = np.cbrt(
            np.array([[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.6300]])
            @ seen
        )
        places.append(
            np.array(
                [[0.2105, 0.7936, -0.0041], [1.9780, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]]
            )
            @ cones
        )
    return 100 * float(np.linalg.norm(places[0] - places[1]))


def declared(start: str) -> dict[str, str]:
    """Return the colors that figures.css declares after the selector *start*."""
    text = (ROOT / "_ext" / "static" / "figures.css").read_text("utf-8")
    block = text.partition(start)[2].partition("}")[0]
    return dict(re.findall(r"--figure-(\w+): (#[0-9a-f]{6});", block))


def pages() -> tuple[list[str], list[str]]:
    """Return the site's light backgrounds and its dark ones."""
    text = (ROOT / "_static" / "handbook.css").read_text("utf-8")
    found = {*re.findall(r"--color-background-(?:primary|secondary): (#[0-9a-f]{6});", text)}
    light = sorted(color for color in found if contrast(color, "#000000") > 10)
    return light, sorted(found - set(light))


LIGHT = {"soft": house.SOFT, "muted": house.MUTED, **house.COLORS}
NIGHT = declared('body[data-theme="dark"]')
LIGHT_PAGES, DARK_PAGES = pages()


def test_style_sheet_and_style_file_have_the_colors_of_the_house():
    assert declared(":root") == LIGHT
    assert NIGHT.keys() == LIGHT.keys()
    assert declared('body:not([data-theme="light"])') == NIGHT
    cycle = [entry["color"] for entry in house.STYLE["axes.prop_cycle"]]
    assert cycle == list(house.COLORS.values())
    css = (ROOT / "_ext" / "static" / "figures.css").read_text("utf-8")
    for name, kind in itertools.product(LIGHT, ("fill", "stroke")):
        assert f"svg.drawn .{kind}-{name} {{ {kind}: var(--figure-{name}); }}" in css
        assert f"svg.drawn .{kind}-paper {{ {kind}: var(--color-background-primary); }}" in css


@pytest.mark.parametrize("background", [house.PAPER, BOOK_PAPER, *LIGHT_PAGES])
@pytest.mark.parametrize("name", ["ink", "muted", *house.COLORS])
def test_words_read_on_a_light_page(name, background):
    """And so do words in the color of the page on an area in this color."""
    assert contrast({**LIGHT, "ink": house.INK}[name], background) >= 4.5


@pytest.mark.parametrize("background", [FURO_DARK, *DARK_PAGES])
@pytest.mark.parametrize("name", ["muted", *house.COLORS])
def test_words_read_on_a_dark_page(name, background):
    assert contrast(NIGHT[name], background) >= 4.5


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("palette", [LIGHT, NIGHT], ids=["light", "dark"])
def test_colors_are_told_apart_with_any_color_vision(palette, vision):
    colors = [palette[name] for name in house.COLORS]
    nearest = min(distance(one, two, vision) for one, two in itertools.combinations(colors, 2))
    assert nearest >= 5
