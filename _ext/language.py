"""The language of the text: American spelling, and phrases that say nothing.

Spelling is codespell's work; ``handbook_words`` names the project's list of words that are right
though it does not know them. The phrases, each with what to write instead, are in
``phrases.txt``.
"""

from __future__ import annotations

import contextlib
import io
import re
from functools import cache
from pathlib import Path
from typing import Any

import codespell_lib
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from _ext.rules import warn

PHRASES = Path(__file__).with_name("phrases.txt")

NOT_TEXT = (
    r"^keywords:.*|\{(?:computed|cite:[pt]|numref|doc|ref|download|drawn)\}`[^`]*`|"
    r"^:(?:name|key|with|country|organization):.*|\]\([^)]*\)|https?://\S+|\$[^$\n]+\$|`[^`\n]+`|"
    r"“[^”]*”|\"[^\"\n]*\""
)
"""What is no English sentence of the book's own, in one line of Markdown: codes, addresses,
quotations. Codespell and the phrases pass it over."""

SPELLED = re.compile(r"(?P<path>.+):(?P<line>\d+): (?P<word>\S+) ==> (?P<mend>.+)")


@cache
def phrases() -> dict[re.Pattern[str], str]:
    """Return what to write instead of each phrase of ``phrases.txt``."""
    found = {}
    for line in PHRASES.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            phrase, _, instead = (part.strip() for part in line.partition("->"))
            found[re.compile(rf"\b(?:{phrase})\b", re.IGNORECASE)] = instead
    return found


def misspelt(paths: list[Path], words: Path | None) -> list[tuple[Path, int, str, str]]:
    """Return each misspelling in the files *paths*: file, line, word, and what to write instead."""
    options = [
        *("--builtin", "clear,en-GB_to_en-US", "--disable-colors", "--quiet-level", "7"),
        *("--ignore-regex", NOT_TEXT),
        *(("--ignore-words", str(words)) if words else ()),
    ]
    if not paths:  # codespell would then read the whole folder
        return []
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        codespell_lib.main(*options, *map(str, paths))
    return [
        (Path(found["path"]), int(found["line"]), found["word"], found["mend"])
        for found in map(SPELLED.fullmatch, told.getvalue().splitlines())
        if found
    ]


def worn(text: str) -> list[tuple[int, str, str]]:
    """Return each phrase in the Markdown *text* that says nothing: line, phrase, what instead."""
    found = []
    fenced = False
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r"`{3,}|~{3,}", line):
            fenced = not fenced
        if fenced:
            continue
        plain = re.sub(NOT_TEXT, "", line)
        for pattern, instead in phrases().items():
            found += [(number, match[0], instead) for match in pattern.finditer(plain)]
    return found


def check_language(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Warn of misspellings and worn phrases in the pages that are about to be read."""
    if not str(app.config.language).startswith("en"):
        return
    paths = {Path(env.doc2path(name)): name for name in docnames}
    own = app.config.handbook_words
    for path, line, word, mend in misspelt(list(paths), Path(app.srcdir) / own if own else None):
        warn(
            "L501",
            '"%s" is misspelt, or British. Write %s. If it is right, add it to %s.',
            word,
            mend,
            own or "the file that handbook_words names in conf.py",
            location=(paths[path], line),
        )
    for path, name in paths.items():
        for line, phrase, instead in worn(path.read_text(encoding="utf-8")):
            warn("L502", '"%s" says little. Write %s.', phrase, instead, location=(name, line))


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the check; ``handbook_words`` names the project's own list of words."""
    app.add_config_value("handbook_words", "", "env", types=frozenset({str}))
    app.connect("env-before-read-docs", check_language)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
