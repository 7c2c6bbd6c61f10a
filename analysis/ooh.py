"""Article on out-of-home media: reach, frequency and price of a small invented campaign.

Tamandu Coffee and every input here are invented; only the arithmetic is real. The reach of several
faces assumes that they are passed independently of each other (``spread``), or that all of them
stand where the same part of the district passes (``avenue``).
"""

from __future__ import annotations

from matplotlib.figure import Figure

from analysis import house, tamandu

FACES = 10
WEEKS = 4
PASSAGES_A_WEEK = 50_000
"""People who pass one face in a week, each time counted."""
LOOK_PCT = 40
"""Of the passages, the share counted as contacts after the visibility adjustment."""
TARGET_PCT = 30
"""Of the contacts, the share that falls on the people the campaign is for."""
TARGET = 60_000
"""Adults who live or work within two kilometers of the café."""
FACE_REACH_PCT = 10
"""Share of the target that one face reaches in the four weeks."""
AVENUE_PCT = 40
"""Share of the target that passes the avenue at all."""
FACE_WEEK_BRL = 600
PRODUCTION_BRL = 3_000
VISITS_A_YEAR = 8
"""Visits in the first year of a guest who comes back."""


def reach(faces: int, passing_pct: float = 100.0) -> float:
    """Return the percent of the target reached by *faces*, of which each reaches the same share.

    *passing_pct* percent of the target pass the streets where the faces stand; within that part,
    faces are met independently: reach = passing × (1 − (1 − share)^faces).
    """
    share = FACE_REACH_PCT / passing_pct
    return passing_pct * (1 - (1 - share) ** faces)


def numbers() -> dict[str, float]:
    """Return what the article prints; names end in their unit.

    A CPM is the price of a thousand passages, contacts, or contacts with the target. The guests to
    break even are new ones who come ``VISITS_A_YEAR`` times at the average ticket and margin.
    """
    face_weeks = FACES * WEEKS
    passages = face_weeks * PASSAGES_A_WEEK
    contacts = passages * LOOK_PCT / 100
    hits = contacts * TARGET_PCT / 100
    cost = face_weeks * FACE_WEEK_BRL + PRODUCTION_BRL
    spread, avenue = reach(FACES), reach(FACES, AVENUE_PCT)
    people, few = TARGET * spread / 100, TARGET * avenue / 100
    gross = tamandu.CAFE_TICKET_BRL * tamandu.MARGIN_CAFES_PCT / 100
    tickets = cost / gross
    usual = tamandu.CAFE_TICKETS / tamandu.CAFES * WEEKS / 52
    return {
        "face_weeks": face_weeks,
        "passages": passages,
        "contacts": contacts,
        "target_contacts": hits,
        "space_brl": face_weeks * FACE_WEEK_BRL,
        "cost_brl": cost,
        "budget_share_pct": 100 * cost / tamandu.MARKETING_BUDGET_BRL,
        "cpm_passages_brl": 1000 * cost / passages,
        "cpm_contacts_brl": 1000 * cost / contacts,
        "cpm_target_brl": 1000 * cost / hits,
        "unreached_share": (1 - FACE_REACH_PCT / 100) ** FACES,
        "reach_pct": spread,
        "reached": people,
        "frequency": hits / people,
        "avenue_reach_pct": avenue,
        "avenue_reached": few,
        "avenue_frequency": hits / few,
        "tenth_face_points": reach(FACES) - reach(FACES - 1),
        "twenty_faces_reach_pct": reach(20),
        "gross_profit_a_ticket_brl": gross,
        "break_even_tickets": tickets,
        "break_even_share_of_reached_pct": 100 * tickets / people,
        "usual_tickets": usual,
        "break_even_share_of_usual_pct": 100 * tickets / usual,
        "break_even_guests": tickets / VISITS_A_YEAR,
        "break_even_guests_share_of_reached_pct": 100 * tickets / VISITS_A_YEAR / people,
    }


def reach_by_faces() -> Figure:
    """Draw the share of the target reached by 1 to 20 faces, spread out and on one avenue."""
    figure, axes = house.figure(3.1)
    faces = range(21)
    curves = (
        ("spread over the district", "blue", 66, [reach(n) for n in faces]),
        ("all on one avenue", "orange", 36, [reach(n, AVENUE_PCT) for n in faces]),
    )
    for label, color, top, points in curves:
        axes.plot(faces, points, color=house.COLORS[color])
        axes.plot(FACES, points[FACES], "o", color=house.COLORS[color])
        axes.annotate(
            f"{points[FACES]:.0f}%",
            (FACES, points[FACES]),
            xytext=(0, 7),
            textcoords="offset points",
            ha="right",
            color=house.COLORS[color],
        )
        axes.text(20, top, label, ha="right", va="top", color=house.COLORS[color])
    axes.set(xlim=(0, 20), ylim=(0, 100), xlabel="Faces, for four weeks")
    axes.set_xticks([0, 5, 10, 15, 20])
    axes.set_yticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100%"])
    axes.set_title("Share of the target reached at least once", loc="left")
    return figure


if __name__ == "__main__":
    house.main(__name__)
