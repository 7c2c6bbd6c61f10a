"""Nothing is dropped: every sentence that was written is found in each format."""

from __future__ import annotations

import html
import pickle
import re
import zipfile

import pypdfium2
import pytest
from docutils import nodes
from sphinx import addnodes

NOT_IN_BOOKS = {"index"}  # the home page is a page of the website

# What is put in, or read differently, when a page is written: the text around it is compared.
GAPS = (addnodes.pending_xref, nodes.math, nodes.footnote_reference, nodes.raw, nodes.image)


def letters(text: str) -> str:
    """Return *text* without what line breaks, hyphenation and typography change."""
    return re.sub(r"[^\w%$£€]", "", text.replace("\N{SOFT HYPHEN}", "")).casefold()


def runs(paragraph: nodes.Element) -> list[str]:
    """Return the stretches of text of *paragraph* between references, at least four words long."""
    text = ""
    for node in paragraph.findall():
        if isinstance(node, GAPS):
            text += "\0"
        elif isinstance(node, nodes.Text) and not _inside_gap(node, paragraph):
            text += node.astext()
    return [run for run in text.split("\0") if len(run.split()) >= 4]


def _inside_gap(node: nodes.Node, paragraph: nodes.Element) -> bool:
    while node is not paragraph:
        node = node.parent
        if isinstance(node, GAPS):
            return True
    return False


@pytest.fixture(scope="session")
def written(book) -> dict[str, list[str]]:
    """Return the stretches of text of each page, from what Sphinx has read."""
    pages = {}
    for path in sorted((book / "doctrees").rglob("*.doctree")):
        doctree = pickle.loads(path.read_bytes())
        docname = path.relative_to(book / "doctrees").with_suffix("").as_posix()
        paragraphs = [
            p
            for kind in (nodes.paragraph, nodes.title, nodes.caption, nodes.term)
            for p in doctree.findall(kind)
        ]
        pages[docname] = [run for p in paragraphs for run in runs(p)]
    assert "course/01-evolution-of-marketing" in pages
    return pages


def page_text(markup: str) -> str:
    markup = re.sub(r"<(script|style|svg)\b.*?</\1>", "", markup, flags=re.DOTALL)
    return letters(html.unescape(re.sub(r"<[^>]+>", "", markup)))


def lost(written: dict[str, list[str]], text_of) -> list[str]:
    """Return what is written but not found, where *text_of* gives the text for a docname."""
    return [
        f"{docname}: {run.strip()[:90]}"
        for docname, stretches in written.items()
        for text in [text_of(docname)]
        for run in stretches
        if text is not None and letters(run) not in text
    ]


def test_every_sentence_is_on_the_website(written, book):
    def text_of(docname):
        return page_text((book / "html" / f"{docname}.html").read_text(encoding="utf-8"))

    assert lost(written, text_of) == []


def test_every_sentence_is_in_the_epub(written, book):
    with zipfile.ZipFile(book / "epub" / "evolution-of-marketing.epub") as epub:
        text = "".join(
            page_text(epub.read(name).decode()) for name in epub.namelist() if ".xhtml" in name
        )
    assert lost(written, lambda docname: None if docname in NOT_IN_BOOKS else text) == []


@pytest.fixture(scope="session")
def pdf_text(book) -> str:
    pdf = pypdfium2.PdfDocument(book / "pdf" / "evolution-of-marketing.pdf")
    return letters("\n".join(page.get_textpage().get_text_range() for page in pdf))


def test_every_sentence_is_in_the_pdf(written, pdf_text):
    def found(run: str, breaks: int = 2) -> bool:
        """A page break puts a running head and floats into a sentence: then its parts are there.

        A page with a large figure has room for a few lines, so there may be two breaks.
        """
        if run in pdf_text:
            return True
        return breaks > 0 and any(
            run[:cut] in pdf_text and found(run[cut:], breaks - 1)
            for cut in range(len(run) - 3, 2, -1)
        )

    assert [
        f"{docname}: {run.strip()[:90]}"
        for docname, stretches in written.items()
        if docname not in NOT_IN_BOOKS
        for run in stretches
        if not found(letters(run))
    ] == []
