"""Settings of the handbook, grouped; what is not obvious says why."""

import gc
import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT))  # for _ext (our extensions) and analysis (numbers and figures)

# A book is some million small objects that stay until it is written. As often as Python looks for
# garbage by default, that takes a third of the time; this rarely, a tenth more memory.
gc.set_threshold(100_000, 50, 20)
# Pages are read side by side, so a computation has one core; and the same sums on every machine.
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

# The book
project = "The Evolution of Marketing"
author = "the contributors"
copyright = "2026, the contributors"
language = "en"

# What is content; everything else in the repository is not
include_patterns = ["index.md", "articles/*.md", "course/*.md", "reference/*.md"]
exclude_patterns = ["_build", "tests"]

extensions = ["_ext"]  # all parts, and what they build on, with their settings: _ext/__init__.py
plan_practice = "Tamandu Coffee"  # who fills in the plan pages as an example

# The rules of the text (_ext/rules.md)
handbook_chapters = "course/[0-9][0-9]-*"
handbook_words = "words.txt"

# Website
html_theme = "furo"
html_short_title = "Evolution"
html_static_path = ["_static"]
html_css_files = ["handbook.css"]
html_favicon = "_static/favicon.svg"
# In English, like the templates they belong to: what other books need, too, is in _ext/static
html_js_files = [(name, {"type": "module"}) for name in ("share.js", "reading.js", "offline.js")]
templates_path = ["_templates"]
handbook_license = ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
html_context = {"code_license": "MIT"}
handbook_downloads = {
    "EPUB": "_build/epub/evolution-of-marketing.epub",
    "PDF": "_build/pdf/evolution-of-marketing.pdf",
}

# Where it is published, said by whoever publishes it: without it there is no site map, no picture
# for shared links, and "Edit this page" leads to the page that says how
html_baseurl = os.environ.get("HANDBOOK_URL", os.environ.get("READTHEDOCS_CANONICAL_URL", ""))
handbook_repository = os.environ.get("HANDBOOK_REPOSITORY", "")

# Links to other sites, followed by `make links`
linkcheck_anchors = False  # scripts make too many of them
linkcheck_retries = 3
linkcheck_workers = 3  # a third of the links go to doi.org; where a site asks to wait, Sphinx does

# EPUB
epub_basename = "evolution-of-marketing"
epub_subjects = ["Marketing"]
epub_license = (
    "Text and figures are licensed under Creative Commons Attribution 4.0 International (CC BY "
    "4.0), https://creativecommons.org/licenses/by/4.0/."
)
epub_colophon = [  # at the very end, in this order
    "reference/privacy",
    "reference/calculators",
    "reference/read-too",
    "reference/about",
]

# PDF
pdf_basename = "evolution-of-marketing"
pdf_subtitle = "An open handbook: articles, a course, and a plan to fill in"
pdf_imprint = [
    "Text and figures: Creative Commons Attribution 4.0 International. Copy, translate, change "
    "and sell them, as long as you name the book and its contributors.",
    "The code that builds the book: MIT license.",
    "Data sets keep the licenses of their publishers. The line under each figure names the source; "
    "data/README.md, beside the data files, says which license.",
    "Tamandu Coffee is invented. Every other organization in this book is real.",
    "A mistake? Tell the contributors in the project’s issue tracker, or mend it yourself: the "
    "chapter “About this book” says how.",
]
