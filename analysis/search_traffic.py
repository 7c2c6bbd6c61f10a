"""Article on organic traffic: clicks by position, AI summaries, and a month of invented work.

The clicks by position and the effects of AI summaries are published by others; each constant names
its source in ``references.bib``. Tamandu Coffee is invented, and so is every input of the worked
example that does not come from ``analysis.tamandu``.
"""

from __future__ import annotations

from matplotlib.figure import Figure

from analysis import house, tamandu

AOL_CLICKS = (
    *(2_075_765, 586_100, 418_643, 298_532, 242_169),
    *(199_541, 168_080, 148_489, 140_356, 147_551),
)
"""Clicks on results 1 to 10 in a part of AOL's log of March to May 2006 (``aolclicks2006``)."""
AOL_ALL_CLICKS = 4_926_623
CHITIKA_VISITS = (
    *(2_834_806, 1_399_502, 942_706, 638_106, 510_721),
    *(416_887, 331_500, 286_118, 235_197, 223_320),
)
"""Visits from Google by position of the result, May 2010 (``chitika2010``)."""
CHITIKA_ALL_VISITS = 8_253_240

SUMMARIES = (
    ("Searches that end without a click (experiment, 2026)", 54, 72),
    ("Pages where a result is clicked (Pew, 2025)", 15, 8),
    ("Pages where the session ends (Pew, 2025)", 16, 26),
)
"""Percent without and with an AI summary (``agarwal2026``, ``pew2025search``); all in the US."""

SUMMARY_TAKES_PCT = 38
"""Organic clicks lost where a summary appears (``agarwal2026``, abstract)."""
SEARCHES_WITH_SUMMARY_PCT = 41
"""Share of searches that brought up a summary in the same experiment."""

# The worked example: all invented.
HOUR_BRL = 60
PROFILES_HOURS = 24
PROFILES_EXTRA = 60
"""More people a month who ask for directions, three cafés together."""
PROFILES_COME_PCT = 50
PROFILES_EXTRA_LOW = 20
"""The same if the hope is three times too high."""
PRODUCT_HOURS = 16
PRODUCT_EXTRA = 80
"""More clicks a month on the page of a one-kilogram bag."""
PRODUCT_BUY_PCT = 2.5
ANSWER_HOURS = 20
ANSWER_EXTRA = 100
"""More clicks a month on the page that answers a question about grinding."""
ANSWER_BUY_PCT = 0.8


def numbers() -> dict[str, float]:
    """Return what the article prints; names end in their unit.

    A job earns extra people or clicks × share who buy × gross profit of a purchase, each month;
    ``months`` is its cost divided by that.
    """
    company = tamandu.numbers()
    ticket = company["cafe_ticket_brl"] * company["margin_cafes_pct"] / 100
    order = company["one_off_order_brl"] * company["margin_web_pct"] / 100
    kept = 1 - SUMMARY_TAKES_PCT / 100
    found: dict[str, float] = {
        "aol_first_pct": 100 * AOL_CLICKS[0] / AOL_ALL_CLICKS,
        "aol_second_pct": 100 * AOL_CLICKS[1] / AOL_ALL_CLICKS,
        "aol_tenth_pct": 100 * AOL_CLICKS[9] / AOL_ALL_CLICKS,
        "chitika_first_pct": 100 * CHITIKA_VISITS[0] / CHITIKA_ALL_VISITS,
        "chitika_second_pct": 100 * CHITIKA_VISITS[1] / CHITIKA_ALL_VISITS,
        "chitika_tenth_pct": 100 * CHITIKA_VISITS[9] / CHITIKA_ALL_VISITS,
        "summary_takes_pct": SUMMARY_TAKES_PCT,
        "all_searches_lose_pct": SEARCHES_WITH_SUMMARY_PCT * SUMMARY_TAKES_PCT / 100,
        "ticket_profit_brl": ticket,
        "order_brl": company["one_off_order_brl"],
        "order_profit_brl": order,
        "tickets_a_month": company["cafe_tickets"] / 12,
    }
    jobs = {
        "profiles": (PROFILES_HOURS, PROFILES_EXTRA, PROFILES_COME_PCT, ticket),
        "profiles_low": (PROFILES_HOURS, PROFILES_EXTRA_LOW, PROFILES_COME_PCT, ticket),
        "product": (PRODUCT_HOURS, PRODUCT_EXTRA, PRODUCT_BUY_PCT, order),
        "answer": (ANSWER_HOURS, ANSWER_EXTRA, ANSWER_BUY_PCT, order),
        "answer_summary": (ANSWER_HOURS, ANSWER_EXTRA * kept, ANSWER_BUY_PCT, order),
    }
    for job, (hours, extra, buy_pct, profit) in jobs.items():
        cost = hours * HOUR_BRL
        sales = extra * buy_pct / 100
        found |= {
            f"{job}_cost_brl": cost,
            f"{job}_extra": extra,
            f"{job}_sales": sales,
            f"{job}_earns_brl": sales * profit,
            f"{job}_months": cost / (sales * profit),
        }
    found["profiles_share_of_tickets_pct"] = (
        100 * found["profiles_sales"] / (company["cafe_tickets"] / 12)
    )
    return found


def clicks_by_position() -> Figure:
    """Draw the share of clicks that each of the first ten results received, in two counts."""
    figure, axes = house.figure(3.0)
    positions = range(1, 11)
    counts = (
        ("AOL's log, 2006", "blue", AOL_CLICKS, AOL_ALL_CLICKS, 1.55, 39),
        ("Chitika's network, 2010", "orange", CHITIKA_VISITS, CHITIKA_ALL_VISITS, 2.3, 19.5),
    )
    for label, color, clicks, total, left, height in counts:
        shares = [100 * count / total for count in clicks]
        axes.plot(positions, shares, "o-", color=house.COLORS[color])
        axes.text(left, height, label, color=house.COLORS[color], va="center")
        first = f"{shares[0]:.0f}"
        axes.text(0.8, shares[0], first, color=house.COLORS[color], ha="right", va="center")
    axes.text(10, 5, "3", ha="center")
    axes.set(xlim=(0.2, 10.4), ylim=(0, 48), xlabel="Position of the result")
    axes.set_xticks(positions)
    axes.set_yticks([0, 20, 40], ["0", "20", "40"])
    axes.set_title("Clicks on this result, of 100 clicks on results")
    return figure


def with_and_without_summary() -> Figure:
    """Draw three measures of searching, without and with an AI summary on the page."""
    figure, axes = house.figure(3.1)
    blue, orange = house.COLORS["blue"], house.COLORS["orange"]
    for row, (label, without, with_it) in enumerate(SUMMARIES):
        axes.plot([without, with_it], [row, row], color=house.SOFT, linewidth=4, zorder=1)
        axes.plot(without, row, "o", color=blue, markersize=8)
        axes.plot(with_it, row, "s", color=orange, markersize=8)
        side = 1 if with_it > without else -1
        ends = (("without", without, blue, -side), ("with", with_it, orange, side))
        for name, value, color, way in ends:
            axes.text(
                value + 2.2 * way,
                row,
                f"{name} {value}%" if row == 0 else f"{value}%",
                color=color,
                ha="left" if way > 0 else "right",
                va="center",
            )
        axes.text(0, row - 0.42, label, va="center")
    axes.set_title("Without and with an AI summary")
    axes.set(xlim=(0, 92), ylim=(2.5, -0.7))
    axes.set_yticks([])
    axes.set_xticks(range(0, 81, 20), [f"{tick}%" for tick in range(0, 81, 20)])
    axes.spines["left"].set_visible(False)
    return figure


if __name__ == "__main__":
    house.main(__name__)
