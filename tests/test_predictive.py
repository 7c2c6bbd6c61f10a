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
