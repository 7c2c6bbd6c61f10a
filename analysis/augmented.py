"""Chapter 20: what experiments measured of people with machines, and a check of 60 drafts.

``data/machine_help.csv`` holds the numbers as their authors printed them. Here they are put on one
scale, the change in percent of the work done in an hour, or of a result. Tamandu Coffee and its 60
drafts are invented for this course.
"""

from __future__ import annotations

import math

import numpy as np
from matplotlib.figure import Figure
from scipy import stats

from analysis import house, tamandu, technology

Z = float(stats.norm.ppf(0.975))

OUT_OF_REACH = 373
"""Consultants with the task out of reach, in three groups whose sizes we did not see."""

# What follows is invented. The minutes of writing, the pay and the cost of a wrong answer are those
# of chapter 2 (``analysis.technology``).
KINDS = {
    "change": 57,
    "where": 9,
    "facts": 14,
    "wrong": 8,
    "leaving": 4,
    "again": 3,
}
"""Subscribers' messages in a week: change a delivery; where is my box; facts about coffee, price,
dates; something went wrong; leaving; a second message about the same thing."""
DRAFTED = ("change", "where", "facts")
"""Kinds that the tool drafts; a person writes the others from a blank page."""
TEMPLATES = ("change", "where")
"""Kinds that six fixed texts with gaps can answer."""
CHECKED = 60
WRONG = 3
"""Drafts drawn by lot from those of two weeks, and those with a wrong fact or promise."""
PLANTED = 20
CAUGHT = 16
"""Mistakes put into drafts on purpose, and those that the readers stopped."""
MINUTES_READ = 3.5
"""To read a draft, hold it against the order, mend and send it."""
MINUTES_TEMPLATE = 2
TEMPLATE_HOURS = 12
"""To write and test the six texts, once."""
TOOL_BRL_A_MONTH = 180
AD_TEXTS_A_MONTH = 24
AD_MINUTES = 25
AD_MINUTES_DRAFTED = 12
TRIAL_MONTHS = 3


def gains():
    """Return the table of trials with ``gain``, ``gain_low`` and ``gain_high`` in percent.

    The column ``form`` says how the authors printed a number: ``output``, a change of the amount in
    percent; ``time``, a change of the time for the same work in percent, which becomes work in an
    hour; ``level``, a change in units of ``base``. An interval comes from the printed limits, or
    from the standard error ``error``; without either it is missing.
    """
    table = house.read("machine_help.csv")
    scale = np.where(table["form"] == "level", 100 / table["base"], 1)
    low = table["low"].fillna(table["value"] - Z * table["error"]) * scale
    high = table["high"].fillna(table["value"] + Z * table["error"]) * scale
    value = table["value"] * scale
    time = table["form"] == "time"
    table["gain"] = value.where(~time, in_the_same_time(value))
    table["gain_low"] = low.where(~time, in_the_same_time(high))
    table["gain_high"] = high.where(~time, in_the_same_time(low))
    return table


def in_the_same_time(change_of_time_pct):
    """Return by how many percent more work fits into an hour if a task takes that much longer."""
    return 100 * (1 / (1 + change_of_time_pct / 100) - 1)


def by_hand(found: int, of: int) -> tuple[float, float, float]:
    """Return center, low and high of a share in percent: two added to each side, then 1.96 errors.

    The trick of adding keeps the interval of a rare event from reaching below zero too often.
    """
    share = (found + 2) / (of + 4)
    half = Z * math.sqrt(share * (1 - share) / (of + 4))
    return 100 * share, 100 * (share - half), 100 * (share + half)


def exact(found: int, of: int) -> tuple[float, float]:
    """Return the exact 95% interval of a share (Clopper and Pearson), in percent."""
    low = stats.beta.ppf(0.025, found, of - found + 1) if found else 0.0
    return 100 * float(low), 100 * float(stats.beta.ppf(0.975, found + 1, of - found))


def at_most(found, of):
    """Return the largest share, in percent, that *found* wrong ones *of* so many leave likely.

    One-sided: with a larger share, so few would be found in fewer than 5 of 100 samples.
    """
    return 100 * stats.beta.ppf(0.95, found + 1, of - found)


def gap_half(one_pct: float, other_pct: float, each: int) -> float:
    """Return half the 95% interval, in points, of the gap between two shares of *each* people."""
    spread = sum(share * (100 - share) / each for share in (one_pct, other_pct))
    return Z * math.sqrt(spread)


def passes(wrong_pct: float, of: int = CHECKED, allowed: int = 1) -> float:
    """Return the chance in percent that at most *allowed* of *of* checked texts are wrong."""
    return 100 * float(stats.binom.cdf(allowed, of, wrong_pct / 100))


def year(route: str, wrong_pct: float, settled: float = 0) -> float:
    """Return what *route* earns Tamandu in its first year against writing by hand, in BRL.

    ``unread`` sends each draft as it is, ``read`` lets a person check it first, ``templates`` uses
    six fixed texts and no tool. *wrong_pct* is the share of drafts that are wrong. *settled* is how
    many messages a week about deliveries no longer come, because buttons settle them.
    """
    hour = technology.STAFF_BRL_AN_HOUR
    by_person = technology.ERRORS_PERSON_PCT
    if route == "templates":
        answers = 52 * (sum(KINDS[kind] for kind in TEMPLATES) - settled)
        saved = answers * (technology.MINUTES_A_MESSAGE - MINUTES_TEMPLATE) / 60
        return (saved - TEMPLATE_HOURS) * hour
    answers = 52 * (sum(KINDS[kind] for kind in DRAFTED) - settled)
    minutes = MINUTES_READ if route == "read" else 0
    slips = wrong_pct * (1 - CAUGHT / PLANTED) if route == "read" else wrong_pct
    saved = answers * (technology.MINUTES_A_MESSAGE - minutes) / 60 * hour
    extra_errors = answers * (slips - by_person) / 100
    return saved - 12 * TOOL_BRL_A_MONTH - extra_errors * technology.ERROR_BRL


def _meeting(one: str, other: str) -> float:
    """Return the share of wrong drafts, in percent, at which two routes earn the same."""
    gap = [year(one, pct) - year(other, pct) for pct in (0, 1)]
    return gap[0] / (gap[0] - gap[1])


def _example() -> dict[str, float]:
    """Return the numbers of the worked example."""
    hour = technology.STAFF_BRL_AN_HOUR
    minutes = technology.MINUTES_A_MESSAGE
    drafted = sum(KINDS[kind] for kind in DRAFTED)
    templates = sum(KINDS[kind] for kind in TEMPLATES)
    drafts = 52 * drafted
    center, low, high = by_hand(WRONG, CHECKED)
    _, caught_low, caught_high = by_hand(CAUGHT, PLANTED)
    exact_low, exact_high = exact(WRONG, CHECKED)
    tool = 12 * TOOL_BRL_A_MONTH
    missed = 1 - CAUGHT / PLANTED
    by_person = drafts * technology.ERRORS_PERSON_PCT / 100
    errors_low_catch = drafts * WRONG / CHECKED * (1 - round(caught_low) / 100)
    saved_read = drafts * (minutes - MINUTES_READ) / 60
    saved_unread = drafts * minutes / 60
    saved_templates = 52 * templates * (minutes - MINUTES_TEMPLATE) / 60
    a_draft = (minutes - MINUTES_READ) / 60 * hour
    facts_month = 52 * KINDS["facts"] * a_draft / 12
    ads_hours = AD_TEXTS_A_MONTH * (AD_MINUTES - AD_MINUTES_DRAFTED) / 60
    buttons = KINDS["change"] / 2 * technology.SETTLED_SHARE
    found = {
        "messages": sum(KINDS.values()),
        "drafted": drafted,
        "by_hand_only": sum(KINDS.values()) - drafted,
        "drafts_two_weeks": 2 * drafted,
        "wrong_pct": 100 * WRONG / CHECKED,
        "wrong_center_pct": center,
        "wrong_half_pct": high - center,
        "wrong_low_pct": low,
        "wrong_high_pct": high,
        "exact_low_pct": exact_low,
        "exact_high_pct": exact_high,
        "caught_pct": 100 * CAUGHT / PLANTED,
        "caught_low_pct": caught_low,
        "caught_high_pct": caught_high,
        "drafts_a_year": drafts,
        "tool_brl": tool,
        "saved_read_hours": saved_read,
        "saved_read_brl": saved_read * hour,
        "read_before_errors_brl": saved_read * hour - tool,
        "saved_unread_brl": saved_unread * hour,
        "unread_before_errors_brl": saved_unread * hour - tool,
        "errors_person": by_person,
        "errors_drafts": drafts * WRONG / CHECKED,
        "errors_read": drafts * WRONG / CHECKED * missed,
        "errors_unread_extra": drafts * WRONG / CHECKED - by_person,
        "errors_unread_brl": (drafts * WRONG / CHECKED - by_person) * technology.ERROR_BRL,
        "templates_a_week": templates,
        "saved_templates_hours": saved_templates,
        "saved_templates_brl": saved_templates * hour,
        "template_brl": TEMPLATE_HOURS * hour,
        "facts_a_week": KINDS["facts"],
        "draft_brl": a_draft,
        "break_even_drafts": math.ceil(tool / 52 / a_draft),
        "facts_month_brl": facts_month,
        "ads_hours_a_month": ads_hours,
        "ads_month_brl": ads_hours * hour,
        "both_month_brl": ads_hours * hour + facts_month,
        "hours_for_tool": TOOL_BRL_A_MONTH / hour,
        "hours_expected": ads_hours + facts_month / hour,
        "trial_brl": TRIAL_MONTHS * TOOL_BRL_A_MONTH,
        "unread_meets_templates_pct": _meeting("unread", "templates"),
        "unread_meets_read_pct": _meeting("unread", "read"),
        "clean_checks_for_unread": math.ceil(300 / _meeting("unread", "templates")),
        "read_best_brl": year("read", 0),
        "errors_low_catch": errors_low_catch,
        "read_low_catch_brl": saved_read * hour
        - tool
        - (errors_low_catch - by_person) * technology.ERROR_BRL,
        "buttons_a_week": buttons,
        "templates_with_buttons_brl": year("templates", 0, buttons),
        "read_with_buttons_brl": year("read", 100 * WRONG / CHECKED, buttons),
    }
    for route in ("read", "unread", "templates"):
        found[f"{route}_brl"] = year(route, 100 * WRONG / CHECKED)
        found[f"{route}_high_brl"] = year(route, round(high, 1))
    found["read_high_loss_brl"] = -found["read_high_brl"]
    found["unread_high_loss_brl"] = -found["unread_high_brl"]
    if found["messages"] != tamandu.SUBSCRIBER_MESSAGES_A_WEEK:
        raise ValueError("The kinds of message do not add up to Tamandu's messages a week")
    if KINDS["change"] != found["messages"] * technology.DELIVERY_MESSAGES_PCT / 100:
        raise ValueError("Chapter 2 has another number of messages about changing a delivery")
    return found


def numbers() -> dict[str, float]:
    """Return what chapter 20 prints: the trials on one scale, limits of checks, the example."""
    table = gains()
    found: dict[str, float] = {"trials": len(table)}
    names = {
        "5,172 support agents, one firm": "desk",
        "4,867 programmers, three firms": "firms",
        "16 programmers, own projects, 2025": "own",
        "Same test, 2026: 47 new people": "new",
        "Same test, 2026: 10 of the old ones": "back",
        "385 consultants, tasks within reach": "consultants",
        "Product developers, alone (of 776)": "developers",
        "453 writers, short online tasks": "writers",
        "95 programmers, one exercise": "exercise",
        "Support desk: issues solved": "solved",
        "Support desk: customers’ score": "score",
        "373 consultants, out of reach: tool": "out_a",
        "373 consultants, out of reach: tool and lesson": "out_b",
    }
    for row in table.itertuples():
        if row.label in names:
            name = names[row.label]
            found[f"{name}_pct"] = row.gain
            if not math.isnan(row.gain_low):
                found |= {f"{name}_low_pct": row.gain_low, f"{name}_high_pct": row.gain_high}
    found["out_half_points"] = gap_half(84.5, 60.0, OUT_OF_REACH // 3)
    found["with_interval"] = int(table["gain_low"].notna().sum())
    found["exercise_times"] = 1 + found["exercise_pct"] / 100
    found["half_again_pct"] = in_the_same_time(-40)
    for wrong in (0, 1, 3):
        for of in (20, 60, 300):
            found[f"at_most_{wrong}_of_{of}_pct"] = float(at_most(wrong, of))
    for pct in (1, 5, 10):
        found[f"passes_{pct}_pct"] = passes(pct)
    return found | _example()


def trials() -> Figure:
    """Draw what the trials found: work in an hour above, results below, with their intervals."""
    figure, axes = house.figure(height_in=9.6)
    left, right = -45.0, 142.0
    heads = {
        "work": "Work done in an hour, change in %",
        "result": "What came of it: quality, sales, pay, in %",
    }
    table = gains()
    place = 0.0
    for panel, head in heads.items():
        place += 0.6
        axes.text(left, place, head, fontweight="bold", va="center")
        place += 0.15
        for row in table[table["panel"] == panel].itertuples():
            place += 1.0
            known = not math.isnan(row.gain_low)
            color = house.COLORS["blue"] if known else house.MUTED
            places = 1 if row.gain_high - row.gain_low < 6 else 0
            said = _signed(row.gain, places)
            axes.plot([0, 0], [place - 0.16, place + 0.2], color=house.INK, linewidth=0.8)
            if known:
                limits = (_signed(limit, places) for limit in (row.gain_low, row.gain_high))
                said += f" ({' to '.join(limits)})"
                end = min(row.gain_high, right)
                axes.plot([row.gain_low, end], [place, place], color=color, linewidth=2)
                if end < row.gain_high:
                    axes.plot(end, place, ">", color=color, markersize=6, clip_on=False)
            filled = color if known else house.PAPER
            axes.plot(row.gain, place, "o", color=color, markersize=6, markerfacecolor=filled)
            style = {"color": color, "va": "center", "fontsize": 12}
            axes.text(left, place - 0.42, row.label, **style)
            axes.text(right, place - 0.42, said, ha="right", **style)
        place += 0.75
    axes.set(xlim=(left, right), ylim=(place - 0.25, 0.2))
    axes.set_yticks([])
    ticks = [-25, 0, 25, 50, 75, 100, 125]
    axes.set_xticks(ticks, [_signed(tick) for tick in ticks])
    axes.spines["left"].set_visible(False)
    return figure


def _signed(value: float, places: int = 0) -> str:
    """Return *value* with its sign and so many decimal *places*, and nothing as 0."""
    return f"{value:+.{places}f}".replace("-", "−") if round(value, places) else "0"


def clean_checks() -> Figure:
    """Draw how large a share of wrong texts may be after a check that found 0, 1 or 3."""
    figure, axes = house.figure(height_in=3.2)
    checks = np.arange(10, 301)
    for line, (wrong, color) in enumerate(((3, "orange"), (1, "plum"), (0, "blue"))):
        hue = house.COLORS[color]
        axes.plot(checks, at_most(wrong, checks), color=hue)
        here = float(at_most(wrong, CHECKED))
        axes.plot(CHECKED, here, "o", color=hue)
        axes.text(100, 23 - 3.2 * line, f"{wrong} wrong of {CHECKED}: up to {here:.1f}%", color=hue)
    last = float(at_most(0, 300))
    axes.plot(300, last, "o", color=house.COLORS["blue"], clip_on=False)
    axes.text(
        100, 13.4, f"0 wrong of 300: up to {last:.1f}%", color=house.COLORS["blue"], va="baseline"
    )
    axes.set(xlim=(0, 300), ylim=(0, 26))
    axes.set_xlabel("Texts checked")
    axes.set_xticks([10, 60, 100, 200, 300])
    axes.set_yticks([0, 5, 10, 15, 20, 25], [f"{tick}%" for tick in range(0, 26, 5)])
    return figure


def routes() -> Figure:
    """Draw what three ways of answering earn in a year, by the share of drafts that are wrong."""
    figure, axes = house.figure(height_in=3.4)
    share = np.array([0.0, 15.0])
    low, high = (by_hand(WRONG, CHECKED)[place] for place in (1, 2))
    axes.axvspan(low, high, color=house.SOFT, alpha=0.6, linewidth=0)
    words = {
        "templates": ("six fixed texts", "green", 7_100),
        "read": ("drafts, read first", "blue", 2_000),
        "unread": ("drafts, sent unread", "orange", -2_500),
    }
    for route, (word, color, height) in words.items():
        axes.plot(share, [year(route, pct) for pct in share], color=house.COLORS[color])
        axes.text(9.3, height, word, color=house.COLORS[color])
    axes.axhline(0, color=house.INK, linewidth=0.8)
    axes.plot([100 * WRONG / CHECKED] * 2, [-13_500, 12_500], ":", color=house.MUTED)
    axes.text(100 * WRONG / CHECKED + 0.2, 11_300, "found: 3 of 60", color=house.MUTED)
    axes.set(xlim=(0, 15), ylim=(-13_500, 12_500))
    axes.set_xticks([0, 5, 10, 15], ["0%", "5%", "10%", "15%"])
    axes.set_xlabel("Drafts that are wrong")
    heights = range(-10_000, 10_001, 5_000)
    axes.set_yticks(heights, ["−10,000", "−5,000", "0", "5,000", "R$10,000"])
    return figure


if __name__ == "__main__":
    house.main(__spec__.name)
