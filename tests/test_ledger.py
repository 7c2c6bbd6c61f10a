"""The ledger: each source with its kind, its day and its pages, and the list of stale ones."""

from __future__ import annotations

import re
from datetime import date

from _ext import ledger
from tests.conftest import ROOT

BIB = """
@article{barnes1954,
  author = {Barnes, J. A.}, title = {Class and committees}, journal = {Human Relations},
  year = {1954}, kind = {study}, checked = {2024-02-03}, doi = {10.1177/001872675400700102},
}

@misc{ibge2022,
  author = {{IBGE}}, title = {Censo}, year = {2022}, kind = {statistic}, checked = {2026-11-01},
  url = {https://example.org/censo},
}
"""
PAGES = {
    "index.md": "# Book\n\n```{toctree}\none\ntwo\nledger\n```\n",
    "one.md": "# First page\n\nTies {cite:p}`barnes1954`, people {cite:p}`ibge2022`.\n",
    "two.md": "# Second page\n\nTies again {cite:t}`barnes1954{p. 43}`.\n",
    "ledger.md": "# Ledger\n\n```{ledger}\n```\n\n## Sources\n\n```{bibliography}\n```\n",
    "references.bib": BIB,
}
MORE = """
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = bibtex_reference_style = "handbook"
"""


def rows(html: str) -> list[list[str]]:
    """Return the text of each cell of the ledger."""
    table = re.search(r'(?s)class="ledger.*?<tbody>(.*?)</tbody>', html)[1]
    return [
        [" ".join(re.sub("<[^>]+>", "", cell).split()) for cell in re.split(r"</t[hd]>", row)[:-1]]
        for row in re.findall(r"(?s)<tr.*?</tr>", table)
    ]


def build(small_book, pages=PAGES):
    built = small_book(pages, extensions=["_ext.sources", "_ext.ledger"], more=MORE)
    assert (built.status, built.warnings) == (0, "")
    return built


def test_each_source_has_its_kind_its_day_and_its_pages(small_book):
    built = build(small_book)
    assert rows(built.read("ledger.html")) == [
        ["Barnes, 1954", "study", "2024-02-03", "First page, Second page"],
        ["IBGE, 2022", "statistic", "2026-11-01", "First page"],
    ]
    assert re.search(r'<a[^>]*href="one.html"[^>]*><span>First page', built.read("ledger.html"))
    anchor = re.search(r'href="#(id\d+)"><span>Barnes', built.read("ledger.html"))[1]
    assert f'id="{anchor}"' in built.read("ledger.html"), "the source leads to its full entry"


def test_it_follows_when_a_page_cites_something_else(small_book):
    build(small_book)
    changed = {**PAGES, "two.md": "# Second page\n\nPeople {cite:t}`ibge2022`.\n"}
    assert rows(build(small_book, changed).read("ledger.html")) == [
        ["Barnes, 1954", "study", "2024-02-03", "First page"],
        ["IBGE, 2022", "statistic", "2026-11-01", "First page, Second page"],
    ]


def test_stale_sources_come_oldest_first(tmp_path):
    bib = tmp_path / "references.bib"
    bib.write_text(BIB, encoding="utf-8")
    assert ledger.stale(bib, date(2024, 2, 3)) == []
    found = ledger.stale(bib, date(2026, 11, 25))
    assert found == [
        (date(2024, 2, 3), "barnes1954", "https://doi.org/10.1177/001872675400700102"),
        (date(2026, 11, 1), "ibge2022", "https://example.org/censo"),
    ]


def test_stale_sources_are_named_with_their_pages():
    assert "course/05-customer-path.md" in ledger.uses(ROOT)["bronnenberg2016"]


def test_the_book_lists_every_source_of_its_bibliography(book):
    html = (book / "html/reference/ledger.html").read_text(encoding="utf-8")
    keys = re.findall(r"^@\w+\{", (ROOT / "references.bib").read_text(encoding="utf-8"), re.M)
    found = rows(html)
    assert len(found) == len(keys)
    assert all(len(row) == 4 and all(row) for row in found), "a cell is empty"
