"""What the website does for a reader who comes back, goes offline, or passes a page on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page

CHAPTER = "course/01-evolution-of-marketing.html"
ARTICLE = "articles/networks-and-social-media.html"
KEPT = "Object.keys(localStorage).sort()"
"""The names of what the browser keeps."""


@pytest.fixture
def home(book, serve) -> str:
    return serve(book / "html")


@pytest.fixture
def reader(browser) -> Iterator[BrowserContext]:
    """A reader with a browser of their own."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    context.set_default_timeout(15_000)
    yield context
    context.close()


def visit(reader: BrowserContext, home: str, name: str) -> Page:
    page = reader.new_page()
    page.goto(urljoin(home, name))
    return page


def wait_for_kept(page: Page, beginning: str) -> None:
    """Wait until the browser keeps something whose name has this *beginning*."""
    for _ in range(100):
        if any(name.startswith(beginning) for name in page.evaluate(KEPT)):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"nothing is kept as {beginning}…")


# Coming back


def test_home_page_leads_back_to_where_the_reader_stopped(reader, home):
    page = visit(reader, home, CHAPTER)
    page.locator("#myth-check-a-higher-number-is-better-marketing").scroll_into_view_if_needed()
    page.mouse.wheel(0, 200)
    wait_for_kept(page, "reading:")
    page.goto(home)
    link = page.locator(".home-actions li").first.get_by_role("link")
    assert link.inner_text().startswith("Continue: ")
    section = link.inner_text().removeprefix("Continue: ")
    link.click()
    page.wait_for_url(f"**/{CHAPTER}#*")
    heading = page.locator(f"section#{urlsplit(page.url).fragment} > :is(h1, h2)").first
    assert section in heading.inner_text()


def test_chapter_that_was_read_to_its_end_is_marked(reader, home):
    page = visit(reader, home, CHAPTER)
    page.locator("#read-further").scroll_into_view_if_needed()
    page.mouse.wheel(0, 20_000)
    wait_for_kept(page, "reading:")
    page.goto(home)
    page.locator(".course-map a[data-read]").first.wait_for()
    assert page.get_by_text("Continue: ").count() == 0


def test_everything_is_erased_by_one_button_that_asks_first(reader, home):
    page = visit(reader, home, CHAPTER)
    page.evaluate("localStorage.setItem('of-another-page', 'stays')")
    page.locator("textarea").first.fill("My plan.")
    wait_for_kept(page, "plan:")
    page.goto(urljoin(home, "reference/privacy.html"))
    answers = iter(["dismiss", "accept"])
    page.on("dialog", lambda dialog: getattr(dialog, next(answers))())
    erase = page.get_by_role("button", name="Erase all that is kept here")
    erase.click()
    assert any(name.startswith("plan:") for name in page.evaluate(KEPT))
    erase.click()
    page.get_by_text("Nothing of this site is kept").wait_for()
    assert page.evaluate(KEPT) == ["of-another-page"]
    assert page.evaluate("caches.keys()") == []


# Without a connection


def test_a_page_that_was_opened_is_shown_offline_with_its_day(reader, home):
    page = visit(reader, home, ARTICLE)
    page.evaluate("navigator.serviceWorker.ready")
    page.reload(wait_until="networkidle")  # the first visit was before there was a service worker
    assert page.locator(".offline-note").count() == 0
    reader.set_offline(True)
    page.reload()
    note = page.locator(".offline-note")
    note.wait_for()
    assert re.search(r"no connection\. .* saved on \w+ \d+, \d{4}\.", note.inner_text())
    assert page.locator("h1").inner_text().startswith("Networks and Social Media")
    reader.set_offline(False)
    page.reload()
    page.wait_for_load_state("networkidle")
    assert page.locator(".offline-note").count() == 0


def test_the_whole_book_can_be_saved(reader, home):
    page = visit(reader, home, "reference/privacy.html")
    page.get_by_role("button", name="Save the whole book").click()
    page.get_by_text("The whole book is saved").wait_for(timeout=60_000)
    reader.set_offline(True)
    page.goto(urljoin(home, CHAPTER))
    assert page.get_by_role("heading", name="In short").count() == 1
    page.goto(urljoin(home, "search.html?q=Echigoya"))
    page.locator(".found-page").first.wait_for()


def test_without_a_connection_an_unopened_page_is_not_answered_by_another(reader, home):
    page = visit(reader, home, ARTICLE)
    page.evaluate("navigator.serviceWorker.ready")
    page.reload(wait_until="networkidle")
    reader.set_offline(True)
    with pytest.raises(Exception, match="ERR_(INTERNET_DISCONNECTED|FAILED)"):
        page.goto(urljoin(home, "reference/read-too.html"))


# Passing a page on


def test_a_link_a_citation_and_a_heading_can_be_copied(reader, home):
    page = visit(reader, home, CHAPTER)
    page.get_by_role("button", name="Copy the link").click()
    page.get_by_text("The link is copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == urljoin(home, CHAPTER)
    page.get_by_text("Cite this page").click()
    page.get_by_role("button", name="Copy APA").click()
    page.get_by_text("APA is copied.").wait_for()
    apa = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(
        r"The contributors\. \(\d{4}\)\. The Evolution of Marketing 1\.0 to 5\.0\. "
        r"In The Evolution of Marketing \(chapter 1\)\..*",
        apa,
    )
    page.get_by_role("button", name="Copy BibTeX").click()
    page.get_by_text("BibTeX is copied.").wait_for()
    bibtex = page.evaluate("navigator.clipboard.readText()")
    assert bibtex.startswith("@incollection{") and "chapter = {1}" in bibtex
    heading = page.locator("#in-short > h2")
    heading.hover()
    heading.locator(".headerlink").click()
    page.get_by_text("The link to this heading is copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").endswith("#in-short")


def test_a_page_can_be_sent_by_e_mail_without_any_company(reader, home):
    page = visit(reader, home, ARTICLE)
    link = page.get_by_role("link", name="Send by e-mail").get_attribute("href")
    asked = parse_qs(urlsplit(link).query)
    assert link.startswith("mailto:?")
    assert asked["subject"] == ["Networks and Social Media: when to use each term?"]
    assert asked["body"] == [urljoin(home, ARTICLE)]


# Terms


def test_a_term_is_explained_where_it_stands_by_keyboard(reader, home):
    page = visit(reader, home, CHAPTER)
    term = page.locator("a:has(> .std-term)", has_text="marketing myopia").first
    term.focus()
    note = page.get_by_role("tooltip")
    note.wait_for()
    assert "defining itself by the thing it makes" in note.inner_text()
    assert term.get_attribute("aria-describedby") == note.get_attribute("id")
    page.keyboard.press("Escape")
    assert note.is_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/reference/glossary.html#*")


def test_a_first_touch_explains_and_a_second_follows(browser, home):
    context = browser.new_context(has_touch=True, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(urljoin(home, CHAPTER))
    term = page.locator("a:has(> .std-term)", has_text="marketing myopia").first
    term.tap()
    note = page.get_by_role("tooltip")
    note.wait_for()
    box = note.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 360
    assert CHAPTER in page.url
    term.tap()
    page.wait_for_url("**/reference/glossary.html#*")
    context.close()


# Light, dark and paper


def test_the_choice_of_light_or_dark_is_kept(browser, home):
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    page.goto(home)
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    for _ in range(3):  # system, light, dark
        if page.evaluate("document.body.dataset.theme") == "dark":
            break
        page.locator(".theme-toggle:visible").first.click()
    page.goto(urljoin(home, CHAPTER))
    assert page.evaluate("document.body.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
    context.close()


def test_paper_has_the_text_and_nothing_to_press(reader, home):
    page = visit(reader, home, CHAPTER)
    page.emulate_media(media="print")
    assert page.get_by_role("heading", name="In short").is_visible()
    for what in (".sidebar-drawer", ".toc-drawer", ".page-tools", ".related-pages", ".plan-tools"):
        shown = [part for part in page.locator(what).all() if part.is_visible()]
        assert shown == [], what


def test_the_page_for_unknown_addresses_leads_on(book):
    text = (book / "html" / "404.html").read_text(encoding="utf-8")
    assert "There is no page at this address" in text
    assert 'href="/search.html"' in text or 'href="/index.html"' in text


def test_the_manifest_names_icons_that_exist(book):
    site = book / "html"
    manifest = json.loads((site / "manifest.webmanifest").read_text(encoding="utf-8"))
    assert manifest["icons"]
    assert [icon for icon in manifest["icons"] if not (site / icon["src"]).is_file()] == []
