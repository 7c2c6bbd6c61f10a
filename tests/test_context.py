"""Chapter 19: intervals by another way, and designs whose rate of false alarms is known."""

from __future__ import annotations

from datetime import date

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


def test_days_with_rain_seen_give_the_counts_of_the_table():
    table = house.read("rainy_afternoons_sao_paulo.csv").set_index("month")
    days = [(date.fromisoformat(word[:-1]), word[-1]) for word in context.SEEN.split()]
    assert days == sorted(set(days))
    assert all(day.weekday() < 5 and day.year in (2022, 2023) for day, _ in days)
    for month, row in table.iterrows():
        kinds = [kind for day, kind in days if day.month == month]
        assert len(kinds) == row["seen"], month
        assert kinds.count("w") == row["seen_and_rainy"], month


def test_the_cap_holds_and_a_loose_one_takes_nothing():
    assert context.capped(most=44) == (FOUND["seen"], FOUND["seen_and_rainy"])
    assert context.capped(most=1, within=1) == (FOUND["seen"], FOUND["seen_and_rainy"])
    assert context.capped() == (37, 19)
    assert context.capped(most=1) == (26, 14)
    assert context.left_out_pct(most=44) == 0


def test_lots_under_a_cap_leave_out_as_many_as_people_played_by_chance():
    random = np.random.default_rng(19)
    days = np.array([word[:-1] for word in context.SEEN.split()], dtype="datetime64[D]")
    sent = np.zeros((20_000, days.size), dtype=bool)
    out = 0.0
    for row, day in enumerate(days):
        recent = (day - days < np.timedelta64(context.CAP_DAYS, "D")) & (days < day)
        free = sent[:, recent].sum(axis=1) < context.CAP
        out += 1 - free.mean()
        sent[:, row] = free & (random.random(free.size) < 0.5)
    assert FOUND["left_out_pct"] == pytest.approx(100 * out / days.size, abs=0.3)


def test_from_the_least_number_on_the_fall_is_more_than_chance():
    least = int(FOUND["rivals_least"])
    enough, too_few = context.rivals(each=least), context.rivals(each=least - 1)
    assert enough["half"] <= enough["fall"] < too_few["half"]


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
