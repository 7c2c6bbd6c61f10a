"""Chapter 17: the tables are the published ones, and the code in the text prints what it says."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from analysis import house, segments
from tests.conftest import ROOT

FOUND = segments.numbers()
CHAPTER = (ROOT / "course" / "17-data-driven-marketing.md").read_text("utf-8")


def test_the_gift_shop_is_the_published_one():
    """4,338 customers and £8.9 million are what studies report after the same cleaning."""
    assert FOUND["customers"] == 4338
    assert FOUND["revenue_gbp"] == pytest.approx(8_911_407.90, abs=0.01)
    assert not segments.customers().index.duplicated().any()


def test_the_first_cohort_is_the_published_one():
    assert (FOUND["first_cohort"], FOUND["first_back"]) == (885, 324)
    assert round(FOUND["first_back_pct"], 1) == 36.6


def test_customers_and_cohorts_are_of_one_file():
    cohorts = house.read("online_retail_cohorts.csv")
    starts = cohorts[cohorts["months_since_first"] == 0]
    assert starts["cohort_size"].sum() == FOUND["customers"]
    assert cohorts["revenue_gbp"].sum() == pytest.approx(FOUND["revenue_gbp"], abs=1)
    assert cohorts["invoices"].sum() == segments.customers()["invoices"].sum()


def test_cdnow_is_the_published_sample():
    bought = house.read("cdnow_transactions.csv")
    assert (len(bought), bought["customer_id"].nunique()) == (6919, 2357)


def test_scores_keep_equal_customers_equal():
    table = segments.customers()
    for score, column in (("R", "recency_days"), ("F", "invoices"), ("M", "net")):
        assert (table.groupby(column)[score].nunique() == 1).all()
        assert set(table[score]) == {1, 2, 3, 4, 5}


def test_the_made_tables_have_the_columns_of_the_shop():
    made = segments._clouds()
    for name in ("cloud", "shuffled"):
        for column in range(3):
            assert sorted(made[name][:, column]) == sorted(made["real"][:, column])


def test_silhouettes_are_those_of_scikit_learn():
    from sklearn.metrics import silhouette_score

    for name in ("real", "shuffled"):
        labels = segments._clusters()[name, segments.SHOWN]["labels"]
        theirs = silhouette_score(segments._clouds()[name], labels)
        assert FOUND[f"{name}_silhouette_{segments.SHOWN}"] == pytest.approx(theirs, abs=1e-9)


def test_the_shop_is_above_all_clouds_and_by_little():
    """The text says so, for four groups and in the description of the figure."""
    for groups in segments.GROUPS:
        most = FOUND[f"clouds_silhouette_{groups}_most"]
        assert 0 < FOUND[f"real_silhouette_{groups}"] - most < 0.02


def test_the_figure_of_the_checks_is_described_as_it_is():
    alt = re.search(r":name: fig-checks\n:alt: (.+)", CHAPTER)[1]

    def row(key):
        return ", ".join(f"{FOUND[key.format(groups)]:.2f}" for groups in segments.GROUPS)

    for key in (
        "real_silhouette_{}",
        "clouds_silhouette_{}_most",
        "real_rand_{}",
        "cloud_rand_{}",
        "shuffled_rand_{}",
    ):
        assert row(key) in alt


def test_the_test_of_seven_against_seven_follows_the_rule_of_chapter_21():
    rise = FOUND["test_points"] / 100
    halfway = 0.2 + rise / 2
    assert 16 * halfway * (1 - halfway) / rise**2 == pytest.approx(segments.AGREED / 2)


def test_the_code_in_the_chapter_prints_what_the_chapter_says():
    code = re.search(r"```\{code-block\} python\n(.+?)```", CHAPTER, re.S)[1]
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert run.stdout.split() == ["323", "45"], run.stderr
