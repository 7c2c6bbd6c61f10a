"""Tamandu Coffee's 21 plan pages are one plan: its money, its people and its days fit together."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from analysis import affinity, agile, evolution, paradox, segments, tamandu

COURSE = Path(__file__).parent.parent / "course"
LINES = {name: brl for name, _, _, brl in evolution.BUDGET}


def chapter(number: int) -> str:
    """Return the source of a chapter, with the numbers of computed roles as they are printed."""
    text = next(COURSE.glob(f"{number:02}-*.md")).read_text(encoding="utf-8")
    return re.sub(r"\{computed\}`[^`]* = ([^`]*)`", r"\1", text)


def page(number: int) -> str:
    """Return the plan page of a chapter."""
    text = chapter(number)
    return re.search(r"^(:{4,})\{plan-page\}.*?^\1$", text, re.M | re.S).group()


def test_the_table_of_chapter_1_is_the_budget():
    rows = re.findall(r"^\* - ([^\n]+)\n  - \w+\n  - [^\n]+\n  - ([\d,]+)$", chapter(1), re.M)
    assert {name: int(brl.replace(",", "")) for name, brl in rows} == LINES


@pytest.mark.parametrize("number", range(2, 21))
def test_a_page_draws_from_the_lines_that_it_names(number):
    draws = [(line, brl) for drawer, line, brl in tamandu.PLAN_DRAWS if drawer == number]
    assert {line.removesuffix(", moved by page 1") for line, _ in draws} == {
        line for line in LINES if f'"{line}"' in page(number)
    }
    for _, brl in draws:
        assert f"R\\${brl:,}" in page(number)


def test_no_line_of_the_budget_is_overdrawn():
    drawn = Counter()
    for _, line, brl in tamandu.PLAN_DRAWS:
        drawn[line] += brl
    lines = LINES | {tamandu.MOVED: evolution.MOVE_BRL}
    lines["Search and Instagram ads"] -= evolution.MOVE_BRL
    assert {line: brl for line, brl in drawn.items() if brl > lines[line]} == {}
    assert f"R\\${drawn.total():,} of the year's R\\${sum(LINES.values()):,}" in page(21)


def test_chapters_count_the_same_people():
    assert affinity.LIGHT_MEMBERS == segments.MEMBERS["light"]
    assert agile.PER_DAY == paradox.PEOPLE_A_DAY


def test_stop_days_of_chapter_21_are_those_of_the_pages():
    days = {"April 25": page(7), "September 15": page(2)}
    swapped_twice = date(2026, 2, 2) + timedelta(weeks=16)
    assert "from February 2 to" in chapter(14) and "swapped after eight weeks" in page(14)
    for day in [*days, f"{swapped_twice:%B} {swapped_twice.day}"]:
        assert f"{day} for the" in chapter(21)
        assert day in days.get(day, day)
