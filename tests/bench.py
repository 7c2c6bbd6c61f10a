"""How long the book takes, how much memory, how heavy its results are: ``make bench``.

Run by hand or in a job of its own; a time is never a test. It measures the book as it is, then a
cold build of four times its chapters, and ends with what is over budget: then its status is 1.
``--chapters 42`` measures a book of that size alone. The chapters more are copies of chapter 1.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from statistics import median

import pikepdf

from _ext.analyses import Analyses
from _ext.computed import numbers
from _ext.drawn import picture
from tests import tools
from tests.test_build import copy_of_the_house

CHAPTER = "course/01-evolution-of-marketing.md"
NAME = "evolution-of-marketing"

COLD, COLD_MB = 40, 1000
"""Seconds and MB that a cold build of the three formats may take on two cores."""
COMPUTING = 15
"""Seconds that all numbers and figures of a cold build may take on two cores."""
TIMES, GROWTH, GROWN_MB = 4, 4.4, 2400
"""A book of so many times the chapters may take so many times the seconds, and so many MB."""


def timed(folder: Path, *targets: str) -> tuple[float, float, int]:
    """Run make in *folder*; return wall and processor seconds, and the peak of memory in MB.

    The memory is that of all processes together, as Linux tells it.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    run = subprocess.Popen(
        ["make", *targets], cwd=folder, stdout=subprocess.DEVNULL, start_new_session=True
    )
    peak = 0
    while run.poll() is None:
        peak = max(peak, memory(run.pid))
        time.sleep(0.1)
    wall = time.perf_counter() - start
    if run.returncode:
        raise SystemExit(f"make {' '.join(targets)} failed in {folder}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, worked, peak


def memory(session: int) -> int:
    """Return how many MB the processes of *session* hold; what several share counts once."""
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(process.name)) == session:
                held = (process / "smaps_rollup").read_text()
                total += int(held.partition("\nPss:")[2].split()[0])
        except (OSError, IndexError):  # it has ended meanwhile
            continue
    return total // 1024


def computing(folder: Path) -> float:
    """Return how many seconds the analyses take that the cold build of *folder* ran.

    Alone and anew, on as many cores as there are; each needs its own libraries loaded, too.
    """
    ran = sorted(path.stem for path in (folder / "_build/drawn").glob("*.json"))
    modules = dict.fromkeys(name.partition(".")[0] for name in ran)
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as kept, ProcessPoolExecutor(os.cpu_count()) as cores:
        list(cores.map(partial(compute, folder, Path(kept), ran), modules))
        return time.perf_counter() - start


def compute(folder: Path, kept: Path, ran: list[str], module: str) -> None:
    """Compute the numbers of *module*, and draw those of its figures that are among *ran*."""
    found = Analyses(folder, kept)
    numbers(found, module)
    for name in ran:
        if name.startswith(f"{module}.") and not name.endswith((".numbers", ".fields")):
            picture(found, name)


def live(folder: Path, times: int = 5) -> list[float]:
    """Return how many seconds a saved sentence takes into the browser, under ``make live``."""
    chapter, page = folder / CHAPTER, Path(CHAPTER).with_suffix(".html").as_posix()
    text = chapter.read_text(encoding="utf-8")
    taken = []
    with tools.live(folder) as address, tools.browser() as browser:
        reader = browser.new_page()
        reader.goto(f"{address}{page}")
        for number in range(times):
            time.sleep(1)
            said = f"Sentence number {number} at the end of the chapter."
            chapter.write_text(f"{text}\n{said}\n", encoding="utf-8")
            start = time.perf_counter()
            reader.get_by_text(said).wait_for(state="attached", timeout=60_000)
            taken.append(time.perf_counter() - start)
    return taken


def chapters(folder: Path) -> int:
    """Return how many chapters the course in *folder* has."""
    return len(list((folder / "course").glob("[0-9][0-9]-*.md")))


def add_chapters(folder: Path, number: int) -> None:
    """Copy chapter 1 until the course in *folder* has *number* chapters."""
    text = (folder / CHAPTER).read_text(encoding="utf-8")
    index = (folder / "index.md").read_text(encoding="utf-8")
    entry = Path(CHAPTER).with_suffix("").as_posix()
    copies = []
    for n in range(chapters(folder) + 1, number + 1):
        # A label names one place, so a copy's labels get its number.
        copy = re.sub(r"\b((?:fig|tab|eq|sec)-[\w-]+)", rf"\1-{n}", text)
        (folder / f"course/copy-{n:03}.md").write_text(copy, encoding="utf-8")
        copies.append(f"course/copy-{n:03}")
    index = index.replace(f"\n{entry}\n", "\n" + "\n".join([entry, *copies]) + "\n")
    (folder / "index.md").write_text(index, encoding="utf-8")


class _Assets(HTMLParser):
    """Collects what a browser fetches with a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "link" and given.get("rel") in {"stylesheet", "icon", "preload"}:
            self.found.add(given.get("href") or "")
        elif tag in {"script", "img"}:
            self.found.add(given.get("src") or "")


def first_view(page: Path) -> int:
    """Return the bytes of *page* and all it fetches, each compressed as a server would."""
    assets = _Assets()
    assets.feed(page.read_text(encoding="utf-8"))
    paths = [page, *((page.parent / name.split("?")[0]).resolve() for name in assets.found if name)]
    return sum(len(gzip.compress(path.read_bytes())) for path in paths if path.is_file())


def over(cold: tuple[float, int], grown: tuple[float, int], computed: float) -> Iterator[str]:
    """Yield what is over budget. *cold* and *grown* are seconds and MB of the two cold builds."""
    if cold[0] > COLD:
        yield f"a cold build takes {cold[0]:.1f} s; it may take {COLD}"
    if cold[1] > COLD_MB:
        yield f"a cold build takes {cold[1]} MB; it may take {COLD_MB}"
    if computed > COMPUTING:
        yield f"the numbers and figures take {computed:.1f} s; they may take {COMPUTING}"
    if grown[0] > GROWTH * cold[0]:
        yield (
            f"{TIMES} times the chapters take {grown[0] / cold[0]:.1f} times the seconds; they may "
            f"take {GROWTH}"
        )
    if grown[1] > GROWN_MB:
        yield f"{TIMES} times the chapters take {grown[1]} MB; they may take {GROWN_MB}"


def measure(what: str, folder: Path, *targets: str) -> tuple[float, int]:
    """Run make, print what it took, and return wall seconds and MB."""
    wall, worked, peak = timed(folder, *targets)
    print(f"{what:34}{wall:9.1f}{worked:9.1f}{peak:9}", flush=True)
    return wall, peak


def measure_book(folder: Path) -> tuple[tuple[float, int], float]:
    """Measure and print all of the book in *folder*; return its cold build and its computing."""
    print(f"{'':34}{'seconds':>9}{'of CPU':>9}{'peak MB':>9}")
    cold = measure("three formats, cold", folder)
    computed = computing(folder)
    print(f"{'of it numbers and figures, alone':34}{computed:9.1f}")
    measure("three formats, nothing changed", folder)
    with (folder / CHAPTER).open("a", encoding="utf-8") as chapter:
        chapter.write("\nOne more sentence at the end of the chapter.\n")
    measure("website, one chapter edited", folder, "html")
    taken = live(folder)
    print(f"{'save to browser, make live':34}{median(taken):9.1f}  (worst {max(taken):.1f})")
    build = folder / "_build"
    for result in (f"epub/{NAME}.epub", f"pdf/{NAME}.pdf"):
        print(f"{result:34}{(build / result).stat().st_size / 1e6:9.2f} MB")
    with pikepdf.open(build / f"pdf/{NAME}.pdf") as pdf:
        print(f"{'pages of the PDF':34}{len(pdf.pages):9}")
    print("first view, compressed:")
    for page in sorted((build / "html").rglob("*.html")):
        if not page.name.startswith("copy-"):
            where = page.relative_to(build / "html").as_posix()
            print(f"  {where:48}{first_view(page) / 1000:7.1f} kB")
    return cold, computed


def main() -> int:
    """Measure and print; return 1 when the book is over budget."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chapters", type=int, default=0, help="measure a book of so many")
    args = parser.parse_args()
    os.environ["NO_COLOR"] = "1"
    with tempfile.TemporaryDirectory(prefix="handbook-bench-") as name:
        folder = copy_of_the_house(Path(name) / "book")
        add_chapters(folder, args.chapters)
        print(f"{args.chapters or chapters(folder)} chapters, {os.cpu_count()} cores")
        cold, computed = measure_book(folder)
        if args.chapters:
            return 0
        large = copy_of_the_house(Path(name) / "large")
        add_chapters(large, TIMES * chapters(large))
        grown = measure(f"{TIMES} times the chapters, cold", large)
    faults = list(over(cold, grown, computed))
    for fault in faults:
        print(f"Over budget: {fault}.")
    return bool(faults)


if __name__ == "__main__":
    raise SystemExit(main())
