"""Every chapter has its parts: what EDITORIAL asks of it, with messages for its writer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

CHAPTERS = sorted((ROOT / "course").glob("[0-9][0-9]-*.md"))
HEADINGS = [
    r"What you will be able to do",
    r"Myth check: .+",
    r"Worked example: .+",
    r"Your marketing plan, page \d+",
    r"Check yourself",
    r"In short",
    r"Read further",
]
"""The headings that every chapter has, in this order; its own stand between them."""

US_AND_EUROPE = {
    *("United States", "United Kingdom", "Germany", "France", "Sweden", "Netherlands", "Spain"),
    *("Portugal", "Italy", "Denmark", "Norway", "Finland", "Ireland", "Switzerland", "Austria"),
    *("Belgium", "Poland", "European Union"),
}


def parts(text: str) -> dict[str, str]:
    """Return the text of each second-level section by its heading; the opening is under ''."""
    pieces = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return {"": pieces[0], **dict(zip(pieces[1::2], pieces[2::2], strict=True))}


def words(markdown: str) -> int:
    """Return how many words of running text *markdown* has, without tables, options and marks."""
    text = re.sub(r"^:::+\{(index|list-table)\}.*?^:::+$", "", markdown, flags=re.M | re.S)
    text = re.sub(r"^(:[a-z-]+:|:::|```|---).*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"\{(?:cite:[pt]|index)\}`[^`]*`", "", text)
    text = re.sub(r"\{computed\}`[^`=]*=\s*([^`]*)`", r"\1", text)
    return len(re.findall(r"[\w’'%$.,-]*\w", text))


@pytest.fixture(params=CHAPTERS, ids=lambda path: path.stem)
def chapter(request) -> Path:
    return request.param


@pytest.fixture
def text(chapter) -> str:
    return chapter.read_text(encoding="utf-8")


def test_the_course_has_its_chapters_without_a_gap():
    numbers = [int(path.name[:2]) for path in CHAPTERS]
    assert numbers == list(range(1, len(CHAPTERS) + 1))
    index = (ROOT / "index.md").read_text(encoding="utf-8")
    listed = re.findall(r"^course/(\d\d)-", index, flags=re.MULTILINE)
    assert [int(number) for number in listed] == numbers, "index.md lists them in another order"


def test_parts_stand_in_their_order(text):
    headings = list(parts(text))
    places = []
    for wanted in HEADINGS:
        found = [n for n, heading in enumerate(headings) if re.fullmatch(wanted, heading)]
        assert len(found) == 1, f"there is no section, or more than one: ## {wanted}"
        places += found
    assert places == sorted(places), f"the sections stand in another order: {headings}"
    own = places[1] - places[0] - 1
    assert 4 <= own <= 9, f"{own} sections carry the argument; four to seven is the measure"


def test_plan_page_has_the_number_of_the_chapter(chapter, text):
    number = int(re.search(r"## Your marketing plan, page (\d+)", text)[1])
    assert number == int(chapter.name[:2])


def test_opening_is_short(text):
    opening = words(parts(text)[""].partition("\n# ")[2])
    assert 80 <= opening <= 330, f"the opening has {opening} words; 120 to 250 is the measure"


def test_outcomes_can_be_checked(text):
    outcomes = re.findall(r"^- (\w+)", parts(text)[HEADINGS[0]], flags=re.MULTILINE)
    assert 3 <= len(outcomes) <= 5
    vague = {"Understand", "Know", "Learn", "Appreciate", "Discover"} & set(outcomes)
    assert not vague, f"{vague} cannot be checked: write what the reader will compute or choose"


def test_chapter_is_neither_thin_nor_endless(text):
    body = text.partition("## Your marketing plan")[0]
    assert 2_800 <= words(body) <= 5_000, f"{words(body)} words before the plan page"


def test_sources_are_many(text):
    keys = {
        key.split("{")[0].strip()
        for group in re.findall(r"\{cite:[pt]\}`([^`]+)`", text)
        for key in group.split(",")
    }
    assert len(keys) >= 12, f"{len(keys)} different sources; a chapter has twelve or more"


def test_cases_come_from_more_than_one_part_of_the_world(text):
    countries = re.findall(r"^:country: (.+)$", text, flags=re.MULTILINE)
    assert len(countries) >= 2, "a chapter tells at least two cases"
    elsewhere = [c for c in countries if not set(re.split(r",\s*", c)) <= US_AND_EUROPE]
    assert elsewhere, f"no case comes from outside the US and Europe: {countries}"
    assert text.count("**What does not carry over.**") >= len(countries)


def test_figures_and_tables_are_there_and_referred_to(text):
    names = re.findall(r"^:name: ((?:fig|tab)-[\w-]+)$", text, flags=re.MULTILINE)
    assert any(name.startswith("fig-") for name in names), "there is no figure"
    assert any(name.startswith("tab-") for name in names), "there is no captioned table"
    lost = [name for name in names if f"{{numref}}`{name}`" not in text]
    assert lost == [], "the text refers to each figure and table with {numref}"


def test_five_questions_are_asked(text):
    assert len(re.findall(r"^:::+\{question\}", text, flags=re.MULTILINE)) == 5


def test_summary_and_reading_have_their_measure(text):
    sections = parts(text)
    sentences = re.findall(r"[.!?](?=\s|$)", sections["In short"])
    assert 4 <= len(sentences) <= 8, f"In short has {len(sentences)} sentences"
    entries = re.findall(r"^- .*\{cite:t\}`", sections["Read further"], flags=re.MULTILINE)
    assert 3 <= len(entries) <= 5, f"Read further has {len(entries)} entries"


def test_index_and_glossary_are_fed(text):
    entries = len(re.findall(r"^(?:single|pair|see): |\{index\}`", text, flags=re.MULTILINE))
    assert entries >= 10, f"{entries} index entries; ten to twenty let readers land"
    terms = len(re.findall(r"\{term\}`", text))
    assert terms >= 4, f"{terms} terms are linked to the glossary"


def test_practice_company_is_said_to_be_invented(text):
    if "Tamandu" in text:
        first = text.index("Tamandu")
        around = text[max(0, first - 600) : first + 600]
        assert re.search(r"invented|practice company", around), "say it where Tamandu comes first"
