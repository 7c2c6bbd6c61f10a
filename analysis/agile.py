"""Chapter 21: what looking early does to a test, and what a limit does to a full board.

The chances of a false alarm are exact: the density of the running sum is carried from look to look
and what has crossed a limit is taken out, as Armitage, McPherson and Rowe did in 1969. Simulations
stand beside them, so that a reader can see the same thing happen. Tamandu Coffee is invented for
this course, and so are its tests, its board and its hours.
"""

from __future__ import annotations

from math import ceil, floor, sqrt

import numpy as np
from matplotlib.figure import Figure
from numpy.polynomial.legendre import leggauss
from scipy import stats
from scipy.optimize import brentq

from analysis import calculators, house, tamandu

Z = float(stats.norm.ppf(0.975))
"""The limit of a test at 5%, two-sided: 1.96."""

# Tamandu's test of the front page, as in chapter 6
WEEKS = 10
PER_DAY = 400
"""New visitors a day in the test, both groups together."""
BASE = 0.03
LIFT_PCT = 20
POWER_PCT = 80

AD_SHARE = 1 / 3
"""Invented: the part of new visitors that comes by an ad; ads are off in half of the areas."""

SEED = 21
RUNS = 20_000
WALKS = 30
"""Tests drawn in the figure of running tests."""

# Tamandu's board and the hours of its team, invented
OPEN = 18
FINISHED_A_WEEK = 6
LIMIT = 9
DROPPED = 6
TEAM = 5
HOURS_A_WEEK = 24
PLAN_WEEKS = 6

WORK = {
    "list": ("Skip reminder: one list (pages 2 and 10)", 36, 36),
    "tasting": ("Tasting of March 24 (page 9)", 30, 30),
    "saturdays": ("Second barista, answers to reviews (page 7)", 12, 12),
    "exchange": ("Mornings of exchange (page 13)", 6, 6),
    "chooser": ("Brewer chooser, running (page 5)", 6, 6),
    "ads": ("Ads by area, running (page 14)", 6, 6),
    "claim": ("Claim page (page 8)", 6, 6),
    "data": ("New card forms, samples in first boxes (pages 17 and 18)", 12, 12),
    "rewards": ("Rewards for rare guests (page 16)", 18, 6),
    "neighbors": ("Invitations and communities (pages 3 and 4)", 24, 6),
    "calls": ("Calls and boxes (page 12)", 20, 6),
    "joints": ("Codes at the till, pick-up (page 14)", 30, 0),
    "front": ("Four coffees first (page 6)", 20, 0),
    "boards": ("Boards at the door (page 11)", 12, 0),
    "content": ("Content of the second quarter (page 15)", 12, 0),
}
"""Work that the plan asks for in six weeks from March 2: hours asked and given. Invented, but for
the 30 hours of page 9 and the six a week of page 10."""
KEPT = ("list", "tasting", "saturdays", "exchange", "chooser", "ads", "claim", "data")
"""Work that is running or was promised."""

IDEAS = 100
GOOD_IDEAS = 20
"""For the share of false winners: one idea in five is as good as hoped (chapter 9: 10 to 20%)."""


# Looking more than once, exactly


def stops(limits: list[float], drift: float = 0.0) -> list[tuple[float, float]]:
    """Return the chances that a running test crosses its upper and its lower limit, look by look.

    *limits* has one limit for each look, in standard errors, at equal steps of information; *drift*
    is the mean of z at the first look, 0 for two equal pages. What has crossed, has stopped.
    """
    nodes, weights = leggauss(96)
    chances = []
    places = density = None
    for look, limit in enumerate(limits, 1):
        edge = limit * sqrt(look)
        if density is None:
            up = float(stats.norm.sf(edge - drift))
            down = float(stats.norm.cdf(-edge - drift))
            here = nodes * edge
            density = stats.norm.pdf(here - drift) * weights * edge
        else:
            up = float(density @ stats.norm.sf(edge - places - drift))
            down = float(density @ stats.norm.cdf(-edge - places - drift))
            here = nodes * edge
            steps = here[None, :] - places[:, None] - drift
            density = (density @ stats.norm.pdf(steps)) * weights * edge
        chances.append((up, down))
        places = here
    return chances


def crossing(limits: list[float], drift: float = 0.0) -> tuple[float, float]:
    """Return the chances that a running test ever crosses its upper and its lower limit."""
    up, down = zip(*stops(limits, drift), strict=True)
    return sum(up), sum(down)


@house.remember
def false_alarms_pct(looks: int, limit: float = Z) -> float:
    """Return in how many of 100 tests of two equal pages some look exceeds *limit*."""
    return 100 * sum(crossing([limit] * looks))


def pocock(looks: int) -> list[float]:
    """Return Pocock's limits: equal at each look, with 5% false alarms in all."""
    limit = brentq(lambda value: sum(crossing([value] * looks)) - 0.05, 1.9, 4)
    return [limit] * looks


def obrien_fleming(looks: int) -> list[float]:
    """Return the limits of O'Brien and Fleming: high at first, near 1.96 at the last look."""

    def limits(last: float) -> list[float]:
        return [last * sqrt(looks / look) for look in range(1, looks + 1)]

    return limits(brentq(lambda value: sum(crossing(limits(value))) - 0.05, 1.9, 4))


def inflation(limits: list[float], power: float = 0.8) -> float:
    """Return the people that a test with *limits* needs at most, as a multiple of one look's.

    *power* is the chance that the better page is declared better.
    """
    return _size(limits, power)[0]


def expected(limits: list[float], power: float = 0.8) -> float:
    """Return the people that such a test needs on average if the page is as good as hoped.

    The unit is that of :func:`inflation`: 1 is a test with one look.
    """
    most, drift = _size(limits, power)
    ended = [sum(look) for look in stops(limits, drift)]
    ended[-1] = 1 - sum(ended[:-1])
    looks = sum(number * share for number, share in enumerate(ended, 1))
    return most * looks / len(limits)


def _size(limits: list[float], power: float) -> tuple[float, float]:
    """Return the inflation of a test with *limits*, and the drift at which it has its *power*."""

    def missing(drift: float) -> float:
        return crossing(limits, drift)[0] - power

    drift = brentq(missing, 0.1, 6)
    return len(limits) * drift**2 / (Z + float(stats.norm.ppf(power))) ** 2, drift


# Looking more than once, simulated


@house.remember
def _tests(lift_pct: float, runs: int, weeks: int = WEEKS) -> tuple[np.ndarray, np.ndarray]:
    """Simulate tests of ten weeks; return z and the reported lift in percent, week by week."""
    rng = np.random.default_rng(SEED)
    people = PER_DAY * 7 // 2
    orders = [
        rng.binomial(people, share, (runs, weeks)).cumsum(axis=1)
        for share in (BASE, BASE * (1 + lift_pct / 100))
    ]
    seen = people * np.arange(1, weeks + 1)
    share = (orders[0] + orders[1]) / (2 * seen)
    z = (orders[1] - orders[0]) / seen / np.sqrt(2 * share * (1 - share) / seen)
    return z, 100 * (orders[1] / orders[0] - 1)


def stopped_early(lift_pct: float) -> dict[str, float]:
    """Return what weekly looks report when a page is better by *lift_pct* percent.

    ``won_pct`` of tests stop with the new page ahead, in week ``week`` on average, and report a
    lift of ``reported_pct`` on average; the same for tests looked at once, at the end.
    """
    z, lift = _tests(lift_pct, RUNS)
    crossed = abs(z) > Z
    first = np.where(crossed.any(axis=1), crossed.argmax(axis=1), -1)
    rows = np.arange(RUNS)
    won = (first >= 0) & (z[rows, first] > 0)
    return {
        "won_pct": 100 * won.mean(),
        "week": first[won].mean() + 1,
        "reported_pct": lift[rows, first][won].mean(),
        "once_won_pct": 100 * (z[:, -1] > Z).mean(),
        "once_reported_pct": lift[:, -1][z[:, -1] > Z].mean(),
    }


def _story() -> int:
    """Return the first simulated test of equal pages that is won in week 4 and lost by the end."""
    z, _ = _tests(0, RUNS)
    rows = (z[:, :3] < Z).all(axis=1) & (z[:, 3] > 2.1) & (abs(z[:, 6:]) < 1.3).all(axis=1)
    return int(rows.argmax())


# The board


@house.remember
def board() -> dict[str, np.ndarray]:
    """Simulate Tamandu's board for a year without and a year with a limit, from week 0 on.

    Each six weeks, as many tasks are asked for as are finished: 36, in weeks of different size.
    Any of the begun tasks may be the next to be finished; those that wait are begun in the order
    in which they came. The limit changes nothing in the number finished. Returns, for each task
    that is finished, the week in which it was asked, begun and finished, and the three cumulative
    counts by week.
    """
    rng = np.random.default_rng(SEED)
    sizes = np.array([4, 5, 6, 6, 7, 8])
    first, last = -60, 60
    asked = [float(first)] * OPEN
    begun = dict.fromkeys(range(OPEN), float(first))
    working, waiting = list(range(OPEN)), []
    ended: dict[int, float] = {}
    counts = [(first, OPEN, OPEN, 0)]
    comes, goes = (
        np.concatenate([rng.permutation(sizes) for _ in range((last - first) // 6)])
        for _ in range(2)
    )
    for week in range(first, last):
        limit = LIMIT if week >= 0 else 10**6
        moments = [(when, "asked") for when in rng.uniform(week, week + 1, comes[week - first])]
        moments += [(when, "done") for when in rng.uniform(week, week + 1, goes[week - first])]
        for when, what in sorted(moments):
            if what == "asked":
                waiting.append(len(asked))
                asked.append(when)
            else:
                done = working.pop(int(rng.integers(len(working))))
                ended[done] = when
            while waiting and len(working) < limit:
                task = waiting.pop(0)
                begun[task] = when
                working.append(task)
        counts.append((week + 1, len(asked), len(begun), len(ended)))
    done_in_order = sorted(ended, key=ended.__getitem__)
    return {
        "asked": np.array([asked[task] for task in done_in_order]),
        "begun": np.array([begun[task] for task in done_in_order]),
        "finished": np.array([ended[task] for task in done_in_order]),
        "counts": np.array(counts),
    }


def _times(which: str, since: str) -> np.ndarray:
    """Return weeks from *since* (asked or begun) to finished, for 48 weeks without or with a limit.

    The first twelve weeks of each year are left out: the board has to settle.
    """
    run = board()
    start = {"before": -48, "after": 12}[which]
    chosen = (run["finished"] >= start) & (run["finished"] < start + 48)
    return (run["finished"] - run[since])[chosen]


def numbers() -> dict[str, float]:
    """Return what chapter 21 prints."""
    people = PER_DAY * 7 // 2
    size = calculators.sample_size(BASE * 100, LIFT_PCT, POWER_PCT, 5, PER_DAY)
    a_day_sd = sqrt(PER_DAY * BASE * (1 - BASE))
    middle = BASE * (1 + LIFT_PCT / 200)
    found: dict[str, float] = {
        "plan_brl": sum(brl for _, _, brl in tamandu.PLAN_DRAWS),
        "base_pct": 100 * BASE,
        "hoped_pct": 100 * size["new"],
        "each": size["each"],
        "days": size["days"],
        "a_day": PER_DAY * BASE,
        "a_day_sd": a_day_sd,
        "a_day_low": ceil(PER_DAY * BASE - 2 * a_day_sd),
        "a_day_high": floor(PER_DAY * BASE + 2 * a_day_sd),
        "rule": 2 * (Z + float(stats.norm.ppf(POWER_PCT / 100))) ** 2,
        "rule_each": 16 * middle * (1 - middle) / (BASE * LIFT_PCT / 100) ** 2,
    }
    for lift in (10, 30):
        other = calculators.sample_size(BASE * 100, lift, POWER_PCT, 5, PER_DAY)
        found |= {f"each_{lift}": other["each"], f"days_{lift}": other["days"]}
    slower = PER_DAY * (1 - AD_SHARE / 2)
    found |= {
        "slower_a_day": slower,
        "slower_days": calculators.sample_size(BASE * 100, LIFT_PCT, POWER_PCT, 5, slower)["days"],
        "interaction_weeks": 4 * WEEKS,
    }

    for looks in (1, 2, 3, 5, 10, 20, 50, 70):
        found[f"looks_{looks}_pct"] = false_alarms_pct(looks)
    z, _ = _tests(0, RUNS)
    found["simulated_10_pct"] = 100 * (abs(z) > Z).any(axis=1).mean()
    found["runs"] = RUNS
    found["walks"] = WALKS
    found["walks_crossing"] = int((abs(_walks()) > Z).any(axis=1).sum())
    found["independent_10_pct"] = 100 * (1 - 0.95**10)
    found["independent_5_pct"] = 100 * (1 - 0.95**5)

    story, lifts = z[_story()], _tests(0, RUNS)[1][_story()]
    rng_orders = _orders(_story())
    found |= {
        "story_people": 4 * people,
        "story_a": rng_orders[0][3],
        "story_b": rng_orders[1][3],
        "story_lift_pct": lifts[3],
        "story_p": 2 * float(stats.norm.sf(abs(story[3]))),
        "story_end_people": WEEKS * people,
        "story_end_a": rng_orders[0][-1],
        "story_end_b": rng_orders[1][-1],
    }

    five_p, five_o = pocock(5), obrien_fleming(5)
    found |= {
        "pocock_5": five_p[0],
        "pocock_5_more_pct": 100 * (inflation(five_p) - 1),
        "obf_5_more_pct": 100 * (inflation(five_o) - 1),
        "obf_5_each": ceil(size["each"] * inflation(five_o)),
        "obf_5_days": ceil(2 * size["each"] * inflation(five_o) / PER_DAY),
        "obf_5_expected_pct": 100 * expected(five_o),
        "obf_5_expected_days": 2 * size["each"] * expected(five_o) / PER_DAY,
        "pocock_5_expected_pct": 100 * expected(five_p),
    }
    found |= {f"obf_5_{look}": limit for look, limit in enumerate(five_o, 1)}

    drift = (Z + float(stats.norm.ppf(0.8))) / sqrt(WEEKS)
    ways = {
        "once": (0.025, 0.80),
        "weekly": (crossing([Z] * WEEKS)[0], crossing([Z] * WEEKS, drift)[0]),
    }
    for way, (dud, good) in ways.items():
        false, true = (IDEAS - GOOD_IDEAS) * dud, GOOD_IDEAS * good
        found |= {
            f"{way}_dud_pct": 100 * dud,
            f"{way}_good_pct": 100 * good,
            f"{way}_false": false,
            f"{way}_true": true,
            f"{way}_winners": false + true,
            f"{way}_false_pct": 100 * false / (false + true),
        }
    found |= {
        "more_true": found["weekly_true"] - found["once_true"],
        "more_false": found["weekly_false"] - found["once_false"],
    }
    for lift in (0, 10, 20):
        found |= {f"lift{lift}_{key}": value for key, value in stopped_early(lift).items()}

    ratio = (14_300, 13_700)
    found["ratio_chi2"] = float(stats.chisquare(ratio).statistic)
    found["ratio_p"] = float(stats.chisquare(ratio).pvalue)

    asked, given = (sum(row[column] for row in WORK.values()) for column in (1, 2))
    found |= {
        "open": OPEN,
        "finished_a_week": FINISHED_A_WEEK,
        "limit": LIMIT,
        "weeks_open": OPEN / FINISHED_A_WEEK,
        "weeks_limit": LIMIT / FINISHED_A_WEEK,
        "weeks_waiting": (OPEN - LIMIT) / FINISHED_A_WEEK,
        "dropped": DROPPED,
        "left": OPEN - DROPPED,
        "weeks_after_dropping": (OPEN - DROPPED) / FINISHED_A_WEEK,
        "team": TEAM,
        "hours_a_task": HOURS_A_WEEK / FINISHED_A_WEEK,
        "hours_a_week": HOURS_A_WEEK,
        "hours_there": HOURS_A_WEEK * PLAN_WEEKS,
        "hours_asked": asked,
        "hours_given": given,
        "hours_reserve": HOURS_A_WEEK * PLAN_WEEKS - given,
        "hours_kept": sum(WORK[name][1] for name in KEPT),
        "tasks_asked": asked / (HOURS_A_WEEK / FINISHED_A_WEEK),
        "tasks_there": FINISHED_A_WEEK * PLAN_WEEKS,
        "wine_months": 160 / 8,
        "links_5": 5 * 4 / 2,
        "links_9": 9 * 8 / 2,
        "links_12": 12 * 11 / 2,
        "ing_people": 350 * 9,
    }
    for name, (_, hours, granted) in WORK.items():
        found |= {f"{name}_asked": hours, f"{name}_given": granted}
    for which in ("before", "after"):
        times, whole = _times(which, "begun"), _times(which, "asked")
        found |= {
            f"{which}_tasks": len(times),
            f"{which}_mean": times.mean(),
            f"{which}_long": float(np.quantile(times, 0.9)),
            f"{which}_asked_mean": whole.mean(),
            f"{which}_asked_long": float(np.quantile(whole, 0.9)),
        }
    return found


def _orders(run: int) -> list[np.ndarray]:
    """Return the cumulative orders of both groups of one simulated test of equal pages."""
    rng = np.random.default_rng(SEED)
    people = PER_DAY * 7 // 2
    return [rng.binomial(people, BASE, (RUNS, WEEKS)).cumsum(axis=1)[run] for _ in range(2)]


def _walks() -> np.ndarray:
    """Return z by week of the first simulated tests of two equal pages."""
    return _tests(0, RUNS)[0][:WALKS]


# Figures


def running_tests() -> Figure:
    """Draw thirty tests of two equal pages, week by week, and the one of the opening."""
    figure, axes = house.figure(height_in=3.7)
    blue, orange = house.COLORS["blue"], house.COLORS["orange"]
    weeks = np.arange(1, WEEKS + 1)
    axes.axhspan(-Z, Z, color=house.SOFT, alpha=0.5, linewidth=0)
    for walk in _walks():
        over = np.flatnonzero(abs(walk) > Z)
        axes.plot(weeks, walk, color=blue if over.size else house.MUTED, linewidth=0.8, alpha=0.7)
        if over.size:
            axes.plot(weeks[over[0]], walk[over[0]], "o", color=blue, markersize=6)
    story = _tests(0, RUNS)[0][_story()]
    axes.plot(weeks, story, color=orange, linewidth=2.4)
    axes.plot(4, story[3], "s", color=orange, markersize=8)
    axes.text(4.2, story[3] + 0.32, "week 4 of the opening", color=orange, fontweight="bold")
    axes.text(10.15, Z, "1.96", color=house.MUTED, va="center")
    axes.text(10.15, -Z, "−1.96", color=house.MUTED, va="center")
    axes.plot(1.1, -3.35, "o", color=blue, markersize=6)
    axes.text(1.3, -3.35, "first look that would stop the test", color=blue, va="center")
    axes.set(xlim=(0.8, 10.1), ylim=(-3.7, 3.4), xlabel="Week of the test")
    axes.set_xticks(weeks)
    axes.set_yticks([-2, 0, 2])
    axes.set_ylabel("Difference in standard errors")
    return figure


def peeking() -> Figure:
    """Draw the share of false alarms by number of looks, exact and simulated."""
    figure, axes = house.figure(height_in=3.5)
    blue, orange = house.COLORS["blue"], house.COLORS["orange"]
    looks = np.array([1, 2, 3, 4, 5, 7, 10, 14, 20, 30, 40, 50])
    axes.plot(looks, [false_alarms_pct(int(k)) for k in looks], color=blue, linewidth=2.4)
    rng = np.random.default_rng(SEED)
    for k in (1, 2, 3, 5, 10, 20, 50):
        sums = rng.standard_normal((RUNS, k)).cumsum(axis=1) / np.sqrt(np.arange(1, k + 1))
        share = 100 * (abs(sums) > Z).any(axis=1).mean()
        axes.plot(k, share, "o", color=orange, markersize=6)
        if k in (1, 2, 5, 10, 20, 50):
            axes.annotate(
                f"{false_alarms_pct(k):.1f}%",
                (k, false_alarms_pct(k)),
                xytext=(0, 9 if k > 1 else 12),
                textcoords="offset points",
                ha="right" if k > 1 else "left",
                color=blue,
                fontweight="bold",
            )
    axes.axhline(5, color=house.MUTED, linewidth=1, linestyle=(0, (4, 3)))
    axes.text(50, 5.5, "what one look promises: 5%", color=house.MUTED, ha="right", va="bottom")
    axes.text(0.82, 34, "line: exact", color=blue)
    axes.text(0.82, 31, "dots: 20,000 simulated tests each", color=orange)
    axes.set_xscale("log")
    axes.set_xticks([1, 2, 5, 10, 20, 50], ["1", "2", "5", "10", "20", "50"])
    axes.minorticks_off()
    axes.set(xlim=(0.77, 56), ylim=(0, 37), xlabel="Looks during the test, evenly spread")
    axes.set_yticks(range(0, 31, 10), [f"{tick}%" for tick in range(0, 31, 10)])
    axes.set_ylabel("Tests of equal pages that stop")
    return figure


def flow() -> Figure:
    """Draw the cumulative flow of the board, and how long tasks took, without and with a limit."""
    figure, (axes, strips) = house.figure(height_in=5.6, nrows=2, height_ratios=[1.7, 1])
    blue, orange, green = (house.COLORS[name] for name in ("blue", "orange", "green"))
    counts = board()["counts"]
    shown = counts[(counts[:, 0] >= -8) & (counts[:, 0] <= 12)]
    week, asked, begun, ended = shown.T.astype(float)
    floor = ended[0]
    asked, begun, ended = asked - floor, begun - floor, ended - floor
    axes.fill_between(week, ended, begun, color=blue, alpha=0.15, linewidth=0)
    axes.plot(week, asked, color=orange, linewidth=2)
    axes.plot(week, begun, color=blue, linewidth=2)
    axes.plot(week, ended, color=green, linewidth=2)
    axes.axvline(0, color=house.MUTED, linewidth=1, linestyle=(0, (4, 3)))
    top = asked[-1]
    axes.text(-0.2, top, "all begun at once", color=house.MUTED, ha="right", va="top")
    axes.text(0.2, top, "limit of 9", color=house.MUTED, va="top")
    axes.text(4.1, 112, "asked for", color=orange, ha="right", fontweight="bold")
    axes.text(12.2, begun[-1] + 4, "begun", color=blue, va="center", fontweight="bold")
    axes.text(12.2, ended[-1] - 4, "finished", color=green, va="center", fontweight="bold")
    for at in (-6, 6):
        row = int(np.flatnonzero(week == at)[0])
        axes.annotate(
            "",
            (at, ended[row]),
            xytext=(at, begun[row]),
            arrowprops={"arrowstyle": "<->", "color": house.INK, "linewidth": 1},
        )
        axes.text(at + 0.4, ended[row] - 5, f"{begun[row] - ended[row]:.0f} open", va="top")
    axes.set(xlim=(-8, 12), ylim=(0, None), xlabel="Week, counted from the limit")
    axes.set_xticks(range(-8, 13, 4))
    axes.set_ylabel("Tasks, added up")

    rng = np.random.default_rng(SEED)
    for row, (which, name) in enumerate((("before", "no limit"), ("after", "limit of 9"))):
        times = _times(which, "begun")
        spread = rng.uniform(-0.24, 0.24, len(times))
        strips.plot(times, row + spread, ".", color=blue, markersize=4, alpha=0.5, linewidth=0)
        strips.plot([times.mean()] * 2, [row - 0.36, row + 0.36], color=house.INK, linewidth=2.4)
        strips.text(
            21.9,
            row - 0.3,
            f"mean {times.mean():.1f} weeks",
            ha="right",
            va="center",
        )
        strips.text(-0.3, row, name, ha="right", va="center")
    strips.set(xlim=(0, 22), ylim=(1.5, -0.55), xlabel="Weeks from begun to finished, each task")
    strips.set_yticks([])
    strips.set_xticks(range(0, 21, 5))
    strips.spines["left"].set_visible(False)
    return figure


if __name__ == "__main__":
    house.main(__spec__.name)
