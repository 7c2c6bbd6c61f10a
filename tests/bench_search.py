"""Pagefind beside Sphinx's own search, on the questions of the tests: part of ``make bench``.

For each question: is the page among the first three results, how many bytes come (compressed, as a
server sends them) before the first answer is there, and how long that takes on this machine.
"""

from __future__ import annotations

import gzip
import os
import statistics
import subprocess
import tempfile
import threading
import time
from collections import Counter, defaultdict
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, urlsplit

from playwright.sync_api import Browser, TimeoutError

from tests import tools
from tests.browser import Quiet
from tests.conftest import BUILD, ROOT
from tests.test_build import copy_of_the_house
from tests.test_search import FIRST, queries

RESULTS = {
    "Sphinx": "#search-results ul.search li > a:first-of-type",
    "Pagefind": ".found-page",
}
"""Where each of them shows the pages it found."""
PATIENCE_MS = 3_000


def with_sphinx_search(folder: Path) -> Path:
    """Build the website with Sphinx's own search in a copy of the book; return its folder."""
    house = copy_of_the_house(folder)
    search = house / "_ext" / "site" / "search.py"
    search.write_text("def connect(app):\n    pass\n", encoding="utf-8")
    # The policy of the pages forbids nothing that Sphinx's search needs; its own page is used.
    subprocess.run(
        [str(ROOT / ".venv/bin/sphinx-build"), "-q", "-j", "auto", "-b", "html"]
        + ["-d", str(house / "doctrees"), str(house), str(house / "site")],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )
    return house / "site"


def ask(browser: Browser, site: Path, name: str) -> list[tuple[list[str], int, float]]:
    """Return for each question the pages found, bytes and milliseconds to the first answer."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    answers = []
    for row in queries():
        context = browser.new_context(
            service_workers="block"
        )  # each reader comes for the first time
        page = context.new_page()
        sizes: Counter[str] = Counter()

        def weigh(response, sizes: Counter[str] = sizes) -> None:
            path = site / urlsplit(response.url).path.lstrip("/")
            if path.is_file():
                sizes[response.url] = len(gzip.compress(path.read_bytes()))

        page.on("response", weigh)
        start = time.perf_counter()
        address = f"http://127.0.0.1:{server.server_port}/search.html?q={quote(row['query'])}"
        page.goto(address, wait_until="commit")
        try:
            page.locator(RESULTS[name]).first.wait_for(timeout=PATIENCE_MS)
        except TimeoutError:
            taken = float("nan")
        else:
            taken = 1000 * (time.perf_counter() - start)
        weight = sum(sizes.values())
        page.wait_for_timeout(200)  # the rest of the list
        found = [
            urlsplit(link.get_attribute("href") or "").path.strip("./").removesuffix(".html")
            for link in page.locator(RESULTS[name]).all()
        ]
        answers.append((list(dict.fromkeys(found)), weight, taken))
        context.close()
    server.shutdown()
    return answers


def main() -> None:
    """Measure and print a table."""
    rows = queries()
    with (
        tempfile.TemporaryDirectory(prefix="handbook-search-") as folder,
        tools.browser() as browser,
    ):
        sites = {"Sphinx": with_sphinx_search(Path(folder)), "Pagefind": BUILD / "html"}
        kinds = list(dict.fromkeys(row["kind"] for row in rows))
        print(f"{'found among the first ' + str(FIRST):24}" + "".join(f"{k:>12}" for k in kinds))
        figures = {}
        for name, site in sites.items():
            answers = ask(browser, site, name)
            hits: defaultdict[str, int] = defaultdict(int)
            for row, (found, _, _) in zip(rows, answers, strict=True):
                hits[row["kind"]] += row["page"] in found[:FIRST]
            counts = Counter(row["kind"] for row in rows)
            shares = "".join(f"{f'{hits[k]} of {counts[k]}':>12}" for k in kinds)
            print(f"{name:24}{shares}  all: {sum(hits.values())} of {len(rows)}")
            figures[name] = answers
        for name, answers in figures.items():
            weights = [weight / 1000 for _, weight, _ in answers]
            times = [taken for _, _, taken in answers if taken == taken]
            print(
                f"{name}: {statistics.median(weights):.0f} kB before the first answer (median), "
                f"{statistics.median(times):.0f} ms from opening the page"
            )


if __name__ == "__main__":
    main()
