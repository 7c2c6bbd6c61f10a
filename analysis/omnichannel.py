"""Chapter 14: Tamandu Coffee's channels by stage of the path, two joints, and a test of its ads.

Tamandu Coffee is invented for this course. What stands below as a constant is invented too, for
this chapter, except the figures of Pix and of Magazine Luiza, whose sources the chapter cites.
"""

from __future__ import annotations

import math
from statistics import mean, stdev

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from scipy import stats

from analysis import evolution, house, path, tamandu

Z = 1.96
"""Standard errors to each side of an estimate, for an interval of 95 percent."""

ASKED = {"cafe": 200, "web": 100}
"""People asked in January 2026: guests at the three counters, and buyers of the web shop."""

CHANNELS = ("Café counter", "Friends", "Google", "Instagram", "WhatsApp, e-mail", "Web shop")

MATRIX: dict[str, tuple[tuple[int | None, ...], ...]] = {
    "cafe": (
        (58, 61, 49, 100, 21),
        (27, 20, 12, None, 18),
        (9, 24, 34, None, 4),
        (11, 22, 10, None, 7),
        (0, 3, 4, 1, 12),
        (2, 4, 12, 10, 0),
    ),
    "web": (
        (31, 26, 9, 24, 4),
        (29, 18, 11, None, 13),
        (22, 17, 46, None, 3),
        (24, 31, 14, None, 6),
        (3, 15, 21, 5, 9),
        (6, 28, 71, 100, 2),
    ),
}
"""Percent of those asked who used each channel (row) at each stage (column); several answers
allowed. None where nobody can pay."""

JOINTS = {"cafe": (5, 3, "joint 1"), "web": (0, 3, "joint 2")}
"""The cell (row, column) of each group in which it pays in the other's place."""

NEAR_PCT = 38
"""Percent of the web shop's one-off orders that go to addresses within 800 meters of a café."""

COURIER_BRL, DELIVERY_FEE_BRL = 14.00, 9.90
"""What the courier of an order costs Tamandu, and what the customer pays for it."""
HANDOVER_MINUTES, WAGE_BRL_AN_HOUR = 5, 24
"""Work of handing an order over the counter."""
PICKUPS = {"courier": 60, "counter": 25, "new": 15}
"""Of 100 orders picked up: what would have happened without pick-up."""
PICKUPS_WORSE = {"courier": 60, "counter": 35, "new": 5}
TICKETS, TICKETS_ANYWAY = 40, 24
"""Of 100 who pick up: how many buy something at the counter, and would have anyway."""
TRIAL_WEEKS = 8
"""How long it took until 100 orders had been picked up."""
PICKUP_COST_BRL = 3_600
"""Shelves, labels, an extension of the web shop, two hours of training in each café."""

QR_COST_BRL = 2_200
"""Cards and stickers at the till, one page, the work of connecting Pix Automático."""
BAG_BRL, BAG_SHARE = 42, 0.5
"""A bag bought at the counter each month, by this share of guests who then subscribe."""

ON = {"ads": 168, "search": 62, "direct": 104, "messages": 96}
"""Orders in eight weeks in the ten areas with ads, by the last click."""
OFF = {"ads": 0, "search": 138, "direct": 171, "messages": 101}
"""The same in the ten areas without ads."""
DIFFERENCES = (9, -4, 14, -11, 6, -2, 17, -8, 3, -4)
"""Orders with ads minus orders without, in each of the ten pairs of areas."""
ADS_BRL = 4_400
"""What the ads in the ten areas cost in these eight weeks."""

PIX_TRANSFERS, PIX_BRL = 313.3e6, 179.9e9
"""Pix on December 5, 2025 (Banco Central do Brasil)."""
MAGALU_STORES_BRL_BN = {"2023": (4.23, 15.5), "2025": (4.7, 15.1)}
"""Sales of the physical stores and total sales: first quarter of 2023, third quarter of 2025."""


def interval_of_total() -> tuple[float, float, float]:
    """Return the sum of the differences and the ends of its 95% interval, from the ten pairs."""
    pairs = len(DIFFERENCES)
    half = stats.t.ppf(0.975, pairs - 1) * stdev(DIFFERENCES) * math.sqrt(pairs)
    total = sum(DIFFERENCES)
    return total, total - half, total + half


def numbers() -> dict[str, float]:
    """Return what chapter 14 prints; names end in their unit.

    Raises ValueError when the orders by last click do not add up to the ten pairs.
    """
    company, paths = tamandu.numbers(), path.numbers()
    order, profit = round(company["one_off_order_brl"]), paths["order_profit_brl"]
    ticket = evolution.numbers()["ticket_profit_brl"]
    found: dict[str, float] = {
        "pix_average_brl": PIX_BRL / PIX_TRANSFERS,
        **{f"asked_{group}": count for group, count in ASKED.items()},
    }
    for year, (stores, total) in MAGALU_STORES_BRL_BN.items():
        found[f"magalu_stores_{year}_pct"] = 100 * stores / total

    # The two crossings of the matrix
    for group, (row, column, _) in JOINTS.items():
        share = MATRIX[group][row][column] / 100
        found |= {
            f"{group}_crossing_pct": 100 * share,
            f"{group}_crossing_half_points": 100
            * Z
            * math.sqrt(share * (1 - share) / ASKED[group]),
        }
        buyers = (tamandu.CAFE_PATH if group == "cafe" else tamandu.WEB_PATH)["act"]
        found[f"{group}_both"] = buyers * share
    found["cafe_not_online"] = tamandu.CAFE_PATH["act"] - found["cafe_both"]
    near = round(tamandu.ONE_OFF_ORDERS * NEAR_PCT / 100)
    found |= {"near_pct": NEAR_PCT, "near_orders": near}

    # Pick-up in the cafés
    courier = COURIER_BRL - DELIVERY_FEE_BRL
    handover = WAGE_BRL_AN_HOUR * HANDOVER_MINUTES / 60
    margin_gap = order * (tamandu.MARGIN_CAFES_PCT - tamandu.MARGIN_WEB_PCT) / 100
    each = {
        "courier": courier - handover,
        "counter": courier - handover - margin_gap,
        "new": profit + courier - handover,
    }
    tickets = (TICKETS - TICKETS_ANYWAY) * ticket
    found |= {
        "order_brl": order,
        "order_profit_brl": profit,
        "courier_net_brl": courier,
        "handover_brl": handover,
        "margin_gap_brl": margin_gap,
        "extra_tickets": TICKETS - TICKETS_ANYWAY,
        "tickets_brl": tickets,
        "pickup_cost_brl": PICKUP_COST_BRL,
        "report_brl": 100 * profit,
        **{f"pickup_{kind}_brl": value for kind, value in each.items()},
    }
    for name, mix in (("pickup", PICKUPS), ("worse", PICKUPS_WORSE)):
        parts = {kind: count * each[kind] for kind, count in mix.items()}
        hundred = sum(parts.values()) + tickets
        needed = math.ceil(PICKUP_COST_BRL / (hundred / 100))
        found |= {
            **{f"{name}_{kind}_all_brl": value for kind, value in parts.items()},
            f"{name}_hundred_brl": hundred,
            f"{name}_order_brl": hundred / 100,
            f"{name}_break_even": needed,
            f"{name}_break_even_a_week": needed / 52 / company["cafes"],
            f"{name}_break_even_near_pct": 100 * needed / near,
        }
    pace = round(100 * 52 / TRIAL_WEEKS)
    moved = PICKUPS["counter"] + PICKUPS["new"]
    rest = PICKUPS["courier"] * each["courier"] + moved * each["counter"] + tickets
    new = PICKUPS["new"] / 100
    found |= {
        "pace": pace,
        "new_half_points": 100 * Z * math.sqrt(new * (1 - new) / 100),
        "new_needed": math.ceil(
            (100 * PICKUP_COST_BRL / pace - rest) / (each["new"] - each["counter"])
        ),
        "hundred_needed_brl": 100 * PICKUP_COST_BRL / pace,
        **{
            f"hundred_with_{count}_brl": rest + count * (each["new"] - each["counter"])
            for count in (10, 11)
        },
    }
    found["pickup_of_report_pct"] = 100 * found["pickup_hundred_brl"] / found["report_brl"]

    # From the till to the subscription
    stay = 1 - company["subscribers_leaving_a_month_pct"] / 100
    months = round(sum(stay**month for month in range(12)), 1)
    month_brl = company["subscription_brl_a_month"] * company["margin_web_pct"] / 100
    bag_brl = BAG_SHARE * BAG_BRL * company["margin_cafes_pct"] / 100
    found |= {
        "months": months,
        "subscriber_month_brl": month_brl,
        "bag_month_brl": bag_brl,
        "qr_month_brl": month_brl - bag_brl,
        "qr_subscriber_brl": months * (month_brl - bag_brl),
        "qr_cost_brl": QR_COST_BRL,
        "qr_break_even": math.ceil(QR_COST_BRL / (months * (month_brl - bag_brl))),
        "joints_cost_brl": QR_COST_BRL + PICKUP_COST_BRL,
    }
    found["qr_break_even_pct"] = 100 * found["qr_break_even"] / found["cafe_not_online"]

    # The ads: last click beside a holdout
    total, low, high = interval_of_total()
    if sum(ON.values()) - sum(OFF.values()) != total:
        raise ValueError("The orders by last click do not differ by the sum of the pairs")
    pairs = len(DIFFERENCES)
    twice = stats.t.ppf(0.975, 2 * pairs - 1) * stdev(DIFFERENCES) * math.sqrt(2 * pairs) / 2
    found |= {
        **{f"on_{label}": count for label, count in ON.items()},
        **{f"off_{label}": count for label, count in OFF.items()},
        "on_orders": sum(ON.values()),
        "off_orders": sum(OFF.values()),
        "ads_of_orders_pct": 100 * ON["ads"] / sum(ON.values()),
        "pairs": pairs,
        "difference_mean": mean(DIFFERENCES),
        "difference_squares": sum((value - mean(DIFFERENCES)) ** 2 for value in DIFFERENCES),
        "difference_sd": stdev(DIFFERENCES),
        "t": stats.t.ppf(0.975, pairs - 1),
        "difference_half": (high - total) / pairs,
        "extra_orders": total,
        "extra_half": high - total,
        "extra_low": low,
        "extra_high": high,
        "extra_half_after_swap": twice,
        "ads_brl": ADS_BRL,
        "click_brl": ON["ads"] * profit,
        "click_per_real": ON["ads"] * profit / ADS_BRL,
        "holdout_brl": total * profit,
        "holdout_per_real": total * profit / ADS_BRL,
        "ads_break_even_one": math.ceil(ADS_BRL / profit),
        "ads_break_even_two": math.ceil(ADS_BRL / paths["buyer_brl"]),
    }
    return found


def matrix() -> Figure:
    """Draw the share of café guests and of web buyers who use each channel at each stage."""
    figure, axes = house.figure(6.2, nrows=2)
    titles = {
        "cafe": f"Café guests ({ASKED['cafe']} asked)",
        "web": f"Web buyers ({ASKED['web']} asked)",
    }
    for panel, (group, rows) in zip(axes, MATRIX.items(), strict=True):
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                panel.add_patch(
                    Rectangle(
                        (column - 0.46, row - 0.42),
                        0.92,
                        0.84,
                        color=house.COLORS["blue"],
                        alpha=0.55 * (value or 0) / 100,
                        linewidth=0,
                    )
                )
                panel.text(
                    column,
                    row,
                    "–" if value is None else f"{value}",
                    ha="center",
                    va="center",
                    color=house.MUTED if value is None else house.INK,
                )
        row, column, name = JOINTS[group]
        panel.add_patch(
            Rectangle(
                (column - 0.46, row - 0.42),
                0.92,
                0.84,
                fill=False,
                edgecolor=house.COLORS["orange"],
                linewidth=2.2,
            )
        )
        panel.text(
            4.62,
            row,
            name,
            color=house.COLORS["orange"],
            fontweight="bold",
            va="center",
            ha="left",
        )
        panel.plot([3.46, 4.58], [row + 0.42] * 2, color=house.COLORS["orange"], linewidth=1)
        panel.set(xlim=(-0.5, 5.5), ylim=(5.5, -0.5))
        panel.set_yticks(range(len(CHANNELS)), CHANNELS)
        panel.set_xticks(range(5), [stage.capitalize() for stage in tamandu.STAGES])
        panel.tick_params(length=0, top=False, labeltop=True, bottom=False, labelbottom=False)
        for side in ("left", "bottom"):
            panel.spines[side].set_visible(False)
        panel.set_title(titles[group], loc="left", pad=8)
    return figure


def click_and_holdout() -> Figure:
    """Draw what the last click credits to the ads beside what the holdout found."""
    total, low, high = interval_of_total()
    found = numbers()
    figure, axes = house.figure(2.9)
    blue, orange = house.COLORS["blue"], house.COLORS["orange"]
    axes.plot([0, 0], [-0.5, 1.6], color=house.MUTED, linewidth=1)
    for name, text, side in (
        ("ads_break_even_two", "needed if each\nbuys twice", "right"),
        ("ads_break_even_one", "needed if each\nbuys once", "left"),
    ):
        place = found[name]
        axes.plot([place, place], [-0.95, 1.6], color=house.MUTED, linewidth=1, linestyle="--")
        axes.text(
            place + (4 if side == "left" else -4),
            -0.5,
            f"{place:.0f} {text}",
            color=house.MUTED,
            ha=side,
            va="bottom",
        )
    axes.plot(ON["ads"], 0, "s", color=orange, markersize=8)
    axes.text(ON["ads"] - 5, 0, f"{ON['ads']}", color=orange, ha="right", va="center")
    axes.plot([low, high], [1, 1], color=blue, linewidth=3, alpha=0.5, solid_capstyle="butt")
    axes.plot(total, 1, "o", color=blue, markersize=8)
    axes.text(total, 1.2, f"{total:.0f}", color=blue, ha="center", va="top")
    axes.text(low, 1.2, f"{low:.0f}".replace("-", "−"), color=blue, ha="center", va="top")
    axes.text(high, 1.2, f"{high:.0f}", color=blue, ha="center", va="top")
    axes.set(xlim=(-60, 185), ylim=(1.6, -1.25))
    axes.set_yticks([0, 1], ["Last click", "Holdout"])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xticks(range(-50, 151, 50), ["−50", "0", "50", "100", "150"])
    axes.set_xlabel("Orders credited to the ads in eight weeks")
    return figure


if __name__ == "__main__":
    house.main(__spec__.name)
