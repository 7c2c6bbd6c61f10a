"""The search finds what readers look for, says when it does not, and works by keyboard."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Page

from tests.conftest import ROOT

QUERIES = ROOT / "tests" / "search_queries.csv"
FIRST = 3
"""Among how many results the page has to be."""


def queries(path: Path = QUERIES) -> list[dict[str, str]]:
    """Return the questions: ``query``, ``kind``, and the ``page`` that answers it."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def home(book, serve) -> str:
    return serve(book / "html")


@pytest.fixture
def page(browser, home) -> Iterator[Page]:
    page = browser.new_page(service_workers="block")  # it would answer in the network's place
    page.goto(urljoin(home, "search.html"))
    yield page
    page.close()


def found(page: Page) -> list[str]:
    """Return the pages of the results that are shown, without ending, from the root."""
    return [
        urlsplit(link.get_attribute("href") or "").path.removesuffix(".html").strip("/.")
        for link in page.locator(".found-page").all()
    ]


def test_there_are_questions_of_every_kind():
    kinds = [row["kind"] for row in queries()]
    assert len(kinds) >= 40
    assert set(kinds) == {"exact", "misspelt", "plural", "several", "synonym", "portuguese"}


def test_every_question_finds_its_page_among_the_first(page):
    answers = page.evaluate(
        """async (questions) => {
            const { find } = await import("./_static/search.js");
            const answers = [];
            for (const question of questions) {
                answers.push((await find(question)).pages.map((page) => page.url));
            }
            return answers;
        }""",
        [row["query"] for row in queries()],
    )
    missed = [
        f"{row['query']} ({row['kind']}): {row['page']} not in {urls[:FIRST]}"
        for row, urls in zip(queries(), answers, strict=True)
        if not any(row["page"] + ".html" in url for url in urls[:FIRST])
    ]
    assert missed == []


def test_a_result_shows_the_passage_and_leads_to_the_section(page):
    page.locator("#find-words").fill("pillsbury mill")
    page.locator(".found-section mark").first.wait_for()
    link = page.locator(".found-section a").first
    name = link.inner_text()
    link.click()
    page.wait_for_url("**/course/01-evolution-of-marketing.html#*")
    heading = page.locator(f"section#{urlsplit(page.url).fragment} > :is(h2, h3)").first
    assert name in heading.inner_text()


@pytest.mark.parametrize("keys", ["/", "Control+k"])
def test_search_opens_by_key_and_is_used_by_arrows(browser, home, keys):
    page = browser.new_page()
    page.goto(urljoin(home, "reference/privacy.html"))
    page.keyboard.press(keys)
    dialog = page.get_by_role("dialog", name="Search the book")
    dialog.wait_for()
    page.keyboard.type("weak tie")
    dialog.locator(".found-page").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.className") == "found-page"
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "find-anywhere"
    page.keyboard.press("Escape")
    assert dialog.is_hidden()
    page.close()


def test_a_slash_that_is_typed_stays_a_slash(page):
    page.locator("#find-words").focus()
    page.keyboard.type("and/or")
    assert page.locator("#find-words").input_value() == "and/or"


def test_the_question_stands_in_the_address(page, home):
    page.locator("#find-words").fill("billboard")
    page.locator(".found-page").first.wait_for()
    assert "q=billboard" in page.url
    page.goto(urljoin(home, "search.html?q=Echigoya"))
    page.locator(".found-page").first.wait_for()
    assert any(name.endswith("course/01-evolution-of-marketing") for name in found(page))


def test_a_misspelt_word_is_mended_and_that_is_said(page):
    page.locator("#find-words").fill("Kottler")
    page.get_by_text("for “kotler”; the book has no “Kottler”.").wait_for()


def test_no_result_is_said(page):
    page.locator("#find-words").fill("xylophonist")
    page.get_by_role("status").get_by_text("Nothing found for “xylophonist”").wait_for()
    assert found(page) == []


def test_a_search_index_that_cannot_be_loaded_is_said_and_tried_again(page):
    page.route("**/pagefind/**", lambda route: route.abort())
    page.locator("#find-words").fill("billboard")
    page.get_by_text("The search index could not be loaded").wait_for()
    page.unroute("**/pagefind/**")
    page.locator("#find-words").fill("billboards")
    page.locator(".found-page").first.wait_for()


def test_without_script_the_search_page_leads_to_the_index(browser, home):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(urljoin(home, "search.html"))
    page.get_by_role("link", name="index", exact=True).click()
    assert "genindex" in page.url
    context.close()
