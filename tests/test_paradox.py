"""Chapter 6: our computation on the published effect sizes gives the published meta-analysis."""

from __future__ import annotations

import pytest

from analysis import house, paradox

FOUND = paradox.numbers()


def test_the_table_is_the_published_one():
    table = house.read("choice_overload_2010.csv")
    assert len(table) == 63
    assert table["n"].sum() == 5036
    assert not table.duplicated(["authors", "detail", "year"]).any()
    assert table["d"].is_monotonic_decreasing


@pytest.mark.parametrize(
    ("name", "published"), [("all_mean", 0.02), ("all_low", -0.09), ("all_high", 0.12)]
)
def test_mean_and_interval_are_those_of_scheibehenne_and_others(name, published):
    assert round(FOUND[name], 2) == published


def test_the_spread_is_near_theirs():
    """They knew the size of each group; we take the two groups of a condition as equal."""
    assert FOUND["all_q"] == pytest.approx(192, abs=4)
    assert FOUND["all_tau2"] == pytest.approx(0.12, abs=0.01)
    assert FOUND["all_i2"] == pytest.approx(68, abs=1.5)
