"""What the website's pages show otherwise than Sphinx and Furo: article lines, boxes, formulas."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from _ext import collect
from _ext.formulas import to_mathml
from _ext.rules import warn
from _ext.site import files
from _ext.words import _, long_date

WORDS_A_MINUTE = 220
"""How fast an article is taken to be read; a slow figure, since many readers' English is second."""


def _warn(app: Sphinx, code: str, key: str, message: str) -> None:
    """Warn of the front matter of the page being read, at the line of *key*."""
    docname = app.env.current_document.docname
    lines = app.env.doc2path(docname).read_text(encoding="utf-8").splitlines()
    line = next((n for n, text in enumerate(lines, 1) if text.startswith(f"{key}:")), 1)
    warn(code, message, location=(docname, line))


def check_article(app: Sphinx, doctree: nodes.document) -> None:
    """Check the date of an article and the pages it sends readers to."""
    facts = app.env.metadata[app.env.current_document.docname]
    if day := facts.get("date"):
        try:
            date.fromisoformat(str(day))
        except ValueError:
            _warn(app, "B381", "date", f'The date is "{day}". Write it as 2026-11-24.')
    for page in read_too(facts):
        if page not in app.env.found_docs:
            _warn(
                app,
                "B382",
                "read_too",
                f'"read_too" names the page "{page}", which does not exist. Write the path of '
                "its file without .md, such as course/01-evolution-of-marketing.",
            )


def read_too(facts: dict[str, Any]) -> list[str]:
    """Return the pages that an article's front matter recommends; MyST hands lists on as JSON."""
    given = facts.get("read_too", [])
    return json.loads(given) if isinstance(given, str) else list(given)


def minutes(doctree: nodes.Element) -> int:
    """Return how long *doctree* takes to read, in minutes, at least one."""
    words = sum(len(text.astext().split()) for text in doctree.findall(nodes.Text))
    return max(1, round(words / WORDS_A_MINUTE))


class Articles(SphinxPostTransform):
    """Give an article the line under its title, and the list of what to read too."""

    default_priority = 2  # before links are resolved

    def run(self, **kwargs: Any) -> None:
        """Dress each article of the document; the PDF has all pages in one."""
        files = list(self.document.findall(addnodes.start_of_file)) or [self.document]
        for file in files:
            page = collect.page_of(file[0], self.env) if file.children else None
            facts = self.env.metadata.get(page, {}) if page else {}
            section = next(iter(file.findall(nodes.section)), None)
            if "date" in facts and section is not None:
                self.dress(section, str(page), facts)

    def dress(self, section: nodes.section, page: str, facts: dict[str, Any]) -> None:
        """Add the line and the list to the article in *section*."""
        day = date.fromisoformat(str(facts["date"]))
        takes = minutes(section)
        facts_of_it = [
            _("By %s") % self.config.author if self.config.author else "",
            long_date(day, self.config.language),
            _("1 minute to read") if takes == 1 else _("%s minutes to read") % takes,
        ]
        line = " · ".join(filter(None, facts_of_it))
        section.insert(1, nodes.paragraph(line, line, classes=["article-facts"]))
        others = [other for other in read_too(facts) if other in self.env.found_docs]
        if others:
            box = nodes.container("", classes=["read-too"])
            box += nodes.rubric("", _("Read too"))
            items = nodes.bullet_list()
            for other in others:
                title = self.env.titles[other].astext()
                link = collect.link(self.app.builder, page, other, "", title)
                items += nodes.list_item("", nodes.paragraph("", "", link))
            box += items
            section += box


def _mathml(node: nodes.Element, block: bool) -> str:
    """Return the formula in *node* as MathML; browsers show it without a script."""
    try:
        return to_mathml(node.astext(), block=block)
    except ValueError as error:
        warn(
            "F602",
            "The website cannot show the formula “%s”: %s. Check its LaTeX.",
            node.astext(),
            error,
            location=node,
        )
        return ""


def visit_math(self: HTML5Translator, node: nodes.math) -> None:
    """Write a formula in a line."""
    self.body.append(_mathml(node, block=False))
    raise nodes.SkipNode


def visit_math_block(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula of its own, with its number."""
    self.body.append(self.starttag(node, "div", CLASS="math"))
    self.body.append(_mathml(node, block=True))
    if node["number"]:
        number = get_node_equation_number(self, node)
        self.body.append(f'<span class="eqno">({number})</span>')
    self.body.append("</div>\n")
    raise nodes.SkipNode


class scrolled(nodes.General, nodes.Element):
    """A box for what may be wider than a phone: it scrolls, also by keyboard. ``label``."""


class Boxes(SphinxPostTransform):
    """Replace boxes whose markup keeps some readers out.

    Furo gives the box around a table or a formula the id of what is in it, so that the id stands
    twice, and no place in the order of the keyboard. docutils writes the sources of a bibliography
    with a role that ARIA has withdrawn.
    """

    default_priority = 600  # after Furo has made its boxes
    builders = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Replace the boxes of the page."""
        for box in list(self.document.findall(nodes.container)):
            if {"table-wrapper", "math-wrapper"} & set(box["classes"]):
                title = next(iter(box.findall(nodes.title)), None)
                label = _("Formula") if title is None else _("Table: %s") % title.astext()
                if title is None and "table-wrapper" in box["classes"]:
                    label = _("Table")
                box.replace_self(scrolled("", *box.children, classes=box["classes"], label=label))
        for source in list(self.document.findall(nodes.citation)):
            source.replace_self(
                nodes.container("", *source.children, ids=source["ids"], classes=["citation"])
            )


def visit_scrolled(self: HTML5Translator, node: scrolled) -> None:
    """Begin a box that scrolls."""
    classes = " ".join(node["classes"])
    label = self.attval(node["label"])
    self.body.append(f'<div class="{classes}" role="group" aria-label="{label}" tabindex="0">\n')


def depart_scrolled(self: HTML5Translator, node: scrolled) -> None:
    """End a box that scrolls."""
    self.body.append("</div>\n")


class Downloads(SphinxPostTransform):
    """Add a button for each file that can be downloaded, after the actions of the home page."""

    default_priority = 2
    builders = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Fill the first list of ``home-actions``."""
        for box in self.document.findall(nodes.container):
            actions = next(iter(box.findall(nodes.bullet_list)), None)
            if "home-actions" not in box["classes"] or actions is None:
                continue
            for name, path in files.downloads(self.app):
                size = files.size(path, self.config.language)
                text = _("Download the {name} ({size})").format(name=name, size=size)
                link = nodes.reference(
                    "", text, refuri=f"{files.DOWNLOADS}/{path.name}", internal=True
                )
                actions += nodes.list_item("", nodes.paragraph("", "", link))


def connect(app: Sphinx) -> None:
    """Register transforms and formulas."""
    app.add_node(scrolled, html=(visit_scrolled, depart_scrolled))
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
    for transform in (Boxes, Articles, Downloads):
        app.add_post_transform(transform)
    app.connect("doctree-read", check_article)
