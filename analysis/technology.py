"""Chapter 2: a map of technologies, and what a reminder with a skip button does to Tamandu Coffee.

The map places ten uses of technology by the rule in ``USES``; its evidence stands in the chapter's
table. Tamandu Coffee is invented for this course, and so is every constant below that belongs to
it; its other numbers come from ``analysis.tamandu``.
"""

from __future__ import annotations

from math import ceil, erf, sqrt

from matplotlib.figure import Figure

from analysis import house, tamandu

# Invented, like all of Tamandu Coffee.
DELIVERY_MESSAGES_PCT = 60
"""Of the subscribers' messages, the share that asks to change a delivery."""
MINUTES_A_MESSAGE = 6
STAFF_BRL_AN_HOUR = 30
SETTLED_SHARE = 2 / 3
"""Of those messages, the share that the helper settles; a person takes the rest as before."""
ERRORS_MACHINE_PCT = 4
ERRORS_PERSON_PCT = 1
"""Of the messages settled, the share after which a wrong box goes out, or none."""
ERROR_BRL = 40
SETUP_BRL = 2_400
HELPER_BRL_A_MONTH = 250
SKIPPED_NOW_PCT = 3.5
"""Of all boxes due, the share that subscribers skip today, by message."""
EXTRA_SKIPPED_PCT = 3
"""The scenario: percentage points by which skipping grows once it is easy."""
BOXES_KEPT = 6
"""Boxes that a subscriber takes who would have left and skips a month instead."""
TEST_MONTHS = 6
STOP_BOXES = 100
"""The gap between the halves at which Tamandu stops."""
STOP_ERRORS = 8

AVERSION_D = 0.21
"""Mean aversion to AI in standard deviations, Zehnle, Hildebrand and Valenzuela (2025)."""

GAINERS = (
    "Customers, measured in their own unit",
    "Customers and seller, both measured",
    "The seller; no gain measured for customers",
    "Nobody, so far",
)
STATES = ("Stopped", "In trial", "In service")
USES = [
    ("Eye screening", "camera", 0, 1),
    ("Meter in the shower", "connected device", 0, 1),
    ("Ranking goods", "machine learning", 1, 2),
    ("Car data, resold", "connected device", 2, 0),
    ("Face cameras", "camera", 2, 0),
    ("Price per person", "machine learning", 2, 1),
    ("Translated listings", "machine translation", 2, 2),
    ("Try-on in an app", "augmented reality", 2, 2),
    ("Shipping ledger", "blockchain", 3, 0),
    ("Shelf in a headset", "virtual reality", 3, 1),
]
"""Ten uses: name, technology, row in ``GAINERS``, column in ``STATES``.

The rule. Row: a group counts as a gainer only if the source cited in the chapter measured a gain
for it; the seller also if the source records a sale or a contract. Column: "stopped" if the source
says that the use ended, by order or decision; "in trial" if it describes a study with an end;
"in service" if it describes an offer to the public without one.
"""
TWICE = {"camera": "plum", "connected device": "orange", "machine learning": "blue"}
"""The technologies that stand in two rows, with the color of their marks."""


def kept_to_break_even(extra_skipped_pct: float, boxes_kept: int = BOXES_KEPT) -> float:
    """Return how many leaving subscribers a month the helper must keep to pay in its first year.

    *extra_skipped_pct* is in percentage points of all boxes due; *boxes_kept* is what each
    subscriber takes who is kept.
    """
    found = _year_one()
    lost = extra_skipped_pct / 100 * tamandu.SUBSCRIBERS * 12 * found["box_profit_brl"]
    return (lost - found["account_brl"]) / (boxes_kept * found["box_profit_brl"]) / 12


def _year_one() -> dict[str, float]:
    """Return minutes, errors and costs of the helper in its first year, without any sales."""
    weekly = tamandu.SUBSCRIBER_MESSAGES_A_WEEK * DELIVERY_MESSAGES_PCT / 100
    settled = weekly * 52 * SETTLED_SHARE
    hours = settled * MINUTES_A_MESSAGE / 60
    errors = settled * (ERRORS_MACHINE_PCT - ERRORS_PERSON_PCT) / 100
    running = 12 * HELPER_BRL_A_MONTH
    account = hours * STAFF_BRL_AN_HOUR - errors * ERROR_BRL - running - SETUP_BRL
    return {
        "delivery_messages_a_week": weekly,
        "delivery_messages_a_year": weekly * 52,
        "settled_a_year": settled,
        "hours_saved": hours,
        "hours_saved_a_month": hours / 12,
        "hours_saved_brl": hours * STAFF_BRL_AN_HOUR,
        "extra_errors": errors,
        "extra_errors_brl": errors * ERROR_BRL,
        "running_brl": running,
        "helper_brl": running + SETUP_BRL,
        "test_cash_brl": SETUP_BRL + TEST_MONTHS * HELPER_BRL_A_MONTH,
        "account_brl": account,
        "shortfall_brl": -account,
        "account_second_year_brl": account + SETUP_BRL,
        "box_profit_brl": tamandu.SUBSCRIPTION_BRL_A_MONTH * tamandu.MARGIN_WEB_PCT / 100,
    }


def _boxes_of_one(leaving_pct: float, skipped_pct: float) -> tuple[float, float]:
    """Return mean and variance of the boxes that one subscriber takes in the test.

    A subscriber who is there takes the month's box unless it is skipped; after it some leave.
    """
    takes = 1 - skipped_pct / 100
    there = [(1 - leaving_pct / 100) ** month for month in range(TEST_MONTHS)]
    mean = takes * sum(there)
    # Who is there in a later month was there in every earlier one.
    pairs = sum(month * share for month, share in enumerate(there))
    return mean, mean + 2 * takes**2 * pairs - mean**2


def numbers() -> dict[str, float]:
    """Return what chapter 2 prints; names end in their unit.

    Gross profit of a box is its price times the web margin. The noise of the test is 1.96 standard
    deviations of the difference between two halves that differ by chance alone.
    """
    found = _year_one()
    box = found["box_profit_brl"]
    leaving = tamandu.SUBSCRIBERS * tamandu.SUBSCRIBERS_LEAVING_A_MONTH_PCT / 100
    skipped = tamandu.SUBSCRIBERS * EXTRA_SKIPPED_PCT / 100
    kept = kept_to_break_even(EXTRA_SKIPPED_PCT)
    half = tamandu.SUBSCRIBERS / 2
    mean, variance = _boxes_of_one(tamandu.SUBSCRIBERS_LEAVING_A_MONTH_PCT, SKIPPED_NOW_PCT)
    settled_test = found["delivery_messages_a_week"] / 2 * SETTLED_SHARE * 4
    found |= {
        "skips_now_a_month": tamandu.SUBSCRIBERS * SKIPPED_NOW_PCT / 100,
        "leaving_a_month": leaving,
        "extra_skips_a_month": skipped,
        "extra_skips_a_year": 12 * skipped,
        "skips_brl": 12 * skipped * box,
        "kept_brl": BOXES_KEPT * box,
        "to_cover_brl": 12 * skipped * box - found["account_brl"],
        "kept_a_year": ceil(12 * kept),
        "kept_a_month": kept,
        "kept_of_leaving_pct": 100 * kept / leaving,
        "kept_long_a_month": kept_to_break_even(EXTRA_SKIPPED_PCT, 2 * BOXES_KEPT),
        "half": half,
        "boxes_of_a_half": half * mean,
        "noise_boxes": 1.96 * sqrt(2 * half * variance),
        "stop_boxes": STOP_BOXES,
        "stop_boxes_brl": STOP_BOXES * box,
        "stop_errors": STOP_ERRORS,
        "settled_in_four_weeks": settled_test,
        "errors_in_four_weeks": settled_test * ERRORS_MACHINE_PCT / 100,
        # Of 100 pairs of people, one from each group, those where the one with AI likes it less.
        "aversion_pairs_of_100": 50 * (1 + erf(AVERSION_D / sqrt(2) / sqrt(2))),
        "ungradable_pct": 100 * 393 / 1838,  # Beede et al. (2020)
        "uses": len(USES),
    }
    return found


def map_of_uses() -> Figure:
    """Draw the ten uses by who was measured to gain and by how far the use has come."""
    figure, axes = house.figure(5.2)
    line, head, gap = 1.0, 1.35, 0.75
    columns = (0.0, 0.345, 0.69)
    top = 0.0
    for column, state in zip(columns, STATES, strict=True):
        axes.text(column, top, state, fontweight="bold", va="center")
    top += 0.8
    for row, gainer in enumerate(GAINERS):
        axes.plot([0, 1], [top, top], color=house.SOFT, linewidth=0.8, clip_on=False)
        axes.text(0, top + 0.65, gainer, color=house.MUTED, style="italic", va="center")
        deepest = 0
        for column in range(len(STATES)):
            here = [use for use in USES if use[2] == row and use[3] == column]
            for place, (name, family, _, _) in enumerate(here):
                level = top + head + 0.35 + place * (2 * line + gap)
                color = house.COLORS[TWICE[family]] if family in TWICE else house.INK
                axes.plot(columns[column] + 0.012, level, "o", color=color, markersize=6)
                axes.text(columns[column] + 0.035, level, name, color=color, va="center")
                axes.text(
                    columns[column] + 0.035,
                    level + line,
                    family,
                    color=house.MUTED,
                    va="center",
                    fontsize=11,
                )
            deepest = max(deepest, len(here))
        top += head + deepest * (2 * line + gap)
    axes.set(xlim=(0, 1), ylim=(top, -0.6))
    axes.set_axis_off()
    return figure


def break_even() -> Figure:
    """Draw how many leavers the helper must keep, against how much more skipping it brings."""
    figure, axes = house.figure(3.3)
    points = [tenth / 10 for tenth in range(61)]
    blue, orange = house.COLORS["blue"], house.COLORS["orange"]
    short = [kept_to_break_even(point) for point in points]
    long = [kept_to_break_even(point, 2 * BOXES_KEPT) for point in points]
    axes.fill_between(points, short, 14, color=blue, alpha=0.1, linewidth=0)
    axes.plot(points, short, color=blue)
    axes.plot(points, long, color=orange)
    kept = kept_to_break_even(EXTRA_SKIPPED_PCT)
    axes.plot(EXTRA_SKIPPED_PCT, kept, "o", color=blue, markersize=7)
    axes.annotate(
        f"{kept:.1f} a month",
        (EXTRA_SKIPPED_PCT, kept),
        xytext=(-8, 6),
        textcoords="offset points",
        ha="right",
        color=blue,
    )
    axes.text(0.15, 13.2, "above its line, the helper pays", color=house.INK, va="center")
    axes.text(4.62, 11.6, "each takes\n6 more boxes", color=blue, ha="right", va="center")
    axes.text(5.95, 3.1, "each takes\n12 more boxes", color=orange, ha="right", va="center")
    axes.set(xlim=(0, 6), ylim=(0, 14), xlabel="Extra skipping, in points of all boxes")
    axes.set_xticks(range(0, 7))
    axes.set_yticks(range(0, 15, 2))
    axes.set_title("Leaving subscribers to keep, a month", loc="left")
    return figure


if __name__ == "__main__":
    house.main(__name__)
