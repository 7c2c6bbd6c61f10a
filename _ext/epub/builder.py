"""The builder: which pages, in which order, into one file that is the same each time."""

from __future__ import annotations

import hashlib
import json
import os
import time
import uuid
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, unquote
from xml.etree import ElementTree

import jinja2
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.epub3 import Epub3Builder
from sphinx.environment.adapters.indexentries import IndexEntries
from sphinx.errors import ExtensionError, NoUri
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from _ext.formulas import MATHML
from _ext.words import _, long_date, tag

from . import cover
from .structure import (
    BIBLIOGRAPHY,
    GLOSSARY,
    INDEX,
    Kind,
    Page,
    Point,
    read_structure,
)
from .writer import EpubTranslator, semantics

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent
NAV = "nav.xhtml"
SVG = "{http://www.w3.org/2000/svg}"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
STATE = "state.json"


@dataclass
class Item:
    """A file of the e-book."""

    href: str
    id: str
    media_type: str
    properties: str = ""


class EpubBuilder(Epub3Builder):
    """EPUB 3 with EPUB Accessibility 1.1."""

    name = "epub"
    default_translator_class = EpubTranslator

    def init(self) -> None:
        """Read the pages of the printed book and set up the templates."""
        super().init()
        self.kinds: dict[str, Kind] = {}
        # The printed book: page of each block, first block of each page, page of each place.
        self.page_labels = self._read_pages()
        self.page_starts: dict[str, str] = {}
        self.page_of: dict[tuple[str, str], str] = {}
        self._env = jinja2.Environment(
            loader=jinja2.FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._env.globals["_"] = _
        self.lang = tag(self.config.epub_language or self.config.language)
        self.cover = Page("cover", _("Cover"), Kind("frontmatter"))
        self.title_page = Page("titlepage", _("Title page"), Kind("frontmatter", "titlepage"))
        self.contents = Page("nav", _("Contents"), Kind("frontmatter"))
        self._written = False

    @property
    def _epub(self) -> Path:
        return Path(self.outdir) / f"{self.config.epub_basename}.epub"

    def _read_pages(self) -> dict[str, str]:
        """Return the page of each block of the printed book as ``{pagemark: page label}``."""
        path = Path(self.outdir, self.config.epub_pages)
        try:
            marks: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        except OSError:
            logger.info("no %s: the e-book has no page list (build the PDF first)", path.name)
            return {}
        return {mark: str(label) for mark, label in marks.items()}

    def _find_page_starts(self) -> dict[str, str]:
        """Return the first block of each page, in the order of the printed book."""
        order = {docname: number for number, docname in enumerate(self.env.collect_relations())}

        def place(mark: str) -> tuple[int, int]:
            docname, _, number = mark.rpartition("#")
            return order.get(docname, len(order)), int(number)

        starts: dict[str, str] = {}
        for mark in sorted(self.page_labels, key=place):
            if mark.rpartition("#")[0] in self.kinds:
                starts.setdefault(self.page_labels[mark], mark)
        return starts

    # Which pages: all of them or none

    def get_outdated_docs(self) -> str:
        """Say what is built; ``write`` decides whether anything has changed."""
        return "the e-book"

    def _fingerprint(self) -> str:
        """Return a value that changes when anything that goes into the e-book does."""
        paths = {Path(self.doctreedir, f"{name}.doctree") for name in self.env.found_docs}
        paths |= {
            Path(self.srcdir, name) for used in self.env.dependencies.values() for name in used
        }
        paths |= {Path(self.srcdir, name) for name in getattr(self.config, "bibtex_bibfiles", ())}
        paths |= {path for path in HERE.parent.rglob("*") if path.suffix != ".pyc"}
        paths.add(Path(self.confdir, "conf.py"))
        states = [
            (str(path), path.stat().st_mtime_ns, path.stat().st_size)
            for path in sorted(paths)
            if path.is_file()
        ]
        values = [states, self.page_labels, os.environ.get("SOURCE_DATE_EPOCH")]
        return hashlib.sha256(json.dumps(values).encode()).hexdigest()

    def write(
        self,
        build_docnames: Iterable[str] | None,
        updated_docnames: Iterable[str],
        method: Literal["all", "specific", "update"] = "update",
    ) -> None:
        """Write all pages, or none where the e-book is up to date.

        All, because pages show what others hold: numbers, citations, the index, page breaks.
        """
        state = Path(self.outdir, STATE)
        fingerprint = self._fingerprint()
        if method != "all" and self._epub.exists() and state.exists():
            if json.loads(state.read_text(encoding="utf-8")) == fingerprint:
                logger.info("the e-book is up to date")
                return
        self._epub.unlink(missing_ok=True)
        state.unlink(missing_ok=True)
        self._state = (state, fingerprint)
        self.structure = read_structure(
            self.env, self.config.epub_tocdepth, self.use_index and self._has_index()
        )
        self.pages = [page for top in self.structure for page in top.walk()]
        self.kinds = {page.docname: page.kind for page in self.pages if page.docname}
        self.page_starts = self._find_page_starts()
        self._written = True
        super().write(sorted(self.kinds), (), "specific")

    def _has_index(self) -> bool:
        return any(self.env.domains.index_domain.entries.values())

    def copy_assets(self) -> None:
        """Copy nothing: the website's files are not the e-book's."""

    # How a page is written

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return a page's address; the home page is the table of contents."""
        if docname == self.config.root_doc:
            return NAV
        if self.kinds and docname in self.env.found_docs and docname not in self.kinds:
            raise NoUri(docname, typ)  # a page outside of the contents is the website's alone
        return quote(docname) + self.out_suffix

    def fix_ids(self, tree: nodes.document) -> None:
        """Mend addresses: no colon in an id, no place within the table of contents."""
        super().fix_ids(tree)
        for node in tree.findall(nodes.Element):
            node["ids"] = [name.replace(":", "-") for name in node["ids"]]
        for reference in tree.findall(nodes.reference):
            path, hash_, _ = reference.get("refuri", "").partition("#")
            if hash_ and path.rpartition("/")[2] == NAV:
                reference["refuri"] = path

    def create_translator(self, *args: Any) -> nodes.NodeVisitor:
        """Return the translator; its own methods go before those of the website's extensions."""
        translator = super().create_translator(*args)
        for name in vars(EpubTranslator):
            vars(translator).pop(name, None)
        return translator

    def get_doc_context(self, docname: str, body: str, metatags: str) -> dict[str, Any]:
        """Return what the template of a page needs."""
        return {"body": body}

    def handle_page(
        self,
        pagename: str,
        addctx: dict[str, Any],
        templatename: str = "page.html",
        *,
        outfilename: Path | None = None,
        event_arg: Any = None,
    ) -> None:
        """Write a page of a chapter or article. Pages of the website's extensions are left out."""
        page = next((page for page in self.pages if page.docname == pagename), None)
        if page is not None:
            self._render("page.xhtml", page, body=addctx["body"])

    def _render(self, template: str, page: Page, **context: Any) -> None:
        context["page"] = page
        context["lang"] = self.lang
        context["css"] = relative_uri(page.href, "epub.css")
        context["semantics"] = semantics(page.kind)
        text = self._env.get_template(template).render(context)
        path = Path(self.outdir, page.href)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    # What makes a book of the pages

    def finish(self) -> None:
        """Write the pages that are the builder's own, and all into one file."""
        if not self._written:
            return
        self.copy_image_files()
        out = Path(self.outdir)
        (out / "epub.css").write_bytes((HERE / "epub.css").read_bytes())
        title = self.config.epub_title
        subtitle, author = self.config.epub_subtitle, self.config.epub_author
        cover.draw(out / "cover.png", title, subtitle, author)
        for page in self.pages:
            if not page.docname and page.name != "genindex":
                self._render("part.xhtml", page)
        self._tags: dict[str, set[str]] = {}
        self.page_list = self._read_back()
        if any(page.name == "genindex" for page in self.pages):
            self._write_index()
        book = self._book()
        for page in (self.cover, self.title_page, self.contents):
            self._render(f"{page.name}.xhtml", page, **book)
        items = self._manifest()
        opf = self._env.get_template("content.opf").render(items=items, lang=self.lang, **book)
        (out / "content.opf").write_text(opf, encoding="utf-8")
        self._zip(items)
        state, fingerprint = self._state
        state.write_text(json.dumps(fingerprint), encoding="utf-8")

    def _read_back(self) -> list[Point]:
        """Return the page list, from the page breaks that were written."""
        return [
            Point(element.get("aria-label", ""), f"{page.href}#{element.get('id')}")
            for page in self.pages
            if page.docname
            for element in self._tree(page.href).iter()
            if element.get(EPUB_TYPE) == "pagebreak"
        ]

    def _tree(self, href: str) -> ElementTree.Element:
        """Return a page as it was written; what it holds decides its manifest properties."""
        try:
            root = ElementTree.parse(Path(self.outdir, href)).getroot()
        except ElementTree.ParseError as error:
            raise ExtensionError(f"The page {href} of the e-book is not XML: {error}") from error
        self._tags[href] = {element.tag for element in root.iter()}
        return root

    def _write_index(self) -> None:
        titles = {page.href: page for page in self.pages}

        def places(links: list[tuple[str, str]]) -> list[tuple[str, str, bool]]:
            found = []
            for main, uri in links:
                path, _, fragment = uri.partition("#")
                fragment = fragment.replace(":", "-")
                page = titles.get(unquote(path))
                if page is None:  # a place on the home page
                    continue
                printed = self.page_of.get((page.docname, fragment))
                where = printed or page.number or page.title
                found.append((where, f"{path}#{fragment}", bool(main)))
            return found

        groups = []
        for letter, entries in IndexEntries(self.env).create_index(self):
            rows = []
            for name, (links, subitems, _key) in entries:
                below = [(sub, places(sublinks)) for sub, sublinks in subitems]
                rows.append((name, places(links), below))
            groups.append((letter, rows))
        page = next(page for page in self.pages if page.name == "genindex")
        unit = "page" if self.page_list else "chapter"
        self._render("genindex.xhtml", page, groups=groups, unit=unit)

    def _book(self) -> dict[str, Any]:
        """Return what the package file, the contents and the title page say of the book."""
        config = self.config
        moment = datetime.fromtimestamp(_epoch(), UTC)
        project = uuid.uuid5(uuid.NAMESPACE_URL, f"urn:{config.project}:{config.epub_language}")
        places = [
            (self.cover.href, "cover", self.cover.title),
            (self.title_page.href, "titlepage", self.title_page.title),
            (NAV, "toc", self.contents.title),
        ]
        start = next((p for p in self.pages if p.kind.division == "bodymatter"), None)
        if start:
            places.append((start.href, "bodymatter", _("Start of the book")))
        places += [
            (page.href, page.kind.type, page.title)
            for kind in (BIBLIOGRAPHY, GLOSSARY, INDEX)
            for page in self.pages
            if page.kind == kind
        ]
        return {
            "title": config.epub_title,
            "subtitle": config.epub_subtitle,
            "author": config.epub_author,
            "publisher": config.epub_publisher,
            "rights": self._rights(),
            "subjects": config.epub_subjects,
            "description": self._description(),
            "identifier": f"urn:uuid:{project}",
            "modified": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "date": moment.strftime("%Y-%m-%d"),
            "edition": long_date(moment.date(), config.language),
            "spine": [self.cover, self.title_page, self.contents, *self.pages],
            "contents": [page.point(config.epub_tocdepth) for page in self.structure],
            "landmarks": places,
            "page_list": self.page_list,
            "has_math": any("mathml" in self._properties(p.href) for p in self.pages),
            "has_index": any(page.kind == INDEX for page in self.pages),
            "has_images": bool(self.images) or self._has_drawings(),
            "cover_alt": cover.alt(config.epub_title, config.epub_subtitle, config.epub_author),
        }

    def _rights(self) -> str:
        owner = f"© {self.config.epub_copyright}." if self.config.epub_copyright else ""
        return f"{owner} {self.config.epub_license}".strip()

    def _description(self) -> str:
        if self.config.epub_description != "unknown":
            return self.config.epub_description
        return str(self.env.metadata[self.config.root_doc].get("description", self.config.project))

    def _has_drawings(self) -> bool:
        return any("svg" in self._properties(page.href) for page in self.pages)

    def _properties(self, href: str) -> str:
        """Return the manifest properties that the content of a page calls for."""
        if href not in self._tags:
            self._tree(href)
        found = {"mathml": f"{{{MATHML}}}math", "svg": f"{SVG}svg"}
        properties = [name for name, tag in found.items() if tag in self._tags[href]]
        return " ".join([*(["nav"] if href == NAV else []), *properties])

    def _manifest(self) -> list[Item]:
        pages = [self.cover, self.title_page, self.contents, *self.pages]
        items = [
            Item(quote(page.href), page.id, "application/xhtml+xml", self._properties(page.href))
            for page in pages
        ]
        items.append(Item("cover.png", "cover-image", "image/png", "cover-image"))
        items.append(Item("epub.css", "style", "text/css"))
        for number, name in enumerate(sorted(set(self.images.values())), 1):
            media_type = self.media_types[Path(name).suffix.lower()]
            items.append(Item(f"{self.imagedir}/{quote(name)}", f"image-{number}", media_type))
        return items

    def _zip(self, items: list[Item]) -> None:
        """Write the file: mimetype first and stored, then by name, all with the book's date."""
        out = Path(self.outdir)
        moment = time.gmtime(max(_epoch(), 315532800))[:6]  # a zip file knows no year before 1980
        files = {unquote(item.href): (out / unquote(item.href)).read_bytes() for item in items}
        files["content.opf"] = (out / "content.opf").read_bytes()
        files["META-INF/container.xml"] = (self.template_dir / "container.xml").read_bytes()
        part = self._epub.with_suffix(".part")
        with zipfile.ZipFile(part, "w") as archive:
            for name, data in [("mimetype", b"application/epub+zip"), *sorted(files.items())]:
                info = zipfile.ZipInfo(name, moment)
                info.external_attr = 0o644 << 16
                info.create_system = 3  # the same file from every system
                stored = name == "mimetype"
                info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
                archive.writestr(info, data, compresslevel=9)
        part.replace(self._epub)


def _epoch() -> int:
    """Return the time of the edition: that of the commit, where the Makefile gives it."""
    return int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))


def remove_after_failure(app: Sphinx, exception: Exception | None) -> None:
    """Leave no e-book of a build that failed, be it by a warning."""
    builder = app.builder
    failed = exception is not None or (app._fail_on_warnings and app._warncount)
    if isinstance(builder, EpubBuilder) and failed:
        builder._epub.unlink(missing_ok=True)
