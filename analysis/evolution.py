"""Chapter 1: when the ideas of marketing were published, and Tamandu Coffee's budget by lens.

The years are those of the sources in ``data/marketing_ideas.csv``. Tamandu Coffee is invented for
this course, and so is its budget; its other numbers come from ``analysis.tamandu``.
"""

from __future__ import annotations

from math import ceil

from matplotlib.figure import Figure

from analysis import house, tamandu

LENSES = ("product", "customer", "human", "digital", "technology")

BUDGET = [
    ("Search and Instagram ads", "digital", "web", 96_000),
    ("E-mail, WhatsApp, shop tools", "digital", "web", 22_000),
    ("Photos and posts", "digital", "shared", 30_000),
    ("New bags, tasting notes", "product", "shared", 28_000),
    ("Samples, trade fair", "product", "wholesale", 26_000),
    ("Menu boards, tasting days", "product", "cafes", 24_000),
    ("Loyalty card", "customer", "cafes", 12_000),
    ("Customer survey", "customer", "shared", 4_000),
    ("Open days with growers", "human", "shared", 14_000),
]
"""Tamandu's marketing budget of 2025: what it buys, its lens, the business it serves, and BRL."""

MOVE_BRL = 24_000
"""The sum that the worked example moves from one lens to another."""

WEB_LOSS_BRL = 20_000
"""A fall in web revenue, for the example of the decision rule."""


def _spent(column: int, name: str) -> int:
    """Return the BRL of all budget lines whose *column* (1 lens, 2 business) is *name*."""
    return sum(line[3] for line in BUDGET if line[column] == name)


def numbers() -> dict[str, float]:
    """Return what chapter 1 prints: the budget by lens and by business, and break-even points.

    Keys end in their unit. Gross profit is revenue times gross margin. A break-even is the number
    of sales whose gross profit pays for ``MOVE_BRL``. Raises ValueError when the budget lines do
    not add up to Tamandu's budget.
    """
    company = tamandu.numbers()
    total = sum(line[3] for line in BUDGET)
    if total != company["marketing_budget_brl"]:
        raise ValueError(f"The budget lines add up to {total}, not to Tamandu's budget")
    found: dict[str, float] = {"budget_brl": total, "budget_lines": len(BUDGET)}
    for lens in LENSES:
        found[f"{lens}_brl"] = _spent(1, lens)
        found[f"{lens}_pct"] = 100 * _spent(1, lens) / total

    profit = {
        "cafes": company["cafe_revenue_brl"] * company["margin_cafes_pct"] / 100,
        "web": company["web_revenue_brl"] * company["margin_web_pct"] / 100,
        "wholesale": company["wholesale_revenue_brl"] * company["margin_wholesale_pct"] / 100,
    }
    all_profit = sum(profit.values())
    assigned = total - _spent(2, "shared")
    found |= {
        "shared_brl": _spent(2, "shared"),
        "assigned_brl": assigned,
        "gross_profit_brl": all_profit,
    }
    for business, earned in profit.items():
        spent = _spent(2, business)
        found[f"{business}_budget_brl"] = spent
        found[f"{business}_budget_pct"] = 100 * spent / assigned
        found[f"{business}_profit_brl"] = earned
        found[f"{business}_profit_pct"] = 100 * earned / all_profit

    ticket = company["cafe_ticket_brl"] * company["margin_cafes_pct"] / 100
    subscriber = company["subscription_brl_a_month"] * 12 * company["margin_web_pct"] / 100
    restaurant = profit["wholesale"] / company["restaurants"]
    tickets = ceil(MOVE_BRL / ticket)
    subscribers = ceil(MOVE_BRL / subscriber)
    restaurants = ceil(MOVE_BRL / restaurant)
    lost = WEB_LOSS_BRL * company["margin_web_pct"] / 100
    found |= {
        "move_brl": MOVE_BRL,
        "move_of_ads_pct": 100 * MOVE_BRL / BUDGET[0][3],
        "ticket_profit_brl": ticket,
        "subscriber_profit_brl": subscriber,
        "restaurant_profit_brl": restaurant,
        "break_even_tickets": tickets,
        "break_even_tickets_pct": 100 * tickets / company["cafe_tickets"],
        "break_even_tickets_a_day": tickets / company["cafes"] / 365,
        "break_even_subscribers": subscribers,
        "break_even_subscribers_pct": 100 * subscribers / company["subscribers"],
        "break_even_restaurants": restaurants,
        "break_even_restaurants_pct": 100 * restaurants / company["restaurants"],
        "web_loss_brl": WEB_LOSS_BRL,
        "web_profit_lost_brl": lost,
        "tickets_for_web_loss": ceil(lost / ticket),
        # Near misses per million train kilometres, Melbourne, November to January (Metro Trains)
        "near_miss_fall_pct": 100 * (13.29 - 9.17) / 13.29,
        "near_miss_months_2012": 122 / 12,
        "near_miss_months_2013": 126 / 9,
    }
    return found


def timeline() -> Figure:
    """Draw the ideas of the chapter on a line of years, each at the year of its source."""
    ideas = house.read("marketing_ideas.csv", dtype={"author": str})
    kinds = {
        "idea": ("Idea", house.COLORS["blue"], "o"),
        "history": ("History of the ideas", house.COLORS["orange"], "s"),
        "book": ("Numbered book", house.COLORS["plum"], "D"),
    }
    figure, axes = house.figure(height_in=6.6)
    first, last = 1950, 2026
    step = (last - first) / len(ideas)
    for row, idea in enumerate(ideas.itertuples()):
        _, color, marker = kinds[idea.kind]
        place = first + (row + 0.5) * step
        axes.plot(
            [0, 0.05, 0.09], [idea.year, place, place], color=color, linewidth=0.8, clip_on=False
        )
        axes.plot(0, idea.year, marker=marker, color=color, markersize=5.5, clip_on=False)
        axes.text(
            0.105,
            place,
            f"{idea.year}  {idea.author}: {idea.idea}",
            color=color,
            va="center",
            fontsize=11,
        )
    for column, (name, color, marker) in enumerate(kinds.values()):
        left = (0.0, 0.22, 0.66)[column]
        axes.plot(left, first - 3.2, marker=marker, color=color, markersize=5.5, clip_on=False)
        axes.text(left + 0.03, first - 3.2, name, color=color, va="center", fontweight="bold")
    axes.set(xlim=(0, 1), ylim=(last, first - 4))
    axes.set_yticks(range(1950, 2021, 10))
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.spines["left"].set_bounds(first, last)
    return figure


def budget_and_profit() -> Figure:
    """Draw each business's share of the assigned budget and of the gross profit."""
    found = numbers()
    figure, axes = house.figure(height_in=2.6)
    blue, orange = house.COLORS["blue"], house.COLORS["orange"]
    names = {"cafes": "Cafés", "web": "Web shop", "wholesale": "Wholesale"}
    for row, business in enumerate(names):
        budget = found[f"{business}_budget_pct"]
        profit = found[f"{business}_profit_pct"]
        axes.plot([budget, profit], [row, row], color=house.SOFT, linewidth=4, zorder=1)
        axes.plot(budget, row, "o", color=orange, markersize=8)
        axes.plot(profit, row, "s", color=blue, markersize=8)
        right = 1 if budget > profit else -1
        for value, color, side in ((budget, orange, right), (profit, blue, -right)):
            axes.text(
                value + 2.5 * side,
                row,
                f"{value:.0f}%",
                color=color,
                ha="left" if side > 0 else "right",
                va="center",
            )
    axes.text(found["cafes_budget_pct"], -0.42, "of the budget", color=orange, ha="center")
    axes.text(found["cafes_profit_pct"], -0.42, "of gross profit", color=blue, ha="center")
    axes.set(xlim=(0, 80), ylim=(2.5, -0.75))
    axes.set_yticks(range(3), list(names.values()))
    axes.set_xticks(range(0, 81, 20), [f"{tick}%" for tick in range(0, 81, 20)])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    return figure


if __name__ == "__main__":
    house.main(__spec__.name)
