"""Cases: what a real organization did, in a marked box, and a table of all of them.

``{case}`` makes the box, ``{case-list}`` the table. On the website the table can be filtered; in
the EPUB and the PDF, whose pages are narrow, the cases stand under the titles of their chapters.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from _ext import collect
from _ext.formats import is_print
from _ext.rules import Warns
from _ext.tables import made_table
from _ext.words import N_, _

FACTS = {
    "organization": "Natura",
    "country": "Brazil",
    "industry": "Cosmetics",
    "years": "1974–2024",
}
"""What must be said of every case, with an example."""

COLUMNS = {
    N_("Case"): 28,
    N_("Organization"): 14,
    N_("Country"): 12,
    N_("Industry"): 14,
    N_("Years"): 12,
    N_("Chapter"): 20,
}
"""The columns of the table and their widths, in percent."""


class case(nodes.General, nodes.Element):
    """A case: its title, then its text. Its facts are attributes."""


class case_title(nodes.TextElement):
    """What happened, in one line."""


class case_list(nodes.General, nodes.Element):
    """The place where all cases are listed."""


class Cases(collect.Collection):
    """The cases of the book."""

    name = "case"
    label = "cases"
    item = case
    listing = case_list

    def describe(self, node: nodes.Element) -> dict[str, Any]:
        """Return the row of the case *node*."""
        facts = {name: node[name] for name in FACTS}
        return {"id": node["ids"][0], "title": node[0].astext(), **facts}


class CaseDirective(Warns, SphinxDirective):
    """Read a case; ``docs/exercises.md`` shows what its writer types."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = dict.fromkeys(FACTS, directives.unchanged)

    def run(self) -> list[nodes.Node]:
        """Return the case and its entry in the index."""
        title = self.arguments[0] if self.arguments else ""
        facts = {name: self.options.get(name, "").strip() for name in FACTS}
        self.check(title, facts)
        number = self.env.new_serialno("case") + 1
        node = case("", ids=[f"case-{number}"], **facts)
        self.set_source_info(node)
        self.state.document.set_id(node)
        inline, messages = self.parse_inline(title)
        node += case_title(title, "", *inline)
        node += [*messages, *self.parse_content_to_nodes()]
        if not facts["organization"]:
            return [node]
        entry = ("single", _("%s (case)") % facts["organization"], node["ids"][0], "", None)
        return [addnodes.index(entries=[entry]), node]

    def check(self, title: str, facts: dict[str, str]) -> None:
        """Warn of what the case lacks."""
        if not title.strip():
            self.warn(
                "B321", "A case has no title. Write after {case}, on its line, what happened."
            )
        name = collect.short(title)
        for fact, example in FACTS.items():
            if not facts[fact]:
                self.warn(
                    "B321",
                    f'Case "{name}" does not say its {fact}. Add a line such as '
                    f":{fact}: {example} under its title.",
                )
        if not any(line.strip() for line in self.content):
            self.warn(
                "B321", f'Case "{name}" has no text. Write it under the facts, after an empty line.'
            )


class CaseListDirective(SphinxDirective):
    """The place where all cases of the book are listed."""

    def run(self) -> list[nodes.Node]:
        """Return the place; it is filled when a format is written."""
        return [case_list()]


class ShowCases(SphinxPostTransform):
    """Fill the page of cases: with a table on the website, with a list in a book."""

    default_priority = 2

    def run(self, **kwargs: Any) -> None:
        """Replace each ``case_list`` node by the cases."""
        for place in list(self.document.findall(case_list)):
            here = collect.page_of(place, self.env)
            if is_print(self.app.builder):
                made: list[nodes.Element] = [*self.sections(here)]
            elif rows := self.rows(here):
                made = [nodes.container("", classes=["case-list"])]
                made[0] += nodes.container("", classes=["case-filter"])  # cases.js fills it
                made[0] += made_table(rows, COLUMNS)
            else:
                made = []
            place.replace_self(made or nodes.paragraph("", _("There are no cases yet.")))

    def sections(self, here: str) -> Iterator[nodes.section]:
        """Yield a section for each page with cases: their titles, and their facts below."""
        domain: Any = self.env.get_domain("case")
        builder = self.app.builder
        for page, section in collect.sections(domain, builder, here, "cases"):
            del section[1]  # each title is a link, so none to the page is needed
            listed = nodes.definition_list()
            for item in domain.data["found"][page]["items"]:
                title = collect.link(builder, here, page, item["id"], item["title"])
                line = facts_line(item)
                facts = nodes.definition("", nodes.paragraph(line, line, classes=["case-facts"]))
                listed += nodes.definition_list_item("", nodes.term("", "", title), facts)
            section += listed
            yield section

    def rows(self, here: str) -> list[list[nodes.Node]]:
        """Return the cells of each case, in the order of the book."""
        domain: Any = self.env.get_domain("case")
        rows: list[list[nodes.Node]] = []
        for page in domain.pages:
            chapter = collect.page_name(self.env, page)[0]
            for item in domain.data["found"][page]["items"]:
                to = collect.link(self.app.builder, here, page, item["id"], item["title"])
                home = collect.link(self.app.builder, here, page, "", chapter)
                rows.append([to, *(nodes.Text(item[fact]) for fact in FACTS), home])
        return rows


def facts_line(facts: case | dict[str, str]) -> str:
    """Return the *facts* of a case in one line."""
    return " · ".join(facts[name] for name in FACTS if facts[name])


class PrintCases(SphinxPostTransform):
    """Give cases the form they have in a book."""

    default_priority = 3

    def run(self, **kwargs: Any) -> None:
        """Replace each case by a container of standard nodes."""
        if not is_print(self.app.builder):
            return
        for node in list(self.document.findall(case)):
            title, *text = node.children
            line = facts_line(node)
            box = nodes.container("", ids=node["ids"], classes=["case"])
            box += nodes.rubric("", "", *title.children, classes=["case-title"])
            box += nodes.paragraph(line, line, classes=["case-facts"])
            box += text
            node.replace_self(box)


def visit_case(self: HTML5Translator, node: case) -> None:
    """Begin a case: an aside that has its title as name."""
    labels = {"aria-labelledby": f"{node['ids'][0]}-title"}
    self.body.append(self.starttag(node, "aside", CLASS="case", **labels))


def depart_case(self: HTML5Translator, node: case) -> None:
    """End a case."""
    self.body.append("</aside>\n")


def visit_case_title(self: HTML5Translator, node: case_title) -> None:
    """Begin the title of a case."""
    name = f"{node.parent['ids'][0]}-title"
    kicker = _("Case")
    self.body.append(f'<p class="case-kicker">{kicker}</p>\n')
    self.body.append(f'<p class="case-title" id="{name}">')


def depart_case_title(self: HTML5Translator, node: case_title) -> None:
    """End the title of a case, and tell its facts."""
    line = self.encode(facts_line(node.parent))
    self.body.append(f'</p>\n<p class="case-facts">{line}</p>\n')


def add_script(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Load the filter on the page that lists the cases, and on no other."""
    if app.builder.name == "html" and pagename in app.env.get_domain("case").data["shown"]:
        app.add_js_file("cases.js", type="module")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives and what becomes of them."""
    app.setup_extension("_ext.collect")
    app.setup_extension("_ext.tables")
    app.add_domain(Cases)
    app.add_directive("case", CaseDirective)
    app.add_directive("case-list", CaseListDirective)
    app.add_node(case, html=(visit_case, depart_case))
    app.add_node(case_title, html=(visit_case_title, depart_case_title))
    app.add_node(case_list)
    app.add_post_transform(ShowCases)
    app.add_post_transform(PrintCases)
    app.connect("html-page-context", add_script)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
