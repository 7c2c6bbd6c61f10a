"""Calculators: the same numbers in the browser as in Python, for every reader, in every format."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from playwright.sync_api import Page

from analysis import calculators

PAGE = "reference/calculators.html"

IN_PYTHON = {
    "par-bar": lambda given: calculators.par_bar(**given),
    "rating": lambda given: calculators.rating([int(n) for n in given.values()]),
    "nps": lambda given: calculators.nps(**given),
    "reward": lambda given: calculators.reward(**given),
    "sample-size": lambda given: calculators.sample_size(**given),
    "shape": lambda given: calculators.shape(list(given.values())),
}


def cases(name: str) -> Iterator[dict[str, float]]:
    """Yield inputs of the calculator *name* that its form lets through: example, changes, edges."""
    fields = calculators.FIELDS[name]
    example = calculators.example(name)

    def allowed(field: calculators.Field, value: float) -> float:
        low = -math.inf if field.least is None else field.least
        value = min(max(value, low), math.inf if field.most is None else field.most)
        return math.floor(value) if field.whole else value

    yield example
    for field in fields:
        for factor in (0, 0.5, 3, 1000):
            yield example | {field.name: allowed(field, field.value * factor)}
    for same in (0, 1):
        yield {field.name: allowed(field, same) for field in fields}


@pytest.fixture
def page(book, browser, serve) -> Iterator[Page]:
    """The page of calculators, opened anew in a profile of its own."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(urljoin(serve(book / "html"), PAGE))
    for name in calculators.FIELDS:
        page.locator(f"[data-calculator={name}] .calculator-number").wait_for()
    yield page
    context.close()


@pytest.mark.parametrize("name", calculators.FIELDS)
def test_the_script_gives_the_numbers_of_python(page, name):
    inputs = list(cases(name))
    found = page.evaluate(
        """async ([name, inputs]) => {
            const { compute } = await import(`../_static/calculators/${name}.js`);
            return inputs.map((given) => {
                try { return JSON.stringify(compute(given)); }
                catch (error) {
                    if (!(error instanceof RangeError)) throw error;
                    return JSON.stringify({ refused: error.message });
                }
            });
        }""",
        [name, inputs],
    )
    for given, text in zip(inputs, found, strict=True):
        result = json.loads(text)
        try:
            expected = IN_PYTHON[name](given)
        except ValueError as error:
            assert result == {"refused": str(error)}, given
            continue
        assert result.keys() == expected.keys(), given
        for key, value in expected.items():
            if isinstance(value, float) and math.isnan(value):
                assert result[key] is None, (given, key)
            elif isinstance(value, str):
                assert result[key] == value, (given, key)
            else:
                assert result[key] == pytest.approx(value, rel=1e-7, abs=1e-7), (given, key)


def test_the_cases_that_are_tried_contain_refusals_and_every_shape():
    """The comparison above says something only if it meets what the formulas distinguish."""
    shapes = set()
    refused = set()
    for name in calculators.FIELDS:
        for given in cases(name):
            try:
                result = IN_PYTHON[name](given)
            except ValueError:
                refused.add(name)
            else:
                shapes.add(result.get("shape"))
    assert refused == set(calculators.FIELDS)
    assert shapes >= {"funnel", "goldfish", "trumpet"}
    assert calculators.shape([4000, 2200, 800, 700, 240])["shape"] == "door knob"


@pytest.mark.parametrize(
    ("shares", "each"),
    [((10, 12), 3841), ((50, 55), 1565), ((5, 6), 8158)],
)
def test_sample_sizes_are_the_published_ones(shares, each):
    """Fleiss, Statistical Methods for Rates and Proportions: two-sided 5%, power 80%."""
    base, new = shares
    result = calculators.sample_size(base, 100 * (new / base - 1), 80, 5, 100)
    assert result["each"] == pytest.approx(each, abs=1)


def test_a_changed_number_changes_the_result_in_words_and_the_address(page):
    box = page.locator("[data-calculator=par-bar]")
    assert box.locator(".calculator-number").inner_text() == "PAR 0.150 · BAR 0.060"
    box.get_by_label("People who bought").fill("1000")
    box.get_by_text("PAR 0.250 · BAR 0.060").wait_for()
    assert "Of every 100 people who know the brand, 25.0 bought" in box.inner_text()
    assert parse_qs(urlsplit(page.url).query) == {"par-bar.act": ["1000"]}
    box.get_by_role("button", name="Copy the link").click()
    box.get_by_text("The link is copied.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith("?par-bar.act=1000#calculate-par-bar")
    page.goto(copied)
    box.get_by_text("PAR 0.250 · BAR 0.060").wait_for()
    box.get_by_role("button", name="Use the numbers of the example").click()
    box.get_by_text("PAR 0.150 · BAR 0.060").wait_for()
    assert urlsplit(page.url).query == ""


def test_a_wrong_number_is_named_beside_its_field(page):
    box = page.locator("[data-calculator=rating]")
    field = box.get_by_label("Ratings with 5 stars")
    for text, message in (
        ("many", "Write a number"),
        ("1.5", "Write a whole number."),
        ("-1", "Write 0 or more."),
    ):
        field.fill(text)
        box.get_by_text(message).wait_for()
        assert "one of the numbers needs mending" in box.inner_text()
        assert field.get_attribute("aria-invalid") == "true"
        fault = page.locator(f"#{field.get_attribute('aria-describedby')}")
        assert message in fault.inner_text()
    field.fill("5")
    box.locator(".calculator-number").wait_for()
    assert field.get_attribute("aria-invalid") is None


def test_a_comma_is_read_as_in_portuguese(page):
    box = page.locator("[data-calculator=reward]")
    box.get_by_label("Price of a purchase").fill("12,50")
    box.get_by_text("A paid purchase earns 8.50").wait_for()


def test_what_is_typed_before_the_script_has_come_is_kept(book, browser, serve):
    page = browser.new_page()
    held = []
    page.route("**/calculators/reward.js", lambda route: held.append(route))
    page.goto(urljoin(serve(book / "html"), PAGE))
    box = page.locator("[data-calculator=reward]")
    price = box.get_by_label("Price of a purchase")
    price.evaluate("(input) => { input.value = '12.50'; }")
    while not held:
        page.wait_for_timeout(50)
    held[0].continue_()
    box.get_by_text("A paid purchase earns 8.50").wait_for()
    assert price.input_value() == "12.50"
    page.close()


def test_calculators_work_by_keyboard_and_tell_screen_readers(page):
    box = page.locator("[data-calculator=nps]")
    box.get_by_label("Promoters").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("100")
    page.keyboard.press("Tab")
    assert box.get_by_label("Passives").evaluate("node => node === document.activeElement")
    box.get_by_text("175 answers").wait_for()
    assert box.locator(".calculator-result").get_attribute("role") == "status"
    page.keyboard.press("Enter")  # must not send the form
    assert PAGE in page.url


def test_without_script_the_worked_example_stands_alone(book, browser, serve):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(urljoin(serve(book / "html"), PAGE))
    assert page.get_by_text("Worked example.").count() == len(calculators.FIELDS)
    assert [form for form in page.locator(".calculator form").all() if form.is_visible()] == []
    context.close()


def test_nothing_moves_when_the_results_arrive(book, browser, serve):
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver((list) => list.getEntries()"
        ".forEach((entry) => (window.moved += entry.value)))"
        ".observe({ type: 'layout-shift', buffered: true });"
    )
    page.goto(urljoin(serve(book / "html"), PAGE), wait_until="networkidle")
    assert page.evaluate("window.moved") < 0.01
    page.close()


SETTINGS = {"extensions": ["_ext.calculator"]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (":::{calculator} tax\nExample.\n:::", 'There is no calculator "tax"'),
        (":::{calculator} nps\n:::", 'The calculator "nps" has no worked example.'),
        (
            ":::{calculator} nps\n:with: fans=3\n\nExample.\n:::",
            'The calculator "nps" cannot begin with "fans=3".',
        ),
        (
            ":::{calculator} nps\n:with: promoters=many\n\nExample.\n:::",
            'The calculator "nps" cannot begin with "promoters=many".',
        ),
    ],
)
def test_bad_input_names_its_line(small_book, text, message):
    built = small_book({"index.md": f"# Page\n\n{text}\n"}, **SETTINGS)
    assert built.status != 0
    assert f"index.md:3: WARNING: {message}" in built.warnings


def test_a_page_begins_with_its_own_numbers(small_book):
    text = "# Page\n\n:::{calculator} nps\n:with: promoters=7, detractors=2\n\nExample.\n:::\n"
    built = small_book({"index.md": text}, **SETTINGS)
    assert built.status == 0, built.warnings
    page = built.read("index.html")
    for name, value in (("promoters", 7), ("passives", 45), ("detractors", 2)):
        assert f'name="{name}" value="{value}"' in page
