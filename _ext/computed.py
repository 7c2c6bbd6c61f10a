"""Numbers that the book computes: printed in the text, and held against the computation.

The role ``{computed}`` carries a number's name and the text to print, such as
``tamandu.subscribers = 1,140``. The build stops when the computation no longer gives the number
that is printed, at the precision that is printed.
"""

from __future__ import annotations

import difflib
import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from _ext import analyses

logger = logging.getLogger(__name__)

NUMBER = re.compile(r"(?P<sign>[-−–])?(?P<digits>\d[\d,]*(?:\.\d+)?)(?:\s+(?P<scale>\w+))?")
SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}


def printed(text: str) -> tuple[float, float] | None:
    """Return the first number in *text* and half a unit of its last printed digit, or None.

    Thousands commas, a minus sign and the words thousand to trillion count: ``−1.2 million`` gives
    (-1200000.0, 50000.0).
    """
    match = NUMBER.search(text)
    if match is None:
        return None
    digits = match["digits"].rstrip(",").replace(",", "")
    scale = SCALES.get(match["scale"] or "", 1.0)
    decimals = len(digits.partition(".")[2])
    value = float(digits) * scale * (-1 if match["sign"] else 1)
    return value, 0.5 * 10**-decimals * scale


def numbers(env: Any, module: str) -> dict[str, float]:
    """Return the numbers of the analysis *module*; raise AnalysisError."""

    def compute() -> dict[str, Any]:
        found = analyses.call(f"{module}.numbers")
        return {"numbers": {key: float(value) for key, value in found.items()}}

    return analyses.cached(env, f"{module}.numbers", compute)["numbers"]


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
            logger.warning(
                "The number %s: %s",
                name,
                fault,
                location=self.get_location(),
                type="handbook",
                subtype="computed",
            )
        return [nodes.inline(self.rawtext, text, classes=["computed"])], []

    def fault(self, name: str, text: str) -> str | None:
        """Return what is wrong with the number *name*, printed as *text*."""
        module, _, key = name.partition(".")
        try:
            known = numbers(self.env, module)
        except analyses.AnalysisError as error:
            return str(error)
        if key not in known:
            near = difflib.get_close_matches(key, known, n=3, cutoff=0.5)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            return f"analysis/{module}.py computes no number of this name.{hint}"
        found = printed(text)
        if found is None:
            return f'the text "{text}" has no digits. Write the number in digits.'
        value, half = found
        if abs(known[key] - value) <= half * (1 + 1e-9):
            return None
        given = f"{known[key]:,.4f}".rstrip("0").rstrip(".")
        return (
            f'the text says "{text}", the computation gives {given}. '
            f"Correct the text, or the computation in analysis/{module}.py."
        )


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the role."""
    app.add_role("computed", Computed())
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
