"""Chapter 10: double jeopardy in panel data, readiness scores, and shares from a filing.

The brands' numbers come from ``data/brand_double_jeopardy.csv``. What is Tamandu Coffee's is
invented for this course: the scores below, and the numbers of ``analysis.tamandu``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from analysis import evolution, house, tamandu

if TYPE_CHECKING:
    from pandas import DataFrame

PANELS = {
    "Ketchup": "Ketchup",
    "Cracker": "Saltine crackers",
    "Yogurt": "Yogurt",
    "margarine_brand": "Margarine",
}
"""The sets whose rows are brands, with their titles. In the set Catsup they are pack sizes."""

EXCEPTIONS = {"Yogurt": "weight watchers", "margarine_brand": "Fleischmann's"}

READY = 7
"""Points, of ten, from which a side counts as ready. Our own line; nobody has tested it."""

SCORES = {
    "subscribers": ((2, 2, 2, 2, 0), (1, 1, 0, 1, 2)),
    "cafe_guests": ((1, 0, 1, 1, 0), (0, 0, 0, 2, 0)),
    "restaurants": ((1, 1, 2, 1, 0), (2, 2, 2, 2, 0)),
}
"""Invented scores of Tamandu's three groups: five items about the customers, five about the firm.
Each group for one change: move a delivery in WhatsApp, order ahead, order online."""

MERCADO_LIBRE = {"brazil": (6_555, 1_083), "mexico": (2_728, 485), "argentina": (2_909, 1_309)}
"""Revenue and direct contribution, January to June 2025, million USD: SEC filing, segment note."""

ACTIVATION = ("Search and", "E-mail", "Samples", "Loyalty")
BRAND = ("Photos", "New bags", "Menu boards", "Open days")
"""How the lines of Tamandu's budget begin that mainly ask for a purchase now, or mainly build
memory: a judgment. The survey is neither."""

PEOPLE, PURCHASES, KNOW_BIG, KNOW_SMALL = 100, 10, 80, 20
"""A made-up market with two equally good brands, one of which more people know."""


def _brands(dataset: str) -> DataFrame:
    """Return one panel: ``b``, the share of households that bought, ``w``, purchases per buyer,
    ``w0`` = w(1 - b), and ``expected``, the mean of w0 over the panel's other-than-exceptional
    brands, divided by 1 - b."""
    rows = house.read("brand_double_jeopardy.csv").query("dataset == @dataset").set_index("brand")
    rows["b"] = rows["buyers"] / rows["category_households"]
    rows["w"] = rows["purchases"] / rows["buyers"]
    rows["w0"] = rows["w"] * (1 - rows["b"])
    usual = rows.drop(EXCEPTIONS.get(dataset, []))
    rows["expected"] = usual["w0"].mean() / (1 - rows["b"])
    return rows


def numbers() -> dict[str, float]:
    """Return what chapter 10 prints. Names end in ``_pct`` or ``_brl`` where there is a unit."""
    found: dict[str, float] = {}
    ketchup = _brands("Ketchup")
    for brand, row in ketchup.iterrows():
        name = str(brand).replace(" ", "_")
        found |= {
            f"{name}_buyers": row["buyers"],
            f"{name}_purchases": row["purchases"],
            f"{name}_b_pct": 100 * row["b"],
            f"{name}_w": row["w"],
            f"{name}_w0": row["w0"],
            f"{name}_expected": row["expected"],
            f"{name}_gap_pct": 100 * abs(row["w"] / row["expected"] - 1),
        }
    hunts = ketchup.loc["hunts"]
    more = 0.10 * hunts["purchases"]
    found |= {
        "ketchup_households": ketchup["category_households"].iloc[0],
        "ketchup_w0": ketchup["w0"].mean(),
        "hunts_others": hunts["category_households"] - hunts["buyers"],
        "hunts_more": more,
        "hunts_more_buyers": more / hunts["w"],
        "hunts_more_buyers_of_others_pct": 100
        * more
        / hunts["w"]
        / (hunts["category_households"] - hunts["buyers"]),
        "hunts_raised_w": 1.1 * hunts["w"],
    }
    for dataset in [*PANELS, "Catsup"]:
        panel = _brands(dataset)
        found[f"{dataset.lower()}_r"] = panel["b"].corr(panel["w"])
        found[f"{dataset.lower()}_households"] = panel["category_households"].iloc[0]
        if dataset in EXCEPTIONS:
            odd = panel.loc[EXCEPTIONS[dataset]]
            found |= {
                f"{dataset.lower()}_odd_b_pct": 100 * odd["b"],
                f"{dataset.lower()}_odd_w": odd["w"],
                f"{dataset.lower()}_odd_expected": odd["expected"],
                f"{dataset.lower()}_odd_times": odd["w"] / odd["expected"],
                f"{dataset.lower()}_odd_only_pct": odd["buyers_100pct_loyal_pct"],
                f"{dataset.lower()}_odd_share_pct": odd["share_of_category_requirements_pct"],
            }

    both = KNOW_BIG * KNOW_SMALL / PEOPLE
    found |= {
        "people": PEOPLE,
        "know_big": KNOW_BIG,
        "know_small": KNOW_SMALL,
        "know_both": both,
        "small_w": (both * PURCHASES / 2 + (KNOW_SMALL - both) * PURCHASES) / KNOW_SMALL,
        "big_w": (both * PURCHASES / 2 + (KNOW_BIG - both) * PURCHASES) / KNOW_BIG,
    }
    for country, (revenue, contribution) in MERCADO_LIBRE.items():
        found[f"{country}_contribution_pct"] = 100 * contribution / revenue
    for group, (customers, firm) in SCORES.items():
        found |= {f"{group}_customers": sum(customers), f"{group}_firm": sum(firm)}

    company = tamandu.numbers()
    kept = (1 - company["subscribers_leaving_a_month_pct"] / 100) ** 12
    spent = {
        kind: sum(line[3] for line in evolution.BUDGET if line[0].startswith(starts))
        for kind, starts in (("activation", ACTIVATION), ("brand", BRAND))
    }
    total = sum(line[3] for line in evolution.BUDGET)
    found |= {
        "subscribers_leaving_a_month": company["subscribers"]
        * company["subscribers_leaving_a_month_pct"]
        / 100,
        "subscribers_gone_in_a_year_pct": 100 * (1 - kept),
        "subscribers_gone_in_a_year": company["subscribers"] * (1 - kept),
        "cafe_penetration_pct": 100 * company["cafe_act"] / company["cafe_aware"],
        "cafe_others": company["cafe_aware"] - company["cafe_act"],
        "activation_brl": spent["activation"],
        "activation_pct": 100 * spent["activation"] / total,
        "brand_brl": spent["brand"],
        "brand_pct": 100 * spent["brand"] / total,
        "neither_brl": total - sum(spent.values()),
        "neither_pct": 100 * (total - sum(spent.values())) / total,
    }
    return found


def panels() -> Figure:
    """Draw penetration against purchases per buyer in four panels; exceptions in orange."""
    figure, grid = house.figure(5.6, nrows=2, ncols=2)
    # Where the words stand: points from the dot, and which side of the words is at the dot.
    places = {
        "heinz": ("Heinz", 2, 10, "center"),
        "store brand": ("store brand", -2, 10, "center"),
        "hunts": ("Hunt's", 5, -12, "center"),
        "delmonte": ("Del Monte", 0, -15, "left"),
        "nabisco": ("Nabisco", -7, 0, "right"),
        "private": ("store brand", -7, 3, "right"),
        "sunshine": ("Sunshine", 6, -6, "left"),
        "keebler": ("Keebler", -6, 4, "right"),
        "dannon": ("Dannon", 2, 9, "center"),
        "yoplait": ("Yoplait", 0, -14, "center"),
        "weight watchers": ("Weight\nWatchers", -7, -4, "right"),
        "hiland": ("Hiland", 7, 0, "left"),
        "Parkay": ("Parkay", 0, 10, "center"),
        "Blue Bonnet": ("Blue Bonnet", 0, -14, "center"),
        "House brand": ("house brand", 3, 10, "left"),
        "Fleischmann's": ("Fleischmann's", -6, 11, "left"),
        "Imperial": ("Imperial", -2, -14, "left"),
    }
    for axes, (dataset, title) in zip(grid.flat, PANELS.items(), strict=True):
        panel = _brands(dataset)
        for brand, row in panel.iterrows():
            odd = brand == EXCEPTIONS.get(dataset)
            color = house.COLORS["orange" if odd else "blue"]
            axes.plot(100 * row["b"], row["w"], "s" if odd else "o", color=color, clip_on=False)
            if brand in places:
                words, right, up, side = places[brand]
                axes.annotate(
                    words,
                    (100 * row["b"], row["w"]),
                    (right, up),
                    textcoords="offset points",
                    ha=side,
                    va="center",
                    color=color,
                    linespacing=0.95,
                )
        top = {"Ketchup": 2.6, "margarine_brand": 6}.get(dataset, 18)
        axes.set(xlim=(0, 100), ylim=(0, top), title=title)
        axes.set_xticks([0, 50, 100], ["0", "50", "100%"])
        axes.set_yticks({2.6: [0, 1, 2], 6: [0, 2, 4, 6]}.get(top, [0, 5, 10, 15]))
    figure.supxlabel("Households that bought the brand", fontsize=11)
    figure.supylabel("Purchases per buying household", fontsize=11)
    return figure


def line() -> Figure:
    """Draw the ketchup brands and the line on which w(1 - b) has its average value."""
    figure, axes = house.figure(3.4)
    panel = _brands("Ketchup")
    constant = panel["w0"].mean()
    shares = [share / 100 for share in range(0, 68)]
    axes.plot(
        [100 * b for b in shares],
        [constant / (1 - b) for b in shares],
        color=house.COLORS["orange"],
    )
    axes.text(
        53,
        2.42,
        "expected:\n0.995 ÷ (1 − penetration)",
        color=house.COLORS["orange"],
        ha="right",
        va="center",
    )
    names = {
        "heinz": ("Heinz", 0, -15, "center"),
        "store brand": ("store brand", 0, 11, "center"),
        "hunts": ("Hunt's", 8, -10, "left"),
        "delmonte": ("Del Monte", 0, 12, "center"),
    }
    for brand, (words, right, up, side) in names.items():
        row = panel.loc[brand]
        axes.plot(
            [100 * row["b"]] * 2, [row["w"], row["expected"]], color=house.MUTED, linewidth=0.9
        )
        axes.plot(100 * row["b"], row["w"], "o", color=house.COLORS["blue"], markersize=6.5)
        axes.annotate(
            f"{words} {row['w']:.2f}",
            (100 * row["b"], row["w"]),
            (right, up),
            textcoords="offset points",
            ha=side,
            va="center",
            color=house.COLORS["blue"],
        )
    axes.set(xlim=(0, 75), ylim=(0, 3.2), xlabel="Households that bought the brand")
    axes.set_xticks([0, 25, 50, 75], ["0", "25", "50", "75%"])
    axes.set_yticks([0, 1, 2, 3])
    axes.set_title("Purchases per buying household")
    return figure


def readiness() -> Figure:
    """Draw the four answers of the readiness sheet, with Tamandu's three groups."""
    figure, axes = house.figure(4.6)
    middle = READY - 0.5
    axes.axhline(middle, color=house.MUTED, linewidth=0.9)
    axes.axvline(middle, color=house.MUTED, linewidth=0.9)
    answers = (
        (-0.3, 10.25, "Catch up", "mend your side first"),
        (middle + 0.3, 10.25, "Go on", "test and widen"),
        (-0.3, middle - 0.25, "Stay simple", "do it by hand"),
        (middle + 0.3, middle - 0.25, "Bring along", "keep two doors"),
    )
    for left, top, name, what in answers:
        axes.text(left, top, name, va="top", fontweight="bold")
        axes.text(left, top - 0.55, what, va="top", color=house.MUTED)
    names = {
        "subscribers": ("subscribers:\nmove a delivery", -9, -1, "right"),
        "cafe_guests": ("café guests:\norder ahead", 9, 0, "left"),
        "restaurants": ("restaurants:\norder online", 0, -21, "center"),
    }
    for group, (words, right, up, side) in names.items():
        customers, firm = (sum(items) for items in SCORES[group])
        axes.plot(firm, customers, "o", color=house.COLORS["blue"], markersize=8)
        axes.annotate(
            words,
            (firm, customers),
            (right, up),
            textcoords="offset points",
            ha=side,
            va="center",
            color=house.COLORS["blue"],
        )
    axes.set(xlim=(-0.5, 10.5), ylim=(-0.5, 10.5))
    axes.set(xlabel="Points of the firm", ylabel="Points of the customers")
    axes.set_xticks([0, 5, 10])
    axes.set_yticks([0, 5, 10])
    return figure


if __name__ == "__main__":
    house.main(__spec__.name)
