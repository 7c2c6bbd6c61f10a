"""Chapter 19: intervals by another way, and designs whose rate of false alarms is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis import context, house

FOUND = context.numbers()


def test_counts_of_rain_fit_into_each_other():
    table = house.read("rainy_afternoons_sao_paulo.csv")
    assert list(table["month"]) == list(range(1, 13))
    weekdays = np.busday_count("2022-01-01", "2024-01-01")
    assert weekdays - 21 == table["weekdays"].sum()  # 21 lack an hour, as data/README.md says
    for part, whole in (
        ("rainy", "weekdays"),
        ("seen", "weekdays"),
        ("seen_and_rainy", "seen"),
        ("seen_and_rainy", "rainy"),
        ("after_rain_and_rainy", "after_rain"),
        ("after_rain_and_rainy", "rainy"),
    ):
        assert (table[part] <= table[whole]).all(), (part, whole)


def test_the_twelve_afternoons_agree_with_a_regression():
    rows = [
        (kind == "trigger", lot == "message", tickets)
        for (kind, lot), days in context.TRIAL.items()
        for tickets, _ in days
    ]
    trigger, message, tickets = np.array(rows, dtype=float).T
    columns = np.column_stack([np.ones(len(rows)), trigger, message, trigger * message])
    estimate, squares, *_ = np.linalg.lstsq(columns, tickets, rcond=None)
    error = np.sqrt(squares[0] / (len(rows) - 4) * np.diag(np.linalg.inv(columns.T @ columns)))
    t = stats.t.ppf(0.975, len(rows) - 4)
    assert FOUND["trial_ordinary_gain"] == pytest.approx(estimate[2])
    assert FOUND["trial_half"] == pytest.approx(t * error[2])
    assert FOUND["trial_beats"] == pytest.approx(estimate[3])
    assert FOUND["trial_beats_half"] == pytest.approx(t * error[3])


def test_at_the_break_even_messages_cost_what_they_bring():
    visits = context.LIST * context.break_even_pct() / 100
    assert visits * FOUND["ticket_profit_brl"] == pytest.approx(FOUND["messages_brl"])
    share = FOUND["wet_needed_pct"] / 100
    assert context.effect_pct(share, net=True) == pytest.approx(context.break_even_pct())


@pytest.mark.parametrize("design", ["by_day", "by_person"])
@pytest.mark.parametrize("situation", ["null", "good_null"])
def test_lots_give_false_alarms_in_five_seasons_of_a_hundred(situation, design):
    alarms = FOUND[f"{situation}_{design}_works_pct"] + FOUND[f"{situation}_{design}_harms_pct"]
    assert alarms == pytest.approx(5, abs=0.9)


def test_tickets_counted_one_by_one_mislead_as_often_as_theory_says():
    """The true spread, divided by the square root of the mean that such a count assumes."""
    wet, _ = context.shares()
    mean = wet * context.WET_TICKETS + (1 - wet) * context.DRY_TICKETS
    ratio = context.deviation(wet) / np.sqrt(mean)
    alarms = FOUND["null_tickets_works_pct"] + FOUND["null_tickets_harms_pct"]
    assert alarms == pytest.approx(100 * 2 * stats.norm.sf(context.Z / ratio), abs=2)


@pytest.mark.parametrize("design", ["by_day", "by_person"])
def test_lots_find_the_truth_on_average(design):
    assert FOUND[f"hope_{design}_mean"] == pytest.approx(FOUND["trigger_tickets"], abs=0.5)
    assert FOUND[f"null_{design}_mean"] == pytest.approx(0, abs=0.5)


def test_the_comparison_with_other_days_is_wrong_by_the_weather():
    trigger, others = context.shares()
    bias = (others - trigger) * (context.DRY_TICKETS - context.WET_TICKETS)
    assert FOUND["null_other_days_mean"] == pytest.approx(bias, abs=0.3)


def test_the_size_for_lots_by_day_gives_the_power_that_it_promises():
    """The normal formula behind it is a little optimistic for so few afternoons."""
    trigger, _ = context.shares()
    each, effect = FOUND["need_days"], FOUND["trigger_tickets"]
    shift = effect / (context.deviation(trigger) * np.sqrt(2 / each))
    free = 2 * each - 2
    power = stats.nct.sf(stats.t.ppf(0.975, free), free, shift)
    assert 0.75 < power < 0.85
