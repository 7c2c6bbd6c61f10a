"""Sources: how citations and the bibliography read, and what an entry of references.bib must say.

Citing itself is sphinxcontrib-bibtex. This module adds the book's author-year style, and turns a
gap in ``references.bib`` or a misspelt key into one message that names the place and the mend.
"""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import pybtex.backends.plaintext
import pybtex.plugin
import pybtex_docutils
import sphinxcontrib.bibtex.plugin
from docutils import nodes
from pybtex.database import Entry
from pybtex.richtext import BaseText, Text
from pybtex.style import FormattedEntry
from pybtex.style.formatting import BaseStyle
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.sorting import BaseSortingStyle
from pybtex.style.template import (
    Node,
    first_of,
    href,
    join,
    node,
    optional,
    optional_field,
    sentence,
    tag,
)
from pybtex.style.template import field as bib_field
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinxcontrib.bibtex.citation_target import parse_citation_targets
from sphinxcontrib.bibtex.style.referencing import BracketStyle, PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle

from _ext.rules import warn
from _ext.words import N_, _

KINDS = (
    *(N_("study"), N_("book"), N_("statistic"), N_("law")),
    *(N_("company"), N_("press"), N_("dataset"), N_("other")),
)
"""What a source is: ``kind`` of every entry, so that a reader can weigh it."""


@node
def people(children: list[Any], context: dict[str, Any], role: str) -> BaseText:
    """Format the authors or editors of an entry: ``Kotler, Philip, and Levy, Sidney J.``"""
    persons = context["entry"].persons[role]
    names = [Text(_name(person)) for person in persons]
    return Text(", ").join(names[:-1]) + Text(_(" and "), names[-1]) if names[1:] else names[0]


def _name(person: Any) -> str:
    last = " ".join([*person.prelast_names, *person.last_names])
    first = " ".join([*person.first_names, *person.middle_names])
    return _decoded(", ".join(part for part in (last, first, *person.lineage_names) if part))


@functools.cache  # each name is asked for by the checks, the order and the entries
def _decoded(latex: str) -> str:
    return Text.from_latex(latex).render_as("text")


def _edition(text: Text) -> Text:
    before, after = _("%s edition").split("%s")
    return Text(before, text, after)


def _dashes(text: Text) -> Text:
    return Text("–").join(text.split(re.compile("-+")))


class KeyLabels(BaseLabelStyle):
    """Label every entry by its key; the labels are never shown (see HideLabels)."""

    def format_labels(self, sorted_entries: list[Entry]):
        """Yield one unique label for each entry."""
        for entry in sorted_entries:
            yield entry.key


class ReadersOrder(BaseSortingStyle):
    """Sort as a reader looks: by the names as they are printed, then year, then title."""

    def sorting_key(self, entry: Entry) -> tuple[list[str], str, str]:
        """Return what *entry* is sorted by, without case and accents."""
        persons = entry.persons.get("author") or entry.persons.get("editor") or []
        names = [_name(person) for person in persons] or [entry.fields.get("title", "")]
        return [_plain(name) for name in names], entry.fields.get("year", ""), entry.key


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in letters if not unicodedata.combining(c)).removeprefix("the ")


class BibliographyStyle(BaseStyle):
    """The bibliography: *Author (year). Title. Container details. Address.*"""

    default_name_style = "plain"
    default_label_style = "handbook"
    default_sorting_style = "handbook"
    formatted: ClassVar[dict[str, tuple[Entry, FormattedEntry]]] = {}

    def format_entry(self, label: str, entry: Entry, bib_data: Any = None) -> FormattedEntry:
        """Format *entry*, unless that was done for the text, for its tooltip or by the last build.

        All formats format all entries, and formatting one takes longer than reading it.
        """
        known, made = self.formatted.get(label, (None, None))
        if made is None or known != entry:
            made = super().format_entry(label, entry, bib_data)
            self.formatted[label] = entry, made
        return made

    def _head(self, entry: Entry, title: Node) -> list[Any]:
        who = next((people(role=r) for r in ("author", "editor") if entry.persons.get(r)), None)
        if who is None:
            return [join[title, " (", bib_field("year"), ")."]]
        return [join[who, " (", bib_field("year"), ")."], sentence[title]]

    def _address(self, entry: Entry) -> Node:
        doi = join["https://doi.org/", bib_field("doi", raw=True)]
        url = bib_field("url", raw=True)
        return first_of[optional[href[doi, doi]], optional[href[url, url]], ""]

    def _template(self, entry: Entry, title: Node, *rest: Any) -> Node:
        parts = [*self._head(entry, title), *rest, sentence[optional_field("note")]]
        return join(sep=" ")[(*parts, self._address(entry))]

    def _italic(self) -> Node:
        return tag("em")[bib_field("title")]

    def get_article_template(self, entry: Entry) -> Node:
        """Format an article in a journal or magazine."""
        pages = bib_field("pages", apply_func=_dashes)
        number = optional[join["(", bib_field("number"), ")"]]
        volume = join[" ", bib_field("volume"), number]
        where = join[tag("em")[bib_field("journal")], optional[volume], optional[join[", ", pages]]]
        return self._template(entry, bib_field("title"), sentence[where])

    def get_book_template(self, entry: Entry) -> Node:
        """Format a book."""
        edition = optional[join[bib_field("edition", apply_func=_edition)]]
        return self._template(
            entry, self._italic(), sentence[edition], sentence[optional_field("publisher")]
        )

    def get_incollection_template(self, entry: Entry) -> Node:
        """Format a chapter of a book or a paper in proceedings."""
        has_editor = entry.persons.get("editor") and entry.persons.get("author")
        editor = join[people(role="editor"), _(" (ed.), ")] if has_editor else ""
        pages = optional[join[", ", bib_field("pages", apply_func=_dashes)]]
        where = join[_("In "), editor, tag("em")[bib_field("booktitle")], pages]
        return self._template(
            entry, bib_field("title"), sentence[where], sentence[optional_field("publisher")]
        )

    get_inproceedings_template = get_incollection_template

    def get_techreport_template(self, entry: Entry) -> Node:
        """Format a report, with its number and institution."""
        parts = [sentence[optional_field("number")], sentence[optional_field("institution")]]
        return self._template(entry, self._italic(), *parts)

    def get_phdthesis_template(self, entry: Entry) -> Node:
        """Format a doctoral thesis."""
        return self._template(
            entry, self._italic(), sentence[join[_("Doctoral thesis, "), bib_field("school")]]
        )

    def get_misc_template(self, entry: Entry) -> Node:
        """Format everything else: web page, law, data set, filing, newspaper page."""
        where = first_of[
            optional[bib_field("howpublished")],
            optional[bib_field("publisher")],
            optional[bib_field("organization")],
            "",
        ]
        return self._template(entry, self._italic(), sentence[where])

    get_online_template = get_misc_template
    get_dataset_template = get_misc_template


def _round() -> BracketStyle:
    return BracketStyle(left="(", right=")", sep="; ")


@dataclass
class ReferenceStyle(AuthorYearReferenceStyle):
    """Citations in the text: (Barnes, 1954), (Kotler and Levy, 1969; Levitt, 1960)."""

    bracket_textual: BracketStyle = field(default_factory=_round)
    bracket_parenthetical: BracketStyle = field(default_factory=_round)
    bracket_author: BracketStyle = field(default_factory=_round)
    bracket_label: BracketStyle = field(default_factory=_round)
    bracket_year: BracketStyle = field(default_factory=_round)
    person: PersonStyle = field(
        default_factory=lambda: PersonStyle("last", "", ", ", _(" and "), _(", and "), " et al.")
    )


class NameWorks(SphinxPostTransform):
    """Put the title behind a source that opens an item of a list: who looks for it asks for that.

    In ``- {cite:t}`levitt1960`. Short and angry.`` the reader sees *Levitt (1960), “Marketing
    myopia”. Short and angry.* Sources further on in the same item's first sentence get theirs, too.
    """

    default_priority = 4  # while citations are still references: sphinxcontrib-bibtex comes at 5

    def run(self, **kwargs: Any) -> None:
        """Insert the titles of the sources that open the items of lists."""
        entries: Any = self.env.get_domain("cite").bibdata.data.entries  # type: ignore[attr-defined]
        for item in self.document.findall(nodes.list_item):
            line = item[0] if item.children else item
            if not line.children or not _is_textual(line[0]):
                continue
            for part in list(line.children):
                if _is_textual(part):
                    [target] = parse_citation_targets(part["reftarget"])
                    if entry := entries.get(target.key):
                        place = line.index(part) + 1
                        line[place:place] = _named(entry)
                elif "." in part.astext():
                    break


def _is_textual(element: nodes.Node) -> bool:
    """Tell whether *element* is a citation that stands in the sentence: ``{cite:t}``."""
    return isinstance(element, addnodes.pending_xref) and element.get("reftype") == "t"


def _named(entry: Entry) -> list[nodes.Node]:
    """Return a comma and the title of *entry*: in quotes where it stands in something larger."""
    title = _decoded(entry.fields.get("title", ""))
    if entry.type in {"article", "incollection", "inproceedings"}:
        return [nodes.Text(f", “{title}”")]
    return [nodes.Text(", "), nodes.emphasis("", title)]


class HideLabels(SphinxPostTransform):
    """Drop the labels of the bibliography: a reader finds an entry by author and year."""

    default_priority = 6  # after sphinxcontrib-bibtex has written the entries (5)

    def run(self, **kwargs: Any) -> None:
        """Remove the label of every citation that came from references.bib."""
        for citation in self.document.findall(nodes.citation):
            if "docname" in citation:
                for label in list(citation.findall(nodes.label)):
                    citation.remove(label)


def _entry_lines(path: Path) -> dict[str, int]:
    text = path.read_text(encoding="utf-8")
    return {
        match[1].lower(): number
        for number, line in enumerate(text.split("\n"), 1)
        if (match := re.match(r"@\w+\s*\{\s*([^,\s]+)", line))
    }


def _faults(entry: Entry) -> list[str]:
    """Return what is missing or wrong in *entry*, as sentences that say how to mend it."""
    faults = []
    if not hasattr(BibliographyStyle, f"get_{entry.type}_template"):
        faults.append(
            f"The type @{entry.type} is not known. Use @article, @book, @incollection, "
            "@inproceedings, @techreport, @phdthesis, @online, @dataset or @misc."
        )
    faults += [
        f"The field '{name}' is missing. Add it."
        for name in ("title", "year", "kind", "checked")
        if not entry.fields.get(name)
    ]
    if entry.type == "article" and not entry.fields.get("journal"):
        faults.append("An @article needs the field 'journal'. Add it.")
    if entry.fields.get("kind") and entry.fields["kind"] not in KINDS:
        faults.append(f"'kind' is '{entry.fields['kind']}'. Use one of: {', '.join(KINDS)}.")
    if checked := entry.fields.get("checked"):
        try:
            date.fromisoformat(checked)
        except ValueError:
            faults.append(f"'checked' is '{checked}'. Write the day as 2026-11-24.")
    doi = entry.fields.get("doi", "")
    if doi and not re.fullmatch(r"10\.\d{4,9}/\S+", doi):
        faults.append(f"'doi' is '{doi}'. Write it bare, such as 10.1177/0276146706296708.")
    faults += [
        f"'{name}' would be printed with its backslash: {text}. Write the sign itself, such as $."
        for name, text in entry.fields.items()
        if "\\" in text and "\\" in _decoded(text)
    ]
    return faults


def cited_keys(markdown: str) -> set[str]:
    """Return the keys of the sources that a text in Markdown cites."""
    return {
        target.key
        for text in re.findall(r"\{cite:[a-z]+\}`([^`]+)`", markdown)
        for target in parse_citation_targets(text)
    }


def cited_as(entry: Entry) -> str:
    """Return how the text cites *entry*: ``Kotler and Levy, 1969``."""
    persons = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [_name(person).split(",")[0] for person in persons]
    if len(names) > 2:
        names = [f"{names[0]} et al."]
    title = Text.from_latex(entry.fields.get("title", "")).render_as("text")
    return f"{' and '.join(names) or title}, {entry.fields.get('year', '')}"


def curl_apostrophes(app: Sphinx) -> None:
    """Give names and titles the apostrophe of the text: smart quotes do not reach the entries."""
    for entry in app.env.get_domain("cite").bibdata.data.entries.values():  # type: ignore[attr-defined]
        for name, text in entry.fields.items():
            if name not in {"doi", "url"}:
                entry.fields[name] = _curled(text)
        for person in (person for people in entry.persons.values() for person in people):
            for part in ("first", "middle", "prelast", "last", "lineage"):
                names = getattr(person, f"{part}_names")
                names[:] = map(_curled, names)


def _curled(latex: str) -> str:
    # Not the accent of \'e, nor the end of ``a quotation''.
    return re.sub(r"(?<=[\w}])'(?!')", "\N{RIGHT SINGLE QUOTATION MARK}", latex)


def check_entries(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Warn of each gap in references.bib, and of two entries that would be cited alike."""
    domain: Any = env.get_domain("cite")
    lines = {}
    for path in domain.bibdata.bibfiles:
        lines |= {key: (Path(path), line) for key, line in _entry_lines(Path(path)).items()}
    alike: dict[str, str] = {}
    for key, entry in domain.bibdata.data.entries.items():
        path, line = lines[key.lower()]
        location = f"{path}:{line}"
        for fault in _faults(entry):
            warn("S201", "Source '%s': %s", key, fault, location=location)
        label = cited_as(entry)
        if other := alike.get(label):
            warn(
                "S202",
                "Sources '%s' and '%s' would both be cited as %s. Give their years letters: "
                "year = {2021a} and year = {2021b}.",
                other,
                key,
                label,
                location=location,
            )
        alike[label] = key


def check_keys(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of each citation key that references.bib does not have, with the nearest ones."""
    domain: Any = app.env.get_domain("cite")
    known = domain.bibdata.data.entries
    for xref in doctree.findall(addnodes.pending_xref):
        if xref.get("refdomain") != "cite":
            continue
        for target in parse_citation_targets(xref["reftarget"]):
            if target.key in known:
                continue
            near = difflib.get_close_matches(target.key, list(known), n=3)
            hint = f"Did you mean {' or '.join(near)}? " if near else ""
            warn(
                "S203",
                "There is no source '%s' in references.bib. %sCorrect the key, or add the entry.",
                target.key,
                hint,
                location=xref,
            )


def check_uncited(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of entries that no page cites: a bibliography lists what was used."""
    domain: Any = env.get_domain("cite")
    cited = {target.key.lower() for ref in domain.citation_refs for target in ref.targets}
    for path in domain.bibdata.bibfiles:
        for key, line in _entry_lines(Path(path)).items():
            if key not in cited:
                warn(
                    "S204",
                    "No page cites the source '%s'. Cite it, or take the entry out.",
                    key,
                    location=f"{path}:{line}",
                )


def recall_entries(app: Sphinx, env: BuildEnvironment) -> None:
    """Take over the entries that the last build has formatted: they are kept with the pages.

    A change of this code or of references.bib brings the page of the bibliography back, and none
    is kept.
    """
    domain: Any = env.get_domain("cite")
    for citation in domain.citations:
        made = citation.tooltip_entry  # None for an entry that could not be formatted
        if made is not None:
            BibliographyStyle.formatted[made.label] = citation.entry, made


def quiet_bibtex(app: Sphinx, config: Any) -> None:
    """Silence the extension's own word on an unknown key: check_keys says it with a hint."""
    config.suppress_warnings = [*config.suppress_warnings, "bibtex.key_not_found"]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the styles and the checks."""
    app.setup_extension("_ext.words")
    app.setup_extension("sphinxcontrib.bibtex")
    # Pybtex looks a plugin that is not registered up among all installed packages, each time, which
    # took most of the build.
    for name in ("plaintext", "text"):
        pybtex.plugin.register_plugin(
            "pybtex.backends", name, pybtex.backends.plaintext.Backend, force=True
        )
    pybtex.plugin.register_plugin(
        "pybtex.backends", "docutils", pybtex_docutils.Backend, force=True
    )
    pybtex.plugin.register_plugin("pybtex.style.labels", "handbook", KeyLabels)
    pybtex.plugin.register_plugin("pybtex.style.sorting", "handbook", ReadersOrder)
    pybtex.plugin.register_plugin("pybtex.style.formatting", "handbook", BibliographyStyle)
    # The extension keeps its own styles in a registry of its own.
    sphinxcontrib.bibtex.plugin.register_plugin(
        "sphinxcontrib.bibtex.style.referencing", "handbook", ReferenceStyle
    )
    app.add_post_transform(NameWorks)
    app.add_post_transform(HideLabels)
    app.connect("config-inited", quiet_bibtex)
    app.connect("builder-inited", curl_apostrophes)
    app.connect("env-before-read-docs", check_entries)
    app.connect("doctree-read", check_keys)
    app.connect("env-updated", recall_entries, priority=400)  # before the extension formats (500)
    app.connect("env-check-consistency", check_uncited)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
