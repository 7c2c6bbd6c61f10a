"""Calculators: a form on the website, the worked example everywhere.

``{calculator} rating`` names a calculator; its body is the worked example, and when not to trust
the result. What the form asks for is ``FIELDS`` in ``analysis/calculators.py``, beside the formula
in Python; a script of the book, ``_static/calculators/rating.js``, computes the same for the
reader, and a test holds one against the other. The form begins with the numbers of ``FIELDS``, or
with those of the page's own example: ``:with: aware=24000, act=6300``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from _ext.analyses import Analyses, AnalysisError, Call, Result
from _ext.formats import is_print
from _ext.rules import warn
from _ext.words import _


class calculator(nodes.General, nodes.Element):
    """A calculator: ``calculator`` names its script; the children are the worked example.

    ``fields`` is what its form asks for: each a dict of what analysis.calculators.Field holds, its
    ``value`` the number that the form begins with.
    """


def fields(found: Analyses) -> Result:
    """Return what each calculator asks for: the item ``fields``, by name. Raises AnalysisError."""

    def ask(call: Call) -> dict[str, Any]:
        known = call.module.FIELDS
        return {"fields": {name: [asdict(field) for field in known[name]] for name in known}}

    if "calculators" not in found.modules():  # a book without calculators
        return Result({"fields": {}}, [])
    return found.run("calculators", "fields", ask, [__file__])


class CalculatorDirective(SphinxDirective):
    """A calculator and its worked example."""

    required_arguments = 1
    has_content = True
    option_spec = {"with": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Return the calculator; warn of an unknown name or number, or a missing example."""
        name = self.arguments[0].strip()
        where = (self.env.docname, self.lineno)
        found = Analyses.of(self.env.app)
        try:
            result = fields(found)
        except AnalysisError as error:
            warn("B351", str(error), location=where)
            return []
        for path in result.files:
            self.env.note_dependency(str(found.root / path))
        known = result.value["fields"]
        if name not in known:
            warn(
                "B351",
                'There is no calculator "%s". Those that there are: %s. FIELDS in '
                "analysis/calculators.py lists them.",
                name,
                ", ".join(sorted(known)) or "none",
                location=where,
            )
            return []
        if not any(line.strip() for line in self.content):
            warn(
                "B352",
                'The calculator "%s" has no worked example. Write it below, with the formula and '
                "all numbers: readers of the book and of a page without JavaScript have only that.",
                name,
                location=where,
            )
        node = calculator(
            calculator=name,
            ids=[nodes.make_id(f"calculate-{name}")],
            fields=self.filled(name, known[name]),
        )
        node += self.parse_content_to_nodes()
        self.set_source_info(node)
        return [node]

    def filled(self, name: str, asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the fields *asked* with the numbers of :with:; warn of one not asked for."""
        values = {field["name"]: field["value"] for field in asked}
        for part in filter(None, map(str.strip, self.options.get("with", "").split(","))):
            key, _equals, number = map(str.strip, part.partition("="))
            try:
                if key not in values:
                    raise ValueError(key)
                values[key] = float(number)
            except ValueError:
                warn(
                    "B353",
                    'The calculator "%s" cannot begin with "%s". Write :with: and numbers by '
                    "name, such as %s.",
                    name,
                    part,
                    ", ".join(f"{known}={value:g}" for known, value in values.items()),
                    location=(self.env.docname, self.lineno),
                )
        return [{**field, "value": values[field["name"]]} for field in asked]


class PrintCalculators(SphinxPostTransform):
    """Leave the worked example in books."""

    default_priority = 3

    def run(self, **kwargs: Any) -> None:
        """Replace each calculator by a container with its example."""
        if not is_print(self.app.builder):
            return
        for node in list(self.document.findall(calculator)):
            box = nodes.container("", *node.children, ids=node["ids"], classes=["calculator"])
            node.replace_self(box)


def form(name: str, fields: list[dict[str, Any]], quoted: Callable[[str], str]) -> str:
    """Return the form of the calculator *name* with its *fields* as HTML.

    The script fills in the result. The form stands in the page, and is not made by the script, so
    that nothing moves when that arrives.
    """
    rows = []
    legend = _("Your numbers")
    again, share = _("Use the numbers of the example"), _("Copy the link to this result")
    for field in fields:
        key = f"{name}-{field['name']}"
        limits = "".join(
            f' data-{limit}="{field[limit]:g}"'
            for limit in ("least", "most")
            if field[limit] is not None
        )
        whole = " data-whole" if field["whole"] else ""
        rows.append(
            f'<div><label for="{key}">{quoted(field["label"])}</label>'
            f'<input type="text" inputmode="decimal" autocomplete="off" id="{key}" '
            f'name="{field["name"]}" value="{field["value"]:.12g}"{limits}{whole}>'
            f'<p class="calculator-fault" id="{key}-fault"></p></div>'
        )
    return (
        f"<form novalidate><fieldset><legend>{legend}</legend>\n"
        + "\n".join(rows)
        + '\n</fieldset>\n<div class="calculator-result" role="status"></div>\n<p class="buttons">'
        f'<button type="button">{again}</button> '
        f'<button type="button">{share}</button> <span role="status"></span>'
        "</p></form>\n"
    )


def visit_calculator(self: HTML5Translator, node: calculator) -> None:
    """Begin the calculator with the place for its form; the example follows."""
    data = {"data-calculator": node["calculator"]}
    self.body.append(self.starttag(node, "div", CLASS="calculator", **data))
    self.body.append(form(node["calculator"], node["fields"], self.attval))
    self.body.append('<div class="calculator-example">\n')


def depart_calculator(self: HTML5Translator, node: calculator) -> None:
    """End the calculator."""
    self.body.append("</div></div>\n")


def add_script(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Load the script where there is a calculator, and nowhere else."""
    if app.builder.name == "html" and doctree is not None:
        if next(iter(doctree.findall(calculator)), None) is not None:
            app.add_js_file("calculators.js", type="module")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive and what becomes of it."""
    app.setup_extension("_ext.assets")
    app.add_node(calculator, html=(visit_calculator, depart_calculator))
    app.add_directive("calculator", CalculatorDirective)
    app.add_post_transform(PrintCalculators)
    app.connect("html-page-context", add_script)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
