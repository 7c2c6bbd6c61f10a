"""What every page owes its readers, and what its writer is told when it is missing."""

import pytest

DESCRIPTION = "---\ndescription: " + "A sentence that is just long enough. " * 3 + "Yes.\n---\n\n"
PAGE = DESCRIPTION + "# Page\n\n"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c63680000008200815c5ddd0b0000000049454e44ae426082"
)


@pytest.fixture
def page(small_book):
    """Build a book of the one page *text*."""

    def build(text):
        files = {"index.md": text, "pixel.png": PIXEL}
        return small_book(files, extensions=["_ext.checks"])

    return build


def test_good_page_is_silent(page):
    built = page(PAGE + "![a black square](pixel.png)\n")
    assert (built.status, built.warnings) == (0, "")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("# Page\n", 1, "The page has no description. Begin the file with three lines"),
        ("---\ndescription: Short.\n---\n\n# Page\n", 1, "has 6 characters. Search engines"),
        (PAGE + "![](pixel.png)\n", 7, "pixel.png has no alternative text. Say in a sentence"),
        (PAGE + "![x](https://example.org/p.png)\n", 7, "lies on another host. Copy it into"),
        (PAGE + "<blink>hello</blink>\n", 7, "Raw HTML is not shown in every format."),
        (PAGE + "[gone](gone.md)\n", 7, "gone.md"),
        (PAGE + "{doc}`gone`\n", 7, "unknown document: 'gone'"),
    ],
)
def test_fault_names_line_and_stops_the_build(page, text, line, message):
    built = page(text)
    assert built.status != 0
    hits = [hit for hit in built.warnings.splitlines() if message in hit]
    assert len(hits) == 1, built.warnings
    assert f"index.md:{line}: WARNING" in hits[0]


def test_a_fault_is_told_again_by_the_next_build(page):
    first, second = page("# Page\n"), page("# Page\n")
    assert "no description" in first.warnings
    assert "no description" in second.warnings
    assert second.status != 0
    mended = page(PAGE)
    assert (mended.status, mended.warnings) == (0, "")
