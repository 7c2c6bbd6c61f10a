"""Chapter 21: looking early, limits and sizes are the published ones; the board obeys Little."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis import agile, calculators, tamandu

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


def test_a_test_that_may_stop_early_needs_as_many_people_as_simulated_ones():
    """The expected size, exact, against 20,000 random walks with the drift of a page as hoped."""
    limits = np.array(agile.obrien_fleming(5))
    _, drift = agile._size(list(limits), 0.8)
    rng = np.random.default_rng(5)
    looks = np.arange(1, 6)
    z = (rng.standard_normal((20_000, 5)) + drift).cumsum(axis=1) / np.sqrt(looks)
    over = abs(z) > limits
    ended = np.where(over.any(axis=1), over.argmax(axis=1) + 1, 5)
    assert (z > limits).any(axis=1).mean() == pytest.approx(0.8, abs=0.01)
    assert agile.expected(list(limits)) == pytest.approx(
        agile.inflation(list(limits)) * ended.mean() / 5, abs=0.01
    )


def test_the_size_is_that_of_the_example_of_rs_power_prop_test():
    """p1 = 0.50, p2 = 0.75, power = 0.90: n = 76.7, and nobody is a part of a person."""
    assert calculators.sample_size(50, 50, 90, 5, 1)["each"] == 77


def test_the_rule_by_hand_is_close_to_the_formula():
    assert FOUND["rule"] == pytest.approx(16, abs=0.4)
    assert FOUND["rule_each"] == pytest.approx(FOUND["each"], rel=0.03)


def test_95_of_100_days_lie_between_the_orders_named():
    orders = stats.binom(agile.PER_DAY, agile.BASE)
    within = orders.cdf(FOUND["a_day_high"]) - orders.cdf(FOUND["a_day_low"] - 1)
    assert within == pytest.approx(0.95, abs=0.01)


def test_the_test_of_the_opening_is_won_in_week_4_and_lost_at_the_end():
    z = agile._tests(0, agile.RUNS)[0][agile._story()]
    assert z[3] > agile.Z > abs(z[-1])
    a, b, people = FOUND["story_a"], FOUND["story_b"], FOUND["story_people"]
    table = [[a, people - a], [b, people - b]]
    assert stats.chi2_contingency(table, correction=False).pvalue == pytest.approx(FOUND["story_p"])


def test_people_in_the_test_are_some_of_the_visits():
    assert agile.PER_DAY < tamandu.WEB_VISITS / 365


def test_the_board_obeys_littles_law_and_keeps_its_limit():
    weeks, _, begun, ended = agile.board()["counts"].T
    open_tasks = begun - ended
    for which, year in (("before", weeks < 0), ("after", weeks >= 12)):
        expected = open_tasks[year].mean() / agile.FINISHED_A_WEEK
        assert FOUND[f"{which}_mean"] == pytest.approx(expected, rel=0.1)
    assert open_tasks[weeks >= 2].max() == agile.LIMIT


def test_the_limit_leaves_the_mean_from_asked_to_finished_and_narrows_its_spread():
    assert FOUND["after_asked_mean"] == pytest.approx(FOUND["before_asked_mean"], rel=0.1)
    assert FOUND["after_asked_long"] < 0.7 * FOUND["before_asked_long"]


def test_the_hours_given_leave_a_reserve():
    assert FOUND["hours_given"] + FOUND["hours_reserve"] == FOUND["hours_there"]
    assert 0 < FOUND["hours_reserve"] < 0.2 * FOUND["hours_there"]
