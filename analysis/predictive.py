"""Chapter 18: what comes next, by model and by a simple rule, and whom to treat.

CDNOW (Fader and Hardie 2001): the BG/NBD model of Fader, Hardie and Lee (2005), estimated on the
first 39 weeks by our own likelihood and held against the next 39. Internet users in Brazil (ITU):
the model of Bass (1969), fitted to three stretches of the past. Tamandu Coffee is invented for
this course, and so is every constant below that belongs to it.
"""

from __future__ import annotations

from math import ceil, floor, sqrt
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure
from scipy.optimize import curve_fit, minimize
from scipy.special import betaln, gammaln, hyp2f1

from analysis import house, tamandu

WEEKS = 39
"""Length of the calibration period, to September 30, 1997, and of the holdout after it."""
DAY_BEFORE = np.datetime64("1996-12-31")
SILENT_WEEKS = 26
"""The simple rule: who has bought in the last half year is active."""
BEST = 236
"""A tenth of the customers, rounded up."""

START = 1990
"""Year zero of the curves: the series has no users in 1990 and 1991, and 0.01% in 1992."""
FITTED_TO = (2005, 2010, 2015)
CEILINGS = (30, 40, 60, 85)
"""Ceilings that are set by hand and fitted to the years up to 2005."""
LAST = 2024

EMAIL_TEST = (64_000 / 3, 1.253, 0.573)
"""People in each third of Hillstrom's test (2008), and the percentages of them who bought in two
weeks, with the e-mail on men's goods and without an e-mail. Published totals: we hold no rows."""

# What follows is invented.
FOUR_KINDS = {"persuadable": 30, "lost": 40, "sleeping": 20, "sure": 910}
"""Of 1,000 customers, those who leave only without, with and without, only with, never."""
BASE_RATE_PCT, FOUND_PCT, FALSE_PCT = 2, 90, 5
"""Of the shoppers, those who are pregnant; of these, those flagged; of the others, likewise."""
ORDERS, WITH_GRINDER, WITH_FILTERS, WITH_BOTH = 1_000, 200, 300, 90
CARRYOVER = 0.5
BASS_EXAMPLE = (0.03, 0.38, 1_000)
"""p and q are averages of published fits (Sultan, Farley and Lehmann 1990); m is invented."""

GROUPS = {
    "skipped a box": (114, 17, 0.0),
    "first three months": (130, 10, 0.4),
    "all others": (896, 24, 0.1),
}
"""Subscribers on October 1, 2025, those of them gone by November 1, and the share of these whom
a sample would keep, by assumption. Who skipped a box in three months stands in the first group."""
SAMPLE_BRL = 5
"""A sample of another coffee and a card, in the monthly box."""
BOXES_KEPT = 6
"""As on page 2 of the plan (chapter 2)."""
SKIPPED_NOW_PCT, SKIPPED_EASY_PCT = 3.5, 6.5
"""Of all boxes, the share skipped today and once skipping is easy (chapter 2's scenario)."""
TEST_MONTHS = 10
"""March to December 2026: lots are drawn among those who join."""
JOINING_A_MONTH = 51
GO_ON, STOP = 19, 9
"""People by whom the half with samples must be ahead to go on; below the second, it ends."""

Z = NormalDist().inv_cdf(0.975)


# Customers who do not say goodbye: BG/NBD


class Model(NamedTuple):
    """The four parameters of BG/NBD, and the log-likelihood at which they were found."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float = np.nan


def log_likelihood(model: Model, x: np.ndarray, t_x: np.ndarray, t: np.ndarray) -> float:
    """Return the log-likelihood of customers with *x* repeat purchases, the last at *t_x* of *t*.

    While active, a customer buys at random at a rate of her own; rates follow a gamma distribution
    (r, alpha). After each purchase she drops out with a chance of her own; chances follow a beta
    distribution (a, b).
    """
    r, alpha, a, b = model[:4]
    buying = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    staying = betaln(a, b + x) - betaln(a, b)
    still_here = -(r + x) * np.log(alpha + t)
    repeated = np.maximum(x, 1)
    gone = np.log(a / (b + repeated - 1)) - (r + x) * np.log(alpha + t_x)
    either = np.logaddexp(still_here, np.where(x > 0, gone, -np.inf))
    return float((buying + staying + either).sum())


@house.remember
def customers() -> dict[str, np.ndarray]:
    """Return purchases, times and holdout of the 2,357 customers, in columns."""
    table = house.read("cdnow_summary.csv", parse_dates=["first_purchase"])
    first = table["first_purchase"].to_numpy().astype("datetime64[D]")
    return {
        "x": table["x"].to_numpy(),
        "t_x": table["t_x_weeks"].to_numpy(),
        "t": table["T_weeks"].to_numpy(),
        "holdout": table["x_holdout"].to_numpy(),
        "start": (first - DAY_BEFORE).astype(int) / 7,
    }


@house.remember
def model() -> Model:
    """Return the BG/NBD model of greatest likelihood for the first 39 weeks."""
    data = customers()
    known = data["x"], data["t_x"], data["t"]

    def loss(logs: np.ndarray) -> float:
        return -log_likelihood(Model(*np.exp(logs)), *known)

    near = minimize(loss, np.zeros(4), method="L-BFGS-B")
    best = minimize(loss, near.x, method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-7})
    return Model(*(float(value) for value in np.exp(best.x)), -float(best.fun))


def alive(x: np.ndarray, t_x: np.ndarray, t: np.ndarray) -> np.ndarray:
    """Return the chance that a customer is still active at *t*; 1 if she has not come back."""
    r, alpha, a, b, _ = model()
    odds = a / (b + np.maximum(x, 1) - 1) * ((alpha + t) / (alpha + t_x)) ** (r + x)
    return np.where(np.asarray(x) > 0, 1 / (1 + odds), 1.0)


def expected(x: np.ndarray, t_x: np.ndarray, t: np.ndarray, ahead: float = WEEKS) -> np.ndarray:
    """Return how many purchases the model expects of a customer in the next *ahead* weeks."""
    r, alpha, a, b, _ = model()
    total = alpha + t + ahead
    shrinking = hyp2f1(r + x, b + x, a + b + x - 1, ahead / total)
    if_alive = (a + b + x - 1) / (a - 1) * (1 - ((alpha + t) / total) ** (r + x) * shrinking)
    return if_alive * alive(x, t_x, t)


def expected_of_new(weeks: np.ndarray) -> np.ndarray:
    """Return how many repeat purchases the model expects *weeks* after the first purchase."""
    r, alpha, a, b, _ = model()
    weeks = np.maximum(weeks, 0)
    shrinking = hyp2f1(r, b, a + b - 1, weeks / (alpha + weeks))
    return (a + b - 1) / (a - 1) * (1 - (alpha / (alpha + weeks)) ** r * shrinking)


def buys_again(x: np.ndarray, t_x: np.ndarray, t: np.ndarray) -> np.ndarray:
    """Return the chance of at least one purchase in the 39 weeks ahead."""
    r, alpha, *_ = model()
    return alive(x, t_x, t) * (1 - ((alpha + t) / (alpha + t + WEEKS)) ** (r + x))


@house.remember
def weekly() -> tuple[np.ndarray, np.ndarray]:
    """Return repeat purchases added up by week, 1 to 78: as counted, and as the model has them."""
    table = house.read("cdnow_transactions.csv", parse_dates=["date"])
    days = table.drop_duplicates(["customer_id", "date"]).sort_values(["customer_id", "date"])
    repeats = days[days.duplicated("customer_id")]["date"].to_numpy().astype("datetime64[D]")
    week = (repeats - DAY_BEFORE).astype(int) / 7
    ends = np.arange(1, 2 * WEEKS + 1)
    start = customers()["start"]
    return (
        np.array([(week <= end).sum() for end in ends]),
        np.array([expected_of_new(end - start).sum() for end in ends]),
    )


@house.remember
def by_frequency() -> list[tuple[str, int, float, float, float]]:
    """Return for 0 to 7+ repeat purchases: people, and means of holdout, model and same again."""
    data = customers()
    x = data["x"]
    model_says = expected(x, data["t_x"], data["t"])
    rows = []
    for count in range(8):
        here = x >= 7 if count == 7 else x == count
        means = (float(v[here].mean()) for v in (data["holdout"], model_says, x))
        rows.append((f"{count}+" if count == 7 else str(count), int(here.sum()), *means))
    return rows


def _cdnow() -> dict[str, float]:
    data, found = customers(), model()
    x, t_x, t, bought = data["x"], data["t_x"], data["t"], data["holdout"]
    says, chance, active = expected(x, t_x, t), buys_again(x, t_x, t), bought > 0
    counted, curve = weekly()
    quarter = counted[38] - counted[25]
    rate = {
        weeks: 100 * float((((t - t_x) <= weeks) == active).mean())
        for weeks in range(8, SILENT_WEEKS + 1)
    }
    best_limit = max(rate, key=rate.__getitem__)
    low, high = chance < 0.2, chance > 0.5
    middle = ~low & ~high

    def best(score: np.ndarray) -> float:
        return float(bought[np.argsort(-score, kind="stable")[:BEST]].sum())

    often = (np.array([7.0]), np.array([38.0]))
    seldom = (np.array([1.0]), np.array([38.0]))
    one = np.array([2.0]), np.array([30.4286]), np.array([38.8571])
    numbers = {
        "customers": len(x),
        "repeats": x.sum(),
        "never_back": (x == 0).sum(),
        "never_back_pct": 100 * (x == 0).mean(),
        "holdout": bought.sum(),
        "holdout_buyers": active.sum(),
        "holdout_buyers_pct": 100 * active.mean(),
        "never_bought": bought[x == 0].sum(),
        "never_bought_pct": 100 * bought[x == 0].sum() / bought.sum(),
        "r": found.r,
        "alpha": found.alpha,
        "a": found.a,
        "b": found.b,
        "log_likelihood": found.log_likelihood,
        "rate_a_week": found.r / found.alpha,
        "weeks_between": found.alpha / found.r,
        "drop_pct": 100 * found.a / (found.a + found.b),
        # customer number 1, by hand
        "one_first": found.a / (found.b + 1),
        "one_ratio": (found.alpha + 38.8571) / (found.alpha + 30.4286),
        "one_power": ((found.alpha + 38.8571) / (found.alpha + 30.4286)) ** (found.r + 2),
        "one_odds": float(1 / alive(*one)[0] - 1),
        "one_alive_pct": 100 * float(alive(*one)[0]),
        "one_expected": float(expected(*one)[0]),
        "never_expected": float(expected(np.array([0]), np.array([0.0]), np.array([38.8571]))[0]),
        "often_late_pct": 100 * float(alive(often[0], np.array([35.0]), often[1])[0]),
        "often_early_pct": 100 * float(alive(often[0], np.array([15.0]), often[1])[0]),
        "seldom_early_pct": 100 * float(alive(seldom[0], np.array([15.0]), seldom[1])[0]),
        # totals
        "model_total": float(says.sum()),
        "model_off_pct": 100 * float(says.sum() / bought.sum() - 1),
        "same_off_pct": 100 * float(x.sum() / bought.sum() - 1),
        "last_quarter": quarter,
        "carried_on": 3 * quarter,
        "carried_off_pct": 100 * float(3 * quarter / bought.sum() - 1),
        "curve_total": float(curve[77] - curve[38]),
        "curve_78": float(curve[77]),
        "counted_78": counted[77],
        "carried_78": counted[38] + 3 * quarter,
        "curve_78_off_pct": 100 * float(curve[77] / counted[77] - 1),
        # single customers
        "model_error": float(abs(says - bought).mean()),
        "same_error": float(abs(x - bought).mean()),
        "nothing_error": float(bought.mean()),
        "model_squares": float(np.sqrt(((says - bought) ** 2).mean())),
        "same_squares": float(np.sqrt(((x - bought) ** 2).mean())),
        "nothing_squares": float(np.sqrt((bought**2).mean())),
        "nobody_right_pct": 100 * float((~active).mean()),
        "silent_right_pct": rate[SILENT_WEEKS],
        "silent_lowest_pct": min(rate.values()),
        "silent_highest_pct": max(rate.values()),
        "silent_best_weeks": best_limit,
        "model_right_pct": 100 * float(((chance > 0.5) == active).mean()),
        "best_by_model": best(says),
        "best_by_model_pct": 100 * best(says) / bought.sum(),
        "best_by_count": best(x + t_x / 1000),
        "best_by_count_pct": 100 * best(x + t_x / 1000) / bought.sum(),
        "best_in_hindsight": best(bought),
    }
    for name, end in (("first", 51), ("second", 64), ("third", 77)):
        numbers[f"{name}_counted"] = counted[end] - counted[end - 13]
        numbers[f"{name}_curve"] = float(curve[end] - curve[end - 13])
        numbers[f"{name}_rule_off"] = quarter - numbers[f"{name}_counted"]
        numbers[f"{name}_curve_off"] = numbers[f"{name}_curve"] - numbers[f"{name}_counted"]
    for name, part in (("low", low), ("middle", middle), ("high", high)):
        numbers |= {
            f"{name}_people": part.sum(),
            f"{name}_said_pct": 100 * float(chance[part].mean()),
            f"{name}_bought_pct": 100 * float(active[part].mean()),
        }
    for label, people, real, by_model, same in by_frequency():
        key = label.rstrip("+")
        numbers |= {
            f"again{key}_people": people,
            f"again{key}_real": real,
            f"again{key}_model": by_model,
            f"again{key}_same": same,
        }
    return numbers


# A market that fills up: Bass


def bass(years: np.ndarray, p: float, q: float, m: float) -> np.ndarray:
    """Return the users *years* after the start: from p alone at first, then more and more by q."""
    decay = np.exp(-(p + q) * years)
    return m * (1 - decay) / (1 + q / p * decay)


@house.remember
def users() -> dict[int, float]:
    """Return internet users in Brazil, in percent of the population, by year after the start."""
    table = house.read("internet_mobile_by_country.csv").dropna(subset=["internet_users_pct"])
    rows = table[(table["country_name"] == "Brazil") & (table["year"] > START)]
    return {int(y): float(v) for y, v in zip(rows["year"], rows["internet_users_pct"], strict=True)}


class Fit(NamedTuple):
    """A curve of Bass with its R squared, and the year in which it grows fastest."""

    p: float
    q: float
    m: float
    r2: float
    peak: float

    def at(self, year: float | np.ndarray) -> float | np.ndarray:
        """Return the users that the curve has in *year*."""
        return bass(year - START, self.p, self.q, self.m)


@house.remember
def fit(last: int, ceiling: float | None = None) -> Fit:
    """Return the curve of least squares for the years up to *last*; with *ceiling*, m is given."""
    known = {year: share for year, share in users().items() if year <= last}
    years, shares = np.array(list(known)) - START, np.array(list(known.values()))
    if ceiling is None:
        start, bounds = (0.001, 0.5, 1.2 * shares[-1]), ([1e-7, 1e-4, 1], [0.5, 3, 1000])
        p, q, m = curve_fit(bass, years, shares, start, bounds=bounds, max_nfev=20_000)[0]
    else:
        m = ceiling
        (p, q), _ = curve_fit(
            lambda t, p, q: bass(t, p, q, m), years, shares, (0.001, 0.4),
            bounds=([1e-7, 1e-4], [0.5, 3]),
        )  # fmt: skip
    left = shares - bass(years, p, q, m)
    r2 = 1 - (left**2).sum() / ((shares - shares.mean()) ** 2).sum()
    return Fit(float(p), float(q), float(m), float(r2), START + float(np.log(q / p) / (p + q)))


def straight(last: int, year: int) -> float:
    """Return the users in *year* if the growth of the five years to *last* goes on."""
    seen = users()
    return seen[last] + (seen[last] - seen[last - 5]) / 5 * (year - last)


def _diffusion() -> dict[str, float]:
    seen = users()
    numbers: dict[str, float] = {
        f"users_{year}": seen[year] for year in (2000, *FITTED_TO, 2020, LAST)
    }
    for last in FITTED_TO:
        curve = fit(last)
        numbers |= {
            f"p_{last}": curve.p,
            f"q_{last}": curve.q,
            f"m_{last}": curve.m,
            f"r2_{last}": curve.r2,
            f"peak_{last}": curve.peak,
            f"bass_{last}_five": curve.at(last + 5),
            f"bass_{last}_five_off": curve.at(last + 5) - seen[last + 5],
            f"line_{last}_growth": (seen[last] - seen[last - 5]) / 5,
            f"line_{last}_five": straight(last, last + 5),
            f"line_{last}_five_off": straight(last, last + 5) - seen[last + 5],
        }
    rises = {year: seen[year] - seen[year - 1] for year in seen if year - 1 in seen}
    fastest = max(rises, key=rises.__getitem__)
    numbers |= {"fastest_year": fastest, "fastest_rise": rises[fastest]}
    numbers["line_2005_2024"] = straight(2005, LAST)
    numbers["line_2015_2024"] = straight(2015, LAST)
    numbers["line_2010_2034"] = straight(2010, 2034)
    for ceiling in CEILINGS:
        numbers[f"set_{ceiling}_r2"] = fit(2005, ceiling).r2
        numbers[f"set_{ceiling}_2024"] = fit(2005, ceiling).at(LAST)
        numbers[f"set_{ceiling}_peak"] = fit(2005, ceiling).peak
    p, q, m = BASS_EXAMPLE
    sold = 0.0
    for year in (1, 2, 3):
        new = (p + q * sold / m) * (m - sold)
        numbers[f"example_chance_{year}"] = p + q * sold / m
        numbers[f"example_left_{year}"] = m - sold
        numbers[f"example_new_{year}"] = new
        sold += new
        numbers[f"example_sold_{year}"] = sold
    return numbers


# Whom to treat: invented numbers


def _tamandu() -> dict[str, float]:
    box = tamandu.SUBSCRIPTION_BRL_A_MONTH * tamandu.MARGIN_WEB_PCT / 100
    kept = BOXES_KEPT * box
    people, left, _ = GROUPS["skipped a box"]
    everyone = sum(group[0] for group in GROUPS.values())
    leavers = sum(group[1] for group in GROUPS.values())
    months = 100 / tamandu.SUBSCRIBERS_LEAVING_A_MONTH_PCT
    numbers = {
        "box_brl": box,
        "months_expected": months,
        "worth_brl": box * months,
        "kept_brl": kept,
        "leavers": leavers,
        "base_pct": 100 * leavers / everyone,
        "flagged": people,
        "true_positives": left,
        "false_positives": people - left,
        "false_negatives": leavers - left,
        "true_negatives": everyone - people - (leavers - left),
        "not_flagged": everyone - people,
        "stayers": everyone - leavers,
        "precision_pct": 100 * left / people,
        "recall_pct": 100 * left / leavers,
        "lift": (left / people) / (leavers / everyone),
        "accuracy_pct": 100 * (everyone - people - leavers + 2 * left) / everyone,
        "nobody_accuracy_pct": 100 * (1 - leavers / everyone),
        "break_even_points": 100 * SAMPLE_BRL / kept,
        "quarter_kept": left / 4,
        "quarter_kept_brl": left / 4 * kept,
        "flagged_brl": people * SAMPLE_BRL,
        "quarter_result_brl": left / 4 * kept - people * SAMPLE_BRL,
    }
    for key, (size, gone, share) in zip(("skip", "new", "rest"), GROUPS.values(), strict=True):
        numbers |= {
            f"{key}_people": size,
            f"{key}_gone": gone,
            f"{key}_risk_pct": 100 * gone / size,
            f"{key}_share_needed_pct": 100 * SAMPLE_BRL / kept / (gone / size),
            f"{key}_share_pct": 100 * share,
            f"{key}_kept": gone * share,
            f"{key}_effect_points": 100 * gone * share / size,
            f"{key}_gain_brl": gone * share * kept,
            f"{key}_cost_brl": size * SAMPLE_BRL,
            f"{key}_result_brl": gone * share * kept - size * SAMPLE_BRL,
        }
    # drift: easier skipping fills the flag with people who stay
    half = people / 2
    after = half * SKIPPED_EASY_PCT / SKIPPED_NOW_PCT
    rest_risk = numbers["rest_risk_pct"] / 100
    gone_after = half * left / people + (after - half) * rest_risk
    numbers |= {
        "drift_half": half,
        "drift_flagged": after,
        "drift_added": after - half,
        "drift_gone": gone_after,
        "drift_risk_pct": 100 * gone_after / after,
    }
    # the test: everybody who joins, samples in the first three boxes
    each = TEST_MONTHS * JOINING_A_MONTH // 2
    _, _, share = GROUPS["first three months"]
    loss = numbers["new_risk_pct"] / 100
    eased = loss * (1 - share)
    without, treated = (1 - loss) ** 3, (1 - eased) ** 3
    gain = treated - without
    noise = Z * sqrt(2 * without * (1 - without) / each)
    spread = sqrt((without * (1 - without) + treated * (1 - treated)) / each)
    samples = round(each * (1 + (1 - eased) + (1 - eased) ** 2))
    watched = GROUPS["first three months"][0] / 2  # those of three months without a sample
    return numbers | {
        "joiners": 2 * each,
        "each": each,
        "without_pct": 100 * without,
        "without_people": each * without,
        "treated_pct": 100 * treated,
        "treated_people": each * treated,
        "gain_points": 100 * gain,
        "gain_people": each * gain,
        "noise_points": 100 * noise,
        "noise_people": each * noise,
        "found_pct": 100 * (1 - NormalDist(gain, spread).cdf(noise)),
        "samples": samples,
        "samples_brl": samples * SAMPLE_BRL,
        "pays_from": ceil(samples * SAMPLE_BRL / kept),
        "go_on": GO_ON,
        "stop": STOP,
        "stop_pct_of_gain": 100 * STOP / (each * gain),
        "most_lost_brl": samples * SAMPLE_BRL,
        "whole_noise": floor(each * noise),
        "watched": watched,
        "watched_gone": watched * loss,
        "watched_noise": Z * sqrt(watched * loss * (1 - loss)),
    }


def _small() -> dict[str, float]:
    kinds = FOUR_KINDS
    flagged = 10 * BASE_RATE_PCT * FOUND_PCT / 100
    wrong = 10 * (100 - BASE_RATE_PCT) * FALSE_PCT / 100
    third, emailed, alone = EMAIL_TEST
    spread = emailed * (100 - emailed) + alone * (100 - alone)
    return {
        "email_third": third,
        "email_with": 100 * emailed,
        "email_without": 100 * alone,
        "email_uplift": 100 * (emailed - alone),
        "email_noise": 100 * Z * sqrt(spread / third),
        "kinds_without": kinds["persuadable"] + kinds["lost"],
        "kinds_with": kinds["lost"] + kinds["sleeping"],
        "kinds_kept": kinds["persuadable"] - kinds["sleeping"],
        "extra_leavers_of_1000": 1000 * (10.0 - 6.4) / 100,  # Harvard Business Review (2015)
        "naive_beaten_pct": 100 * 2_666 / 5_507,  # Makridakis and others (2022)
        "thousand_men_usd": 1_000 * 31 / 52_000,  # Maron (2018), on Twitter
        "thousand_women_usd": 1_000 * 46 / 66_000,
        "pregnant_flagged": flagged,
        "others_flagged": wrong,
        "flagged_right_pct": 100 * flagged / (flagged + wrong),
        "both_by_chance": WITH_GRINDER * WITH_FILTERS / ORDERS,
        "both_lift": WITH_BOTH / (WITH_GRINDER * WITH_FILTERS / ORDERS),
        "carried_total": 1_000 / (1 - CARRYOVER),
    }


def numbers() -> dict[str, float]:
    """Return what chapter 18 prints; keys end in their unit. Shares of internet users in percent.

    Keys of the holdout count purchases in the 39 weeks from October 1, 1997; "same" is the rule
    that everybody buys as often as before, "carried" that the last 13 weeks go on.
    """
    return _cdnow() | _diffusion() | _tamandu() | _small()


# Figures


def cdnow_weeks() -> Figure:
    """Draw repeat purchases added up by week: counted, by the model, and carried on."""
    counted, curve = weekly()
    blue, orange = house.COLORS["blue"], house.COLORS["orange"]
    weeks = np.arange(1, 2 * WEEKS + 1)
    carried = counted[38] + 3 * (counted[38] - counted[25])
    figure, axes = house.figure(3.5)
    axes.plot([WEEKS, WEEKS], [0, 4400], color=house.MUTED, linewidth=0.8)
    axes.text(WEEKS - 1.5, 4250, "estimated on", color=house.MUTED, ha="right", va="center")
    axes.text(WEEKS + 1.5, 500, "held back", color=house.MUTED, ha="left", va="center")
    axes.plot([WEEKS, 78], [counted[38], carried], color=orange, linestyle="--")
    axes.plot(weeks, counted, color=house.INK, linewidth=2.4)
    axes.plot(weeks, curve, color=blue)
    for place, value, text, color in (
        (4760, carried, f"{carried:,} last\nquarter goes on", orange),
        (4290, counted[77], f"{counted[77]:,} counted", house.INK),
        (3900, curve[77], f"{curve[77]:,.0f} model", blue),
    ):
        axes.plot([78.5, 80], [value, place], color=color, linewidth=0.7, alpha=0.6)
        axes.text(80.5, place, text, color=color, va="center", linespacing=0.95)
    axes.set(xlim=(0, 108), ylim=(0, 5000), xlabel="Week, from January 1, 1997")
    axes.set_xticks([0, 13, 26, 39, 52, 65, 78])
    axes.set_yticks([0, 1000, 2000, 3000, 4000], ["0", "1,000", "2,000", "3,000", "4,000"])
    axes.spines["bottom"].set_bounds(0, 78)
    axes.text(0.8, 4800, "repeat purchases, added up", color=house.MUTED, va="center", fontsize=11)
    axes.set_title("Two forecasts miss on opposite sides")
    return figure


def calibration() -> Figure:
    """Draw mean purchases in the holdout by earlier purchases: real, model, same again."""
    rows = by_frequency()
    places = np.arange(len(rows))
    real, says, same = (np.array([row[k] for row in rows]) for k in (2, 3, 4))
    blue, orange = house.COLORS["blue"], house.COLORS["orange"]
    figure, axes = house.figure(3.4)
    axes.plot(places, same, color=orange, linestyle="--", marker="s", markersize=5)
    axes.plot(places, says, color=blue, marker="o", markersize=5)
    axes.plot(places, real, "D", color=house.INK, markersize=7, zorder=4)
    axes.text(5.75, 8.3, "same again", color=orange, ha="right", va="center")
    axes.text(7.25, real[-1] + 0.15, "bought", color=house.INK, va="bottom")
    axes.text(7.25, says[-1] - 0.15, "model", color=blue, va="top")
    axes.set(xlim=(-0.3, 8.5), ylim=(0, 11), xlabel="Repeat purchases in the first 39 weeks")
    axes.set_xticks(places, [row[0] for row in rows])
    axes.set_yticks(range(0, 11, 2))
    axes.spines["bottom"].set_bounds(0, 7)
    axes.text(-0.15, 10.6, "purchases a person, next 39 weeks", color=house.MUTED, fontsize=11)
    axes.set_title("The model is a little low, same again far too high")
    return figure


def bass_forecasts() -> Figure:
    """Draw three fits of one curve to longer pasts, and four ceilings for one past."""
    seen = users()
    years = np.linspace(START, LAST, 300)
    colors = [house.COLORS[name] for name in ("blue", "orange", "green", "plum")]
    figure, (upper, lower) = house.figure(6.2, nrows=2)
    panels = (
        (upper, [(fit(last), last, f"to {last}") for last in FITTED_TO]),
        (lower, [(fit(2005, top), 2005, f"{top}%") for top in CEILINGS]),
    )
    for axes, curves in panels:
        axes.plot(list(seen), list(seen.values()), "o", color=house.INK, markersize=3.5, zorder=5)
        for (curve, last, name), color in zip(curves, colors, strict=False):
            past = years <= last
            axes.plot(years[past], curve.at(years[past]), color=color)
            axes.plot(years[~past], curve.at(years[~past]), color=color, linestyle="--")
            text = f"{name}\nceiling {curve.m:.0f}%" if axes is upper else f"R² {curve.r2:.3f}"
            axes.text(LAST + 0.7, curve.at(LAST), text, color=color, va="center", linespacing=0.95)
        axes.set(xlim=(1994, 2031), ylim=(0, 92))
        axes.set_xticks([1995, 2000, 2005, 2010, 2015, 2020, 2024])
        axes.set_xticklabels(["1995", "2000", "2005", "2010", "2015", "2020", "2024"])
        axes.set_yticks([0, 20, 40, 60, 80], ["0", "20", "40", "60", "80%"])
        axes.spines["bottom"].set_bounds(1994, LAST)
    upper.text(2012.6, 58.5, "counted", color=house.INK, ha="right", va="center")
    upper.text(1994.4, 88, "internet users in Brazil, % of people", color=house.MUTED, fontsize=11)
    upper.set_title("Each fit sees the end just ahead")
    lower.set_title("To 2005, four ceilings fit almost alike")
    return figure


def risk_and_effect() -> Figure:
    """Draw for each group of subscribers who leaves, who would be kept, and what pays."""
    blue, orange = house.COLORS["blue"], house.COLORS["orange"]
    figure, axes = house.figure(3.5)
    needed = 100 * SAMPLE_BRL / (
        BOXES_KEPT * tamandu.SUBSCRIPTION_BRL_A_MONTH * tamandu.MARGIN_WEB_PCT / 100
    )  # fmt: skip
    for row, (name, (size, gone, share)) in enumerate(GROUPS.items()):
        risk = 100 * gone / size
        axes.barh(row, risk, height=0.46, color=orange, alpha=0.3, linewidth=0)
        axes.barh(row, risk * share, height=0.46, color=blue, linewidth=0)
        axes.plot([needed, needed], [row - 0.3, row + 0.3], color=house.INK, linewidth=1.6)
        axes.text(0, row - 0.48, f"{name}, {size} people", color=house.INK, va="center")
        axes.text(risk + 0.3, row - 0.13, f"{risk:.1f} leave", color=orange, va="center")
        kept = f"{risk * share:.1f} would be kept" if share else "none would be kept"
        axes.text(risk + 0.3, row + 0.16, kept, color=blue, va="center", fontsize=11)
    axes.text(needed, 2.47, f"mark: {needed:.1f} must be kept to pay", color=house.INK, va="center")
    axes.set(xlim=(0, 21.5), ylim=(2.7, -0.75), xlabel="Of 100 people in the group, next month")
    axes.set_yticks([])
    axes.set_xticks(range(0, 21, 5))
    axes.spines["left"].set_visible(False)
    axes.set_title("Most risk at the top, most effect below it")
    return figure


if __name__ == "__main__":
    house.main(__spec__.name)
