"""Chapter 15: a quarter of content, what a reader must be worth, and how far a winner was lucky.

Tamandu Coffee is invented for this course, and so are its twelve pieces. What does not come from
``analysis.tamandu`` stands below as a constant. The simulation draws quality and luck from a
distribution that is assumed, too; it shows what a skewed quarter can and cannot prove.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from analysis import house, search_traffic, tamandu

Z = 1.96
"""Standard errors to each side of an estimate, for an interval of 95 percent."""

# Upworthy's tests, as Robertson and others (2023) count them.
CLICKS_MILLION = 5.7
SHOWN_MILLION = 370
NEGATIVE_WORD_PCT = 2.3
"""By how much one more negative word raises the click rate, of itself."""

# What HubSpot's survey of 2009 gave for a lead, in US dollars (Damphousse, 2009).
INBOUND_LEAD_USD = 84
OUTBOUND_LEAD_USD = 220

WEEKS = 13
HOURS_A_WEEK = 10
HOUR_BRL = search_traffic.HOUR_BRL
BUYER_ORDERS = 2
"""Orders that a new buyer of the web shop places in the first year, as in chapter 5."""


@dataclass(frozen=True)
class Series:
    """Three pieces of one kind: visits in their first 13 weeks, hours, orders in the same visit."""

    visits: tuple[int, int, int]
    hours: int
    orders: int


PIECES = {
    "howto": Series((4_800, 640, 510), 44, 48),
    "news": Series((1_150, 820, 430), 16, 72),
    "growers": Series((350, 280, 230), 50, 9),
    "general": Series((180, 130, 80), 20, 2),
}
"""What Tamandu published from October to December 2025, by kind."""
MOKA_HOURS = 16
MOKA_ORDERS = 38
"""Hours and orders of the best piece, on the burnt taste of a moka pot."""
MOKA_SPIKE = 3_900
"""Its visits in the nine days after a maker of videos linked to it."""

HALF_LIFE_HOWTO_WEEKS = 26
HALF_LIFE_NEWS_WEEKS = 1
"""Weeks after which half as many people a week come to a piece."""
HOWTO_BUY_PCT = search_traffic.ANSWER_BUY_PCT

PLAN_HOURS = {
    "older pages": 14,
    "new how-to": 48,
    "news": 15,
    "handing over": 33,
    "listening and counting": 12,
    "reserve": 8,
}
"""How the 130 hours from April to June 2026 are divided."""
PLAN_CARDS_BRL = 1_500
PLAN_PHOTOS_BRL = 1_200

LIST_BUY_PCT = 8
"""Share of the contacts who place an order in a quarter, if nothing is sent to them."""

RUNS = 20_000
SEED = 15
WORLDS = {"luck": 0.0, "half": 0.5, "mostly": 0.8}
"""Share of the variance of log visits that is quality, and comes again with the same subject."""


def _visits() -> list[int]:
    """Return the visits of all pieces, most first."""
    return sorted((v for series in PIECES.values() for v in series.visits), reverse=True)


def _spread() -> float:
    """Return the standard deviation of the logarithm of the visits."""
    return float(np.std(np.log(_visits()), ddof=1))


def decay(first_week: float, weeks: float, half_life: float) -> float:
    """Return the visits in the first *weeks*, when each *half_life* halves the visits a week."""
    factor = 0.5 ** (1 / half_life)
    return first_week * (1 - factor**weeks) / (1 - factor)


def later_share(half_life: float = HALF_LIFE_HOWTO_WEEKS) -> float:
    """Return the visits of weeks 14 to 52 for each visit of weeks 1 to 13."""
    return decay(1, 52, half_life) / decay(1, WEEKS, half_life) - 1


def simulate(quality_share: float, seed: int = SEED) -> tuple[np.ndarray, np.ndarray]:
    """Publish twelve subjects in one quarter and again in the next, many times.

    The logarithm of a piece's visits is a normal number: a part that belongs to the subject, with
    *quality_share* of the variance, and luck, drawn anew each time. Returns, for each run, the
    share of visits that the first quarter's best piece has, and its place (1 to 12) in the next.
    """
    random = np.random.default_rng(seed)
    count = len(_visits())
    quality = random.normal(0, math.sqrt(quality_share), (RUNS, count))
    scale = math.sqrt(1 - quality_share)
    first, second = (
        np.exp(_spread() * (quality + random.normal(0, scale, (RUNS, count)))) for _ in range(2)
    )
    best = first.argmax(axis=1)
    share = first.max(axis=1) / first.sum(axis=1)
    again = second[np.arange(RUNS), best]
    return share, 1 + (second > again[:, None]).sum(axis=1)


def _pieces_account() -> dict[str, float]:
    """Return the account of the twelve pieces: by kind, in all, and what corrections do."""
    company = tamandu.numbers()
    order = company["one_off_order_brl"] * company["margin_web_pct"] / 100
    order = round(order, 2)  # the reader's calculator works with R$44.16
    buyer = BUYER_ORDERS * order
    visits = _visits()
    cost = WEEKS * HOURS_A_WEEK * HOUR_BRL
    if sum(series.hours for series in PIECES.values()) != WEEKS * HOURS_A_WEEK:
        raise ValueError("The hours of the pieces do not add up to the quarter's")
    found: dict[str, float] = {
        "pieces": len(visits),
        "hours": WEEKS * HOURS_A_WEEK,
        "cost_brl": cost,
        "visits": sum(visits),
        "best_visits": visits[0],
        "best_pct": 100 * visits[0] / sum(visits),
        "best_three_pct": 100 * sum(visits[:3]) / sum(visits),
        "moka_spike": MOKA_SPIKE,
        "median_visits": (visits[5] + visits[6]) / 2,
        "average_visits": sum(visits) / len(visits),
        "order_profit_brl": order,
        "buyer_brl": buyer,
        "reader_brl": cost / sum(visits),
        "orders_needed": math.ceil(cost / order),
        "orders_needed_per_100": 100 * cost / order / sum(visits),
        "shop_orders_per_100": 100 * company["one_off_orders"] / company["web_visits"],
        "orders": sum(series.orders for series in PIECES.values()),
    }
    for kind, series in PIECES.items():
        spent = series.hours * HOUR_BRL
        found |= {
            f"{kind}_hours": series.hours,
            f"{kind}_cost_brl": spent,
            f"{kind}_visits": sum(series.visits),
            f"{kind}_orders": series.orders,
            f"{kind}_earns_brl": series.orders * order,
            f"{kind}_left_brl": series.orders * order - spent,
            f"{kind}_orders_needed": math.ceil(spent / order),
            f"{kind}_as_buyers_brl": series.orders * buyer,
            f"{kind}_as_buyers_left_brl": series.orders * buyer - spent,
        }
    found["left_brl"] = found["orders"] * order - cost
    found["news_may_come_anyway_pct"] = (
        100 * (found["news_orders"] - found["news_orders_needed"]) / found["news_orders"]
    )
    found["growers_general_hours"] = found["growers_hours"] + found["general_hours"]
    found["growers_general_hours_pct"] = 100 * found["growers_general_hours"] / found["hours"]

    # How-to pages without the best one, in the quarter and in the year
    other_visits = found["howto_visits"] - visits[0]
    other_orders = found["howto_orders"] - MOKA_ORDERS
    other_cost = (found["howto_hours"] - MOKA_HOURS) * HOUR_BRL
    quarter = other_orders * buyer - other_cost
    later = other_visits * later_share()
    kept = 1 - search_traffic.SUMMARY_TAKES_PCT / 100
    found |= {
        "moka_hours": MOKA_HOURS,
        "moka_orders": MOKA_ORDERS,
        "moka_cost_brl": MOKA_HOURS * HOUR_BRL,
        "others_visits": other_visits,
        "others_orders": other_orders,
        "others_cost_brl": other_cost,
        "others_earn_brl": other_orders * buyer,
        "others_left_brl": quarter,
        "later_share": later_share(),
        "others_later_visits": later,
        "others_later_orders": later * HOWTO_BUY_PCT / 100,
        "others_later_brl": later * HOWTO_BUY_PCT / 100 * buyer,
        "others_year_left_brl": quarter + later * HOWTO_BUY_PCT / 100 * buyer,
        "others_summary_left_brl": quarter + later * kept * HOWTO_BUY_PCT / 100 * buyer,
        "growers_year_brl": found["growers_as_buyers_brl"] * (1 + later_share()),
        "general_year_brl": found["general_as_buyers_brl"] * (1 + later_share()),
    }
    # What to expect of another page like the best one, if half of its lead was luck
    lead = visits[0] / found["median_visits"]
    expected = found["median_visits"] * math.sqrt(lead)
    found |= {
        "lead": lead,
        "lead_root": math.sqrt(lead),
        "expected_visits": expected,
        "expected_orders": expected * HOWTO_BUY_PCT / 100,
        "expected_brl": expected * HOWTO_BUY_PCT / 100 * buyer,
    }
    return found


def _holdout() -> dict[str, float]:
    """Return what half of the e-mail list, left without the e-mails, can and cannot show."""
    each = tamandu.EMAIL_CONTACTS // 2
    share = LIST_BUY_PCT / 100
    error = math.sqrt(2 * share * (1 - share) / each)
    account = _pieces_account()
    news_points = 100 * account["news_orders_needed"] / tamandu.EMAIL_CONTACTS
    return {
        "list_each": each,
        "list_buy_pct": LIST_BUY_PCT,
        "holdout_error_points": 100 * error,
        "holdout_half_points": 100 * Z * error,
        "holdout_half_orders": Z * error * tamandu.EMAIL_CONTACTS,
        "program_points": 100 * account["orders_needed"] / tamandu.EMAIL_CONTACTS,
        "news_points": news_points,
        "news_each_needed_thousand": (
            2 * share * (1 - share) * (Z / (news_points / 100)) ** 2 / 1_000
        ),
    }


def numbers() -> dict[str, float]:
    """Return what chapter 15 prints; names end in their unit.

    Raises ValueError when the hours of the pieces or of the plan do not add up to the quarter's.
    """
    found = _pieces_account() | _holdout()
    if sum(PLAN_HOURS.values()) != found["hours"]:
        raise ValueError("The hours of the plan do not add up to the quarter's")
    rate = CLICKS_MILLION / SHOWN_MILLION
    news_first = PIECES["news"].visits[0] * (1 - 0.5 ** (1 / HALF_LIFE_NEWS_WEEKS))
    howto_first = PIECES["howto"].visits[1] / decay(1, WEEKS, HALF_LIFE_HOWTO_WEEKS)
    factor = 0.5 ** (1 / HALF_LIFE_HOWTO_WEEKS)
    news_all = PIECES["news"].visits[0]
    passes = math.log(1 - news_all * (1 - factor) / howto_first) / math.log(factor)
    found |= {
        "upworthy_click_pct": 100 * rate,
        "negative_word_points": rate * NEGATIVE_WORD_PCT,
        "negative_word_shown_per_click": 1 / (rate * NEGATIVE_WORD_PCT / 100),
        "lead_saving_pct": 100 * (1 - INBOUND_LEAD_USD / OUTBOUND_LEAD_USD),
        "news_first_week": news_first,
        "howto_first_week": howto_first,
        "news_total": news_all,
        "howto_quarter": PIECES["howto"].visits[1],
        "howto_year": decay(howto_first, 52, HALF_LIFE_HOWTO_WEEKS),
        "howto_passes_week": passes,
        "plan_brl": PLAN_CARDS_BRL + PLAN_PHOTOS_BRL,
        "plan_cards_brl": PLAN_CARDS_BRL,
        "plan_photos_brl": PLAN_PHOTOS_BRL,
        "plan_handing_pct": 100 * PLAN_HOURS["handing over"] / found["hours"],
        "log_spread": _spread(),
        "runs": RUNS,
    }
    for world, quality_share in WORLDS.items():
        share, place = simulate(quality_share)
        found |= {
            f"{world}_best_share_pct": 100 * float(np.median(share)),
            f"{world}_best_half_pct": 100 * float((share >= 0.5).mean()),
            f"{world}_again_best_pct": 100 * float((place == 1).mean()),
            f"{world}_top_three_pct": 100 * float((place <= 3).mean()),
            f"{world}_lower_half_pct": 100 * float((place > 6).mean()),
        }
    return found


def luck_or_quality() -> Figure:
    """Draw where a quarter's best subject stands in the next quarter, in three worlds."""
    figure, axes = house.figure(3.4)
    places = range(1, len(_visits()) + 1)
    styles = {
        "mostly": ("80% of the spread is the subject", "blue", "o", 1.5, 44),
        "half": ("Half subject, half luck", "orange", "s", 3.5, 19),
        "luck": ("Luck alone", "plum", "D", 8.2, 11.5),
    }
    for world, (label, color, marker, left, height) in styles.items():
        _, place = simulate(WORLDS[world])
        shares = [100 * float((place == at).mean()) for at in places]
        hue = house.COLORS[color]
        axes.plot(places, shares, marker + "-", color=hue, markersize=5)
        axes.text(left, height, label, color=hue, va="center")
    axes.set(xlim=(0.6, 12.4), ylim=(0, 56), xlabel="Its place in the next quarter")
    axes.set_xticks(places)
    axes.set_yticks([0, 20, 40], ["0%", "20%", "40%"])
    axes.set_title("This quarter's best of 12: where is it next time?")
    return figure


def news_and_howto() -> Figure:
    """Draw the visits of a piece of news and of a how-to page, added up over a year."""
    found = numbers()
    figure, axes = house.figure(3.0)
    weeks = np.arange(0, 53)
    lines = {
        "A piece of news": (
            [decay(found["news_first_week"], week, HALF_LIFE_NEWS_WEEKS) for week in weeks],
            "orange",
            (14.4, 1_310),
        ),
        "A how-to page": (
            [decay(found["howto_first_week"], week, HALF_LIFE_HOWTO_WEEKS) for week in weeks],
            "blue",
            (31, 980),
        ),
    }
    for label, (total, color, (left, height)) in lines.items():
        hue = house.COLORS[color]
        axes.plot(weeks, total, color=hue)
        axes.text(left, height, label, color=hue, va="center")
        axes.plot(52, total[-1], "o", color=hue, clip_on=False)
        axes.text(53.5, total[-1], f"{total[-1]:,.0f}", color=hue, va="center")
    axes.axvline(WEEKS, color=house.MUTED, linewidth=0.8, linestyle=":")
    axes.text(WEEKS + 0.8, 90, "the quarter's report", color=house.MUTED, va="center")
    axes.set(xlim=(0, 60), ylim=(0, 1_800), xlabel="Weeks since it was published")
    axes.set_xticks([0, 13, 26, 39, 52])
    axes.set_yticks([0, 500, 1_000, 1_500], ["0", "500", "1,000", "1,500"])
    axes.set_title("Visits so far")
    return figure


if __name__ == "__main__":
    house.main(__name__)
