"""Settings of the handbook, grouped; what is not obvious says why."""

import sys
from pathlib import Path

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT))  # for _ext (our extensions) and analysis (numbers and figures)

# The book
project = "The Evolution of Marketing"
author = "the contributors"
copyright = "2026, the contributors"
language = "en"
today_fmt = "%B %d, %Y"

# What is content; everything else in the repository is not
root_doc = "index"
include_patterns = ["index.md", "articles/*.md", "course/*.md", "reference/*.md"]

extensions = [
    "myst_parser",
    "sphinx_design",
    "sphinxcontrib.bibtex",
    "sphinx_multitoc_numbering",
    "_ext.checks",
    "_ext.sources",
    "_ext.indexing",
    "_ext.quiz",
    "_ext.plan",
    "_ext.case",
    "_ext.drawn",
    "_ext.computed",
    "_ext.pagemarks",
    "_ext.site",
    "_ext.epub",
    "_ext.pdf",
]

# Reading: Markdown, links, numbers
source_suffix = {".md": "markdown"}
myst_enable_extensions = [
    "attrs_block",
    "attrs_inline",
    "colon_fence",
    "deflist",
    "dollarmath",
    "fieldlist",
]
myst_footnote_transition = False  # footnotes move to their call in the PDF; a rule would stay
myst_heading_anchors = 3
nitpicky = True  # with -W in the Makefile: a broken reference stops the build
numfig = True
numfig_secnum_depth = 1
numfig_format = {"figure": "Figure %s", "table": "Table %s", "code-block": "Listing %s"}

# Sources
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "handbook"  # both defined in _ext/sources.py
bibtex_reference_style = "handbook"

# Website
html_theme = "furo"
html_title = project
html_math_renderer = "mathml"  # from _ext/site.py; MathJax would come from another host
html_static_path = ["_static"]
html_css_files = ["handbook.css", "apparatus.css", "figures.css"]
html_favicon = "_static/favicon.svg"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
templates_path = ["_templates"]

# EPUB
epub_basename = "evolution-of-marketing"

# PDF
pdf_basename = "evolution-of-marketing"
pdf_subtitle = "An open handbook: articles, a course, and a plan to fill in"
pdf_imprint = [
    "Text and figures: Creative Commons Attribution 4.0 International. Copy, translate, change "
    "and sell them, as long as you name the book and its contributors.",
    "The code that builds the book: MIT license.",
    "Tamandu Coffee is invented. Every other organization in this book is real.",
    "A mistake? Tell the contributors in the project’s issue tracker, or mend it yourself: the "
    "chapter “About this book” says how.",
]


def setup(app):
    """Say for sphinx-multitoc-numbering what it forgets to say: that pages can be read apart."""
    app.extensions["sphinx_multitoc_numbering"].parallel_read_safe = True
