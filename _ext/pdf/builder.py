"""Puts the book together in the order of its contents, and has Typst typeset it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Set
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.builders import Builder
from sphinx.environment.adapters.indexentries import IndexEntries
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.console import darkgreen
from sphinx.util.display import progress_message
from sphinx.util.nodes import inline_all_toctrees
from sphinx.util.parallel import ParallelTasks, SerialTasks, parallel_available

from _ext.pdf.tagging import complete
from _ext.pdf.writer import TypstTranslator, string
from _ext.rules import warn
from _ext.words import _, long_date

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent

TEMPLATE = HERE / "book.typ"


class PdfBuilder(Builder):
    """Builds the whole book as one tagged PDF (PDF/UA-1)."""

    name = "pdf"
    format = "typst"
    epilog = "The PDF is in %(outdir)s."
    default_translator_class = TypstTranslator
    supported_image_types: ClassVar[list[str]] = ["image/svg+xml", "image/png", "image/jpeg"]
    supported_remote_images = False
    allow_parallel = False

    @property
    def pdf(self) -> Path:
        """The path of the result."""
        return Path(self.outdir) / f"{self.config.pdf_basename}.pdf"

    def get_outdated_docs(self) -> str | list[str]:
        """Return what there is to do: everything or nothing, since pages share numbers."""
        stamp = self._stamp()
        known = stamp.read_text() if stamp.is_file() else ""
        return "the book" if known != self._fingerprint() or not self.pdf.is_file() else []

    def _stamp(self) -> Path:
        return Path(self.outdir) / "fingerprint"

    def _fingerprint(self) -> str:
        """Return a digest of all that the PDF is made from."""
        digest = hashlib.sha256(os.environ.get("SOURCE_DATE_EPOCH", "").encode())
        own = sorted(HERE.parent.rglob("*.py")) + [TEMPLATE]
        read = sorted(Path(self.doctreedir).rglob("*.doctree"))
        conf = Path(self.confdir) / "conf.py"
        drawn = sorted((Path(self.doctreedir).parent / "drawn").glob("*.svg"))
        bibs = [Path(self.srcdir) / b for b in getattr(self.config, "bibtex_bibfiles", [])]
        for path in [*own, *read, conf, *drawn, *bibs]:
            if path.is_file():
                digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the address of a page inside the book."""
        return f"%{docname}"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Return the address of a page: the same from everywhere."""
        return self.get_target_uri(to, typ)

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Nothing to prepare: the book is written as one."""

    def write_documents(self, docnames: Set[str]) -> None:
        """Write the book, unless nothing has changed."""
        if not docnames:
            return
        self.pdf.unlink(missing_ok=True)
        self._stamp().unlink(missing_ok=True)
        # Pages that the formats read after this one have not been read again yet.
        fingerprint = self._fingerprint()
        with progress_message("putting the book together"):
            # In a process of its own: the book as one document takes more than 100 MB, which Python
            # would hold while Typst needs all there is.
            tasks = ParallelTasks(1) if parallel_available else SerialTasks()
            made: list[Any] = []
            tasks.add_task(self.put_together, result_func=lambda *told: made.extend(told[-1]))
            tasks.join()
        if self.app._warncount:
            logger.info("no PDF: mend the warnings above first")
            return
        with progress_message("typesetting"):
            self.typeset(*made)
        self._stamp().write_text(fingerprint)

    def put_together(self) -> tuple[Path, list[str], list[int]]:
        """Write the book in Typst.

        Returns the folder with all that Typst needs, the pages in order, and how many cells at the
        start of a row are its header, for each table.
        """
        tree, order = self.assemble()
        visitor = self.create_translator(tree, self)
        tree.walkabout(visitor)
        work = Path(self.outdir) / "typst"
        work.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(TEMPLATE, work / "book.typ")
        (work / "words.typ").write_text(self.words(), encoding="utf-8")
        for name, source in visitor.pictures.items():
            shutil.copyfile(source, work / name)
        main = self.meta() + visitor.astext() + self.index(visitor)
        (work / "main.typ").write_text(main, encoding="utf-8")
        return work, order, visitor.stubs

    def assemble(self) -> tuple[nodes.document, list[str]]:
        """Return the whole book as one document, and the names of its pages in order.

        The root page is the website's home and no part of the book; its toctrees are the book's
        parts. A page named ``index`` at the head of a part is the text on the part's opening page.
        """
        root = self.config.root_doc
        tree = self.env.get_doctree(root)
        toctrees = list(tree.findall(addnodes.toctree))
        tree.clear()
        seen: set[str] = set()
        for number, toctree in enumerate(toctrees):
            pages = [page for _title, page in toctree["entries"] if page in self.env.found_docs]
            caption = toctree.get("caption")
            home: nodes.Element = tree
            if caption:
                home = nodes.section(ids=[f"part-{number}"], part=True, classes=["part"])
                home += nodes.title(caption, caption)
                tree += home
            for position, page in enumerate(pages):
                seen.add(page)
                opening = bool(caption) and position == 0 and page.endswith("/index")
                file = addnodes.start_of_file(docname=page, opening=opening, part=bool(caption))
                read = self.env.get_doctree(page)
                file += inline_all_toctrees(self, seen, page, read, darkgreen, [root]).children
                home += file
        self.env.resolve_references(tree, root, self)
        order = [file["docname"] for file in tree.findall(addnodes.start_of_file)]
        return tree, order

    def meta(self) -> str:
        """Return the head of the Typst file: what the design has to know of the book."""
        day = self.edition()
        config = self.config
        language, _dash, region = config.language.partition("_")
        author, edition = config.author, long_date(day.date(), config.language)
        values = {
            "title": string(config.project),
            "subtitle": string(config.pdf_subtitle),
            "author": string(author),
            "by": string(_("By %s") % author if author else ""),
            "language": string(language),
            "region": string(region) if len(region) == 2 else "none",
            "edition": string(_("{title}, edition of {day}.")).replace("{day}", edition),
            "imprint": "(" + "".join(f"{string(line)}, " for line in config.pdf_imprint) + ")",
        }
        pairs = ", ".join(f"{key}: {value}" for key, value in values.items())
        return f'#import "book.typ": *\n#show: book.with(({pairs}))\n'

    @staticmethod
    def words() -> str:
        """Return a Typst file with the words that the design adds to the book."""
        words = {
            "case": _("Case"),
            "chapter": _("Chapter %s"),
            "contents": _("Contents"),
            "fonts": _("Set in Libertinus Serif and Lato, both under the SIL Open Font License."),
            "index": _("Index"),
            "page": _("p. %s"),
        }
        return "".join(f"#let {name} = {string(word)}\n" for name, word in words.items())

    @staticmethod
    def edition() -> datetime:
        """Return the time of the edition: SOURCE_DATE_EPOCH, or now."""
        epoch = os.environ.get("SOURCE_DATE_EPOCH")
        return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)

    def index(self, visitor: TypstTranslator) -> str:
        """Return the index in Typst, or nothing where the book has no entries."""
        groups = []
        for letter, entries in IndexEntries(self.env).create_index(self, group_entries=True):
            lines = []
            for word, (links, subs, _key) in entries:
                lines += self._entry(0, word, links, visitor)
                for sub, sublinks in subs:
                    lines += self._entry(1, sub, sublinks, visitor)
            if lines:
                groups.append(f"#index-group({string(letter)})\n" + "\n".join(lines))
        return "\n#index[\n" + "\n".join(groups) + "\n]\n" if groups else ""

    @staticmethod
    def _entry(level: int, word: str, links: list[Any], visitor: TypstTranslator) -> list[str]:
        """Return the line for an entry, with the places that are in this book."""
        labels = [visitor.label_of(uri) for _main, uri in links]
        known = list(dict.fromkeys(label for label in labels if label in visitor.labels))
        if not known and links:
            return []  # it leads to a page that only the website has
        places = "(" + "".join(f"{string(label)}, " for label in known) + ")"
        return [f"#index-entry({level}, {string(word)}, {places})"]

    def typeset(self, work: Path, order: list[str], stubs: list[int]) -> None:
        """Write the PDF and ``pages.json``, or say why it cannot be."""
        time = str(int(self.edition().timestamp()))
        command = [sys.executable, str(HERE / "typeset.py"), str(work), time]
        run = subprocess.run(command, stdout=subprocess.PIPE)
        if run.returncode:
            raise ExtensionError(
                f"Typst stopped without a word (status {run.returncode}). A status of -9 says that "
                "the memory ran out: a book of 500 pages takes 0.8 GB in all."
            )
        told = json.loads(run.stdout)
        if "pages" not in told:
            self.explain(told["message"], told["diagnostic"], order)
            return
        complete(work / "book.pdf", stubs, told["places"])
        pages_json = json.dumps(told["pages"], indent=0, sort_keys=True)
        (Path(self.outdir) / "pages.json").write_text(pages_json, encoding="utf-8")
        (work / "book.pdf").replace(self.pdf)

    def explain(self, message: str, diagnostic: str, order: list[str]) -> None:
        """Warn of what stopped Typst, at the place in the text where it can be told."""
        glyph = re.search(r'the text [`“"]*(.+?)[`”"]* could not be displayed', message)
        if glyph:
            self.explain_glyph(glyph[1], order)
            return
        warn(
            "F604",
            "Typst cannot typeset the book: %s (%s). The fault is in _ext/pdf; please report it.",
            message,
            " ".join(diagnostic.split())[:600],
        )

    def explain_glyph(self, text: str, order: list[str]) -> None:
        """Warn of characters that no font of the book has, at the first place of each."""
        for character in dict.fromkeys(text):
            if character.isascii():
                continue
            place = next(
                (
                    node.parent
                    for page in order
                    for node in self.env.get_doctree(page).findall(nodes.Text)
                    if character in node.astext()
                ),
                None,
            )
            while place is not None and not place.line:
                place = place.parent
            warn(
                "F603",
                "The fonts of the PDF have no character “%s” (U+%04X, %s). Use another one, or "
                "say it in words.",
                character,
                ord(character),
                unicodedata.name(character, "without a name"),
                location=place,
            )

    def finish(self) -> None:
        """Nothing is left to do."""
