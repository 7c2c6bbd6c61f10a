"""Questions: what a reader sees in each format, what a writer is told, and the page of answers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup

ROOT = Path(__file__).parent.parent
EXTENSIONS = ("_ext.sources", "_ext.quiz")
CONF = """
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = bibtex_reference_style = "handbook"
epub_copyright = version = "1"
"""
BIB = """@article{barnes1954,
  author = {Barnes, John A.}, title = {Class}, journal = {Human Relations}, year = {1954},
  kind = {study}, checked = {2026-11-01},
}
"""
ONE = """# First

{cite:p}`barnes1954` comes first, so that a citation in a question is not the first of the page.

## Place

:::{question} Which of *these* is right?
More of the stem.

- [ ] A wrong option.

  Wrong because of {cite:t}`barnes1954`; see {term}`weak tie`, {doc}`two`, {doc}`/course/two`,
  [page](two.md), [place](#place), {ref}`spot` and {index}`tie`.
- [x] The right option of {cite:p}`barnes1954`.

  Right because it is.

  Very right.
- [ ] Another wrong option.

  Wrong because it is another.
:::

:::{question} Is this the second question?
- [x] Yes.

  It comes second.
- [ ] No.

  It does not come first.
:::
"""
TWO = """# Second

{cite:p}`barnes1954` comes first here too.

(spot)=
## Spot

:::{question} Is this the third question?
- [ ] No.

  It is, says {cite:t}`barnes1954`.
- [x] Yes.

  It is the first of its page.
:::
"""
BOOK = {
    "index.md": "# Book\n\n```{toctree}\n:numbered: 1\n\ncourse/one\ncourse/two\n```\n\n"
    "```{toctree}\nreference/answers\nreference/bibliography\nreference/glossary\n```\n",
    "course/one.md": ONE,
    "course/two.md": TWO,
    "reference/answers.md": "# Answers to all questions\n\n```{answers}\n```\n",
    "reference/bibliography.md": "# Bibliography\n\n```{bibliography}\n```\n",
    "reference/glossary.md": "# Glossary\n\n```{glossary}\nweak tie\n: A loose one.\n```\n",
    "references.bib": BIB,
}


@pytest.fixture
def make(small_book):
    """Build the book of this module, or with other pages, in a format."""

    def build(files=BOOK, builder="html"):
        built = small_book(files, builder, EXTENSIONS, CONF)
        assert (built.status, built.warnings) == (0, "")
        return built

    return build


@pytest.fixture
def style():
    """Give a page of a small book the styles of the handbook."""
    return lambda page: page.add_style_tag(path=ROOT / "_ext/static/apparatus.css")


def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def words(element) -> str:
    return " ".join(element.get_text().replace("¶", "").split())


def dead_links(page: Path) -> list[str]:
    """Return the links of *page*, within the book, that lead nowhere."""
    dead = []
    for anchor in soup(page).select("[role=main] a[href]"):
        path, _, target = anchor["href"].partition("#")
        there = (page.parent / path).resolve() if path else page
        if "://" not in path and not (
            there.exists() and (not target or soup(there).find(id=target))
        ):
            dead.append(anchor["href"])
    return dead


def test_website_says_of_each_option_whether_it_is_right_and_why(make):
    page = soup(make().outdir / "course/one.html")
    question = page.find(id="question-1")
    names = [words(page.find(id=name)) for name in question["aria-labelledby"].split()]
    assert names == ["Question 1", "Which of these is right? More of the stem."]
    options = question.find_all("details")
    assert [words(option.summary) for option in options] == [
        "A A wrong option.",
        "B The right option of (Barnes, 1954).",
        "C Another wrong option.",
    ]
    assert [words(option.div).split(" because")[0] for option in options] == [
        "Not quite. Wrong",
        "Right. Right",
        "Not quite. Wrong",
    ]
    assert "Very right." in words(options[1])
    assert not question.select("summary a"), "a link in an option is clicked by mistake"
    assert {option["name"] for option in options} == {"question-1"}
    assert {o["name"] for o in page.find(id="question-2").find_all("details")} == {"question-2"}
    assert not any(option.has_attr("open") for option in page.find_all("details"))


def test_book_gives_lettered_options_and_leads_to_the_answer(make):
    built = make(builder="epub")
    page = built.outdir / "course/one.xhtml"
    question = soup(page).find(id="question-1")
    assert words(question.select_one(".question-number")) == "Question 1"
    options = question.select_one("ol.question-options")
    assert "upperalpha" in options["class"]
    assert [words(item) for item in options.find_all("li")] == [
        "A wrong option.",
        "The right option of (Barnes, 1954).",
        "Another wrong option.",
    ]
    assert "Very right" not in words(question)
    link = question.select_one(".question-answer-link a")
    assert words(link) == "Answer to question 1"
    path, _, target = link["href"].partition("#")
    answer = soup((page.parent / path).resolve()).find(id=target)
    assert "Right answer: B" in words(answer)
    assert "Right because it is. Very right." in words(answer)
    assert dead_links(page) == []


@pytest.mark.parametrize(("builder", "suffix"), [("html", "html"), ("epub", "xhtml")])
def test_answers_come_in_the_order_of_the_book_with_links_that_work(make, builder, suffix):
    path = make(builder=builder).outdir / f"reference/answers.{suffix}"
    page = soup(path)
    assert [words(heading) for heading in page.find_all("h2")] == [
        "Chapter 1: First",
        "Chapter 2: Second",
    ]
    assert [words(answer.p) for answer in page.select(".answer")] == [
        "Question 1",
        "Question 2",
        "Question 1",
    ]
    assert [words(line) for line in page.select(".answer-right")] == [
        "Right answer: B",
        "Right answer: A",
        "Right answer: B",
    ]
    first = page.select_one(".answer")
    assert words(first.select_one(".answer-question")) == "Which of these is right?"
    assert [words(item) for item in first.select(".answer-options > li")] == [
        "A wrong option. Wrong because of Barnes (1954); see weak tie, Second, Second, page, "
        "place, Spot and tie.",
        "The right option of (Barnes, 1954). Right because it is. Very right.",
        "Another wrong option. Wrong because it is another.",
    ]
    links = [anchor["href"] for anchor in first.select("a")]
    source = links[0]
    assert source.startswith(f"bibliography.{suffix}#")
    assert links == [
        source,
        f"glossary.{suffix}#term-weak-tie",
        *[f"../course/two.{suffix}"] * 3,
        f"../course/one.{suffix}#place",
        f"../course/two.{suffix}#spot",
        source,
        f"../course/one.{suffix}#question-1",
    ]
    assert dead_links(path) == []
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))


def test_answers_have_no_marks_for_the_index(make):
    assert "<index" not in make(builder="pseudoxml").read("reference/answers.pseudoxml")


def test_index_leads_to_the_chapter_alone(make):
    entries = soup(make().outdir / "genindex.html").find_all("a", string="tie")
    assert [entry["href"].partition("#")[0] for entry in entries] == ["course/one.html"]


def test_a_changed_question_changes_the_answers_in_every_format(make):
    for builder in ("html", "epub"):
        make(builder=builder)
    changed = {"course/one.md": ONE.replace("Very right.", "Utterly right.")}
    html = make(changed, "html").read("reference/answers.html")
    # Nothing is read for this format: the one before has read it all.
    epub = make({}, "epub").read("reference/answers.xhtml")
    assert "Utterly right." in html and "Very right." not in html
    assert "Utterly right." in epub and "Very right." not in epub


def test_answers_are_left_alone_when_no_question_has_changed(make):
    path = make().outdir / "reference/answers.html"
    before = path.stat().st_mtime_ns
    make({"course/two.md": TWO + "\nA new paragraph.\n"})
    assert path.stat().st_mtime_ns == before


def test_answers_forget_a_page_that_has_no_questions_any_more(make):
    make()
    page = make({"course/two.md": TWO.partition(":::")[0]}).read("reference/answers.html")
    assert "Chapter 1: First" in page and "Chapter 2: Second" not in page


def test_answers_forget_a_page_that_is_gone(make):
    built = make()
    (built.source / "course/two.md").unlink()
    index = BOOK["index.md"].replace("course/two\n", "")
    one = ONE.replace("{doc}`two`, {doc}`/course/two`,\n  [page](two.md), ", "")
    one = one.replace(", {ref}`spot`", "")
    page = make({"index.md": index, "course/one.md": one}).read("reference/answers.html")
    assert "third question" not in page and "second question" in page


def test_processes_that_read_together_find_all_questions(make):
    more = {f"course/p{n}.md": f"---\norphan: true\n---\n\n# P{n}\n" for n in range(6)}
    built = make(BOOK | more)
    page = built.read("reference/answers.html")
    outdir = built.source / "out/parallel"
    run = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "-q", "-j", "2", "-b", "html", "-d"]
        + [str(built.source / "doctrees-parallel"), str(built.source), str(outdir)],
        capture_output=True,
        text=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"},
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert (outdir / "reference/answers.html").read_text(encoding="utf-8") == page


FAULTY = """# Page

:::{question}
- [ ] No.

  Why.
- [x] Yes.

  Why.
:::

:::{question} No options?
:::

:::{question} One option?
- [x] Yes.

  Why.
:::

:::{question} None right?
- [ ] No.

  Why.
- [ ] No again.

  Why.
:::

:::{question} Two right?
- [x] Yes.

  Why.
- [x] Yes again.

  Why.
:::

:::{question} A question that is so long that its message gives only the first words of it?
- [x] Yes.
- [ ] No.

  Why.
:::

:::{question} Not indented?
- [x] Yes.

Why.

- [ ] No.

  Why.
:::

:::{question} No mark?
- [x] Yes.

  Why.
- No.

  Why.
- [ ]

  Why.
:::

:::{question} A note?
- [x] Yes.[^n]

  Why.
- [ ] No.

  Why.
:::

[^n]: A footnote.
"""
MESSAGES = [
    (3, "A question has no text. Write it on its first line, after {question}."),
    (
        12,
        'Question "No options?" has no options. Write each as a list item that begins with '
        "- [ ], and the right one with - [x].",
    ),
    (15, 'Question "One option?" has 1 option. Give it 2 to 6.'),
    (21, 'Question "None right?" has no right answer. Mark exactly one option with [x].'),
    (30, 'Question "Two right?" has 2 right answers. Mark exactly one option with [x].'),
    (
        40,
        'Option "Yes." of question "A question that is so long that its message gives…" has no '
        "explanation. Leave a line empty under it, and write a paragraph, indented by two "
        "spaces, that says why it is right.",
    ),
    (
        47,
        'Option "Yes." of question "Not indented?" has no explanation. Leave a line empty under '
        "it, and write a paragraph, indented by two spaces, that says why it is right.",
    ),
    (
        49,
        'Text after an option of question "Not indented?" belongs to no option. Indent it by '
        "two spaces, so that it stands under its option.",
    ),
    (
        60,
        'Option "No." of question "No mark?" begins with neither [ ] nor [x]. Write one of them '
        "after its dash.",
    ),
    (63, 'An option of question "No mark?" has no text. Write it.'),
    (
        69,
        "A footnote cannot stand in a question, which is shown on another page too. Write the "
        "note in parentheses, or in the text before.",
    ),
]


def test_each_fault_has_one_message_with_its_line(small_book):
    built = small_book({"index.md": FAULTY}, extensions=["_ext.quiz"])
    assert built.status != 0
    told = [line.split("index.md:", 1)[1] for line in built.warnings.splitlines()]
    expected = [f"{line}: WARNING: {message}" for line, message in MESSAGES]
    got = [line.rsplit(" [handbook.", 1)[0] for line in told]
    assert sorted(got) == sorted(expected)


@pytest.mark.parametrize("script", [True, False])
def test_works_by_keyboard_with_and_without_script(make, browser, serve, script):
    context = browser.new_context(java_script_enabled=script)
    page = context.new_page()
    page.goto(serve(make().outdir) + "course/one.html")
    question = page.get_by_role("group", name="Question 1 Which of these is right?")
    first, second = question.locator("summary").nth(0), question.locator("summary").nth(1)
    wrong, right = question.get_by_text("Not quite."), question.get_by_text("Right.", exact=True)
    first.focus()
    page.keyboard.press("Enter")
    assert wrong.first.is_visible() and not right.is_visible()
    second.focus()
    page.keyboard.press("Space")
    assert right.is_visible() and not wrong.first.is_visible()
    context.close()


def test_is_correct_html(make, nu, fragments):
    assert nu(fragments(make(), "course/one", "reference/answers")) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["course/one", "reference/answers"])
def test_nothing_stands_in_anybodys_way(make, browser, serve, name, scheme, style):
    page = browser.new_page(color_scheme=scheme, viewport={"width": 360, "height": 800})
    page.goto(serve(make().outdir) + f"{name}.html")
    style(page)
    for option in page.locator(".question").all():
        option.locator("summary").last.click()
    results = Axe().run(page, "[role=main]")
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()
