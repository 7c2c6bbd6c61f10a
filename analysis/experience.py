"""Chapter 12: the moments of a subscription, and how far a Net Promoter Score can be trusted.

Tamandu Coffee is invented for this course, and so are the constants below that
``analysis.tamandu`` does not hold.
"""

from __future__ import annotations

from math import ceil, sqrt

from matplotlib.figure import Figure
from scipy import stats

from analysis import house, tamandu
from analysis.calculators import nps

MOMENTS = {
    "choosing": ("Choosing on the site", (1, 2, 5, 18, 20, 11, 3)),
    "paying": ("Paying", (2, 3, 8, 24, 14, 7, 2)),
    "waiting": ("Waiting for the first box", (2, 5, 13, 21, 12, 6, 1)),
    "opening": ("Opening the box", (0, 1, 2, 8, 17, 19, 11)),
    "cup": ("The first cup", (1, 1, 3, 6, 12, 20, 15)),
    "changing": ("Changing a delivery", (5, 8, 8, 5, 3, 2, 0)),
    "mishap": ("A wrong box, put right", (1, 1, 1, 1, 2, 2, 1)),
    "leaving": ("Leaving", (3, 4, 3, 2, 1, 1, 0)),
}
"""Invented: what 60 subscribers, drawn by lot among those who joined in 2025, said of each moment
that they had lived through. The counts are answers of -3, -2, -1, 0, 1, 2 and 3."""
SCALE = range(-3, 4)

DECEMBER = {"promoters": 84, "passives": 47, "detractors": 37}
"""Invented: answers to the same question in December 2025."""

LIKELIER = (1.5, 2, 3)
"""How many times as readily promoters may have answered as the others, in the example."""

DETRACTORS_ON_CHANGING = 19
"""Invented: how many of the 32 detractors of October wrote of changing a delivery."""

CALLS, MINUTES_A_CALL, HOUR_BRL = 60, 15, 35
"""Invented: telephone calls to silent and to former subscribers, and the cost of an extra hour."""
PARCELS, PARCEL_BRL = 60, 40
"""Invented: boxes that the assistant may replace in a year without asking, and the cost of one."""
MORE_BOXES = 6
"""Invented, as in chapter 2: the boxes that a subscriber takes who stays instead of leaving."""

COMPLAINTS_2022, COMPLAINTS_2025 = 7.48, 12.67
"""Upheld complaints for a million customers of Nubank: first quarter of 2022, third of 2025."""


def moment(counts: tuple[int, ...]) -> dict[str, float]:
    """Return number, mean and 95% interval (Student's t) of ratings on the scale from -3 to 3."""
    number = sum(counts)
    mean = sum(value * n for value, n in zip(SCALE, counts, strict=True)) / number
    squares = sum(n * (value - mean) ** 2 for value, n in zip(SCALE, counts, strict=True))
    deviation = sqrt(squares / (number - 1))
    half = float(stats.t.ppf(0.975, number - 1)) * deviation / sqrt(number)
    return {"n": number, "mean": mean, "low": mean - half, "high": mean + half, "half": half}


def numbers() -> dict[str, float]:
    """Return what chapter 12 prints; names end in their unit where they have one."""
    found: dict[str, float] = {}
    for name, (_, counts) in MOMENTS.items():
        found |= {f"{name}_{key}": value for key, value in moment(counts).items()}
    means = [found[f"{name}_mean"] for name in MOMENTS]
    found["moments"] = len(means)
    found["moments_mean"] = sum(means) / len(means)
    found["peak_end"] = (max(means) + means[-1]) / 2
    found["one_point_in_mean"] = 1 / len(means)

    answers = tamandu.NPS_ANSWERS
    for name, given in (("october", answers), ("december", DECEMBER)):
        result = nps(**given)
        count = result["count"]
        p, d = given["promoters"] / count, given["detractors"] / count
        error = sqrt((p + d - (p - d) ** 2) / count)
        found |= {f"{name}_{key}": value for key, value in given.items()}
        found |= {f"{name}_{key}": value for key, value in result.items()}
        found |= {
            f"{name}_promoters_pct": 100 * p,
            f"{name}_detractors_pct": 100 * d,
            f"{name}_spread": p + d - (p - d) ** 2,
            f"{name}_variance": error**2,
            f"{name}_error": error,
            f"{name}_half": result["high"] - result["score"],
        }
    fall = found["october_score"] - found["december_score"]
    half = 196 * sqrt(found["october_variance"] + found["december_variance"])
    spread = found["october_spread"]
    found |= {
        "fall": fall,
        "fall_error": half / 196,
        "fall_half": half,
        "fall_low": fall - half,
        "fall_high": fall + half,
        # Answers a month at which an observed difference of ten points lies outside the interval
        "for_ten_points": ceil(2 * spread * (1.96 / 0.1) ** 2),
        "smallest_seen": found["october_half"] * sqrt(2),
    }
    for size in (40, found["for_ten_points"], 1000):
        found[f"half_{size:.0f}"] = 196 * sqrt(spread / size)

    asked, count = tamandu.SUBSCRIBERS, found["october_count"]
    silent = asked - count
    lead = answers["promoters"] - answers["detractors"]
    found |= {
        "asked": asked,
        "silent": silent,
        "answered_pct": 100 * count / asked,
        "lead": lead,
        "all_silent_promote": 100 * (lead + silent) / asked,
        "all_silent_detract": 100 * (lead - silent) / asked,
        "silent_for_zero": 100 * lead / silent,
        "drawn_without_return": sqrt((asked - count) / (asked - 1)),
    }
    for times in LIKELIER:
        promoters = answers["promoters"] / times
        base = promoters + answers["passives"] + answers["detractors"]
        key = f"{10 * times:.0f}"
        found[f"promoters_if_{key}"] = promoters
        found[f"base_if_{key}"] = base
        found[f"score_if_{key}"] = 100 * (promoters - answers["detractors"]) / base

    hours = CALLS * MINUTES_A_CALL / 60
    box = tamandu.SUBSCRIPTION_BRL_A_MONTH * tamandu.MARGIN_WEB_PCT / 100
    spent = hours * HOUR_BRL + PARCELS * PARCEL_BRL
    leavers = 12 * tamandu.SUBSCRIBERS * tamandu.SUBSCRIBERS_LEAVING_A_MONTH_PCT / 100
    kept = ceil(spent / (MORE_BOXES * box))
    found |= {
        "detractors_on_changing": DETRACTORS_ON_CHANGING,
        "calls": CALLS,
        "call_hours": hours,
        "calls_brl": hours * HOUR_BRL,
        "parcels_brl": PARCELS * PARCEL_BRL,
        "spent_brl": spent,
        "box_profit_brl": box,
        "kept_brl": MORE_BOXES * box,
        "kept_a_year": kept,
        "leavers_a_year": leavers,
        "kept_of_leavers_pct": 100 * kept / leavers,
        "complaints_times": COMPLAINTS_2025 / COMPLAINTS_2022,
    }
    return found


def journey() -> Figure:
    """Draw the mean rating of each moment, in the order of time, with interval and number."""
    figure, axes = house.figure(5.2)
    blue, orange = house.COLORS["blue"], house.COLORS["orange"]
    results = [moment(counts) for _, counts in MOMENTS.values()]
    means = [result["mean"] for result in results]
    rows = range(len(results))
    axes.plot([0, 0], [-0.75, len(rows) - 0.5], color=house.MUTED, linewidth=0.8, zorder=0)
    axes.plot(means, rows, color=house.SOFT, linewidth=4, zorder=1)
    for row, (name, result) in enumerate(zip(MOMENTS.values(), results, strict=True)):
        below = result["high"] < 0
        color = orange if below else blue
        axes.plot([result["low"], result["high"]], [row, row], color=color, linewidth=1.6)
        axes.plot(result["mean"], row, "s" if below else "o", color=color, markersize=7)
        axes.text(-5.6, row - 0.13, name[0], color=house.INK, va="center")
        axes.text(
            -5.6, row + 0.24, f"{result['n']} ratings", color=house.MUTED, va="center", fontsize=9.5
        )
    axes.text(-0.15, -0.72, "unpleasant", color=house.MUTED, ha="right", va="center")
    axes.text(0.15, -0.72, "pleasant", color=house.MUTED, ha="left", va="center")
    axes.set(xlim=(-5.65, 2.35), ylim=(len(rows) - 0.4, -1))
    axes.set_xticks(range(-2, 3), ["−2", "−1", "0", "1", "2"])
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_bounds(-2.2, 2.2)
    return figure


def chance_and_silence() -> Figure:
    """Draw the interval of October's score by number of answers, and what silence may hide."""
    found = numbers()
    figure, axes = house.figure(4.4)
    blue, orange = house.COLORS["blue"], house.COLORS["orange"]
    score = found["october_score"]
    place = 0.0
    axes.text(-36, place, "Chance: with as many answers", color=blue, fontweight="bold")
    for size in (40, 182, found["for_ten_points"], 1000):
        place += 1
        half = found["october_half"] if size == 182 else found[f"half_{size:.0f}"]
        axes.plot([score - half, score + half], [place, place], color=blue, linewidth=2)
        axes.plot(score, place, "o", color=blue, markersize=6)
        axes.text(-36, place, f"{size:,.0f}", color=house.INK, va="center")
        axes.text(
            score + half + 2,
            place,
            f"{score - half:.0f} to {score + half:.0f}",
            color=house.INK,
            va="center",
        )
    place += 1.4
    axes.text(-36, place, "Silence: if promoters answered", color=orange, fontweight="bold")
    how_often = ("1.5 times as readily", "twice", "three times")
    for times, words in zip(LIKELIER, how_often, strict=True):
        place += 1
        value = found[f"score_if_{10 * times:.0f}"]
        axes.plot([value, score], [place, place], color=house.SOFT, linewidth=4, zorder=0)
        axes.plot(value, place, "s", color=orange, markersize=7)
        axes.text(-36, place, words, color=house.INK, va="center")
        axes.text(value - 3, place, f"{value:.0f}", color=orange, ha="right", va="center")
    axes.plot([score] * 2, [0.5, place + 0.4], color=house.MUTED, linewidth=0.8, zorder=0)
    axes.text(score, place + 0.75, "measured: 40", color=house.MUTED, ha="center", va="center")
    axes.set(xlim=(-37, 84), ylim=(place + 1, -0.5), xlabel="Net Promoter Score")
    axes.set_xticks(range(0, 81, 20))
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_bounds(0, 80)
    return figure


if __name__ == "__main__":
    house.main(__spec__.name)
