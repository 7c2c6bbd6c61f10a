"""What several pages hold and one page shows together: answers, plan pages, cases.

A :class:`Collection` knows which pages hold items of one kind, and which pages show all of them.
It sees to it that a page which shows them is written again when they have changed, in each
format, and :func:`transplant` makes a copy of an item whose links lead on from its new page.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Set
from typing import Any, ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.util import docname_join
from sphinx.util.nodes import make_refnode

from _ext.rules import warn
from _ext.words import _


def short(text: str, length: int = 50) -> str:
    """Return the first words of *text*, to name it in a message."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + "…"


class Collection(Domain):
    """The items of one kind, by page. A subclass names the node of an item and of its list.

    ``found`` maps the name of a page to what is known of its items; ``shown`` lists the pages with
    a list. ``changed`` is the time (seconds) since when the lists have had to say what they say.
    """

    item: ClassVar[type[nodes.Element]]
    listing: ClassVar[type[nodes.Element]]
    initial_data: ClassVar[dict[str, Any]] = {
        "found": {},
        "shown": [],
        "fingerprint": "",
        "changed": 0.0,
    }

    def describe(self, node: nodes.Element) -> dict[str, Any]:
        """Return what a list needs of the item *node* without reading its page again."""
        return {}

    def contents(
        self, env: BuildEnvironment, docname: str, document: nodes.document
    ) -> tuple[str, list[Any]]:
        """Return what a list shows of the page that has just been read, and its items.

        The first is a text that changes with what is shown, or '' where there is nothing.
        """
        items = list(document.findall(self.item))
        return "".join(item.pformat() for item in items), [self.describe(item) for item in items]

    def clear_doc(self, docname: str) -> None:
        """Forget the page *docname*."""
        self.data["found"].pop(docname, None)
        self.data["shown"] = [name for name in self.data["shown"] if name != docname]

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process has found on the pages *docnames*."""
        self.data["found"] |= {k: v for k, v in otherdata["found"].items() if k in docnames}
        self.data["shown"] += [name for name in otherdata["shown"] if name in docnames]

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        """Note the items and lists of the page that has just been read."""
        text, items = self.contents(env, docname, document)
        if text:
            digest = hashlib.sha256(text.encode()).hexdigest()
            self.data["found"][docname] = {"digest": digest, "items": items}
        if next(iter(document.findall(self.listing)), None) is not None:
            self.data["shown"].append(docname)

    def resolve_any_xref(self, *args: Any, **kwargs: Any) -> list[tuple[str, nodes.reference]]:
        """Resolve nothing: items are reached from their lists."""
        return []

    @property
    def pages(self) -> list[str]:
        """The pages with items, in the order of the book."""
        return [name for name in pages_in_order(self.env) if name in self.data["found"]]

    @property
    def home(self) -> str | None:
        """The page that shows all items, or None."""
        return min(self.data["shown"], default=None)

    def outdated(self, builder: Builder) -> list[str]:
        """Return the pages with a list that *builder* has to write again.

        The formats share what has been read: the one that is built second sees no page changed.
        So the age of what it wrote last time decides.
        """
        known = [
            (page, self.env.titles[page].astext(), self.data["found"][page]["digest"])
            for page in self.pages
        ]
        fingerprint = hashlib.sha256(json.dumps(known).encode()).hexdigest()
        if fingerprint != self.data["fingerprint"]:
            self.data |= {"fingerprint": fingerprint, "changed": time.time()}
        if not hasattr(builder, "get_output_path"):  # one file for the whole book
            return []
        paths = {page: builder.get_output_path(page) for page in self.data["shown"]}
        return [
            page
            for page, path in paths.items()
            if path.exists() and path.stat().st_mtime < self.data["changed"]
        ]


def _outdated(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    return [
        page
        for domain in env.domains.sorted()
        if isinstance(domain, Collection)
        for page in domain.outdated(app.builder)
    ]


def pages_in_order(env: BuildEnvironment) -> list[str]:
    """Return the names of all pages, as a reader turns them; pages outside the contents last."""
    ordered = list(env.collect_relations())
    return ordered + sorted(env.found_docs - set(ordered))


def page_of(node: nodes.Node, env: BuildEnvironment) -> str:
    """Return the name of the page that *node* stands on, also where a book is in one document."""
    above = node.parent
    while above is not None:
        if isinstance(above, addnodes.start_of_file):
            return above["docname"]
        above = above.parent
    return env.current_document.docname


def page_name(env: BuildEnvironment, page: str) -> tuple[str, str]:
    """Return how a heading and a sentence name the page: with its number where it has one."""
    title = env.titles[page].astext()
    number = env.toc_secnumbers.get(page, {}).get("")
    if not number:
        return title, _("“%s”") % title
    numeral = ".".join(map(str, number))
    named = _("Chapter {number}: {title}").format(number=numeral, title=title)
    return named, _("chapter %s") % numeral


def link(builder: Builder, here: str, page: str, anchor: str, text: str) -> nodes.reference:
    """Return a link on page *here* to the *anchor* (or '') of *page*."""
    return make_refnode(builder, here, page, anchor, nodes.inline(text, text))


def anchor(kind: str, page: str, *more: object) -> str:
    """Return an id for something of *page* that is shown elsewhere."""
    return nodes.make_id("-".join([kind, page, *map(str, more)]))


def transplant(node: nodes.Element, builder: Builder, source: str, here: str) -> nodes.Element:
    """Return a copy of *node*, read from page *source*, that may stand on page *here*.

    Links count from the new page. The copy has no ids and no index entries: they stay where the
    node was written. It is to be inserted before references are resolved.
    """
    copy = node.deepcopy()
    for xref in list(copy.findall(addnodes.pending_xref)):
        if "reflocalid" in xref:  # a place on its own page, which MyST leaves for later
            place = nodes.reference("", "", *xref.children, refid=xref["reflocalid"])
            xref.replace_self(place)
            continue
        page = docname_join(source, xref["reftarget"])
        by_path = xref["reftype"] in {"doc", "any"} or (
            xref["reftype"] == "myst" and xref["refdomain"] is None
        )
        if by_path and page in builder.env.found_docs:
            xref["reftarget"] = f"/{page}"
        xref["refdoc"] = here
    for reference in list(copy.findall(nodes.reference)):
        if "refid" in reference:
            moved = make_refnode(builder, here, source, reference["refid"], reference.children)
            reference.replace_self(moved)
    for mark in list(copy.findall(_is_mark)):
        mark.parent.remove(mark)
    for element in copy.findall(nodes.Element):
        for attribute in ("ids", "names", "dupnames", "backrefs"):
            element[attribute] = []
    return copy


def _is_mark(node: nodes.Node) -> bool:
    return isinstance(node, addnodes.index | nodes.target) and not node.children


def items_of(domain: Collection, builder: Builder, page: str, here: str) -> Iterator[nodes.Element]:
    """Yield copies of the items of *page*, ready to stand on page *here*."""
    for item in domain.env.get_doctree(page).findall(domain.item):
        yield transplant(item, builder, page, here)


def sections(
    domain: Collection, builder: Builder, here: str, kind: str
) -> Iterator[tuple[str, nodes.section]]:
    """Yield each page that has items and, for it, a section with title and a link to the page."""
    for page in domain.pages:
        title, name = page_name(domain.env, page)
        section = nodes.section("", ids=[anchor(kind, page)])
        section += nodes.title(title, title)
        back = link(builder, here, page, "", _("Go to %s") % name)
        section += nodes.paragraph("", "", back, classes=["collected-from"])
        yield page, section


def contents(made: list[nodes.section]) -> list[nodes.Element]:
    """Return a list of links to the sections *made*, if they are many enough to need one."""
    if len(made) < 2:
        return []
    items = nodes.bullet_list(classes=["collected-contents"])
    for section in made:
        text = section[0].astext()
        to = nodes.reference("", text, refid=section["ids"][0], internal=True)
        items += nodes.list_item("", nodes.paragraph("", "", to))
    return [items]


def refuse_footnotes(doctree: nodes.document, kind: type[nodes.Element], what: str) -> None:
    """Warn of footnotes in items: the page that shows all items would have no such note."""
    for item in doctree.findall(kind):
        for note in item.findall(nodes.footnote_reference):
            warn(
                "B371",
                "A footnote cannot stand in %s, which is shown on another page too. "
                "Write the note in parentheses, or in the text before.",
                what,
                location=note,
            )


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect what all collections share."""
    app.setup_extension("_ext.words")
    app.connect("env-updated", _outdated)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
