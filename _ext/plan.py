"""The marketing plan: a page to fill in at the end of each chapter, and all pages as one workbook.

``{plan-page}`` with ``{prompt}`` inside makes a page, ``{plan-pages}`` collects all of them. On
the website they are forms, and what a reader types is kept in that browser and nowhere else. In
the EPUB and the PDF there are lines to write on, then the page as the practice company filled it
in.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from _ext import collect
from _ext.formats import is_print
from _ext.rules import Warns, warn
from _ext.words import N_, _

PROMPTS = range(5, 10)
"""How many prompts a plan page may have."""

LINES = range(1, 21)
"""How many lines a reader may be given to write on."""

KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class plan_page(nodes.General, nodes.Element):
    """A page of the plan: its title, then prompts and what stands between them.

    ``page`` is the name of the page it was written on, and ``number`` counts there: the copy in the
    workbook keeps both.
    """


class plan_title(nodes.TextElement):
    """The title of a page of the plan."""


class prompt(nodes.General, nodes.Element):
    """A prompt: its text, then the practice company's answer. ``key`` and ``lines``."""


class prompt_text(nodes.TextElement):
    """What the reader is asked."""


class prompt_answer(nodes.Element):
    """What the practice company wrote."""


class plan_pages(nodes.General, nodes.Element):
    """The place where all pages of the plan are shown; on the website, a frame around them."""


class PlanPages(collect.Collection):
    """The plan pages of the book."""

    name = "plan"
    label = "plan pages"
    item = plan_page
    listing = plan_pages


class PlanPageDirective(Warns, SphinxDirective):
    """Read a page of the plan; ``docs/exercises.md`` shows what its writer types."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the page, even a faulty one: one build then tells all faults."""
        title = self.arguments[0] if self.arguments else ""
        number = self.env.new_serialno("plan-page") + 1
        node = plan_page("", page=self.env.docname, number=number, ids=[f"plan-page-{number}"])
        self.set_source_info(node)
        self.state.document.set_id(node)
        inline, messages = self.parse_inline(title)
        node += plan_title(title, "", *inline)
        node += [*messages, *self.parse_content_to_nodes()]
        count = sum(isinstance(child, prompt) for child in node.children)
        if not title.strip():
            self.warn(
                "B311", "A plan page has no title. Write it after {plan-page}, on the same line."
            )
        if not count:
            self.warn(
                "B312",
                f'Plan page "{collect.short(title)}" has no prompts. Write {PROMPTS[0]} to '
                f"{PROMPTS[-1]} of them, each begun with :::{{prompt}}.",
            )
        elif count not in PROMPTS:
            self.warn(
                "B312",
                f'Plan page "{collect.short(title)}" has {count} prompt{"s" * (count > 1)}. '
                f"Give it {PROMPTS[0]} to {PROMPTS[-1]}.",
            )
        return [node]


class PromptDirective(Warns, SphinxDirective):
    """Read a prompt of a plan page."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {
        "key": directives.unchanged,
        "lines": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        """Return the prompt, even a faulty one: one build then tells all faults."""
        text = self.arguments[0] if self.arguments else ""
        self.label = collect.short(text)
        node = prompt("", key=self.key(), lines=self.lines())
        self.set_source_info(node)
        inline, messages = self.parse_inline(text)
        node += prompt_text(text, "", *inline)
        node += prompt_answer("", *messages, *self.parse_content_to_nodes())
        if not text.strip():
            self.warn("B313", "A prompt has no text. Write it after {prompt}, on the same line.")
        if not node[1].children:
            self.warn(
                "B313",
                f'Prompt "{self.label}" has no answer. Write one as an example, under the options, '
                "after an empty line.",
            )
        return [node]

    def key(self) -> str:
        """Return the prompt's key."""
        key = self.options.get("key", "").strip()
        if not key:
            self.warn(
                "B314",
                f'Prompt "{self.label}" has no key. Add a line such as :key: product-today under '
                "it. Readers' own text is stored under the key, so it never changes afterwards.",
            )
        elif not KEY.fullmatch(key):
            self.warn(
                "B314",
                f'The key "{key}" has characters that a key cannot have. Use small letters a to '
                "z and digits, in words joined by single hyphens, such as product-today.",
            )
        return nodes.make_id(key)

    def lines(self) -> int:
        """Return how many lines there are to write on."""
        lines = self.options.get("lines", "").strip()
        if lines.isdecimal() and int(lines) in LINES:
            return int(lines)
        missing = f'has ":lines: {lines}"' if lines else "does not say how many lines it needs"
        self.warn(
            "B315",
            f'Prompt "{self.label}" {missing}. Write :lines: and a number from {LINES[0]} to '
            f"{LINES[-1]} under it.",
        )
        return 3


def check_prompts(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of prompts outside plan pages, of keys used twice, and of footnotes."""
    collect.refuse_footnotes(doctree, plan_page, "a plan page")
    keys: dict[str, prompt] = {}
    for node in list(doctree.findall(prompt)):
        place = (app.env.docname, node.line)
        if not isinstance(node.parent, plan_page):
            warn(
                "B316",
                'Prompt "%s" stands outside a plan page. Move it between ::::{plan-page} and '
                "its closing ::::.",
                collect.short(node[0].astext()),
                location=place,
            )
            node.replace_self(node[1].children)
        elif node["key"] and node["key"] in keys:
            warn(
                "B314",
                'The key "%s" is used twice on this page, first in line %s. Give each prompt a '
                "key of its own.",
                node["key"],
                keys[node["key"]].line,
                location=place,
            )
        else:
            keys[node["key"]] = node


class PlanPagesDirective(SphinxDirective):
    """The place where all pages of the plan are shown as one workbook."""

    def run(self) -> list[nodes.Node]:
        """Return the place; it is filled when a format is written."""
        return [plan_pages()]


class ShowPlanPages(SphinxPostTransform):
    """Fill the workbook with the forms of all pages, without the practice company's answers."""

    default_priority = 2  # before MyST (9) and Sphinx (10) resolve the links of the copies

    def run(self, **kwargs: Any) -> None:
        """Put a section for each page into each ``plan_pages`` node."""
        for place in list(self.document.findall(plan_pages)):
            here = collect.page_of(place, self.env)
            made = self.sections(here)
            if not made:
                place.replace_self(nodes.paragraph("", _("There are no plan pages yet.")))
            elif is_print(self.app.builder):
                place.replace_self(made)
            else:
                place += [*collect.contents(made), *made]

    def sections(self, here: str) -> list[nodes.section]:
        """Return the sections of the workbook, one for each page with a plan page."""
        domain: Any = self.env.get_domain("plan")
        builder = self.app.builder
        made = []
        for page, section in collect.sections(domain, builder, here, "plan"):
            for item in collect.items_of(domain, builder, page, here):
                for answer in list(item.findall(prompt_answer)):
                    answer.parent.remove(answer)
                section += item
            made.append(section)
        return made


class PrintPlanPages(SphinxPostTransform):
    """Give plan pages the form they have in a book: lines to write on, then the filled page."""

    default_priority = 3

    def run(self, **kwargs: Any) -> None:
        """Replace each plan page by a container of standard nodes."""
        if not is_print(self.app.builder):
            return
        for node in list(self.document.findall(plan_page)):
            title, *blocks = node.children
            box = nodes.container("", ids=node["ids"], classes=["plan-page"])
            box += nodes.rubric("", "", *title.children, classes=["plan-title"])
            form = nodes.container("", classes=["plan-form"])
            form += nodes.rubric("", _("Your page"), classes=["plan-form-title"])
            for block in blocks:
                if isinstance(block, prompt):
                    form += _blank(block)
                else:  # stays with the first prompt
                    form += nodes.container("", block, classes=["plan-intro"])
            box += form
            answered = [block for block in blocks if isinstance(block, prompt) and len(block) > 1]
            if answered:
                example = nodes.container("", classes=["plan-example"])
                name = owned(self.config, N_("%s’s page"), N_("An example"))
                example += nodes.rubric(name, name, classes=["plan-example-title"])
                for block in answered:
                    example += _filled(block)
                box += example
            node.replace_self(box)


def owned(config: Config, named: str, nameless: str) -> str:
    """Return *named* with the name of the practice company; *nameless* where there is none."""
    return _(named) % config.plan_practice if config.plan_practice else _(nameless)


def _asked(node: prompt) -> nodes.paragraph:
    return nodes.paragraph("", "", *node[0].deepcopy().children)


def _blank(node: prompt) -> nodes.container:
    lines = node["lines"]
    space = nodes.container("", lines=lines, classes=["plan-lines"])
    return nodes.container("", _asked(node), space, lines=lines, classes=["plan-prompt"])


def _filled(node: prompt) -> list[nodes.container]:
    return [
        nodes.container("", _asked(node), classes=["plan-asked", "plan-prompt"]),
        nodes.container("", *node[1].children, classes=["plan-answer"]),
    ]


# The website. The form works with static/plan.js; the class names are what that script asks for.

NOTE = N_(
    "What you type here is not kept: the script that would keep it in this browser did not run. "
    "Print the page before you leave it."
)

ACTIONS = {
    "copy": N_("Copy as Markdown"),
    "save": N_("Save as Markdown file"),
    "print": N_("Print this page"),
    "erase": N_("Erase what I wrote here"),
}


def _tools() -> str:
    buttons = "".join(
        f'<button type="button" data-plan-action="{action}">{_(label)}</button>\n'
        for action, label in ACTIONS.items()
    )
    return (
        f'<div class="plan-tools" hidden>\n{buttons}</div>\n'
        '<p class="plan-status" role="status"></p>\n'
    )


def _in_workbook(node: nodes.Node) -> bool:
    above = node.parent
    while above is not None and not isinstance(above, plan_pages):
        above = above.parent
    return above is not None


def visit_plan_page(self: HTML5Translator, node: plan_page) -> None:
    """Begin the form of a plan page."""
    form = collect.anchor("plan-form", node["page"], node["number"])
    home = self.builder.env.get_domain("plan").home or "plan"
    title = " ".join(node[0].astext().split())
    attributes = {
        "aria-labelledby": f"{form}-title",
        "autocomplete": "off",
        "data-plan-page": node["page"],
        "data-plan-file": home.rpartition("/")[2],
        "data-plan-title": title,
        "data-plan-source": collect.page_name(self.builder.env, node["page"])[0],
    }
    self.body.append(self.starttag(node, "form", CLASS="plan-page", **attributes))
    self.body.append(f'<p class="plan-title" id="{form}-title">')


def depart_plan_page(self: HTML5Translator, node: plan_page) -> None:
    """End the form; in the workbook, one set of buttons serves all forms."""
    if not _in_workbook(node):
        self.body.append(_tools())
    self.body.append("</form>\n")


def visit_plan_title(self: HTML5Translator, node: plan_title) -> None:
    """Write nothing: the form has begun the paragraph."""


def depart_plan_title(self: HTML5Translator, node: plan_title) -> None:
    """End the title, and say whether what is typed is kept."""
    self.body.append("</p>\n")
    if not _in_workbook(node):
        self.body.append(f'<p class="plan-note">{_(NOTE)}</p>\n')


def visit_plan_pages(self: HTML5Translator, node: plan_pages) -> None:
    """Begin the workbook, with the buttons for all of it."""
    heading = self.builder.env.titles[self.builder.current_docname].astext()
    attributes = {"data-plan-heading": heading}
    self.body.append(self.starttag(node, "div", CLASS="plan-workbook", **attributes))
    self.body.append(f'<p class="plan-note">{_(NOTE)}</p>\n{_tools()}')


def depart_plan_pages(self: HTML5Translator, node: plan_pages) -> None:
    """End the workbook."""
    self.body.append("</div>\n")


def visit_prompt(self: HTML5Translator, node: prompt) -> None:
    """Begin a prompt."""
    self.body.append('<div class="plan-prompt">\n')


def depart_prompt(self: HTML5Translator, node: prompt) -> None:
    """End a prompt."""
    self.body.append("</div>\n")


def _field(node: prompt) -> str:
    return collect.anchor("plan", node.parent["page"], node["key"])


def visit_prompt_text(self: HTML5Translator, node: prompt_text) -> None:
    """Begin the label of a prompt."""
    self.body.append(f'<label for="{_field(node.parent)}">')


def depart_prompt_text(self: HTML5Translator, node: prompt_text) -> None:
    """End the label of a prompt, and write the field for it."""
    field = _field(node.parent)
    asked = self.attval(node.astext())
    self.body.append(
        f'</label>\n<textarea id="{field}" name="{field}" rows="{node.parent["lines"]}" '
        f'data-plan-key="{node.parent["key"]}" data-plan-prompt="{asked}"></textarea>\n'
    )


def visit_prompt_answer(self: HTML5Translator, node: prompt_answer) -> None:
    """Begin the practice company's answer, folded."""
    name = owned(self.config, N_("%s’s answer"), N_("An answer as an example"))
    self.body.append(
        f'<details class="plan-answer"><summary>{self.encode(name)}</summary>\n'
        '<div class="plan-answer-text">\n'
    )


def depart_prompt_answer(self: HTML5Translator, node: prompt_answer) -> None:
    """End the practice company's answer."""
    self.body.append("</div>\n</details>\n")


def add_script(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Load the script that keeps answers on the pages that have a form, and on no other."""
    data = app.env.get_domain("plan").data
    if app.builder.name == "html" and (pagename in data["found"] or pagename in data["shown"]):
        app.add_js_file("plan.js", type="module")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives and what becomes of them."""
    app.setup_extension("_ext.collect")
    app.setup_extension("_ext.assets")
    app.add_config_value("plan_practice", "", "env", types=frozenset({str}))
    app.add_domain(PlanPages)
    app.add_directive("plan-page", PlanPageDirective)
    app.add_directive("prompt", PromptDirective)
    app.add_directive("plan-pages", PlanPagesDirective)
    app.add_node(plan_page, html=(visit_plan_page, depart_plan_page))
    app.add_node(plan_title, html=(visit_plan_title, depart_plan_title))
    app.add_node(plan_pages, html=(visit_plan_pages, depart_plan_pages))
    app.add_node(prompt, html=(visit_prompt, depart_prompt))
    app.add_node(prompt_text, html=(visit_prompt_text, depart_prompt_text))
    app.add_node(prompt_answer, html=(visit_prompt_answer, depart_prompt_answer))
    app.add_post_transform(ShowPlanPages)
    app.add_post_transform(PrintPlanPages)
    app.connect("doctree-read", check_prompts)
    app.connect("html-page-context", add_script)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
