"""Chapter 21: looking early, limits and sizes are the published ones; the board obeys Little."""

from __future__ import annotations

import pytest

from analysis import agile, calculators

FOUND = agile.numbers()


@pytest.mark.parametrize(
    ("looks", "published"),
    [(1, 5.0), (2, 8.3), (3, 10.7), (4, 12.6), (5, 14.2), (10, 19.3), (20, 24.8), (50, 32.0)],
)
def test_false_alarms_are_those_of_armitage_mcpherson_and_rowe(looks, published):
    assert round(agile.false_alarms_pct(looks), 1) == published


def test_the_simulated_tests_agree_with_the_exact_rate():
    assert FOUND["simulated_10_pct"] == pytest.approx(FOUND["looks_10_pct"], abs=0.8)
    assert FOUND["lift0_won_pct"] == pytest.approx(FOUND["weekly_dud_pct"], abs=0.6)
    assert FOUND["lift20_won_pct"] == pytest.approx(FOUND["weekly_good_pct"], abs=1.5)


@pytest.mark.parametrize(("looks", "published"), [(2, 2.178), (5, 2.413), (10, 2.555)])
def test_pococks_limits_are_those_of_the_textbook(looks, published):
    """Jennison and Turnbull, Group Sequential Methods (2000), table 2.1."""
    assert round(agile.pocock(looks)[-1], 3) == published


@pytest.mark.parametrize(("looks", "published"), [(2, 1.977), (5, 2.040), (10, 2.087)])
def test_the_last_limit_of_obrien_and_fleming_is_that_of_the_textbook(looks, published):
    """Jennison and Turnbull, Group Sequential Methods (2000), table 2.3."""
    assert round(agile.obrien_fleming(looks)[-1], 3) == published


def test_four_looks_at_pococks_limit_cost_what_sas_prints():
    """SAS/STAT, the SEQDESIGN procedure, Creating Two-Sided Pocock and O'Brien-Fleming Designs."""
    assert 100 * agile.inflation(agile.pocock(4), power=0.9) == pytest.approx(118.3143, abs=0.001)


def test_the_size_is_that_of_the_example_of_rs_power_prop_test():
    """p1 = 0.50, p2 = 0.75, power = 0.90: n = 76.7, and nobody is a part of a person."""
    assert calculators.sample_size(50, 50, 90, 5, 1)["each"] == 77


def test_the_board_obeys_littles_law_and_keeps_its_limit():
    weeks, _, begun, ended = agile.board()["counts"].T
    open_tasks = begun - ended
    for which, year in (("before", weeks < 0), ("after", weeks >= 12)):
        expected = open_tasks[year].mean() / agile.FINISHED_A_WEEK
        assert FOUND[f"{which}_mean"] == pytest.approx(expected, rel=0.1)
    assert open_tasks[weeks >= 6].max() == agile.LIMIT


def test_the_hours_given_leave_a_reserve():
    assert FOUND["hours_given"] + FOUND["hours_reserve"] == FOUND["hours_there"]
    assert 0 < FOUND["hours_reserve"] < 0.2 * FOUND["hours_there"]
