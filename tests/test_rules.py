"""The rules of the text: what is listed is what is checked, and each pair of examples is true."""

from __future__ import annotations

import re
import subprocess
import sys
import time

import pytest

from _ext import rules
from tests.conftest import CONF, ROOT
from tests.test_checks import PIXEL

DESCRIPTION = (
    "---\ndescription: A network is who is tied to whom, social media are where messages are "
    "shared. When to use each term, with evidence.\n---\n\n"
)
ALL = rules.rules()
RUN = {
    code: rule
    for code, rule in ALL.items()
    if rule.examples and rule.examples["Wrong"][0] in {"markdown", "bibtex"}
}
"""The rules whose examples can be built."""

EXTENSIONS = [
    *("sphinxcontrib.bibtex", "_ext.hints", "_ext.checks", "_ext.safety", "_ext.language"),
    *("_ext.sources", "_ext.indexing", "_ext.quiz", "_ext.plan", "_ext.case", "_ext.computed"),
    *("_ext.pdf",),
]
MORE = """
language = "en"
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = bibtex_reference_style = "handbook"
pdf_basename, pdf_subtitle, pdf_imprint = "small", "Small", []
myst_heading_anchors = 3
"""


def page(example: str) -> str:
    """Return *example* as a whole page."""
    if example.startswith("---"):
        return example
    heading = "" if example.startswith("## ") else "## A part\n\n"
    return f"{DESCRIPTION}# Page\n\n{heading}{example}"


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Return what the build says of the examples: the codes by the name of the page.

    All right examples are pages of one book, all wrong ones of another.
    """
    said: dict[str, dict[str, list[str]]] = {}
    for kind in ("Right", "Wrong"):
        source = tmp_path_factory.mktemp(kind)
        bib = "".join(r.examples[kind][1] for r in RUN.values() if r.examples[kind][0] == "bibtex")
        if kind == "Wrong":
            bib += RUN["S201"].examples["Right"][1]
        keys = re.findall(r"@\w+\{(\w+)", bib)
        cited = " ".join(f"{{cite:t}}`{key}`" for key in keys if key != "wrong1999")
        pages = {
            code: r.examples[kind][1]
            for code, r in RUN.items()
            if r.examples[kind][0] == "markdown"
        }
        toctree = "\n".join(["```{toctree}", *pages, "```"])
        index = f"{DESCRIPTION}# Book\n\n{toctree}\n\n{cited}\n\n```{{bibliography}}\n```\n"
        (source / "index.md").write_text(index, encoding="utf-8")
        (source / "references.bib").write_text(bib, encoding="utf-8")
        (source / "pixel.png").write_bytes(PIXEL)
        (source / "analysis").mkdir()
        for code, text in pages.items():
            (source / f"{code}.md").write_text(page(text), encoding="utf-8")
        conf = CONF.format(root=str(ROOT), extensions=["myst_parser", *EXTENSIONS], more=MORE)
        (source / "conf.py").write_text(conf, encoding="utf-8")
        run = subprocess.run(
            [sys.executable, "-m", "sphinx", "-q", "-b", "pdf", str(source), str(source / "out")],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        said[kind] = {}
        for line in run.stderr.splitlines():
            place, _, _ = line.partition(": WARNING")
            name = re.sub(r".*/(\w+)\.\w+(:\d+)?$", r"\1", place)
            said[kind].setdefault(name, []).append(line)
    return said


def test_the_list_has_every_rule_that_is_checked_and_no_other():
    used = set()
    for path in (ROOT / "_ext").rglob("*.py"):
        used |= set(re.findall(r'"([A-Z]\d{3})"', path.read_text(encoding="utf-8")))
    assert used == set(ALL)


@pytest.mark.parametrize("code", ALL)
def test_a_rule_says_why_and_shows_a_pair(code):
    rule = ALL[code]
    assert len(rule.why) > 20, f"{code} does not say why"
    if code != "F604":  # the fault of the build, not of a text
        assert set(rule.examples) == {"Wrong", "Right"}


@pytest.mark.parametrize("code", RUN)
def test_the_wrong_example_is_refused_and_the_right_one_is_not(told, code):
    language = RUN[code].examples["Wrong"][0]
    name = "references" if language == "bibtex" else code
    wrong = told["Wrong"].get(name, [])
    assert any(f"[handbook.{code}]" in line for line in wrong), wrong
    assert told["Right"].get(name, []) == []


HOSTILE = {
    "script": ("<script>alert(1)</script>", "P104"),
    "event": ('<img src="pixel.png" alt="x" onerror="alert(1)">', "P104"),
    "frame": ('<iframe src="https://example.org"></iframe>', "P104"),
    "raw": ("```{raw} html\n<script>alert(1)</script>\n```", "P107"),
    "reStructuredText": (
        "```{eval-rst}\n.. raw:: html\n\n   <script>alert(1)</script>\n```",
        "P107",
    ),
    "a file of the machine": ("```{include} /etc/passwd\n```", "P107"),
    "a file as code": ("```{literalinclude} ../../../../etc/passwd\n```", "P108"),
    "a table from a file": ("```{csv-table} Users\n:file: /etc/passwd\n```", "P107"),
    "a table from the web": ("```{csv-table} X\n:url: https://example.org/x.csv\n```", "P107"),
    "a picture of the machine": ("![A picture](../../../../etc/passwd)", "P108"),
    "a download": ("{download}`keys <../../../../etc/passwd>`", "P108"),
    "a hidden file": ("{download}`keys </.git/config>`", "P108"),
    "a picture of another host": ("![A picture](https://example.org/track.png)", "P103"),
    "a script in a link": ("[Free coffee](javascript:alert(1))", "P105"),
    "a page in a link": ("[Free coffee](data:text/html,<b>x</b>)", "P105"),
    "a script in reStructuredText": (
        "```{eval-rst}\n`Free coffee <javascript:alert(1)>`_\n```",
        "P105",
    ),
    "a head of its own": (
        "```{meta}\n:http-equiv=refresh: 0;url=https://example.org\n```",
        "P107",
    ),
    "text for one format": ("```{only} html\nOnly here.\n```", "P107"),
    "a huge table": (
        "| a | b |\n| --- | --- |\n" + "| 1 | 2 |\n" * 300,
        "P109",
    ),
    "a huge page": ("word " * 70_000, "P110"),
    "markup in a formula": (r"$\text{<script>alert(1)</script>}$", "F602"),
    "a link in a formula": (r"$\href{javascript:alert(1)}{x}$", "F602"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_markdown_is_refused_with_its_place(small_book, what):
    text, code = HOSTILE[what]
    extensions = ["_ext.hints", "_ext.checks", "_ext.safety", "_ext.site"]
    files = {"index.md": f"{DESCRIPTION}# Page\n\n{text}\n", "pixel.png": PIXEL}
    start = time.monotonic()
    built = small_book(files, extensions=extensions, more=SITE)
    assert built.status != 0
    assert re.search(rf"index\.md:\d+: WARNING: .+\[handbook\.{code}\]", built.warnings), (
        built.warnings
    )
    assert time.monotonic() - start < 60
    written = built.outdir / "index.html"
    if written.is_file():
        html = written.read_text(encoding="utf-8")
        assert "root:x:0" not in html
        assert "alert(1)</script" not in re.sub(r"(?s)<pre.*?</pre>", "", html) or code == "P104"


SITE = """
html_math_renderer = "mathml"
html_baseurl = ""
"""


def test_front_matter_cannot_change_how_a_page_is_read(small_book):
    text = DESCRIPTION.replace("---\n\n", "myst:\n  html_meta:\n    refresh: 0\n---\n\n")
    built = small_book({"index.md": f"{text}# Page\n\nText.\n"}, extensions=["_ext.checks"])
    assert 'index.md:3: WARNING: The top of the page has "myst:"' in built.warnings
    assert built.status != 0


def run_check(*files: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "-s", "check", f"FILE={' '.join(files)}"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_one_page_is_checked_without_the_others():
    run = run_check("course/05-customer-path.md")
    assert (run.returncode, run.stdout.strip()) == (0, "Nothing to mend.")


def test_a_fault_of_one_page_is_told_with_its_reason_and_a_pair(tmp_path):
    page = ROOT / "course/marketing-plan.md"
    before = page.read_text(encoding="utf-8")
    lines = len(before.splitlines())
    try:
        page.write_text(
            f"{before}\nThe colour of {{term}}`no such term` and [nowhere](nowhere.md), with "
            "{numref}`fig-nowhere`.\n",
            encoding="utf-8",
        )
        run = run_check("course/marketing-plan.md")
    finally:
        page.write_text(before, encoding="utf-8")
    assert run.returncode != 0
    place = f"course/marketing-plan.md:{lines + 2}: "
    for message in (
        '"colour" is misspelt, or British. Write color.',
        "term not in glossary: 'no such term'. Write the term as the glossary has it",
        "'nowhere.md'. Correct the path",
        "undefined label: 'fig-nowhere'. Write the :name:",
    ):
        assert any(
            line.startswith(place) and message in line for line in run.stdout.splitlines()
        ), run.stdout
    assert "    P112: A link, a term, a figure's name leads somewhere." in run.stdout
    assert "        [The next page](no-such-page.md)" in run.stdout
    assert "4 to mend." in run.stdout


@pytest.mark.parametrize("name", ["no-such-page.md", "README.md", ""])
def test_what_is_no_page_is_said_to_be_none(name):
    run = run_check(name)
    assert run.returncode != 0
    wanted = f"{name} is no page of the book." if name else "Name a page: make check FILE="
    assert wanted in run.stderr
