"""Tamandu Coffee in numbers. The company is invented for this course, and so is every number here.

They stand in one place so that 21 chapters agree. Money is in Brazilian reais (BRL) of 2025.
"""

CAFES = 3
STAFF = 34
FOUNDED = 2014

CAFE_TICKETS = 128_000
CAFE_TICKET_BRL = 27.50
TATUAPE_TICKETS = 36_000
"""Of these, the tickets of the café in Tatuapé, open since 2022."""
SUBSCRIBERS = 1_140
SUBSCRIPTION_BRL_A_MONTH = 70
ONE_OFF_ORDERS = 6_983
ONE_OFF_REVENUE_BRL = 642_400
RESTAURANTS = 46
WHOLESALE_BRL = 1_280_000
MARKETING_BUDGET_BRL = 256_000
MOVED = "Search and Instagram ads, moved by page 1"
"""The R$24,000 that chapter 1 takes from the ads, for the cafés."""

MARGIN_CAFES_PCT = 62
MARGIN_WEB_PCT = 48
MARGIN_WHOLESALE_PCT = 34

EMAIL_CONTACTS = 9_800
WHATSAPP_CONTACTS = 3_100
INSTAGRAM_FOLLOWERS = 21_400
WEB_VISITS = 264_000
CARD_MEMBERS = 2_900
SUBSCRIBERS_LEAVING_A_MONTH_PCT = 4.5
SUBSCRIBER_MESSAGES_A_WEEK = 95

STARS = (22, 21, 49, 122, 398)
"""Reviews on Google with one, two, three, four and five stars, all three cafés together."""
REVIEWS = sum(STARS)
REVIEWS_ANSWERED_PCT = 9

NPS_ANSWERS = {"promoters": 104, "passives": 46, "detractors": 32}
"""Answers of subscribers in October 2025, of those asked by e-mail."""

STAGES = ("aware", "appeal", "ask", "act", "advocate")
CAFE_PATH = dict(zip(STAGES, (24_000, 15_600, 7_400, 6_300, 2_200), strict=True))
"""People who live or work within 800 meters of a café: from a survey, scaled to the population."""
WEB_PATH = dict(zip(STAGES, (40_000, 18_000, 9_600, 2_640, 620), strict=True))
"""People in São Paulo who buy coffee online: from a survey and from the web shop's records."""

PLAN_DRAWS = [
    (2, "E-mail, WhatsApp, shop tools", 5_400),
    (3, MOVED, 3_600),
    (3, MOVED, 1_600),
    (4, "Photos and posts", 4_980),
    (5, "E-mail, WhatsApp, shop tools", 4_800),
    (6, "Search and Instagram ads", 4_500),
    (7, "Photos and posts", 2_880),
    (8, "Open days with growers", 4_200),
    (9, "Open days with growers", 5_562),
    (10, "Photos and posts", 2_400),
    (11, "Menu boards, tasting days", 2_400),
    (11, "Customer survey", 900),
    (12, "Customer survey", 525),
    (12, "New bags, tasting notes", 2_400),
    (13, "Menu boards, tasting days", 3_840),
    (14, "Menu boards, tasting days", 2_200),
    (14, "Search and Instagram ads", 3_600),
    (15, "Photos and posts", 2_700),
    (16, "Loyalty card", 3_579),
    (17, "Loyalty card", 1_400),
    (18, "New bags, tasting notes", 3_650),
    (19, "Search and Instagram ads", 3_575),
    (20, "Search and Instagram ads", 540),
]
"""What each plan page may take at most from a line of chapter 1's budget: page, line, BRL. The
pages print these sums; ``tests/test_tamandu.py`` holds them against the pages and the lines."""


def numbers() -> dict[str, float]:
    """Return Tamandu Coffee's numbers for 2025; names end in their unit."""
    cafes = CAFE_TICKETS * CAFE_TICKET_BRL
    subscription = SUBSCRIBERS * SUBSCRIPTION_BRL_A_MONTH * 12
    web = subscription + ONE_OFF_REVENUE_BRL
    revenue = cafes + web + WHOLESALE_BRL
    return {
        "cafes": CAFES,
        "staff": STAFF,
        "founded": FOUNDED,
        "cafe_tickets": CAFE_TICKETS,
        "cafe_ticket_brl": CAFE_TICKET_BRL,
        "cafe_revenue_brl": cafes,
        "subscribers": SUBSCRIBERS,
        "subscription_brl_a_month": SUBSCRIPTION_BRL_A_MONTH,
        "subscription_revenue_brl": subscription,
        "one_off_orders": ONE_OFF_ORDERS,
        "one_off_revenue_brl": ONE_OFF_REVENUE_BRL,
        "one_off_order_brl": ONE_OFF_REVENUE_BRL / ONE_OFF_ORDERS,
        "web_revenue_brl": web,
        "restaurants": RESTAURANTS,
        "wholesale_revenue_brl": WHOLESALE_BRL,
        "revenue_brl": revenue,
        "cafe_share_pct": 100 * cafes / revenue,
        "web_share_pct": 100 * web / revenue,
        "wholesale_share_pct": 100 * WHOLESALE_BRL / revenue,
        "marketing_budget_brl": MARKETING_BUDGET_BRL,
        "marketing_share_pct": 100 * MARKETING_BUDGET_BRL / revenue,
        "margin_cafes_pct": MARGIN_CAFES_PCT,
        "margin_web_pct": MARGIN_WEB_PCT,
        "margin_wholesale_pct": MARGIN_WHOLESALE_PCT,
        "email_contacts": EMAIL_CONTACTS,
        "whatsapp_contacts": WHATSAPP_CONTACTS,
        "instagram_followers": INSTAGRAM_FOLLOWERS,
        "web_visits": WEB_VISITS,
        "card_members": CARD_MEMBERS,
        "subscribers_leaving_a_month_pct": SUBSCRIBERS_LEAVING_A_MONTH_PCT,
        "subscriber_messages_a_week": SUBSCRIBER_MESSAGES_A_WEEK,
        "reviews": REVIEWS,
        "review_average": sum(star * count for star, count in enumerate(STARS, 1)) / REVIEWS,
        "reviews_answered_pct": REVIEWS_ANSWERED_PCT,
        **{f"stars{star}": count for star, count in enumerate(STARS, 1)},
        **{f"nps_{kind}": count for kind, count in NPS_ANSWERS.items()},
        **{f"cafe_{stage}": count for stage, count in CAFE_PATH.items()},
        **{f"web_{stage}": count for stage, count in WEB_PATH.items()},
    }
