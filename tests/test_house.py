"""What stands around the book: workflows, forms, releases, licenses, and what they promise."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import threading
import tomllib
import zipfile
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pypdfium2
import pytest
import yaml
from bs4 import BeautifulSoup

from tests.compare import compare
from tests.conftest import ROOT

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
NAME = "evolution-of-marketing"

BROKEN = """\
name: Broken
on: pull_request_target
permissions: {}
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v7
      - run: echo ${{ github.event.pull_request.title }} ${{ gihub.ref }}
"""


def run(program: str, *arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Run a program of the environment; return what it said."""
    command = [str(Path(sys.executable).parent / program), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, **options)


def jobs(workflow: Path) -> dict[str, dict]:
    """Return the jobs of *workflow*, by name."""
    return yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"]


# Workflows


def test_workflows_are_what_github_understands():
    said = run("actionlint", *WORKFLOWS)
    assert said.returncode == 0, said.stdout


def test_workflows_let_strangers_do_nothing():
    said = run("zizmor", "--offline", "--persona=pedantic", "--no-progress", GITHUB)
    assert said.returncode == 0, said.stdout


def test_a_broken_workflow_is_found(tmp_path):
    """What is broken is broken for both checkers: else the two tests above say nothing."""
    broken = tmp_path / ".github" / "workflows" / "broken.yml"
    broken.parent.mkdir(parents=True)
    broken.write_text(BROKEN)
    assert "gihub" in run("actionlint", broken).stdout
    # As JSON: where CI is set, the text for people is colored even in a pipe.
    told = json.loads(run("zizmor", "--offline", "--no-progress", "--format=json", broken).stdout)
    assert {"dangerous-triggers", "unpinned-uses", "artipacked", "template-injection"} <= {
        finding["ident"] for finding in told
    }


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_every_action_is_a_commit_with_its_version(workflow):
    uses = re.findall(r"uses: *(.*)", workflow.read_text(encoding="utf-8"))
    loose = [use for use in uses if not re.fullmatch(r"\S+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use)]
    assert uses and not loose


def test_an_action_has_one_version_in_all_workflows():
    uses = {
        use
        for workflow in WORKFLOWS
        for use in re.findall(r"uses: *(.*)", workflow.read_text(encoding="utf-8"))
    }
    names = sorted(use.split("@")[0] for use in uses)
    assert names == sorted(set(names))


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_each_job_says_what_it_may_and_how_long(workflow):
    """Nothing is given for all jobs; each takes what it needs."""
    text = yaml.safe_load(workflow.read_text(encoding="utf-8"))
    assert text["permissions"] == {}
    assert "concurrency" in text
    for job in text["jobs"].values():
        assert job["permissions"]
        assert job["timeout-minutes"] <= 180


def test_a_pull_request_reads_and_nothing_more():
    # YAML reads the word "on" as true.
    mine = [w for w in WORKFLOWS if "pull_request" in yaml.safe_load(w.read_text())[True]]
    assert [workflow.stem for workflow in mine] == ["check"]
    text = mine[0].read_text(encoding="utf-8")
    assert "secrets" not in re.sub("#.*", "", text) and "github.token" not in text
    assert {str(job["permissions"]) for job in jobs(mine[0]).values()} == {"{'contents': 'read'}"}


def test_no_job_that_may_write_runs_the_code_of_the_book():
    """Whoever can change a file, or a package that the build takes, must not come by a token."""
    for workflow in WORKFLOWS:
        for name, job in jobs(workflow).items():
            if "write" in job["permissions"].values():
                ran = "\n".join(step.get("run", "") for step in job["steps"])
                told = re.findall(r"\b(?:make|python3?|pytest|npm|pip)\b", ran)
                assert told == [], f"{workflow.name}, {name}"


def test_workflows_make_what_the_makefile_has():
    known = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    ran = "\n".join(
        step.get("run", "")
        for workflow in WORKFLOWS
        for job in jobs(workflow).values()
        for step in job["steps"]
    )
    asked = set(" ".join(re.findall(r"\bmake(?: -C \S+)?((?: [a-z]+)*)", ran)).split())
    assert {"test", "links", "upgrade", "bench", "html"} <= asked <= known


# Messages of the build on the lines of a pull request


def test_messages_of_the_build_get_a_place_in_the_change(small_book):
    (matcher,) = json.loads((GITHUB / "problem-matcher.json").read_text())["problemMatcher"]
    (pattern,) = matcher["pattern"]
    expression = re.compile(pattern["regexp"])
    built = small_book({"index.md": "# Page\n\n![](gone.png)\n"}, extensions=["_ext.checks"])
    told = [found for line in built.warnings.splitlines() if (found := expression.match(line))]
    assert len(told) >= 2, built.warnings
    for found in told:
        assert found[pattern["file"]] == str(built.source / "index.md")
        assert found[pattern["message"]]
    alternative = next(found for found in told if "alternative text" in found[0])
    assert alternative[pattern["line"]] == "3"
    assert alternative[pattern["code"]]
    assert "[" not in alternative[pattern["message"]][-2:]
    assert not expression.match("build succeeded, 1 warning.")
    assert not expression.match("make: *** [Makefile:40: html] Error 1")


# Old beside new


def website(folder: Path, pages: dict[str, str]) -> Path:
    for name, text in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        page = f'<title>x</title><nav>{name}</nav><article id="furo-main-content">{text}</article>'
        (folder / name).write_text(page, encoding="utf-8")
    return folder


def test_pictures_show_what_has_changed_and_name_what_they_leave_out(
    tmp_path, monkeypatch, browser
):
    monkeypatch.setattr("tests.compare.MOST_PAGES", 3)
    filler = "<p>The same.</p>" * 100
    many = {f"many/{number:02}.html": f"<p>{number}</p>" for number in range(3)}
    common = {"index.html": "<p>Home</p>", "same.html": "<p>Same</p>"}
    old = website(
        tmp_path / "old", common | many | {"two.html": f"<p>a</p>{filler}<p>b</p>", "gone.html": ""}
    )
    many = {name: f"{text}<p>more</p>" for name, text in many.items()}
    new = website(
        tmp_path / "new", common | many | {"two.html": f"<p>A</p>{filler}<p>B</p>", "new.html": ""}
    )
    (new / "index.html").write_text((new / "index.html").read_text().replace("<nav>", "<nav>+"))
    said = compare(old, new, tmp_path / "result.html", browser)
    page = BeautifulSoup((tmp_path / "result.html").read_text(), "html.parser")
    assert "4 with a changed text" in said
    assert "1 new: new.html" in said and "1 gone: gone.html" in said
    assert "same.html" not in said
    assert "Not pictured: two.html, new.html, gone.html, index.html" in said
    shown = [heading.get_text() for heading in page.find_all("h2")]
    assert len(shown) == 3 and "many/00.html" in shown
    assert all(image["src"].startswith("data:image/png") for image in page.find_all("img"))

    for number in (1, 2):
        (new / f"many/{number:02}.html").unlink()
        (old / f"many/{number:02}.html").unlink()
    compare(old, new, tmp_path / "result.html", browser)
    page = BeautifulSoup((tmp_path / "result.html").read_text(), "html.parser")
    pairs = {h.get_text(): h.find_next_siblings(["div", "h2"]) for h in page.find_all("h2")}
    two = [tag for tag in pairs["two.html"] if tag.name == "div"][:2]
    assert [len(pair.find_all("img")) for pair in two] == [2, 2]
    assert len({image["src"] for pair in two for image in pair.find_all("img")}) == 4


def test_pictures_of_the_same_website_say_so(tmp_path, browser):
    site = website(tmp_path / "site", {"index.html": "<p>Home</p>"})
    assert compare(site, site, tmp_path / "result.html", browser) == "- No page has changed.\n"


# Links to other sites


class Site(BaseHTTPRequestHandler):
    """A site with a page that is there, one that is not, and one that refuses robots."""

    def do_GET(self) -> None:
        self.send_response({"/there": 200, "/refused": 403}.get(self.path, 404))
        self.end_headers()

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        pass


def test_a_link_that_refuses_robots_is_not_called_broken(small_book, tmp_path):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    home = f"http://127.0.0.1:{server.server_port}"
    links = "\n\n".join(f"[x]({home}/{name})" for name in ("there", "refused", "gone"))
    built = small_book({"index.md": f"# Page\n\n{links}\n"}, builder="linkcheck")
    said = run("python", "-m", "tests.links", built.outdir)
    broken, unknown = (built.outdir / "broken.md").read_text().split("<details>")
    assert said.stdout.startswith("1 of 3 links lead nowhere")
    assert f"<{home}/gone>: 404 Client Error: Not Found, in index.md:7" in broken
    assert f"<{home}/refused>: 403" in unknown
    assert f"{home}/there" not in broken + unknown

    (built.outdir / "broken.md").unlink()
    rows = (built.outdir / "output.json").read_text().splitlines()
    (built.outdir / "output.json").write_text("\n".join(r for r in rows if "/gone" not in r))
    run("python", "-m", "tests.links", built.outdir)
    assert not (built.outdir / "broken.md").exists()
    server.shutdown()


def test_without_a_network_no_link_is_called_broken(tmp_path):
    row = {"filename": "a.md", "lineno": 1, "status": "broken", "code": 0}
    row |= {"uri": "https://a.example", "info": "NameResolutionError: Failed to resolve"}
    (tmp_path / "output.json").write_text(json.dumps(row))
    said = run("python", "-m", "tests.links", tmp_path)
    assert said.returncode == 1 and "Is there a network?" in said.stderr
    assert not (tmp_path / "broken.md").exists()


# Releases


CHANGES = """\
# Changelog

## Unreleased

- Not yet.

## 1.2.0 - 2027-01-02

### Added

- A chapter.

## 1.1.0 - 2026-12-01

- Older.
"""


def notes(folder: Path, tag: str) -> subprocess.CompletedProcess[str]:
    """Run the script of the release in a house whose changelog is the one above."""
    script = folder / ".github" / "release_notes.py"
    script.parent.mkdir(exist_ok=True)
    script.write_text((GITHUB / "release_notes.py").read_text())
    (folder / "CHANGELOG.md").write_text(CHANGES)
    return run("python", script, tag)


def test_a_release_tells_its_part_of_the_changelog(tmp_path):
    assert notes(tmp_path, "v1.2.0").stdout == "### Added\n\n- A chapter.\n"
    assert notes(tmp_path, "v1.1.0").stdout == "- Older.\n"


@pytest.mark.parametrize("tag", ["v1.3.0", "v1.2", "v1x2.0", "Unreleased"])
def test_a_tag_that_the_changelog_does_not_know_is_refused(tmp_path, tag):
    said = notes(tmp_path, tag)
    assert said.returncode != 0 and said.stdout == ""
    assert f"CHANGELOG.md says nothing of {tag}" in said.stderr


def test_changelog_citation_and_package_name_one_version():
    heading = re.compile(r"^## (\d+\.\d+\.\d+) - (\d{4}-\d\d-\d\d)$", re.MULTILINE)
    released = heading.findall((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert released == sorted(released, key=lambda it: it[1], reverse=True)
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert (citation["version"], citation["date-released"]) == released[0]
    assert citation["preferred-citation"]["version"] == released[0][0]
    assert citation["preferred-citation"]["year"] == date.fromisoformat(released[0][1]).year
    assert (
        tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
        == (released[0][0])
    )


# Settings of other services


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("github-workflows", WORKFLOWS),
        ("github-issue-forms", sorted((GITHUB / "ISSUE_TEMPLATE").glob("[!c]*.yml"))),
        ("github-issue-config", [GITHUB / "ISSUE_TEMPLATE" / "config.yml"]),
        ("dependabot", [GITHUB / "dependabot.yml"]),
        ("readthedocs", [ROOT / ".readthedocs.yaml"]),
        ("citation-file-format", [ROOT / "CITATION.cff"]),
    ],
)
def test_settings_have_the_form_that_their_service_reads(schema, files):
    said = run("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *files)
    assert said.returncode == 0, said.stdout


def test_read_the_docs_finds_each_format_once(book, tmp_path):
    """What it does with the results of make, which is tested elsewhere."""
    settings = yaml.safe_load((ROOT / ".readthedocs.yaml").read_text(encoding="utf-8"))
    steps = settings["build"]["jobs"]["build"]
    assert steps["html"].pop(0).endswith(" make")
    (tmp_path / "_build").mkdir()
    for format in ("html", "epub", "pdf"):
        target = tmp_path / "_build" / format
        target.mkdir()
        for file in (book / format).iterdir():
            (target / file.name).symlink_to(file)
    out = tmp_path / "_readthedocs"
    for format in ("html", "pdf", "epub"):  # in this order, each in a shell of its own
        for step in steps[format]:
            assert "'" not in step  # it puts them around the whole
            env = {**os.environ, "READTHEDOCS_OUTPUT": f"{out}/"}
            subprocess.run(step, shell=True, cwd=tmp_path, env=env, check=True)
    assert (out / "html" / "index.html").is_file()
    assert [path.name for path in (out / "epub").iterdir()] == [f"{NAME}.epub"]
    assert [path.name for path in (out / "pdf").iterdir()] == [f"{NAME}.pdf"]
    assert not (tmp_path / "_build" / "html").exists()  # else it refuses the build
    digests = {
        hashlib.sha256((folder / "pdf" / f"{NAME}.pdf").read_bytes()).hexdigest()
        for folder in (book, out)
    }
    assert len(digests) == 1


# Licenses, in each format


def test_website_names_the_licenses_of_text_code_and_data(book):
    for page in ("index.html", "course/01-evolution-of-marketing.html", "reference/about.html"):
        text = BeautifulSoup((book / "html" / page).read_text(encoding="utf-8"), "html.parser")
        foot = text.find(class_="page-tools")
        assert foot.find("a", rel="license")["href"].startswith("https://creativecommons.org/")
        said = " ".join(foot.get_text().split())
        assert "Text: CC BY 4.0" in said and "Code: MIT" in said and "Data: their pub" in said
        data = foot.find("a", string=re.compile("Data"))["href"]
        assert data.endswith("#what-you-may-do-with-it")


def books(build: Path) -> dict[str, str]:
    """Return the words of EPUB and PDF, without the breaks of lines."""
    with zipfile.ZipFile(build / "epub" / f"{NAME}.epub") as epub:
        names = [name for name in epub.namelist() if name.endswith(".xhtml")]
        pages = [BeautifulSoup(epub.read(name), "html.parser").get_text() for name in names]
    document = pypdfium2.PdfDocument(build / "pdf" / f"{NAME}.pdf")
    imprint = [document[number].get_textpage().get_text_range() for number in range(5)]
    return {"epub": " ".join(" ".join(pages).split()), "pdf": " ".join(" ".join(imprint).split())}


@pytest.mark.parametrize("format", ["epub", "pdf"])
def test_books_name_the_licenses_of_text_code_and_data(book, format):
    said = books(book)[format].replace("\ufffe", "")
    assert "Creative Commons Attribution 4.0" in said
    assert re.search(r"code that builds the book(:| is under the) MIT license", said)
    assert "Data sets keep the licenses of their publishers" in said
    assert re.search("data/ ?README.md", said)  # a line may end after the stroke
