"""Formulas: LaTeX to Typst by tex2typst, to MathML by latex2mathml, and to words for the ear."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import latex2mathml.converter
import tex2typst
from latex2mathml.commands import MATRICES

from _ext.words import _

MATHML = "http://www.w3.org/1998/Math/MathML"
# latex2mathml drops an environment that it does not know, and its alignment marks with it.
ENVIRONMENTS = {name.removeprefix("\\") for name in MATRICES}
ALIASES = {"aligned": "align*", "gathered": "align*", "equation": "", "equation*": ""}
OPERATORS = frozenset("±∓∼")
ELEMENTS = {
    f"{{{MATHML}}}{name}"
    for name in (
        "math mrow mi mn mo mtext mspace ms mfrac msqrt mroot mstyle mpadded mphantom menclose "
        "msub msup msubsup munder mover munderover mmultiscripts mprescripts mtable mtr mtd"
    ).split()
}
"""What a formula may be made of: latex2mathml passes on the markup that it finds in ``\\text``."""
REFUSED = {"href", "src", "style", "class", "id"}
"""Attributes that LaTeX commands such as ``\\href`` would set."""

ElementTree.register_namespace("", MATHML)


class FormulaError(Exception):
    """Says what of a formula cannot be typeset."""


def to_typst(latex: str) -> str:
    """Return *latex* in Typst's notation. Raises FormulaError."""
    if '"' in latex:  # it would end a text of Typst's, and what follows would be code
        raise FormulaError('a straight quotation mark (") is no part of a formula')
    try:
        return tex2typst.tex2typst(" ".join(latex.split())).strip()
    except Exception as error:
        raise FormulaError(" ".join(str(error).split())) from error


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
        if element.tag not in ELEMENTS:  # \\text{<b>} would be markup
            raise ValueError(f"{element.tag.rpartition('}')[2]} is no part of a formula")
        if refused := [name for name in element.attrib if name in REFUSED or name[:2] == "on"]:
            raise ValueError(f"a formula has no {refused[0]}")
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


WORDS = {
    "cdot": "times", "times": "times", "div": "divided by", "pm": "plus or minus",
    "le": "is at most", "leq": "is at most", "ge": "is at least", "geq": "is at least",
    "ne": "is not equal to", "neq": "is not equal to", "approx": "is about", "sim": "is like",
    "infty": "infinity", "sum": "the sum", "prod": "the product", "int": "the integral",
    "to": "to", "rightarrow": "to", "in": "in", "mid": "given", "ln": "the natural logarithm of",
    "log": "the logarithm of", "exp": "e to the power of", "min": "the minimum of",
    "max": "the maximum of", "ldots": "and so on", "dots": "and so on", "cdots": "and so on",
    "bar": "mean", "hat": "estimated", "partial": "partial", "quad": ", ", "qquad": ", ",
    "left": "", "right": "", "displaystyle": "", "limits": "", "big": "", "Big": "",
}  # fmt: skip
"""What a LaTeX command is called when a formula is read aloud; others are called by their name."""

SIGNS = {
    "+": "plus", "-": "minus", "−": "minus", "=": "equals", "<": "is less than",
    ">": "is greater than", "*": "times", "/": "divided by", "%": "percent", "!": "factorial",
    "|": "given", "(": "open parenthesis", ")": "close parenthesis", "&": "", "~": " ",
    "[": "open bracket", "]": "close bracket", "\\\\": ", ",
}  # fmt: skip

TOKEN = re.compile(r"\\\\|\\[a-zA-Z]+|\\.|[{}^_]|\d[\d,.]*\d|\d|[a-zA-Z]|\S")


def to_words(latex: str) -> str:
    """Return how *latex* is read aloud: ``\\frac{a}{b}`` is "a over b"."""
    tokens = TOKEN.findall(latex)
    words = _read(tokens, 0, stop="")[0]
    return re.sub(r"\s+([,.;])", r"\1", " ".join(" ".join(words).split()))


def _read(tokens: list[str], at: int, stop: str) -> tuple[list[str], int]:
    words: list[str] = []
    while at < len(tokens) and tokens[at] != stop:
        said, at = _one(tokens, at)
        words += said
    return words, at + 1


def _said(words: dict[str, str], token: str) -> str:
    """Return how *token* is said, in the language of the book; a token without a word is itself."""
    word = words.get(token, token)
    return _(word) if word.strip(", ") and token in words else word


def _one(tokens: list[str], at: int) -> tuple[list[str], int]:
    """Return the words for the token or group at position *at*, and the next position."""
    if at >= len(tokens):
        return [], at
    token = tokens[at]
    if token == "{":
        return _read(tokens, at + 1, "}")
    if token in "^_":
        said, after = _one(tokens, at + 1)
        if token == "^" and said == ["2"]:
            return [_("squared")], after
        return [_("to the power of") if token == "^" else _("sub"), *said], after
    if not token.startswith("\\") or token == "\\\\":
        return [_said(SIGNS, token)], at + 1
    name = token[1:]
    if name in {"frac", "dfrac", "tfrac"}:
        above, at = _one(tokens, at + 1)
        below, at = _one(tokens, at)
        simple = len(above) == len(below) == 1
        between = [_("over")] if simple else [_(", all over ,")]
        return [*above, *between, *below], at
    if name == "sqrt":
        inside, at = _one(tokens, at + 1)
        return [_("the square root of"), *inside], at
    if name in {"text", "mathrm", "operatorname", "mathit", "mathbf", "textit"}:
        inside, at = _one(tokens, at + 1)
        return ["".join(inside) if all(len(w) == 1 for w in inside) else " ".join(inside)], at
    if name in {"begin", "end"}:
        at = _one(tokens, at + 1)[1]
        return [","], at
    if name in {",", ";", ":", "!", " "}:
        return [], at + 1
    return [_said(WORDS, name)], at + 1
