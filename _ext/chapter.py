"""The anatomy of a chapter: which parts it has, in which order, and how much of each.

It reads the Markdown of the pages that ``handbook_chapters`` names, not their doctrees: what it
measures is what a writer has typed, and each message can name the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any

from sphinx.application import Sphinx

from _ext.rules import warn
from _ext.sources import cited_keys

HEADINGS = {
    "What you will be able to do": r"What you will be able to do",
    "Myth check: …": r"Myth check: .+",
    "Worked example: …": r"Worked example: .+",
    "Your marketing plan, page N": r"Your marketing plan, page \d+",
    "Check yourself": r"Check yourself",
    "In short": r"In short",
    "Read further": r"Read further",
}
"""The headings that every chapter has, in this order; its own stand after the first of them."""

OWN_SECTIONS = range(4, 10)
OPENING_WORDS = range(80, 331)
BODY_WORDS = range(3_000, 4_501)
OUTCOMES = range(3, 6)
SOURCES = 12
CASES = 2
QUESTIONS = 5
SUMMARY_SENTENCES = range(4, 9)
READING = range(3, 6)
INDEX_ENTRIES = 10
TERMS = 4

VAGUE = {"Understand", "Know", "Learn", "Appreciate", "Discover"}
"""Verbs of an outcome that nobody could check."""

US_AND_EUROPE = {
    *("United States", "United Kingdom", "Germany", "France", "Sweden", "Netherlands", "Spain"),
    *("Portugal", "Italy", "Denmark", "Norway", "Finland", "Ireland", "Switzerland", "Austria"),
    *("Belgium", "Poland", "European Union"),
}

PLACEHOLDER = re.compile(r"\bFILL[ -]IN\b[^.\n]*")
"""What marks the gaps of the chapter template."""


@dataclass(frozen=True)
class Fault:
    """A rule that a chapter breaks: its code, the line in the file, and what to do."""

    code: str
    line: int
    message: str


class Chapter:
    """A chapter as it was typed: *text* is the whole file, *number* the one in its name.

    *practice* is the name of the practice company, or ''.
    """

    def __init__(self, text: str, number: int, practice: str) -> None:
        self.text = text
        self.number = number
        self.practice = practice
        self.sections: dict[str, str] = {}
        self.lines: dict[str, int] = {}
        start = 0
        heading = ""
        for match in [*re.finditer(r"^## (.+)$", text, re.MULTILINE), None]:
            self.sections[heading] = text[start : match.start() if match else len(text)]
            if match:
                heading, start = match[1], match.end()
                self.lines[heading] = self.line(match.start())

    def line(self, position: int) -> int:
        """Return the line, from 1, of a character's *position*."""
        return self.text.count("\n", 0, position) + 1

    def line_of(self, pattern: str) -> int:
        """Return the line of the heading that *pattern* describes, or 1 where there is none."""
        return next((n for h, n in self.lines.items() if re.fullmatch(pattern, h)), 1)


def words(markdown: str) -> int:
    """Return how many words of running text *markdown* has, without tables, options and marks."""
    text = re.sub(r"^:::+\{(index|list-table)\}.*?^:::+$", "", markdown, flags=re.M | re.S)
    text = re.sub(r"^(:[a-z-]+:|:::|```|---).*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"\{(?:cite:[pt]|index)\}`[^`]*`", "", text)
    text = re.sub(r"\{computed\}`[^`=]*=\s*([^`]*)`", r"\1", text)
    return len(re.findall(r"[\w’'%$.,-]*\w", text))


def faults(text: str, number: int, practice: str = "") -> Iterator[Fault]:
    """Yield what the chapter *number*, whose file holds *text*, lacks.

    *practice* is the name of the practice company, which is to be said to be invented.
    """
    chapter = Chapter(text, number, practice)
    for check in (_order, _opening, _outcomes, _length, _evidence, _cases, _figures, _back, _index):
        yield from check(chapter)
    for match in PLACEHOLDER.finditer(text):
        yield Fault(
            "C418",
            chapter.line(match.start()),
            f'The template\'s gap "{match[0].strip()}" is still there. Write the text for it, or '
            "take it out.",
        )


def _measure(bounds: range) -> str:
    return f"{bounds[0]:,} to {bounds[-1]:,}"


def _order(chapter: Chapter) -> Iterator[Fault]:
    headings = list(chapter.sections)
    places = []
    for shown, pattern in HEADINGS.items():
        found = [n for n, heading in enumerate(headings) if re.fullmatch(pattern, heading)]
        if len(found) != 1:
            how = "has no section" if not found else "has more than one section"
            yield Fault("C401", 1, f'The chapter {how} "## {shown}". It has exactly one.')
        places += found[:1]
    if places != sorted(places):
        yield Fault(
            "C401",
            1,
            "The sections stand in another order than in other chapters. Put them in this one: "
            f"{'; '.join(HEADINGS)}.",
        )
    elif len(places) == len(HEADINGS) and (own := places[1] - places[0] - 1) not in OWN_SECTIONS:
        yield Fault(
            "C402",
            chapter.line_of(HEADINGS["What you will be able to do"]),
            f"The argument has {own} sections of its own. Give it four to seven, each with one "
            "point.",
        )
    for heading, line in chapter.lines.items():
        page = re.fullmatch(r"Your marketing plan, page (\d+)", heading)
        if page and int(page[1]) != chapter.number:
            yield Fault(
                "C403",
                line,
                f"The plan page says page {page[1]} in chapter {chapter.number}. Write "
                f"{chapter.number}.",
            )


def _opening(chapter: Chapter) -> Iterator[Fault]:
    _, _, opening = chapter.sections[""].partition("\n# ")
    if words(opening) not in OPENING_WORDS:
        yield Fault(
            "C404",
            chapter.line(chapter.text.find("\n# ") + 1),
            f"The opening has {words(opening)} words. Make it 120 to 250: one scene, number or "
            "question.",
        )


def _outcomes(chapter: Chapter) -> Iterator[Fault]:
    heading = "What you will be able to do"
    if heading not in chapter.sections:
        return
    line = chapter.lines[heading]
    outcomes = re.findall(r"^- (\w+)", chapter.sections[heading], flags=re.MULTILINE)
    if len(outcomes) not in OUTCOMES:
        yield Fault(
            "C405",
            line,
            f"The chapter promises {len(outcomes)} outcomes. Make it {_measure(OUTCOMES)}.",
        )
    for verb in sorted(VAGUE & set(outcomes)):
        yield Fault(
            "C405",
            line,
            f'The outcome "{verb} …" cannot be checked. Write what the reader will compute, '
            "choose or draft.",
        )


def _length(chapter: Chapter) -> Iterator[Fault]:
    count = words(chapter.text.partition("## Your marketing plan")[0])
    if count not in BODY_WORDS:
        yield Fault(
            "C406",
            1,
            f"The chapter has {count:,} words before its plan page. Make it 3,000 to 4,500.",
        )


def _evidence(chapter: Chapter) -> Iterator[Fault]:
    keys = cited_keys(chapter.text)
    if len(keys) < SOURCES:
        yield Fault(
            "C407", 1, f"The chapter cites {len(keys)} different sources. Cite {SOURCES} or more."
        )


def _cases(chapter: Chapter) -> Iterator[Fault]:
    cases = list(re.finditer(r"^:country: (.+)$", chapter.text, flags=re.MULTILINE))
    countries = [match[1] for match in cases]
    if len(cases) < CASES:
        yield Fault("C408", 1, f"The chapter tells {len(cases)} cases. Tell {CASES} or more.")
    elif all(set(re.split(r",\s*", country)) <= US_AND_EUROPE for country in countries):
        yield Fault(
            "C408",
            chapter.line(cases[0].start()),
            f"All cases come from the US or Europe ({', '.join(countries)}). Tell one from "
            "elsewhere.",
        )
    ends = [match.start() for match in cases[1:]] + [len(chapter.text)]
    for match, end in zip(cases, ends, strict=False):
        if "**What does not carry over.**" not in chapter.text[match.start() : end]:
            yield Fault(
                "C409",
                chapter.line(match.start()),
                "The case does not say what cannot be copied from it. End it with a paragraph that "
                "begins **What does not carry over.**",
            )


def _figures(chapter: Chapter) -> Iterator[Fault]:
    found = list(re.finditer(r"^:name: ((fig|tab)-[\w-]+)$", chapter.text, flags=re.MULTILINE))
    for kind, thing in (("fig", "figure"), ("tab", "table")):
        if not any(match[2] == kind for match in found):
            yield Fault(
                "C410", 1, f"The chapter has no {thing} with a name. Add one with :name: {kind}-…"
            )
    for match in found:
        if f"{{numref}}`{match[1]}`" not in chapter.text:
            yield Fault(
                "C411",
                chapter.line(match.start()),
                f"The text does not refer to {match[1]}. Write {{numref}}`{match[1]}` where the "
                "reader should look at it.",
            )


def _back(chapter: Chapter) -> Iterator[Fault]:
    count = len(re.findall(r"^:::+\{question\}", chapter.text, flags=re.MULTILINE))
    if count != QUESTIONS:
        yield Fault(
            "C412",
            chapter.line_of("Check yourself"),
            f"The chapter asks {count} questions. Ask {QUESTIONS}.",
        )
    if (text := chapter.sections.get("In short")) is not None:
        sentences = len(re.findall(r"[.!?](?=\s|$)", text))
        if sentences not in SUMMARY_SENTENCES:
            yield Fault(
                "C413",
                chapter.lines["In short"],
                f"The summary has {sentences} sentences. Make it four to six.",
            )
    if (text := chapter.sections.get("Read further")) is not None:
        entries = len(re.findall(r"^- .*\{cite:t\}`", text, flags=re.MULTILINE))
        if entries not in READING:
            yield Fault(
                "C414",
                chapter.lines["Read further"],
                f"The list has {entries} entries that name a source. Make it {_measure(READING)}, "
                "each a line that begins with a dash and has {cite:t}.",
            )


def _index(chapter: Chapter) -> Iterator[Fault]:
    pattern = r"^(?:single|pair|see): |\{index\}`"
    entries = len(re.findall(pattern, chapter.text, flags=re.MULTILINE))
    if entries < INDEX_ENTRIES:
        yield Fault(
            "C415",
            1,
            f"The chapter has {entries} index entries. Write {INDEX_ENTRIES} to 20, where a reader "
            "would want to land.",
        )
    terms = chapter.text.count("{term}`")
    if terms < TERMS:
        yield Fault(
            "C416",
            1,
            f"The chapter links {terms} terms to the glossary. Link each at its first use, with "
            "{term}.",
        )
    first = chapter.text.find(chapter.practice)
    around = chapter.text[max(0, first - 600) : first + 600]
    if chapter.practice and first >= 0 and not re.search(r"invented|practice company", around):
        yield Fault(
            "C417",
            chapter.line(first),
            "The practice company comes without a word that it is invented. Say so where it comes "
            "first.",
        )


def check_chapter(app: Sphinx, docname: str, source: list[str]) -> None:
    """Warn of what the chapter that is about to be read lacks."""
    pattern = app.config.handbook_chapters
    number = re.match(r"\d+", docname.rpartition("/")[2])
    if pattern and number and fnmatch(docname, pattern):
        for fault in faults(source[0], int(number[0]), app.config.plan_practice):
            warn(fault.code, fault.message, location=(docname, fault.line))


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the check; ``handbook_chapters`` is a pattern such as ``course/[0-9][0-9]-*``."""
    app.setup_extension("_ext.plan")  # plan_practice
    app.add_config_value("handbook_chapters", "", "env", types=frozenset({str}))
    app.connect("source-read", check_chapter)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
