"""Figures that code draws: what a reader gets, and what a writer is told."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import pytest
from bs4 import BeautifulSoup
from docutils import nodes

from _ext import svg
from _ext.analyses import Analyses, AnalysisError
from _ext.drawn import drawn, picture
from analysis import house
from tests.conftest import ROOT

# A book may have a look of its own; this one has a copy of ours, so that tests can change it.
HOUSE = {
    "analysis/__init__.py": b"",
    "analysis/house.py": (ROOT / "_ext/house.py").read_bytes(),
    "analysis/house.mplstyle": (ROOT / "_ext/house.mplstyle").read_bytes(),
}
DEMO = '''
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure

from analysis import house


def prices() -> Figure:
    """Draw the prices, and leave a trace of having drawn."""
    with (Path(__file__).parent.parent / "traces.txt").open("a") as traces:
        traces.write("drawn\\n")
    fig, ax = house.figure(2)
    table = house.read("prices.csv")
    ax.plot(table["year"], table["price"], color=house.COLORS["blue"], marker="o")
    ax.annotate("Price & cost", (2011, 5), color=house.COLORS["blue"], fontweight="bold")
    ax.text(2010, 3, "what it was", color=house.MUTED)
    return fig


def bars() -> Figure:
    fig, ax = house.figure(1.5)
    ax.bar([1, 2], [3, 4], color=[house.COLORS["green"], "black"], clip_on=True)
    return fig


def fails() -> Figure:
    return 1 / 0


def words() -> Figure:
    return "words"


def narrow() -> Figure:
    return Figure(figsize=(4, 2))


def snowman() -> Figure:
    fig, ax = house.figure(2)
    ax.set_title("A ☃ man")
    return fig


def outside() -> Figure:
    fig, ax = house.figure(2)
    ax.annotate("Far away", (1, 0.5), xycoords="axes fraction", in_layout=False)
    return fig


def pale() -> Figure:
    fig, ax = house.figure(2)
    ax.text(0.1, 0.5, "Pale", color="#cccccc")
    return fig


def bitmap() -> Figure:
    fig, ax = house.figure(2)
    ax.imshow([[1, 2], [3, 4]])
    return fig


def no_file() -> Figure:
    house.read("costs.csv")


def no_table() -> Figure:
    house.read("broken.csv")


def crowded() -> Figure:
    fig, ax = house.figure(0.2, nrows=2)
    ax[0].set_title("One")
    ax[1].set_xlabel("Two")
    return fig
'''
MORE = 'copyright = version = "2026"'  # what Sphinx's e-book asks for
FILES = {
    **HOUSE,
    "analysis/demo.py": DEMO,
    "analysis/unfinished.py": "def numbers(:\n",
    "data/prices.csv": "year,price\n2010,4\n2011,5\n2012,9\n",
    "data/broken.csv": b'a,b\n"1,2\n1,2,3,4\n\xff',
}
ALT = "Between 2010 and 2012 the price rose from 4 to 9 dollars, most of it in the last year."


def figure(
    name: str, options: str = f":alt: {ALT}\n:source: The *market*.", text: str = "It rose."
):
    """Return what a writer types for the figure *name*."""
    return f":::{{drawn}} {name}\n{options}\n\n{text}\n:::\n"


PAGE = (
    "# Prices\n\nSee {numref}`fig-prices`.\n\n"
    + figure("demo.prices", f":name: fig-prices\n:alt: {ALT}\n:source: The *market*.")
    + "\n"
    + figure("demo.bars", text="There are two.")
)


def make(small_book, page: str = PAGE, builder: str = "html", **files: str):
    return small_book({**FILES, "index.md": page, **files}, builder, ["_ext.drawn"], MORE)


@pytest.fixture
def analyses(tmp_path) -> Analyses:
    """Return the analyses of a folder with the modules above."""
    for name, text in FILES.items():
        path = tmp_path / "book" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Analyses(tmp_path / "book", tmp_path / "drawn")


# What a reader gets


def test_the_picture_stands_in_the_page_with_its_information_in_words(small_book):
    built = make(small_book)
    assert (built.status, built.warnings) == (0, "")
    page = BeautifulSoup(built.read("index.html"), "html.parser")
    first, second = page.select("figure svg")
    assert first["role"] == "img"
    assert first["aria-label"] == ALT
    assert first["viewbox"] == "0 0 360 144"
    assert not {"width", "height"} & set(first.attrs)
    assert "It rose." in page.select("figcaption")[0].get_text()
    assert page.select_one("a.reference.internal[href='#fig-prices']").get_text() == "Fig. 1"
    assert "Price & cost" in first.get_text()


def test_no_style_attribute_no_date_and_no_id_twice(small_book):
    page = BeautifulSoup(make(small_book).read("index.html"), "html.parser")
    pictures = page.select("figure svg")
    for element in page.select("figure svg, figure svg *"):
        assert "style" not in element.attrs
    text = "".join(map(str, pictures))
    assert not re.search(r"<style|<metadata|<!--|\b20[2-9]\d-\d\d", text)
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))
    used = {name for pair in re.findall(r'url\(#(.+?)\)|href="#(.+?)"', text) for name in pair}
    assert used - {""} == {element["id"] for element in page.select("figure svg [id]")}


def test_ink_is_the_color_of_the_text_and_the_others_have_classes(small_book):
    page = BeautifulSoup(make(small_book).read("index.html"), "html.parser")
    picture, bars = page.select("figure svg")
    words = {text.get_text(): text for text in picture.select("text")}
    assert words["Price & cost"]["class"] == ["fill-blue"]
    assert words["Price & cost"]["fill"] == "#0072b2"
    assert words["what it was"]["class"] == ["fill-muted"]
    assert "#1d2733" not in str(page.select("figure"))
    assert "currentColor" in str(picture)
    assert bars["fill"] == "currentColor"  # the black that matplotlib leaves out
    assert not picture.select("defs [stroke]"), "a mark would keep its color on a dark page"


def test_words_keep_their_width_in_any_font(small_book):
    page = BeautifulSoup(make(small_book).read("index.html"), "html.parser")
    for text in page.select("figure svg text"):
        assert float(text["textlength"]) == pytest.approx(
            matplotlib_width(text.get_text(), text), rel=0.03
        )


def matplotlib_width(words: str, element) -> float:
    """Return the width of *words* in points as matplotlib lays them out."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    size = float(element.get("font-size") or element.parent["font-size"])
    weight = element.get("font-weight", "normal")
    font = FontProperties(
        family="Lato", size=size, weight=int(weight) if weight != "normal" else 400
    )
    sharp = TextPath((0, 0), f"|{words}|", prop=font).get_extents().width
    return sharp - TextPath((0, 0), "||", prop=font).get_extents().width


def test_data_and_code_can_be_had_from_the_site(small_book):
    built = make(small_book)
    page = BeautifulSoup(built.read("index.html"), "html.parser")
    line = page.select(".figure-source")[0]
    assert line.get_text() == (
        "Source: The market · Data: data/prices.csv · Code: analysis/demo.py"
    )
    data, code = line.select("a[download]")
    assert built.read(data["href"]) == FILES["data/prices.csv"]
    assert built.read(code["href"]) == DEMO


def test_the_ebook_has_the_picture_inline_as_xhtml(small_book):
    built = make(small_book, builder="epub")
    assert (built.status, built.warnings) == (0, "")
    page = ElementTree.fromstring(built.read("index.xhtml").encode())
    assert len(list(page.iter(f"{{{svg.SVG}}}svg"))) == 2
    assert "Code: analysis/demo.py" in "".join(page.itertext())
    assert not (built.outdir / "_downloads").exists()


def test_the_file_for_the_pdf_has_plain_colors(small_book):
    built = make(small_book)
    text = (built.source / "drawn" / "demo.prices.svg").read_text()
    assert "#1d2733" in text and "#0072b2" in text
    assert not re.search("currentColor|class=|var\\(|textLength", text)


def test_a_format_that_cannot_show_pictures_says_so(small_book):
    built = make(small_book, builder="text")
    assert built.status != 0
    assert "drawn" in built.warnings


# What is drawn again, and when


def traces(built) -> int:
    path = built.source / "traces.txt"
    return len(path.read_text().splitlines()) if path.exists() else 0


def test_a_second_build_draws_nothing(small_book):
    assert traces(make(small_book)) == 1
    built = make(small_book, PAGE + "\nMore words.\n")
    assert "More words." in built.read("index.html")
    assert traces(built) == 1


@pytest.mark.parametrize(
    ("name", "old", "new", "seen"),
    [
        ("data/prices.csv", "2012,9", "2013,9", "2013"),
        ("analysis/demo.py", "what it was", "what it 1s!", "what it 1s!"),
        ("analysis/house.py", '"blue": "#0072b2"', '"blue": "#0072b3"', "#0072b3"),
        ("analysis/house.mplstyle", "axes.labelsize: 11\n", "axes.labelsize: 12\n", ""),
    ],
)
def test_a_change_of_data_code_or_style_draws_again(small_book, name, old, new, seen):
    built = make(small_book)
    text = (built.source / name).read_text()
    assert old in text
    (built.source / name).write_text(text.replace(old, new))
    again = small_book({}, extensions=["_ext.drawn"], more=MORE)
    assert again.status == 0, again.warnings
    assert traces(again) == 2
    assert seen in again.read("index.html")


def test_a_change_within_the_same_second_counts(analyses, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    before = picture(analyses, "demo.prices").value["markup"]
    path = analyses.root / "analysis" / "demo.py"
    stamp = path.stat().st_mtime_ns
    path.write_text(DEMO.replace("what it was", "what it 1s!"))
    os.utime(path, ns=(stamp, stamp))
    assert "what it 1s!" in picture(analyses, "demo.prices").value["markup"]
    assert "what it 1s!" not in before


def test_a_lost_or_broken_file_is_drawn_again(analyses):
    first = picture(analyses, "demo.prices")
    (analyses.kept / "demo.prices.svg").unlink()
    assert picture(analyses, "demo.prices").value == first.value
    assert (analyses.kept / "demo.prices.svg").is_file()
    (analyses.kept / "demo.prices.json").write_text("{")
    assert picture(analyses, "demo.prices").value == first.value


def test_drawing_leaves_the_style_of_others_and_the_loaded_modules_alone(analyses):
    before, modules = dict(matplotlib.rcParams), set(sys.modules)
    picture(analyses, "demo.prices")
    assert dict(matplotlib.rcParams) == before
    assert "analysis.demo" not in set(sys.modules) - modules


def test_two_at_a_time_leave_whole_files(analyses):
    command = (
        "import sys; from pathlib import Path; from _ext.analyses import Analyses; "
        "from _ext.drawn import picture; "
        "picture(Analyses(Path(sys.argv[1]), Path(sys.argv[2])), 'demo.prices')"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", command, str(analyses.root), str(analyses.kept)], cwd=ROOT
        )
        for _ in range(3)
    ]
    assert [process.wait() for process in running] == [0, 0, 0]
    assert sorted(path.name for path in analyses.kept.iterdir()) == [
        "demo.prices.json",
        "demo.prices.svg",
    ]


# What a writer is told

FAULTS = {
    "demo.pricse": "analysis/demo.py has no function pricse. Did you mean prices",
    "dmo.prices": "There is no module analysis/dmo.py. Did you mean demo?",
    "prices": '"prices" is not of the form module.name',
    "demo.fails": "analysis/demo.py:29 stops with ZeroDivisionError: division by zero",
    "unfinished.prices": "analysis/unfinished.py:1 stops with SyntaxError",
    "demo.words": "words() in analysis/demo.py returns str, not a matplotlib Figure",
    "demo.narrow": "narrow() in analysis/demo.py is 4 inches wide. Make it 5",
    "demo.snowman": "characters that the font Lato lacks: ☃ (U+2603)",
    "demo.outside": 'the words "Far away" leave the picture at the right',
    "demo.pale": 'the words "Pale" have the color #cccccc',
    "demo.bitmap": "it holds a bitmap",
    "demo.no_file": "there is no file data/costs.csv; the tables there: broken.csv, prices.csv",
    "demo.no_table": "data/broken.csv cannot be read as a table",
    "demo.crowded": "stops with UserWarning: constrained_layout not applied",
}


def test_each_fault_is_named_with_its_line(small_book):
    page = "# Faults\n\n" + "\n".join(figure(name, text=f"{name}.") for name in FAULTS)
    built = make(small_book, page)
    assert built.status != 0
    lines = [line for line in built.warnings.splitlines() if "[handbook.B334]" in line]
    assert len(lines) == len(FAULTS)
    for number, (name, message), line in zip(range(3, 999, 7), FAULTS.items(), lines, strict=False):
        assert f"index.md:{number}: WARNING: The figure {name} cannot be drawn." in line
        assert message in line


@pytest.mark.parametrize(
    ("options", "text", "message"),
    [
        (":source: The market.", "It rose.", "The figure has no alternative text."),
        (":alt: A line.\n:source: x", "It rose.", "too little (7 characters)"),
        (f":alt: {ALT}\n:source: x", ALT, "alternative text repeats the caption"),
        (f":alt: {ALT}", "It rose.", "The figure has no source."),
        (f":alt: {ALT}\n:source: x", "", "The figure has no caption."),
        (f":alt: {ALT}\n:source: x", "One.\n\nTwo.", "The caption has several paragraphs."),
    ],
)
def test_what_a_reader_would_miss_is_asked_for(small_book, options, text, message):
    built = make(small_book, "# Prices\n\n" + figure("demo.prices", options, text))
    assert built.status != 0
    assert built.warnings.count("WARNING") == 1
    assert re.search(rf"index\.md:3: WARNING: .*{re.escape(message)}", built.warnings)


def test_a_figure_stands_on_a_page_once(small_book):
    built = make(small_book, "# Prices\n\n" + figure("demo.bars") + "\n" + figure("demo.bars"))
    assert (
        "index.md:10: WARNING: The figure demo.bars stands on this page already" in built.warnings
    )


def test_a_mended_analysis_brings_its_page_back(small_book):
    page = "---\ndescription: " + "A page about prices. " * 6 + "\n---\n# Prices\n\n"
    built = small_book(
        {**FILES, "index.md": page + figure("demo.fails")}, "html", ["_ext.drawn", "_ext.checks"]
    )
    assert built.status != 0
    (built.source / "analysis/demo.py").write_text(DEMO.replace("1 / 0", "bars()"))
    again = small_book({}, "html", ["_ext.drawn", "_ext.checks"])
    assert again.status == 0, again.warnings
    assert "<svg" in again.read("index.html")


# The tidying of drawings


def test_tidying_changes_nothing_that_one_sees(analyses):
    """Typst, which draws the PDF, gives the same picture for matplotlib's SVG and for ours."""
    typst = pytest.importorskip("typst")
    found = {}

    def keep(call):
        made = call(call.module.prices)
        found["raw"] = call.house.svg(made)
        return {}

    analyses.run("demo", "raw", keep, [])
    picture(analyses, "demo.prices")
    (analyses.kept / "raw.svg").write_text(found["raw"])
    fonts = Path(__import__("font_lato").__file__).parent / "files"
    pages = []
    for name in ("raw", "demo.prices"):
        source = analyses.kept / f"{name}.typ"
        source.write_text(
            f'#set page(width: 360pt, height: 144pt, margin: 0pt)\n#image("{name}.svg")'
        )
        pages.append(
            typst.compile(
                source, format="png", ppi=72, font_paths=[str(fonts)], ignore_system_fonts=True
            )
        )
    from io import BytesIO

    from PIL import Image, ImageChops

    raw, ours = (Image.open(BytesIO(page)).convert("RGB") for page in pages)
    assert raw.getextrema() != ((255, 255),) * 3
    assert max(high for _, high in ImageChops.difference(raw, ours).getextrema()) <= 64


def test_tidying_makes_a_drawing_smaller(analyses):
    value = picture(analyses, "demo.prices").value
    assert len(value["markup"]) < 6_000


def test_neighbors_share_what_they_have_in_common():
    paths = "".join(f'<path d="M {n} 0 L {n} 9" style="stroke: #0072b2"/>' for n in range(4))
    text = f'<svg xmlns="{svg.SVG}" viewBox="0 0 9 9"><g id="a">{paths}</g></svg>'
    root = svg.tidy(text, "x", "#000")
    assert svg.written(root).count("#0072b2") == 1
    assert len(root.findall("g/path")) == 4


@pytest.mark.parametrize(
    ("x", "y", "more", "side"),
    [
        (1, 0.5, {}, "right"),
        (0, 0.5, {"ha": "right"}, "left"),
        (0.5, 1, {"va": "bottom"}, "top"),
        (0.5, 0, {"va": "top"}, "bottom"),
        (0.5, 1, {"rotation": 90, "va": "bottom"}, "top"),
        (1, 0.5, {"linespacing": 2}, "right"),
    ],
)
def test_words_that_leave_the_picture_are_found_whichever_way(x, y, more, side):
    fig, ax = house.figure(2)
    words = "Two\nlong lines" if "linespacing" in more else "A long line"
    ax.text(x, y, words, transform=fig.transFigure, in_layout=False, **more)
    root = svg.tidy(house.svg(fig), "x", house.INK)
    found = list(svg.faults(root, {house.INK}))
    assert found and all(f"at the {side}" in fault for fault in found)


def test_words_of_axes_of_equal_aspect_stay_in_the_picture():
    fig, axes = house.figure(3.3, ncols=2)
    for ax in axes:
        ax.scatter([-1, 0, 1.3], [-1, 1.5, 1])
        ax.set(title="A network", xlabel="One line\nand two\nand three", aspect="equal")
        ax.set(xticks=[], yticks=[])
    assert list(svg.faults(svg.tidy(house.svg(fig), "x", house.INK), {house.INK})) == []


def test_what_a_reader_draws_is_the_same_each_time():
    texts = []
    for _ in range(2):
        fig, ax = house.figure(2)
        ax.plot([1, 2], marker="o", clip_on=True)
        texts.append(house.svg(fig))
    assert texts[0] == texts[1]
    assert "<dc:date>" not in texts[0]


def test_the_node_has_what_the_formats_ask_for(analyses):
    value = picture(analyses, "demo.prices").value
    assert (value["width"], value["height"]) == (360, 144)
    assert value["files"] == ["demo.prices.svg"]
    assert issubclass(drawn, nodes.Element)


def test_an_error_is_an_analysis_error(analyses):
    with pytest.raises(AnalysisError, match="python -m analysis.demo"):
        picture(analyses, "demo.fails")
