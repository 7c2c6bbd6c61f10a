"""Settings of the handbook, grouped; what is not obvious says why."""

import gc
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT))  # for _ext (our extensions) and analysis (numbers and figures)

# A book is some million small objects that stay until it is written. As often as Python looks for
# garbage by default, that takes a third of the time; this rarely, a tenth more memory.
gc.set_threshold(100_000, 50, 20)

# The book
project = "The Evolution of Marketing"
author = "the contributors"
copyright = "2026, the contributors"
language = "en"
today_fmt = "%B %d, %Y"

# What is content; everything else in the repository is not
root_doc = "index"
include_patterns = ["index.md", "articles/*.md", "course/*.md", "reference/*.md"]
exclude_patterns = [".*", "_build", "tests"]  # or Sphinx looks through the environment, too

extensions = [
    "myst_parser",
    "sphinx_design",
    "sphinxcontrib.bibtex",
    "sphinx_multitoc_numbering",
    "notfound.extension",
    "_ext.checks",
    "_ext.sources",
    "_ext.indexing",
    "_ext.numref",
    "_ext.quiz",
    "_ext.plan",
    "_ext.case",
    "_ext.listing",
    "_ext.drawn",
    "_ext.computed",
    "_ext.calculator",
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
html_js_files = [
    (name, {"type": "module"}) for name in ("search.js", "share.js", "reading.js", "offline.js")
]
html_additional_pages = {"search": "search.html"}
templates_path = ["_templates"]
handbook_license = ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
handbook_downloads = {
    "EPUB": "_build/epub/evolution-of-marketing.epub",
    "PDF": "_build/pdf/evolution-of-marketing.pdf",
}

# Where it is published, said by whoever publishes it: without it there is no site map, no picture
# for shared links, and "Edit this page" leads to the page that says how
html_baseurl = os.environ.get("HANDBOOK_URL", os.environ.get("READTHEDOCS_CANONICAL_URL", ""))
handbook_repository = os.environ.get("HANDBOOK_REPOSITORY", "")
notfound_urls_prefix = urlsplit(html_baseurl).path or "/"
notfound_context = {
    "title": "Page not found",
    "body": "<h1>Page not found</h1><p>There is no page at this address. It may have moved, or "
    "the address has a typing mistake. Search for it, or begin at the first page.</p>",
}

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
