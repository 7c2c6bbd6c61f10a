"""What the website says of itself to machines, when it knows where it is published."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import parse_qs
from xml.etree import ElementTree

import pytest
import yaml
from PIL import Image

from tests.conftest import ROOT

HOME = "https://books.example/evolution/"
REPOSITORY = "https://code.example/handbook"

PAGES = {
    "index.md": """\
---
description: A sampler of the handbook, built by tests to see what its pages say of themselves.
---
# Sampler

```{toctree}
:caption: Part I. The long view
:numbered: 1

course/01-first
```
```{toctree}
:caption: Articles

articles/older
articles/newer
reference/about
reference/privacy
```
""",
    "course/01-first.md": "---\ndescription: The first chapter & its <summary>.\n---\n# First\n",
    "articles/older.md": "---\ndescription: An older one.\ndate: 2026-01-02\n---\n# Older\n",
    "articles/newer.md": "---\ndescription: A newer one.\ndate: 2026-03-04\n---\n# Newer\n",
    "reference/about.md": "# About\n\n## How to mend a mistake\n",
    "reference/privacy.md": "# Privacy\n",
}

MORE = f"""
templates_path = [{str(ROOT / "_templates")!r}]
html_static_path = [{str(ROOT / "_static")!r}]
html_math_renderer = "mathml"
author = "the contributors"
epub_basename = "sampler"
pdf_subtitle = "A sampler"
handbook_license = ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
"""
PUBLISHED = f"html_baseurl = {HOME!r}\nhandbook_repository = {REPOSITORY!r}\n"
EXTENSIONS = ["sphinx_design", "_ext.listing", "_ext.pdf", "_ext.site"]
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def site(small_book):
    built = small_book(PAGES, extensions=EXTENSIONS, more=MORE + PUBLISHED)
    assert built.status == 0, built.warnings
    return built


def facts(page: str) -> dict:
    """Return the structured data of *page*."""
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])


def meta(page: str) -> dict[str, str]:
    """Return the <meta> properties and names of *page*."""
    return dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', page))


def test_feed_lists_articles_newest_first_with_their_addresses(site):
    feed = ElementTree.fromstring(site.read("feed.xml"))
    entries = feed.findall("a:entry", ATOM)
    assert [entry.findtext("a:title", "", ATOM) for entry in entries] == ["Newer", "Older"]
    assert entries[0].find("a:link", ATOM).get("href") == f"{HOME}articles/newer.html"
    assert feed.findtext("a:updated", "", ATOM) == "2026-03-04T00:00:00Z"
    ids = [entry.findtext("a:id", "", ATOM) for entry in [feed, *entries]]
    assert len(set(ids)) == 3


def test_articles_keep_their_identity_when_the_site_moves(small_book):
    known = []
    for more in (MORE, MORE + PUBLISHED):
        built = small_book(PAGES, extensions=EXTENSIONS, more=more)
        assert built.status == 0, built.warnings
        known.append(re.findall(r"<id>(.*?)</id>", built.read("feed.xml")))
    assert known[0] == known[1]


def test_site_map_has_every_page_and_robots_lead_to_it(site):
    listed = set(re.findall(r"<loc>(.*?)</loc>", site.read("sitemap.xml")))
    pages = {HOME + name.replace(".md", ".html") for name in PAGES if name != "index.md"}
    assert listed == pages | {HOME}
    assert f"Sitemap: {HOME}sitemap.xml" in site.read("robots.txt")


def test_search_engines_are_told_what_a_page_is(site):
    book, chapter = facts(site.read("index.html")), facts(site.read("course/01-first.html"))
    article = facts(site.read("articles/newer.html"))
    assert (book["@type"], chapter["@type"], article["@type"]) == ("Book", "Chapter", "Article")
    assert book["hasPart"] == [{"@type": "Chapter", "position": "1", "name": "First"}]
    assert chapter["isPartOf"]["url"] == HOME
    assert article["datePublished"] == "2026-03-04"
    assert article["url"] == f"{HOME}articles/newer.html"
    assert chapter["description"] == "The first chapter & its <summary>."


@pytest.mark.parametrize(
    ("page", "card"),
    [("course/01-first", "part-1"), ("articles/newer", "articles"), ("index", "book")],
)
def test_a_shared_link_has_a_picture_of_its_part(site, page, card):
    said = meta(site.read(f"{page}.html"))
    assert said["og:image"] == f"{HOME}_images/cards/{card}.png"
    assert said["og:image:alt"]
    assert said["twitter:card"] == "summary_large_image"
    assert said["og:url"] == (HOME if page == "index" else f"{HOME}{page}.html")
    with Image.open(site.outdir / "_images" / "cards" / f"{card}.png") as picture:
        assert picture.size == (1200, 630)
        assert len(picture.convert("RGB").getcolors(100_000)) > 10  # it has words and a drawing


def test_edit_and_report_lead_to_the_page_and_its_mistake(site):
    page = site.read("course/01-first.html")
    assert f'href="{REPOSITORY}/edit/main/course/01-first.md"' in page
    report = re.search(rf'href="{REPOSITORY}/issues/new\?([^"]+)">Report a mistake', page)
    filled = parse_qs(unescape(report[1]))
    form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE" / filled["template"][0]).read_text())
    assert set(filled) - {"template", "title"} <= {field.get("id") for field in form["body"]}
    assert filled["page"] == [f"{HOME}course/01-first.html"]
    assert filled["title"] == ["Mistake: First"]


def test_a_site_that_does_not_know_its_place_claims_none(small_book):
    built = small_book(PAGES, extensions=EXTENSIONS, more=MORE)
    assert built.status == 0, built.warnings
    page = built.read("course/01-first.html")
    assert "og:url" not in page and "canonical" not in page
    assert not (built.outdir / "sitemap.xml").exists()
    assert 'href="../reference/about.html#how-to-mend-a-mistake">Edit this page' in page
    assert '<a href="#how-to-mend-a-mistake">Report' in built.read("reference/about.html")


def test_each_page_forbids_what_another_host_would_send(site):
    for path in site.outdir.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
        assert policy, path
        rules = dict(rule.split(" ", 1) for rule in policy[1].replace("&#x27;", "'").split("; "))
        assert rules["default-src"] == "'none'"
        assert rules["script-src"] == "'self' 'wasm-unsafe-eval'"
        assert "http" not in policy[1]
