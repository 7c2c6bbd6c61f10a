"""Chapter 20: what is computed agrees with what the authors of the trials printed."""

from __future__ import annotations

import pytest

from analysis import augmented

TRIALS = augmented.gains()
FOUND = augmented.numbers()


def gain(label: str) -> tuple[float, float, float]:
    row = TRIALS[TRIALS["label"] == label].iloc[0]
    return row["gain"], row["gain_low"], row["gain_high"]


def test_the_support_desk_gains_the_printed_share():
    middle, low, high = gain("5,172 support agents, one firm")
    assert round(middle, 1) == 15.2
    assert low < 15.2 < high


def test_the_error_of_the_three_firms_is_kept():
    middle, low, high = gain("4,867 programmers, three firms")
    assert middle == 26.08
    assert (high - low) / 2 / augmented.Z == pytest.approx(10.3)


def test_time_and_work_in_an_hour_say_the_same():
    """Peng and others printed 55.8% less time, from means of 160.89 and 71.17 minutes."""
    assert 1 + augmented.in_the_same_time(-55.8) / 100 == pytest.approx(160.89 / 71.17, abs=0.01)
    assert augmented.in_the_same_time(-50) == pytest.approx(100)


def test_more_time_gives_a_loss_with_its_limits_in_order():
    middle, low, high = gain("16 programmers, own projects, 2025")
    assert low < middle < high < 0
    assert 100 / (100 + middle) == pytest.approx(1.188)


def test_the_consultants_time_becomes_work_and_not_their_capped_number_of_tasks():
    assert gain("385 consultants, tasks within reach")[0] == pytest.approx(100 / 0.749 - 100)


def test_the_largest_gain_has_the_widest_interval():
    """Peng and others printed 21 to 89% less time: 1 ÷ 0.79 and 1 ÷ 0.11 of the work."""
    label = "95 programmers, one exercise"
    assert gain(label)[1:] == pytest.approx((100 / 0.79 - 100, 100 / 0.11 - 100))
    known = TRIALS[TRIALS["panel"] == "work"].dropna(subset="gain_low")
    assert known.loc[known["gain"].idxmax(), "label"] == label
    assert known.loc[(known["gain_high"] - known["gain_low"]).idxmax(), "label"] == label


def test_every_trial_says_how_many_took_part_but_one():
    assert list(TRIALS.loc[TRIALS["people"].isna(), "source"]) == ["liao2024"]


def test_the_consultants_answers_are_those_printed():
    assert 84.5 * (1 + FOUND["out_a_pct"] / 100) == pytest.approx(70.6)
    assert 84.5 * (1 + FOUND["out_b_pct"] / 100) == pytest.approx(60.0)


@pytest.mark.parametrize("checked", [30, 60, 100, 300])
def test_the_rule_of_three_is_close(checked):
    assert augmented.at_most(0, checked) == pytest.approx(300 / checked, rel=0.05)


def test_the_interval_by_hand_is_near_the_exact_one():
    _, low, high = augmented.by_hand(augmented.WRONG, augmented.CHECKED)
    assert (low, high) == pytest.approx(
        augmented.exact(augmented.WRONG, augmented.CHECKED), abs=0.6
    )


@pytest.mark.parametrize(
    ("route", "wrong_pct", "brl"),
    [
        # minutes saved × 52 weeks ÷ 60 × R$30, less the tool, less R$40 for each error too many
        ("read", 5, 80 * 2.5 * 26 - 2_160),
        ("unread", 5, 80 * 6 * 26 - 2_160 - (208 - 41.6) * 40),
        ("templates", 5, 66 * 4 * 26 - 12 * 30),
    ],
)
def test_a_route_earns_what_is_worked_by_hand(route, wrong_pct, brl):
    assert augmented.year(route, wrong_pct) == pytest.approx(brl)


def test_with_the_buttons_of_page_2_the_fixed_texts_still_win():
    settled = FOUND["buttons_a_week"]
    assert settled == pytest.approx(57 / 2 * 2 / 3)
    assert FOUND["templates_with_buttons_brl"] == pytest.approx(47 * 4 * 26 - 360)
    assert FOUND["read_with_buttons_brl"] == pytest.approx(61 * 2.5 * 26 - 2_160)


def test_the_trial_can_reach_the_hours_at_which_it_may_go_on():
    assert FOUND["hours_expected"] > FOUND["hours_for_tool"] > FOUND["hours_expected"] / 2
