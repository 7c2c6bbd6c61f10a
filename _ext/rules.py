"""The rules of the text, each with a permanent code: what its writer is told, and why.

``rules.md`` lists them for people. A message names the place, the fault and the mend; its code,
such as ``handbook.P101``, leads to the reason and to a pair of examples.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from sphinx.util import logging

logger = logging.getLogger(__name__)

LIST = Path(__file__).with_name("rules.md")

NAMESPACE = "handbook"
"""What stands before a code in brackets, behind a message: ``handbook.P101``."""

CODE = re.compile(r"[A-Z]\d{3}")


@dataclass(frozen=True)
class Rule:
    """A rule: its code, what it asks, why, and examples by what they are ("Wrong", "Right").

    An example is the language of its fence and its text.
    """

    code: str
    title: str
    why: str
    examples: dict[str, tuple[str, str]] = field(default_factory=dict)


@cache
def rules() -> dict[str, Rule]:
    """Return the rules of ``rules.md`` by their codes."""
    found = {}
    text = LIST.read_text(encoding="utf-8")
    for piece in re.split(r"^### (?=[A-Z]\d{3} )", text, flags=re.MULTILINE)[1:]:
        heading, _, body = piece.partition("\n")
        code, _, title = heading.partition(" ")
        examples = {
            match["kind"]: (match["language"], match["text"])
            for match in re.finditer(
                r"^(?P<kind>Wrong|Right):\n\n(?P<fence>`{3,})(?P<language>\w*)\n"
                r"(?P<text>.*?)^(?P=fence)$",
                body,
                re.MULTILINE | re.DOTALL,
            )
        }
        why = " ".join(re.split(r"^Wrong:", body, flags=re.MULTILINE)[0].split())
        found[code] = Rule(code, title.strip(), why, examples)
    return found


def warn(code: str, message: str, *values: object, location: object = None) -> None:
    """Log that the rule *code* is broken at *location*; ``-W`` makes it stop the build.

    *message* says what is wrong and how to mend it; *values* fill its ``%s``. *location* is a
    node, ``(docname, line)`` or ``"path:line"``, as Sphinx takes them.
    """
    logger.warning(message, *values, location=location, type=NAMESPACE, subtype=code)


class Warns:
    """A directive that tells at its own line which rule is broken."""

    env: Any
    lineno: int

    def warn(self, code: str, message: str) -> None:
        """Log at the line of the directive that the rule *code* is broken."""
        warn(code, message, location=(self.env.docname, self.lineno))
