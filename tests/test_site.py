"""The website as readers meet it: on a phone, in the dark, without script, by keyboard."""

from __future__ import annotations

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.bench import first_view

KINDS = [
    "index.html",
    "articles/networks-and-social-media.html",
    "course/01-evolution-of-marketing.html",
    "course/marketing-plan.html",
    "reference/answers.html",
    "reference/bibliography.html",
    "reference/calculators.html",
    "reference/cases.html",
    "reference/glossary.html",
    "reference/privacy.html",
    "genindex.html",
    "search.html",
    "404.html",
]
"""One page of every kind."""

FIRST_VIEW = 150_000
"""Bytes that a page may need for its first view, compressed, everything included."""


@pytest.fixture(scope="module")
def site(book) -> Path:
    return book / "html"


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def contents(site: Path) -> list[Path]:
    """Return the pages that somebody wrote: not the index, not the search."""
    made = {"404.html", "genindex.html", "search.html"}
    return [page for page in pages(site) if page.name not in made]


class Links(HTMLParser):
    """The ids of a page, what it links to, and its inline scripts."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.inline: list[str] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.add(str(given["id"]))
        for name in ("href", "src"):
            if given.get(name) and tag != "use":
                self.links.append(str(given[name]))
        if tag == "script" and "src" not in given and "json" not in str(given.get("type")):
            self.inline.append(self.get_starttag_text() or "")
        self.inline += [f"{tag} {name}" for name in given if name.startswith("on")]


def test_every_link_and_anchor_exists(site):
    known = {page: Links(page) for page in pages(site)}
    broken = []
    for page, found in known.items():
        for link in found.links:
            if re.match(r"(https?:|mailto:|data:)", link):
                continue
            path, anchor = urldefrag(unquote(link))
            # The page for unknown addresses is shown at any depth: its links begin with /.
            start = site if path.startswith("/") else page.parent
            target = (start / path.split("?")[0].lstrip("/")).resolve() if path else page
            target = target / "index.html" if target.is_dir() else target
            missing = not target.is_file() or (
                anchor and target in known and anchor not in known[target].ids
            )
            if missing:
                broken.append(f"{page.relative_to(site)}: {link}")
    assert broken == []


def test_nothing_is_fetched_from_another_host_and_nothing_fails(site, browser, serve):
    home = serve(site)
    asked, failed = set(), []
    page = browser.new_page()
    page.on("request", lambda request: asked.add(request.url))
    page.on("requestfailed", lambda request: failed.append(f"{request.url} {request.failure}"))
    page.on("response", lambda answer: failed.append(answer.url) if answer.status > 399 else None)
    page.on("console", lambda said: failed.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: failed.append(str(error)))
    for path in pages(site):
        page.goto(urljoin(home, path.relative_to(site).as_posix()), wait_until="load")
    assert {url for url in asked if not url.startswith((home, "data:", "blob:"))} == set()
    # A script that loads another one may still be at it when the next page opens.
    assert [fault for fault in failed if "favicon" not in fault and "ABORTED" not in fault] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_no_barrier(site, browser, serve, width, scheme):
    home = serve(site)
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    found = []
    for kind in KINDS:
        page.goto(urljoin(home, kind))
        for fault in Axe().run(page).response["violations"]:
            places = [node["html"][:120] for node in fault["nodes"][:3]]
            found.append(f"{kind}: {fault['id']}: {fault['help']}: {places}")
    context.close()
    assert found == []


def test_nu_checker_finds_no_error(site, nu):
    assert nu(pages(site)) == []


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_no_page_is_wider_than_the_screen(site, browser, serve, width):
    home = serve(site)
    page = browser.new_page(viewport={"width": width, "height": 800})
    wide = []
    for kind in KINDS:
        page.goto(urljoin(home, kind))
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(kind)
    assert wide == []


LEFT_OUT = """() => {
    const range = document.createRange();
    const walker = document.createTreeWalker(
        document.querySelector("article"), NodeFilter.SHOW_TEXT
    );
    const found = [];
    while (walker.nextNode()) {
        range.selectNodeContents(walker.currentNode);
        if ([...range.getClientRects()].some(box => box.width > 1 && box.left < 0))
            found.push(walker.currentNode.data.trim().slice(0, 40));
    }
    return found;
}"""


def test_no_word_begins_left_of_a_small_screen(site, browser, serve):
    """Nobody can scroll there: a wide formula begins at the edge, and so does a hanging line."""
    home = serve(site)
    page = browser.new_page(viewport={"width": 320, "height": 800})
    cut = {}
    for path in pages(site):
        page.goto(urljoin(home, path.relative_to(site).as_posix()))
        if words := page.evaluate(LEFT_OUT):
            cut[path.name] = words[:3]
    assert cut == {}


def test_text_contents_and_index_are_there_without_script(site, browser, serve):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(urljoin(serve(site), "course/01-evolution-of-marketing.html"))
    assert page.locator("h1").is_visible()
    assert page.get_by_role("heading", name="In short").is_visible()
    assert page.locator(".question details").count() > 10
    page.locator(".question summary").first.click()
    assert page.locator(".question-explanation").first.is_visible()
    assert page.locator(".sidebar-tree a").first.is_visible()
    page.goto(urljoin(page.url, "../genindex.html"))
    assert page.get_by_role("link", name="social network").first.is_visible()
    context.close()


def test_site_works_under_a_sub_path(site, browser, serve, tmp_path):
    (tmp_path / "some" / "book").parent.mkdir()
    (tmp_path / "some" / "book").symlink_to(site)
    page = browser.new_page()
    failed = []
    page.on("response", lambda answer: failed.append(answer.url) if answer.status > 399 else None)
    page.goto(urljoin(serve(tmp_path), "some/book/index.html"))
    page.get_by_role("link", name="Begin with chapter 1").click()
    assert page.locator("h1").inner_text().startswith("1. The Evolution of Marketing")
    assert [url for url in failed if "favicon" not in url] == []


def test_every_page_has_a_summary_for_search_engines(site):
    wrong = {}
    for page in contents(site):
        summaries = re.findall(
            r'<meta name="description" content="([^"]*)"', page.read_text(encoding="utf-8")
        )
        if len(summaries) != 1 or not 110 <= len(summaries[0]) <= 175:
            wrong[page.relative_to(site).as_posix()] = summaries
    assert wrong == {}


def test_no_script_stands_in_a_page(site):
    """A content security policy without unsafe-inline must not break the site."""
    found = {page.name: Links(page).inline for page in pages(site)}
    assert {name: inline for name, inline in found.items() if inline} == {}


def test_first_view_stays_within_its_budget(site):
    heavy = {page.name: first_view(page) for page in pages(site) if first_view(page) > FIRST_VIEW}
    assert heavy == {}


LEAKS = {
    r":::": "a directive's fence; count its colons and those inside it",
    r"\{(?:cite|term|computed|index|numref|doc|ref)\b": "a role; it needs backticks: {term}`tie`",
    r"\]\([\w./#-]": "a link; check its brackets",
    r"(?<!\w)`\w": "a backtick; it needs a partner",
    r"\[\^": "a footnote; its text is missing",
    r"\$\$": "a formula; close it with $$ on a line of its own",
}


def test_no_markup_leaks_into_the_text(site):
    """Markdown that is almost right is not an error for the parser: it is shown as it stands."""
    leaks = []
    for page in contents(site):
        html = page.read_text(encoding="utf-8")
        body = html[html.index('role="main"') : html.index("<footer")]
        body = re.sub(r"<(script|style|pre|code|textarea|svg)\b.*?</\1>", "", body, flags=re.DOTALL)
        text = re.sub(r"<[^>]+>", "", body)
        for pattern, hint in LEAKS.items():
            for leak in re.finditer(pattern, text):
                around = text[max(0, leak.start() - 30) : leak.end() + 30]
                leaks.append(f"{page.relative_to(site)}: …{' '.join(around.split())}… is {hint}")
    assert leaks == []


def test_article_says_when_and_by_whom_and_what_to_read_too(site, browser, serve):
    page = browser.new_page()
    page.goto(urljoin(serve(site), "articles/networks-and-social-media.html"))
    facts = page.locator(".article-facts").inner_text()
    assert re.fullmatch(r"By the contributors · November 24, 2026 · \d+ minutes to read", facts)
    titles = page.locator(".read-too a").all_inner_texts()
    assert titles
    for title in titles:
        page.locator(".read-too a", has_text=title).click()
        assert title in page.locator("h1").inner_text()
        page.go_back()


@pytest.mark.parametrize(
    ("front", "line", "message"),
    [
        ("date: tomorrow", 2, 'The date is "tomorrow". Write it as 2026-11-24.'),
        ("date: 2026-11-24\nread_too: [gone]", 3, '"read_too" names the page "gone"'),
    ],
)
def test_fault_in_front_matter_names_its_line(small_book, front, line, message):
    built = small_book({"index.md": f"---\n{front}\n---\n\n# Page\n"}, extensions=["_ext.site"])
    assert built.status != 0
    hit = next(hit for hit in built.warnings.splitlines() if message in hit)
    assert f"index.md:{line}: WARNING" in hit


def test_formula_that_cannot_be_shown_names_its_line(small_book):
    more = 'html_math_renderer = "mathml"'
    built = small_book({"index.md": "# Page\n\n$\\frac{a$\n"}, extensions=["_ext.site"], more=more)
    assert built.status != 0
    assert "index.md:3: WARNING: The website cannot show the formula" in built.warnings


def test_pages_are_small_when_compressed_as_a_server_would(site):
    chapter = site / "course/01-evolution-of-marketing.html"
    assert len(gzip.compress(chapter.read_bytes())) < 60_000
