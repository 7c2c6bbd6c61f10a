"""Lists of pages that would otherwise be kept by hand: the course by part, the articles by date.

``{course-map}`` shows each part of the course with its chapters, ``{article-list}`` the articles,
newest first. What stands beside a title is the page's own ``description``.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from _ext import collect
from _ext.words import long_date


class listing(nodes.General, nodes.Element):
    """The place of a list. ``kind`` is "course-map" or "article-list"."""


class Pages(collect.Collection):
    """What the lists say of each page."""

    name = "listing"
    label = "Pages"
    listing = listing

    def contents(
        self, env: BuildEnvironment, docname: str, document: nodes.document
    ) -> tuple[str, list[Any]]:
        """Return what the page that has just been read says of itself."""
        facts = {name: str(env.metadata[docname].get(name, "")) for name in ("date", "description")}
        return json.dumps(facts), []


class ListingDirective(SphinxDirective):
    """The place where pages are listed."""

    def run(self) -> list[nodes.Node]:
        """Return the place; it is filled when a format is written."""
        return [listing(kind=self.name)]


def parts(env: BuildEnvironment) -> list[tuple[str, list[str]]]:
    """Return the parts of the course, which are the numbered lists of the first page.

    Each is a title and the pages of its chapters.
    """
    contents = env.get_doctree(env.config.root_doc).findall(addnodes.toctree)
    return [
        (tree.get("caption") or "", list(tree["includefiles"]))
        for tree in contents
        if tree.get("numbered")
    ]


def articles(env: BuildEnvironment) -> list[str]:
    """Return the pages with a date, newest first; those of one day in the order of the book."""
    dated = [page for page in collect.pages_in_order(env) if "date" in env.metadata.get(page, {})]
    return sorted(dated, key=lambda page: str(env.metadata[page]["date"]), reverse=True)


class ShowListing(SphinxPostTransform):
    """Fill the places with lists."""

    default_priority = 2

    def run(self, **kwargs: Any) -> None:
        """Replace each place by definition lists."""
        for place in list(self.document.findall(listing)):
            here = collect.page_of(place, self.env)
            box = nodes.container("", classes=[place["kind"]])
            if place["kind"] == "article-list":
                box += self.entries(here, articles(self.env))
            else:
                for title, pages in parts(self.env):
                    box += nodes.rubric(title, title)
                    box += self.entries(here, pages)
            place.replace_self(box)

    def entries(self, here: str, pages: list[str]) -> nodes.definition_list:
        """Return a list of *pages*, for the page *here*: title with link, date, description."""
        listed = nodes.definition_list()
        for page in pages:
            facts = self.env.metadata.get(page, {})
            number = ".".join(map(str, self.env.toc_secnumbers.get(page, {}).get("") or ()))
            title = self.env.titles[page].astext()
            title = f"{number}. {title}" if number else title
            term = nodes.term("", "", collect.link(self.app.builder, here, page, "", title))
            text = str(facts.get("description", ""))
            if "date" in facts:
                day = date.fromisoformat(str(facts["date"]))
                text = f"{long_date(day, self.config.language)}. {text}"
            told = nodes.definition("", nodes.paragraph(text, text))
            listed += nodes.definition_list_item("", term, told)
        return listed


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives and what becomes of them."""
    app.setup_extension("_ext.collect")
    app.add_domain(Pages)
    app.add_node(listing)
    for name in ("course-map", "article-list"):
        app.add_directive(name, ListingDirective)
    app.add_post_transform(ShowListing)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
