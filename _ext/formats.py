"""Which formats are books and which is the website, and whether a writer waits for it.

The website has forms, folding answers and scripts; the EPUB and the PDF have paper's means. An
extension that differs between the two asks here, so that the distinction is made in one place.
"""

import os

from sphinx.builders import Builder


def is_print(builder: Builder) -> bool:
    """Tell whether *builder* makes a book (EPUB, PDF) rather than the website."""
    return builder.name in {"epub", "pdf"}


def is_live() -> bool:
    """Tell whether ``make live`` builds the website, where a second counts."""
    return bool(os.environ.get("HANDBOOK_LIVE"))
