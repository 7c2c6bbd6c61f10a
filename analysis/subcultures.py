"""Chapter 4: who should go first when something spreads from friend to friend.

The network is real: mutual follows among Last.fm users in Asia, ``network_lastfm_asia.csv``
(Rozemberczki and Sarkar 2020). What spreads on it is simulated. In each run every tie is open with
the same probability, and an open tie carries one word in both directions. Under *simple* contagion
one word is enough; under *complex* contagion a person follows after words from two friends.

Tamandu Coffee is invented for this course, and so are the offers and sums below.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from analysis import house, tamandu

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SEED = 4
RUNS = 201
"""An odd number, so that the median is one of the runs."""
STARTERS = 10
STARTS = {
    "hubs": "best\nconnected",
    "nominated": "friends of\nrandom",
    "circle": "one circle",
    "random": "random",
}
"""Four ways to choose ten people. *nominated*: a random person names a friend, ten times.
*circle*: a random person with at least nine friends, and nine of these friends."""
CONDITIONS = {"rare": (0.05, 1), "easy": (0.10, 1), "two": (0.30, 2)}
"""Probability that a tie is open, and the number of friends that it takes."""
SAME_AS_HUBS = 75
"""Random starters that reach about as many as the ten best connected, in the *rare* condition."""
TOOK_OFF = 0.01
"""A run has taken off when more than this share of the network has followed."""

# Brazil, 2025, medium projection of World Population Prospects 2019, thousands of people.
BRAZIL_10_PLUS = 190_914
BRAZIL_FEMALE_10_PLUS = 97_872
BRAZIL_MALE_10_TO_24 = 23_219

# Two circles of five people, for the figure that explains. Nobody in it is real.
CIRCLES = (
    "1-2 1-3 2-3 2-4 3-4 3-5 4-5 6-7 6-8 7-8 7-9 8-9 8-10 9-10".split(),
    {"narrow": ["5-6"], "wide": ["5-6", "4-6", "5-7"]},
)
FIRST_TWO = ("1", "2")

# Three offers to Tamandu, invented: price, whom they reach, and who of these could subscribe.
OFFERS = {
    "food": {"brl": 3_800, "followers": 62_000, "seen_pct": 24, "here_pct": 38, "brew_pct": 15},
    "coffee": {"brl": 690, "followers": 4_200, "seen_pct": 45, "here_pct": 52, "brew_pct": 60},
    "evening": {"brl": 1_440, "followers": 180, "seen_pct": 80, "here_pct": 75, "brew_pct": 100},
}
EVENING_GUESTS = 24
# What the community map of Tamandu's plan spends, in BRL, invented like the communities.
RUNNERS, BARISTA_BRL, BREAKFASTS, BREAKFAST_BRL, STUDENTS_BRL = 60, 25, 6, 150, 800
PHOTOS_LINE_BRL = 30_000
"""Chapter 1's budget line from which the map is paid: photos and posts for Instagram."""


@house.remember
def _ties() -> np.ndarray:
    """Return the network's ties, one pair of people in each row."""
    return house.read("network_lastfm_asia.csv").to_numpy()


def _matrix(ties: np.ndarray, people: int) -> sparse.csr_matrix:
    """Return *ties* as a symmetric matrix of zeros and ones."""
    ends = np.concatenate([ties, ties[:, ::-1]])
    ones = np.ones(len(ends), dtype=np.int16)
    return sparse.csr_matrix((ones, (ends[:, 0], ends[:, 1])), shape=(people, people))


def _choose(rng: np.random.Generator, whole: sparse.csr_matrix) -> dict[str, np.ndarray]:
    """Return ten people for each way in ``STARTS``, and ``SAME_AS_HUBS`` random ones as *many*."""
    degree = np.diff(whole.indptr)

    def friends(person: int) -> np.ndarray:
        return whole.indices[whole.indptr[person] : whole.indptr[person + 1]]

    nominated: list[int] = []
    while len(nominated) < STARTERS:
        named = int(rng.choice(friends(rng.integers(len(degree)))))
        if named not in nominated:
            nominated.append(named)
    middle = int(rng.choice(np.flatnonzero(degree >= STARTERS - 1)))
    round_it = rng.choice(friends(middle), STARTERS - 1, replace=False)
    shuffled = rng.permutation(len(degree))
    return {
        "hubs": np.argsort(-degree, kind="stable")[:STARTERS],
        "nominated": np.array(nominated),
        "circle": np.array([middle, *round_it]),
        "random": shuffled[:STARTERS],
        "many": shuffled[:SAME_AS_HUBS],
    }


def _marked(starters: np.ndarray, people: int) -> np.ndarray:
    """Return one number for each of *people*: 1 for the *starters*, 0 for the others."""
    marked = np.zeros(people, dtype=np.int16)
    marked[starters] = 1
    return marked


def _followers(open_ties: sparse.csr_matrix, starters: np.ndarray, needed: int) -> int:
    """Return how many people follow in the end, starters included, when *needed* words suffice."""
    following = _marked(starters, open_ties.shape[0])
    count = len(starters)
    while True:
        following |= (open_ties @ following) >= needed
        if (grown := int(following.sum())) == count:
            return count
        count = grown


@house.remember
def spread() -> dict[str, dict[str, np.ndarray]]:
    """Return the people who follow in each run, by condition and by way to choose the starters."""
    ties = _ties()
    people = int(ties.max()) + 1
    whole = _matrix(ties, people)
    found: dict[str, dict[str, np.ndarray]] = {}
    for condition, (probability, needed) in CONDITIONS.items():
        rng = np.random.default_rng(SEED)
        runs: dict[str, list[int]] = {}
        for _ in range(RUNS):
            open_ties = _matrix(ties[rng.random(len(ties)) < probability], people)
            if needed == 1:  # whoever hangs together with a starter follows
                _, part = connected_components(open_ties, directed=False)
                size = np.bincount(part)
            for way, starters in _choose(rng, whole).items():
                reached = (
                    int(size[np.unique(part[starters])].sum())
                    if needed == 1
                    else _followers(open_ties, starters, needed)
                )
                runs.setdefault(way, []).append(reached)
        found[condition] = {way: np.array(reached) for way, reached in runs.items()}
    return found


def days(bridge: str, needed: int) -> dict[str, int]:
    """Return the day on which each person of the two invented circles follows; day 0 starts."""
    inside, bridges = CIRCLES
    pairs = [pair.split("-") for pair in inside + bridges[bridge]]
    day = dict.fromkeys(FIRST_TWO, 0)
    for today in range(1, 10):
        words: dict[str, int] = {}
        for one, other in pairs:
            for said, heard in ((one, other), (other, one)):
                if day.get(said, today) < today and heard not in day:
                    words[heard] = words.get(heard, 0) + 1
        day |= {person: today for person, count in words.items() if count >= needed}
    return day


def numbers() -> dict[str, float]:
    """Return what chapter 4 prints.

    ``<condition>_<way>`` is the median number of people who follow over ``RUNS`` runs, ``_low`` and
    ``_high`` the tenth and ninetieth percentile, ``_took_off_pct`` the share of runs in which more
    than 1% of the network follows.
    """
    ties = _ties()
    people = int(ties.max()) + 1
    degree = np.bincount(ties.ravel(), minlength=people)
    sums = np.bincount(ties[:, 0], degree[ties[:, 1]], people)
    sums += np.bincount(ties[:, 1], degree[ties[:, 0]], people)
    found: dict[str, float] = {
        "people": people,
        "ties": len(ties),
        "mean_friends": degree.mean(),
        "median_friends": float(np.median(degree)),
        "most_friends": int(degree.max()),
        "tenth_friends": int(np.sort(degree)[-STARTERS]),
        "mean_friends_of_friends": float(degree @ degree) / degree.sum(),
        "friends_have_more_pct": 100 * float(np.mean(sums / degree > degree)),
        "runs": RUNS,
        "same_as_hubs": SAME_AS_HUBS,
        "hub_worth": SAME_AS_HUBS / STARTERS,
    }
    for condition, by_way in spread().items():
        found[f"{condition}_open_pct"] = 100 * CONDITIONS[condition][0]
        for way, reached in by_way.items():
            key = f"{condition}_{way}"
            found[key] = float(np.median(reached))
            found[f"{key}_low"], found[f"{key}_high"] = np.percentile(reached, (10, 90))
            found[f"{key}_took_off_pct"] = 100 * float(np.mean(reached > TOOK_OFF * people))

    found["easy_random_failed_pct"] = 100 - found["easy_random_took_off_pct"]
    whole = _matrix(ties, people)
    rng = np.random.default_rng(SEED)
    chosen = [_choose(rng, whole) for _ in range(RUNS)]
    for way in STARTS:  # how many people have two or more of the ten starters among their friends
        in_runs = [int(((whole @ _marked(start[way], people)) >= 2).sum()) for start in chosen]
        found[f"friends_of_two_{way}"] = float(np.mean(in_runs))
    found["slogan_pct"] = 100 * (BRAZIL_FEMALE_10_PLUS + BRAZIL_MALE_10_TO_24) / BRAZIL_10_PLUS
    for bridge, needed in (("narrow", 1), ("narrow", 2), ("wide", 2)):
        day = days(bridge, needed)
        found[f"circles_{bridge}_{needed}"] = len(day)
        found[f"circles_{bridge}_{needed}_day"] = max(day.values())

    company = tamandu.numbers()
    staying = 1 - company["subscribers_leaving_a_month_pct"] / 100
    months = sum(staying**month for month in range(12))
    month_profit = company["subscription_brl_a_month"] * company["margin_web_pct"] / 100
    profit = months * month_profit
    found |= {"months": months, "month_profit_brl": month_profit, "year_profit_brl": profit}
    for name, offer in OFFERS.items():
        seen = offer["followers"] * offer["seen_pct"] / 100
        here = seen * offer["here_pct"] / 100
        able = here * offer["brew_pct"] / 100
        needed = ceil(offer["brl"] / profit)
        found |= {
            f"{name}_brl": offer["brl"],
            f"{name}_followers": offer["followers"],
            f"{name}_brl_a_thousand": 1000 * offer["brl"] / offer["followers"],
            f"{name}_seen": seen,
            f"{name}_here": here,
            f"{name}_able": able,
            f"{name}_brl_each": offer["brl"] / able,
            f"{name}_needed": needed,
            f"{name}_needed_pct": 100 * needed / able,
        }
    found["food_fair_brl"] = found["food_able"] * found["coffee_brl_each"]
    found["food_brew_fair_pct"] = (
        100 * found["food_brl"] / (found["coffee_brl_each"] * found["food_here"])
    )
    found["evening_needed_of_guests_pct"] = 100 * found["evening_needed"] / EVENING_GUESTS
    baristas = company["restaurants"] * BARISTA_BRL
    map_brl = (
        BREAKFASTS * BREAKFAST_BRL
        + baristas
        + OFFERS["evening"]["brl"]
        + OFFERS["coffee"]["brl"]
        + STUDENTS_BRL
    )
    found |= {
        "runners_brl": BREAKFASTS * BREAKFAST_BRL,
        "baristas_brl": baristas,
        "students_brl": STUDENTS_BRL,
        "map_brl": map_brl,
        "map_of_line_pct": 100 * map_brl / PHOTOS_LINE_BRL,
        "line_left_brl": PHOTOS_LINE_BRL - map_brl,
    }
    return found


def starting_points() -> Figure:
    """Draw the result of each run, for three conditions and four ways to choose ten starters."""
    figure, panels = house.figure(6.6, nrows=3, sharex=True)
    titles = {
        "rare": "Rarely passed on; one friend is enough",
        "easy": "Easily passed on; one friend is enough",
        "two": "It takes two friends",
    }
    colors = dict(zip(STARTS, ("orange", "plum", "blue", "green"), strict=True))
    jitter = np.random.default_rng(SEED).uniform(-0.3, 0.3, RUNS)
    for axes, (condition, by_way) in zip(panels, spread().items(), strict=True):
        for row, way in enumerate(STARTS):
            reached, color = by_way[way], house.COLORS[colors[way]]
            shown = slice(None, None, 2)  # half of the dots, so that the page stays light
            axes.scatter(
                reached[shown], (row + jitter)[shown], s=6, color=color, alpha=0.4, linewidth=0
            )
            middle = float(np.median(reached))
            axes.plot([middle] * 2, [row - 0.38, row + 0.38], color=house.INK, linewidth=2)
            left = reached.min() > 900
            axes.text(
                reached.min() - 40 if left else reached.max() + 40,
                row,
                f"{middle:,.0f}",
                ha="right" if left else "left",
                va="center",
                fontweight="bold",
                color=color,
            )
        axes.set_title(titles[condition])
        axes.set(ylim=(len(STARTS) - 0.45, -0.55), xlim=(-20, 1_950))
        axes.set_yticks(range(len(STARTS)), list(STARTS.values()))
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
    panels[-1].set_xticks(range(0, 2_000, 500), [f"{tick:,}" for tick in range(0, 2_000, 500)])
    panels[-1].set_xlabel(f"People who follow, of {_ties().max() + 1:,}; a dot is every second run")
    return figure


def two_circles() -> Figure:
    """Draw the two invented circles three times, with the day on which each person follows."""
    figure, panels = house.figure(4.9, nrows=3)
    shown = (
        ("narrow", 1, "One friend is enough, one tie across"),
        ("narrow", 2, "It takes two friends, one tie across"),
        ("wide", 2, "It takes two friends, three ties across"),
    )
    for axes, (bridge, needed, title) in zip(panels, shown, strict=True):
        _draw_circles(axes, bridge, needed)
        axes.set_title(title)
    return figure


def _draw_circles(axes: Axes, bridge: str, needed: int) -> None:
    """Draw the circles with *bridge*; each person shows the day of following."""
    heights = (0.62, -0.62)
    left = {"1": (0, 0), "2": (1, heights[0]), "3": (1, heights[1]), "4": (2.3, heights[0])}
    left["5"] = (2.3, heights[1])
    places = left | {
        str(11 - int(person)): (7.6 - x, -y if person != "1" else 0)
        for person, (x, y) in left.items()
    }
    inside, bridges = CIRCLES
    day = days(bridge, needed)
    for pair in inside + bridges[bridge]:
        ends = [places[person] for person in pair.split("-")]
        across = pair in bridges[bridge]
        axes.plot(
            *zip(*ends, strict=True),
            color=house.COLORS["orange"] if across else house.MUTED,
            linewidth=2 if across else 1,
            zorder=1,
        )
    for person, (x, y) in places.items():
        follows = person in day
        axes.scatter(
            x,
            y,
            s=250,
            facecolor=house.COLORS["blue"] if follows else house.PAPER,
            edgecolor=house.COLORS["blue"] if follows else house.MUTED,
            zorder=2,
        )
        if follows:
            axes.text(
                x,
                y,
                str(day[person]),
                color=house.PAPER,
                ha="center",
                va="center_baseline",
                fontweight="bold",
                zorder=3,
            )
    axes.set(xlim=(-0.5, 8.1), ylim=(-1.1, 1.1), xticks=[], yticks=[])
    axes.spines[:].set_visible(False)


if __name__ == "__main__":
    house.main(__spec__.name)
