"""Numbers that the book computes: printed in the text, and held against the computation.

The role ``{computed}`` carries a number's name and the text to print, such as
``tamandu.subscribers = 1,140``. The build stops when the computation no longer gives the number
that is printed, at the precision that is printed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Real
from typing import Any

from babel.numbers import get_decimal_symbol, get_group_symbol
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from _ext.analyses import Analyses, AnalysisError, Call, Result, is_news, suggest
from _ext.rules import warn
from _ext.words import N_, _

SCALES = {N_("thousand"): 1e3, N_("million"): 1e6, N_("billion"): 1e9, N_("trillion"): 1e12}
"""Words for large numbers. A translation may give several forms: ``milhão|milhões``."""


@dataclass(frozen=True)
class Notation:
    """How a language writes numbers: its signs, and the size of each word for a large one."""

    point: str = "."
    comma: str = ","
    scales: Mapping[str, float] = field(default_factory=lambda: SCALES)

    @classmethod
    def of(cls, language: str) -> Notation:
        """Return the notation of *language*, whose words are those of the book being built."""
        scales = {form: size for word, size in SCALES.items() for form in _(word).split("|")}
        return cls(get_decimal_symbol(language), get_group_symbol(language), scales)

    @property
    def number(self) -> re.Pattern[str]:
        """A number with its sign, its currency and its word."""
        point, comma = re.escape(self.point), re.escape(self.comma)
        return re.compile(
            rf"(?P<sign>(?<![\w{point})])[-−–])?(?:R\$|US\$|[$€£])?[\u00a0]?"
            rf"(?P<digits>\d[\d{comma}]*(?:{point}\d+)?)"
            rf"(?:[\s\u00a0](?P<scale>{'|'.join(map(re.escape, self.scales))})\b)?"
        )


ENGLISH = Notation()


def printed(text: str, notation: Notation = ENGLISH) -> tuple[float, int, float] | None:
    """Return the first number in *text*, its decimals and its scale, or None.

    Thousands commas, a minus sign and the words thousand to trillion count: ``−1.2 million`` gives
    (-1.2, 1, 1000000.0). A dash between two numbers is no minus sign.
    """
    match = notation.number.search(text)
    if match is None:
        return None
    digits = match["digits"].replace(notation.comma, "").replace(notation.point, ".")
    value = float(digits) * (-1 if match["sign"] else 1)
    return value, len(digits.partition(".")[2]), notation.scales.get(match["scale"] or "", 1.0)


def agrees(value: float, text: str, notation: Notation = ENGLISH) -> bool:
    """Tell whether *value*, rounded as *text* is, gives the number in *text*; either way of .5."""
    found = printed(text, notation)
    if found is None:
        return False
    number, decimals, scale = found
    # Half a unit of the last digit; the rest is for decimals that binary numbers cannot hold.
    slack = 1e-9 * max(1.0, abs(value / scale))
    return abs(value / scale - number) <= 0.5 * 10**-decimals + slack


def rounded(value: float, text: str, notation: Notation = ENGLISH) -> str:
    """Return *value* as it would have to be printed in place of the number in *text*."""
    decimals, scale = (printed(text, notation) or (0, 4, 1.0))[1:]
    words = [word for word, size in notation.scales.items() if size == scale]
    word = next((word for word in words if word in text), "".join(words[:1]))
    signs = {",": notation.comma, ".": notation.point, "-": "−"}
    written = "".join(signs.get(sign, sign) for sign in f"{value / scale:,.{decimals}f}")
    return f"{written} {word}".strip()


def numbers(found: Analyses, module: str) -> Result:
    """Return the numbers of ``analysis/<module>.py``; raise AnalysisError."""

    def compute(call: Call) -> dict[str, Any]:
        function = getattr(call.module, "numbers", None)
        if not callable(function):
            raise AnalysisError(f"{call.path} has no function numbers(), which returns them.")
        values = call(function)
        if not isinstance(values, dict):
            raise AnalysisError(
                f"numbers() in {call.path} returns {type(values).__name__}, not a dict of numbers."
            )
        for key, value in values.items():
            if not isinstance(value, Real) or not math.isfinite(value):
                raise AnalysisError(
                    f"numbers() in {call.path} gives {value!r} for {key}, which is no finite "
                    "number."
                )
        return {"numbers": {key: float(value) for key, value in values.items()}}

    return found.run(module, "numbers", compute, [__file__])


class Computed(SphinxRole):
    """Print a number, and hold it against the computation."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the printed text, also when it is wrong: one build then tells all faults."""
        name, equals, text = (part.strip() for part in self.text.partition("="))
        fault = (
            self.fault(name, text)
            if equals
            else (
                "Write the number's name, an equals sign and the text to print: "
                "{computed}`tamandu.subscribers = 1,140`."
            )
        )
        if fault:
            warn(
                "B341",
                "The number %s: %s",
                name,
                fault,
                location=self.get_location(),
            )
        return [nodes.inline(self.rawtext, text, classes=["computed"])], []

    def fault(self, name: str, text: str) -> str | None:
        """Return what is wrong with the number *name*, printed as *text*."""
        found = Analyses.of(self.env.app)
        notation = Notation.of(self.config.language)
        try:
            module, key = found.split(name, "tamandu.subscribers")
            # An analysis that fails, too, is to bring its page back when it is mended.
            self.env.note_dependency(str(found.root / "analysis" / f"{module}.py"))
            result = numbers(found, module)
        except AnalysisError as error:
            return str(error) if is_news(self.env, error) else None
        for path in result.files:
            self.env.note_dependency(str(found.root / path))
        known = result.value["numbers"]
        if key not in known:
            return f"analysis/{module}.py computes no number {key}. {suggest(key, known)}"
        if printed(text, notation) is None:
            return f'the text "{text}" has no digits. Write the number in digits.'
        if agrees(known[key], text, notation):
            return None
        return (
            f'the text says "{text}", the computation gives {known[key]:,.10g}, which is printed '
            f"{rounded(known[key], text, notation)}. Correct the text or analysis/{module}.py."
        )


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the role."""
    app.setup_extension("_ext.words")
    app.add_role("computed", Computed())
    return {"version": "2", "parallel_read_safe": True, "parallel_write_safe": True}
