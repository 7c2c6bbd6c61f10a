"""Chapter 6: what 63 experimental conditions found on choice overload, and a test of a first page.

The effect sizes are those that Scheibehenne, Greifeneder and Todd printed in their forest plot of
2010 (``data/choice_overload_2010.csv``); the counts of the jam study are those of Iyengar and
Lepper (2000). Tamandu Coffee and its test are invented for this course.
"""

from __future__ import annotations

import math

import numpy as np
from matplotlib.figure import Figure
from scipy import stats

from analysis import calculators, house, tamandu

Z = float(stats.norm.ppf(0.975))

JAM = {"24": (242, 145, 4), "6": (260, 104, 31)}
"""Iyengar and Lepper (2000), study 1: people who passed the table, stopped at it, bought a jar."""

PAIRS = [
    ("Chernev", 1, "study 1, ideal point available", "study 1, no ideal point"),
    ("Chernev", 2, "study 2, ideal point available", "study 2, no ideal point"),
    ("Chernev", 3, "study 3, high ideal point score", "study 3, low ideal point score"),
    ("Greifeneder", 1, "experiment 1, 1 attribute", "experiment 1, 6 attributes"),
    ("Greifeneder", 2, "experiment 2, 4 attributes", "experiment 2, 9 attributes"),
    ("Gao", 4, "study 4, buy-select", "study 4, select-buy"),
    ("Mogilner", None, "preference matchers", "preference constructors"),
    ("Inbar", 1, "study 1, no time pressure", "study 1, time pressure"),
    ("Gingras", 2, "study 2, expertise", "study 2, no expertise"),
]
"""First author, number of the study, its easier and its harder condition, named as the
meta-analysis names them. These are the experiments of the table that vary the chooser or the task
in two conditions, except those of Kahn and Wansink (see the chapter)."""

PAIR_WORDS = [
    ("ideal in mind", "none"),
    ("ideal in mind", "none"),
    ("clear ideal", "vague"),
    ("1 attribute shown", "6"),
    ("4 attributes shown", "9"),
    ("“buy?” comes first", "“which?” first"),
    ("knows the field", "is new to it"),
    ("enough time", "time pressure"),
    ("expert", "not an expert"),
]
"""Our words for the easier and the harder condition of each pair."""

# What follows is invented.
COFFEES = 23
FIRST_PAGE = 4
PEOPLE_A_DAY = 400
"""People who reach the shop's front page for the first time in the test, on a day."""
BASE_PCT = 3
"""Share of them that places a one-off order, with all coffees on the page."""
LIFT_PCT = 20
"""The smallest relative change that Tamandu wants the test to find."""
TEST_DAYS = 70
EACH = 14_000
"""People in each group when the test ends."""
ORDERS = {"all": 420, "four": 490}
BASKET_BRL = {"all": 92.0, "four": 89.0}
"""Average order in each group; the first is the average of 2025."""
OPENED_ALL = 4_760
"""People of the second group who followed the link to all coffees."""
COST_BRL = 4_500
"""Page, photos and descriptions of the four coffees."""


def difference(one: int, of_one: int, two: int, of_two: int) -> dict[str, float]:
    """Return the difference *one*/*of_one* - *two*/*of_two* and its 95% interval, in points.

    The interval is that of the normal distribution, with the variance of each share by itself.
    """
    p, q = one / of_one, two / of_two
    error = math.sqrt(p * (1 - p) / of_one + q * (1 - q) / of_two)
    points = 100 * (p - q)
    return {
        "points": points,
        "error": 100 * error,
        "half": 100 * Z * error,
        "low": points - 100 * Z * error,
        "high": points + 100 * Z * error,
    }


def conditions():
    """Return the 63 conditions with the variance and the 95% interval of each effect size.

    The table gives Cohen's d and the number of people; with two groups of equal size the variance
    of d is 4/n + d²/(2n).
    """
    table = house.read("choice_overload_2010.csv")
    table["variance"] = 4 / table["n"] + table["d"] ** 2 / (2 * table["n"])
    table["low"] = table["d"] - Z * np.sqrt(table["variance"])
    table["high"] = table["d"] + Z * np.sqrt(table["variance"])
    return table


def pooled(d, variance) -> dict[str, float]:
    """Return the random-effects mean of the effect sizes *d*, by restricted maximum likelihood.

    Beside the mean and its 95% interval: ``tau2``, the variance between studies; Cochran's ``q``;
    ``i2``, the share of the spread that chance does not explain, in percent; and the interval
    ``next_low`` to ``next_high`` in which 95% of the true effects of such studies are expected.
    """
    d, variance = np.asarray(d), np.asarray(variance)
    weight = 1 / variance
    q = float((weight * (d - (weight * d).sum() / weight.sum()) ** 2).sum())
    tau2 = 0.0
    for _ in range(200):
        weight = 1 / (variance + tau2)
        mean = (weight * d).sum() / weight.sum()
        step = (weight**2 * ((d - mean) ** 2 - variance)).sum() / (weight**2).sum()
        tau2 = max(0.0, step + 1 / weight.sum())
    weight = 1 / (variance + tau2)
    mean = float((weight * d).sum() / weight.sum())
    error = math.sqrt(1 / weight.sum())
    spread = math.sqrt(tau2 + error**2)
    return {
        "mean": mean,
        "low": mean - Z * error,
        "high": mean + Z * error,
        "tau2": float(tau2),
        "q": q,
        "i2": 100 * (q - len(d) + 1) / q,
        "next_low": mean - Z * spread,
        "next_high": mean + Z * spread,
    }


def _pairs() -> list[tuple[str, float, float]]:
    """Return the name of each pair, and d of its easier and of its harder condition."""
    table = conditions()
    found = []
    for author, study, easy, hard in PAIRS:
        rows = table[table["authors"].str.startswith(author)].set_index("detail")["d"]
        name = f"{author} {study}" if study else author
        found.append((name, float(rows[easy]), float(rows[hard])))
    return found


def _jam() -> dict[str, float]:
    """Return the jam study's shares and differences; those who passed are the widest base."""
    passed24, stopped24, bought24 = JAM["24"]
    passed6, stopped6, bought6 = JAM["6"]
    of_stopped = difference(bought6, stopped6, bought24, stopped24)
    of_passed = difference(bought6, passed6, bought24, passed24)
    table = [[bought24, stopped24 - bought24], [bought6, stopped6 - bought6]]
    chi2 = float(stats.chi2_contingency(table, correction=False).statistic)
    return {
        "jam_chi2": chi2,
        "jam_stop_24_pct": 100 * stopped24 / passed24,
        "jam_stop_6_pct": 100 * stopped6 / passed6,
        "jam_bought_24_of_stopped_pct": 100 * bought24 / stopped24,
        "jam_bought_6_of_stopped_pct": 100 * bought6 / stopped6,
        "jam_bought_24_of_passed_pct": 100 * bought24 / passed24,
        "jam_bought_6_of_passed_pct": 100 * bought6 / passed6,
        "jam_ratio_stopped": bought6 / stopped6 / (bought24 / stopped24),
        "jam_ratio_passed": bought6 / passed6 / (bought24 / passed24),
        **{f"jam_stopped_{key}": value for key, value in of_stopped.items()},
        **{f"jam_passed_{key}": value for key, value in of_passed.items()},
    }


def _test() -> dict[str, float]:
    """Return Tamandu's test of a first page with four coffees: size, difference, profit."""
    margin = tamandu.MARGIN_WEB_PCT / 100
    size = calculators.sample_size(BASE_PCT, LIFT_PCT, 80, 5, PEOPLE_A_DAY)
    seen = difference(ORDERS["four"], EACH, ORDERS["all"], EACH)
    short_each = PEOPLE_A_DAY * TEST_DAYS * 2 // 5 // 2  # four of the ten weeks
    short_half = seen["half"] * math.sqrt(EACH / short_each)
    share = {group: count / EACH for group, count in ORDERS.items()}
    profit = {group: basket * margin for group, basket in BASKET_BRL.items()}
    people = PEOPLE_A_DAY * 365
    before = people * share["all"] * profit["all"]

    def year(points: float) -> float:
        """Return the gain in gross profit in a year if the difference is *points*."""
        return people * (share["all"] + points / 100) * profit["four"] - before

    return {
        "coffees": COFFEES,
        "first_page": FIRST_PAGE,
        "people_a_day": PEOPLE_A_DAY,
        "base_pct": BASE_PCT,
        "orders_a_day": PEOPLE_A_DAY * BASE_PCT / 100,
        "one_off_a_day": tamandu.ONE_OFF_ORDERS / 365,
        "first_orders_a_day": tamandu.WEB_PATH["act"] / 365,
        "lift_pct": LIFT_PCT,
        "hoped_pct": 100 * size["new"],
        "test_each": size["each"],
        "test_days": TEST_DAYS,
        "calculator_days": size["days"],
        "each": EACH,
        "orders_all": ORDERS["all"],
        "orders_four": ORDERS["four"],
        "share_all_pct": 100 * share["all"],
        "share_four_pct": 100 * share["four"],
        "opened_all": OPENED_ALL,
        "opened_all_pct": 100 * OPENED_ALL / EACH,
        **{f"test_{key}": value for key, value in seen.items()},
        "short_each": short_each,
        "short_half": short_half,
        "short_low": seen["points"] - short_half,
        "short_high": seen["points"] + short_half,
        "basket_all_brl": BASKET_BRL["all"],
        "basket_four_brl": BASKET_BRL["four"],
        "order_profit_all_brl": profit["all"],
        "order_profit_four_brl": profit["four"],
        "per_thousand_all_brl": 1000 * share["all"] * profit["all"],
        "per_thousand_four_brl": 1000 * share["four"] * profit["four"],
        "per_thousand_gain_brl": 1000
        * (share["four"] * profit["four"] - share["all"] * profit["all"]),
        "basket_break_even_brl": BASKET_BRL["all"] * share["all"] / share["four"],
        "people_a_year": people,
        "extra_orders_a_year": people * seen["points"] / 100,
        "year_brl": year(seen["points"]),
        "year_low_brl": year(seen["low"]),
        "year_high_brl": year(seen["high"]),
        "cost_brl": COST_BRL,
        "weeks_to_pay": COST_BRL / year(seen["points"]) * 52,
    }


def numbers() -> dict[str, float]:
    """Return what chapter 6 prints; names end in their unit, shares in percent or points."""
    table = conditions()
    everything = pooled(table["d"], table["variance"])
    others = table[~table["authors"].str.contains("Wansink")]
    without = pooled(others["d"], others["variance"])
    replication = table[(table["authors"] == "Scheibehenne") & (table["detail"] == "jam study")]
    couples = _pairs()
    in_pairs = [
        row.n
        for row in table.itertuples()
        for author, _, easy, hard in PAIRS
        if row.authors.startswith(author) and row.detail in (easy, hard)
    ]
    return {
        **_jam(),
        "conditions": len(table),
        "people": int(table["n"].sum()),
        "fewer_better": int((table["low"] > 0).sum()),
        "more_better": int((table["high"] < 0).sum()),
        "undecided": int(((table["low"] <= 0) & (table["high"] >= 0)).sum()),
        **{f"all_{key}": value for key, value in everything.items()},
        "without_conditions": len(others),
        **{f"without_{key}": value for key, value in without.items()},
        "replication_n": int(replication["n"].iloc[0]),
        "replication_low": float(replication["low"].iloc[0]),
        "replication_high": float(replication["high"].iloc[0]),
        "pairs": len(couples),
        "pairs_n_least": min(in_pairs),
        "pairs_n_most": max(in_pairs),
        "pairs_right": sum(hard > easy for _, easy, hard in couples),
        "pairs_turned": sum(hard > 0 > easy for _, easy, hard in couples),
        **_test(),
    }


def forest() -> Figure:
    """Draw the effect size of each condition with its interval, and the mean of all."""
    table = conditions().sort_values("d", ascending=False, kind="stable").reset_index(drop=True)
    found = numbers()
    figure, axes = house.figure(6.3)
    orange, blue, muted = house.COLORS["orange"], house.COLORS["blue"], house.MUTED
    left, right = -2.2, 2.2
    for row, one in enumerate(table.itertuples()):
        color = orange if one.low > 0 else blue if one.high < 0 else muted
        axes.plot(
            [max(one.low, left), min(one.high, right)],
            [row, row],
            color=color,
            linewidth=0.9,
            solid_capstyle="butt",
        )
        axes.plot(one.d, row, "s", color=color, markersize=1.5 + math.sqrt(one.n) / 6)
    axes.axvline(0, color=house.INK, linewidth=0.8, zorder=0)

    def row_of(authors: str, detail: str) -> int:
        return int(table.index[(table["authors"] == authors) & (table["detail"] == detail)][0])

    for authors, detail, words, place, side in (
        ("Iyengar, Lepper", "chocolate study", "chocolates, 2000", -0.15, "right"),
        ("Iyengar, Lepper", "jam study", "jam, California, 2000", -0.15, "right"),
        ("Scheibehenne", "jam study", "jam, Germany, 2008", 0.32, "left"),
    ):
        row = row_of(authors, detail)
        axes.text(place, row, words, ha=side, va="center", fontsize=10.5, fontweight="bold")
    axes.text(
        -2.15,
        11.5,
        f"{found['fewer_better']} conditions:\nfewer options\ndid better",
        color=orange,
        va="center",
        fontsize=11,
    )
    axes.text(
        0.95,
        36,
        f"{found['undecided']} conditions:\ncannot tell",
        color=muted,
        va="center",
        fontsize=11,
    )
    axes.text(
        0.35,
        59,
        f"{found['more_better']} conditions:\nmore options\ndid better",
        color=blue,
        va="center",
        fontsize=11,
    )
    mean, next_one = 67.5, 71.5
    ink = house.INK
    axes.fill(
        [found["all_low"], found["all_mean"], found["all_high"], found["all_mean"]],
        [mean, mean - 1.3, mean, mean + 1.3],
        color=ink,
        linewidth=0,
    )
    axes.text(0.28, mean, "mean of all 63", va="center", fontsize=11, fontweight="bold")
    axes.plot(
        [found["all_next_low"], found["all_next_high"]],
        [next_one, next_one],
        color=house.SOFT,
        linewidth=7,
        solid_capstyle="butt",
    )
    axes.text(0.8, next_one, "the next such study", va="center", fontsize=11)
    axes.set(xlim=(left, right), ylim=(74, -1.5))
    axes.set_yticks([])
    axes.set_xticks(
        [-2, -1, 0, 1, 2],
        ["−2", "−1\nmore options\nbetter", "0\nd", "1\nfewer options\nbetter", "2"],
    )
    axes.spines["left"].set_visible(False)
    return figure


def pairs() -> Figure:
    """Draw pairs of conditions from one experiment each: an easier choice and a harder one."""
    figure, axes = house.figure(4.2)
    orange, blue = house.COLORS["orange"], house.COLORS["blue"]
    left = -2.75
    for row, ((name, easy, hard), words) in enumerate(zip(_pairs(), PAIR_WORDS, strict=True)):
        axes.plot([easy, hard], [row, row], color=house.SOFT, linewidth=4, zorder=1)
        axes.plot(hard, row, "s", color=orange, markersize=8)
        axes.plot(easy, row, "o", color=blue, markersize=8 if easy != hard else 5)
        axes.text(easy - 0.12, row, words[0], color=blue, ha="right", va="center", fontsize=10.5)
        axes.text(hard + 0.12, row, words[1], color=orange, ha="left", va="center", fontsize=10.5)
        axes.text(left, row, name, color=house.MUTED, va="center", fontsize=10)
    axes.axvline(0, color=house.INK, linewidth=0.8, zorder=0)
    axes.set(xlim=(left, 2.25), ylim=(len(PAIRS) - 0.4, -0.6))
    axes.set_yticks([])
    axes.set_xticks([-1, 0, 1], ["−1\nmore options\nbetter", "0\nd", "1\nfewer options\nbetter"])
    axes.spines["left"].set_visible(False)
    return figure


if __name__ == "__main__":
    house.main(__spec__.name)
