"""The words that the extensions add to a book, in the book's language.

The code says them in English; ``locale/<language>/handbook.po`` has the others, those of the
scripts included. :func:`_` gives a word in the language of the book, :func:`N_` marks one that
``_`` is going to be asked for. Neither stands inside an f-string, where Babel does not look.
``python -m _ext.words pt_BR`` writes the file of a language anew, with what is new in the code.
"""

from __future__ import annotations

import sys
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.numbers import format_decimal
from sphinx.application import Sphinx
from sphinx.locale import get_translation

CATALOG = "handbook"
LOCALE = Path(__file__).parent / "locale"


def _(text: str) -> str:
    """Return *text* in the language of the book, or as it is where there is no translation."""
    return str(get_translation(CATALOG)(text))


def N_(text: str) -> str:  # noqa: N802 - the name that translators' tools know
    """Return *text* as it is: it is translated where it is used."""
    return text


def tag(language: str) -> str:
    """Return Sphinx's name of a *language* as BCP 47 has it: ``pt_BR`` is ``pt-BR``."""
    return language.replace("_", "-")


def long_date(day: date, language: str) -> str:
    """Return *day* as the *language* writes it in full: November 24, 2026."""
    return format_date(day, "long", locale=language)


def number(value: float, decimals: int, language: str) -> str:
    """Return *value* with so many *decimals*, as the *language* writes it."""
    return format_decimal(value, "#,##0" + "." * bool(decimals) + "0" * decimals, locale=language)


def catalog(language: str) -> Catalog | None:
    """Return the translations into *language*, or of its base (``pt`` for ``pt_PT``), or None."""
    for name in (language, language.partition("_")[0]):
        path = LOCALE / name / f"{CATALOG}.po"
        if path.is_file():
            with path.open("rb") as file:
                return read_po(file, locale=name, domain=CATALOG)
    return None


def for_scripts(language: str) -> dict[str, str]:
    """Return what the scripts of the website say, by what it is in English."""
    return {
        str(message.id): str(message.string)
        for message in catalog(language) or ()
        if message.id and any(name.endswith(".js") for name, _line in message.locations)
    }


def template() -> Catalog:
    """Return what there is to translate: in the code, the scripts and the templates."""
    from _ext.formulas import SIGNS, WORDS

    found = Catalog(domain=CATALOG)
    methods = [("**.py", "python"), ("**.js", "javascript"), ("epub/templates/**", "jinja2")]
    keywords = {"_": None, "N_": None, "say": None, "translated": None}
    here = Path(__file__).parent
    for name, line, text, *_rest in extract_from_dir(here, methods, keywords=keywords):
        if isinstance(text, str) and not name.startswith("docs/"):
            found.add(text, locations=[(name, line)])
    for text in {*WORDS.values(), *SIGNS.values()}:
        if text.strip(", "):
            found.add(text, locations=[("formulas.py", 0)])
    return found


def update(language: str) -> Path:
    """Write the catalog of *language* with all that there is to translate; return its path."""
    found = catalog(language) or Catalog(locale=language, domain=CATALOG)
    found.update(template(), no_fuzzy_matching=True)
    path = LOCALE / language / f"{CATALOG}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        options = {"ignore_obsolete": True, "include_lineno": False, "omit_header": True}
        write_po(file, found, width=100, sort_output=True, **options)
    return path


def setup(app: Sphinx) -> dict[str, Any]:
    """Compile the catalog of the book's language, beside the doctrees, and have Sphinx read it."""
    language = app.config.language
    found = catalog(language)
    folder = Path(app.doctreedir) / "locale"
    if found is not None:
        compiled = BytesIO()
        write_mo(compiled, found)
        path = folder / language / "LC_MESSAGES" / f"{CATALOG}.mo"
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_bytes() != compiled.getvalue():
            path.write_bytes(compiled.getvalue())
    app.add_message_catalog(CATALOG, str(folder))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


if __name__ == "__main__":
    print(update(sys.argv[1]))
