"""How long the book takes, how much memory, how heavy its results are: ``make bench``.

Run by hand or in a job of its own; a time is never a test. ``--chapters N`` adds copies of
chapter 1 until the course has N chapters, to see how the build grows: 42 and 84 are twice and four
times the course.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from html.parser import HTMLParser
from pathlib import Path
from statistics import median

from playwright.sync_api import Error, sync_playwright

from tests import tools
from tests.test_build import copy_of_the_house

CHAPTER = "course/01-evolution-of-marketing.md"
NAME = "evolution-of-marketing"


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


def live(folder: Path, times: int = 5) -> list[float]:
    """Return how many seconds a saved sentence takes into the browser, under ``make live``."""
    told = subprocess.run(["make", "-n", "live"], cwd=folder, capture_output=True, text=True)
    command = told.stdout.splitlines()[-1].replace("--open-browser", "--port 8123")
    chapter, page = folder / CHAPTER, Path(CHAPTER).with_suffix(".html").as_posix()
    text = chapter.read_text(encoding="utf-8")
    taken = []
    server = subprocess.Popen(
        command, shell=True, cwd=folder, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=tools.chromium(), args=["--no-sandbox"]
            )
            reader = browser.new_page()
            while True:  # until the first build is there
                try:
                    reader.goto(f"http://127.0.0.1:8123/{page}")
                    break
                except Error:
                    time.sleep(0.5)
            for number in range(times):
                time.sleep(1)
                said = f"Sentence number {number} at the end of the chapter."
                chapter.write_text(f"{text}\n{said}\n", encoding="utf-8")
                start = time.perf_counter()
                reader.get_by_text(said).wait_for(state="attached", timeout=60_000)
                taken.append(time.perf_counter() - start)
            browser.close()
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
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


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chapters", type=int, default=0, help="how many chapters to build")
    args = parser.parse_args()
    os.environ["NO_COLOR"] = "1"
    with tempfile.TemporaryDirectory(prefix="handbook-bench-") as name:
        folder = copy_of_the_house(Path(name))
        add_chapters(folder, args.chapters)
        print(f"{max(args.chapters, chapters(folder))} chapters, {os.cpu_count()} cores")
        print(f"{'':34}{'seconds':>9}{'of CPU':>9}{'peak MB':>9}")

        def measure(what: str, *targets: str) -> None:
            print("{:34}{:9.1f}{:9.1f}{:9}".format(what, *timed(folder, *targets)), flush=True)

        measure("three formats, cold")
        measure("three formats, nothing changed")
        with (folder / CHAPTER).open("a", encoding="utf-8") as chapter:
            chapter.write("\nOne more sentence at the end of the chapter.\n")
        measure("website, one chapter edited", "html")
        taken = live(folder)
        print(f"{'save to browser, make live':34}{median(taken):9.1f}  (worst {max(taken):.1f})")
        build = folder / "_build"
        for result in (f"epub/{NAME}.epub", f"pdf/{NAME}.pdf"):
            print(f"{result:34}{(build / result).stat().st_size / 1e6:9.2f} MB")
        print("first view, compressed:")
        for page in sorted((build / "html").rglob("*.html")):
            if not page.name.startswith("copy-"):
                where = page.relative_to(build / "html").as_posix()
                print(f"  {where:48}{first_view(page) / 1000:7.1f} kB")
        shutil.rmtree(build)


if __name__ == "__main__":
    main()
