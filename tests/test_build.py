"""The build as a contributor meets it: what make leaves behind when all is well, and when not."""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

NAME = "evolution-of-marketing"
CHAPTER = "course/01-evolution-of-marketing.md"


def copy_of_the_house(folder: Path) -> Path:
    """Copy what git tracks, or would, into *folder*, with the environment that is already made."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder


def start(folder: Path, target: str = "all", **settings: str) -> subprocess.Popen[str]:
    """Start make in *folder* with more environment variables, in a process group of its own."""
    env = {**os.environ, "SOURCE_DATE_EPOCH": commit_time(), "NO_COLOR": "1", **settings}
    for inherited in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS"):  # of the make that runs the tests
        env.pop(inherited, None)
    return subprocess.Popen(
        ["make", target],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=env,
        start_new_session=True,
    )


def end(process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
    """Wait for *process* and return what it said."""
    out, err = process.communicate()
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def make(folder: Path, target: str = "all") -> subprocess.CompletedProcess[str]:
    """Run make in *folder*."""
    return end(start(folder, target))


def commit_time() -> str:
    told = os.environ.get("SOURCE_DATE_EPOCH")
    log = ["git", "log", "-1", "--format=%ct"]
    return told or subprocess.run(log, cwd=ROOT, capture_output=True, text=True).stdout.strip()


def digests(build: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of the three results."""
    return {
        path.relative_to(build).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for result in ("html", "epub", "pdf")
        for path in sorted((build / result).rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def clones(tmp_path_factory):
    """Two copies of the house, built from cold at the same time; what make said in each.

    One is on a machine of another kind: a path with spaces and accents, another language and time
    zone, no fonts, an empty home folder.
    """
    plain = copy_of_the_house(tmp_path_factory.mktemp("plain"))
    strange = copy_of_the_house(tmp_path_factory.mktemp("o livro é “nosso” & bom"))
    settings = {"LC_ALL": "C", "LANG": "pt_BR.UTF-8", "TZ": "Asia/Kolkata"}
    settings |= {"FONTCONFIG_FILE": "/dev/null", "HOME": str(tmp_path_factory.mktemp("home"))}
    started = {plain: start(plain), strange: start(strange, **settings)}
    runs = {folder: end(process) for folder, process in started.items()}
    for run in runs.values():
        assert run.returncode == 0, run.stderr
    return runs


@pytest.fixture(scope="module")
def elsewhere(clones):
    """The folder of the plain copy, and what make said in it."""
    return next(iter(clones.items()))


def test_same_source_gives_the_same_bytes_on_every_machine(book, clones):
    for folder in clones:
        assert digests(folder / "_build") == digests(book)


@pytest.fixture
def built_house(elsewhere, tmp_path):
    """A copy of the house that has been built, and in which one chapter was then changed."""
    folder = copy_of_the_house(tmp_path / "house")
    shutil.copytree(elsewhere[0] / "_build", folder / "_build")
    with (folder / CHAPTER).open("a", encoding="utf-8") as chapter:
        chapter.write("\nOne more sentence at the end of the chapter.\n")
    return folder


def restore(folder: Path) -> dict[str, str]:
    """Take the change back, build, and return the digests: nothing may be left of what happened."""
    (folder / CHAPTER).write_bytes((ROOT / CHAPTER).read_bytes())  # with the time of now
    run = make(folder)
    assert run.returncode == 0, run.stderr
    return digests(folder / "_build")


@pytest.mark.parametrize("moment", ["typesetting", "== Website"])
def test_an_interrupted_build_leaves_no_trace(built_house, elsewhere, moment):
    process = start(built_house)
    said = ""
    while moment not in said:
        character = process.stdout.read(1)
        assert character, f"make ended before {moment}: {said}"
        said += character
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    left = digests(built_house / "_build")
    good = digests(elsewhere[0] / "_build")
    for result in ("html", "epub", "pdf"):  # each is the old one, or new and whole
        names = {name for name in left if name.startswith(f"{result}/")}
        assert names == {name for name in good if name.startswith(f"{result}/")}
    assert restore(built_house) == good


def test_a_full_disk_stops_make_and_keeps_the_results(built_house, elsewhere):
    process = start(built_house)
    # No file can grow beyond a kilobyte: what a full disk does, without filling one.
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1024, 1024))
    run = end(process)
    good = digests(elsewhere[0] / "_build")
    assert run.returncode != 0
    assert digests(built_house / "_build") == good
    assert "too large" in run.stderr, run.stderr


def test_an_output_folder_that_cannot_be_written_is_named(tmp_path):
    folder = copy_of_the_house(tmp_path / "house")
    (folder / "_build").write_text("a file where the folder should be")
    run = make(folder)
    assert run.returncode != 0
    assert "Nothing can be written to the folder _build." in run.stderr
    assert "Traceback" not in run.stderr


def test_last_lines_name_the_results_and_their_sizes(elsewhere):
    website, epub, pdf = elsewhere[1].stdout.splitlines()[-3:]
    assert website.startswith("Website") and "_build/html/index.html" in website
    assert epub.startswith("EPUB") and f"_build/epub/{NAME}.epub" in epub
    assert pdf.startswith("PDF") and f"_build/pdf/{NAME}.pdf" in pdf


def test_second_make_reads_and_writes_nothing(elsewhere):
    folder = elsewhere[0]
    before = digests(folder / "_build")
    doctrees = {p: p.stat().st_mtime_ns for p in (folder / "_build/doctrees").rglob("*.doctree")}
    run = make(folder)
    assert run.returncode == 0, run.stderr
    assert run.stdout.count("0 added, 0 changed, 0 removed") == 3
    assert {path: path.stat().st_mtime_ns for path in doctrees} == doctrees
    assert digests(folder / "_build") == before


# What a contributor gets wrong: the file, what stands there, what they write, the line that
# is named (found again by this text) and what the message says.
FAULTS = {
    "citation": (CHAPTER, "{cite:p}`", "{cite:p}`nobody1900,", "There is no source 'nobody1900'"),
    "link": (CHAPTER, "## In short\n", "## In short\n\n[x](gone.md)\n", "gone.md"),
    "quiz": (CHAPTER, "- [x] ", "- [ ] ", "no right answer"),
    "picture": (CHAPTER, "## In short\n", "## In short\n\n![](x.png)\n", "no alternative text"),
    "number": (
        CHAPTER,
        "{computed}`evolution.digital_brl = 148,000`",
        "{computed}`evolution.digital_brl = 149,000`",
        "evolution.digital_brl",
    ),
    "description": ("articles/index.md", "description:", "descripton:", "has no description"),
    "glyph": (
        "articles/index.md",
        "Newest first:",
        "Newest first \N{MAHJONG TILE RED DRAGON}:",
        "MAHJONG TILE RED DRAGON",
    ),
    "data": ("data/network_uk_faculty.csv", "from,to", 'from,"to', "network_uk_faculty.csv"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_stops_make_with_one_message_and_leaves_no_result(elsewhere, tmp_path, fault):
    """Break one thing in a built house: the good results stay, the broken one never appears."""
    name, old, new, message = FAULTS[fault]
    folder = copy_of_the_house(tmp_path / "house")
    shutil.copytree(elsewhere[0] / "_build", folder / "_build")
    good = digests(folder / "_build")
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text, f"the test's place is gone from {name}: {old!r}"
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    for _ in range(2):  # a fault is still a fault for the second build
        run = make(folder)
        assert run.returncode != 0
        told = {line for line in run.stderr.splitlines() if message in line}
        assert len(told) == 1, run.stderr
        place = told.pop().split(": ")[0]
        assert place.startswith(str(folder)) and place.rsplit(":", 1)[1].isdigit(), place
    # The website is built first and takes the character that the fonts of the PDF lack.
    failed = ("pdf/", "epub/") if fault == "glyph" else ("html/", "pdf/", "epub/")
    left = {p: d for p, d in digests(folder / "_build").items() if p.startswith(failed)}
    assert left == {path: good[path] for path in left}


def test_failed_first_build_leaves_no_output_folder(tmp_path):
    folder = copy_of_the_house(tmp_path / "house")
    chapter = folder / CHAPTER
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\n{cite:p}`nobody1900`\n")
    assert make(folder, "html").returncode != 0
    assert not (folder / "_build/html").exists()
