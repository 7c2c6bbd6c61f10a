"""The ledger: each source, its kind, when somebody last opened it, and the pages that use it.

``{ledger}`` shows it as a table. ``make stale`` lists the sources that nobody has opened for a
year, the oldest first.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pybtex.database
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from _ext import collect
from _ext.sources import ReadersOrder, cited_as, cited_keys
from _ext.tables import made_table
from _ext.words import N_, _

COLUMNS = {N_("Source"): 42, N_("Kind"): 12, N_("Last checked"): 16, N_("Used in"): 30}
"""The columns of the table and their widths, in percent."""


class ledger(nodes.General, nodes.Element):
    """The place where the ledger is shown."""


class Ledger(collect.Collection):
    """The sources that each page uses."""

    name = "ledger"
    label = "Sources by page"
    listing = ledger

    def contents(
        self, env: BuildEnvironment, docname: str, document: nodes.document
    ) -> tuple[str, list[Any]]:
        """Return the sources of the page that has just been read."""
        cite: Any = env.get_domain("cite")
        keys = {
            target.key
            for reference in cite.citation_refs
            if reference.docname == docname
            for target in reference.targets
        }
        return " ".join(sorted(keys)), sorted(keys)


class LedgerDirective(SphinxDirective):
    """The place where the ledger is shown."""

    def run(self) -> list[nodes.Node]:
        """Return the place; it is filled when a format is written."""
        for path in self.config.bibtex_bibfiles:
            self.env.note_dependency(str(Path(self.env.srcdir) / path))
        return [ledger()]


class ShowLedger(SphinxPostTransform):
    """Fill the place with the table."""

    default_priority = 2

    def run(self, **kwargs: Any) -> None:
        """Replace each ``ledger`` node by the table."""
        for place in list(self.document.findall(ledger)):
            here = collect.page_of(place, self.env)
            rows = list(self.rows(here))
            if rows:
                box = nodes.container("", made_table(rows, COLUMNS), classes=["ledger"])
                place.replace_self(box)
            else:
                place.replace_self(nodes.paragraph("", _("No page cites a source yet.")))

    def rows(self, here: str) -> Iterable[list[nodes.Node]]:
        """Yield the cells of each source, in the order of the bibliography."""
        cite: Any = self.env.get_domain("cite")
        domain: Any = self.env.get_domain("ledger")
        used = defaultdict(list)
        for page in domain.pages:
            for key in domain.data["found"][page]["items"]:
                used[key].append(page)
        shown = {
            citation.key: (citation.bibliography_key.docname, citation.citation_id)
            for citation in cite.citations
        }
        for entry in ReadersOrder().sort(cite.bibdata.data.entries.values()):
            kind = entry.fields.get("kind", "")
            page, anchor = shown.get(entry.key, ("", ""))
            name = cited_as(entry)
            to = collect.link(self.app.builder, here, page, anchor, name) if page else None
            pages = nodes.inline()
            for number, each in enumerate(used[entry.key]):
                pages += nodes.Text(", " if number else "")
                pages += collect.link(self.app.builder, here, each, "", self.short(each))
            yield [
                to or nodes.Text(name),
                nodes.Text(_(kind)),
                nodes.Text(entry.fields.get("checked", "")),
                pages,
            ]

    def short(self, page: str) -> str:
        """Return the number of a chapter, or the title of another page."""
        number = self.env.toc_secnumbers.get(page, {}).get("")
        return ".".join(map(str, number)) if number else self.env.titles[page].astext()


def stale(bib: Path, before: date) -> list[tuple[date, str, str]]:
    """Return the sources of the file *bib* last checked *before* a day: day, key, address.

    The oldest come first.
    """
    found = []
    for key, entry in pybtex.database.parse_file(str(bib)).entries.items():
        checked = date.fromisoformat(entry.fields["checked"])
        doi = entry.fields.get("doi")
        address = f"https://doi.org/{doi}" if doi else entry.fields.get("url", "")
        if checked < before:
            found.append((checked, key, address))
    return sorted(found)


def uses(root: Path) -> dict[str, list[str]]:
    """Return the Markdown files below *root* that cite each source, by its key."""
    found = defaultdict(list)
    for folder in ("articles", "course", "reference"):
        for path in sorted((root / folder).glob("*.md")):
            for key in cited_keys(path.read_text(encoding="utf-8")):
                found[key].append(path.relative_to(root).as_posix())
    return found


def main() -> None:
    """Print the sources that nobody has opened for some time."""
    parser = argparse.ArgumentParser(description=stale.__doc__)
    parser.add_argument("--days", type=int, default=365, help="how long ago is too long")
    days = parser.parse_args().days
    root = Path(__file__).parent.parent
    before = datetime.now(UTC).date() - timedelta(days=days)
    found = stale(root / "references.bib", before)
    pages = uses(root)
    for checked, key, address in found:
        print(f"{checked}  {key}  {address}\n    {', '.join(pages.get(key, []))}")
    print(f"{len(found)} sources were last opened before {before}.")
    if found:
        print("Open each again, correct what it says, and write the day into its field 'checked'.")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive and what becomes of it."""
    app.setup_extension("_ext.words")
    app.setup_extension("_ext.collect")
    app.setup_extension("_ext.tables")
    app.setup_extension("_ext.sources")
    app.add_domain(Ledger)
    app.add_node(ledger)
    app.add_directive("ledger", LedgerDirective)
    app.add_post_transform(ShowLedger)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


if __name__ == "__main__":
    main()
