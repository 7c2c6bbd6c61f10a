"""Chapter 3: population by age and label, the US General Social Survey by cohort, Tamandu's guests.

The population is that of the United Nations' 2019 revision, the survey is NORC's General Social
Survey (GSS). Tamandu Coffee is invented for this course, and so are its counts and its neighbors.
"""

from __future__ import annotations

from datetime import date
from math import ceil, sqrt
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from analysis import house, tamandu

if TYPE_CHECKING:
    from pandas import DataFrame, Series

LABELS = ("Alpha", "Z", "Y", "X", "Boomers", "older")
FIRST_AGES_2025 = (0, 15, 30, 45, 60, 80, 200)
"""Ages in mid-2025 at which a label begins, to five years, by the birth years 2010-2024 (Alpha),
1995-2009 (Z) and 1980-1994 (Y) of McCrindle, and near 1965 and 1946 for X and the boomers."""

COUNTRIES = ("Nigeria", "Brazil", "United States", "Japan")

QUESTIONS = {
    "never_married": "single",
    "no_religion": "religion",
    "cannabis_should_be_legal": "cannabis",
    "very_happy": "happy",
}
"""Questions of the GSS, and what they are called in the numbers below."""

BASE_YEARS = (1988, 1989, 1990, 1991)
"""Surveys put together as the past from which a forecast is made."""

TARGET_YEAR = 2018
"""The year that is forecast: the last survey before interviews moved partly to the web."""

LATEST_YEAR = 2024

BANDS = ("15_24", "25_34", "35_44", "45_59", "60_up")
GUESTS = {
    "morning": (12, 60, 46, 24, 8),
    "afternoon": (28, 26, 20, 20, 16),
    "weekend": (16, 38, 38, 32, 16),
}
"""Invented: guests of the three cafés in November 2025, by occasion and age band (weekdays to
10:30, weekdays after 15:00, Saturday and Sunday). Every fifth guest was asked for an age band."""

GUESTS_ASKED = 452
"""Invented: guests who were asked for their age band; 400 answered."""

NEIGHBORS_PCT = (16, 22, 20, 23, 19)
"""Invented: people of 15 years and more who live or work within 800 meters of a café, in percent
by age band."""

SUBSCRIBERS_BY_BAND = (25, 90, 105, 65, 25)
"""Invented: answers of subscribers to an e-mail in November 2025, by age band."""

CARDS_BRL = 3_600
"""Invented: printing and handing out afternoon invitations in the first half of 2026."""

COUNT_BRL = 1_600
"""Invented: a second count of guests in June 2026, with one question more."""

Z95 = 1.96


def _gss(question: str, breakdown: str) -> DataFrame:
    """Return the rows of the GSS table for *question* and *breakdown*."""
    table = house.read("gss_us_age_period_cohort.csv")
    return table[(table.variable == question) & (table.breakdown == breakdown)]


def _pooled(rows: DataFrame, years: tuple[int, ...], group: str) -> DataFrame:
    """Return share and respondents for each *group*, the surveys of *years* put together."""
    rows = rows[rows.year.isin(years)].assign(sum=lambda row: row.share_pct * row.respondents)
    pooled = rows.groupby(group)[["sum", "respondents"]].sum()
    pooled["share_pct"] = pooled["sum"] / pooled.respondents
    return pooled


def _mean(shares: Series, weights: Series) -> float:
    """Return the mean of *shares* with *weights*."""
    return float((shares * weights).sum() / weights.sum())


def _hindcasts() -> dict[str, float]:
    """Return, for each question, what two rules of 1988-1991 foresee for 2018, and what came.

    The rule "age" gives each age group of 2018 the share which that age group had before. The rule
    "cohort" lets each birth decade keep the share it had; decades too young to have been asked get
    the share of the youngest that was.
    """
    found: dict[str, float] = {}
    for question, name in QUESTIONS.items():
        ages, cohorts = _gss(question, "age"), _gss(question, "cohort")
        age_then = _pooled(ages, BASE_YEARS, "age_group")
        age_now = _pooled(ages, (TARGET_YEAR,), "age_group")
        cohort_then = _pooled(cohorts, BASE_YEARS, "birth_decade")
        cohort_now = _pooled(cohorts, (TARGET_YEAR,), "birth_decade")
        kept = cohort_then.share_pct.reindex(cohort_now.index).ffill()
        found |= {
            f"{name}_base_pct": _mean(age_then.share_pct, age_then.respondents),
            f"{name}_by_age_pct": _mean(
                age_then.share_pct.reindex(age_now.index), age_now.respondents
            ),
            f"{name}_by_cohort_pct": _mean(kept, cohort_now.respondents),
            f"{name}_came_pct": _mean(age_now.share_pct, age_now.respondents),
        }
    return found


def _spread() -> dict[str, float]:
    """Return how far birth decades lie apart in the latest survey, and what they explain.

    ``explained`` is the variance between decades as a share of all variance; ``guess`` the share
    of people for whom the commonest answer is right, ``informed`` the same when the commonest
    answer of their own decade is taken.
    """
    found: dict[str, float] = {}
    for question, name in QUESTIONS.items():
        rows = _gss(question, "cohort")
        rows = rows[rows.year == LATEST_YEAR].set_index("birth_decade")
        share, people = rows.share_pct / 100, rows.respondents
        all_ = _mean(share, people)
        found |= {
            f"{name}_respondents": float(people.sum()),
            f"{name}_all_pct": 100 * all_,
            f"{name}_lowest_pct": 100 * share.min(),
            f"{name}_highest_pct": 100 * share.max(),
            f"{name}_explained_pct": 100 * _mean((share - all_) ** 2, people) / (all_ * (1 - all_)),
            f"{name}_guess_pct": 100 * max(all_, 1 - all_),
            f"{name}_informed_pct": 100 * _mean(np.maximum(share, 1 - share), people),
        }
        if name == "religion":
            old, young = share["1950s"], share["1990s"]
            found |= {
                "religion_1950s_pct": 100 * old,
                "religion_1990s_pct": 100 * young,
                "agree_across_pct": 100 * (old * young + (1 - old) * (1 - young)),
                "agree_young_pct": 100 * (young**2 + (1 - young) ** 2),
                "agree_old_pct": 100 * (old**2 + (1 - old) ** 2),
            }
    return found


def _readings() -> dict[str, float]:
    """Return the three straight-line readings of "no religion", 1972-2018, in points a decade.

    Each reading leaves one of age, year of survey and year of birth out. All three give the same
    expected share for every cell, because year = birth + age. Raises ValueError if they do not.
    """
    rows = _gss("no_religion", "age_x_cohort")
    rows = rows[rows.year <= TARGET_YEAR]
    scales = {
        "age": rows.mean_age / 10,
        "period": rows.year / 10,
        "cohort": (rows.year - rows.mean_age) / 10,
    }
    weight = np.sqrt(rows.respondents.to_numpy())
    found: dict[str, float] = {"reading_cells": len(rows)}
    expected = []
    for left_out in scales:
        kept = [name for name in scales if name != left_out]
        design = np.column_stack([np.ones(len(rows)), *(scales[name] for name in kept)])
        slopes = np.linalg.lstsq(design * weight[:, None], rows.share_pct * weight, rcond=None)[0]
        expected.append(design @ slopes)
        for name, slope in zip(kept, slopes[1:], strict=True):
            found[f"no_{left_out}_{name}"] = float(slope)
    if not all(np.allclose(expected[0], other) for other in expected[1:]):
        raise ValueError("The three readings of the survey differ, and they must not")
    return found


def _population() -> DataFrame:
    """Return the projected population of mid-2025 by country and age, each age with its label."""
    table = house.read("population_age_sex.csv")
    table = table[table.year == 2025].copy()
    index = np.searchsorted(FIRST_AGES_2025, table.age_from, side="right") - 1
    table["label"] = [LABELS[place] for place in index]
    total = (table.male_thousands + table.female_thousands).groupby(table.country).transform("sum")
    table["men_pct"] = 100 * table.male_thousands / total
    table["women_pct"] = 100 * table.female_thousands / total
    return table


def _median_age(rows: DataFrame) -> float:
    """Return the median age of *rows*, five-year groups of one country."""
    below = (rows.men_pct + rows.women_pct).cumsum().to_numpy()
    place = int((below >= 50).argmax())
    before = below[place - 1]
    return float(rows.age_from.iloc[place] + 5 * (50 - before) / (below[place] - before))


def _tamandu() -> dict[str, float]:
    """Return the worked example: age index, intervals, occasions, and the cost of invitations."""
    company = tamandu.numbers()
    by_band = np.array(list(GUESTS.values()))
    guests, occasions = by_band.sum(axis=0), by_band.sum(axis=1)
    total = guests.sum()
    subscribers = np.array(SUBSCRIBERS_BY_BAND)
    found: dict[str, float] = {
        "guests": total,
        "guests_asked": GUESTS_ASKED,
        "refused": GUESTS_ASKED - total,
        "refused_pct": 100 * (GUESTS_ASKED - total) / GUESTS_ASKED,
        "subscribers": subscribers.sum(),
        "subscribers_answering_pct": 100 * subscribers.sum() / company["subscribers"],
    }
    for place, band in enumerate(BANDS):
        share, near = guests[place] / total, NEIGHBORS_PCT[place] / 100
        half = Z95 * sqrt(share * (1 - share) / total)
        found |= {
            f"guests_{band}": guests[place],
            f"guests_{band}_pct": 100 * share,
            f"near_{band}_pct": NEIGHBORS_PCT[place],
            f"half_{band}": 100 * half,
            f"index_{band}": 100 * share / near,
            f"index_low_{band}": 100 * (share - half) / near,
            f"index_high_{band}": 100 * (share + half) / near,
            f"subscribers_{band}_pct": 100 * subscribers[place] / subscribers.sum(),
        }
    for place, occasion in enumerate(GUESTS):
        found[f"guests_{occasion}"] = occasions[place]
        for column, band in enumerate(BANDS):
            found[f"{occasion}_{band}_pct"] = 100 * by_band[place, column] / occasions[place]
    morning = by_band[0] / guests
    all_morning = occasions[0] / total
    found["morning_pct"] = 100 * all_morning
    for place, band in enumerate(BANDS):
        found[f"morning_of_{band}_pct"] = 100 * morning[place]
    between = float((guests * (morning - all_morning) ** 2).sum() / total)
    found |= {
        "morning_between": between,
        "morning_variance": all_morning * (1 - all_morning),
        "morning_explained_pct": 100 * between / (all_morning * (1 - all_morning)),
    }
    young, young_web = guests[0] / total, subscribers[0] / subscribers.sum()
    error = sqrt(young * (1 - young) / total + young_web * (1 - young_web) / subscribers.sum())
    ticket = company["cafe_ticket_brl"] * company["margin_cafes_pct"] / 100
    found |= {
        "young_gap": 100 * (young - young_web),
        "young_gap_half": 100 * Z95 * error,
        "over_45_pct": 100 * guests[3:].sum() / total,
        "near_over_45_pct": sum(NEIGHBORS_PCT[3:]),
        "cards_brl": CARDS_BRL,
        "count_brl": COUNT_BRL,
        "plan_brl": CARDS_BRL + COUNT_BRL,
        "ticket_profit_brl": ticket,
        "cards_break_even_tickets": ceil(CARDS_BRL / ticket),
        "refused_share_pct": 100 * (guests[4] + GUESTS_ASKED - total) / GUESTS_ASKED,
        "refused_index": 100
        * (guests[4] + GUESTS_ASKED - total)
        / GUESTS_ASKED
        / (NEIGHBORS_PCT[4] / 100),
    }
    return found


def numbers() -> dict[str, float]:
    """Return what chapter 3 prints.

    ``single``, ``religion``, ``cannabis`` and ``happy`` stand for the four questions of the GSS;
    shares within a group are weighted, groups are put together by their number of answers. Labels
    in ``brazil_z_pct`` and the like are those of mid-2025.
    """
    found: dict[str, float] = {
        # From the first birthday of Pew's Millennials to the last, and to the first after it
        "millennial_days": (date(1996, 12, 31) - date(1981, 1, 1)).days,
        "z_days": (date(2012, 12, 31) - date(1997, 1, 1)).days,
        # Oldsmobile, model years, in thousands (Chicago Tribune, 1989 and 1992)
        "olds_before_pct": 100 * (1000 - 694) / 1000,
        "olds_during_pct": 100 * (694 - 640) / 694,
        "olds_after_pct": 100 * (640 - 450) / 640,
    }
    population = _population()
    for country, rows in population.groupby("country"):
        if country not in COUNTRIES:
            continue
        name = str(country).lower().replace(" ", "_")
        shares = (rows.men_pct + rows.women_pct).groupby(rows.label).sum()
        found[f"{name}_median_age"] = _median_age(rows)
        found |= {f"{name}_{label.lower()}_pct": float(shares[label]) for label in LABELS}
        found[f"{name}_millions"] = (rows.male_thousands.sum() + rows.female_thousands.sum()) / 1000
    found |= _hindcasts() | _spread() | _readings() | _tamandu()
    return {name: float(value) for name, value in found.items()}


def pyramids() -> Figure:
    """Draw four population pyramids of 2025 with the labels colored."""
    population = _population()
    colors = dict(zip(LABELS, [*house.COLORS.values(), house.MUTED], strict=True))
    figure, grid = house.figure(6.9, nrows=2, ncols=2)
    for axes, country in zip(grid.flat, COUNTRIES, strict=True):
        rows = population[population.country == country]
        color = [colors[label] for label in rows.label]
        middle = rows.age_from + 2.5
        axes.barh(middle, -rows.men_pct, height=4.5, color=color)
        axes.barh(middle, rows.women_pct, height=4.5, color=color)
        axes.axvline(0, color=house.PAPER, linewidth=1)
        shares = (rows.men_pct + rows.women_pct).groupby(rows.label).sum()
        for label, first, last in zip(
            LABELS, FIRST_AGES_2025, [*FIRST_AGES_2025[1:-1], 100], strict=False
        ):
            axes.text(
                8.9,
                (first + last) / 2,
                f"{label}\n{shares[label]:.0f}%" if shares[label] >= 1 else f"{label}\nbelow 1%",
                color=colors[label],
                va="center",
                fontsize=11,
                linespacing=1.05,
            )
        axes.set_title(country)
        axes.set(xlim=(-9, 17.5), ylim=(0, 103))
        axes.set_yticks(range(0, 101, 20), ["0", "20", "40", "60", "80", "age"])
        axes.set_xticks([-8, 0, 8], ["8%", "0", "8%"])
        axes.spines["left"].set_visible(False)
        axes.spines["bottom"].set_bounds(-9, 8.6)
        axes.tick_params(axis="y", length=0)
    grid[0, 0].text(-8.8, 96, "men", color=house.MUTED, fontsize=11)
    grid[0, 0].text(2.2, 96, "women", color=house.MUTED, fontsize=11)
    return figure


def cohort_lines() -> Figure:
    """Draw three questions of the GSS by decade of birth, surveys of six years put together."""
    panels = {
        "never_married": "Never married: lines fall one after another",
        "cannabis_should_be_legal": "Cannabis should be legal: lines move together",
        "no_religion": "No religion: lines lie apart, and rise",
    }
    decades = dict(zip(("1930s", "1950s", "1970s", "1990s"), ("amber", "blue", "orange", "plum"),
                       strict=True))  # fmt: skip
    starts = range(1972, 2025, 6)
    figure, grid = house.figure(7.6, nrows=3, sharex=True)
    for axes, (question, title) in zip(grid, panels.items(), strict=True):
        rows = _gss(question, "cohort")
        top = 100 if question != "no_religion" else 50
        below = -top
        for decade, color in decades.items():
            points = []
            for start in starts:
                years = tuple(range(start, start + 6))
                part = rows[(rows.birth_decade == decade) & rows.year.isin(years)]
                if len(part):
                    year = _mean(part.year, part.respondents)
                    points.append((year, _mean(part.share_pct, part.respondents)))
            x, y = zip(*points, strict=True)
            axes.plot(x, y, color=house.COLORS[color], marker="o", markersize=3.5)
            below = max(y[-1], below + top / 9)  # the names of close lines keep apart
            axes.text(x[-1] + 1, below, decade, color=house.COLORS[color], va="center", fontsize=11)
            if axes is grid[0] and decade == "1990s":
                axes.text(x[-1] + 1, below + top / 9, "born in the", color=house.MUTED, fontsize=11)
        axes.set_title(title)
        axes.set(ylim=(0, top), xlim=(1972, 2034))
        axes.set_yticks(range(0, top + 1, 25), [f"{tick}%" for tick in range(0, top + 1, 25)])
        axes.grid(axis="y")
    grid[2].set_xticks(range(1980, 2021, 20))
    return figure


if __name__ == "__main__":
    house.main(__spec__.name)
