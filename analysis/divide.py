"""Chapter 9: internet use by country, and what a pilot of sixty people can find out.

The series of internet use is ``internet_mobile_by_country.csv`` (ITU, through World Bank and
Gapminder). Reasons for staying offline are figures of TIC Domicílios, table C15A of 2025. Tamandu
Coffee is invented for this course, and so are the tasting, its costs and its effect.
"""

from __future__ import annotations

from math import ceil, sqrt

from matplotlib.figure import Figure

from analysis import calculators, house, tamandu

COUNTRIES = ("Germany", "USA", "Japan", "Brazil", "India", "Nigeria")

OFFLINE_REASONS_PCT = {
    "do not know how": 47,
    "no interest or need": 18,
    "price": 11,
    "dangerous content": 11,
    "security or privacy": 7,
    "nowhere to use it": 2,
    "other": 2,
    "no answer": 1,
}
"""Main reason given by people in Brazil who never used the internet (Cetic.br 2025, C15A)."""

# eBay Germany, 2005-2006 (Algesheimer and Dholakia 2006)
EBAY_INVITED = 79_242
EBAY_NOT_INVITED = 60_878
EBAY_ACTIVE = 3_299
EBAY_READING = 11_242

GROUP = 60
"""Subscribers in each group of the first pilot."""
HALF = 0.5
"""The effect that Tamandu hopes for: the monthly loss is cut by half. Invented."""
ACCEPT_PCT = 40
"""Of those invited, the share that says yes and comes. Invented."""
KIT_BRL = 12
"""Samples for one person, sent with the monthly parcel. Invented."""
SESSION_BRL = 450
"""The grower's fee for one evening. Invented."""
SESSIONS = 4
"""Evenings in the second step."""
EXAMPLE_STAYED = (55, 52)
"""A result of the first pilot, made up: invited and not invited who are still subscribed."""
Z = 1.96


def stay(months: int, loss_pct: float = tamandu.SUBSCRIBERS_LEAVING_A_MONTH_PCT) -> float:
    """Return the share (0 to 1) still subscribed after *months*, at a constant monthly loss."""
    return (1 - loss_pct / 100) ** months


def half_width(first: float, second: float, people: int) -> float:
    """Return half the 95% interval of a difference of two shares, each of *people*, in points."""
    return 100 * Z * sqrt((first * (1 - first) + second * (1 - second)) / people)


def halved_gain(months: int) -> float:
    """Return the points by which more stay after *months* when the monthly loss is halved."""
    loss = tamandu.SUBSCRIBERS_LEAVING_A_MONTH_PCT
    return 100 * (stay(months, loss * HALF) - stay(months))


def needed(months: int) -> int:
    """Return the people each group needs, for a halved loss to be found in 80% of tests."""
    base, new = stay(months), stay(months) + halved_gain(months) / 100
    return int(
        calculators.sample_size(100 * base, 100 * (new / base - 1), 80, 5, per_day=1)["each"]
    )


def smallest_found(months: int, people: int) -> float:
    """Return the smallest gain, in points, that *people* a group find in 80% of tests."""
    base, gain = stay(months), 0.1
    while calculators.sample_size(100 * base, gain / base, 80, 5, per_day=1)["each"] > people:
        gain += 0.1
    return gain


def groups() -> tuple[int, int]:
    """Return the size of each group: all who remain after the first pilot, and the willing."""
    rest = tamandu.SUBSCRIBERS - GROUP
    return rest // 2, rest * ACCEPT_PCT // 100 // 2


def designs() -> list[tuple[str, float, float]]:
    """Return the four designs of the worked example: name, noise and expected gain, in points.

    The noise is half the 95% interval of the difference when the tasting changes nothing; the
    gain is what a halved monthly loss adds, thinned where only some of those invited come.
    """
    rest, willing = groups()
    soon, late, gain = stay(3), stay(6), halved_gain(6)
    return [
        (f"{GROUP} + {GROUP}, after 3 months", half_width(soon, soon, GROUP), halved_gain(3)),
        (f"{GROUP} + {GROUP}, after 6 months", half_width(late, late, GROUP), gain),
        (
            f"{rest} + {rest}, after 6 months; {ACCEPT_PCT}% come",
            half_width(late, late, rest),
            ACCEPT_PCT / 100 * gain,
        ),
        (
            f"{willing} + {willing} who want to come, 6 months",
            half_width(late, late, willing),
            gain,
        ),
    ]


def numbers() -> dict[str, float]:
    """Return what chapter 9 prints; keys end in their unit. Shares of people are in percent."""
    use = _use()
    base, late = stay(3), stay(6)
    invited, others = (count / GROUP for count in EXAMPLE_STAYED)
    difference = 100 * (invited - others)
    half = half_width(invited, others, GROUP)
    rest, willing = groups()
    month_brl = tamandu.SUBSCRIPTION_BRL_A_MONTH * tamandu.MARGIN_WEB_PCT / 100
    months = 100 / tamandu.SUBSCRIBERS_LEAVING_A_MONTH_PCT
    first_brl = GROUP * KIT_BRL + SESSION_BRL
    second_brl = willing * KIT_BRL + SESSIONS * SESSION_BRL
    need = needed(6)
    saved = ceil(second_brl / (month_brl * months))
    skill_and_will = ("do not know how", "no interest or need", "dangerous content")
    reasons = OFFLINE_REASONS_PCT
    return {
        "brazil_2005_pct": use["Brazil"][2005],
        "germany_2005_pct": use["Germany"][2005],
        "gap_2005_points": use["Germany"][2005] - use["Brazil"][2005],
        "brazil_2023_pct": use["Brazil"][2023],
        "germany_2023_pct": use["Germany"][2023],
        "gap_2023_points": use["Germany"][2023] - use["Brazil"][2023],
        "nigeria_2023_pct": use["Nigeria"][2023],
        "india_2022_pct": use["India"][2022],
        "brazil_2024_pct": use["Brazil"][2024],
        "germany_2024_pct": use["Germany"][2024],
        "kenya_2015_pct": use["Kenya"][2015],
        "price_and_place_pct": reasons["price"] + reasons["nowhere to use it"],
        "skill_will_fear_pct": sum(reasons[name] for name in skill_and_will)
        + reasons["security or privacy"],
        "ebay_took_part_pct": 100 * (EBAY_ACTIVE + EBAY_READING) / EBAY_INVITED,
        "ebay_stayed_away": EBAY_INVITED - EBAY_ACTIVE - EBAY_READING,
        "ebay_all": EBAY_INVITED + EBAY_NOT_INVITED,
        "leads_rise_pct": 100 * (0.51 / 0.39 - 1),
        # the pilot
        "stay_3_pct": 100 * base,
        "stay_6_pct": 100 * late,
        "stayers_of_60": GROUP * base,
        "leavers_of_60": GROUP * (1 - base),
        "most_to_gain_points": 100 * (1 - base),
        "noise_60_3_points": half_width(base, base, GROUP),
        "noise_60_6_points": half_width(late, late, GROUP),
        "example_invited_pct": 100 * invited,
        "example_others_pct": 100 * others,
        "example_difference_points": difference,
        "example_half_points": half,
        "example_low_points": difference - half,
        "example_high_points": difference + half,
        "half_stay_3_pct": 100 * stay(3, tamandu.SUBSCRIBERS_LEAVING_A_MONTH_PCT * HALF),
        "half_stay_6_pct": 100 * stay(6, tamandu.SUBSCRIBERS_LEAVING_A_MONTH_PCT * HALF),
        "gain_3_points": halved_gain(3),
        "gain_6_points": halved_gain(6),
        "needed_3": needed(3),
        "needed_6": need,
        "found_60_3_points": smallest_found(3, GROUP),
        "rest": 2 * rest,
        "rest_each": rest,
        "thinned_gain_6_points": ACCEPT_PCT / 100 * halved_gain(6),
        "noise_rest_6_points": half_width(late, late, rest),
        "willing": 2 * willing,
        "willing_each": willing,
        "noise_willing_6_points": half_width(late, late, willing),
        "found_willing_6_points": smallest_found(6, willing),
        "willing_needed": 2 * need,
        "willing_needed_pct": 100 * need / rest,
        "yes_of_60_needed": ceil(GROUP * need / rest),
        "first_brl": first_brl,
        "second_brl": second_brl,
        "both_brl": first_brl + second_brl,
        "month_brl": month_brl,
        "months_expected": months,
        "subscriber_worth_brl": month_brl * months,
        "saved_to_pay": saved,
        "saved_to_pay_points": 100 * saved / willing,
        "thirty_without_trouble_pct": 100 * 0.9**30,
    }


def _use() -> dict[str, dict[int, float]]:
    """Return internet users in percent of the population, by country and year."""
    table = house.read("internet_mobile_by_country.csv").dropna(subset=["internet_users_pct"])
    return {
        country: dict(zip(rows["year"], rows["internet_users_pct"], strict=True))
        for country, rows in table.groupby("country_name")
    }


def internet_use() -> Figure:
    """Draw internet users in percent of the population for six countries, from 1995."""
    use = _use()
    colors = [house.COLORS[name] for name in ("blue", "plum", "green", "orange", "amber")]
    places = (98, 91.5, 85.5, 79, 56, 39)  # of the labels, kept apart by hand
    figure, axes = house.figure(3.6)
    for country, color, place in zip(COUNTRIES, [*colors, house.MUTED], places, strict=True):
        shares = {year: share for year, share in use[country].items() if year >= 1995}
        last = max(shares)
        home = country == "Brazil"
        axes.plot(
            list(shares), list(shares.values()), color=color,
            linewidth=2.8 if home else 1.4, zorder=3 if home else 2,
        )  # fmt: skip
        axes.plot(
            [last, 2025.6], [shares[last], place], color=color,
            linewidth=0.7, alpha=0.6,
        )  # fmt: skip
        axes.text(
            2026, place, f"{country} {shares[last]:.0f}", color=color, va="center",
            fontweight="bold" if home else "normal",
        )  # fmt: skip
    axes.set(xlim=(1995, 2034), ylim=(0, 101))
    axes.set_xticks([1995, 2005, 2015, 2024])
    axes.set_yticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100%"])
    axes.spines["bottom"].set_bounds(1995, 2024)
    axes.set_title("Internet users, share of the population")
    return figure


def pilot_designs() -> Figure:
    """Draw for four designs the noise of the difference and the gain that is hoped for."""
    figure, axes = house.figure(3.5)
    blue, orange = house.COLORS["blue"], house.COLORS["orange"]
    for row, (name, noise, gain) in enumerate(designs()):
        axes.plot([-noise, noise], [row, row], color=house.SOFT, linewidth=11, zorder=1,
                  solid_capstyle="butt")  # fmt: skip
        axes.plot([0, 0], [row - 0.17, row + 0.17], color=house.MUTED, linewidth=1, zorder=2)
        axes.text(-16.5, row - 0.44, name, color=house.INK, va="center")
        axes.text(-noise + 0.4, row, f"±{noise:.1f}", color=house.INK, va="center", fontsize=11)
        color = blue if gain > noise else orange
        axes.plot(gain, row, "D", color=color, markersize=7, zorder=3)
        side = 0.8 if gain > noise else -0.8
        # On the gray bar a number in color would be hard to read.
        axes.text(gain + side, row, f"{gain:.1f}", color=color if gain > noise else house.INK,
                  va="center", ha="left" if side > 0 else "right")  # fmt: skip
    axes.set(xlim=(-17, 17), ylim=(3.6, -0.75), xlabel="Points of difference in those who stay")
    axes.set_xticks([-15, -10, -5, 0, 5, 10, 15])
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_title("Gray: chance alone. Diamond: half the loss avoided")
    return figure


if __name__ == "__main__":
    house.main(__spec__.name)
