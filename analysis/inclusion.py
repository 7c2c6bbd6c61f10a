"""Chapter 8: income shares, the price of credit, contrast, and a claim about what growers are paid.

Incomes are those of ``data/income_distribution_by_country.csv``. The lots of coffee are Tamandu
Coffee's, and invented for this course as the company is; its other numbers come from
``analysis.tamandu``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from matplotlib.figure import Figure

from analysis import house, tamandu

if TYPE_CHECKING:
    from pandas import DataFrame

FIFTHS = [f"share_q{fifth}_pct" for fifth in range(1, 6)]
LATIN_AMERICA = tuple("ARG BOL BRA CHL COL CRI DOM ECU GTM HND MEX PAN PER PRY SLV URY".split())
"""Those with a survey in 1993 to 1998 and another in 2018 or later."""


class Lot(NamedTuple):
    """A lot of green coffee: sacks of 60 kg, and prices of one sack in BRL."""

    sacks: int
    reference_brl: float
    """The reference price on the day of buying."""
    paid_brl: float

    @property
    def premium_pct(self) -> float:
        """What was paid above the reference price."""
        return 100 * (self.paid_brl / self.reference_brl - 1)


LOTS = (
    Lot(30, 2_200, 2_750),
    Lot(36, 2_500, 3_025),
    Lot(40, 2_500, 3_100),
    Lot(36, 2_500, 3_050),
    Lot(44, 2_400, 3_000),
    Lot(84, 2_100, 2_394),
    Lot(40, 1_800, 2_250),
    Lot(36, 2_000, 2_500),
    Lot(30, 2_200, 2_706),
    Lot(34, 2_200, 2_662),
    Lot(36, 2_200, 2_860),
    Lot(120, 2_200, 2_310),
    Lot(34, 2_200, 2_728),
)
"""All coffee that Tamandu bought in 2025, in order of date. Invented."""
CLAIMED_PCT = 20
OTHER_REFERENCE_PCT = 2
"""By how much another reference price could be higher. Invented."""
SACK_KG = 60
ROAST_LOSS_PCT = 16
"""Weight that coffee loses in roasting. Invented for Tamandu."""
BAG_KG = 0.25
CLAIM_BUDGET_BRL = 4_200
"""An accountant's check of the thirteen invoices, and a page that everyone can read. Invented."""
OPEN_DAYS_BRL = 14_000
"""The line of chapter 1's budget that pays for it."""

FRIDGE_BRL = 1_200
MONTHLY_INTEREST_PCT = 4.5
"""Casas Bahia's average in 2006, by the Financial Times."""

OFFER_FIXED_BRL = 60_000
"""Yearly cost of bringing a cheap product to 10,000 households, for an example. Invented."""
OFFER_HOUSEHOLDS = 10_000
OFFER_PURCHASES = 24
"""Purchases of a household in a year."""
OFFER_MARGIN_BRL = 0.50


def installment(price: float, months: int) -> float:
    """Return the monthly payment that settles *price* in *months* equal installments."""
    rate = MONTHLY_INTEREST_PCT / 100
    return price * rate / (1 - (1 + rate) ** -months)


def luminance(color: str) -> float:
    """Return the relative luminance of *color*, such as #999999, as WCAG 2 defines it."""
    parts = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colors, 1 to 21, as WCAG 2 defines it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _incomes() -> DataFrame:
    """Return the shares of income with the middle three fifths added up, in order of year."""
    table = house.read("income_distribution_by_country.csv")
    table["middle_pct"] = table[FIFTHS[1:4]].sum(axis=1)
    return table.sort_values("year")


def _country(iso3: str) -> DataFrame:
    """Return the rows of one country by year."""
    table = _incomes()
    return table[table["iso3"] == iso3].set_index("year")


def _middles() -> dict[str, float]:
    """Return for each Latin American country the change of the middle's share, in points."""
    table = _incomes()
    found = {}
    for iso3 in LATIN_AMERICA:
        rows = table[table["iso3"] == iso3]
        before = rows[rows["year"].between(1993, 1998)]
        first = before.loc[(before["year"] - 1995).abs().idxmin()]
        last = rows[rows["year"] >= 2018].iloc[-1]
        found[iso3] = last["middle_pct"] - first["middle_pct"]
    return found


def numbers() -> dict[str, float]:
    """Return what chapter 8 prints; names end in their unit.

    A premium is what was paid above the reference price of the day. Money per bag is per bag of
    250 g roasted, whether the coffee was sold in bags, in cups or at wholesale.
    """
    brazil, usa, chile, costa_rica = (_country(iso3) for iso3 in ("BRA", "USA", "CHL", "CRI"))
    changes = _middles()
    newest = _incomes().groupby("country_name").last()
    newest = newest[(newest["region"] == "americas") & (newest["year"] >= 2015)]["gini"]
    found: dict[str, float] = {
        "brazil_below_1995_pct": brazil["below_8_30_usd_day_pct"][1995],
        "brazil_below_2023_pct": brazil["below_8_30_usd_day_pct"][2023],
        "brazil_gini_1995": brazil["gini"][1995],
        "brazil_gini_2023": brazil["gini"][2023],
        "brazil_richest_tenth_1995_pct": brazil["share_richest_10pct"][1995],
        "brazil_richest_tenth_2023_pct": brazil["share_richest_10pct"][2023],
        "brazil_middle_1981_pct": brazil["middle_pct"][1981],
        "brazil_middle_1995_pct": brazil["middle_pct"][1995],
        "brazil_middle_2023_pct": brazil["middle_pct"][2023],
        "usa_middle_1980_pct": usa["middle_pct"][1980],
        "usa_middle_1995_pct": usa["middle_pct"][1995],
        "usa_middle_2023_pct": usa["middle_pct"][2023],
        "chile_middle_1987_pct": chile["middle_pct"][1987],
        "chile_middle_2022_pct": chile["middle_pct"][2022],
        "costa_rica_middle_1995_pct": costa_rica["middle_pct"][1995],
        "costa_rica_middle_2024_pct": costa_rica["middle_pct"][2024],
        "americas": len(newest),
        "americas_more_unequal": sum(newest > brazil["gini"][2023]),
        "colombia_gini": newest["Colombia"],
        "latin_america": len(changes),
        "latin_america_rose": sum(change > 0 for change in changes.values()),
    }
    for fifth, column in enumerate(FIFTHS, 1):
        old, new = brazil[column][1995], brazil[column][2023]
        found[f"brazil_fifth{fifth}_1995_pct"] = old
        found[f"brazil_fifth{fifth}_2023_pct"] = new
        found[f"brazil_fifth{fifth}_change_pct"] = 100 * (new / old - 1)

    # The shares are rounded to 0.1.
    old, new = found["brazil_fifth1_1995_pct"], found["brazil_fifth1_2023_pct"]
    found["brazil_fifth1_least_change_pct"] = 100 * ((new - 0.05) / (old + 0.05) - 1)
    found["brazil_fifth1_most_change_pct"] = 100 * ((new + 0.05) / (old - 0.05) - 1)

    found["fridge_payment_brl"] = installment(FRIDGE_BRL, 12)
    found["fridge_total_brl"] = 12 * installment(FRIDGE_BRL, 12)
    found["yearly_interest_pct"] = 100 * ((1 + MONTHLY_INTEREST_PCT / 100) ** 12 - 1)
    a_year = OFFER_PURCHASES * OFFER_MARGIN_BRL
    found["offer_household_brl"] = a_year
    found["offer_needed"] = OFFER_FIXED_BRL / a_year
    found["offer_needed_pct"] = 100 * OFFER_FIXED_BRL / a_year / OFFER_HOUSEHOLDS
    found["offer_margin_at_tenth_brl"] = OFFER_FIXED_BRL / (
        OFFER_HOUSEHOLDS * 0.1 * OFFER_PURCHASES
    )
    for grey in ("999999", "767676", "595959"):
        found[f"contrast_{grey}"] = contrast(f"#{grey}", "#ffffff")

    # Natura, company figures for 2018; the minimum wage of 2018 by decree 9.255
    found |= {
        "natura_money_by_families_brl": 36_000_000 / 5_600,
        "natura_family_of_wage_pct": 100 * 3_000 / (12 * 954),
        "natura_hectares_times": 1_800_000 / 257_000,
    }
    return found | _claim()


def _claim() -> dict[str, float]:
    """Return the numbers of the worked example."""
    company = tamandu.numbers()
    kept = [lot for lot in LOTS if round(lot.premium_pct, 6) >= CLAIMED_PCT]
    short = [lot for lot in LOTS if lot not in kept]
    stricter = [
        lot
        for lot in LOTS
        if 100 * (lot.paid_brl / lot.reference_brl / (1 + OTHER_REFERENCE_PCT / 100) - 1)
        >= CLAIMED_PCT
    ]
    sacks = sum(lot.sacks for lot in LOTS)
    kept_sacks = sum(lot.sacks for lot in kept)
    bags_a_sack = SACK_KG * (1 - ROAST_LOSS_PCT / 100) / BAG_KG
    premium = sum(lot.sacks * (lot.paid_brl - lot.reference_brl) for lot in LOTS)
    kept_premium = sum(lot.sacks * (lot.paid_brl - lot.reference_brl) for lot in kept)
    missing = [
        lot.sacks * (lot.reference_brl * (1 + CLAIMED_PCT / 100) - lot.paid_brl) for lot in short
    ]
    gross_profit = sum(
        company[f"{part}_revenue_brl"] * company[f"margin_{margin}_pct"] / 100
        for part, margin in (("cafe", "cafes"), ("web", "web"), ("wholesale", "wholesale"))
    )
    order_profit = round(company["one_off_order_brl"]) * company["margin_web_pct"] / 100
    orders = CLAIM_BUDGET_BRL / order_profit
    half = company["one_off_orders"] / 4 / 2
    found = {f"lot{number}_premium_pct": lot.premium_pct for number, lot in enumerate(LOTS, 1)}
    return found | {
        "lots": len(LOTS),
        "kept_lots": len(kept),
        "kept_lots_pct": 100 * len(kept) / len(LOTS),
        "sacks": sacks,
        "kept_sacks": kept_sacks,
        "short_sacks": sacks - kept_sacks,
        "kept_sacks_pct": 100 * kept_sacks / sacks,
        "short_sacks_pct": 100 - 100 * kept_sacks / sacks,
        "bags_a_sack": bags_a_sack,
        "bags": sacks * bags_a_sack,
        "kept_bags": kept_sacks * bags_a_sack,
        "short_bags": (sacks - kept_sacks) * bags_a_sack,
        "premium_brl": premium,
        "premium_a_bag_brl": premium / (sacks * bags_a_sack),
        "kept_premium_brl": kept_premium,
        "short_premium_brl": premium - kept_premium,
        "kept_premium_a_bag_brl": kept_premium / (kept_sacks * bags_a_sack),
        "missing_lot6_a_sack_brl": missing[0] / short[0].sacks,
        "missing_lot12_a_sack_brl": missing[1] / short[1].sacks,
        "missing_lot6_brl": missing[0],
        "missing_lot12_brl": missing[1],
        "missing_brl": sum(missing),
        "missing_a_bag_brl": sum(missing) / (sacks * bags_a_sack),
        "missing_of_gross_profit_pct": 100 * sum(missing) / gross_profit,
        "stricter_lots": len(stricter),
        "stricter_sacks_pct": 100 * sum(lot.sacks for lot in stricter) / sacks,
        "lot2_stricter_pct": 100 * (3_025 / 2_500 / (1 + OTHER_REFERENCE_PCT / 100) - 1),
        "all_lots_again_pct": 100 * (len(kept) / len(LOTS)) ** len(LOTS),
        "claim_budget_brl": CLAIM_BUDGET_BRL,
        "claim_of_open_days_pct": 100 * CLAIM_BUDGET_BRL / OPEN_DAYS_BRL,
        "order_profit_brl": order_profit,
        "quarter_orders": 2 * half,
        "half_quarter_orders": half,
        "noise_pct": 100 * (2 * half) ** 0.5 / half,
        "noise_95_pct": 1.96 * 100 * (2 * half) ** 0.5 / half,
        "break_even_orders": -(-orders // 1),
        "break_even_orders_pct": 100 * -(-orders // 1) / company["one_off_orders"],
    }


def middle_by_country() -> Figure:
    """Draw the share of income of the middle three fifths in four countries since 1980."""
    table = _incomes()
    lines = (
        ("SWE", "Sweden", "plum"),
        ("USA", "United States", "orange"),
        ("CHL", "Chile", "green"),
        ("BRA", "Brazil", "blue"),
    )
    figure, axes = house.figure(3.7)
    for iso3, name, color in lines:
        rows = table[(table["iso3"] == iso3) & (table["year"] >= 1980)]
        axes.plot(rows["year"], rows["middle_pct"], color=house.COLORS[color])
        last = rows.iloc[-1]
        axes.text(
            2025.5,
            last["middle_pct"],
            f"{name} {last['middle_pct']:.0f}%",
            color=house.COLORS[color],
            va="center",
        )
    axes.set(xlim=(1980, 2044), ylim=(28, 60))
    axes.set_xticks([1980, 1990, 2000, 2010, 2020])
    axes.set_yticks([30, 40, 50, 60], ["30", "40", "50", "60%"])
    axes.spines["bottom"].set_bounds(1980, 2024)
    axes.set_title("Share of income that goes to the middle three fifths", loc="left")
    return figure


def brazil_by_fifth() -> Figure:
    """Draw how much of 100 reais of income went to each fifth of Brazil in 1995 and in 2023."""
    found = numbers()
    blue, orange = house.COLORS["blue"], house.COLORS["orange"]
    figure, axes = house.figure(3.3)
    names = ("Richest fifth", "Fourth", "Third", "Second", "Poorest fifth")
    for row in range(5):
        fifth = 5 - row
        old, new = found[f"brazil_fifth{fifth}_1995_pct"], found[f"brazil_fifth{fifth}_2023_pct"]
        axes.barh(row - 0.19, old, height=0.34, color=orange, alpha=0.55)
        axes.barh(row + 0.19, new, height=0.34, color=blue)
        for place, value, color in ((row - 0.19, old, orange), (row + 0.19, new, blue)):
            year = (" in 1995" if color == orange else " in 2023") if row == 0 else ""
            axes.text(value + 1, place, f"{value:.2f}{year}", color=color, va="center")
        change = f"{found[f'brazil_fifth{fifth}_change_pct']:+.0f}%".replace("-", "−")
        axes.text(114, row, change, va="center", ha="right")
    axes.text(114, -0.75, "change", color=house.MUTED, ha="right")
    axes.set(xlim=(0, 114), ylim=(4.5, -1))
    axes.set_yticks(range(5), names)
    axes.tick_params(axis="y", length=0)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.set_title("Of each R$100 of income in Brazil", loc="left")
    return figure


def lots_by_size() -> Figure:
    """Draw the premium of each lot as a bar as wide as the lot, against the claimed premium."""
    figure, axes = house.figure(3.2)
    left = 0
    for number, lot in enumerate(LOTS, 1):
        keeps = lot.premium_pct >= CLAIMED_PCT - 1e-6
        color = house.COLORS["blue" if keeps else "orange"]
        axes.bar(
            left, lot.premium_pct, width=lot.sacks, align="edge", color=color, edgecolor=house.PAPER
        )
        if not keeps:
            axes.text(
                left + lot.sacks / 2,
                lot.premium_pct + 0.8,
                f"Lot {number}",
                color=color,
                ha="center",
                va="bottom",
            )
        left += lot.sacks
    axes.plot([0, left], [CLAIMED_PCT] * 2, color=house.INK, linewidth=1.2)
    axes.text(606, CLAIMED_PCT, "20%", va="center")
    axes.set(xlim=(0, 640), ylim=(0, 32), xlabel="Sacks, in order of date")
    axes.set_xticks([0, 200, 400, 600])
    axes.set_yticks([0, 10, 20, 30], ["0", "10", "20", "30%"])
    axes.spines["bottom"].set_bounds(0, left)
    axes.set_title("Paid above the day's reference price", loc="left")
    return figure


if __name__ == "__main__":
    house.main(__name__)
