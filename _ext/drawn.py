"""Figures that code draws while the book is built.

``{drawn}`` names a function in ``analysis/`` that returns a matplotlib figure. The SVG stands
inline in the pages of website and EPUB, where its ink follows the text's color and its colors
follow ``static/figures.css``; the PDF takes it as a file in plain colors.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from _ext import svg
from _ext.analyses import Analyses, AnalysisError, Call, Result, is_news, suggest
from _ext.rules import Warns
from _ext.words import _

ALT_LENGTH = 40
"""The fewest characters an alternative text may have: it must hold the figure's information."""


class drawn(nodes.General, nodes.Inline, nodes.Element):
    """A picture: ``alt``, ``svg`` (path of a file in plain colors), ``markup`` (to stand inline).

    ``width`` and ``height`` are in points.
    """


def picture(found: Analyses, name: str, anew: bool = True) -> Result | None:
    """Return the picture that the function *name* draws, and what was read for it.

    None where it was not drawn before and is not to be drawn *anew*.
    The result's items are ``svg`` (a file in plain colors), ``markup`` and the size in points.
    Raises AnalysisError when the function fails or draws what a format could not show.
    """
    module, function_name = found.split(name, "networks.reciprocity")

    def draw(call: Call) -> dict[str, Any]:
        house = call.house
        known = call(lambda: house.figures(call.module))
        function = getattr(call.module, function_name, None)
        if not callable(function):
            raise AnalysisError(
                f"{call.path} has no function {function_name}. {suggest(function_name, known)}"
            )

        def drawing() -> str:
            made = function()
            check(made, f"{function_name}() in {call.path}", house.WIDTH_IN)
            return house.svg(made)

        prefix = "d" + hashlib.sha256(name.encode()).hexdigest()[:6] + "-"
        root = svg.tidy(call(drawing), prefix, house.INK)
        colors = {house.PAPER: "paper", house.SOFT: "soft", house.MUTED: "muted"}
        colors |= {color: key for key, color in house.COLORS.items()}
        if problems := list(svg.faults(root, {house.INK, *colors} - {house.SOFT})):
            raise AnalysisError(
                f"{function_name}() in {call.path} draws what not all could read: "
                f"{'; '.join(problems[:3])}."
            )
        width, height = map(float, root.get("viewBox", "").split()[2:])
        return {
            "files": [found.write(f"{name}.svg", svg.written(root)).name],
            "markup": svg.inline(root, house.INK, colors),
            "width": round(width),
            "height": round(height),
        }

    return found.run(module, function_name, draw, [__file__, str(svg.__file__)], anew)


def check(made: object, name: str, width_in: float) -> None:
    """Raise AnalysisError when *made*, which the function *name* returned, is no figure of ours."""
    from matplotlib.figure import Figure

    if not isinstance(made, Figure):
        raise AnalysisError(f"{name} returns {type(made).__name__}, not a matplotlib Figure.")
    if abs(made.get_figwidth() - width_in) > 0.001:
        raise AnalysisError(
            f"The figure of {name} is {made.get_figwidth():g} inches wide. Make it {width_in:g} "
            "with house.figure(height): then its words have the size they have in all figures."
        )


class DrawnDirective(Warns, SphinxDirective):
    """Draw a figure; ``docs/evidence.md`` shows what its writer types."""

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
        found = Analyses.of(self.env.app)
        try:
            drawing = picture(found, name, self.config.handbook_draw)
        except AnalysisError as error:
            if is_news(self.env, error):
                self.warn("B334", f"The figure {name} cannot be drawn. {error}")
            figure += caption
            return [figure]
        if drawing is None:
            figure += caption
            return [figure]
        for path in drawing.files:
            self.env.note_dependency(str(found.root / path))
        value = drawing.value
        file = str(found.kept / value["files"][0])
        if any(other["svg"] == file for other in self.state.document.findall(drawn)):
            self.warn(
                "B335",
                f"The figure {name} stands on this page already. Refer to it with {{numref}}.",
            )
        figure += drawn(
            "",
            alt=alt,
            svg=file,
            markup=value["markup"],
            width=value["width"],
            height=value["height"],
        )
        figure += caption
        figure += nodes.legend("", self.source(found, drawing))
        return [figure]

    def check(self, alt: str, caption: str, blocks: int) -> None:
        """Warn of what a reader would miss."""
        if not alt:
            self.warn(
                "B331",
                "The figure has no alternative text. Add a line :alt: that gives the figure's "
                "information to a person who cannot see it.",
            )
        elif alt == caption:
            self.warn(
                "B331",
                "The alternative text repeats the caption, and a screen reader reads both. Let the "
                "caption say the point and the alternative text what the figure shows.",
            )
        elif len(alt) < ALT_LENGTH:
            self.warn(
                "B331",
                f"The alternative text says too little ({len(alt)} characters). Say in two to "
                "four sentences what the figure shows, with its numbers.",
            )
        if not caption:
            self.warn(
                "B332", "The figure has no caption. Under its options, say its point in a sentence."
            )
        elif blocks > 1:
            self.warn(
                "B332", "The caption has several paragraphs. Make it one; put the rest in the text."
            )
        if not self.options.get("source", "").strip():
            self.warn(
                "B333",
                "The figure has no source. Add a line :source: that says whose data it shows.",
            )

    def source(self, found: Analyses, drawing: Result) -> nodes.paragraph:
        """Return the line under the figure: its source, and where its data and code are.

        The website hands the files out; the books, which cannot, name them.
        """
        inline, messages = self.parse_inline(self.options.get("source", "").strip().rstrip("."))
        line = nodes.paragraph("", _("Source: "), *inline, *messages, classes=["figure-source"])
        self.set_source_info(line)
        code = Path("analysis", f"{self.arguments[0].partition('.')[0]}.py")
        for label, paths in ((_("Data"), drawing.named("data")), (_("Code"), [code])):
            for number, path in enumerate(paths):
                line += nodes.Text(", " if number else f" · {label}: ")
                line += addnodes.download_reference(
                    "",
                    "",
                    nodes.literal("", path.as_posix()),
                    refdoc=self.env.docname,
                    reftarget=f"/{path.as_posix()}",
                    reftype="download",
                    refdomain="",
                    refexplicit=False,
                    refwarn=False,
                )
        return line


def visit_drawn(self: HTML5Translator, node: drawn) -> None:
    """Write the picture inline, with its alternative text as its name."""
    label = f'class="drawn" role="img" aria-label="{self.attval(node["alt"])}" '
    self.body.append(node["markup"].replace("<svg ", f"<svg {label}", 1))
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive and its node."""
    app.add_config_value("handbook_draw", True, "", types=frozenset({bool}))
    app.setup_extension("_ext.words")
    app.setup_extension("_ext.assets")
    app.add_directive("drawn", DrawnDirective)
    # No epub= here: Sphinx would then never look at html= for the EPUB.
    app.add_node(drawn, html=(visit_drawn, None))
    return {"version": "2", "parallel_read_safe": True, "parallel_write_safe": True}
