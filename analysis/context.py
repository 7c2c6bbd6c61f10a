"""Chapter 19: does a message on rainy afternoons beat the same message always, or none?

Rain in São Paulo is counted in ``data/rainy_afternoons_sao_paulo.csv``. The days in ``SEEN`` and
the rates in ``RIVALS`` are real too. Tamandu Coffee is invented for this course, and so are all
other constants below: tickets, messages, effects. The simulated seasons come from a generator with
a fixed seed, so that they are the same for every reader.
"""

from __future__ import annotations

from datetime import date
from math import ceil, sqrt

import numpy as np
from matplotlib.figure import Figure
from scipy import stats

from analysis import house, tamandu

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
YEARS_OF_RAIN = 2
"""The table of rain counts the weekday afternoons of 2022 and 2023."""

SEEN = """
2022-01-03w 2022-01-04d 2022-01-11w 2022-01-28w 2022-01-31w 2022-02-01w 2022-02-02d 2022-03-14d
2022-03-16d 2022-03-31d 2022-05-04d 2022-07-29d 2022-09-26w 2022-09-27w 2022-09-28w 2022-09-30w
2022-10-07d 2022-10-10d 2022-10-18d 2022-10-31d 2022-11-01d 2022-11-11w 2022-11-28w 2022-12-02d
2022-12-05w 2022-12-06w 2022-12-19w 2023-01-03w 2023-01-04w 2023-01-05w 2023-01-06w 2023-01-20w
2023-01-23d 2023-02-06d 2023-02-07w 2023-02-28w 2023-03-07d 2023-04-07d 2023-04-26d 2023-05-31d
2023-06-14w 2023-06-15w 2023-09-14w 2023-11-29w
"""
"""The days behind the column ``seen`` of the table of rain, from the same measurements by the hour:
``w`` if the afternoon was wet, ``d`` if it stayed dry."""
CAP, CAP_DAYS = 2, 7
"""At most so many messages to one person in so many days."""

RIVALS = {"alone_pct": 2.37, "answered_pct": 0.94, "answer_pct": 1.58, "shallow_pct": 0.2}
"""Of people near one cinema who got messages, those who bought (Chicago Booth Review, March 29,
2018, text to its chart): at the far cinema with 60 percent off, before and after the near one
answered with 20 percent; at the near one then; and at the far one with 40 percent off."""
RIVALS_EACH = 1_000
"""People in each group: for an example; the summary does not print the number."""

AFTERNOON_SHARE_PCT = 27.5
"""Tickets on weekdays after three o'clock, of all: 110 of the 400 guests of chapter 3."""
WEEKDAYS = 261

# From here on everything is invented.
LIST = 500
"""Contacts who said yes to a message on rainy afternoons, of the 3,100 on WhatsApp."""
MESSAGE_BRL = 0.35
"""Price of one message, as in chapter 16."""
DRY_TICKETS, WET_TICKETS = 139, 109
"""Tickets of the three cafés on a weekday afternoon, without a message."""
DEVIATION = 18
"""Standard deviation of such tickets among afternoons of the same weather."""
WET_EFFECT_PCT, DRY_EFFECT_PCT = 6.0, 1.5
"""Extra visits per 100 messages on an afternoon that turns out wet, or dry: Tamandu's hope."""
BORROWED_PCT = 25
"""Of the extra visits, those that would have come on one of the next two afternoons."""
LIST_VISITS_PCT = 3.2
"""Of the people on the list, those who come on a dry weekday afternoon without a message."""

TRIAL = {
    ("trigger", "message"): ((142, 131), (163, 139), (124, 120)),
    ("trigger", "none"): ((124, 128), (104, 150), (141, 127)),
    ("ordinary", "message"): ((145, 140), (167, 129), (129, 133)),
    ("ordinary", "none"): ((136, 137), (118, 121), (157, 153)),
}
"""Twelve afternoons: kind and lot; for each the tickets, and those of the afternoon after it."""

SET_UP_BRL = 600
"""A field for the telephone number at the till, and cards that ask for consent."""
LINE_BRL = 72_000
"""What chapter 1 leaves in the line "Search and Instagram ads"."""
JANUARY_DAYS = 9
"""Tuesdays and Thursdays of a January."""

GOOD_DAY_TICKETS = 15
"""By how much a trigger that falls on good days (such as payday) finds more tickets anyway."""
YEAR_DEVIATION = 8
"""Standard deviation of the level of one year: a new building, a new rival."""
DAY_DEVIATION = 0.13
"""Standard deviation of what moves all people on one afternoon, as a share."""

SEASONS = 10_000
SEED = 19

Z = 1.96
BOTH_Z = 2.8
"""Standard errors for an interval of 95%; and for a find in 80% of tests (1.96 + 0.84)."""


def rain() -> dict[str, int]:
    """Return the counts of the table of rain, added over the months; ``jan_`` etc. by month."""
    table = house.read("rainy_afternoons_sao_paulo.csv")
    found = {name: int(table[name].sum()) for name in table.columns[1:]}
    for row in table.itertuples():
        month = MONTHS[row.month - 1].lower()
        found |= {f"{month}_{name}": int(getattr(row, name)) for name in table.columns[1:]}
    return found


def rules() -> list[tuple[str, int, int]]:
    """Return rules for sending: name, afternoons on which it fires, and of these the wet ones."""
    count = rain()
    return [
        ("Every weekday", count["weekdays"], count["rainy"]),
        ("Every weekday in March", count["mar_weekdays"], count["mar_rainy"]),
        ("Every weekday in February", count["feb_weekdays"], count["feb_rainy"]),
        ("Yesterday's afternoon was wet", count["after_rain"], count["after_rain_and_rainy"]),
        ("Every weekday in January", count["jan_weekdays"], count["jan_rainy"]),
        ("Rain seen, noon to two", count["seen"], count["seen_and_rainy"]),
    ]


def capped(most: int = CAP, within: int = CAP_DAYS) -> tuple[int, int]:
    """Return on how many days of ``SEEN`` a message can go out under a cap, and the wet ones.

    No more than *most* messages go to one person in *within* days; the first ones go out.
    """
    sent: list[date] = []
    wet = 0
    for day, kind in ((date.fromisoformat(word[:-1]), word[-1]) for word in SEEN.split()):
        if sum((day - earlier).days < within for earlier in sent) < most:
            sent.append(day)
            wet += kind == "w"
    return len(sent), wet


def left_out_pct(most: int = CAP, within: int = CAP_DAYS) -> float:
    """Return in how many cases of 100 a cap keeps somebody out of a day's lots.

    A case is a person on a day of ``SEEN``. Lots give half of those whom the cap lets in a message.
    """
    histories: dict[tuple[date, ...], float] = {(): 1.0}
    days = [date.fromisoformat(word[:-1]) for word in SEEN.split()]
    out = 0.0
    for day in days:
        after: dict[tuple[date, ...], float] = {}
        for history, chance in histories.items():
            recent = tuple(earlier for earlier in history if (day - earlier).days < within)
            full = len(recent) >= most
            out += chance * full
            ways = {recent: 1.0} if full else {recent: 0.5, (*recent, day): 0.5}
            for way, share in ways.items():
                after[way] = after.get(way, 0.0) + chance * share
        histories = after
    return 100 * out / len(days)


def rivals(each: int = RIVALS_EACH) -> dict[str, float]:
    """Return by how much a rival's answer lowered sales, in points, with half its interval.

    ``least``: people in each group from which the interval leaves out zero.
    """
    alone, answered = RIVALS["alone_pct"] / 100, RIVALS["answered_pct"] / 100
    spread = alone * (1 - alone) + answered * (1 - answered)
    return {
        "fall": 100 * (alone - answered),
        "half": 100 * Z * sqrt(spread / each),
        "least": ceil(Z**2 * spread / (alone - answered) ** 2),
    }


def effect_pct(wet_share: float, net: bool = False) -> float:
    """Return the extra visits per 100 messages if *wet_share* of the afternoons turn out wet.

    *net* takes off the visits that are borrowed from the next two afternoons.
    """
    gross = wet_share * WET_EFFECT_PCT + (1 - wet_share) * DRY_EFFECT_PCT
    return gross * (1 - BORROWED_PCT / 100) if net else gross


def _ticket_brl() -> float:
    return tamandu.CAFE_TICKET_BRL * tamandu.MARGIN_CAFES_PCT / 100


def break_even_pct() -> float:
    """Return the extra visits per 100 messages whose gross profit pays for the messages."""
    return 100 * MESSAGE_BRL / _ticket_brl()


def shares() -> tuple[float, float]:
    """Return how many trigger afternoons, and how many of the others, turn out wet (0 to 1)."""
    count = rain()
    others = count["rainy"] - count["seen_and_rainy"]
    return count["seen_and_rainy"] / count["seen"], others / (count["weekdays"] - count["seen"])


def deviation(wet_share: float) -> float:
    """Return the standard deviation of tickets among afternoons of which *wet_share* are wet."""
    between = wet_share * (1 - wet_share) * (DRY_TICKETS - WET_TICKETS) ** 2
    return sqrt(DEVIATION**2 + between)


def trial() -> dict[str, float]:
    """Return the analysis of the twelve afternoons: means, differences, intervals in tickets."""
    mean = {cell: float(np.mean([day for day, _ in days])) for cell, days in TRIAL.items()}
    after = {cell: float(np.mean([day for _, day in days])) for cell, days in TRIAL.items()}
    squares = {
        cell: sum((day - mean[cell]) ** 2 for day, _ in days) for cell, days in TRIAL.items()
    }
    days = sum(map(len, TRIAL.values()))
    free = days - len(TRIAL)
    variance = sum(squares.values()) / free
    each = days // len(TRIAL)
    t = float(stats.t.ppf(0.975, free))
    half = t * sqrt(variance * 2 / each)
    found = {"days": days, "free": free, "t": t, "half": half}
    found |= {"squares": sum(squares.values()), "variance": variance, "deviation": sqrt(variance)}
    for kind in ("trigger", "ordinary"):
        with_it, without = (kind, "message"), (kind, "none")
        gain, later = mean[with_it] - mean[without], after[with_it] - after[without]
        found |= {
            f"{kind}_message": mean[with_it],
            f"{kind}_none": mean[without],
            f"{kind}_gain": gain,
            f"{kind}_low": gain - half,
            f"{kind}_high": gain + half,
            f"{kind}_next_message": after[with_it],
            f"{kind}_next_none": after[without],
            f"{kind}_later": later,
            f"{kind}_net": gain + later,
            f"{kind}_squares_message": squares[with_it],
            f"{kind}_squares_none": squares[without],
        }
    found["beats"] = found["trigger_gain"] - found["ordinary_gain"]
    found["beats_half"] = half * sqrt(2)
    found["wrong"] = found["trigger_message"] - found["ordinary_none"]
    return found


def needed() -> dict[str, int]:
    """Return how many afternoons a test needs to find, in 80% of tests, what Tamandu hopes for.

    ``days``: trigger afternoons in each of two groups, if lots are drawn for afternoons.
    ``people``: trigger afternoons in all, if lots are drawn for people on each of them.
    ``_net``: counted over the afternoon and the next two. ``_beats``: trigger against ordinary.
    """
    trigger, ordinary = (effect_pct(share) / 100 for share in shares())
    keep = 1 - BORROWED_PCT / 100
    visit = LIST_VISITS_PCT / 100
    noise = 4 * 3 * visit * (1 - visit) / LIST  # variance of the difference of the two halves
    first, other = (deviation(share) ** 2 for share in shares())
    later = 2 * deviation(rain()["rainy"] / rain()["weekdays"]) ** 2
    return {
        "days": ceil(2 * BOTH_Z**2 * first / (LIST * trigger) ** 2),
        "days_net": ceil(2 * BOTH_Z**2 * (first + later) / (LIST * trigger * keep) ** 2),
        "days_beats": ceil(2 * BOTH_Z**2 * (first + other) / (LIST * (trigger - ordinary)) ** 2),
        "people_net": ceil(BOTH_Z**2 * noise / (trigger * keep) ** 2),
        "people_beats": ceil(BOTH_Z**2 * 2 * noise / ((trigger - ordinary) * keep) ** 2),
    }


@house.remember
def simulate(works: bool, good_days: bool = False) -> dict[str, np.ndarray]:
    """Return, for each design, estimates and half intervals of many seasons: array of 2 × SEASONS.

    *works* says whether messages do what Tamandu hopes, or nothing. With *good_days* the trigger
    has nothing to do with rain and falls on afternoons that sell more anyway. Estimates are extra
    tickets on an afternoon with a message to the whole list; a season is one year.
    """
    random = np.random.default_rng(SEED)
    count = rain()
    fired = count["seen"] // YEARS_OF_RAIN
    others = count["weekdays"] // YEARS_OF_RAIN - fired
    half = fired // 2
    wet_trigger, wet_other = shares()
    if good_days:
        wet_trigger = wet_other

    def afternoons(number: int, wet_share: float) -> tuple[np.ndarray, np.ndarray]:
        wet = random.random((SEASONS, number)) < wet_share
        usual = np.where(wet, WET_TICKETS, DRY_TICKETS)
        return wet, usual + random.normal(0, DEVIATION, wet.shape)

    def extra(wet: np.ndarray) -> np.ndarray:
        return np.where(wet, WET_EFFECT_PCT, DRY_EFFECT_PCT) / 100 * works

    def compare(one: np.ndarray, two: np.ndarray) -> np.ndarray:
        """Return the difference of means and half its interval, each afternoon one unit."""
        free = one.shape[1] + two.shape[1] - 2
        spread = one.var(1, ddof=1) * (one.shape[1] - 1) + two.var(1, ddof=1) * (two.shape[1] - 1)
        error = np.sqrt(spread / free * (1 / one.shape[1] + 1 / two.shape[1]))
        return np.array([one.mean(1) - two.mean(1), stats.t.ppf(0.975, free) * error])

    wet, tickets = afternoons(fired, wet_trigger)
    tickets = tickets + GOOD_DAY_TICKETS * good_days
    _, ordinary = afternoons(others, wet_other)
    _, last_year = afternoons(fired, wet_trigger)
    last_year = last_year + random.normal(0, sqrt(2) * YEAR_DEVIATION, (SEASONS, 1))
    messaged = tickets + LIST * extra(wet)

    # Lots for afternoons: the columns are in random order already.
    one, two = messaged[:, :half], tickets[:, half:]
    by_day = compare(one, two)
    as_if = Z * np.sqrt(one.mean(1) / half + two.mean(1) / (fired - half))

    # Lots for people, drawn anew on each trigger afternoon.
    usual = LIST_VISITS_PCT / 100 * np.where(wet, WET_TICKETS / DRY_TICKETS, 1)
    usual = usual * np.exp(random.normal(0, DAY_DEVIATION, wet.shape))
    with_it = random.binomial(LIST // 2, usual + extra(wet)) / (LIST // 2)
    without = random.binomial(LIST // 2, usual) / (LIST // 2)
    variance = (with_it * (1 - with_it) + without * (1 - without)) / (LIST // 2)
    by_person = LIST * np.array([(with_it - without).mean(1), Z * np.sqrt(variance.sum(1)) / fired])

    shown = random.binomial(LIST, usual + extra(wet)).mean(1)
    return {
        "shown": np.array([shown, np.zeros(SEASONS)]),
        "other_days": compare(messaged, ordinary),
        "last_year": compare(messaged, last_year),
        "tickets": np.array([by_day[0], as_if]),
        "by_day": by_day,
        "by_person": by_person,
    }


def verdicts() -> dict[str, float]:
    """Return how often, in percent of seasons, each design says that messages work, or harm.

    A design says "works" when the whole 95% interval lies above zero; counting what is shown, when
    the visits shown pay for the messages.
    """
    found = {}
    for name, estimates in [
        *(("null", simulate(works=False)), ("hope", simulate(works=True))),
        ("good_null", simulate(works=False, good_days=True)),
        ("good_hope", simulate(works=True, good_days=True)),
    ]:
        for design, (estimate, half) in estimates.items():
            least = LIST * break_even_pct() / 100 if design == "shown" else 0
            found[f"{name}_{design}_works_pct"] = 100 * float(np.mean(estimate - half > least))
            found[f"{name}_{design}_harms_pct"] = 100 * float(np.mean(estimate + half < 0))
            found[f"{name}_{design}_mean"] = float(estimate.mean())
            found[f"{name}_{design}_low"] = float(np.percentile(estimate, 2.5))
            found[f"{name}_{design}_high"] = float(np.percentile(estimate, 97.5))
    return found


def numbers() -> dict[str, float]:
    """Return what chapter 19 prints; names end in their unit. Visits are per 100 messages."""
    count = rain()
    found: dict[str, float] = dict(count)
    for name in ("weekdays", "rainy", "seen"):
        found[f"{name}_a_year"] = count[name] / YEARS_OF_RAIN
    found["found_pct"] = 100 * count["seen_and_rainy"] / count["rainy"]
    for key, (_, fires, wet) in zip(
        ("all", "mar", "feb", "yesterday", "jan", "seen"), rules(), strict=True
    ):
        share = wet / fires
        found |= {
            f"{key}_fires": fires,
            f"{key}_wet": wet,
            f"{key}_wet_pct": 100 * share,
            f"{key}_half_points": 100 * Z * sqrt(share * (1 - share) / fires),
            f"{key}_gross": effect_pct(share),
            f"{key}_net": effect_pct(share, net=True),
        }
    ticket, even = _ticket_brl(), break_even_pct()
    keep = 1 - BORROWED_PCT / 100
    wet_needed = (even / keep - DRY_EFFECT_PCT) / (WET_EFFECT_PCT - DRY_EFFECT_PCT)
    wet_trigger, wet_other = shares()
    trigger, ordinary = effect_pct(wet_trigger), effect_pct(wet_other)
    fired = count["seen"] // YEARS_OF_RAIN

    def gain(rule: str) -> float:
        """Return what one afternoon with messages to the whole list gains, in BRL."""
        return (found[f"{rule}_net"] - even) / 100 * LIST * ticket

    sent, wet_sent = capped()
    found |= {
        "capped_fires": sent,
        "capped_wet": wet_sent,
        "capped_a_year": sent / YEARS_OF_RAIN,
        "capped_share": wet_sent / sent,
        "left_out_pct": left_out_pct(),
        "capped_net": effect_pct(wet_sent / sent, net=True),
    }
    found |= {f"{rule}_visits": LIST * found[f"{rule}_net"] / 100 for rule in ("capped", "jan")}
    found |= RIVALS_FOUND
    sensor_brl = sent / YEARS_OF_RAIN * gain("capped")

    usual = LIST * LIST_VISITS_PCT / 100
    fewer = WET_TICKETS / DRY_TICKETS
    shown = usual * (wet_trigger * fewer + 1 - wet_trigger)
    visit = LIST_VISITS_PCT / 100
    error = 100 * sqrt(4 * 3 * visit * (1 - visit) / LIST / fired)
    trial_brl = TRIAL_MESSAGES * LIST * MESSAGE_BRL
    test_brl = fired * LIST / 2 * MESSAGE_BRL
    found |= {
        "ticket_profit_brl": ticket,
        "seasons": SEASONS,
        "list": LIST,
        "list_visits_pct": LIST_VISITS_PCT,
        "list_pct": 100 * LIST / tamandu.WHATSAPP_CONTACTS,
        "message_brl": MESSAGE_BRL,
        "messages_brl": LIST * MESSAGE_BRL,
        "break_even": even,
        "break_even_tickets": LIST * even / 100,
        "all_contacts_brl": tamandu.WHATSAPP_CONTACTS * MESSAGE_BRL,
        "all_contacts_tickets": tamandu.WHATSAPP_CONTACTS * MESSAGE_BRL / ticket,
        "afternoon_tickets": tamandu.CAFE_TICKETS * AFTERNOON_SHARE_PCT / 100 / WEEKDAYS,
        "dry_tickets": DRY_TICKETS,
        "wet_tickets": WET_TICKETS,
        "wet_effect": WET_EFFECT_PCT,
        "dry_effect": DRY_EFFECT_PCT,
        "borrowed_pct": BORROWED_PCT,
        "wet_needed_pct": 100 * wet_needed,
        "before_borrowing": even / keep,
        "other_wet_pct": 100 * wet_other,
        "trigger_effect": trigger,
        "trigger_net": trigger * keep,
        "trigger_tickets": LIST * trigger / 100,
        "ordinary_effect": ordinary,
        "ordinary_net": ordinary * keep,
        "ordinary_tickets": LIST * ordinary / 100,
        "trigger_deviation": deviation(wet_trigger),
        "ordinary_deviation": deviation(wet_other),
        "beats_tickets": LIST * (trigger - ordinary) / 100,
        "beats_net": (trigger - ordinary) * keep,
        "fired": fired,
        "fired_half": fired // 2,
        "seen_over": found["seen_net"] - even,
        "trigger_gain_brl": gain("seen"),
        "sensor_brl": sensor_brl,
        "january_days": JANUARY_DAYS,
        "january_brl": JANUARY_DAYS * gain("jan"),
        "sensor_worth_brl": sensor_brl - JANUARY_DAYS * gain("jan"),
        "sensor_worth_a_month_brl": (sensor_brl - JANUARY_DAYS * gain("jan")) / 12,
        "shown": shown,
        "shown_brl": shown * ticket,
        "half_list": LIST // 2,
        "season_error": error,
        "season_half": Z * error,
        "half_way_half": Z * error * sqrt(2),
        "half_way_stop": even - Z * error * sqrt(2),
        "trial_brl": trial_brl,
        "test_brl": test_brl,
        "set_up_brl": SET_UP_BRL,
        "plan_brl": SET_UP_BRL + trial_brl + test_brl,
        "plan_of_line_pct": 100 * (SET_UP_BRL + trial_brl + test_brl) / LINE_BRL,
        "line_brl": LINE_BRL,
        "at_most_brl": SET_UP_BRL + trial_brl + test_brl,
    }
    need = needed()
    found |= {f"need_{key}": value for key, value in need.items()}
    found |= {
        "need_days_years": 2 * need["days"] / fired,
        "need_days_net_years": 2 * need["days_net"] / fired,
        "need_days_beats_years": 2 * need["days_beats"] / fired,
        "need_people_net_pct": 100 * need["people_net"] / fired,
        "need_people_beats_years": need["people_beats"] / fired,
    }
    found |= {f"trial_{key}": value for key, value in trial().items()}
    return found | verdicts()


RIVALS_FOUND = {f"rivals_{key}": value for key, value in (RIVALS | rivals()).items()}
TRIAL_MESSAGES = sum(len(days) for (_, lot), days in TRIAL.items() if lot == "message")


def rain_rules() -> Figure:
    """Draw how often it rained after three when each rule would have sent a message."""
    found = numbers()
    figure, axes = house.figure(4.0)
    blue, orange, ink = house.COLORS["blue"], house.COLORS["orange"], house.INK
    need = found["wet_needed_pct"]
    for row, (name, fires, wet) in enumerate(rules()):
        share = 100 * wet / fires
        half = 100 * Z * sqrt(wet / fires * (1 - wet / fires) / fires)
        color = blue if share > need else orange
        sensor = row in (3, 5)
        axes.plot([share - half, share + half], [row, row], color=color, linewidth=6, alpha=0.3,
                  solid_capstyle="butt")  # fmt: skip
        axes.plot([need, need], [row - 0.17, row + 0.17], color=ink, linewidth=1.2, zorder=3)
        axes.plot(share, row, "D" if sensor else "o", color=color, markersize=8, zorder=4)
        axes.text(-1, row - 0.38, f"{name}: {wet} of {fires}", va="center")
        axes.text(share + half + 1.5, row, f"{share:.0f}%", color=color, va="center",
                  fontweight="bold")  # fmt: skip
    axes.text(need, 5.5, f"needed: {need:.1f}%", va="center", ha="center", fontsize=11)
    axes.set(xlim=(-1, 80), ylim=(5.8, -0.75))
    axes.set_yticks([])
    axes.set_xticks([0, 20, 40, 60], ["0", "20", "40", "60%"])
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_bounds(0, 60)
    axes.set_title("Afternoons that turned out wet, of those chosen")
    return figure


def designs() -> Figure:
    """Draw what three designs would report, season after season, if messages work as hoped."""
    seasons, found = simulate(works=True), numbers()
    figure, axes = house.figure(4.4)
    rows = [
        ("other_days", "Trigger afternoons against all others", house.COLORS["orange"]),
        ("by_day", "Lots for afternoons", house.COLORS["plum"]),
        ("by_person", "Lots for people on each afternoon", house.COLORS["blue"]),
    ]
    truth, even = found["trigger_tickets"], found["break_even_tickets"]
    grid = np.linspace(-20, 50, 281)
    for row, (design, name, color) in enumerate(rows):
        base = 2 - row
        height = stats.gaussian_kde(seasons[design][0])(grid)
        top = height / height.max() * 0.62
        axes.fill_between(grid, base, base + top, color=color, alpha=0.3, linewidth=0)
        axes.plot(grid, base + top, color=color, linewidth=1.4)
        axes.text(-20, base + 0.82, name, color=color, fontweight="bold", va="center")
        low, high = found[f"hope_{design}_low"], found[f"hope_{design}_high"]
        for place, line, style in ((truth, house.INK, "-"), (even, house.MUTED, (0, (4, 3)))):
            axes.plot([place, place], [base, base + 0.66], color=line, linewidth=1,
                      linestyle=style)  # fmt: skip
        axes.text(50, base + 0.2, f"{low:.0f} to {high:.0f}".replace("-", "−"), color=color,
                  ha="right", va="center")  # fmt: skip
    axes.text(truth, 3.12, f"truth: {truth:.0f}", va="center", fontsize=11)
    axes.text(even + 2, 3.12, f"break-even: {even:.0f}", va="center", ha="right",
              color=house.MUTED, fontsize=11)  # fmt: skip
    axes.set(xlim=(-20, 50), ylim=(-0.05, 3.3),
             xlabel="Extra tickets on an afternoon with messages")  # fmt: skip
    axes.set_yticks([])
    axes.set_xticks([-20, -10, 0, 10, 20, 30, 40, 50])
    axes.spines["left"].set_visible(False)
    axes.set_title("What each comparison reports after a year")
    return figure


if __name__ == "__main__":
    house.main(__spec__.name)
