"""Plan pages: the form and what keeps it, the pages to write on, the workbook."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.test_quiz import dead_links, soup, words

KEYS = ("today", "buyers", "channel", "budget", "next-step")


def plan_page(title, keys=KEYS, reference=""):
    prompts = "".join(
        f":::{{prompt}} What of {key}?\n:key: {key}\n:lines: {number}\n\n"
        f"Tamandu says {key}{reference}.\n:::\n\n"
        for number, key in enumerate(keys, 2)
    )
    return f'::::{{plan-page}} {title}\nHow to "use" it.\n\n{prompts}::::\n'


BOOK = {
    "index.md": "# Book\n\n```{toctree}\n:numbered: 1\n\ncourse/01-one\ncourse/02-two\n```\n\n"
    "```{toctree}\ncourse/workbook\n```\n",
    "course/01-one.md": "# First\n\n"
    + plan_page("Where *we* stand", reference=" in {doc}`02-two`"),
    "course/02-two.md": "# Second\n\n" + plan_page('The "job"'),
    "course/workbook.md": "# My plan\n\n```{plan-pages}\n```\n",
}
CONF = """
epub_copyright = version = "1"
plan_practice = "Tamandu Coffee"
"""


@pytest.fixture
def make(small_book):
    """Build the book of this module, or with other pages, in a format."""

    def build(files=BOOK, builder="html"):
        built = small_book(files, builder, ["_ext.plan"], CONF)
        assert (built.status, built.warnings) == (0, "")
        return built

    return build


def test_website_gives_a_form_with_an_example_beneath_each_field(make):
    built = make()
    page = soup(built.outdir / "course/01-one.html")
    form = page.find("form", attrs={"data-plan-page": "course/01-one"})
    assert words(page.find(id=form["aria-labelledby"])) == "Where we stand"
    labels = form.find_all("label")
    assert [words(label) for label in labels] == [f"What of {key}?" for key in KEYS]
    areas = form.find_all("textarea")
    assert [label["for"] for label in labels] == [area["id"] for area in areas]
    assert [area["rows"] for area in areas] == ["2", "3", "4", "5", "6"]
    example = form.find("details")
    assert words(example.summary) == "Tamandu Coffee’s answer"
    assert words(example.div) == "Tamandu says today in Second."
    assert 'src="../_static/plan.js' in built.read("course/01-one.html")
    assert "plan.js" not in built.read("index.html")
    for tag in page.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")]


def test_book_gives_lines_to_write_on_then_the_example(make):
    page = soup(make(builder="epub").outdir / "course/01-one.xhtml")
    box = page.select_one(".plan-page")
    assert not page.select("form, textarea, details, button, script")
    assert words(box.select_one(".plan-title")) == "Where we stand"
    assert words(box.select_one(".plan-form > .rubric")) == "Your page"
    form = box.select(".plan-form > .plan-prompt")
    assert [words(prompt) for prompt in form] == [f"What of {key}?" for key in KEYS]
    assert all(prompt.select_one(".plan-lines") for prompt in form)
    example = box.select_one(".plan-example")
    assert words(example.select_one(".rubric")) == "Tamandu Coffee’s page"
    assert [words(part) for part in example.select(".plan-answer")][0] == (
        "Tamandu says today in Second."
    )
    assert len(example.select(".plan-prompt")) == len(example.select(".plan-answer")) == 5


def test_book_knows_how_many_lines_each_prompt_has(small_book):
    book = "import _ext.formats\n_ext.formats.is_print = lambda builder: True\n"
    built = small_book(BOOK, "pseudoxml", ["_ext.plan"], book)
    for name, forms in (("01-one", 1), ("workbook", 2)):
        text = built.read(f"course/{name}.pseudoxml")
        prompts = re.findall(r'<container classes="plan-prompt" lines="(\d)">', text)
        lines = re.findall(r'<container classes="plan-lines" lines="(\d)">', text)
        assert prompts == lines == ["2", "3", "4", "5", "6"] * forms


def test_workbook_has_all_forms_under_the_same_names(make):
    built = make()
    path = built.outdir / "course/workbook.html"
    page = soup(path)
    assert [words(head) for head in page.find_all("h2")] == [
        "Chapter 1: First",
        "Chapter 2: Second",
    ]
    assert [words(title) for title in page.select(".plan-title")] == ["Where we stand", "The “job”"]
    names = [area["name"] for area in page.find_all("textarea")]
    chapters = [soup(built.outdir / f"course/{name}.html") for name in ("01-one", "02-two")]
    assert names == [area["name"] for one in chapters for area in one.find_all("textarea")]
    assert "Tamandu says" not in words(page)
    assert dead_links(path) == []
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))


def test_workbook_of_a_book_has_the_blank_forms_alone(make):
    path = make(builder="epub").outdir / "course/workbook.xhtml"
    page = soup(path)
    assert [words(head) for head in page.find_all("h2")] == [
        "Chapter 1: First",
        "Chapter 2: Second",
    ]
    assert len(page.select(".plan-form .plan-lines")) == 10
    assert not page.select(".plan-example") and "Tamandu says" not in words(page)
    assert dead_links(path) == []


def test_a_changed_prompt_changes_the_workbook_in_every_format(make):
    for builder in ("html", "epub"):
        make(builder=builder)
    changed = {"course/02-two.md": BOOK["course/02-two.md"].replace("What of today", "And today")}
    assert "And today?" in make(changed).read("course/workbook.html")
    assert "And today?" in make({}, "epub").read("course/workbook.xhtml")


def test_workbook_without_pages_says_so(make):
    built = make(BOOK | {"course/01-one.md": "# First\n", "course/02-two.md": "# Second\n"})
    assert "There are no plan pages yet." in built.read("course/workbook.html")


FAULTY = """# Page

::::{plan-page}
How to use it.

:::{prompt} A?
:key: a
:lines: 3

Yes.
:::
:::{prompt}
:key: b
:lines: 3

Yes.
:::
:::{prompt} No key?
:lines: 3

Yes.
:::
:::{prompt} Wrong key?
:key: Product_Today
:lines: 3

Yes.
:::
:::{prompt} Twice?
:key: a
:lines: 3

Yes.
:::
:::{prompt} No answer?
:key: c
:lines: 3
:::
:::{prompt} No lines?
:key: d

Yes.
:::
:::{prompt} Many lines?
:key: e
:lines: 21

Yes.
:::
::::

::::{plan-page} Nothing asked
Text.
::::

::::{plan-page} Little asked
:::{prompt} One?
:key: f
:lines: 1

Yes.
:::
::::

:::{prompt} Outside?
:key: g
:lines: 1

Yes.
:::
"""
MESSAGES = [
    (3, "A plan page has no title. Write it after {plan-page}, on the same line."),
    (12, "A prompt has no text. Write it after {prompt}, on the same line."),
    (
        18,
        'Prompt "No key?" has no key. Add a line such as :key: product-today under it. Readers\' '
        "own text is stored under the key, so it never changes afterwards.",
    ),
    (
        23,
        'The key "Product_Today" has characters that a key cannot have. Use small letters a to z '
        "and digits, in words joined by single hyphens, such as product-today.",
    ),
    (
        29,
        'The key "a" is used twice on this page, first in line 6. Give each prompt a key of its '
        "own.",
    ),
    (
        35,
        'Prompt "No answer?" has no answer. Write one as an example, under the options, after an '
        "empty line.",
    ),
    (
        39,
        'Prompt "No lines?" does not say how many lines it needs. Write :lines: and a number '
        "from 1 to 20 under it.",
    ),
    (
        44,
        'Prompt "Many lines?" has ":lines: 21". Write :lines: and a number from 1 to 20 under it.',
    ),
    (
        52,
        'Plan page "Nothing asked" has no prompts. Write 5 to 9 of them, each begun with '
        ":::{prompt}.",
    ),
    (56, 'Plan page "Little asked" has 1 prompt. Give it 5 to 9.'),
    (
        65,
        'Prompt "Outside?" stands outside a plan page. Move it between ::::{plan-page} and its '
        "closing ::::.",
    ),
]


def test_each_fault_has_one_message_with_its_line(small_book):
    built = small_book({"index.md": FAULTY}, extensions=["_ext.plan"])
    assert built.status != 0
    told = [line.split("index.md:", 1)[1] for line in built.warnings.splitlines()]
    expected = [f"{line}: WARNING: {message}" for line, message in MESSAGES]
    got = [re.sub(r" \[handbook\.B31\d\]$", "", line) for line in told]
    assert sorted(got) == sorted(expected)


class Reader:
    """A reader with a browser: opens pages of the book, writes, and looks."""

    def __init__(self, context, address):
        self.context, self.address = context, address

    def open(self, name="01-one"):
        page = self.context.new_page()
        page.goto(f"{self.address}course/{name}.html")
        return page


@pytest.fixture
def reader(make, browser, serve):
    """Return a reader of the book, served under a sub-path, with an empty browser."""
    built = make()
    context = browser.new_context(accept_downloads=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield Reader(context, serve(built.outdir.parent) + "html/")
    context.close()


def field(page, key):
    return page.get_by_label(f"What of {key}?", exact=True)


def store(page, **entries):
    page.evaluate(
        "entries => Object.entries(entries).forEach(([k, v]) => localStorage.setItem(k, v))",
        {name.replace("__", ":"): value for name, value in entries.items()},
    )


def test_text_survives_a_reload_and_is_in_the_workbook(reader):
    page = reader.open()
    field(page, "today").fill("We sell\nbread.")
    page.get_by_text("Saved in this browser only.").wait_for()
    page.reload()
    assert field(page, "today").input_value() == "We sell\nbread."
    workbook = reader.open("workbook")
    first, second = field(workbook, "today").all()
    assert (first.input_value(), second.input_value()) == ("We sell\nbread.", "")
    # The two tabs stay in step.
    first.fill("We bake.")
    page.wait_for_function("document.querySelector('textarea').value === 'We bake.'")


def test_what_is_stored_says_which_question_was_answered(reader):
    page = reader.open()
    field(page, "today").fill("Bread")
    entries = page.evaluate("({...localStorage})")
    entry = json.loads(entries["plan:v1:course/01-one:today"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", entry.pop("date"))
    assert entry == {"text": "Bread", "prompt": "What of today?", "title": "Where we stand"}
    field(page, "today").fill(" ")
    assert "plan:v1:course/01-one:today" not in page.evaluate("({...localStorage})")


def test_export_has_prompts_and_text(reader):
    page = reader.open()
    field(page, "today").fill("Bread & <b>")
    page.get_by_role("button", name="Copy as Markdown").click()
    page.get_by_text("Copied as Markdown.").wait_for()
    text = page.evaluate("navigator.clipboard.readText()")
    assert re.sub(r"\d{4}-\d\d-\d\d", "(date)", text).startswith(
        "# Where we stand\n\nChapter 1: First. (date)\n\n## What of today?\n\nBread & <b>\n\n"
        "## What of buyers?\n\n*Not answered yet.*\n\n"
    )
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as Markdown file").click()
    assert download.value.suggested_filename == "workbook-01-one.md"
    assert download.value.path().read_text(encoding="utf-8") == text
    workbook = reader.open("workbook")
    with workbook.expect_download() as download:
        workbook.get_by_role("button", name="Save as Markdown file").click()
    assert download.value.suggested_filename == "workbook.md"
    whole = download.value.path().read_text(encoding="utf-8")
    heads = [line for line in whole.splitlines() if re.match("##? ", line)]
    assert heads == ["# My plan", "## Where we stand", "## The “job”"]
    assert "### What of today?\n\nBread & <b>\n" in whole


def test_answers_to_changed_questions_are_shown_exported_and_erased_one_by_one(reader):
    page = reader.open()
    entry = {"text": "Lost?\nNo.", "prompt": "What of yore?", "title": "Old", "date": "2026-01-02"}
    reworded = entry | {"prompt": "How are you today?"}
    page.evaluate(
        "entries => entries.forEach(([name, text]) => localStorage.setItem(name, text))",
        [
            ["plan:v1:course/01-one:gone", json.dumps(entry)],
            ["plan:v1:course/01-one:today", json.dumps(reworded)],
            ["plan:v1:course/99-renamed:x", json.dumps(entry | {"prompt": "Of another page?"})],
            ["plan:v1:course/01-one:broken", "not JSON"],
            ["other:x", "not ours"],
        ],
    )
    page.reload()
    assert field(page, "today").input_value() == "Lost?\nNo."
    assert page.get_by_text("the question was: “How are you today?”").is_visible()
    old = page.get_by_role("group", name="Answers to questions that have since changed")
    texts = old.locator(".plan-old-text")
    assert texts.all_inner_texts() == ["not JSON", "Lost?\nNo."]
    assert old.get_by_text("Old, written on 2026-01-02").is_visible()
    page.get_by_role("button", name="Copy as Markdown").click()
    page.get_by_text("Copied as Markdown.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "## What of yore?\n\n*Old, written on 2026-01-02*\n\nLost?\nNo.\n" in copied
    workbook = reader.open("workbook")
    all_old = workbook.locator(".plan-old-prompt").all_inner_texts()
    assert all_old == ["broken", "What of yore?", "Of another page?"]
    page.on("dialog", lambda dialog: dialog.accept())
    old.get_by_role("button", name="Erase this answer: What of yore?").click()
    assert texts.all_inner_texts() == ["not JSON"]
    names = page.evaluate("Object.keys(localStorage)")
    assert "plan:v1:course/01-one:gone" not in names and "other:x" in names


def test_erasing_asks_first_and_leaves_the_other_pages_alone(reader):
    other = reader.open("02-two")
    field(other, "today").fill("Of the second page")
    page = reader.open()
    field(page, "today").fill("Bread")
    field(page, "budget").fill("10")
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    erase = page.get_by_role("button", name="Erase what I wrote here")
    erase.click()
    assert asked[0].startswith("Erase all 2 answers on this page? They cannot be brought back.")
    assert field(page, "today").input_value() == "Bread"
    page.once("dialog", lambda dialog: dialog.accept())
    erase.click()
    assert page.get_by_role("status").inner_text() == "Erased."
    assert field(page, "today").input_value() == field(page, "budget").input_value() == ""
    assert page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('plan:'))") == [
        "plan:v1:course/02-two:today"
    ]
    erase.click()
    assert page.get_by_role("status").inner_text() == "There is nothing to erase."


@pytest.mark.parametrize(
    "fault",
    [
        "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }",
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked') }})",
    ],
)
def test_text_that_cannot_be_kept_is_said_to_be_unsaved_and_can_be_exported(reader, fault):
    # Only the storage fails that the plan asks for: the theme has no care for a blocked one.
    page = reader.open()
    page.evaluate(f"() => {{ {fault} }}")
    field(page, "today").fill("Bread")
    status = page.get_by_role("status")
    assert status.inner_text().startswith("Not saved: this browser does not let the page keep")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as Markdown file").click()
    assert "Bread" in download.value.path().read_text(encoding="utf-8")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.close(run_before_unload=True)
    page.wait_for_event("close") if not page.is_closed() else None
    assert asked == ["beforeunload"]


def test_without_script_the_form_says_that_nothing_is_kept(make, browser, serve):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(serve(make().outdir) + "course/01-one.html")
    assert page.get_by_text("What you type here is not kept").is_visible()
    assert not page.get_by_role("button", name="Copy as Markdown").is_visible()
    example = page.locator(".plan-answer").first
    example.locator("summary").click()
    assert example.get_by_text("Tamandu says today").is_visible()
    field(page, "today").fill("Bread")
    page.emulate_media(media="print")
    assert field(page, "today").is_visible()
    context.close()


def test_with_script_the_form_says_where_text_is_kept(reader):
    page = reader.open()
    assert page.get_by_text("is kept in this browser only, as you type").is_visible()
    assert not page.get_by_text("What you type here is not kept").is_visible()


def test_paper_shows_all_that_was_typed_and_the_examples(reader):
    page = reader.open()
    lines = "\n".join(f"line {number}" for number in range(40))
    field(page, "today").fill(lines)
    page.emulate_media(media="print")
    assert page.locator(".plan-mirror").first.inner_text() == lines
    assert not field(page, "today").is_visible()
    assert page.get_by_text("Tamandu says today").is_visible()
    assert not page.get_by_role("button", name="Copy as Markdown").is_visible()


def test_the_button_prints_the_form_alone(reader):
    page = reader.open()
    page.evaluate("window.print = () => {}")
    page.get_by_role("button", name="Print this page").click()
    page.emulate_media(media="print")
    assert field(page, "today").locator("..").locator("label").is_visible()
    assert not page.locator("h1").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("h1").is_visible()
    workbook = reader.open("workbook")
    workbook.evaluate("window.print = () => {}")
    workbook.get_by_role("button", name="Print this page").click()
    workbook.emulate_media(media="print")
    assert workbook.locator("h1").is_visible()


def test_works_where_the_host_forbids_inline_scripts(reader):
    policy = "default-src 'self'; script-src 'self'; object-src 'none'; form-action 'none'"

    def answer(route):
        response = route.fetch()
        headers = response.headers | {"content-security-policy": policy}
        route.fulfill(response=response, headers=headers)

    reader.context.route("**/*", answer)
    page = reader.open()
    field(page, "today").fill("Bread")
    page.get_by_text("Saved in this browser only.").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as Markdown file").click()
    assert "Bread" in download.value.path().read_text(encoding="utf-8")


def test_works_by_keyboard(reader):
    page = reader.open()
    field(page, "today").focus()
    page.keyboard.type("Bread")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.get_by_text("Tamandu says today").is_visible()
    field(page, "next-step").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Copy as Markdown"
    page.keyboard.press("Enter")
    page.get_by_text("Copied as Markdown.").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_stands_in_anybodys_way(make, browser, serve, width, scheme):
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    base = serve(make().outdir)
    for name in ("01-one", "workbook"):
        page.goto(f"{base}course/{name}.html")
        page.evaluate("localStorage.setItem('plan:v1:course/01-one:gone', 'old')")
        page.reload()
        for summary in page.locator("summary").all():
            summary.click()
        results = Axe().run(page, "[role=main]")
        assert results.violations_count == 0, results.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()


SHIFTS = """
window.shifted = [];
new PerformanceObserver((list) => {
  for (const { sources } of list.getEntries()) {
    for (const { node } of sources) {
      const element = node instanceof Element ? node : node?.parentElement;
      if (element?.closest("[role=main]")) window.shifted.push(element.outerHTML.slice(0, 80));
    }
  }
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_jumps_when_the_script_starts(make, browser, serve, width):
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.add_init_script(SHIFTS)
    page.goto(serve(make().outdir) + "course/workbook.html")
    page.wait_for_timeout(300)
    assert page.evaluate("window.shifted") == []
    page.close()


def test_is_correct_html(make, nu, fragments):
    assert nu(fragments(make(), "course/01-one", "course/workbook")) == []
