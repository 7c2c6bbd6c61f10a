"""Tables on a narrow screen: sentences below each other, numbers beside each other."""

import pytest
from bs4 import BeautifulSoup

SENTENCES = """# Page

:::{list-table} Where to begin
:header-rows: 1
:stub-columns: 1
:widths: 20 40 40

* - Element
  - Keep the same when
  - Adapt when
* - Product
  - It does the same work in every country and for everybody who buys it, at home and at work
  - Use, size, climate, voltage or law differ so much that somebody could not use it at all
* - Price
  - Buyers compare across borders, as with telephones
  - Incomes, taxes or ways to pay differ
:::

:::{list-table} Orders
:header-rows: 1
:stub-columns: 1

* - Last click
  - Ads on
  - Ads off
  - Differences
* - Unpaid search
  - 62
  - 138
  - −76
* - Typed addresses
  - 104
  - 171
  - −67
:::
"""


@pytest.fixture
def page(small_book):
    built = small_book({"index.md": SENTENCES}, extensions=["_ext.tables"])
    assert (built.status, built.warnings) == (0, "")
    return built.outdir / "index.html"


def test_cells_of_a_wide_table_know_their_headings(page):
    sentences, numbers = BeautifulSoup(page.read_text(encoding="utf-8"), "lxml").select("table")
    assert [cell["data-label"] for cell in sentences.select("tbody tr:first-child td")] == [
        "Keep the same when",
        "Adapt when",
    ]
    assert not numbers.select("[data-label]")


def test_telephone_shows_them_below_each_other(page, browser):
    tab = browser.new_page(viewport={"width": 360, "height": 800})
    tab.goto(page.as_uri())
    same, adapt = tab.locator("table").first.locator("tbody tr").first.locator("td").all()
    assert adapt.bounding_box()["y"] >= same.bounding_box()["y"] + same.bounding_box()["height"]
    assert "Adapt when:" in adapt.evaluate("e => getComputedStyle(e, '::before').content")
    on, off = tab.locator("table").last.locator("tbody tr").first.locator("td").all()[:2]
    assert on.bounding_box()["y"] == off.bounding_box()["y"]
    tab.set_viewport_size({"width": 1280, "height": 800})
    assert same.bounding_box()["y"] == adapt.bounding_box()["y"]
    tab.close()
