"""Printed numbers that are held against their computation."""

from __future__ import annotations

import pytest

from _ext.analyses import Analyses, AnalysisError
from _ext.computed import agrees, numbers, printed, rounded
from _ext.drawn import picture
from tests.conftest import ROOT
from tests.test_drawn import HOUSE

DEMO = """
from pathlib import Path

from analysis import house


def numbers():
    with (Path(__file__).parent.parent / "traces.txt").open("a") as traces:
        traces.write("computed\\n")
    table = house.read("prices.csv")
    return {
        "alpha": 4.4136,
        "subscribers": 1140,
        "change": -0.3,
        "revenue": 6_400_000,
        "last_price": table["price"].max(),
    }
"""
FILES = {
    **HOUSE,
    "analysis/demo.py": DEMO,
    "analysis/endless.py": "def numbers():\n    return {'growth': float('inf')}\n",
    "analysis/broken.py": "def numbers():\n    return [][0]\n",
    "analysis/worded.py": "def numbers():\n    return {'growth': 'much'}\n",
    "analysis/listed.py": "def numbers():\n    return [1]\n",
    "analysis/silent.py": "ANSWER = 42\n",
    "data/prices.csv": "year,price\n2010,4\n2012,9\n",
}


def build(small_book, text: str):
    return small_book({**FILES, "index.md": f"# Numbers\n\n{text}\n"}, "html", ["_ext.computed"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4.41", (4.41, 2, 1)),
        ("1,140", (1140, 0, 1)),
        ("−0.3", (-0.3, 1, 1)),
        ("-0.3", (-0.3, 1, 1)),
        ("1.2 million", (1.2, 1, 1e6)),
        ("about R$6.4 million in 2025", (6.4, 1, 1e6)),
        ("−R$5", (-5, 0, 1)),
        ("58.8%", (58.8, 1, 1)),
        ("2010–2012", (2010, 0, 1)),
        ("the x-2 test", (2, 0, 1)),
        ("1,140, then", (1140, 0, 1)),
        ("3 millionaires", (3, 0, 1)),
        ("many", None),
    ],
)
def test_the_first_number_of_a_text_is_read_as_people_read_it(text, expected):
    assert printed(text) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (4.4136, "4.41"),
        (4.4136, "4"),
        (1140, "1,140"),
        (-0.3, "−0.3"),
        (6_400_000, "6.4 million"),
        (6_449_000, "6.4 million"),
        (2.5, "2"),  # both ways of rounding a half
        (2.5, "3"),
        (1.005, "1.01"),  # which binary numbers hold as 1.00499…
        (0.1 + 0.2, "0.3"),
        (-0.004, "0.00"),
    ],
)
def test_a_number_agrees_at_its_printed_precision(value, text):
    assert agrees(value, text)


@pytest.mark.parametrize(
    ("value", "text", "mended"),
    [
        (4.4136, "4.42", "4.41"),
        (4.4136, "4.4137", "4.4136"),
        (4.4156, "4.41", "4.42"),
        (1140, "1,141", "1,140"),
        (0.3, "−0.3", "0.3"),
        (-0.3, "0.3", "−0.3"),
        (6_400_000, "6.5 million", "6.4 million"),
        (6_400_000, "6.4", "6,400,000.0"),
        (41_888, "42,000", "41,888"),
    ],
)
def test_a_number_that_differs_is_given_as_it_is_to_be_printed(value, text, mended):
    assert not agrees(value, text)
    assert rounded(value, text) == mended


def test_the_text_is_printed_as_it_was_typed(small_book):
    built = build(
        small_book, "It is {computed}`demo.alpha = about 4.41`, {computed}`demo.change=−0.3`."
    )
    assert (built.status, built.warnings) == (0, "")
    page = built.read("index.html")
    assert 'It is <span class="computed">about 4.41</span>, <span class="computed">−0.3' in page


FAULTS = {
    "demo.alpha = 4.42": 'The number demo.alpha: the text says "4.42", the computation gives '
    "4.4136, which is printed 4.41. Correct the text or analysis/demo.py.",
    "demo.alhpa = 4.41": "analysis/demo.py computes no number alhpa. Did you mean alpha?",
    "deom.alpha = 4.41": "There is no module analysis/deom.py. Did you mean demo?",
    "alpha = 4.41": '"alpha" is not of the form module.name',
    "demo.alpha 4.41": "Write the number's name, an equals sign and the text to print",
    "demo.alpha = four": 'the text "four" has no digits',
    "endless.growth = 1": "gives inf for growth, which is no finite number",
    "worded.growth = 1": "gives 'much' for growth, which is no finite number",
    "broken.growth = 1": "analysis/broken.py:2 stops with IndexError: list index out of range",
    "listed.growth = 1": "numbers() in analysis/listed.py returns list, not a dict of numbers",
    "silent.growth = 1": "analysis/silent.py has no function numbers()",
}


def test_each_fault_is_named_with_its_line_and_the_text_stands(small_book):
    built = build(small_book, "\n\n".join(f"{{computed}}`{text}`" for text in FAULTS))
    assert built.status != 0
    lines = [line for line in built.warnings.splitlines() if "[handbook.B341]" in line]
    assert len(lines) == len(FAULTS)
    for number, (message, line) in enumerate(zip(FAULTS.values(), lines, strict=True)):
        assert f"index.md:{3 + 2 * number}: WARNING: " in line
        assert message in line
    assert '<span class="computed">4.42</span>' in built.read("index.html")


def traces(built) -> int:
    return len((built.source / "traces.txt").read_text().splitlines())


def test_a_second_build_computes_nothing_and_new_data_is_seen(small_book):
    text = "{computed}`demo.last_price = 9`"
    assert traces(build(small_book, text)) == 1
    built = build(small_book, f"{text} More words.")
    assert built.status == 0
    assert traces(built) == 1
    (built.source / "data/prices.csv").write_text("year,price\n2010,4\n2012,10\n")
    again = small_book({}, extensions=["_ext.computed"])
    assert "index.md:3: WARNING: The number demo.last_price: the text says" in again.warnings
    assert traces(again) == 2


def test_numbers_keep_their_value_when_kept(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / "book" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    analyses = Analyses(tmp_path / "book", tmp_path / "drawn")
    first = numbers(analyses, "demo")
    assert first.value["numbers"]["alpha"] == 4.4136
    assert numbers(analyses, "demo") == first
    assert [path.as_posix() for path in first.named("data")] == ["data/prices.csv"]
    with pytest.raises(AnalysisError, match=r"analysis/broken\.py:2"):
        numbers(analyses, "broken")


REMEMBERING = """
from pathlib import Path

from matplotlib.figure import Figure

from analysis import house


@house.remember
def table():
    return house.read("prices.csv")


@house.remember
def slow():
    with (Path(__file__).parent.parent / "traces.txt").open("a") as traces:
        traces.write("computed\\n")
    return float(table()["price"].max())


def numbers():
    return {"rows": len(table()), "slow": slow()}


def shown() -> Figure:
    fig, ax = house.figure(2)
    ax.plot([0, slow()], color=house.COLORS["blue"])
    return fig
"""


def test_a_figure_takes_what_its_numbers_have_computed_and_names_its_data(tmp_path):
    files = {**FILES, "analysis/remembering.py": REMEMBERING}
    for name, text in files.items():
        path = tmp_path / "book" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    analyses = Analyses(tmp_path / "book", tmp_path / "drawn")

    def build() -> tuple[float, int]:
        value = numbers(analyses, "remembering").value["numbers"]["slow"]
        drawn = picture(analyses, "remembering.shown")
        assert [path.as_posix() for path in drawn.named("data")] == ["data/prices.csv"]
        computed = (tmp_path / "book/traces.txt").read_text().count("computed")
        return value, computed

    assert build() == (9, 1)
    (tmp_path / "book/data/prices.csv").write_text("year,price\n2010,4\n2012,10\n")
    assert build() == (10, 2)
    code = tmp_path / "book/analysis/remembering.py"
    code.write_text(REMEMBERING.replace("max())", "max()) + 1"))
    assert build() == (11, 3)


def test_no_analysis_remembers_behind_the_back_of_the_build():
    """A cache that does not know of data files would leave them out under a figure."""
    own = [path.name for path in (ROOT / "analysis").glob("*.py") if path.name != "house.py"]
    assert len(own) > 20
    for name in own:
        text = (ROOT / "analysis" / name).read_text(encoding="utf-8")
        assert "functools" not in text, f"analysis/{name}: use house.remember"
