"""Print what CHANGELOG.md says of a version: ``python3 .github/release_notes.py v0.1.0``."""

from __future__ import annotations

import re
import sys
from pathlib import Path

CHANGELOG = Path(__file__).parent.parent / "CHANGELOG.md"


def notes(changelog: str, tag: str) -> str:
    """Return the text under the heading of the version that *tag* names, such as v0.1.0.

    Raises ValueError where the changelog has no such heading with a date, or nothing under it.
    """
    version = re.escape(tag.removeprefix("v"))
    heading = rf"^## \[?{version}\]? - \d{{4}}-\d\d-\d\d$\n(.*?)(?=^## |^\[[^\]]+\]: |\Z)"
    entry = re.search(heading, changelog, re.MULTILINE | re.DOTALL)
    if entry is None or not entry[1].strip():
        raise ValueError(
            f'CHANGELOG.md says nothing of {tag}. Give its section "Unreleased" the heading '
            f'"## {tag.removeprefix("v")} - YEAR-MONTH-DAY", commit, and tag that commit.'
        )
    return entry[1].strip()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say which tag: python3 .github/release_notes.py v0.1.0")
    try:
        print(notes(CHANGELOG.read_text(encoding="utf-8"), sys.argv[1]))
    except ValueError as error:
        sys.exit(str(error))
