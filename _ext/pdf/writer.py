"""Turns the book's document into Typst.

What a node *is* is decided here; how it looks is decided by the function of the same meaning in
``book.typ``. Text is written as Typst strings (``#"…";``), so no character of it can be taken for
markup.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import admonitionlabels
from sphinx.util.docutils import SphinxTranslator

from _ext.formulas import FormulaError, to_typst, to_words
from _ext.rules import warn


def string(text: str) -> str:
    """Return *text* as a Typst string."""
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{text}"'


def array(items: Iterable[str]) -> str:
    """Return *items*, already in Typst, as a Typst array."""
    return "(" + "".join(f"{item}, " for item in items) + ")"


# Inline nodes, and the Typst function that means the same.
WRAPPED = {
    "emphasis": "emph",
    "strong": "strong",
    "title_reference": "emph",
    "literal_emphasis": "emph",
    "literal_strong": "strong",
    "subscript": "sub",
    "superscript": "super",
    "kbd": "kbd",
    "sd_badge": "badge",
    "manpage": "emph",
    "desc_name": "strong",
    "desc_addname": "emph",
    "desc_parameter": "emph",
    "classifier": "emph",
    "rubric": "rubric",
    "topic": "topic",
    "sidebar": "topic",
    "centered": "centered",
    "line": "line-of-verse",
    "desc_content": "indented",
    "desc_signature": "signature",
    "attribution": "attribution",
}

# Nodes that add nothing of their own: their children are written.
TRANSPARENT = """
    document inline generated problematic acks hlist hlistcol compact_paragraph glossary
    compound decoration desc desc_annotation desc_inline desc_optional desc_parameterlist
    desc_returns desc_sig_element desc_sig_keyword desc_sig_keyword_type desc_sig_literal_char
    desc_sig_literal_number desc_sig_literal_string desc_sig_name desc_sig_operator
    desc_sig_punctuation desc_sig_space desc_signature_line desc_type desc_type_parameter
    desc_type_parameter_list productionlist versionmodified legend caption option_string
    PassthroughTextElement description option_group option option_argument bibliography
    pending_xref_condition
""".split()

# Nodes that are for other formats or have done their work: nothing is written.
SILENT = """
    comment substitution_definition pending index highlightlang meta tabular_col_spec toctree
    footnote system_message citation_label label colspec docinfo header footer
    toctree_placeholder generated_index sd_icon
""".split()

# What a single paragraph fills: it is set as the item itself, not as a paragraph in it.
WHOLE = (nodes.list_item, nodes.entry, nodes.footnote, nodes.citation)


class TypstTranslator(SphinxTranslator):
    """Writes the document that the builder has put together.

    After the walk, ``stubs`` says for each table how many cells of a row are its header,
    ``pictures`` maps file names to the files to copy, and ``labels`` holds all places that can be
    led to.
    """

    def __init__(self, document: nodes.document, builder: Any) -> None:
        super().__init__(document, builder)
        self.out: list[str] = []
        self.stubs: list[int] = []
        self.pictures: dict[str, Path] = {}
        self.labels: set[str] = set()
        self._alias: dict[str, str] = {}
        self._notes: dict[str, nodes.footnote] = {}
        self._called: set[str] = set()
        self._file: list[addnodes.start_of_file] = []
        self._level = 0
        self._above = 0  # the level of the chapter, or of the part, that a section stands in
        self._plain = 0  # where a page number after a link would disturb
        self._find_places(document, "")

    # Places

    def _find_places(self, node: nodes.Element, docname: str) -> None:
        """Give every id its label: the first id of the element that carries it."""
        for child in node.children:
            if not isinstance(child, nodes.Element):
                continue
            here = docname
            if isinstance(child, addnodes.start_of_file):
                here = child["docname"]
                first = next(iter(child.findall(nodes.section)), None)
                if first is not None and first["ids"]:
                    self._alias[here] = f"{here}#{first['ids'][0]}"
            if child["ids"]:
                label = f"{here}#{child['ids'][0]}"
                self.labels.add(label)
                for id_ in child["ids"]:
                    self._alias.setdefault(f"{here}#{id_}", label)
                    if isinstance(child, nodes.footnote):
                        self._notes[f"{here}#{id_}"] = child
            self._find_places(child, here)

    @property
    def docname(self) -> str:
        """The name of the page that is being written."""
        return self._file[-1]["docname"] if self._file else ""

    def label_of(self, uri: str) -> str:
        """Return the label of the place that an internal address names."""
        page, _, id_ = uri.lstrip("%").partition("#")
        key = f"{page}#{id_}" if id_ else page
        return self._alias.get(key, key)

    def anchor(self, node: nodes.Element) -> str:
        """Return what makes *node* a place to lead to, and notes where its page begins."""
        made = ""
        if node["ids"]:
            made += f"#anchor({string(self.docname + '#' + node['ids'][0])})"
        if "pagemark" in node:
            made += f"#mark({string(node['pagemark'])})"
        return made

    # Writing

    def astext(self) -> str:
        """Return the Typst of the whole book."""
        return "".join(self.out)

    def render(self, children: Iterable[nodes.Node]) -> str:
        """Return the Typst of *children*."""
        kept, self.out = self.out, []
        for child in list(children):
            child.walkabout(self)
        made, self.out = "".join(self.out), kept
        return made

    def write(self, text: str) -> None:
        """Write *text*, which is Typst."""
        self.out.append(text)

    def dispatch_visit(self, node: nodes.Node) -> None:
        """Visit *node* by the method for its class or, for simple ones, by the tables above."""
        name = type(node).__name__
        if hasattr(self, f"visit_{name}"):
            getattr(self, f"visit_{name}")(node)
        elif name in SILENT:
            raise nodes.SkipNode
        elif name in WRAPPED and isinstance(node, nodes.Element):
            self._wrap(node, WRAPPED[name])
        elif name in admonitionlabels and isinstance(node, nodes.Element):
            self._admonition(node, name, str(admonitionlabels[name]))
        elif name in TRANSPARENT and isinstance(node, nodes.Element):
            self.write(self.anchor(node) if name != "document" else "")
        else:
            super().dispatch_visit(node)

    def dispatch_departure(self, node: nodes.Node) -> None:
        """Depart from *node*, where there is a method for it."""
        depart = getattr(self, f"depart_{type(node).__name__}", None)
        if depart is not None:
            depart(node)

    def unknown_visit(self, node: nodes.Node) -> None:
        """Warn of a node that the PDF has no form for."""
        warn(
            "F601",
            "The PDF cannot show the element “%s”. Write it another way, or teach "
            "_ext/pdf/writer.py what it means on paper.",
            type(node).__name__,
            location=node,
        )
        raise nodes.SkipNode

    def _block(self, function: str, node: nodes.Element, *options: str) -> None:
        """Write *node* as a block made by *function*, with its children as content."""
        content = self.anchor(node) + self.render(node.children)
        given = f"({', '.join(options)})" if options else ""
        self.write(f"#{function}{given}[{content}]\n\n")
        raise nodes.SkipNode

    def _wrap(self, node: nodes.Element, function: str) -> None:
        content = f"{function}[{self.anchor(node)}{self.render(node.children)}]"
        if isinstance(node, nodes.Body):
            self.write(f"#{self._classed(node, content)}\n\n")
        else:
            self.write(f"#{content};")
        raise nodes.SkipNode

    @staticmethod
    def _classed(node: nodes.Element, content: str) -> str:
        """Return *content*, a Typst expression, in the form of the node's class, if it has one."""
        if not node["classes"]:
            return content
        return f"classed({array(map(string, node['classes']))}, {content})"

    # Text

    def visit_Text(self, node: nodes.Text) -> None:
        """Write text; line breaks of the source are spaces."""
        text = node.astext().replace("\n", " ")
        self.write(f"#{string(text)};")

    def visit_literal(self, node: nodes.Element) -> None:
        """Write code in a line."""
        self.write(f"{self.anchor(node)}#raw({string(node.astext())});")
        raise nodes.SkipNode

    def visit_abbreviation(self, node: nodes.Element) -> None:
        """Write an abbreviation; on paper its meaning follows it."""
        if node.get("explanation"):
            meaning = f" ({node['explanation']})"
            self.write(self.render(node.children) + f"#{string(meaning)};")
            raise nodes.SkipNode

    def visit_paragraph(self, node: nodes.Element) -> None:
        """Write a paragraph; the only one in a list item or cell is the item itself."""
        content = self.anchor(node) + self.render(node.children)
        if self._is_whole(node):
            self.write(content)
        else:
            self.write(f"#{self._classed(node, f'par[{content}]')}\n\n")
        raise nodes.SkipNode

    @staticmethod
    def _is_whole(node: nodes.Element) -> bool:
        """Tell whether the paragraph begins an item that has no other paragraph."""
        if not isinstance(node.parent, WHOLE):
            return False
        siblings = [c for c in node.parent.children if not isinstance(c, nodes.label)]
        lists = (nodes.bullet_list, nodes.enumerated_list)
        return siblings[0] is node and all(isinstance(child, lists) for child in siblings[1:])

    def visit_target(self, node: nodes.Element) -> None:
        """Write a place to lead to."""
        self.write(self.anchor(node))

    def visit_math(self, node: nodes.Element) -> None:
        """Write a formula in a line."""
        self.write(self._formula(node, block=False))
        raise nodes.SkipNode

    def visit_math_block(self, node: nodes.Element) -> None:
        """Write a formula of its own, with its number."""
        numbers = self.builder.env.toc_fignumbers.get(self.docname, {}).get("displaymath", {})
        found = next((numbers[id_] for id_ in node["ids"] if id_ in numbers), None)
        known = ".".join(map(str, found)) if found else node.get("number", "")
        number = f"({known})" if known else ""
        formula = self._formula(node, block=True)
        self.write(f"#formula({string(number)})[{self.anchor(node)}{formula}]\n\n")
        raise nodes.SkipNode

    def _formula(self, node: nodes.Element, block: bool) -> str:
        latex = node.astext()
        try:
            typst = to_typst(latex)
        except FormulaError as error:
            warn(
                "F602",
                "The PDF cannot typeset the formula “%s”: %s. Check its LaTeX.",
                latex,
                error,
                location=node,
            )
            typst = '""'
        words = string(to_words(latex))
        flag = "true" if block else "false"
        return f"#math.equation(block: {flag}, alt: {words}, $ {typst} $);"

    # Links

    def visit_reference(self, node: nodes.Element) -> None:
        """Write a link; one inside the book names its page, as paper needs."""
        content = self.anchor(node) + self.render(node.children)
        uri = node.get("refuri", "")
        if uri and not uri.startswith(("%", "#")):
            self.write(f"#external({string(uri)})[{content}];")
            raise nodes.SkipNode
        inside = uri if uri.startswith("%") else f"{self.docname}#{node.get('refid', uri[1:])}"
        label = self.label_of(inside)
        if label not in self.labels:
            self.write(content)  # the page is on the website only
            raise nodes.SkipNode
        kind = self._kind(node)
        self.write(f"#xref({string(label)}, kind: {string(kind)})[{content}];")
        raise nodes.SkipNode

    def _kind(self, node: nodes.Element) -> str:
        """Return what a link leads to: ``term``, ``source``, or a ``page`` that is named."""
        if any("std-term" in child["classes"] for child in node.findall(nodes.inline)):
            return "term"
        above = node.parent
        while above is not None:
            if "bibtex-citation" in above.get("classes", ()):
                return "source"
            above = above.parent
        return "plain" if self._plain else "page"

    def visit_download_reference(self, node: nodes.Element) -> None:
        """Write the name of a file that only the website can hand out."""

    def visit_footnote_reference(self, node: nodes.Element) -> None:
        """Write the footnote at its call."""
        name = self.label_of(f"{self.docname}#{node['refid']}")
        label = string(f"note:{name}")
        if name in self._called:
            self.write(f"#footnote(label({label}));")
        else:
            self._called.add(name)
            note = next(n for key, n in self._notes.items() if self._alias[key] == name)
            body = self.render(c for c in note.children if not isinstance(c, nodes.label))
            self.write(f"#[#footnote[{body}]#label({label})];")
        raise nodes.SkipNode

    # The book's structure

    def visit_start_of_file(self, node: nodes.Element) -> None:
        """Begin a page of the source."""
        self._file.append(node)
        if node.get("opening"):
            section = next(iter(node.findall(nodes.section)))
            body = [child for child in section.children if not isinstance(child, nodes.title)]
            self.write(f"#part-text[{self.anchor(section)}{self.render(body)}]\n\n")
            self._file.pop()
            raise nodes.SkipNode

    def depart_start_of_file(self, node: nodes.Element) -> None:
        """End a page of the source."""
        self._file.pop()

    def visit_section(self, node: nodes.Element) -> None:
        """Begin a part, a chapter or a section, one level deeper."""
        self._level += 1

    def depart_section(self, node: nodes.Element) -> None:
        """End a part, a chapter or a section."""
        self._level -= 1

    def visit_title(self, node: nodes.Element) -> None:
        """Write a heading, or the title of a box."""
        parent = node.parent
        content = self.render(node.children)
        if not isinstance(parent, nodes.section):
            self.write(f"#box-title[{content}]\n\n")
        elif parent.get("part"):
            self._above = self._level
            self.write(f"#part[{content}]\n\n")
        else:
            label = string(f"{self.docname}#{parent['ids'][0]}")
            if isinstance(parent.parent, addnodes.start_of_file):
                self._above = self._level
                number = self._number(parent)
                self.write(
                    f"#chapter({self._level}, {string(number)}, {label}, "
                    f"{string(self.docname)})[{content}]\n\n"
                )
            else:
                depth = self._level - self._above
                self.write(f"#section({self._level}, {depth}, {label})[{content}]\n\n")
        raise nodes.SkipNode

    def _number(self, section: nodes.Element) -> str:
        numbers = self.builder.env.toc_secnumbers.get(self.docname, {})
        return ".".join(map(str, numbers.get("", ())))

    def visit_subtitle(self, node: nodes.Element) -> None:
        """Write the title under a title."""
        self._block("rubric", node)

    def visit_transition(self, node: nodes.Element) -> None:
        """Write a pause between paragraphs."""
        self.write("#pause\n\n")
        raise nodes.SkipNode

    # Boxes

    def visit_container(self, node: nodes.Element) -> None:
        """Write a container in the form of its class; others are transparent."""
        if "plan-lines" in node["classes"]:
            self.write(f"#writing-lines({node['lines']})\n\n")
            raise nodes.SkipNode
        content = self.anchor(node) + self.render(node.children)
        self.write(f"#{self._classed(node, f'[{content}]')}\n\n")
        raise nodes.SkipNode

    def visit_admonition(self, node: nodes.Element) -> None:
        """Write a box whose title its writer chose."""
        title = node[0] if node.children and isinstance(node[0], nodes.title) else None
        name = title.astext() if title is not None else str(admonitionlabels["note"])
        if title is not None:
            node.remove(title)
        self._admonition(node, "note", name)

    def _admonition(self, node: nodes.Element, kind: str, title: str) -> None:
        self._block("admonition", node, string(kind), string(title))

    def visit_block_quote(self, node: nodes.Element) -> None:
        """Write a quotation with who said it."""
        said = [child for child in node.children if isinstance(child, nodes.attribution)]
        rest = [child for child in node.children if child not in said]
        by = f"attribution: [{self.render(c for a in said for c in a.children)}]" if said else ""
        self.write(f"#quotation({by})[{self.anchor(node)}{self.render(rest)}]\n\n")
        raise nodes.SkipNode

    def visit_line_block(self, node: nodes.Element) -> None:
        """Write lines that are kept as lines."""
        self._block("verse", node)

    def visit_literal_block(self, node: nodes.Element) -> None:
        """Write code as a block."""
        language = node.get("language", "none")
        known = "none" if language in {"none", "default", "text"} else string(language)
        numbered = "true" if node.get("linenos") else "false"
        self.write(
            f"#listing({known}, {numbered}, {string(node.astext())})[{self.anchor(node)}]\n\n"
        )
        raise nodes.SkipNode

    visit_doctest_block = visit_literal_block

    # Lists

    def visit_bullet_list(self, node: nodes.Element) -> None:
        """Write a list with bullets."""
        self._list(node, "list")

    def visit_enumerated_list(self, node: nodes.Element) -> None:
        """Write a numbered or lettered list."""
        sign = {"loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I"}
        form = (
            node.get("prefix", "")
            + sign.get(node.get("enumtype", ""), "1")
            + (node.get("suffix") or ".")
        )
        self._list(node, "enum", f"numbering: {string(form)}", f"start: {node.get('start', 1)}")

    def _list(self, node: nodes.Element, function: str, *options: str) -> None:
        plain = "collected-contents" in node["classes"]
        self._plain += plain
        items = [f"[{self.anchor(item)}{self.render(item.children)}]" for item in node.children]
        self._plain -= plain
        tight = all(len(item.children) < 2 for item in node.children)
        arguments = ", ".join([*options, f"tight: {'true' if tight else 'false'}", *items])
        made = self._classed(node, f"{function}({arguments})")
        self.write(f"{self.anchor(node)}#{made}\n\n")
        raise nodes.SkipNode

    def visit_definition_list(self, node: nodes.Element) -> None:
        """Write terms with their definitions."""
        items = []
        for item in node.children:
            terms = [c for c in item.children if not isinstance(c, nodes.definition)]
            meaning = [c for d in item.children if isinstance(d, nodes.definition) for c in d]
            said = '#", ";'.join(f"{self.anchor(t)}{self.render(t.children)}" for t in terms)
            items.append(f"([{self.anchor(item)}{said}], [{self.render(meaning)}])")
        self.write(f"{self.anchor(node)}#definitions({array(items)})\n\n")
        raise nodes.SkipNode

    def visit_field_list(self, node: nodes.Element) -> None:
        """Write fields as terms with their values."""
        self._pairs(node)

    def visit_option_list(self, node: nodes.Element) -> None:
        """Write options as terms with their meaning."""
        self._pairs(node)

    def _pairs(self, node: nodes.Element) -> None:
        items = [
            f"([{self.render(item[0].children)}], [{self.render(item[1].children)}])"
            for item in node.children
        ]
        self.write(f"#definitions({array(items)})\n\n")
        raise nodes.SkipNode

    def visit_production(self, node: nodes.Element) -> None:
        """Write a rule of a grammar."""
        text = f"{node.get('tokenname', '')}: {node.astext()}"
        self.write(f"#listing(none, false, {string(text)})[]\n\n")
        raise nodes.SkipNode

    def visit_citation(self, node: nodes.Element) -> None:
        """Write an entry of the bibliography."""
        body = self.render(c for c in node.children if not isinstance(c, nodes.label))
        self.write(f"#source[{self.anchor(node)}{body}]\n\n")
        raise nodes.SkipNode

    def visit_citation_reference(self, node: nodes.Element) -> None:
        """Write a citation of docutils' own kind."""
        label = self.label_of(f"{self.docname}#{node.get('refid', '')}")
        content = self.render(node.children)
        known = label in self.labels
        self.write(f'#xref({string(label)}, kind: "source")[{content}];' if known else content)
        raise nodes.SkipNode

    # Pictures and tables

    def visit_figure(self, node: nodes.Element) -> None:
        """Write a figure: the picture, its numbered caption, what stands under it."""
        captions = [c for c in node.children if isinstance(c, nodes.caption)]
        legends = [c for c in node.children if isinstance(c, nodes.legend)]
        body = self.render(c for c in node.children if c not in [*captions, *legends])
        caption = self._caption(node, captions)
        legend = self.render(c for part in legends for c in part.children)
        self.write(f"#figure-of({caption}, [{legend}])[{self.anchor(node)}{body}]\n\n")
        raise nodes.SkipNode

    def _caption(self, node: nodes.Element, captions: list[nodes.Element]) -> str:
        """Return the caption of a figure or table, with its number, as two contents."""
        if not captions:
            return "none, none"
        kind = "table" if isinstance(node, nodes.table) else "figure"
        numbers = self.builder.env.toc_fignumbers.get(self.docname, {}).get(kind, {})
        found = next((numbers[id_] for id_ in node["ids"] if id_ in numbers), ())
        form = self.config.numfig_format.get(kind, "%s")
        number = form % ".".join(map(str, found)) if found else ""
        return f"[#{string(number)};], [{self.render(captions[0].children)}]"

    def visit_drawn(self, node: nodes.Element) -> None:
        """Write a picture that the build has drawn."""
        self._picture(node, Path(node["svg"]), "100%")

    def visit_image(self, node: nodes.Element) -> None:
        """Write a picture; between words it stands in the line."""
        path = Path(self.builder.srcdir) / node["uri"]
        alone = not isinstance(node.parent, nodes.TextElement) or len(node.parent.children) == 1
        width = node.get("width", "") if str(node.get("width", "")).endswith(("%", "pt")) else ""
        self._picture(node, path, width or "auto", inline=not alone)

    def _picture(self, node: nodes.Element, path: Path, width: str, inline: bool = False) -> None:
        if not path.is_file():
            warn(
                "F605",
                "There is no picture %s. Check its path.",
                path.name,
                location=node,
            )
            raise nodes.SkipNode
        name = hashlib.sha256(str(path).encode()).hexdigest()[:12] + path.suffix
        self.pictures[name] = path
        function = "inline-picture" if inline else "picture"
        alt = string(node.get("alt", ""))
        self.write(f"{self.anchor(node)}#{function}({string(name)}, {alt}, {width});")
        raise nodes.SkipNode

    def visit_table(self, node: nodes.Element) -> None:
        """Write a table: header rows repeat on each page, header columns are marked as such."""
        titles = [c for c in node.children if isinstance(c, nodes.title)]
        group = next(c for c in node.children if isinstance(c, nodes.tgroup))
        columns = [c for c in group.children if isinstance(c, nodes.colspec)]
        stub = sum(bool(column.get("stub")) for column in columns)
        self.stubs.append(stub)
        self._plain += 1
        head = [row for part in group if isinstance(part, nodes.thead) for row in part]
        rows = [row for part in group if isinstance(part, nodes.tbody) for row in part]
        cells = []
        if head:
            made = ", ".join(self._cell(cell, "th") for row in head for cell in row)
            cells.append(f"table.header({made})")
        for row in rows:
            for number, cell in enumerate(row.children):
                cells.append(self._cell(cell, "row-header" if number < stub else "cell"))
        self._plain -= 1
        widths = array(f"{column.get('colwidth', 1)}fr" for column in columns)
        caption = self._caption(node, titles)
        short = "true" if len(head) + len(rows) <= 9 else "false"
        body = ",\n".join(cells)
        self.write(
            f"#table-of({caption}, {len(columns)}, {short})[{self.anchor(node)}"
            f"#table(columns: {widths},\n{body})]\n\n"
        )
        raise nodes.SkipNode

    def _cell(self, entry: nodes.Element, kind: str) -> str:
        options = []
        if entry.get("morecols"):
            options.append(f"colspan: {entry['morecols'] + 1}")
        if entry.get("morerows"):
            options.append(f"rowspan: {entry['morerows'] + 1}")
        for side in ("right", "center"):
            if f"text-{side}" in entry["classes"]:
                options.append(f"align: {side}")
        content = f"[#{kind}[{self.anchor(entry)}{self.render(entry.children)}]]"
        return f"table.cell({', '.join(options)}){content}" if options else content

    # What belongs to another format

    def visit_raw(self, node: nodes.Element) -> None:
        """Write raw Typst; any other raw markup is a fault."""
        text = node.astext().strip()
        if node.get("format") == "typst":
            self.write(text)
        elif text == "<br />":  # MyST's line break; it has one for LaTeX beside it
            self.write("#linebreak();")
        elif text != "\\\\":
            self.unknown_visit(node)
        raise nodes.SkipNode
