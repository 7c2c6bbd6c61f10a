"""Formulas: LaTeX to MathML by latex2mathml, with what it lets pass as an error."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import latex2mathml.converter
from latex2mathml.commands import MATRICES

from _ext.pdf.formulas import to_words

MATHML = "http://www.w3.org/1998/Math/MathML"
# latex2mathml drops an environment that it does not know, and its alignment marks with it.
ENVIRONMENTS = {name.removeprefix("\\") for name in MATRICES}
ALIASES = {"aligned": "align*", "gathered": "align*", "equation": "", "equation*": ""}
OPERATORS = frozenset("±∓∼")

ElementTree.register_namespace("", MATHML)


def to_mathml(latex: str, block: bool) -> str:
    """Return *latex* as a ``math`` element, with ``alttext`` in the words of the PDF.

    Raises ValueError, with a message for the writer, where latex2mathml does not understand it.
    """
    source = re.sub(r"\\(begin|end)\{([^}]*)\}", _environment, latex)
    if block and r"\\" in source and r"\begin" not in source:
        source = rf"\begin{{split}}{source}\end{{split}}"
    try:
        text = latex2mathml.converter.convert(source, display="block" if block else "inline")
        text = re.sub(r"&(?![\w#]+;)", "&amp;", text)  # it lets a stray & through
        math = ElementTree.fromstring(text)
    except Exception as error:  # it raises StopIteration and its own, without a common base
        reason = str(error) or type(error).__name__
        raise ValueError(f"a brace, \\left or \\right has no partner ({reason})") from error
    for element in math.iter():
        content = element.text or ""
        if content.startswith("\\") and len(content) > 1:
            raise ValueError(f"the command {content} is not known")
        if content == "&":
            raise ValueError("& stands outside of an aligned formula")
        if element.tag == f"{{{MATHML}}}mi" and content in OPERATORS:
            element.tag = f"{{{MATHML}}}mo"
        if element.tag == f"{{{MATHML}}}mfrac" and len(element) != 2:
            raise ValueError("a fraction has no denominator")
    math.set("alttext", to_words(latex).strip(" ,"))
    return ElementTree.tostring(math, encoding="unicode")


def _environment(match: re.Match[str]) -> str:
    name = ALIASES.get(match[2], match[2])
    if name and name not in ENVIRONMENTS:
        raise ValueError(f"the environment {name} is not known")
    return rf"\{match[1]}{{{name}}}" if name else ""
