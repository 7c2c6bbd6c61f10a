"""``make check FILE=course/05-customer-path.md``: what the build would say of one page, in seconds.

The page alone is read, with the same extensions and so the same messages. What it refers to on
other pages is looked up in their Markdown, which is quick; figures that were not drawn before are
left to the build, and said to be.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from docutils import nodes
from myst_parser.mdit_to_docutils.base import default_slugify
from myst_parser.sphinx_ext.myst_refs import MystReferenceResolver
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransformer
from sphinx.transforms.post_transforms import ReferencesResolver
from sphinx.util.docutils import docutils_namespace, patch_docutils

from _ext.rules import CODE, rules

ROOT = Path(__file__).parent.parent

COLOR = re.compile(r"\x1b\[[\d;]*m")
SAID = re.compile(r"(?P<path>/.+?)(?::(?P<line>\d+))?: (?:WARNING|ERROR): (?P<text>.+)")


@dataclass
class Places:
    """What the pages of the book can be referred to by: names, terms, and headings by page."""

    names: set[str] = field(default_factory=set)
    terms: set[str] = field(default_factory=set)
    headings: dict[str, set[str]] = field(default_factory=dict)

    def note(self, page: str, text: str) -> None:
        """Note what the Markdown *text* of *page* can be referred to by."""
        self.names |= set(re.findall(r"^:(?:name|label): *(\S+)", text, re.MULTILINE))
        self.names |= set(re.findall(r"^\(([^()\s]+)\)=", text, re.MULTILINE))
        for block in re.findall(r"^(`{3,}|:{3,})\{glossary\}\n(.*?)^\1", text, re.M | re.S):
            self.terms |= {line.lower() for line in re.findall(r"^(?!:)(\S.*)$", block[1], re.M)}
        titles = re.findall(r"^#{1,6} +(.+?) *$", text, re.MULTILINE)
        self.headings[page] = {default_slugify(title) for title in titles}

    def has(self, node: addnodes.pending_xref) -> bool:
        """Tell whether what *node* refers to is there."""
        target = node["reftarget"]
        if node["refdomain"] == "cite":
            return True  # _ext.sources has told what references.bib lacks
        if node["reftype"] == "term":
            return target.lower() in self.terms
        if node["reftype"] in {"numref", "ref", "eq"}:
            return target in self.names
        if node["reftype"] == "myst" and node["refdomain"] == "doc":
            anchor = node.get("reftargetid")
            known = self.headings.get(target)
            return known is not None and (not anchor or anchor in known | self.names)
        return node["reftype"] == "doc" and target.lstrip("/") in self.headings


def check(paths: list[Path], root: Path = ROOT) -> str:
    """Return what the build of the book in *root* would say of the pages *paths*, as Sphinx does.

    Raises FileNotFoundError when one of them is no page of the book.
    """
    told = io.StringIO()
    with tempfile.TemporaryDirectory() as work, patch_docutils(root), docutils_namespace():
        # Sphinx keeps beside the doctrees what the book's extensions made: the next check has it.
        kept = root / "_build" / "check"
        app = Sphinx(
            root, root, work, kept, "dummy", freshenv=True, status=None, warning=told,
            confoverrides={"handbook_draw": False},
        )  # fmt: skip
        names = []
        app.env.find_files(app.config, app.builder)
        for path in paths:
            name = app.env.path2doc(path.resolve())
            if name not in app.env.found_docs:
                raise FileNotFoundError(f"{path} is no page of the book.")
            names.append(name)

        def only_these(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
            docnames[:] = names
            env.all_docs.setdefault(app.config.root_doc, 0)  # Sphinx wants it to be read

        app.connect("env-before-read-docs", only_these, priority=1)
        app.builder.read()
        places = Places()
        for page in app.env.found_docs:
            places.note(page, app.env.doc2path(page).read_text(encoding="utf-8"))
            app.env.all_docs.setdefault(page, 0)  # or a missing heading would be a missing page
        for name in names:
            doctree = app.env.get_doctree(name)
            for node in list(doctree.findall(addnodes.pending_xref)):
                if places.has(node):
                    node.replace_self(nodes.inline())
            app.env.current_document.docname = name
            transformer = SphinxTransformer(doctree)
            transformer.set_environment(app.env)
            transformer.add_transforms([MystReferenceResolver, ReferencesResolver])
            transformer.apply_transforms()
    return told.getvalue()


def plain(told: str, root: Path) -> list[str]:
    """Return what was *told* as lines for a person: place, message, and once for each rule why."""
    lines = []
    explained: set[str] = set()
    for line in told.splitlines():
        match = SAID.match(COLOR.sub("", line))
        if not match:
            lines.append(line)
            continue
        path = Path(match["path"])
        place = path.relative_to(root) if path.is_relative_to(root) else path
        lines.append(f"{place}:{match['line'] or 1}: {match['text']}")
        code = next(iter(CODE.findall(match["text"].rpartition("[handbook.")[2])), "")
        if (rule := rules().get(code)) and code not in explained:
            explained.add(code)
            lines += [f"    {code}: {rule.title}. {rule.why}"]
            for kind, (_, example) in rule.examples.items():
                lines += [f"    {kind}:", *(f"        {part}" for part in example.splitlines())]
            lines.append("")
    return lines


def main(arguments: list[str]) -> int:
    """Check the files *arguments*, print what there is to mend, and return 1 if there is any."""
    if not arguments:
        print("Name a page: make check FILE=course/05-customer-path.md", file=sys.stderr)
        return 2
    try:
        told = check([Path(argument) for argument in arguments])
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 2
    for line in plain(told, ROOT):
        print(line)
    count = len(told.splitlines())
    print(f"{count} to mend." if count else "Nothing to mend.")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
