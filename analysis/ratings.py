"""Chapter 7: what stars can tell. Film ratings on four sites, and the width of an average.

The film scores are those of ``data/film_ratings_five_sites.csv``. Tamandu Coffee is invented for
this course, and so are the constants below that ``analysis.tamandu`` does not hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import ceil, comb

import numpy
from matplotlib.figure import Figure

from analysis import house, tamandu
from analysis.calculators import rating

DOZEN = (2, 0, 2, 3, 5)
"""Invented: the stars of twelve new Google reviews of the café in Tatuapé, January 2026."""
WAITING_IN_DOZEN = 5
"""Invented: how many of the twelve speak of waiting."""
TATUAPE_STARS = (5, 4, 10, 25, 74)
"""Invented: the part of Tamandu's 612 reviews that stands on the page of Tatuapé."""
REVIEWS_2025 = 204
"""Invented: reviews of 2025 among the 612, all three cafés."""
ANSWERS_TO_FIVE_STARS = 41
"""Invented: how many of Tamandu's answers thank for five stars."""
WAITING_IN_LOW = 51
"""Invented: how many of Tamandu's reviews with one to three stars speak of waiting."""

STAR_PCT = (5, 9)
"""Luca (2011): the rise in revenue, in percent, that goes with one star more on Yelp."""

CARDS_BRL = 1_200
SATURDAYS = 12
HOURS = 4
HOUR_BRL = 35
"""Invented: what the plan page buys. Table cards; an extra barista, hours and cost of an hour."""

FEW = (0, 0, 0, 1, 3)
FIFTY = (1, 1, 4, 10, 34)
"""Two invented pages for the ranking example; the third is Tamandu's."""
ADDED, ADDED_STARS = 10, 4.2
"""The ratings that the third rule adds to each page, and their stars."""

MINAS_TOTAL, MINAS_RATED, MINAS_SOLVED, MINAS_UNRATED = 163_317, 74_696, 36_614, 89_984
"""Complaints from Minas Gerais on consumidor.gov.br in 2023, as the Procon-MG counted them."""

SITES = {
    "imdb": ("IMDb, users", "imdb_users_0_10", 2),
    "metacritic": ("Metacritic, users", "metacritic_users_0_10", 2),
    "tomatoes": ("Rotten Tomatoes, users who liked it", "rotten_tomatoes_users_0_100", 20),
    "fandango": ("Fandango, stars shown", "fandango_stars_shown_0_5", 1),
}
"""Name, column and divisor that brings the scores to at most five."""


def averages(count: int, stars: Sequence[int] = tamandu.STARS) -> dict[float, float]:
    """Return how probable each average of *count* ratings is, drawn at random with *stars*' shares.

    The result is exact: the distribution of a sum is built up one rating at a time.
    """
    shares = numpy.array(stars) / sum(stars)
    sums = numpy.array([1.0])
    for _ in range(count):
        sums = numpy.convolve(sums, shares)
    return {1 + place / count: float(chance) for place, chance in enumerate(sums)}


def middle(chances: dict[float, float], outside: float = 0.025) -> tuple[float, float]:
    """Return the ends of the range that leaves at most *outside* of *chances* on each side."""
    values = sorted(chances)
    so_far = numpy.cumsum([chances[value] for value in values])
    low = int(numpy.searchsorted(so_far, outside, side="right"))
    high = int(numpy.searchsorted(so_far, 1 - outside, side="left"))
    return values[low], values[high]


def coverage(count: int, stars: Sequence[int] = tamandu.STARS) -> float:
    """Return how often Student's interval of *count* random ratings holds the mean of *stars*.

    Exact, over all ways in which *count* ratings can fall. An interval of ratings that are all
    equal counts as a miss.
    """
    total = sum(stars)
    mean = sum(star * n for star, n in enumerate(stars, 1)) / total
    held = 0.0
    for first in product(range(count + 1), repeat=len(stars) - 1):
        if sum(first) > count:
            continue
        fall = (*first, count - sum(first))
        if max(fall) == count:
            continue
        found = rating(fall)
        if found["low"] <= mean <= found["high"]:
            chance, left = 1.0, count
            for n, share in zip(fall, stars, strict=True):
                chance *= comb(left, n) * (share / total) ** n
                left -= n
            held += chance
    return held


def _needed(page: Sequence[int], goal: float) -> int:
    """Return how many ratings of five stars lift the average of *page* to *goal*."""
    count = sum(page)
    stars = sum(star * n for star, n in enumerate(page, 1))
    return ceil(round((goal * count - stars) / (5 - goal), 9))


def numbers() -> dict[str, float]:
    """Return what chapter 7 prints; names end in their unit where they have one."""
    films = house.read("film_ratings_five_sites.csv")
    found: dict[str, float] = {"films": len(films)}
    for site, (_, column, divisor) in SITES.items():
        scores = films[column] / divisor
        found[f"{site}_median"] = scores.median()
        found[f"{site}_four_pct"] = 100 * (scores >= 4).mean()
        found[f"{site}_four_films"] = (scores >= 4).sum()
        found[f"{site}_below_four_pct"] = 100 * (scores < 4).mean()
        found[f"{site}_least"] = scores.min()
    lifted = films["fandango_stars_shown_0_5"] - films["fandango_average_0_5"]
    found |= {
        "lifted_mean": lifted.mean(),
        "lifted_least": lifted.min(),
        # More than a quarter of a star above the average: half a star too many when rounded
        "lifted_half_films": (lifted > 0.25).sum(),
        "lifted_half_pct": 100 * (lifted > 0.25).mean(),
        "imdb_fandango_rank_r": films["imdb_users_0_10"].corr(
            films["fandango_average_0_5"], method="spearman"
        ),
    }

    for name, stars in (
        ("dozen", DOZEN),
        ("all", tamandu.STARS),
        ("few", FEW),
        ("fifty", FIFTY),
    ):
        found |= {f"{name}_{key}": value for key, value in rating(stars).items()}
        count = found[f"{name}_count"]
        found[f"{name}_stars"] = found[f"{name}_mean"] * count
        found[f"{name}_damped"] = (found[f"{name}_stars"] + ADDED * ADDED_STARS) / (count + ADDED)
    found["dozen_half"] = found["dozen_high"] - found["dozen_mean"]
    found["dozen_squares"] = sum(n * (s - 3.75) ** 2 for s, n in enumerate(DOZEN, 1))
    for count in (12, 50, 612):
        low, high = middle(averages(count))
        found |= {f"hat{count}_low": low, f"hat{count}_high": high}
    chance = sum(p for mean, p in averages(12).items() if mean <= found["dozen_mean"] + 1e-9)
    found |= {
        "dozen_by_luck_pct": 100 * chance,
        "dozens": tamandu.REVIEWS / 12,
        "dozens_by_luck": tamandu.REVIEWS / 12 * chance,
        "coverage_pct": 100 * coverage(12),
        "for_quarter": ceil((1.96 * found["all_deviation"] / 0.25) ** 2),
        "for_tenth": ceil((1.96 * found["all_deviation"] / 0.1) ** 2),
    }

    revenue = tamandu.TATUAPE_TICKETS * tamandu.CAFE_TICKET_BRL
    found["tatuape_revenue_brl"] = revenue
    for end, pct in zip(("low", "high"), STAR_PCT, strict=True):
        half = revenue * pct / 2 / 100
        found |= {
            f"half_{end}_pct": pct / 2,
            f"half_{end}_brl": half,
            f"half_{end}_profit_brl": half * tamandu.MARGIN_CAFES_PCT / 100,
            f"tenth_{end}_profit_brl": half / 5 * tamandu.MARGIN_CAFES_PCT / 100,
        }
    page = tuple(old + new for old, new in zip(TATUAPE_STARS, DOZEN, strict=True))
    before, after = rating(TATUAPE_STARS), rating(page)
    found |= {
        "page_before": before["count"],
        "page_before_mean": before["mean"],
        "page_before_stars": before["mean"] * before["count"],
        "page_after": after["count"],
        "page_after_mean": after["mean"],
        "page_after_stars": after["mean"] * after["count"],
        "fives_for_tenth": _needed(page, 4.4),
        "fives_for_half": _needed(page, 4.8),
    }

    low_stars = sum(tamandu.STARS[:3])
    answers = round(tamandu.REVIEWS * tamandu.REVIEWS_ANSWERED_PCT / 100)
    ticket = tamandu.CAFE_TICKET_BRL * tamandu.MARGIN_CAFES_PCT / 100
    spent = CARDS_BRL + SATURDAYS * HOURS * HOUR_BRL
    found |= {
        "low_reviews": low_stars,
        "low_reviews_pct": 100 * low_stars / tamandu.REVIEWS,
        "waiting_in_low": WAITING_IN_LOW,
        "waiting_in_low_pct": 100 * WAITING_IN_LOW / low_stars,
        "waiting_in_dozen": WAITING_IN_DOZEN,
        "answers": answers,
        "answers_to_five": ANSWERS_TO_FIVE_STARS,
        "answers_else": answers - ANSWERS_TO_FIVE_STARS,
        "reviews_2025": REVIEWS_2025,
        "reviews_a_month": REVIEWS_2025 / 12,
        "low_reviews_a_month": REVIEWS_2025 / 12 * low_stars / tamandu.REVIEWS,
        "ticket_profit_brl": ticket,
        "barista_brl": SATURDAYS * HOURS * HOUR_BRL,
        "cards_brl": CARDS_BRL,
        "spent_brl": spent,
        "break_even_tickets": ceil(spent / ticket),
        "break_even_tickets_a_saturday": spent / ticket / SATURDAYS,
        "minas_index_pct": 100 * (MINAS_SOLVED + MINAS_UNRATED) / (MINAS_RATED + MINAS_UNRATED),
        "minas_of_rated_pct": 100 * MINAS_SOLVED / MINAS_RATED,
        "minas_of_all_pct": 100 * MINAS_SOLVED / MINAS_TOTAL,
        "minas_gap": MINAS_RATED + MINAS_UNRATED - MINAS_TOTAL,
    }
    return found


def films() -> Figure:
    """Draw how the same films are rated on four sites, one row for each site."""
    table = house.read("film_ratings_five_sites.csv")
    figure, rows = house.figure(5.4, nrows=4, sharex=True)
    edges = numpy.arange(0, 5.5, 0.5)  # the last part takes in the five
    for axes, (site, (name, column, divisor)) in zip(rows, SITES.items(), strict=True):
        color = house.COLORS["orange" if site == "fandango" else "blue"]
        scores = table[column] / divisor
        counts, _ = numpy.histogram(scores, edges)
        for left, count in zip(edges, counts, strict=False):
            axes.bar(left + 0.25, count, width=0.46, color=color, alpha=0.35 if left < 4 else 1)
        axes.set(ylim=(0, 92), xlim=(-0.05, 5.05), yticks=[])
        axes.spines["left"].set_visible(False)
        axes.text(0, 80, name, color=color, fontweight="bold", va="center")
        axes.text(
            0,
            54,
            f"{100 * (scores >= 4).mean():.0f}% have four or more",
            color=house.INK,
            va="center",
        )
    rows[-1].set_xticks(range(6), ["0", "1", "2", "3", "4", "5"])
    rows[-1].set_xlabel("Score, brought to a scale of five")
    return figure


def hat() -> Figure:
    """Draw the averages of 12, 50 and 612 ratings that come at random from Tamandu's stars."""
    mean = rating(DOZEN)["mean"]
    of_all = rating(tamandu.STARS)["mean"]
    figure, axes = house.figure(3.9)
    blue, orange = house.COLORS["blue"], house.COLORS["orange"]
    for row, count in enumerate((12, 50, 612)):
        chances = averages(count)
        values = numpy.array(list(chances))
        heights = numpy.array(list(chances.values()))
        heights = 0.5 * heights / heights.max()
        low, high = middle(chances)
        base = -row
        seen = (values >= 3) & (heights > 1e-3)
        strong = seen & (values >= low - 1e-9) & (values <= high + 1e-9)
        for part, alpha in ((seen, 0.35), (strong, 1)):
            if count < 50:
                axes.bar(
                    values[part],
                    heights[part],
                    bottom=base,
                    width=0.86 / count,
                    color=blue,
                    alpha=alpha,
                    linewidth=0,
                )
            else:
                axes.fill_between(
                    values[part],
                    base,
                    base + heights[part],
                    step="mid",
                    color=blue,
                    alpha=alpha,
                    linewidth=0,
                )
        axes.plot([3.0, 5.05], [base, base], color=house.SOFT, linewidth=1, zorder=0)
        axes.text(2.98, base + 0.42, f"{count} ratings", color=blue, fontweight="bold", va="center")
        axes.text(2.98, base + 0.18, f"{low:.2f} to {high:.2f}", color=house.INK, va="center")
    axes.plot(mean, 0, "D", color=orange, markersize=7, clip_on=False, zorder=3)
    axes.annotate(
        "the dozen of January: 3.75",
        (mean, 0),
        xytext=(0, -15),
        textcoords="offset points",
        color=orange,
        ha="center",
        va="center",
    )
    axes.plot(
        [of_all] * 2,
        [-2, 0.62],
        color=house.MUTED,
        linewidth=0.8,
        dashes=(3, 3),
        zorder=0,
    )
    axes.text(of_all, 0.7, "all 612: 4.39", color=house.MUTED, ha="center", va="center")
    axes.set(xlim=(2.95, 5.08), ylim=(-2.05, 0.8), yticks=[], xlabel="Average of the stars")
    axes.set_xticks([3, 3.5, 4, 4.5, 5], ["3", "3.5", "4", "4.5", "5"])
    axes.spines["left"].set_visible(False)
    return figure


if __name__ == "__main__":
    house.main(__spec__.name)
