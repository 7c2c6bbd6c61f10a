"""The order of the book, read from the tables of contents that the pages hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from docutils import nodes
from sphinx import addnodes
from sphinx.environment import BuildEnvironment

from _ext.words import _


@dataclass(frozen=True)
class Kind:
    """What a page is to a reading system: its division, ``epub:type`` and DPUB-ARIA role."""

    division: str
    type: str = ""
    role: str = ""


CHAPTER = Kind("bodymatter", "chapter", "doc-chapter")
PART = Kind("bodymatter", "part", "doc-part")
INTRODUCTION = Kind("frontmatter", "introduction", "doc-introduction")
APPENDIX = Kind("backmatter", "appendix", "doc-appendix")
BIBLIOGRAPHY = Kind("backmatter", "bibliography", "doc-bibliography")
GLOSSARY = Kind("backmatter", "glossary", "doc-glossary")
INDEX = Kind("backmatter", "index", "doc-index")
COLOPHON = Kind("backmatter", "colophon", "doc-colophon")

# What stands at the end of the book, in reading order, by what its pages hold.
BACK = {
    "plan": APPENDIX,
    "quiz": APPENDIX,
    "case": APPENDIX,
    "glossary": GLOSSARY,
    "bibliography": BIBLIOGRAPHY,
}


@dataclass
class Point:
    """An entry of the table of contents."""

    text: str
    href: str
    children: list[Point] = field(default_factory=list)


@dataclass
class Page:
    """A file of the reading order. *docname* is empty for a page the builder makes itself."""

    name: str
    title: str
    kind: Kind
    docname: str = ""
    number: str = ""
    label: str = ""
    description: str = ""
    sections: list[Point] = field(default_factory=list)
    children: list[Page] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The file's name in the package file."""
        return "p-" + re.sub(r"[^A-Za-z0-9-]", "-", self.name)

    @property
    def href(self) -> str:
        """The file's address from the root of the e-book."""
        return f"{self.name}.xhtml"

    def walk(self) -> Iterator[Page]:
        """Yield this page and those below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def point(self, depth: int) -> Point:
        """Return the entries for this page, its sections and the pages below it."""
        text = f"{self.number}. {self.title}" if self.number else self.title
        text = f"{self.label}. {self.title}" if self.label else text
        below = [child.point(depth - 1) for child in self.children]
        sections = self.sections if depth > 1 else []
        return Point(text, self.href, [*sections, *below])


def read_structure(env: BuildEnvironment, depth: int, has_index: bool) -> list[Page]:
    """Return the pages of the book, nested: introduction, parts, articles, end of the book.

    *depth* is how many levels the table of contents may have. Parts are the captions over
    numbered chapters. A page ``…/index`` heads the unnumbered pages of its folder. The setting
    ``epub_colophon`` names what comes last.
    """
    entries = list(_entries(env, env.config.root_doc, "", set()))
    pages = {docname: _page(env, docname, depth) for docname, _ in entries}
    front: list[Page] = []
    parts: list[Page] = []
    middle: list[Page] = []
    back: dict[str, list[Page]] = {name: [] for name in BACK}
    colophon: list[Page] = []
    captions: dict[str, Page] = {}
    for docname, caption in entries:
        page = pages[docname]
        path = PurePosixPath(docname)
        if page.number:
            if caption not in captions:
                captions[caption] = _part(caption, len(captions) + 1)
                parts.append(captions[caption])
            captions[caption].children.append(page)
        elif held := _holds(env, docname):
            page.kind = BACK[held]
            back[held].append(page)
        elif docname in env.config.epub_colophon:
            page.kind = COLOPHON
            colophon.append(page)
        elif _is_introduction(docname, pages):
            page.kind = INTRODUCTION
            front.append(page)
        else:
            head = pages.get(f"{path.parent}/index")
            if head is not None and head is not page:
                head.kind = PART
                head.children.append(page)
            else:
                middle.append(page)
    index = [Page("genindex", _("Index"), INDEX)] if has_index else []
    colophon.sort(key=lambda page: env.config.epub_colophon.index(page.docname))
    rest = [page for pages in back.values() for page in pages]
    return [*front, *parts, *middle, *rest, *index, *colophon]


def _holds(env: BuildEnvironment, docname: str) -> str:
    """Return which of BACK the page *docname* shows, or ''."""
    domains = {domain.name: domain for domain in env.domains.sorted()}
    for name in BACK:
        if name in domains and docname in domains[name].data.get("shown", ()):
            return name
    if next(env.get_doctree(docname).findall(addnodes.glossary), None) is not None:
        return "glossary"
    listed = domains["cite"].bibliographies if "cite" in domains else ()
    return "bibliography" if any(key.docname == docname for key in listed) else ""


def _entries(
    env: BuildEnvironment, docname: str, caption: str, seen: set[str]
) -> Iterator[tuple[str, str]]:
    for toctree in env.get_doctree(docname).findall(addnodes.toctree):
        below = toctree.get("caption") or caption
        for name in toctree["includefiles"]:
            if name in env.all_docs and name not in seen:
                seen.add(name)
                yield name, below
                yield from _entries(env, name, below, seen)


def _is_introduction(docname: str, pages: dict[str, Page]) -> bool:
    folder, _slash, name = docname.rpartition("/")
    numbered = any(page.number and page.docname.startswith(f"{folder}/") for page in pages.values())
    return name == "index" and numbered


def _part(caption: str, position: int) -> Page:
    match = re.fullmatch(r"(\w+\s+[IVXLC\d]+)[.:]\s+(.+)", caption)
    label, title = (match[1], match[2]) if match else ("", caption)
    return Page(f"part-{position}", title or _("Chapters"), PART, label=label)


def _page(env: BuildEnvironment, docname: str, depth: int) -> Page:
    number = env.toc_secnumbers.get(docname, {}).get("", ())
    return Page(
        docname,
        env.titles[docname].astext(),
        CHAPTER,
        docname=docname,
        number=".".join(map(str, number)),
        description=str(env.metadata[docname].get("description", "")),
        sections=_sections(env, docname, depth - 2),
    )


def _sections(env: BuildEnvironment, docname: str, depth: int) -> list[Point]:
    """Return the headings of a page below its title, to the given depth."""

    def points(bullet_list: nodes.Node, left: int) -> list[Point]:
        found = []
        for item in bullet_list.children if left > 0 else []:
            if not isinstance(item, nodes.list_item):
                continue
            reference = next(item.findall(nodes.reference), None)
            if reference is None:
                continue
            lists = [child for child in item if isinstance(child, nodes.bullet_list)]
            below = [point for child in lists for point in points(child, left - 1)]
            anchor = reference["anchorname"].replace(":", "-")
            found.append(Point(reference.astext(), f"{docname}.xhtml{anchor}", below))
        return found

    toc = env.tocs[docname]
    title = next((item for item in toc if isinstance(item, nodes.list_item)), None)
    lists = [child for child in title or [] if isinstance(child, nodes.bullet_list)]
    return [point for child in lists for point in points(child, depth)]
