"""Which formats are books and which is the website.

The website has forms, folding answers and scripts; the EPUB and the PDF have paper's means. An
extension that differs between the two asks here, so that the distinction is made in one place.
"""

from sphinx.builders import Builder


def is_print(builder: Builder) -> bool:
    """Tell whether *builder* makes a book (EPUB, PDF) rather than the website."""
    return builder.name in {"epub", "pdf"}
