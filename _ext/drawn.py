"""Figures that code draws while the book is built.

``{drawn}`` names a function in ``analysis/`` that returns a matplotlib figure. The SVG stands
inline in the pages of website and EPUB, where its ink follows the text's color and its colors
follow ``_static/figures.css``; the PDF takes it as a file in plain colors.
"""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path
from typing import Any, ClassVar
from xml.etree import ElementTree

from docutils import nodes
from docutils.parsers.rst import directives
from matplotlib import ft2font
from matplotlib.figure import Figure
from matplotlib.text import Text
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from _ext import analyses
from _ext.formats import is_print

logger = logging.getLogger(__name__)

ALT_LENGTH = 40
"""The fewest characters an alternative text may have: it must hold the figure's information."""

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"


class drawn(nodes.General, nodes.Inline, nodes.Element):
    """A picture: ``alt``, ``svg`` (path of a file in plain colors), ``markup`` (to stand inline).

    ``width`` and ``height`` are in points.
    """


def picture(name: str) -> dict[str, Any]:
    """Return the picture that the function *name* draws: both SVGs and its size in points.

    Raises AnalysisError when the function fails or draws what a format could not show.
    """
    from analysis import house

    made = analyses.call(name)
    if not isinstance(made, Figure):
        raise analyses.AnalysisError(
            f"{name}() returns {type(made).__name__}. Let it return a matplotlib Figure."
        )
    width, height = made.get_size_inches()
    if abs(width - house.WIDTH_IN) > 0.01:
        raise analyses.AnalysisError(
            f"{name}() is {width:g} inches wide. Make it {house.WIDTH_IN:g} with house.figure, "
            "so that its text has the size of all figures."
        )
    if missing := _without_glyph(made):
        raise analyses.AnalysisError(
            f"{name}() writes {' '.join(missing)}, which the figures' font Lato does not have. "
            "Use another character."
        )
    file = io.BytesIO()
    made.savefig(file, format="svg", metadata={"Date": None})
    prefix = "d" + hashlib.sha256(name.encode()).hexdigest()[:6] + "-"
    colors = {house.INK: "currentColor", house.PAPER: "paper", house.SOFT: "soft"}
    colors |= {house.MUTED: "muted"} | {value: key for key, value in house.COLORS.items()}
    return {
        "plain": _tidy(file.getvalue(), prefix, {}),
        "inline": _tidy(file.getvalue(), prefix, colors),
        "width": round(width * 72),
        "height": round(height * 72),
    }


def _without_glyph(figure: Figure) -> list[str]:
    """Return the characters in the texts of *figure* that its font cannot show."""
    import font_lato

    known = ft2font.FT2Font(font_lato.font_files["Lato"]).get_charmap()
    texts = "".join(text.get_text() for text in figure.findobj(Text) if text.get_visible())
    return sorted({c for c in texts if ord(c) not in known and not c.isspace() and c != "$"})


def _tidy(svg: bytes, prefix: str, colors: dict[str, str]) -> str:
    """Return matplotlib's *svg* small, without style sheets, its ids made unique by *prefix*.

    *colors* maps a color to ``currentColor`` or to the name of a color in figures.css; a name
    becomes the class ``fill-name`` or ``stroke-name`` beside the color itself.
    """
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    root = ElementTree.fromstring(svg)
    for child in list(root):
        if child.tag == f"{{{SVG}}}metadata" or child.find(f"{{{SVG}}}style") is not None:
            root.remove(child)
    root.set("stroke-linejoin", "round")
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    used = set(re.findall(rb'(?:url\(|href=")#([\w.-]+)', svg))
    for element in root.iter():
        if element.tag != f"{{{SVG}}}text":
            element.text = None
        element.tail = None
        if (name := element.attrib.pop("id", None)) and name.encode() in used:
            element.set("id", prefix + name)
        for part in filter(None, map(str.strip, element.attrib.pop("style", "").split(";"))):
            key, _, value = part.partition(":")
            _set_style(element, key.strip(), value.strip(), colors)
        for key, value in element.attrib.items():
            value = re.sub(r"(url\(#|^#)(?=[a-zA-Z])", rf"\1{prefix}", value)
            if key in {"d", "x", "y", "width", "height", "transform", "points"}:
                value = _rounded(value)
            element.set(key, value)
        if element.get("transform", "").startswith("rotate(0 "):
            del element.attrib["transform"]
    return ElementTree.tostring(root, encoding="unicode")


def _set_style(element: ElementTree.Element, key: str, value: str, colors: dict[str, str]) -> None:
    """Write one style as the attribute that means the same."""
    if key == "font":
        weight = re.search(r"\b(bold|[1-9]00)\b", value)
        size = re.search(r"([\d.]+)px", value)
        if "italic" in value:
            element.set("font-style", "italic")
        if weight:
            element.set("font-weight", weight[1])
        element.set("font-size", size[1] if size else "10")
        element.set("font-family", "Lato, sans-serif")
    elif key == "font-family":
        element.set(key, "Lato, sans-serif")
    elif key == "font-size":
        element.set(key, value.removesuffix("px"))
    elif key in {"fill", "stroke"} and value in colors:
        name = colors[value]
        if name == "currentColor":
            value = name
        else:
            element.set("class", f"{element.get('class', '')} {key}-{name}".strip())
        element.set(key, value)
    else:
        element.set(key, value)


def _rounded(text: str) -> str:
    """Return *text* with its numbers to two decimals: a hundredth of a point."""

    def short(match: re.Match[str]) -> str:
        number = f"{float(match[0]):.2f}".rstrip("0").rstrip(".")
        return "0" if number == "-0" else number

    return " ".join(re.sub(r"-?\d*\.?\d+(?:e-?\d+)?", short, text).split())


class DrawnDirective(SphinxDirective):
    """Draw a figure; see CONTRIBUTING for what its writer types."""

    has_content = True
    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {
        "name": directives.unchanged,
        "alt": directives.unchanged,
        "source": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        """Return the figure, even a faulty one: one build then tells all faults."""
        name = self.arguments[0]
        alt = " ".join(self.options.get("alt", "").split())
        figure = nodes.figure(classes=["drawn"])
        self.set_source_info(figure)
        self.add_name(figure)
        caption = nodes.caption()
        blocks = self.parse_content_to_nodes()
        for block in blocks[:1]:
            caption = nodes.caption(block.astext(), "", *block.children)
        self.set_source_info(caption)
        self.check(alt, caption.astext(), len(blocks))
        try:
            found = analyses.cached(self.env, name, lambda: picture(name))
        except analyses.AnalysisError as error:
            self.warn(f"The figure {name} cannot be drawn. {error}")
            return [nodes.paragraph("", "", *caption.children)]
        path = Path(self.env.doctreedir).parent / "drawn" / f"{name}.svg"
        if not path.is_file() or path.read_text(encoding="utf-8") != found["plain"]:
            analyses._write(path, found["plain"])
        sizes = {key: found[key] for key in ("width", "height")}
        figure += drawn("", alt=alt, svg=str(path), markup=found["inline"], **sizes)
        figure += caption
        figure += nodes.legend("", self.source(found))
        return [figure]

    def check(self, alt: str, caption: str, blocks: int) -> None:
        """Warn of what a reader would miss."""
        if not alt:
            self.warn(
                "The figure has no alternative text. Add a line :alt: that gives the figure's "
                "information to a person who cannot see it."
            )
        elif len(alt) < ALT_LENGTH or alt == caption:
            self.warn(
                f"The alternative text says too little ({len(alt)} characters). Say in two to "
                "four sentences what the figure shows, with its numbers."
            )
        if not caption:
            self.warn("The figure has no caption. Under its options, say its point in a sentence.")
        elif blocks > 1:
            self.warn("The caption has several paragraphs. Make it one; put the rest in the text.")
        if not self.options.get("source", "").strip():
            self.warn(
                "The figure has no source. Add a line :source: that says whose data it shows."
            )

    def source(self, found: dict[str, Any]) -> nodes.paragraph:
        """Return the line under the figure: its source, and where its data and code are."""
        inline, messages = self.parse_inline(self.options.get("source", "").strip())
        line = nodes.paragraph("", "Source: ", *inline, *messages, classes=["figure-source"])
        module = self.arguments[0].partition(".")[0]
        own = [path for path in found["code"] if Path(path).stem == module]
        for label, paths in (("Data", found["data"]), ("Code", own)):
            for n, path in enumerate(paths):
                line += nodes.Text(f" {label}: " if n == 0 else ", ")
                target = analyses.place(path)
                line += addnodes.download_reference(
                    "",
                    "",
                    nodes.literal(target, target),
                    refdoc=self.env.docname,
                    reftarget=f"/{target}",
                    reftype="download",
                    refdomain="",
                    refexplicit=False,
                    refwarn=False,
                )
            if paths:
                line += nodes.Text(".")
        return line

    def warn(self, message: str) -> None:
        """Log *message* at the line of the directive."""
        place = (self.env.docname, self.lineno)
        logger.warning(message, location=place, type="handbook", subtype="drawn")


class PrintSources(SphinxPostTransform):
    """In a book a file cannot be downloaded: the line under a figure names it."""

    default_priority = 3

    def run(self, **kwargs: Any) -> None:
        """Replace links to data and code by their paths."""
        if not is_print(self.app.builder):
            return
        for figure in self.document.findall(nodes.figure):
            if "drawn" in figure["classes"]:
                for link in list(figure.findall(addnodes.download_reference)):
                    link.replace_self(link.children)


def visit_drawn(self: HTML5Translator, node: drawn) -> None:
    """Write the picture inline, with its alternative text as its name."""
    label = f'class="drawn" role="img" aria-label="{self.attval(node["alt"])}" '
    self.body.append(node["markup"].replace("<svg ", f"<svg {label}", 1))
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive and its node."""
    app.add_directive("drawn", DrawnDirective)
    # No epub= here: Sphinx would then never look at html= for the EPUB.
    app.add_node(drawn, html=(visit_drawn, None))
    app.add_post_transform(PrintSources)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
