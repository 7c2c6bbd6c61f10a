"""The formulas of the calculators, as the website's scripts compute them.

Run ``python -m analysis.calculators`` to see the numbers of the worked examples. A test holds each
script in ``_static/calculators/`` against the function of the same name here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from scipy import stats

from _ext.house import Field
from analysis import house


def _counts(**fields: tuple[str, int]) -> list[Field]:
    return [Field(name, label, value, whole=True) for name, (label, value) in fields.items()]


FIELDS = {
    "par-bar": _counts(
        aware=("People who know the brand", 4000),
        act=("People who bought", 600),
        advocate=("People who recommend it", 240),
    ),
    "rating": _counts(
        stars1=("Ratings with 1 star", 1),
        stars2=("Ratings with 2 stars", 0),
        stars3=("Ratings with 3 stars", 2),
        stars4=("Ratings with 4 stars", 4),
        stars5=("Ratings with 5 stars", 5),
    ),
    "nps": _counts(
        promoters=("Promoters (answers of 9 or 10)", 75),
        passives=("Passives (7 or 8)", 45),
        detractors=("Detractors (0 to 6)", 30),
    ),
    "reward": [
        Field("price", "Price of a purchase", 12),
        Field("cost", "Variable cost of a purchase", 4),
        Field("every", "Paid purchases for one reward", 10, least=1, whole=True),
        Field("given", "Variable cost of the reward", 4),
        Field("redeemed", "Earned rewards that are collected, in percent", 100, most=100),
    ],
    "sample-size": [
        Field("base", "Share that converts now, in percent", 3, most=100),
        Field("lift", "Smallest relative change worth finding, in percent", 20, least=-99),
        Field("power", "Chance to find it if it is there, in percent", 80, least=1, most=99.9),
        Field("level", "Chance of a false alarm, in percent", 5, least=0.1, most=99),
        Field("per_day", "People who enter the test each day", 400, least=1, whole=True),
    ],
    "shape": _counts(
        aware=("Know the brand (aware)", 4000),
        appeal=("Find it appealing (appeal)", 2200),
        ask=("Look for more (ask)", 1300),
        act=("Bought (act)", 600),
        advocate=("Recommend it (advocate)", 240),
    ),
}
"""What each calculator asks for. The website's forms are made from it."""


def example(name: str) -> dict[str, float]:
    """Return the inputs of the worked example of the calculator *name*."""
    return {field.name: field.value for field in FIELDS[name]}


def par_bar(aware: float, act: float, advocate: float) -> dict[str, float]:
    """Return purchase action ratio and brand advocacy ratio, both as shares of 1.

    *aware*, *act* and *advocate* count people who know the brand, bought it and recommend it.
    ``per_buyer`` is how many recommend it for each one who bought. Raises ValueError where nobody
    is aware. Source: Kotler, Kartajaya and Setiawan, Marketing 4.0 (2017), chapter 6.
    """
    if aware <= 0:
        raise ValueError("Somebody has to know the brand.")
    return {
        "par": act / aware,
        "bar": advocate / aware,
        "per_buyer": advocate / act if act else math.nan,
    }


def rating(stars: Sequence[int]) -> dict[str, float]:
    """Return mean, standard deviation and 95% interval of ratings from one to five stars.

    *stars* counts the ratings with one, two, three, four and five stars. The interval is Student's
    t, cut off at 1 and 5. Raises ValueError for fewer than two ratings, or when all are equal.
    """
    count = sum(stars)
    if count < 2:
        raise ValueError("An interval needs at least two ratings.")
    mean = sum(star * n for star, n in enumerate(stars, 1)) / count
    squares = sum(n * (star - mean) ** 2 for star, n in enumerate(stars, 1))
    if squares == 0:
        raise ValueError("All ratings are equal: they say nothing about how far others may differ.")
    deviation = math.sqrt(squares / (count - 1))
    half = float(stats.t.ppf(0.975, count - 1)) * deviation / math.sqrt(count)
    return {
        "count": count,
        "mean": mean,
        "deviation": deviation,
        "low": max(1.0, mean - half),
        "high": min(5.0, mean + half),
    }


def nps(promoters: float, passives: float, detractors: float) -> dict[str, float]:
    """Return the Net Promoter Score, in points from -100 to 100, with its 95% interval.

    The arguments count answers of 9 or 10, of 7 or 8, and of 0 to 6. The variance of the score of
    n answers is (p + d - (p - d)²) / n, with p and d the shares of promoters and detractors; the
    interval is that of the normal distribution. Raises ValueError where nobody has answered.
    """
    count = promoters + passives + detractors
    if count <= 0:
        raise ValueError("Nobody has answered.")
    p, d = promoters / count, detractors / count
    error = math.sqrt((p + d - (p - d) ** 2) / count)
    half = float(stats.norm.ppf(0.975)) * error * 100
    score = 100 * (p - d)
    return {"count": count, "score": score, "low": score - half, "high": score + half}


def reward(
    price: float, cost: float, every: float, given: float, redeemed: float
) -> dict[str, float]:
    """Return what a stamp card needs to pay for itself.

    *price* and *cost* are price and variable cost of a purchase, *given* the variable cost of the
    reward after *every* paid purchases, all in one currency; *redeemed* is the share of earned
    rewards that is collected, in percent. Each paid purchase also costs its part of the reward. The
    break-even is the rise (a share) in paid purchases that keeps profit where it was without the
    card. Raises ValueError where no rise can do that.
    """
    margin = price - cost
    with_card = margin - redeemed / 100 * given / every
    if margin <= 0:
        raise ValueError("A purchase earns nothing even without the card.")
    if with_card <= 0:
        raise ValueError("The reward costs as much as the purchases before it earn.")
    return {"margin": margin, "with_card": with_card, "rise": margin / with_card - 1}


def sample_size(
    base: float, lift: float, power: float, level: float, per_day: float
) -> dict[str, float]:
    """Return how many people each group of an A/B test needs, and how many days that takes.

    In percent: *base*, the share that converts now; *lift*, the smallest relative change worth
    finding; *power*, the wanted chance to find it; *level*, the accepted chance of a false alarm
    (two-sided). *per_day* people enter the test each day, both groups together. The result has
    the ``new`` share (0 to 1), the people in ``each`` group and the ``days``. Two proportions
    without continuity correction: Lemeshow and others, Adequacy of Sample Size in Health Studies
    (1990), chapter 2. Raises ValueError where a share would leave 0 to 1.
    """
    old, new = base / 100, base / 100 * (1 + lift / 100)
    if not (0 < old < 1 and 0 < new < 1) or lift == 0:
        raise ValueError("Both shares must lie between 0 and 1, and differ.")
    middle = (old + new) / 2
    a = float(stats.norm.ppf(1 - level / 200)) * math.sqrt(2 * middle * (1 - middle))
    b = float(stats.norm.ppf(power / 100)) * math.sqrt(old * (1 - old) + new * (1 - new))
    each = math.ceil(((a + b) / (new - old)) ** 2)
    return {"new": new, "each": each, "days": math.ceil(2 * each / per_day)}


def shape(people: Sequence[float]) -> dict[str, object]:
    """Return the shape of a path from its five counts, and the four rates from stage to stage.

    *people* counts those who are aware, find the brand appealing, ask, act and advocate. The names
    of the shapes are those of Marketing 4.0 (2017), chapter 7; the thresholds of the rule are ours.
    Raises ValueError where a stage before the last is empty.
    """
    aware, appeal, ask, act, advocate = people
    if min(aware, appeal, ask, act) <= 0:
        raise ValueError("Each stage before the last needs somebody in it.")
    rates = [later / before for before, later in zip(people, people[1:], strict=False)]
    if ask > appeal:
        name = "goldfish"
    elif advocate > act:
        name = "trumpet"
    elif act / ask > 0.8 and ask / appeal < 0.5:
        name = "door knob"
    else:
        name = "funnel"
    return {"shape": name, "rates": rates, "par": act / aware, "bar": advocate / aware}


def numbers() -> dict[str, float]:
    """Return the numbers of the worked examples, by the names that the page prints."""
    path = par_bar(**example("par-bar"))
    stars = rating([int(count) for count in example("rating").values()])
    score = nps(**example("nps"))
    small = nps(20, 12, 8)  # 40 answers in the same shares
    card = reward(**example("reward"))
    some = reward(**example("reward") | {"redeemed": 70})
    test = sample_size(**example("sample-size"))
    profile = shape(list(example("shape").values()))
    return {
        "par": path["par"],
        "bar": path["bar"],
        "per_buyer": path["per_buyer"],
        "rating_mean": stars["mean"],
        "rating_deviation": stars["deviation"],
        "rating_low": stars["low"],
        "rating_high": stars["high"],
        "nps": score["score"],
        "nps_low": score["low"],
        "nps_high": score["high"],
        "nps_half": score["high"] - score["score"],
        "nps_half_small": small["high"] - small["score"],
        "card_margin": card["margin"],
        "card_with": card["with_card"],
        "card_rise_pct": 100 * card["rise"],
        "card_rise_some_pct": 100 * some["rise"],
        "test_each": test["each"],
        "test_days": test["days"],
        "profile_appeal_pct": 100 * profile["rates"][0],
        "profile_ask_pct": 100 * profile["rates"][1],
        "profile_act_pct": 100 * profile["rates"][2],
        "profile_advocate_pct": 100 * profile["rates"][3],
    }


if __name__ == "__main__":
    house.main(__spec__.name)
