"""Cases: the box, the entry in the index, the list and its filter."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.test_plan import SHIFTS
from tests.test_quiz import dead_links, soup, words

ONE = """# First

## Place

:::{case} What *Natura* did
:organization: Natura
:country: Brazil
:industry: Cosmetics
:years: 1974–2024

It did "much", and {index}`more`.
:::

:::{case} Nubank grew
:organization: Nubank
:country: Brazil, Mexico
:industry: Banking
:years: 2013–2024

It did.
:::
"""
TWO = """# Second

:::{case} A brand & its <shop>
:organization: Haier
:country: China
:industry: Appliances
:years: 1984–2024

It did.
:::
"""
BOOK = {
    "index.md": "# Book\n\n```{toctree}\n:numbered: 1\n\none\ntwo\n```\n\n"
    "```{toctree}\nreference/cases\n```\n",
    "one.md": ONE,
    "two.md": TWO,
    "reference/cases.md": "# Cases\n\n```{case-list}\n```\n",
}
CONF = """
epub_copyright = version = "1"
"""


@pytest.fixture
def make(small_book):
    """Build the book of this module, or with other pages, in a format."""

    def build(files=BOOK, builder="html"):
        built = small_book(files, builder, ["_ext.case"], CONF)
        assert (built.status, built.warnings) == (0, "")
        return built

    return build


def test_website_marks_a_case_and_names_it(make):
    page = soup(make().outdir / "one.html")
    box = page.find(id="case-1")
    assert box.name == "aside"
    assert words(page.find(id=box["aria-labelledby"])) == "What Natura did"
    assert [words(line) for line in box.find_all("p")] == [
        "Case",
        "What Natura did",
        "Natura · Brazil · Cosmetics · 1974–2024",
        "It did “much”, and more.",
    ]


def test_book_marks_a_case(make):
    box = soup(make(builder="epub").outdir / "one.xhtml").find(id="case-1")
    assert "case" in box["class"]
    assert words(box.select_one(".case-title")) == "What Natura did"
    assert words(box.select_one(".case-facts")) == "Natura · Brazil · Cosmetics · 1974–2024"
    assert words(box).endswith("It did “much”, and more.")


def test_index_leads_from_the_organization_to_its_case(make):
    page = soup(make().outdir / "genindex.html")
    assert page.find("a", string="Natura (case)")["href"] == "one.html#case-1"
    assert page.find("a", string="Haier (case)")["href"] == "two.html#case-1"


def test_list_is_a_table_in_the_order_of_the_book(make):
    path = make().outdir / "reference/cases.html"
    rows = [
        [words(cell) for cell in row.find_all(["th", "td"])] for row in soup(path).find_all("tr")
    ]
    assert rows == [
        ["Case", "Organization", "Country", "Industry", "Years", "Chapter"],
        ["What Natura did", "Natura", "Brazil", "Cosmetics", "1974–2024", "Chapter 1: First"],
        ["Nubank grew", "Nubank", "Brazil, Mexico", "Banking", "2013–2024", "Chapter 1: First"],
        ["A brand & its <shop>", "Haier", "China", "Appliances", "1984–2024", "Chapter 2: Second"],
    ]
    links = [anchor["href"] for anchor in soup(path).select("tbody th a")]
    assert links == [f"../{name}.html#case-{n}" for name, n in [("one", 1), ("one", 2), ("two", 1)]]
    assert dead_links(path) == []


def test_book_lists_the_cases_under_their_chapters(make):
    path = make(builder="epub").outdir / "reference/cases.xhtml"
    assert [words(line) for line in soup(path).find_all(["h2", "dt", "dd"])] == [
        "Chapter 1: First",
        "What Natura did",
        "Natura · Brazil · Cosmetics · 1974–2024",
        "Nubank grew",
        "Nubank · Brazil, Mexico · Banking · 2013–2024",
        "Chapter 2: Second",
        "A brand & its <shop>",
        "Haier · China · Appliances · 1984–2024",
    ]
    links = [anchor["href"] for anchor in soup(path).select("dt a")]
    assert links == [
        f"../{name}.xhtml#case-{n}" for name, n in [("one", 1), ("one", 2), ("two", 1)]
    ]
    assert dead_links(path) == []


def test_a_changed_case_changes_the_list(make):
    make()
    page = make({"two.md": TWO.replace("Haier", "Haier Group")}).outdir / "reference/cases.html"
    assert "Haier Group" in page.read_text(encoding="utf-8")


def test_book_without_cases_says_so(make):
    built = make(BOOK | {"one.md": "# First\n", "two.md": "# Second\n"})
    assert "There are no cases yet." in built.read("reference/cases.html")


def test_script_is_loaded_by_the_list_alone(make):
    built = make()
    assert 'src="../_static/cases.js' in built.read("reference/cases.html")
    assert "cases.js" not in built.read("one.html")


def test_each_fault_has_one_message_with_its_line(small_book):
    page = """# Page

:::{case}
:organization: Natura
:country: Brazil
:industry: Cosmetics
:years: 1974–2024

Text.
:::

:::{case} Facts are missing
:country: Brazil
:years:

Text.
:::

:::{case} No text
:organization: Natura
:country: Brazil
:industry: Cosmetics
:years: 1974–2024
:::
"""
    built = small_book({"index.md": page}, extensions=["_ext.case"])
    assert built.status != 0
    told = [line.split("index.md:", 1)[1] for line in built.warnings.splitlines()]
    assert sorted(told) == [
        '12: WARNING: Case "Facts are missing" does not say its industry. Add a line such as '
        ":industry: Cosmetics under its title. [handbook.B321]",
        '12: WARNING: Case "Facts are missing" does not say its organization. Add a line such as '
        ":organization: Natura under its title. [handbook.B321]",
        '12: WARNING: Case "Facts are missing" does not say its years. Add a line such as '
        ":years: 1974–2024 under its title. [handbook.B321]",
        '19: WARNING: Case "No text" has no text. Write it under the facts, after an empty line. '
        "[handbook.B321]",
        "3: WARNING: A case has no title. Write after {case}, on its line, what happened. "
        "[handbook.B321]",
    ]


@pytest.fixture
def cases(make, browser, serve):
    """Open the list of cases, on a phone, with the query *query*."""
    address = serve(make().outdir) + "reference/cases.html"
    context = browser.new_context(viewport={"width": 360, "height": 800})

    def open_list(query=""):
        page = context.new_page()
        page.goto(address + query)
        return page

    yield open_list
    context.close()


def shown(page) -> list[str]:
    rows = page.locator("tbody tr").all()
    return [row.locator("th").inner_text().strip() for row in rows if row.is_visible()]


def test_filter_by_keyboard_counts_and_is_in_the_address(cases):
    page = cases("?from=mail#cases")
    assert page.get_by_role("status").inner_text() == "3 of 3 cases."
    country = page.get_by_label("Country")
    assert country.locator("option").all_inner_texts() == [
        "All countries",
        "Brazil",
        "China",
        "Mexico",
    ]
    country.focus()
    page.keyboard.type("Bra")
    assert shown(page) == ["What Natura did", "Nubank grew"]
    assert page.get_by_role("status").inner_text() == "2 of 3 cases."
    page.keyboard.press("Tab")
    page.keyboard.type("Bank")
    assert shown(page) == ["Nubank grew"]
    assert page.url.endswith("cases.html?from=mail&country=Brazil&industry=Banking#cases")
    page.keyboard.press("Tab")
    page.keyboard.type("Chapter 2")
    assert shown(page) == []
    assert "No case is all of this" in page.get_by_role("status").inner_text()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert len(shown(page)) == 3
    assert page.url.endswith("cases.html?from=mail#cases")
    assert country.evaluate("e => e === document.activeElement")


def test_filter_is_read_from_the_address(cases):
    page = cases("?country=Mexico&chapter=Chapter+1%3A+First&industry=nonsense")
    assert shown(page) == ["Nubank grew"]
    industry = page.get_by_label("Industry").locator("option:checked")
    assert industry.all_inner_texts() == ["All industries"]
    page.reload()
    assert shown(page) == ["Nubank grew"]


def test_without_script_the_list_is_whole(make, browser, serve):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(serve(make().outdir) + "reference/cases.html?country=Mexico")
    assert len(shown(page)) == 3
    assert page.locator("select").count() == 0
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_stands_in_anybodys_way(make, browser, serve, width, scheme):
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    base = serve(make().outdir)
    for name in ("one", "reference/cases"):
        page.goto(f"{base}{name}.html")
        results = Axe().run(page, "[role=main]")
        assert results.violations_count == 0, results.generate_report()
        for part in ("html", ".table-wrapper"):
            for box in page.locator(part).all():
                assert box.evaluate("e => e.scrollWidth <= e.clientWidth"), part
    page.close()


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_jumps_when_the_script_starts(make, browser, serve, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.add_init_script(SHIFTS)
    page.goto(serve(make().outdir) + "reference/cases.html")
    page.wait_for_timeout(300)
    assert page.evaluate("window.shifted") == []
    bar = page.locator(".case-filter")
    room = bar.evaluate("e => parseFloat(getComputedStyle(e).minHeight)")
    bar.evaluate("e => { e.style.minHeight = 0 }")
    assert bar.bounding_box()["height"] <= room
    page.close()


def test_is_correct_html(make, nu, fragments):
    assert nu(fragments(make(), "one", "reference/cases")) == []
