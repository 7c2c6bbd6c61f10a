"""The PDF: everything that can be written is shown, it is tagged, and it reads as a book."""

from __future__ import annotations

import io
import re
from collections import Counter
from pathlib import Path

import page as page_validation
import pikepdf
import pypdfium2
import pytest
from PIL import Image

EVERY = Path(__file__).parent / "every_element"
EXTENSIONS = ["sphinx_design", "_ext.pdf"]
# A comment, what is for the website only, and a text that is heard in place of a picture.
NOT_SHOWN = {"commentword", "onlyhtmlword", "altword"}


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def words_of(pdf: Path) -> list[str]:
    """Return the text of each page, without what hyphenation puts in."""
    pages = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_range() for page in pages]
    return [re.sub(r"\s+", " ", re.sub(r"[-\x02\xad￾]\r?\n", "", text)) for text in texts]


@pytest.fixture(scope="module")
def every(tmp_path_factory):
    """The small book that uses every element, built to PDF."""
    from tests.conftest import small_book

    build = small_book.__wrapped__(tmp_path_factory.mktemp("every"))
    built = build(
        files_of(EVERY),
        builder="pdf",
        extensions=EXTENSIONS,
        more="numfig_secnum_depth = 1\nmyst_heading_anchors = 3\npdf_imprint = ['A licence.']",
    )
    assert (built.status, built.warnings) == (0, "")
    return built


@pytest.fixture(scope="module")
def pages(every):
    return words_of(every.outdir / "book.pdf")


def structure(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    found, open_ = [], [pdf.Root.StructTreeRoot]
    while open_:
        node = open_.pop()
        if isinstance(node, pikepdf.Array):
            open_ += reversed(list(node))
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(node)
            if "/K" in node:
                open_.append(node.K)
    return found


def test_every_element_is_shown(pages):
    text = " ".join(pages).casefold()
    source = "".join(
        path.read_text(encoding="utf-8") for path in EVERY.rglob("*.md") if path.stem != "index"
    )
    source += (EVERY / "back/index.md").read_text(encoding="utf-8")
    marked = {word.casefold() for word in re.findall(r"\b\w*word\b", source)}
    assert len(marked) > 70
    assert {word for word in marked if word not in text} == NOT_SHOWN


def test_characters_that_are_markup_elsewhere_are_text_here(pages):
    assert "# $ * _ ` < > @ = + / \\ ~ [ ] { } “ and 1. and - and //comment." in " ".join(
        pages
    ).replace("”", "“")


@pytest.mark.parametrize("name", ["every", "book"])
def test_pdf_meets_pdf_ua_1(name, request):
    built = request.getfixturevalue(name)
    path = (
        built.outdir / "book.pdf" if name == "every" else built / "pdf/evolution-of-marketing.pdf"
    )
    limits = page_validation.SafetyLimits.unlimited()
    result = page_validation.validate_pdf(str(path), profile="ua1", limits=limits)
    assert [(fault.rule_id, fault.message) for fault in result.failures] == []
    assert result.is_compliant and result.rules.total > 100


def test_tags_name_what_things_are(every):
    with pikepdf.open(every.outdir / "book.pdf") as pdf:
        nodes = structure(pdf)
        tags = Counter(str(node.S)[1:] for node in nodes)
        assert str(pdf.Root.Lang) == "en"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        pictures = [node for node in nodes if str(node.S) in {"/Figure", "/Formula"}]
        assert all(str(node.get("/Alt", "")).strip() for node in pictures)
        scopes = Counter(
            str(attribute.Scope)
            for node in nodes
            if str(node.S) == "/TH"
            for attribute in (node.A if isinstance(node.A, pikepdf.Array) else [node.A])
            if "/Scope" in attribute
        )
    assert scopes == {"/Column": 9, "/Row": 2}
    assert tags["Table"] == 4
    assert tags["Formula"] == 3
    assert tags["Figure"] >= 3
    for tag in ("TOCI", "L", "LI", "Caption", "Note", "Link", "Code", "H1", "H2", "H3"):
        assert tags[tag], f"no element is tagged {tag}"


def test_formula_is_read_aloud_in_words(every):
    with pikepdf.open(every.outdir / "book.pdf") as pdf:
        said = {str(n.Alt) for n in structure(pdf) if str(n.S) == "/Formula"}
    assert "x squared plus a over b is at most the square root of c" in said


def test_parts_and_chapters_are_the_bookmarks(every):
    with pikepdf.open(every.outdir / "book.pdf") as pdf, pdf.open_outline() as outline:
        tree = {item.title: [child.title for child in item.children] for item in outline.root}
    assert list(tree) == ["How to use this book", "Part I. Elements", "Back matter", "Index"]
    assert tree["Part I. Elements"] == ["1 Words in a line", "2 Blocks"]
    assert tree["Back matter"] == ["Terms"]


def page_label(pages: list[str], text: str) -> str:
    """Return the number that is printed on the page with *text*."""
    [found] = [page for page in pages if text in page]
    return re.search(r"(\d+) ?$", found)[1]


def test_references_and_index_name_the_right_page(pages):
    where = page_label(pages, "Figure caption figcaptionword")
    assert f"Fig. 1.1 (p. {where})" in " ".join(pages) or f"Fig. 2.1 (p. {where})" in " ".join(
        pages
    )
    index = pages[-1]
    assert "Index" in index
    assert re.search(rf"directive indexword, {page_label(pages, 'productionword')}\b", index)
    assert re.search(rf"weak, {page_label(pages, 'indexedword')}\b", index)


def test_links_inside_the_book_lead_to_their_place_and_say_its_page(every, pages):
    document = pypdfium2.PdfDocument(every.outdir / "book.pdf")
    led = {}
    with pikepdf.open(every.outdir / "book.pdf") as pdf:
        sheets = {page.objgen: number for number, page in enumerate(pdf.pages)}
        links = [(n, link) for n, page in enumerate(pdf.pages) for link in page.get("/Annots", ())]
        addresses = [str(link.A.URI) for _, link in links if "/A" in link]
        for number, link in links:
            if isinstance(link.get("/Dest"), pikepdf.Array):
                words = document[number].get_textpage().get_text_bounded(*map(float, link.Rect))
                sheet, above = sheets[link.Dest[0].objgen], float(link.Dest[3])
                # What stands at the top of the window when the link has been followed.
                top = document[sheet].get_textpage().get_text_bounded(bottom=above - 40, top=above)
                led[words.strip()] = (top, str(link.Contents))
    assert all(address.startswith("https:") for address in addresses), addresses
    for words, at, place in (
        ("section linkword", "Tables and figures", "tabcaptionword"),
        ("weak tie", "weak tie", "weaktieword"),
        ("page linkword", "Blocks", "secondparword"),
    ):
        top, said = led[words]
        assert at in top
        assert said == f"Page {page_label(pages, place)}"


def test_first_page_of_a_part_is_the_text_on_its_opening(pages):
    [opening] = [page for page in pages if "partintroword" in page]
    assert opening.startswith("Back matter")


def test_same_source_gives_the_same_pdf(every, tmp_path):
    from tests.conftest import small_book

    again = small_book.__wrapped__(tmp_path)(
        files_of(EVERY),
        builder="pdf",
        extensions=EXTENSIONS,
        more="numfig_secnum_depth = 1\nmyst_heading_anchors = 3\npdf_imprint = ['A licence.']",
    )
    first, second = every.outdir / "book.pdf", again.outdir / "book.pdf"
    assert first.read_bytes() == second.read_bytes()


PAGE = "# Book\n\n```{toctree}\nchapter\n```\n"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (
            "A tile \N{MAHJONG TILE RED DRAGON} in a sentence.",
            3,
            "The fonts of the PDF have no character “\N{MAHJONG TILE RED DRAGON}” (U+1F004, "
            "MAHJONG TILE RED DRAGON). Use another one, or say it in words.",
        ),
        (r"Formula $\frac{a$ here.", 3, r"The PDF cannot typeset the formula “\frac{a”"),
        ("<blink>x</blink>", 3, "The PDF cannot show the element “raw”. Write it another way"),
    ],
)
def test_what_cannot_be_shown_stops_the_build(small_book, text, line, message):
    files = {"index.md": PAGE, "chapter.md": f"# Chapter\n\n{text}\n"}
    built = small_book(files, builder="pdf", extensions=EXTENSIONS)
    assert built.status != 0
    hit = next(hit for hit in built.warnings.splitlines() if message in hit)
    assert f"chapter.md:{line}: WARNING: " in hit
    assert not (built.outdir / "book.pdf").exists()


def test_element_that_the_writer_does_not_know_stops_the_build(small_book):
    novelty = """
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

class novelty(nodes.Body, nodes.Element):
    pass

class Novelty(SphinxDirective):
    def run(self):
        node = novelty()
        self.set_source_info(node)
        return [node]

def setup(app):
    app.add_node(novelty)
    app.add_directive("novelty", Novelty)
"""
    chapter = "# Chapter\n\n```{novelty}\n```\n"
    files = {"index.md": PAGE, "chapter.md": chapter, "novel.py": novelty}
    more = "import os; sys.path.insert(0, os.path.dirname(__file__)); extensions.append('novel')"
    built = small_book(files, builder="pdf", extensions=EXTENSIONS, more=more)
    assert built.status != 0
    assert "chapter.md:3: WARNING: The PDF cannot show the element “novelty”." in built.warnings
    assert not (built.outdir / "book.pdf").exists()


def test_failed_build_takes_the_old_pdf_away(small_book):
    files = {"index.md": PAGE, "chapter.md": "# Chapter\n\nGood.\n"}
    good = small_book(files, builder="pdf", extensions=EXTENSIONS)
    assert (good.outdir / "book.pdf").exists()
    files["chapter.md"] = "# Chapter\n\n<blink>x</blink>\n"
    bad = small_book(files, builder="pdf", extensions=EXTENSIONS)
    assert bad.status != 0
    assert not (bad.outdir / "book.pdf").exists()


def test_unchanged_book_is_not_typeset_again(small_book):
    files = {"index.md": PAGE, "chapter.md": "# Chapter\n\nGood.\n"}
    first = small_book(files, builder="pdf", extensions=EXTENSIONS)
    before = (first.outdir / "book.pdf").stat().st_mtime_ns
    small_book(files, builder="pdf", extensions=EXTENSIONS)
    assert (first.outdir / "book.pdf").stat().st_mtime_ns == before
    files["chapter.md"] = "# Chapter\n\nBetter.\n"
    small_book(files, builder="pdf", extensions=EXTENSIONS)
    assert "Better." in " ".join(words_of(first.outdir / "book.pdf"))


def test_no_fonts_of_the_machine_are_used(every):
    with pikepdf.open(every.outdir / "book.pdf") as pdf:
        names = {
            str(font.BaseFont).split("+")[-1]
            for page in pdf.pages
            for font in page.Resources.get("/Font", {}).values()
        }
    families = ("Libertinus", "Lato", "DejaVuSansMono", "NewCM")
    assert names and all(name.startswith(families) for name in names), names


def test_a_tall_picture_stands_on_one_page_with_its_caption(small_book):
    tall = io.BytesIO()
    Image.new("RGB", (40, 90), "teal").save(tall, "PNG")
    home = "# Book\n\n```{toctree}\npage\n```\n"
    text = "# Page\n\n:::{figure} tall.png\n:alt: Tall.\n:width: 100%\n\nItsCaption.\n:::\n"
    files = {"index.md": home, "page.md": text, "tall.png": tall.getvalue()}
    built = small_book(files, builder="pdf", extensions=EXTENSIONS)
    assert built.status == 0, built.warnings
    pdf = pypdfium2.PdfDocument(next(built.outdir.glob("*.pdf")))
    (page, picture), *others = [
        (page, found)
        for page in pdf
        for found in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
    ]
    assert others == []
    _, bottom, _, top = picture.get_bounds()
    assert 60 < bottom < top < page.get_height() - 40
    assert "ItsCaption" in page.get_textpage().get_text_range()
