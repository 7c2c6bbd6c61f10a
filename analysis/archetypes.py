"""Chapter 11: the shapes of customer paths, and how sure a shape's name is.

The five profiles are invented to show each shape; so is the example of two hundred bakeries.
Tamandu Coffee is invented for this course. Its counts come from ``analysis.tamandu``; the
restaurants, and how many people were asked, are those of chapter 5.
"""

from __future__ import annotations

import math

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis import calculators, evolution, house, tamandu
from analysis.path import half_width

Z = 1.96
"""Standard errors to each side of an estimate, for an interval of 95 percent."""

PROFILES = {
    "door knob": (100, 60, 20, 50, 15),
    "goldfish": (100, 30, 60, 15, 8),
    "trumpet": (100, 70, 40, 12, 55),
    "funnel": (100, 65, 45, 28, 16),
    "bow tie": (100, 60, 30, 60, 100),
}
"""Of 100 people who know a brand, those at each stage: invented, one profile for each shape."""

RESTAURANTS = (400, 150, 180, tamandu.RESTAURANTS, 28)
"""Restaurants by the seller's list, as in chapter 5."""
CAFE_EACH = 100
"""People for whom each answer of the survey around the cafés stands, as in chapter 5."""
CAFE_ASKED = 600
WEB_EACH = 400
"""People for whom each answer of the survey of online buyers stands, as in chapter 5."""
WEB_ASKED = 400

ASK_LINE, ACT_LINE = 0.5, 0.8
"""The two thresholds of the rule in ``calculators.shape``: ask ÷ appeal, act ÷ ask."""

PRAISE_FROM_USERS = 0.71
"""Share of positive word of mouth that came from current users (East and others, 2011)."""

BAKERIES = 100
"""Bakeries of each of two kinds, in the example of those that are left."""
CAREFUL_PROFIT, BOLD_GOOD, BOLD_BAD = 5, 15, -5
"""Yearly profit in thousands of BRL: of a careful bakery, and of a bold one in luck or not."""

BOARD_EACH_BRL = 800
"""A board at the door of a café, with prices, hours and the queue's usual minutes."""
SURVEY_MORE_BRL = 900
"""Two rivals' names in the next survey of the neighborhoods."""
BOARD_LINE, SURVEY_LINE = "Menu boards, tasting days", "Customer survey"


def binomial(count: int, share: float) -> list[float]:
    """Return the chances of 0, 1, … *count* yeses among *count* answers, each with *share*."""
    return [
        math.comb(count, yes) * share**yes * (1 - share) ** (count - yes)
        for yes in range(count + 1)
    ]


def chance_of_door_knob(answers: tuple[int, ...]) -> float:
    """Return how often a repeated survey would call the path a door knob, its rates being true.

    The number of people aware stays; each of those at a stage goes on with the rate that was found.
    """
    aware, appeal, ask, act, _ = answers
    total = 0.0
    for drawn_appeal, chance in enumerate(binomial(aware, appeal / aware)):
        if chance < 1e-9 or not drawn_appeal:
            continue
        for drawn_ask, chance_ask in enumerate(binomial(drawn_appeal, ask / appeal)):
            if not drawn_ask or drawn_ask / drawn_appeal >= ASK_LINE or chance_ask < 1e-9:
                continue
            act_chances = binomial(drawn_ask, act / ask)
            enough = sum(
                chance_act
                for drawn_act, chance_act in enumerate(act_chances)
                if drawn_act / drawn_ask > ACT_LINE
            )
            total += chance * chance_ask * enough
    return total


def fewest_changes(answers: tuple[int, ...], stage: int, step: int) -> int:
    """Return how many answers at *stage* have to change by *step* until the shape's name changes.

    Raises ValueError where no number of changes does it.
    """
    name = calculators.shape(answers)["shape"]
    changed = list(answers)
    for changes in range(1, answers[0]):
        changed[stage] += step
        if calculators.shape(changed)["shape"] != name:
            return changes
    raise ValueError(f"no change at stage {stage} gives {name} another name")


def numbers() -> dict[str, float]:
    """Return what chapter 11 prints; names end in their unit.

    Raises ValueError when an invented profile, or a path of Tamandu, has not the shape that the
    chapter says, or when the counts are no multiples of the answers.
    """
    found: dict[str, float] = {}
    for name, profile in PROFILES.items():
        expected = "trumpet" if name == "bow tie" else name  # the rule has no fifth name
        if calculators.shape(profile)["shape"] != expected:
            raise ValueError(f"the profile {name} has another shape by the rule")

    paths = {
        "cafe": (tuple(tamandu.CAFE_PATH.values()), "door knob"),
        "web": (tuple(tamandu.WEB_PATH.values()), "funnel"),
        "wholesale": (RESTAURANTS, "goldfish"),
    }
    for kind, (path, expected) in paths.items():
        shape = calculators.shape(path)
        if shape["shape"] != expected:
            raise ValueError(f"{kind} is a {shape['shape']} by the rule")
        for stage, count in zip(tamandu.STAGES, path, strict=True):
            found[f"{kind}_{stage}"] = count
            found[f"{kind}_{stage}_of_aware_pct"] = 100 * count / path[0]
        for stage, rate in zip(tamandu.STAGES[1:], shape["rates"], strict=True):
            found[f"{kind}_{stage}_rate_pct"] = 100 * rate
        found[f"{kind}_par_pct"] = 100 * shape["par"]
        found[f"{kind}_bar_pct"] = 100 * shape["bar"]

    # How near the cafés are to a threshold
    cafe = paths["cafe"][0]
    if any(count % CAFE_EACH for count in cafe):
        raise ValueError("the café's counts are no multiples of the answers")
    answers = tuple(count // CAFE_EACH for count in cafe)
    aware, appeal, ask, act, advocate = answers
    for stage, count in zip(tamandu.STAGES, answers, strict=True):
        found[f"cafe_answers_{stage}"] = count
    for stage, yes, count in (("ask", ask, appeal), ("act", act, ask)):
        half = half_width(yes / count, count)
        found[f"cafe_{stage}_half_points"] = 100 * half
        found[f"cafe_{stage}_low_pct"] = 100 * (yes / count - half)
        found[f"cafe_{stage}_high_pct"] = 100 * (yes / count + half)
        line = ASK_LINE if stage == "ask" else ACT_LINE
        found[f"cafe_{stage}_errors_to_line"] = abs(yes / count - line) / (half / Z)
    more = fewest_changes(answers, 2, 1)
    fewer = fewest_changes(answers, 3, -1)
    found |= {
        "cafe_no_ask": appeal - ask,
        "cafe_more_asks": more,
        "cafe_asks_then": ask + more,
        "cafe_asks_before": ask + more - 1,
        "cafe_ask_then_pct": 100 * (ask + more) / appeal,
        "cafe_ask_before_pct": 100 * (ask + more - 1) / appeal,
        "cafe_act_before_pct": 100 * act / (ask + more - 1),
        "cafe_fewer_buyers": fewer,
        "cafe_buyers_then": act - fewer,
        "cafe_act_then_pct": 100 * (act - fewer) / ask,
        "cafe_chance_pct": 100 * chance_of_door_knob(answers),
        "cafe_asked": CAFE_ASKED,
    }
    share = ask / appeal
    needed = math.ceil(share * (1 - share) * (Z / (ASK_LINE - share)) ** 2)
    found["attracted_needed"] = needed
    found["asked_needed"] = needed * CAFE_ASKED / appeal

    # How far the web shop is from another name
    web = paths["web"][0]
    ask_answers = web[2] // WEB_EACH
    found |= {
        "web_answers_appeal": web[1] // WEB_EACH,
        "web_answers_ask": ask_answers,
        "web_asks_for_goldfish": web[1] // WEB_EACH + 1,
        "web_asks_for_door_knob": math.ceil(web[3] / ACT_LINE / WEB_EACH) - 1,
        "web_advocates_for_trumpet": web[3] + 1,
    }
    web_share = ask_answers / WEB_ASKED
    half = half_width(web_share, WEB_ASKED)
    found["web_act_low_pct"] = 100 * web[3] / (web_share + half) / (WEB_ASKED * WEB_EACH)
    found["web_act_high_pct"] = 100 * web[3] / (web_share - half) / (WEB_ASKED * WEB_EACH)
    among = ask_answers / (web[1] // WEB_EACH)
    half = half_width(among, web[1] // WEB_EACH)
    found["web_ask_low_pct"] = 100 * (among - half)
    found["web_ask_high_pct"] = 100 * (among + half)
    found["praise_pct"] = 100 * PRAISE_FROM_USERS
    found["web_advocates_all"] = web[4] / PRAISE_FROM_USERS
    found["web_bar_all_pct"] = 100 * web[4] / PRAISE_FROM_USERS / web[0]

    # Two conversion rates of one shop
    renewals = tamandu.SUBSCRIBERS * 12
    found |= {
        "orders": tamandu.ONE_OFF_ORDERS,
        "visits": tamandu.WEB_VISITS,
        "renewals": renewals,
        "orders_and_renewals": tamandu.ONE_OFF_ORDERS + renewals,
        "conversion_pct": 100 * tamandu.ONE_OFF_ORDERS / tamandu.WEB_VISITS,
        "conversion_all_pct": 100 * (tamandu.ONE_OFF_ORDERS + renewals) / tamandu.WEB_VISITS,
    }
    par = act / aware
    found["par_noise_points"] = 100 * Z * math.sqrt(2 * par * (1 - par) / aware)

    # Those that are left
    left = BAKERIES // 2
    found |= {
        "bakeries": BAKERIES,
        "careful_profit": CAREFUL_PROFIT,
        "bold_good": BOLD_GOOD,
        "bold_bad": BOLD_BAD,
        "bold_left": left,
        "bold_mean": (left * BOLD_GOOD + left * BOLD_BAD) / BAKERIES,
        "bold_left_times": BOLD_GOOD / CAREFUL_PROFIT,
    }

    # What the plan page costs
    ticket = tamandu.CAFE_TICKET_BRL * tamandu.MARGIN_CAFES_PCT / 100
    boards = BOARD_EACH_BRL * tamandu.CAFES
    tickets = math.ceil(boards / ticket)
    budget = {line[0]: line[3] for line in evolution.BUDGET}
    found |= {
        "ticket_profit_brl": ticket,
        "board_each_brl": BOARD_EACH_BRL,
        "boards_brl": boards,
        "board_line_brl": budget[BOARD_LINE],
        "boards_tickets": tickets,
        "boards_tickets_pct": 100 * tickets / tamandu.CAFE_TICKETS,
        "boards_tickets_a_week": tickets / tamandu.CAFES / 52,
        "survey_more_brl": SURVEY_MORE_BRL,
        "survey_line_brl": budget[SURVEY_LINE],
        "plan_brl": boards + SURVEY_MORE_BRL,
    }
    return found


def shapes() -> Figure:
    """Draw the five shapes and Tamandu's paths as outlines, as wide as the share of those aware."""
    rows = [(name.capitalize(), "invented", profile, "blue") for name, profile in PROFILES.items()]
    for title, path in (
        ("Cafés", tuple(tamandu.CAFE_PATH.values())),
        ("Web shop", tuple(tamandu.WEB_PATH.values())),
        ("Wholesale", RESTAURANTS),
    ):
        shares = tuple(100 * count / path[0] for count in path)
        rows.append((title, str(calculators.shape(path)["shape"]), shares, "orange"))

    figure, axes = house.figure(8.4)
    row_high, gap = 1.0, 0.5
    for row, (title, under, profile, hue) in enumerate(rows):
        color = house.COLORS[hue]
        middle = row * (row_high + gap) + (0.55 if row >= len(PROFILES) else 0)
        halves = [share / 200 * row_high for share in profile]
        axes.fill(
            [0, 1, 2, 3, 4, 4, 3, 2, 1, 0],
            [middle - half for half in halves] + [middle + half for half in reversed(halves)],
            color=color,
            alpha=0.25,
            linewidth=0,
        )
        for side in (-1, 1):
            axes.plot(range(5), [middle + side * half for half in halves], color=color)
        for place, (share, half) in enumerate(zip(profile, halves, strict=True)):
            axes.plot([place, place], [middle - half, middle + half], color=color, linewidth=0.8)
            axes.text(
                place, middle - half - 0.06, f"{share:.0f}", color=color, ha="center", va="bottom"
            )
        axes.text(-1.75, middle - 0.02, title, color=color, fontweight="bold", va="bottom")
        axes.text(-1.75, middle + 0.04, under, color=color, va="top", fontsize=11)
    axes.set(xlim=(-1.75, 4.3), ylim=(len(rows) * (row_high + gap) - 0.35, -1.25))
    for place, stage in enumerate(tamandu.STAGES):
        axes.text(place, -1.0, stage, ha="center", va="center", color=house.MUTED, fontsize=11)
    axes.set_axis_off()
    return figure


def map_of_the_rule() -> Figure:
    """Draw the rule's regions by two rates, and Tamandu's paths with their 95% intervals."""
    found = numbers()
    figure, axes = house.figure(4.3)
    corner = Rectangle((0, 80), 50, 25, color=house.COLORS["blue"], alpha=0.18, linewidth=0)
    axes.add_patch(corner)
    right = Rectangle((100, 0), 45, 105, color=house.COLORS["green"], alpha=0.14, linewidth=0)
    axes.add_patch(right)
    axes.text(3, 98.5, "Door knob", color=house.COLORS["blue"], fontweight="bold", va="center")
    axes.text(103, 98.5, "Goldfish", color=house.COLORS["green"], fontweight="bold", va="center")
    axes.text(
        3, 60, "Funnel: all the rest\n(or trumpet, by advocates)", color=house.MUTED, va="center"
    )
    orange = house.COLORS["orange"]
    for kind in ("cafe", "web"):
        across, up = found[f"{kind}_ask_rate_pct"], found[f"{kind}_act_rate_pct"]
        axes.plot(
            [found[f"{kind}_ask_low_pct"], found[f"{kind}_ask_high_pct"]],
            [up, up],
            color=orange,
            linewidth=2,
        )
        axes.plot(
            [across, across],
            [found[f"{kind}_act_low_pct"], found[f"{kind}_act_high_pct"]],
            color=orange,
            linewidth=2,
        )
        axes.plot(across, up, "o", color=orange, markersize=7)
    axes.text(57, 88, "Cafés", color=orange, fontweight="bold", va="center")
    axes.text(57, 33, "Web shop", color=orange, fontweight="bold", va="center")
    across, up = found["wholesale_ask_rate_pct"], found["wholesale_act_rate_pct"]
    axes.plot(across, up, "o", color=orange, markersize=7)
    axes.text(
        across, up + 4, "Wholesale", color=orange, fontweight="bold", ha="center", va="bottom"
    )
    axes.set(xlim=(0, 145), ylim=(0, 105))
    axes.set_xticks((0, 50, 100), ("0%", "50%", "100%"))
    axes.set_yticks((0, 40, 80), ("0%", "40%", "80%"))
    axes.set_xlabel("Ask ÷ appeal")
    axes.set_ylabel("Act ÷ ask")
    return figure


if __name__ == "__main__":
    house.main(__spec__.name)
