"""Chapter 16: what a stamp card costs, and how good it looks when it changes nobody.

Tamandu Coffee is invented for this course, and so are the constants below that ``analysis.tamandu``
and ``analysis.evolution`` do not hold. The card of the figure is a thought experiment, computed
exactly: guests come at rates of their own, some join, and nobody comes more often for it.
"""

from __future__ import annotations

import math

import numpy
from matplotlib.figure import Figure
from scipy import stats

from analysis import evolution, house, tamandu
from analysis.calculators import reward

GUESTS = 9_000
"""Invented: different people who bought in the cafés in 2025. The 6,300 of the survey within 800
meters, and an estimate of 2,700 from farther away."""
MEMBER_VISITS = 69_000
"""Invented: of the 128,000 tickets of 2025, those with the card."""
MEMBER_VISITS_DEVIATION = 18
"""Invented: standard deviation of the visits of a member in 2025."""
NEW_MEMBERS = 900
"""Invented: guests who join in a year."""

COFFEE_BRL = 12
COFFEE_COST_BRL = 4
"""Invented: price and variable cost of the coffee that is free."""
STAMPS = 10
"""The tenth coffee is free: one reward in ten visits."""
COLLECTED_PCT = 70
"""Invented: of the free coffees that the visits would earn, those that are collected."""
CARD_LINE = "Loyalty card"
"""The line of the budget of 2025 that pays for the card itself."""

DUTCH_FACTOR = 7
"""Leenheer and others (2007): by how much the naive effect on share of wallet was too large."""

LIGHT_MEMBERS = 780
"""Invented: members with fewer than 12 visits in 2025, the same people as in chapter 17."""
LIGHT_VISITS = 1.9
LIGHT_DEVIATION = 1.6
"""Invented: their usual visits in 13 weeks, mean and standard deviation."""
MESSAGES = 6
MESSAGE_BRL = 0.35
SET_UP_BRL = 1_200
SAMPLE_BRL = 4
"""Invented: what the loop costs. Messages to each, price of one, the work at the till, and the
variable cost of a sample bag, at most one for each guest."""

Z = 1.96
BOTH_Z = 2.8
"""Standard errors for an interval of 95%; and for a find in 80% of tests (1.96 + 0.84)."""

CARDS_EACH = 150
PLAIN, HEAD_START = 0.19, 0.34
"""Nunes and Drèze (2006): cards in each half of 300, and the shares that were completed."""

TENTHS = 10


def _card_without_effect() -> dict[str, float]:
    """Return the mean visits and the chance to join of a card that changes nobody.

    Yearly rates of visits are exponential; at each visit of the year before, a guest joined with
    the same chance, so that of a rate r a share of 1 - exp(-chance * r) are members.
    """
    mean = tamandu.CAFE_TICKETS / GUESTS
    outside = 1 - tamandu.CARD_MEMBERS / GUESTS
    chance = (1 / outside - 1) / mean
    members = mean * (1 - outside**2) / (1 - outside)
    return {"mean": mean, "chance": chance, "members": members, "others": mean * outside}


def _tenths() -> tuple[numpy.ndarray, numpy.ndarray]:
    """Return, for each tenth of the guests from the lightest on, the share that joined and its
    share of all free coffees, one for every tenth visit of a member, in percent.
    """
    model = _card_without_effect()
    steps = 400
    places = (numpy.arange(TENTHS * steps) + 0.5) / (TENTHS * steps)
    rates = -model["mean"] * numpy.log(1 - places)
    joined = 1 - numpy.exp(-model["chance"] * rates)
    visits = numpy.arange(0, 600)
    free = stats.poisson.pmf(visits, rates[:, None]) @ (visits // STAMPS)
    collected = (joined * free).reshape(TENTHS, steps).sum(axis=1)
    return 100 * joined.reshape(TENTHS, steps).mean(axis=1), 100 * collected / collected.sum()


def numbers() -> dict[str, float]:
    """Return what chapter 16 prints; keys end in their unit."""
    company = tamandu.numbers()
    members, tickets = tamandu.CARD_MEMBERS, tamandu.CAFE_TICKETS
    others, other_visits = GUESTS - members, tickets - MEMBER_VISITS
    each, each_other = MEMBER_VISITS / members, other_visits / others
    model = _card_without_effect()
    joined, collected = _tenths()
    found: dict[str, float] = {
        "guests": GUESTS,
        "others": others,
        "member_visits": MEMBER_VISITS,
        "other_visits": other_visits,
        "visits_a_member": each,
        "visits_an_other": each_other,
        "visits_ratio": each / each_other,
        "visits_gap": each - each_other,
        "member_share_of_tickets_pct": 100 * MEMBER_VISITS / tickets,
        "model_mean": model["mean"],
        "model_chance_pct": 100 * model["chance"],
        "model_visits_a_member": model["members"],
        "model_visits_an_other": model["others"],
        "joined_lightest_pct": joined[0],
        "joined_heaviest_pct": joined[-1],
        "coffees_heaviest_pct": collected[-1],
        "coffees_heaviest_two_pct": collected[-2:].sum(),
        "coffees_lighter_half_pct": collected[:5].sum(),
    }

    profit = evolution.numbers()["ticket_profit_brl"]
    price = company["cafe_ticket_brl"]
    some = reward(price, price - profit, STAMPS, COFFEE_BRL, COLLECTED_PCT)
    every = reward(price, price - profit, STAMPS, COFFEE_BRL, 100)
    gift = reward(price, price - profit, STAMPS, COFFEE_COST_BRL, COLLECTED_PCT)
    line = next(cost for name, _, _, cost in evolution.BUDGET if name == CARD_LINE)
    coffees = MEMBER_VISITS / STAMPS * COLLECTED_PCT / 100
    given = coffees * COFFEE_BRL
    total = given + line
    needed = total / profit
    found |= {
        "ticket_profit_brl": profit,
        "ticket_cost_brl": price - profit,
        "collected_pct": COLLECTED_PCT,
        "reward_a_visit_brl": profit - some["with_card"],
        "with_card_brl": some["with_card"],
        "rise_pct": 100 * some["rise"],
        "reward_all_a_visit_brl": profit - every["with_card"],
        "with_card_all_brl": every["with_card"],
        "rise_all_pct": 100 * every["rise"],
        "rise_gift_pct": 100 * gift["rise"],
        "free_coffees": coffees,
        "given_brl": given,
        "line_brl": line,
        "given_of_line": given / line,
        "total_brl": total,
        "needed_visits": math.ceil(needed),
        "needed_of_visits_pct": 100 * needed / MEMBER_VISITS,
        "needed_rise_pct": 100 * needed / (MEMBER_VISITS - needed),
        "needed_a_member": needed / members,
        "all_given_brl": MEMBER_VISITS / STAMPS * COFFEE_BRL,
        "forgotten_brl": MEMBER_VISITS / STAMPS * COFFEE_BRL - given,
        "all_total_brl": MEMBER_VISITS / STAMPS * COFFEE_BRL + line,
        "all_needed_a_member": (MEMBER_VISITS / STAMPS * COFFEE_BRL + line) / profit / members,
        "naive_brl": (each - each_other) * members * profit,
        "dutch_visits": (each - each_other) / DUTCH_FACTOR,
    }

    half = LIGHT_MEMBERS // 2
    cash = SET_UP_BRL + half * (MESSAGES * MESSAGE_BRL + SAMPLE_BRL)
    test_each = math.ceil(
        2 * BOTH_Z**2 * MEMBER_VISITS_DEVIATION**2 / round(needed / members, 1) ** 2
    )
    found |= {
        "new_members": NEW_MEMBERS,
        "test_each": test_each,
        "test_years": 2 * test_each / NEW_MEMBERS,
        "light_members": LIGHT_MEMBERS,
        "light_half": half,
        "messages_brl": half * MESSAGES * MESSAGE_BRL,
        "samples_brl": half * SAMPLE_BRL,
        "loop_brl": cash,
        "loop_visits": math.ceil(cash / every["with_card"]),
        "loop_needed": cash / every["with_card"] / half,
        "loop_needed_pct": 100 * cash / every["with_card"] / half / LIGHT_VISITS,
        "loop_found": BOTH_Z * LIGHT_DEVIATION * math.sqrt(2 / half),
        "loop_half_interval": Z * LIGHT_DEVIATION * math.sqrt(2 / half),
    }

    error = math.sqrt(sum(share * (1 - share) / CARDS_EACH for share in (PLAIN, HEAD_START)))
    leaving = company["subscribers_leaving_a_month_pct"] / 100
    found |= {
        "wash_difference_points": 100 * (HEAD_START - PLAIN),
        "wash_low_points": 100 * (HEAD_START - PLAIN - Z * error),
        "wash_high_points": 100 * (HEAD_START - PLAIN + Z * error),
        "wash_plain_cards": CARDS_EACH * PLAIN,
        "wash_start_cards": CARDS_EACH * HEAD_START,
        # Spin Premia's part in OXXO's sales, first quarter of 2024 and second of 2025 (FEMSA)
        "oxxo_points": 46 - 35,
        # ABEMF: billions of points issued and redeemed in 2019
        "points_redeemed_pct": 100 * 265.1 / 308.2,
        "months_now": 1 / leaving,
        "months_less": 1 / (0.95 * leaving),
        "months_gain_pct": 100 * (1 / 0.95 - 1),
        "half_leave_gain_pct": 100 * (0.50 / 0.45 - 1),
    }
    return found


def no_effect() -> Figure:
    """Draw who joins a card that changes nobody, and who collects its free coffees."""
    joined, collected = _tenths()
    figure, axes = house.figure(height_in=3.5)
    blue, orange = house.COLORS["blue"], house.COLORS["orange"]
    places = range(1, TENTHS + 1)
    axes.bar(places, collected, color=blue, width=0.62)
    axes.plot(places, joined, "o-", color=orange, markersize=6)
    axes.text(6.6, 57, "of this tenth\nhave joined", color=orange, ha="right", va="center")
    axes.text(8.5, 20, "of all free coffees\ngo to this tenth", color=blue, ha="right", va="center")
    axes.text(10, joined[-1] + 3, f"{joined[-1]:.0f}%", color=orange, ha="center", va="bottom")
    for place in (9, 10):
        value = collected[place - 1]
        axes.text(place, value + 1, f"{value:.0f}%", color=blue, ha="center", va="bottom")
    axes.set(xlim=(0.4, 10.7), ylim=(0, 90))
    axes.set_yticks(range(0, 81, 20), [f"{tick}%" for tick in range(0, 81, 20)])
    axes.set_xticks([1, 10], ["lightest\ntenth", "heaviest\ntenth"])
    axes.set_xlabel("Guests, from fewest to most visits")
    axes.grid(axis="y")
    axes.tick_params(axis="x", length=0)
    return figure


if __name__ == "__main__":
    house.main(__spec__.name)
