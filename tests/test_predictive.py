"""Chapter 18: our BG/NBD gives the published estimates, and our Bass the published pattern."""

from __future__ import annotations

import numpy as np
import pytest

from analysis import house, predictive

FOUND = predictive.numbers()


@pytest.mark.parametrize(
    ("name", "published"), [("r", 0.243), ("alpha", 4.414), ("a", 0.793), ("b", 2.426)]
)
def test_the_parameters_are_those_of_fader_hardie_and_lee(name, published):
    assert round(FOUND[name], 3) == published


def test_the_likelihood_is_theirs():
    assert round(FOUND["log_likelihood"], 1) == -9582.4


def test_no_other_start_finds_a_better_model():
    data = predictive.customers()
    known = data["x"], data["t_x"], data["t"]
    for change in (0.98, 1.02):
        for place in range(4):
            near = np.array(predictive.model()[:4])
            near[place] *= change
            assert predictive.log_likelihood(predictive.Model(*near), *known) < -9582.43


def test_a_customer_and_a_newcomer_are_expected_to_buy_as_in_their_spreadsheet():
    one = predictive.expected(np.array([2]), np.array([30.43]), np.array([38.86]))
    assert one[0] == pytest.approx(1.226, abs=0.001)
    weeks = np.array([0.1429, 1.0, 3.00, 31.8571, 32.00, 78.00])
    new = predictive.expected_of_new(weeks)
    assert new == pytest.approx([0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8576], abs=0.0006)


def test_the_summary_follows_from_the_purchases():
    table = house.read("cdnow_transactions.csv", parse_dates=["date"])
    assert (len(table), table["customer_id"].nunique()) == (6_919, 2_357)
    days = table.drop_duplicates(["customer_id", "date"])
    late = days["date"] > "1997-09-30"
    data = predictive.customers()
    assert data["x"].sum() == (~late).sum() - 2_357
    assert data["holdout"].sum() == late.sum()
    counted, _ = predictive.weekly()
    assert (counted[38], counted[77]) == (data["x"].sum(), len(days) - 2_357)


def test_more_years_raise_ceiling_and_p_and_lower_q_as_van_den_bulte_and_lilien_found():
    fits = [predictive.fit(last) for last in predictive.FITTED_TO]
    for earlier, later in zip(fits, fits[1:], strict=False):
        assert later.m > earlier.m and later.p > earlier.p and later.q < earlier.q
    for last, curve in zip(predictive.FITTED_TO, fits, strict=True):
        assert 1 < curve.m / predictive.users()[last] < 1.3
        assert curve.peak < last


def test_a_curve_of_bass_starts_at_nothing_and_ends_at_its_ceiling():
    assert predictive.bass(np.array([0.0, 500.0]), 0.01, 0.3, 80) == pytest.approx([0, 80])


def test_every_subscriber_stands_in_one_group():
    from analysis import tamandu

    assert sum(size for size, _, _ in predictive.GROUPS.values()) == tamandu.SUBSCRIBERS
    assert round(FOUND["base_pct"], 1) == tamandu.SUBSCRIBERS_LEAVING_A_MONTH_PCT


def test_the_rule_is_nearer_for_half_a_year_and_the_model_after_it():
    for name in ("first", "second"):
        assert abs(FOUND[f"{name}_rule_off"]) < abs(FOUND[f"{name}_curve_off"])
    assert abs(FOUND["third_rule_off"]) > 20 * abs(FOUND["third_curve_off"])
    assert FOUND["curve_total"] - FOUND["model_total"] == pytest.approx(14, abs=1)


def test_a_forecast_of_nothing_has_almost_the_mean_error_of_the_model_and_larger_squares():
    assert FOUND["model_error"] < FOUND["nothing_error"] < FOUND["same_error"]
    assert FOUND["nothing_error"] - FOUND["model_error"] < 0.02
    assert FOUND["model_squares"] < FOUND["same_squares"] < FOUND["nothing_squares"]


def test_the_uplift_of_the_email_is_the_one_that_others_counted():
    assert round(FOUND["email_uplift"] / 100, 2) == 0.68
    by_hand = 1.96 * ((0.0125 * 0.9875 + 0.0057 * 0.9943) / 21_333) ** 0.5 * 10_000
    assert round(FOUND["email_noise"]) == round(by_hand)


def test_the_ceiling_that_fits_best_is_the_furthest_from_what_came():
    fits = {top: predictive.fit(2005, top).r2 for top in predictive.CEILINGS}
    came = predictive.users()[predictive.LAST]
    assert max(fits, key=fits.get) == max(fits, key=lambda top: abs(top - came))


def test_the_worked_example_follows_from_the_numbers_that_it_prints():
    assert [
        round(100 * 5 * n / (201.60 * gone)) for n, gone in ((114, 17), (130, 10), (896, 24))
    ] == [round(FOUND[f"{key}_share_needed_pct"]) for key in ("skip", "new", "rest")]
    assert round(255 * (1 + 0.954 + 0.91)) * 5 == FOUND["samples_brl"]
    assert round(255 * (0.868 - 0.787)) == round(FOUND["gain_people"])
    assert round(1.96 * (65 * 0.077 * 0.923) ** 0.5) == round(FOUND["watched_noise"])
    assert FOUND["go_on"] == FOUND["pays_from"] > FOUND["noise_people"]
