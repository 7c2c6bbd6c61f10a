"""Index entries: one on each line, all of them in the index."""

ENTRIES = """# Page

:::{index}
single: Barnes, John A.
pair: network; definition
:::

Text.
"""


def test_each_line_is_an_entry(small_book):
    built = small_book({"index.md": ENTRIES}, extensions=["_ext.indexing"])
    assert (built.status, built.warnings) == (0, "")
    index = built.read("genindex.html")
    for word in ("Barnes, John A.", "network", "definition"):
        assert f">{word}</a>" in index or f"<td>{word}" in index or word in index
    assert "single:" not in index


def test_two_entries_on_a_line_are_an_error(small_book):
    text = ENTRIES.replace("Barnes, John A.\npair", "Barnes, John A.; pair")
    built = small_book({"index.md": text}, extensions=["_ext.indexing"])
    assert built.status != 0
    assert "index.md:3: WARNING: Two index entries stand on one line" in built.warnings


def test_empty_directive_is_an_error(small_book):
    built = small_book({"index.md": "# Page\n\n:::{index}\n:::\n"}, extensions=["_ext.indexing"])
    assert built.status != 0
    assert "index.md:3: WARNING: The index directive is empty." in built.warnings
