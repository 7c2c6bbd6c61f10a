"""Sources: what a citation and the bibliography look like, and what a gap in them says."""

import re

import pytest

BARNES = """@article{barnes1954,
  author = {Barnes, John A.},
  title = {Class and committees in a Norwegian island parish},
  year = {1954}, journal = {Human Relations}, volume = {7}, number = {1}, pages = {39--58},
  doi = {10.1177/001872675400700102}, kind = {study}, checked = {2026-11-24}
}
"""
BIBTEX = """
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = bibtex_reference_style = "handbook"
"""


@pytest.fixture
def cite(small_book):
    """Build a page that cites *text* from the entries *bib*."""

    def build(text, bib=BARNES):
        page = f"# Page\n\n{text}\n\n## Bibliography\n\n```{{bibliography}}\n```\n"
        files = {"index.md": page, "references.bib": bib}
        return small_book(files, extensions=["_ext.sources"], more=BIBTEX)

    return build


def plain(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def test_citation_shows_author_and_year_and_leads_to_the_entry(cite):
    built = cite("Seen {cite:p}`barnes1954` and {cite:t}`barnes1954{p. 43}`.")
    assert built.status == 0, built.warnings
    html = built.read("index.html")
    assert "Seen (Barnes, 1954) and Barnes (1954, p. 43)." in plain(html)
    target = re.search(r'href="#([^"]+)"[^>]*>Barnes', html)[1]
    assert f'id="{target}"' in html


def test_bibliography_entry_is_complete_and_has_no_label(cite):
    text = plain(cite("{cite:p}`barnes1954`").read("index.html"))
    assert (
        "Barnes, John A. (1954). Class and committees in a Norwegian island parish. "
        "Human Relations 7(1), 39–58. https://doi.org/10.1177/001872675400700102" in text
    )
    assert "[barnes1954]" not in text


def test_mended_entry_is_mended_in_the_next_build(cite):
    cite("{cite:p}`barnes1954`", BARNES.replace("Norwegian", "Danish"))
    built = cite("{cite:p}`barnes1954`", BARNES)
    text = plain(built.read("index.html"))
    assert "in a Norwegian island" in text and "Danish" not in text
    assert 'title="Barnes, John A. (1954). Class and committees in a Norwegian' in built.read(
        "index.html"
    )


def test_apostrophes_are_those_of_the_text(cite):
    entry = BARNES.replace("Barnes, John", "O'Brien, J").replace("Norwegian", "Nation's caf\\'e")
    text = plain(cite("{cite:t}`barnes1954`.", entry).read("index.html"))
    assert "O’Brien (1954)." in text and "in a Nation’s café island parish" in text


WORKS = """# Read further

- {cite:t}`barnes1954`. Short.
- {cite:t}`barnes1954` together with {cite:t}`freeman2004`. Long; see {cite:t}`barnes1954`.
- Nothing by {cite:t}`barnes1954`.
"""
FREEMAN = """@book{freeman2004, author = {Freeman, Linton}, title = {The {Development} of It},
  year = {2004}, kind = {book}, checked = {2026-11-24}}
"""


def test_a_work_that_opens_an_item_is_named_with_its_title(cite):
    text = plain(cite(WORKS, BARNES + FREEMAN).read("index.html"))
    article = "Barnes (1954), “Class and committees in a Norwegian island parish”"
    assert f"{article}. Short." in text
    assert f"{article} together with Freeman (2004), The Development of It. Long; see" in text
    assert "see Barnes (1954). Nothing by Barnes (1954)." in text


def test_a_mended_title_reaches_the_format_that_is_built_second(small_book):
    files = {"index.md": f"{WORKS}\n```{{toctree}}\nsources\n```\n"}
    files["sources.md"] = "# Sources\n\n```{bibliography}\n```\n"
    for title, formats in (("Danish", ["html"]), ("Norwegian", ["text", "html"])):
        files["references.bib"] = BARNES.replace("Norwegian", title) + FREEMAN
        for builder in formats:
            made = small_book(files, builder, extensions=["_ext.sources", "_ext.site"], more=BIBTEX)
            assert made.status == 0, made.warnings
    for page in ("index.html", "sources.html"):
        assert "Norwegian" in made.read(page) and "Danish" not in made.read(page)


def test_misspelt_key_names_line_and_nearest_key(cite):
    built = cite("Seen {cite:p}`barnes1945`.", BARNES)
    assert built.status != 0
    assert (
        "index.md:3: WARNING: There is no source 'barnes1945' in references.bib. "
        "Did you mean barnes1954?" in built.warnings
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kind = {study}, ", "", "Source 'barnes1954': The field 'kind' is missing. Add it."),
        ("{study}", "{paper}", "'kind' is 'paper'. Use one of: study, book,"),
        ("{2026-11-24}", "{yesterday}", "'checked' is 'yesterday'. Write the day as 2026-11-24."),
        ("{10.1177", "{https://doi.org/10.1177", "Write it bare, such as 10."),
        ("Class and", r"The \$9 Class and", r"'title' would be printed with its backslash"),
        ("@article", "@paper", "The type @paper is not known. Use @article,"),
        ("journal = {Human Relations}, ", "", "An @article needs the field 'journal'."),
    ],
)
def test_gap_in_an_entry_names_file_and_line(cite, old, new, message):
    built = cite("{cite:p}`barnes1954`", "\n\n" + BARNES.replace(old, new))
    assert built.status != 0
    line = next(line for line in built.warnings.splitlines() if message in line)
    assert "references.bib:3: WARNING:" in line


def test_two_entries_cited_alike_must_be_told_apart(cite):
    twin = BARNES.replace("barnes1954", "barnes1954other")
    built = cite("{cite:p}`barnes1954,barnes1954other`", BARNES + twin)
    assert "would both be cited as Barnes, 1954. Give their years letters" in built.warnings


def test_uncited_entry_is_named(cite):
    other = BARNES.replace("barnes1954", "barnes1955").replace("{1954}", "{1955}")
    built = cite("{cite:p}`barnes1954`", BARNES + other)
    assert "references.bib:7: WARNING: No page cites the source 'barnes1955'" in built.warnings


def test_bibliography_is_sorted_as_readers_look(cite):
    other = """@misc{press2001, author = {{The Äpfel Press}}, title = {A page}, year = {2001},
  kind = {press}, checked = {2026-11-24}}
@misc{zeta, author = {zeta, Ann}, title = {Last}, year = {2000}, kind = {other},
  checked = {2026-11-24}}
"""
    text = plain(cite("{cite:p}`barnes1954,press2001,zeta`", other + BARNES).read("index.html"))
    listed = text[text.rindex("Bibliography") - 2000 :]
    places = [
        listed.index(f"{name} (") for name in ("The Äpfel Press", "Barnes, John A.", "zeta, Ann")
    ]
    assert places == sorted(places)
