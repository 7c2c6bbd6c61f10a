"""Every chapter has its parts, and a chapter that lacks one is told which, and where."""

from __future__ import annotations

import re

import pytest

from _ext import chapter as anatomy
from _ext import rules
from tests.conftest import ROOT

CHAPTERS = sorted((ROOT / "course").glob("[0-9][0-9]-*.md"))
MODEL = (ROOT / "course/05-customer-path.md").read_text(encoding="utf-8")


def test_the_course_has_its_chapters_without_a_gap():
    numbers = [int(path.name[:2]) for path in CHAPTERS]
    assert numbers == list(range(1, len(CHAPTERS) + 1))
    index = (ROOT / "index.md").read_text(encoding="utf-8")
    listed = re.findall(r"^course/(\d\d)-", index, flags=re.MULTILINE)
    assert [int(number) for number in listed] == numbers, "index.md lists them in another order"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_chapter_has_its_parts(path):
    found = list(
        anatomy.faults(path.read_text(encoding="utf-8"), int(path.name[:2]), "Tamandu Coffee")
    )
    assert found == [], "\n".join(f"{path.name}:{f.line}: {f.message} [{f.code}]" for f in found)


def without(pattern: str, times: int = 0) -> str:
    """Return the model chapter without what *pattern* matches."""
    text, count = re.subn(pattern, "", MODEL, count=times, flags=re.MULTILINE | re.DOTALL)
    assert count, pattern
    return text


def with_(old: str, new: str) -> str:
    """Return the model chapter with *new* in the place of *old*."""
    assert old in MODEL, old
    return MODEL.replace(old, new)


OPENING = re.search(r"\n# .+?\n(.+?)\n## ", MODEL, re.DOTALL)[1]
FIRST_OUTCOME = re.search(r"^- \w+", MODEL, re.MULTILINE)[0]
SECTIONS = re.findall(r"^## .+", MODEL, re.MULTILINE)

BROKEN = {
    "no summary": ("C401", without(r"^## In short\n")),
    "sections in another order": (
        "C401",
        with_("## In short", "## Held").replace("## Check yourself", "## In short").replace(
            "## Held", "## Check yourself"
        ),
    ),
    "sections of its own": (
        "C402",
        without(r"^## (?!What you|Myth|Worked|Your|Check|In|Read)[^\n]+"),
    ),
    "page of another chapter": ("C403", with_("marketing plan, page 5", "marketing plan, page 6")),
    "short opening": ("C404", with_(OPENING, "\nOne sentence.\n")),
    "vague outcome": ("C405", with_(FIRST_OUTCOME, "- Understand")),
    "thin": ("C406", without(r"^[A-Z][^\n]{400,}$")),
    "few sources": ("C407", without(r"\{cite:[pt]\}`[^`]+`")),
    "no case": ("C408", without(r"^:country: [^\n]+$")),
    "cases from one part of the world": (
        "C408",
        re.sub(r"(?m)^:country: .+$", ":country: Spain", MODEL),
    ),
    "case that only praises": ("C409", without(r"\*\*What does not carry over\.\*\*", 1)),
    "no table": ("C410", without(r"^:name: tab-[\w-]+$")),
    "figure nobody refers to": ("C411", without(r"\{numref\}`fig-[\w-]+`")),
    "four questions": ("C412", without(r"^:::+\{question\}", 1)),
    "one sentence in short": (
        "C413",
        re.sub(r"(?s)(## In short\n).+?(\n## )", r"\1\nOne sentence.\n\2", MODEL),
    ),
    "nothing to read further": (
        "C414",
        re.sub(r"(?s)(## Read further\n).+", r"\1\nNothing.\n", MODEL),
    ),
    "no index entries": ("C415", without(r"^(?:single|pair|see): [^\n]+$|\{index\}`[^`]+`")),
    "no terms": ("C416", without(r"\{term\}")),
    "practice company not introduced": ("C417", without(r"invented|practice company")),
    "gap of the template": ("C418", with_("## In short", "FILL IN: a sentence.\n\n## In short")),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_a_missing_part_is_told(what):
    code, text = BROKEN[what]
    told = [fault.code for fault in anatomy.faults(text, 5, "Tamandu Coffee")]
    assert code in told, f"{what}: {told}"


def test_the_line_of_a_fault_is_where_the_writer_has_to_look():
    text = with_("marketing plan, page 5", "marketing plan, page 6")
    (fault,) = anatomy.faults(text, 5)
    assert text.splitlines()[fault.line - 1] == "## Your marketing plan, page 6"


def test_every_rule_on_chapters_was_broken_once():
    assert {code for code in rules.rules() if code[0] == "C"} == {
        code for code, _ in BROKEN.values()
    }


def test_the_template_has_every_part_and_each_of_its_gaps_is_refused():
    template = (ROOT / "chapter-template.md").read_text(encoding="utf-8")
    told = {(fault.code, fault.line) for fault in anatomy.faults(template, 22, "Tamandu Coffee")}
    gaps = {number for number, line in enumerate(template.splitlines(), 1) if "FILL" in line}
    assert {line for code, line in told if code == "C418"} == gaps
    assert len(gaps) > 40
    parts = {"C401", "C405", "C409", "C410", "C411", "C417"}
    assert parts.isdisjoint({code for code, _ in told} - {"C418"}), "the template lacks a part"
