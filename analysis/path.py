"""Chapter 5: the paths of Tamandu Coffee's customers, PAR and BAR, and which leak to mend first.

Tamandu Coffee is invented for this course. The counts of the café path and of the web path come
from ``analysis.tamandu``; what stands below as a constant is invented too, for this chapter.
"""

from __future__ import annotations

import math

from matplotlib.figure import Figure

from analysis import calculators, evolution, house, tamandu

Z = 1.96
"""Standard errors to each side of an estimate, for an interval of 95 percent."""

RESTAURANT_PATH = dict(zip(tamandu.STAGES, (400, 150, 180, tamandu.RESTAURANTS, 28), strict=True))
"""Restaurants in São Paulo that serve specialty coffee or could, by the seller's own list."""

PATHS = {"cafe": tamandu.CAFE_PATH, "web": tamandu.WEB_PATH, "wholesale": RESTAURANT_PATH}

CAFE_PEOPLE = 60_000
"""People who live or work within 800 meters of a café."""
CAFE_ASKED = 600
"""Of them, those whom the survey of January 2026 asked: each stands for 100."""

WEB_PEOPLE = 160_000
"""People in São Paulo who buy coffee online."""
WEB_ASKED = 400
"""Of them, those whom the survey of 2025 asked: each stands for 400."""
BUYERS_ANSWERED = 340
"""Buyers of the web shop who answered the question after delivery."""
BUYERS_RECOMMENDED = 80
"""Of them, those who said that they had recommended it: scaled, and rounded to 620."""

STEP_POINTS = 5
"""By how many points the example raises each rate."""
STEP_SHARE = 0.10
"""By which part of itself it raises each rate."""
NEW_AWARE = 40_000
"""People who come to know the web shop in the example of growth; they buy half as readily."""

ORDERS_OF_A_NEW_BUYER = 2
"""Orders that a new buyer of the web shop places in the first year."""
BUYERS_PER_TEN_ADVOCATES = 1
"""New buyers whom ten more advocates bring in a year: a guess."""
MENDING_COST_BRL = {"appeal": 6_000, "ask": 5_000, "act": 4_800, "advocate": 3_000}
"""What mending each step of the web path would cost."""
TOOLS_LINE = "E-mail, WhatsApp, shop tools"
"""The line of the budget of 2025 that pays for the mending of ``act``."""
CHANCE_LOW_PCT, CHANCE_HIGH_PCT = 20, 30
"""Two guesses, made apart, of the chance that the mending of ``act`` brings its five points."""
QUESTIONS_READ = 200
"""Messages that people sent before a purchase, read one by one."""
QUESTIONS_GRIND = 74
"""Of them, those that ask which grind or which coffee fits a brewer."""


def whole(number: float) -> int:
    """Return *number* rounded to a whole one, halves upward."""
    return math.floor(number + 0.5 + 1e-9)


def half_width(share: float, count: float) -> float:
    """Return half the 95% interval of a *share* of *count* answers, by the normal distribution."""
    return Z * math.sqrt(share * (1 - share) / count)


def interval(count: int, asked: int) -> tuple[float, float]:
    """Return the 95% interval of the share *count* / *asked*, by the normal distribution."""
    share = count / asked
    half = half_width(share, asked)
    return share - half, share + half


def rates(path: dict[str, int]) -> dict[str, float]:
    """Return for each stage after the first its share of the stage before."""
    counts = list(path.items())
    return {
        stage: count / before
        for (_, before), (stage, count) in zip(counts, counts[1:], strict=False)
    }


def rate_intervals() -> dict[str, dict[str, tuple[float, float]]]:
    """Return the 95% intervals of the four rates of the café path and of the web path.

    All five counts of the café come from one survey, so each rate is a share of the answers at the
    stage before. On the web path ``act`` is known from the records, and only ``ask`` is estimated.
    """
    each = CAFE_PEOPLE // CAFE_ASKED
    cafe = [count // each for count in tamandu.CAFE_PATH.values()]
    each = WEB_PEOPLE // WEB_ASKED
    web = [tamandu.WEB_PATH[stage] // each for stage in ("aware", "appeal", "ask")]
    low, high = interval(web[2], WEB_ASKED)
    act = tamandu.WEB_PATH["act"] / WEB_PEOPLE
    return {
        "cafe": {
            stage: interval(cafe[place], cafe[place - 1])
            for place, stage in enumerate(tamandu.STAGES)
            if place
        },
        "web": {
            "appeal": interval(web[1], web[0]),
            "ask": interval(web[2], web[1]),
            "act": (act / high, act / low),
            "advocate": interval(BUYERS_RECOMMENDED, BUYERS_ANSWERED),
        },
    }


def numbers() -> dict[str, float]:
    """Return what chapter 5 prints; names end in their unit.

    Raises ValueError when the counts of the surveys do not give those of ``analysis.tamandu``.
    """
    found: dict[str, float] = {}
    for kind, path in PATHS.items():
        found |= {f"{kind}_{stage}": count for stage, count in path.items()}
        found |= {f"{kind}_{stage}_rate_pct": 100 * rate for stage, rate in rates(path).items()}
        ratios = calculators.par_bar(path["aware"], path["act"], path["advocate"])
        found[f"{kind}_par_pct"] = 100 * ratios["par"]
        found[f"{kind}_bar_pct"] = 100 * ratios["bar"]

    # What the surveys counted, and how far it may be off
    cafe_each, web_each = CAFE_PEOPLE // CAFE_ASKED, WEB_PEOPLE // WEB_ASKED
    for stage, count in tamandu.CAFE_PATH.items():
        if count % cafe_each:
            raise ValueError(f"{count} is no multiple of {cafe_each}")
        found[f"cafe_answers_{stage}"] = count // cafe_each
    for stage in ("aware", "appeal", "ask"):
        if tamandu.WEB_PATH[stage] % web_each:
            raise ValueError(f"{tamandu.WEB_PATH[stage]} is no multiple of {web_each}")
        found[f"web_answers_{stage}"] = tamandu.WEB_PATH[stage] // web_each
    advocates = BUYERS_RECOMMENDED / BUYERS_ANSWERED * tamandu.WEB_PATH["act"]
    if round(advocates, -1) != tamandu.WEB_PATH["advocate"]:
        raise ValueError(f"{advocates} advocates are not those of Tamandu")
    found |= {
        "cafe_people": CAFE_PEOPLE,
        "cafe_asked": CAFE_ASKED,
        "cafe_each": cafe_each,
        "web_people": WEB_PEOPLE,
        "web_asked": WEB_ASKED,
        "web_each": web_each,
        "buyers_answered": BUYERS_ANSWERED,
        "buyers_recommended": BUYERS_RECOMMENDED,
    }
    for kind, stages in rate_intervals().items():
        for stage, (low, high) in stages.items():
            found[f"{kind}_{stage}_rate_low_pct"] = 100 * low
            found[f"{kind}_{stage}_rate_high_pct"] = 100 * high
    aware = interval(int(found["web_answers_aware"]), WEB_ASKED)
    ask = interval(int(found["web_answers_ask"]), WEB_ASKED)
    for name, (low, high) in {"aware": aware, "ask": ask}.items():
        found |= {
            f"web_{name}_share_pct": 50 * (low + high),
            f"web_{name}_half_points": 50 * (high - low),
            f"web_{name}_low": WEB_PEOPLE * low,
            f"web_{name}_high": WEB_PEOPLE * high,
        }
    for ratio, stage in (("par", "act"), ("bar", "advocate")):
        found[f"web_{ratio}_low_pct"] = 100 * tamandu.WEB_PATH[stage] / found["web_aware_high"]
        found[f"web_{ratio}_high_pct"] = 100 * tamandu.WEB_PATH[stage] / found["web_aware_low"]
        low, high = interval(int(found[f"cafe_answers_{stage}"]), int(found["cafe_answers_aware"]))
        found |= {
            f"cafe_{ratio}_half_points": 50 * (high - low),
            f"cafe_{ratio}_low_pct": 100 * low,
            f"cafe_{ratio}_high_pct": 100 * high,
        }
    share = found["web_answers_ask"] / WEB_ASKED
    found["asked_for_one_point"] = math.ceil(share * (1 - share) * (Z / 0.01) ** 2)

    # Growth lowers PAR
    newcomers = NEW_AWARE * found["web_par_pct"] / 200
    found |= {
        "new_aware": NEW_AWARE,
        "new_buyers": newcomers,
        "grown_aware": tamandu.WEB_PATH["aware"] + NEW_AWARE,
        "grown_act": tamandu.WEB_PATH["act"] + newcomers,
        "grown_par_pct": 100
        * (tamandu.WEB_PATH["act"] + newcomers)
        / (tamandu.WEB_PATH["aware"] + NEW_AWARE),
    }

    # What raising each rate would bring, and what that would be worth
    act = tamandu.WEB_PATH["act"]
    found["tenth_more_buyers"] = STEP_SHARE * act
    found["step_points"] = STEP_POINTS
    order = tamandu.numbers()["one_off_order_brl"]
    profit = round(order * tamandu.MARGIN_WEB_PCT / 100, 2)
    buyer = ORDERS_OF_A_NEW_BUYER * profit
    found |= {"order_profit_brl": profit, "buyer_brl": buyer}
    web = rates(tamandu.WEB_PATH)
    for stage, cost in MENDING_COST_BRL.items():
        if stage == "advocate":
            found["step_advocates"] = act * STEP_POINTS / 100
            more = whole(found["step_advocates"] * BUYERS_PER_TEN_ADVOCATES / 10)
        else:
            more = whole(act * STEP_POINTS / 100 / web[stage])
        found |= {
            f"{stage}_more": more,
            f"{stage}_worth_brl": more * buyer,
            f"{stage}_cost_brl": cost,
            f"{stage}_needed_pct": 100 * cost / (more * buyer),
        }
    tools = next(line[3] for line in evolution.BUDGET if line[0] == TOOLS_LINE)
    low_more = whole(STEP_POINTS / 100 * found["web_ask_low"])
    low_worth = low_more * buyer
    found |= {
        "tools_line_brl": tools,
        "tools_share_pct": 100 * MENDING_COST_BRL["act"] / tools,
        "low_more": low_more,
        "low_worth_brl": low_worth,
        "low_needed_pct": 100 * MENDING_COST_BRL["act"] / low_worth,
        "chance_low_pct": CHANCE_LOW_PCT,
        "chance_high_pct": CHANCE_HIGH_PCT,
        "act_expected_brl": CHANCE_LOW_PCT / 100 * found["act_worth_brl"] - MENDING_COST_BRL["act"],
        "questions_read": QUESTIONS_READ,
        "questions_grind": QUESTIONS_GRIND,
        "questions_grind_pct": 100 * QUESTIONS_GRIND / QUESTIONS_READ,
    }
    test = calculators.sample_size(
        100 * web["act"],
        STEP_POINTS / web["act"],
        power=80,
        level=5,
        per_day=tamandu.WEB_PATH["ask"] / 365,
    )
    one_point = calculators.sample_size(
        100 * web["act"], 1 / web["act"], power=80, level=5, per_day=tamandu.WEB_PATH["ask"] / 365
    )
    found |= {
        "test_years_for_one_point": one_point["days"] / 365,
        "asks_a_day": tamandu.WEB_PATH["ask"] / 365,
        "test_each": test["each"],
        "test_both": 2 * test["each"],
        "test_days": test["days"],
        "test_weeks": math.ceil(test["days"] / 7),
    }
    return found


def three_paths() -> Figure:
    """Draw the five counts of each path as bars, with the share of the stage before."""
    figure, axes = house.figure(5.0, nrows=3)
    titles = {
        "cafe": "Cafés: people nearby",
        "web": "Web shop: people who buy coffee online",
        "wholesale": "Wholesale: restaurants",
    }
    for panel, (kind, path) in zip(axes, PATHS.items(), strict=True):
        share = rates(path)
        for row, (stage, count) in enumerate(path.items()):
            color = house.COLORS["orange" if stage == "act" else "blue"]
            width = count / path["aware"]
            panel.barh(row, width, color=color, height=0.68)
            label = f"{count:,}"
            if row:
                label += f"  ({100 * share[stage]:.0f}% of those before)"
            inside = width > 0.6
            panel.text(
                width + (-0.015 if inside else 0.015),
                row,
                label,
                ha="right" if inside else "left",
                va="center",
                color=house.PAPER if inside else color,
            )
        panel.set(xlim=(0, 1.02), ylim=(4.5, -0.5))
        panel.set_yticks(range(5), [stage.capitalize() for stage in path])
        panel.tick_params(axis="y", length=0)
        panel.set_xticks([])
        panel.spines["bottom"].set_visible(False)
        panel.spines["left"].set_visible(False)
        panel.set_title(titles[kind], loc="left")
    return figure


def rates_with_intervals() -> Figure:
    """Draw the four rates of the café path and of the web path with their 95% intervals."""
    figure, axes = house.figure(3.7)
    row = 0
    ticks, labels = [], []
    names = {
        "appeal": "aware to appeal",
        "ask": "appeal to ask",
        "act": "ask to act",
        "advocate": "act to advocate",
    }
    for kind, title, color in (("cafe", "Cafés", "blue"), ("web", "Web shop", "orange")):
        axes.text(0, row, title, color=house.COLORS[color], fontweight="bold", va="center")
        row += 1
        for stage, (low, high) in rate_intervals()[kind].items():
            rate = 100 * rates(PATHS[kind])[stage]
            axes.plot(
                [100 * low, 100 * high],
                [row, row],
                color=house.COLORS[color],
                linewidth=3,
                alpha=0.45,
                solid_capstyle="butt",
            )
            axes.plot(rate, row, "o", color=house.COLORS[color], markersize=7)
            axes.text(
                100 * high + 2,
                row,
                f"{rate:.0f}%",
                va="center",
                color=house.COLORS[color],
            )
            ticks.append(row)
            labels.append(names[stage])
            row += 1
        row += 0.4
    axes.set(xlim=(0, 104), ylim=(row - 0.6, -0.7))
    axes.set_yticks(ticks, labels)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xticks(range(0, 101, 25), [f"{tick}%" for tick in range(0, 101, 25)])
    axes.set_xlabel("Share of the stage before, with its 95% interval")
    return figure


if __name__ == "__main__":
    house.main(__spec__.name)
