"""Chapter 13: what interviews hear, what purpose cases show, and who may claim a trait.

The counts of purpose cases are those that Field (2021) published. The interviews, the coded
reviews and the money are Tamandu Coffee's, and invented for this course as the company is; its
other numbers come from ``analysis.tamandu``.
"""

from __future__ import annotations

from math import ceil, exp, factorial, log, sqrt
from typing import NamedTuple

from matplotlib.figure import Figure

from analysis import house, tamandu
from analysis.path import half_width

Z = 1.96
"""Half of a 95% interval, in standard errors."""

INTERVIEWS = 12
SHARES_PCT = (20, 10, 5)
"""Shares of a group that would mention a thing: the curves of the figure."""

OTHER_CASES, OTHER_MEAN = 333, 1.6
PURPOSE_CASES, PURPOSE_MEAN = 47, 1.1
STRONG_SHARE, STRONG_MEAN, WEAK_MEAN = 0.57, 2.1, 0.1
"""Very large business effects per case in the IPA's databank (Field, 2021)."""

BUYERS = 1_000
LEAVE_PCT = 30
COME_PCT = 3
"""Of customers who oppose a stance, those who leave; of other people's customers who like it,
those who come. Invented for the sum in the text."""
NEARBY = 60_000
"""People who live or work near Tamandu's cafés, as in chapter 5 and the article on OOH."""


class Coded(NamedTuple):
    """How two coders marked Tamandu's 60 reviews for one trait. Invented."""

    both: int
    only_first: int
    only_second: int
    neither: int

    @property
    def reviews(self) -> int:
        """All reviews."""
        return sum(self)

    @property
    def first(self) -> int:
        """Reviews in which the first coder saw the trait."""
        return self.both + self.only_first

    @property
    def second(self) -> int:
        """Reviews in which the second coder saw it."""
        return self.both + self.only_second

    @property
    def agreement(self) -> float:
        """The share on which they agree."""
        return (self.both + self.neither) / self.reviews

    @property
    def by_luck(self) -> float:
        """The agreement that their counts would give by luck."""
        n = self.reviews
        no = (n - self.first) * (n - self.second)
        return (self.first * self.second + no) / n**2

    @property
    def kappa(self) -> float:
        """Cohen's kappa: the part of the possible agreement beyond luck that was reached."""
        return (self.agreement - self.by_luck) / (1 - self.by_luck)

    @property
    def kappa_half(self) -> float:
        """About half of kappa's 95% interval, by the simple formula."""
        return half_width(self.agreement, self.reviews) / (1 - self.by_luck)


CODED = {
    "physical": Coded(38, 3, 5, 14),
    "intellectual": Coded(9, 5, 3, 43),
    "social": Coded(21, 5, 3, 31),
    "emotional": Coded(15, 15, 7, 23),
    "personable": Coded(5, 3, 6, 46),
    "moral": Coded(1, 2, 1, 56),
}
SETTLED = {"physical": 41, "intellectual": 12, "social": 24, "personable": 8, "moral": 2}
"""Reviews with the trait after the coders had talked; on "emotional" they found no rule."""
RIVALS = {"physical": 39, "intellectual": 5, "social": 12}
"""The same in 60 reviews of the three cafés nearest to Tamandu's."""
NAMED = {
    "physical": 11,
    "intellectual": 4,
    "social": 9,
    "emotional": 6,
    "personable": 3,
    "moral": 1,
}
"""Of 12 guests interviewed, those who told of it unasked."""
SOCIAL_BY_CAFE = {"pinheiros": (13, 26), "vila_mariana": (9, 22), "tatuape": (2, 12)}
"""Reviews with the social trait, and all reviews in the sample, by café."""
LOW_WAITING, LOW_UNGREETED = 51, 9
"""Of the reviews with one to three stars, those that speak of waiting, as in chapter 7; and those
among them that say nobody greeted the guest."""

THANKS_BRL = 60
CODER_HOURS, CODER_BRL_AN_HOUR = 22, 40
MORNINGS, HOURS, BARISTA_BRL_AN_HOUR = 16, 4, 35
ASKED, EXPECTED_SHARE = 100, 0.25
"""Guests asked at the counter each time, and the share of "yes" for planning."""


def heard(share: float, interviews: int) -> float:
    """Return the chance that at least one of *interviews* people mentions a thing.

    Each mentions it with chance *share*, whatever the others say.
    """
    return 1 - (1 - share) ** interviews


def best_group_least(mean: float, share: float) -> float:
    """Return the lowest possible mean of the best *share* of cases, when each has a whole number.

    The counts that keep it lowest are the two whole numbers around *mean*.
    """
    low = int(mean)
    top = mean - low  # the share of cases with low + 1
    return (low + 1) if top >= share else low + top / share


def best_group_poisson(mean: float, share: float) -> float:
    """Return the mean of the best *share* of cases, when counts follow Poisson's law."""
    total = chance = 0.0
    for count in range(40, -1, -1):
        mass = exp(-mean) * mean**count / factorial(count)
        taken = min(mass, share - chance)
        total += taken * count
        chance += taken
        if chance >= share:
            break
    return total / share


def net_change(share: float, buyers: float) -> tuple[float, float]:
    """Return the customers a brand loses and wins by a stance that splits *buyers* in halves."""
    lost = buyers * share / 2 * LEAVE_PCT / 100
    won = buyers * (1 - share) / 2 * COME_PCT / 100
    return lost, won


def numbers() -> dict[str, float]:
    """Return what chapter 13 prints; names end in their unit. Raises ValueError if parts differ."""
    company = tamandu.numbers()
    if sum(n for _, n in SOCIAL_BY_CAFE.values()) != CODED["social"].reviews:
        raise ValueError("The reviews by café do not add up")
    if sum(n for n, _ in SOCIAL_BY_CAFE.values()) != SETTLED["social"]:
        raise ValueError("The social reviews by café do not add up")
    if LOW_WAITING > sum(tamandu.STARS[:3]):
        raise ValueError("More reviews speak of waiting than are low")
    found: dict[str, float] = {"interviews": INTERVIEWS}

    for share in SHARES_PCT:
        for interviews in (INTERVIEWS, 20, 30):
            found[f"heard_{share}_{interviews}_pct"] = 100 * heard(share / 100, interviews)
    for share in (20, 10, 5):
        found[f"for_90_of_{share}"] = ceil(log(0.1) / log(1 - share / 100))
    found["silent_12_below_pct"] = 100 * (1 - 0.05 ** (1 / INTERVIEWS))

    strong = round(PURPOSE_CASES * STRONG_SHARE)
    weak = PURPOSE_CASES - strong
    found |= {
        "strong_cases": strong,
        "weak_cases": weak,
        "parts_mean": (strong * STRONG_MEAN + weak * WEAK_MEAN) / PURPOSE_CASES,
        "other_best_cases": round(OTHER_CASES * STRONG_SHARE),
        "other_best_least": best_group_least(OTHER_MEAN, STRONG_SHARE),
        "other_best_poisson": best_group_poisson(OTHER_MEAN, STRONG_SHARE),
        "purpose_best_poisson": best_group_poisson(PURPOSE_MEAN, STRONG_SHARE),
    }

    for name, share in (("small", 0.04), ("large", 0.40)):
        lost, won = net_change(share, BUYERS)
        found |= {f"{name}_lost": lost, f"{name}_won": won, f"{name}_net": won - lost}
    found["stance_break_even_pct"] = 100 * COME_PCT / (COME_PCT + LEAVE_PCT)
    near_share = company["cafe_act"] / NEARBY
    lost, won = net_change(near_share, NEARBY)
    found |= {
        "near_share_pct": 100 * near_share,
        "near_lost": lost,
        "near_won": won,
        "near_net": won - lost,
    }

    for trait, coded in CODED.items():
        found |= {
            f"{trait}_first": coded.first,
            f"{trait}_second": coded.second,
            f"{trait}_agreed": coded.both + coded.neither,
            f"{trait}_agreement_pct": 100 * coded.agreement,
            f"{trait}_by_luck": coded.by_luck,
            f"{trait}_kappa": coded.kappa,
            f"{trait}_kappa_half": coded.kappa_half,
            f"{trait}_named": NAMED[trait],
        }
    reviews = CODED["social"].reviews
    found["coded_reviews"] = reviews
    found["coded_share_pct"] = 100 * reviews / company["reviews"]
    for trait, count in SETTLED.items():
        share = count / reviews
        half = half_width(share, reviews)
        found |= {
            f"{trait}_reviews": count,
            f"{trait}_pct": 100 * share,
            f"{trait}_half_points": 100 * half,
            f"{trait}_low_pct": 100 * (share - half),
            f"{trait}_high_pct": 100 * (share + half),
        }
    padded = (SETTLED["moral"] + 2) / (reviews + 4)
    half = half_width(padded, reviews + 4)
    found |= {
        "moral_padded_pct": 100 * padded,
        "moral_padded_half_points": 100 * half,
        "moral_padded_low_pct": 100 * (padded - half),
        "moral_padded_high_pct": 100 * (padded + half),
    }
    for trait, count in RIVALS.items():
        ours, theirs = SETTLED[trait] / reviews, count / reviews
        half = Z * sqrt(ours * (1 - ours) / reviews + theirs * (1 - theirs) / reviews)
        found |= {
            f"{trait}_rivals": count,
            f"{trait}_rivals_pct": 100 * theirs,
            f"{trait}_gap_points": 100 * (ours - theirs),
            f"{trait}_gap_half_points": 100 * half,
            f"{trait}_gap_low_points": 100 * (ours - theirs - half),
            f"{trait}_gap_high_points": 100 * (ours - theirs + half),
        }
    for cafe, (social, all_of_it) in SOCIAL_BY_CAFE.items():
        found |= {f"{cafe}_social": social, f"{cafe}_reviews": all_of_it}
    padded = (NAMED["moral"] + 2) / (INTERVIEWS + 4)
    found["one_of_12_high_pct"] = 100 * (padded + half_width(padded, INTERVIEWS + 4))
    social, all_of_it = SOCIAL_BY_CAFE["tatuape"]
    padded = (social + 2) / (all_of_it + 4)
    half = half_width(padded, all_of_it + 4)
    found |= {
        "tatuape_padded_pct": 100 * padded,
        "tatuape_padded_low_pct": 100 * (padded - half),
        "tatuape_padded_high_pct": 100 * (padded + half),
        "low_waiting": LOW_WAITING,
        "low_ungreeted": LOW_UNGREETED,
        "low_reviews": sum(tamandu.STARS[:3]),
    }

    thanks = INTERVIEWS * THANKS_BRL
    coder = CODER_HOURS * CODER_BRL_AN_HOUR
    mornings = MORNINGS * HOURS * BARISTA_BRL_AN_HOUR
    ticket = company["cafe_ticket_brl"] * company["margin_cafes_pct"] / 100
    spent = thanks + coder + mornings
    found |= {
        "thanks_brl": thanks,
        "coder_brl": coder,
        "study_brl": thanks + coder,
        "mornings_brl": mornings,
        "spent_brl": spent,
        "ticket_profit_brl": ticket,
        "break_even_tickets": ceil(mornings / ticket),
        "break_even_of_tatuape_pct": 100 * ceil(mornings / ticket) / tamandu.TATUAPE_TICKETS,
        "asked": ASKED,
        "rise_points": 100 * Z * sqrt(2 * EXPECTED_SHARE * (1 - EXPECTED_SHARE) / ASKED),
        "rise_beyond_points": 100 * Z * sqrt(4 * EXPECTED_SHARE * (1 - EXPECTED_SHARE) / ASKED),
    }
    return found


def capture() -> Figure:
    """Draw the chance of hearing a thing at least once, by interviews, for three shares."""
    figure, axes = house.figure(height_in=3.5)
    curves = (
        (20, "green", "1 in 5", 104),
        (10, "blue", "1 in 10", 68),
        (5, "orange", "1 in 20", 41),
    )
    for interviews in (INTERVIEWS, 30):
        axes.axvline(interviews, color=house.SOFT, linewidth=1.2, zorder=0)
    for share, hue, name, height in curves:
        color = house.COLORS[hue]
        counts = range(41)
        axes.plot(counts, [100 * heard(share / 100, n) for n in counts], color=color)
        first, last = (100 * heard(share / 100, n) for n in (INTERVIEWS, 30))
        axes.plot([INTERVIEWS, 30], [first, last], "o", color=color, markersize=5)
        axes.text(INTERVIEWS + 0.7, height, f"{name}: {first:.0f}%", color=color, va="center")
        if share != 20:
            axes.text(30.7, last - 6, f"{last:.0f}%", color=color, va="center")
    axes.set(xlim=(0, 40), ylim=(0, 110), xlabel="Interviews")
    axes.set_xticks((0, 6, 12, 20, 30, 40))
    axes.set_yticks(range(0, 101, 25), [f"{tick}%" for tick in range(0, 101, 25)])
    axes.set_title(
        "Chance that you hear it at least once", loc="left", fontsize=9.5, color=house.MUTED
    )
    return figure


def purpose() -> Figure:
    """Draw very large effects per case: published groups, and the group that was left out."""
    found = numbers()
    figure, axes = house.figure(height_in=3.1)
    blue, orange = house.COLORS["blue"], house.COLORS["orange"]
    rows = [
        (0.0, "All", f"{OTHER_CASES} other cases", OTHER_MEAN, blue, True),
        (1.0, "", f"{PURPOSE_CASES} purpose cases", PURPOSE_MEAN, orange, True),
        (2.5, "Better 57%", "other (our sum)", found["other_best_poisson"], blue, False),
        (3.5, "", "purpose", STRONG_MEAN, orange, True),
        (5.0, "Rest, 43%", "purpose", WEAK_MEAN, orange, True),
    ]
    for y, _, name, value, color, published in rows:
        if published:
            axes.barh(y, value, height=0.78, color=color, alpha=0.85)
            label = f"{value:.1f}"
        else:
            least = found["other_best_least"]
            axes.barh(y, least, height=0.78, color=color, alpha=0.35)
            axes.plot([least, value], [y, y], color=color, linewidth=2)
            axes.plot(value, y, "o", color=color, markersize=6)
            label = f"at least {least:.1f}, about {value:.1f}"
        axes.text(value + 0.1, y, label, color=color, va="center")
        axes.text(-0.06, y, name, color=color, ha="right", va="center")
    for y, group, *_ in rows:
        if group:
            axes.text(-1.72, y - 0.62, group, color=house.INK, va="center", fontweight="bold")
    axes.set(xlim=(-1.75, 3.95), ylim=(5.6, -1.0))
    axes.set_xticks(range(4))
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_bounds(0, 3)
    axes.set_xlabel("Very large business effects per case", loc="right")
    return figure


if __name__ == "__main__":
    house.main(__spec__.name)
