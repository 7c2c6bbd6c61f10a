"""Chapter 17: customers scored by recency, frequency and money, clustered, and checked three ways.

The invoices are those of a British gift shop (``online_retail_*.csv``; Chen, Sain and Guo 2012).
Its table has no dates between the first purchase and the last, so what a score is good for is
tested on the records of the web shop CDNOW (``cdnow_transactions.csv``; Fader and Hardie 2001).
Tamandu Coffee is invented for this course, and so are its constants below.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis import affinity, evolution, house, tamandu

if TYPE_CHECKING:
    from pandas import DataFrame

SEED = 17
FIFTHS = (0.2, 0.4, 0.6, 0.8)
BY_HAND = (12346, 12347, 12348, 12349, 12350)
"""The first five customers of the table."""

GROUPS = (2, 3, 4, 5, 6)
"""Numbers of groups that the clustering is asked for."""
SHOWN = 4
"""The number of groups in the figure of the clouds and in the table of groups."""
RESAMPLES = 30
CLOUDS = 20
"""Clouds without groups whose silhouettes are compared with the shop's."""
DRAWN = 250
"""Customers drawn in each panel."""
ONE_SILHOUETTE = 12348
"""A customer whose silhouette is computed step by step in the text."""

LEARN = ("1997-06-30", "1997-09-30")
TEST = ("1997-09-30", "1998-06-30")
"""Scores are made from all purchases to the first day, and judged by those from then to the
second. The model is fitted on the earlier pair of days and judged on the later one."""
BOOTSTRAPS = 400

SHEET_ROWS = 1_048_576
"""Rows of a worksheet in Excel."""

# What follows is invented.
MEMBERS = {"light": 780, "middle": 1_520, "often": 600}
"""Members of the card by visits in 2025: fewer than 12, 12 to 35, 36 and more."""
VISITS = {"light": 5_928, "middle": 30_400}
"""Their visits. Those who came often made the rest of the 69,000 of chapter 16."""
ABSENT = {"light": 262, "middle": 118, "often": 34}
"""Members whose last visit was more than 60 days before December 31, 2025."""
ABSENT_DAYS = 60
AGREED = 14
"""Of the 34, those who ticked the box for messages on the form of the card."""
EXPORT_BRL, FORMS_BRL = 900, 500
"""A weekly export from the till, and new forms for the card."""
SAMPLE = {"cards": 100, "without_fault": 81, "twice": 7, "box_empty": 9, "impossible": 3}
"""A hundred cards, drawn by lot and read by two people: how many are free of faults, and the
faults of the others (two cards of one person, no answer on messages, a date that cannot be)."""


# Tables


@house.remember
def customers() -> DataFrame:
    """Return the gift shop's customers with what they paid, net of cancellations, and scores."""
    table = house.read("online_retail_customers.csv").set_index("customer_id")
    table["net"] = table["revenue_gbp"] - table["cancelled_value_gbp"]
    table["R"] = 6 - _score(table["recency_days"])
    table["F"] = _score(table["invoices"])
    table["M"] = _score(table["net"])
    return table


def _score(values) -> np.ndarray:
    """Return 1 to 5: one more than the number of the four cut points that a value is above.

    Equal values get equal scores, so that the five groups need not be of equal size.
    """
    return 1 + (np.asarray(values)[:, None] > np.quantile(values, FIFTHS)).sum(axis=1)


def _standard(columns) -> np.ndarray:
    """Return the logarithms of 1 + *columns*, each with mean 0 and standard deviation 1."""
    logs = np.log1p(np.column_stack(columns))
    return (logs - logs.mean(axis=0)) / logs.std(axis=0)


@house.remember
def _clouds() -> dict[str, np.ndarray]:
    """Return three tables of recency, frequency and money that have the same three columns.

    *shuffled*: each column in an order of its own, so that nothing hangs together. *cloud*: the
    columns hang together by rank as in the *real* table (see ``_cloud``).
    """
    table = customers()
    table = table[table["net"] > 0]
    real = _standard([table["recency_days"], table["invoices"], table["net"]])
    rng = np.random.default_rng(SEED)
    return {"real": real, "cloud": _cloud(real, rng), "shuffled": rng.permuted(real, axis=0)}


def _cloud(real: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a table with the columns of *real* and about its correlations, but without groups.

    Its rows are put in order by one normal distribution in three dimensions, which has a single
    middle.
    """
    from scipy import stats

    ranks = np.apply_along_axis(stats.rankdata, 0, real)
    normal = stats.norm.ppf((ranks - 0.5) / len(real))
    root = np.linalg.cholesky(np.corrcoef(normal.T))
    drawn = rng.standard_normal(real.shape) @ root.T
    places = drawn.argsort(axis=0).argsort(axis=0)
    return np.take_along_axis(np.sort(real, axis=0), places, axis=0)


def _silhouettes(table: np.ndarray, labelings: dict[int, np.ndarray]) -> dict[int, float]:
    """Return the mean silhouette of all rows, for each number of groups.

    The distances are computed once for all *labelings*, which saves most of the time that the
    function of scikit-learn takes.
    """
    from scipy.spatial.distance import cdist

    inside = {n: np.eye(n)[labels] for n, labels in labelings.items()}
    sums: dict[int, float] = dict.fromkeys(labelings, 0.0)
    for start in range(0, len(table), 500):
        block = slice(start, start + 500)
        far = cdist(table[block], table)
        for n, member in inside.items():
            sizes = member.sum(axis=0)
            mine = member[block].astype(bool)
            totals = far @ member
            own = totals[mine] / np.maximum(1, (sizes - 1)[labelings[n][block]])
            other = np.where(mine, np.inf, totals / sizes).min(axis=1)
            sums[n] += float(((other - own) / np.maximum(own, other)).sum())
    return {n: value / len(table) for n, value in sums.items()}


@house.remember
def _clusters() -> dict[tuple[str, int], dict]:
    """Return, by table and number of groups: labels, silhouette and adjusted Rand index.

    The groups are numbered from the one that pays least. The index compares the groups of the
    table with those found in tables of the same size drawn from its rows with replacement.
    """
    from sklearn.cluster import KMeans
    from sklearn.metrics import adjusted_rand_score
    from threadpoolctl import threadpool_limits

    found = {}
    with threadpool_limits(1):  # so that sums are made in the same order everywhere
        for name, table in _clouds().items():
            rng = np.random.default_rng(SEED)
            again = [rng.integers(0, len(table), len(table)) for _ in range(RESAMPLES)]
            for groups in GROUPS:
                labels = KMeans(groups, n_init=4, random_state=SEED).fit_predict(table)
                paid = [table[labels == one, 2].mean() for one in range(groups)]
                labels = np.argsort(np.argsort(paid))[labels]
                indices = []
                for rows in again:
                    other = KMeans(groups, n_init=2, random_state=SEED).fit(table[rows])
                    indices.append(adjusted_rand_score(labels, other.predict(table)))
                found[name, groups] = {
                    "labels": labels,
                    "rand": float(np.mean(indices)),
                    "rand_least": min(indices),
                }
            shapes = _silhouettes(table, {n: found[name, n]["labels"] for n in GROUPS})
            for groups, value in shapes.items():
                found[name, groups]["silhouette"] = value
    return found


@house.remember
def _many_clouds() -> dict[int, tuple[float, float]]:
    """Return, by number of groups, the least and the greatest silhouette of all clouds drawn."""
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    rng = np.random.default_rng(SEED)
    real = _clouds()["real"]
    rows = []
    with threadpool_limits(1):
        for _ in range(CLOUDS):
            table = _cloud(real, rng)
            rows.append(
                _silhouettes(
                    table,
                    {n: KMeans(n, n_init=4, random_state=SEED).fit_predict(table) for n in GROUPS},
                )
            )
    return {n: (min(one[n] for one in rows), max(one[n] for one in rows)) for n in GROUPS}


def _one_silhouette() -> dict[str, float]:
    """Return the silhouette of one customer, with the mean distances that it is made of."""
    table, real = customers(), _clouds()["real"]
    row = list(table.index[table["net"] > 0]).index(ONE_SILHOUETTE)
    labels = _clusters()["real", SHOWN]["labels"]
    far = np.linalg.norm(real - real[row], axis=1)
    own = far[labels == labels[row]].sum() / ((labels == labels[row]).sum() - 1)
    other = min(far[labels == one].mean() for one in range(SHOWN) if one != labels[row])
    return {"own": own, "other": other, "silhouette": (other - own) / max(own, other)}


# The test of use


@house.remember
def _buyers(until: str, end: str) -> DataFrame:
    """Return CDNOW's customers as known on the day *until*, and what they bought from then on."""
    import pandas

    bought = house.read("cdnow_transactions.csv", parse_dates=["date"])
    before, after = bought[bought["date"] <= until], bought[bought["date"] > until]
    after = after[after["date"] <= end].groupby("customer_id")
    past = before.groupby("customer_id")
    table = past.agg(last=("date", "max"), days=("date", "nunique"), usd=("value_usd", "sum"))
    table["recency"] = (pandas.Timestamp(until) - table["last"]).dt.days
    table["again"] = after.size().reindex(table.index).notna()
    table["next_usd"] = after["value_usd"].sum().reindex(table.index, fill_value=0)
    return table


def _top(rule: np.ndarray, outcome: np.ndarray, count: int) -> float:
    """Return the mean *outcome* of the *count* customers with the highest *rule*.

    When equal values straddle the border, each of them counts in part.
    """
    border = np.partition(rule, -count)[-count]
    above, equal = rule > border, rule == border
    weight = above + equal * ((count - above.sum()) / equal.sum())
    return float((weight * outcome).sum() / count)


@house.remember
def _rules() -> dict[str, dict[str, float]]:
    """Return, by rule, what the fifth of CDNOW's customers that it puts first did afterwards."""
    from sklearn.linear_model import LogisticRegression

    def columns(table):
        return np.log1p(table[["recency", "days", "usd"]].to_numpy(float))

    learn, test = _buyers(*LEARN), _buyers(*TEST)
    model = LogisticRegression().fit(columns(learn), learn["again"])
    rules = {
        "R": -test["recency"].to_numpy(float),
        "F": test["days"].to_numpy(float),
        "M": test["usd"].to_numpy(float),
        "RFM": 6.0 - _score(test["recency"]) + _score(test["days"]) + _score(test["usd"]),
        "model": model.predict_proba(columns(test))[:, 1],
    }
    outcomes = {"again": 100.0 * test["again"].to_numpy(), "usd": test["next_usd"].to_numpy()}
    count = round(len(test) / 5)
    rng = np.random.default_rng(SEED)
    drawn = [rng.integers(0, len(test), len(test)) for _ in range(BOOTSTRAPS)]
    found: dict[str, dict[str, float]] = {name: {} for name in rules}
    for key, outcome in outcomes.items():
        many = {
            name: np.array([_top(rule[rows], outcome[rows], count) for rows in drawn])
            for name, rule in rules.items()
        }
        for name, rule in rules.items():
            gap = many[name] - many["R"]
            one = found[name]
            one[key] = _top(rule, outcome, count)
            one[f"{key}_low"], one[f"{key}_high"] = np.percentile(many[name], (2.5, 97.5))
            one[f"{key}_gap_low"], one[f"{key}_gap_high"] = np.percentile(gap, (2.5, 97.5))
    return found


def _border(rule: np.ndarray, count: int) -> tuple[int, int]:
    """Return how many customers share the last value that gets in, and the places left for them."""
    border = np.partition(rule, -count)[-count]
    return int((rule == border).sum()), int(count - (rule > border).sum())


def _top_fifth(values) -> np.ndarray:
    """Return the places of the highest fifth of *values*."""
    return np.argsort(-np.asarray(values, float), kind="stable")[: round(len(values) / 5)]


def _top_fifth_pct(values) -> float:
    """Return the share of the sum of *values* that the highest fifth of them makes, in percent."""
    ordered = np.sort(np.asarray(values, float))[::-1]
    return 100 * ordered[: round(len(ordered) / 5)].sum() / ordered.sum()


# Numbers


def _shop() -> dict[str, float]:
    """Return the numbers of the gift shop."""
    table = customers()
    cohorts = house.read("online_retail_cohorts.csv")
    month = cohorts[cohorts["months_since_first"] == 1].set_index("first_purchase_month")
    back = 100 * month["active_customers"] / month["cohort_size"]
    whole = month.drop(["2010-12", "2011-11"])
    months = cohorts.groupby("month")["invoices"].sum()
    best = (table[["R", "F", "M"]] == 5).all(axis=1)
    worst = (table[["R", "F", "M"]] == 1).all(axis=1)
    cells = table.groupby(["R", "F", "M"]).size()
    found = {
        "customers": len(table),
        "revenue_gbp": table["revenue_gbp"].sum(),
        "cancelled_pct": 100 * table["cancelled_value_gbp"].sum() / table["revenue_gbp"].sum(),
        "cancelled_customers_pct": 100 * (table["cancelled_invoices"] > 0).mean(),
        "nothing_left": int((table["net"] <= 0).sum()),
        "once_pct": 100 * (table["invoices"] == 1).mean(),
        "top_fifth_pct": _top_fifth_pct(table["revenue_gbp"]),
        "top_fifth_net_pct": _top_fifth_pct(table["net"]),
        "frequency_and_money": table["invoices"].corr(table["net"], method="spearman"),
        "best": int(best.sum()),
        "best_pct": 100 * best.mean(),
        "best_revenue_pct": 100 * table["net"][best].sum() / table["net"].sum(),
        "best_invoices_median": table["invoices"][best].median(),
        "worst": int(worst.sum()),
        "worst_revenue_pct": 100 * table["net"][worst].sum() / table["net"].sum(),
        "late_often": int(((table["R"] <= 2) & (table["F"] == 5)).sum()),
        "cells_filled": len(cells),
        "cells_below_ten": int((cells < 10).sum()),
        "first_cohort": int(month["cohort_size"]["2010-12"]),
        "first_back": int(month["active_customers"]["2010-12"]),
        "first_back_pct": back["2010-12"],
        "later_back_pct": 100 * whole["active_customers"].sum() / whole["cohort_size"].sum(),
        "later_back_least_pct": back[whole.index].min(),
        "later_back_most_pct": back[whole.index].max(),
        "november_back_pct": back["2011-11"],
        "november_invoices": int(months["2011-11"]),
        "december_invoices": int(months["2011-12"]),
        "december_days": 9,
    }
    returned, waiting = table.loc[12346], table.loc[12348]
    gap = 7 * waiting["t_x_weeks"] / waiting["x"]
    found |= {
        "returned_rank": int((table["revenue_gbp"] >= returned["revenue_gbp"]).sum()),
        "returned_units": int(returned["units"]),
        "waiting_first_to_last": round(7 * waiting["t_x_weeks"]),
        "waiting_gaps": int(waiting["x"]),
        "waiting_gap_days": gap,
        "sheet_years": SHEET_ROWS / tamandu.CAFE_TICKETS,
    }
    for letter, column in (("r", "recency_days"), ("f", "invoices"), ("m", "net")):
        for fifth, cut in zip(FIFTHS, np.quantile(table[column], FIFTHS), strict=True):
            found[f"{letter}_cut_{round(100 * fifth)}"] = cut
    for score, count in table["F"].value_counts().items():
        found[f"f_score_{score}"] = int(count)
    for number in BY_HAND:
        one = table.loc[number]
        found |= {
            f"c{number}_days": int(one["recency_days"]),
            f"c{number}_invoices": int(one["invoices"]),
            f"c{number}_gross": one["revenue_gbp"],
            f"c{number}_net": one["net"],
            f"c{number}_score": int(one["R"] + one["F"] + one["M"]),
        } | {f"c{number}_{letter.lower()}": int(one[letter]) for letter in "RFM"}
    return found


def _groups() -> dict[str, float]:
    """Return the numbers of the clustering."""
    found: dict[str, float] = {"clustered": len(_clouds()["real"]), "clouds": CLOUDS}
    for (name, groups), one in _clusters().items():
        for key in ("silhouette", "rand", "rand_least"):
            found[f"{name}_{key}_{groups}"] = one[key]
    for groups, (least, most) in _many_clouds().items():
        found[f"clouds_silhouette_{groups}_least"] = least
        found[f"clouds_silhouette_{groups}_most"] = most
    table = customers()
    table = table[table["net"] > 0]
    labels = _clusters()["real", SHOWN]["labels"]
    for group, rows in table.groupby(labels):
        found |= {
            f"group{group + 1}": len(rows),
            f"group{group + 1}_days": rows["recency_days"].median(),
            f"group{group + 1}_invoices": rows["invoices"].median(),
            f"group{group + 1}_gbp": rows["net"].median(),
            f"group{group + 1}_revenue_pct": 100 * rows["net"].sum() / table["net"].sum(),
        }
    one = _one_silhouette()
    found |= {f"one_{key}": value for key, value in one.items()}
    # Six customers, grouped twice: {1 2 3}{4 5 6} and {1 2}{3 4 5 6}.
    pairs, both, first, second = 15, 4, 6, 7
    expected = first * second / pairs
    found |= {
        "pairs_expected": expected,
        "pairs_most": (first + second) / 2,
        "pairs_rand": (both - expected) / ((first + second) / 2 - expected),
    }
    return found


def _use() -> dict[str, float]:
    """Return the numbers of the test on CDNOW."""
    test = _buyers(*TEST)
    found: dict[str, float] = {
        "cdnow_customers": len(test),
        "cdnow_top": round(len(test) / 5),
        "cdnow_again_pct": 100 * test["again"].mean(),
        "cdnow_usd": test["next_usd"].mean(),
        "cdnow_once_pct": 100 * (test["days"] == 1).mean(),
    }
    for name, one in _rules().items():
        found |= {f"cdnow_{name.lower()}_{key}": value for key, value in one.items()}
    recency, scored = _rules()["R"], _rules()["RFM"]
    found["cdnow_rfm_times"] = scored["again"] / found["cdnow_again_pct"]
    found["cdnow_rfm_more_points"] = scored["again"] - recency["again"]
    found["cdnow_rfm_more_usd"] = scored["usd"] - recency["usd"]
    found["cdnow_rfm_more_buyers"] = (
        (scored["again"] - recency["again"]) / 100 * (found["cdnow_top"])
    )
    found["cdnow_rfm_more_all_usd"] = found["cdnow_rfm_more_usd"] * found["cdnow_top"]
    for name, rule in (("f", test["days"]), ("r", -test["recency"])):
        tied, places = _border(rule.to_numpy(), round(len(test) / 5))
        found |= {f"cdnow_{name}_border": tied, f"cdnow_{name}_places": places}
    found["cdnow_top_stay"] = len(
        np.intersect1d(_top_fifth(test["usd"]), _top_fifth(test["next_usd"]))
    )
    for weeks, until in ((13, "1997-04-01"), (39, TEST[0]), (78, "1998-06-30")):
        found[f"cdnow_top_fifth_{weeks}_pct"] = _top_fifth_pct(_buyers(until, "1998-06-30")["usd"])
    return found


def _tamandu() -> dict[str, float]:
    """Return the numbers of the practice company."""
    visits = VISITS | {"often": affinity.MEMBER_VISITS - sum(VISITS.values())}
    found: dict[str, float] = {
        "members": sum(MEMBERS.values()),
        "member_visits": affinity.MEMBER_VISITS,
        "visits_without_card": tamandu.CAFE_TICKETS - affinity.MEMBER_VISITS,
        "without_card_pct": 100 * (1 - affinity.MEMBER_VISITS / tamandu.CAFE_TICKETS),
        "web_orders": tamandu.ONE_OFF_ORDERS,
    }
    for name, people in MEMBERS.items():
        rate = visits[name] / people
        share = math.exp(-rate * ABSENT_DAYS / 365)
        found |= {
            f"{name}_members": people,
            f"{name}_rate": rate,
            f"{name}_absent": ABSENT[name],
            f"{name}_here": people - ABSENT[name],
            f"{name}_gaps": rate * ABSENT_DAYS / 365,
            f"{name}_chance_pct": 100 * share,
            f"{name}_expected": people * share,
        }
    for visits_a_year in (12, 35, 36):
        share = math.exp(-visits_a_year * ABSENT_DAYS / 365)
        found[f"chance_{visits_a_year}_pct"] = 100 * share
    found["middle_most"] = MEMBERS["middle"] * math.exp(-12 * ABSENT_DAYS / 365)
    found["middle_least"] = MEMBERS["middle"] * math.exp(-35 * ABSENT_DAYS / 365)
    found["often_most"] = MEMBERS["often"] * math.exp(-36 * ABSENT_DAYS / 365)
    visit = affinity.numbers()["with_card_all_brl"]
    line = next(cost for name, _, _, cost in evolution.BUDGET if name == affinity.CARD_LINE)
    worth = found["often_rate"] * visit
    # The smallest rise from 0.2 that the rule of chapter 21, 16 p (1 - p) / d², finds: p lies
    # halfway, at 0.2 + d / 2, so that the rule is a quadratic equation for d.
    each = AGREED / 2
    rise = max(np.roots([each + 4, -4.8, -2.56]))
    clean, cards = SAMPLE["without_fault"], SAMPLE["cards"]
    half = 1.96 * math.sqrt(clean * (cards - clean) / cards**3)
    found |= {
        "absent_days": ABSENT_DAYS,
        "visit_brl": visit,
        "guest_brl": worth,
        "absent_brl": ABSENT["often"] * worth,
        "one_in_ten_brl": ABSENT["often"] * worth / 10,
        "agreed": AGREED,
        "not_agreed": ABSENT["often"] - AGREED,
        "agreed_pct": 100 * AGREED / ABSENT["often"],
        "test_points": 100 * rise,
        "often_visits": visits["often"],
        "export_brl": EXPORT_BRL,
        "forms_brl": FORMS_BRL,
        "map_brl": EXPORT_BRL + FORMS_BRL,
        "card_line_brl": line,
        "clean_half_points": 100 * half,
        "clean_low_pct": clean - 100 * half,
        "clean_high_pct": clean + 100 * half,
    } | {f"sample_{key}": value for key, value in SAMPLE.items()}
    return found


@house.remember
def numbers() -> dict[str, float]:
    """Return all numbers of the chapter, by name."""
    return {
        key: float(value) if isinstance(value, np.floating) else value
        for part in (_shop(), _groups(), _use(), _tamandu())
        for key, value in part.items()
    }


# Figures


def retention() -> Figure:
    """Draw, for each month of first purchase, the share that bought in each later month."""
    cohorts = house.read("online_retail_cohorts.csv")
    cohorts["pct"] = 100 * cohorts["active_customers"] / cohorts["cohort_size"]
    later = cohorts[cohorts["months_since_first"] > 0]
    figure, axes = house.figure(3.5)
    blue, orange, muted = house.COLORS["blue"], house.COLORS["orange"], house.MUTED
    for first, line in later.groupby("first_purchase_month"):
        old = first == "2010-12"
        axes.plot(
            line["months_since_first"],
            line["pct"],
            color=blue if old else muted,
            linewidth=2.2 if old else 0.9,
            alpha=1 if old else 0.7,
        )
    end = later[later["month"] == "2011-12"]
    axes.plot(end["months_since_first"], end["pct"], "o", color=orange, markersize=5)
    axes.text(
        1.2,
        47.5,
        "first bought in December 2010,\nwhen the file begins",
        color=blue,
        va="center",
        fontsize=11,
    )
    axes.text(11.35, 17, "first\nbought\nin 2011", color=muted, va="center", fontsize=11)
    axes.text(1.15, 3.6, "December 2011: the file ends on the 9th", color=orange, fontsize=11)
    axes.set(xlim=(0.6, 13.3), ylim=(0, 56))
    axes.set_xticks([1, 3, 6, 9, 12])
    axes.set_yticks([0, 20, 40], ["0", "20", "40%"])
    axes.set_xlabel("months after the first purchase")
    return figure


def tables() -> Figure:
    """Draw three small tables that one number holds together, with invented rows."""
    figure, axes = house.figure(3.5)
    blue = house.COLORS["blue"]
    made = (
        ("people", 0, 5.6, (0, 1.05, 2.5), ("no.", "postcode", "since")),
        ("permissions", 4.6, 5.6, (0, 0.95, 3.0), ("no.", "for what", "answer, day")),
        ("events", 0, 2.5, (0, 1.05, 2.35, 4.6, 6.9), ("no.", "day", "where", "what", "R$")),
    )
    rows = {
        "people": (("0417", "05422", "2023"), ("0418", "04101", "2025")),
        "permissions": (
            ("0417", "stamps", "yes, Mar 2023"),
            ("0417", "messages", "no, Mar 2023"),
            ("0418", "messages", "yes, Jun 2025"),
        ),
        "events": (
            ("0417", "Nov 3", "Pinheiros", "flat white", "14.00"),
            ("0418", "Nov 3", "web shop", "2 bags", "84.00"),
            ("0417", "Nov 5", "Pinheiros", "filter, bun", "22.50"),
        ),
    }
    for title, x, y, places, names in made:
        axes.text(x, y + 0.85, title, fontsize=12.5, fontweight="bold")
        for column, (place, name) in enumerate(zip(places, names, strict=True)):
            color = blue if column == 0 else house.MUTED
            axes.text(x + place, y + 0.15, name, fontsize=10.5, color=color)
            for line, row in enumerate(rows[title]):
                axes.text(
                    x + place,
                    y - 0.55 - 0.6 * line,
                    row[column],
                    fontsize=10.5,
                    color=blue if column == 0 else house.INK,
                )
        width = 3.7 if title == "people" else 5.1 if title == "permissions" else 9.7
        axes.plot([x, x + width], [y, y], color=house.SOFT, linewidth=1.2)
    axes.set(xlim=(-0.1, 9.8), ylim=(0.4, 7.0))
    axes.axis("off")
    return figure


def grid() -> Figure:
    """Draw the shop's customers and their revenue by score for recency and frequency."""
    table = customers()
    cells = table.groupby(["R", "F"]).agg(people=("net", "size"), net=("net", "sum"))
    figure, axes = house.figure(3.9)
    total = table["net"].sum()
    for (r, f), one in cells.iterrows():
        share = 100 * one["net"] / total
        axes.add_patch(
            Rectangle(
                (r - 0.5, f - 0.5),
                1,
                1,
                facecolor=house.COLORS["blue"],
                alpha=0.06 + 0.34 * min(1, share / 20),
                linewidth=0,
            )
        )
        axes.text(
            r,
            f + 0.16,
            f"{share:.0f}%" if share >= 0.5 else "<1%",
            ha="center",
            va="center",
            fontsize=12.5,
            fontweight="bold",
        )
        axes.text(r, f - 0.22, f"{one['people']:,.0f}", ha="center", va="center", fontsize=10.5)
    axes.set(xlim=(0.48, 5.52), ylim=(0.48, 5.52))
    axes.set_xticks(range(1, 6), ["180+", "72–179", "33–71", "13–32", "0–12"])
    axes.set_yticks(range(1, 6), ["1", "2", "3", "4–6", "7+"])
    axes.set_xlabel("days since the last purchase")
    axes.set_ylabel("purchases")
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    return figure


def clouds() -> Figure:
    """Draw four groups found among the shop's customers, and four found in one cloud."""
    figure, axes = house.figure(3.0, ncols=2, sharex=True, sharey=True)
    colors = [house.COLORS[name] for name in ("orange", "plum", "green", "blue")]
    rng = np.random.default_rng(SEED)
    titles = {"real": "the shop’s customers", "cloud": "one cloud, made by us"}
    for ax, (name, title) in zip(axes, titles.items(), strict=True):
        table, labels = _clouds()[name], _clusters()[name, SHOWN]["labels"]
        some = rng.choice(len(table), DRAWN, replace=False)
        for group, color in enumerate(colors):
            rows = some[labels[some] == group]
            ax.plot(-table[rows, 0], table[rows, 2], "o", color=color, markersize=3.4, alpha=0.75)
        ax.set_title(title, fontsize=12)
        ax.set_xticks([])
        ax.set_yticks([])
        ax.set_xlabel("more recent  ›")
    axes[0].set_ylabel("paid more  ›")
    return figure


def checks() -> Figure:
    """Draw separation and stability by the number of groups, for the three tables."""
    figure, axes = house.figure(3.2, ncols=2)
    styles = {
        "real": (house.COLORS["blue"], "o-", 2.0),
        "cloud": (house.COLORS["orange"], "s--", 1.6),
        "shuffled": (house.MUTED, "^:", 1.4),
    }
    found = _clusters()
    for ax, key in zip(axes, ("silhouette", "rand"), strict=True):
        for name, (color, style, width) in styles.items():
            if key == "silhouette" and name == "cloud":
                many = [_many_clouds()[groups] for groups in GROUPS]
                ax.fill_between(
                    GROUPS, *zip(*many, strict=True), color=color, alpha=0.45, linewidth=0
                )
                continue
            values = [found[name, groups][key] for groups in GROUPS]
            ax.plot(GROUPS, values, style, color=color, linewidth=width, markersize=5)
        ax.set_xticks(GROUPS)
        ax.set_xlim(1.7, 6.3)
        ax.set_xlabel("groups asked for")
    left, right = axes
    left.set(ylim=(0, 0.55))
    left.set_yticks([0, 0.25, 0.5])
    left.set_title("separation (silhouette)", fontsize=12)
    left.text(2.35, 0.475, "the shop", color=house.COLORS["blue"], fontsize=11)
    left.text(6.2, 0.36, "band: 20 clouds", color=house.COLORS["orange"], fontsize=11, ha="right")
    left.text(6.2, 0.15, "shuffled", color=house.MUTED, fontsize=11, ha="right")
    right.set(ylim=(0, 1.05))
    right.set_yticks([0, 0.5, 1])
    right.set_title("stability (Rand index)", fontsize=12)
    return figure


def use() -> Figure:
    """Draw what the fifth of customers that each rule puts first did in the next 39 weeks."""
    figure, axes = house.figure(3.1, ncols=2, sharey=True)
    rules = _rules()
    rows = {
        "R": "recency alone",
        "F": "frequency alone",
        "M": "money alone",
        "RFM": "sum of the scores",
        "model": "a fitted model",
    }
    found = _use()
    for ax, key, everybody in (
        (axes[0], "again", found["cdnow_again_pct"]),
        (axes[1], "usd", found["cdnow_usd"]),
    ):
        for row, name in enumerate(rows):
            one = rules[name]
            color = house.COLORS["orange" if name in "RF" else "blue"]
            ax.plot([one[f"{key}_low"], one[f"{key}_high"]], [row, row], color=color, linewidth=1.6)
            ax.plot(one[key], row, "o", color=color, markersize=7)
        ax.axvline(everybody, color=house.MUTED, linewidth=1, linestyle="--")
        ax.set_ylim(len(rows) - 0.5, -0.6)
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
    axes[0].set_yticks(range(len(rows)), rows.values())
    axes[0].set_title("bought again", fontsize=12)
    axes[0].set_xlim(20, 80)
    axes[0].set_xticks([30, 50, 70], ["30", "50", "70%"])
    axes[0].text(found["cdnow_again_pct"] + 1.5, 4.3, "everybody", color=house.MUTED, fontsize=10.5)
    axes[1].set_title("spent, US$ each", fontsize=12)
    axes[1].set_xlim(10, 130)
    axes[1].set_xticks([30, 60, 90, 120])
    return figure


if __name__ == "__main__":
    house.main(__name__)
