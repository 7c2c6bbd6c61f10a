"""What the daily check of the links to other sites found, for people: ``make links``.

Sphinx's own link checker follows every link of the book, the sources' addresses and DOIs among
them, and writes what came of each. It calls broken whatever did not answer well. But publishers
turn robots away (403), and a server can be ill for a day. So only what is surely gone is told as
broken; the rest is told as unknown, and nothing is hidden.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

GONE = re.compile(r"^(404|410) |NameResolutionError|getaddrinfo failed|Name or service not known")
"""How the checker says that a page is no longer there, or its whole host."""

FINE = {"working", "redirected"}
NO_LINK_ELSEWHERE = {"unchecked", "local"}
MOST = 150
"""How many links a list names: an issue may have 65,536 characters."""


def read(results: Path) -> tuple[dict[str, dict[str, str]], dict[str, set[str]]]:
    """Read the checker's ``output.json``.

    Returns the links that are broken, unknown and fine, each kind with what was answered, and the
    places where each link stands. Raises ValueError where no link at all could be reached.
    """
    kinds: dict[str, dict[str, str]] = {"broken": {}, "unknown": {}, "fine": {}}
    places: dict[str, set[str]] = defaultdict(set)
    for line in results.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["status"] in NO_LINK_ELSEWHERE or not row["uri"].startswith("http"):
            continue
        # The line of a list of sources is that of the directive, which helps nobody.
        listed = "bibliography" in row["filename"] or not row["lineno"]
        places[row["uri"]].add(row["filename"] + ("" if listed else f":{row['lineno']}"))
        gone = row["status"] == "broken" and GONE.search(row["info"])
        kind = "fine" if row["status"] in FINE else "broken" if gone else "unknown"
        kinds[kind][row["uri"]] = row["info"] or row["status"]
    if not kinds["fine"]:
        raise ValueError("No link could be reached. Is there a network? Nothing is said of links.")
    return kinds, places


def report(kinds: dict[str, dict[str, str]], places: dict[str, set[str]]) -> str:
    """Return the text of the issue, in Markdown."""
    parts = [
        f"{len(kinds['broken'])} of {len(places)} links lead nowhere: the page or its whole site "
        "is gone. Look for its new address, or for a copy in a web archive, and change it in "
        "`references.bib` or in the text. This list is renewed every day.",
        _list(kinds["broken"], places),
        f"<details><summary>{len(kinds['unknown'])} more could not be checked</summary>\n\n"
        "Many sites turn robots away (403) or are slow. Open these by hand when you happen to work "
        "on the page; most are well.\n\n" + _list(kinds["unknown"], places) + "\n</details>",
    ]
    return "\n\n".join(parts) + "\n"


def _list(links: dict[str, str], places: dict[str, set[str]]) -> str:
    lines = [
        f"- <{link}>: {_short(said)}, in {', '.join(sorted(places[link]))}"
        for link, said in sorted(links.items())[:MOST]
    ]
    if len(links) > MOST:
        lines.append(f"- and {len(links) - MOST} more; `output.json` of the run names them all")
    return "\n".join(lines) or "- none"


def _short(said: str) -> str:
    """Return the answer without the address, which stands beside it."""
    said = re.sub(r" for url: .*", "", said)
    if "NameResolution" in said or "Name or service" in said or "getaddrinfo" in said:
        return "there is no such site"
    return " ".join(said.split())[:120]


def main() -> None:
    """Print what was found; write ``broken.md`` beside the results where a link is broken.

    The argument is the folder that Sphinx's link checker wrote.
    """
    folder = Path(sys.argv[1])
    try:
        kinds, places = read(folder / "output.json")
    except FileNotFoundError:
        sys.exit(f"Sphinx's link checker broke off; {folder / 'log.txt'} says why.")
    except ValueError as error:
        sys.exit(str(error))
    text = report(kinds, places)
    if kinds["broken"]:
        (folder / "broken.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
