"""Runs the analyses: loads a module of ``analysis/``, calls a function of it, keeps the result.

A result is kept beside the doctrees and used again until something that went into it changes: the
modules and data files that were read on the way, the libraries, or the code that shapes the
result. So a warm build computes nothing. Modules are compiled from their files each time they are
needed: never from Python's cache, which can miss a change within a second.
"""

from __future__ import annotations

import difflib
import functools
import hashlib
import importlib
import json
import os
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.metadata import PackageNotFoundError, version
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, ClassVar

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

LIBRARIES = ("matplotlib", "numpy", "pandas", "scipy", "networkx", "font-lato")
"""The libraries whose versions may change a result."""

SHARED = "house"
"""The module that all analyses share: ours, where the book has none. It has no figures."""


class AnalysisError(Exception):
    """An analysis cannot give what a page asks for; says why and how to mend it."""


def is_news(env: BuildEnvironment, error: AnalysisError) -> bool:
    """Tell whether *error* is the first of its kind on the page being read, and note it.

    An analysis that fails does so for every number and figure that a page takes from it.
    """
    told: set[str] = env.current_document.setdefault("handbook:analysis-errors", set())
    if str(error) in told:
        return False
    told.add(str(error))
    return True


@dataclass
class Result:
    """What an analysis gave, and what was read for it."""

    value: dict[str, Any]
    files: list[Path]

    def named(self, folder: str) -> list[Path]:
        """Return the files in the top folder *folder* of the book."""
        return [path for path in self.files if path.parts[0] == folder]


class Analyses:
    """The analyses of the book in the folder *root*; their results are kept in *kept*.

    ``remembered`` has what the last analysis that ran remembers (``house.memory``) and the data
    files it read, by its code: its figures need not compute what its numbers have.
    """

    remembered: ClassVar[dict[frozenset[Any], tuple[dict[Any, Any], dict[Path, str]]]] = {}

    def __init__(self, root: Path, kept: Path) -> None:
        self.root = root
        self.kept = kept

    @classmethod
    def of(cls, app: Sphinx) -> Analyses:
        """Return the analyses of the book that *app* builds.

        A small book of the tests has its own, or else uses those of the handbook.
        """
        srcdir = Path(app.srcdir)
        root = srcdir if (srcdir / "analysis").is_dir() else Path(__file__).parent.parent
        return cls(root.resolve(), Path(app.doctreedir).parent / "drawn")

    def modules(self) -> list[str]:
        """Return the names of the modules that may have numbers and figures."""
        names = (path.stem for path in sorted((self.root / "analysis").glob("*.py")))
        return [name for name in names if name not in {"__init__", SHARED}]

    def split(self, name: str, example: str) -> tuple[str, str]:
        """Return module and rest of *name*, such as ``networks.reciprocity_pct``.

        Raises AnalysisError when there is no such module; *example* shows how to write it.
        """
        module, dot, rest = name.strip().partition(".")
        if not dot or not rest:
            raise AnalysisError(
                f'"{name}" is not of the form module.name. Write it as in {example}.'
            )
        if module not in self.modules():
            raise AnalysisError(
                f"There is no module analysis/{module}.py. {suggest(module, self.modules())}"
            )
        return module, rest

    def run(
        self,
        module: str,
        function: str,
        shape: Callable[[Call], dict[str, Any]],
        shaped_by: Iterable[str],
        anew: bool = True,
    ) -> Result | None:
        """Return what *shape* makes of ``analysis/<module>.py``, from what was kept if it holds.

        *shape* gets the loaded module and returns what JSON can hold; files that it writes are
        named in its item ``files``. *shaped_by* are the source files of the code that does it.
        Where nothing was kept and it is not to be made *anew*, the answer is None. Raises
        AnalysisError.
        """
        note = self.kept / f"{module}.{function}.json"
        state = _state(shaped_by)
        kept = self._look_up(note, state)
        if kept is not None or not anew:
            return kept
        read: dict[Path, str] = {}
        with _fresh(self.root, read):
            call = Call(self, module)
            code = frozenset(read.items())
            memory, data = self.remembered.pop(code, ({}, {}))
            self.remembered.clear()
            call.house.memory = memory if _hold(data) else {}
            value = shape(call)
            for path in [call.house.STYLE_FILE, *call.house.files_read]:
                read[path] = _digest(path.read_bytes())
            data |= {path: read[path] for path in call.house.files_read}
            self.remembered[code] = call.house.memory, data
        files = {_relative(path, self.root): digest for path, digest in read.items()}
        record = {"state": state, "read": dict(sorted(files.items())), "value": value}
        self.write(note.name, json.dumps(record, indent=1))
        return Result(value, [Path(name) for name in record["read"]])

    def _look_up(self, note: Path, state: str) -> Result | None:
        try:
            record = json.loads(note.read_text(encoding="utf-8"))
            read = {self.root / name: digest for name, digest in record["read"].items()}
            if record["state"] != state or not _hold(read):
                return None
        except (OSError, ValueError, KeyError):  # nothing is kept
            return None
        if not all((self.kept / name).is_file() for name in record["value"].get("files", ())):
            return None
        return Result(record["value"], [Path(name) for name in record["read"]])

    def write(self, name: str, text: str) -> Path:
        """Keep *text* as the file *name*, whole or not at all: others may read it meanwhile."""
        self.kept.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self.kept)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        target = self.kept / name
        os.replace(temporary, target)
        return target


class Call:
    """A module of ``analysis/`` that has just been loaded, and how to call its functions.

    Raises AnalysisError when the module cannot be loaded.
    """

    def __init__(self, analyses: Analyses, module: str) -> None:
        self.analyses = analyses
        self.name = module
        self.path = f"analysis/{module}.py"
        self.house: ModuleType = self._explain(importlib.import_module, f"analysis.{SHARED}")
        self.house.ROOT = analyses.root
        self.module: ModuleType = self._explain(importlib.import_module, f"analysis.{module}")

    def __call__(self, function: Callable[[], Any]) -> Any:
        """Return what *function* returns; a warning in it counts as a fault."""
        import matplotlib

        # The style of our figures must not reach whoever draws next in this process.
        with matplotlib.rc_context(), warnings.catch_warnings():
            warnings.simplefilter("error", category=UserWarning)
            warnings.simplefilter("error", category=RuntimeWarning)
            # matplotlib's own words on a missing character lead away from the place to mend
            warnings.filterwarnings("ignore", message=r"(?s)Glyph .* missing from font")
            return self._explain(function)

    def _explain(self, function: Callable[..., Any], *arguments: str) -> Any:
        try:
            return function(*arguments)
        except AnalysisError:
            raise
        except (Exception, SystemExit) as error:
            message = " ".join(str(error).split()) or "without a word"
            raise AnalysisError(
                f"{self._place(error)} stops with {type(error).__name__}: {message}. "
                f"See for yourself with: python -m analysis.{self.name}"
            ) from error

    def _place(self, error: BaseException) -> str:
        """Return the last line of an analysis, outside the shared module, that led to *error*."""
        folder = str(self.analyses.root / "analysis")
        if isinstance(error, SyntaxError) and str(error.filename).startswith(folder):
            return f"analysis/{Path(str(error.filename)).name}:{error.lineno}"
        frames = [
            f"analysis/{Path(frame.filename).name}:{frame.lineno}"
            for frame in traceback.extract_tb(error.__traceback__)
            if frame.filename.startswith(folder) and Path(frame.filename).stem != SHARED
        ]
        return frames[-1] if frames else self.path


def suggest(name: str, known: Iterable[str]) -> str:
    """Return a sentence that names what *name* may have been meant to be."""
    known = list(known)
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    if near:
        return f"Did you mean {' or '.join(near)}?"
    if not known:
        return "There are none yet."
    more = f" and {len(known) - 12} more" if len(known) > 13 else ""
    return f"There are: {', '.join(known[: 12 if more else 13])}{more}."


def _relative(path: Path, root: Path) -> str:
    return Path(os.path.relpath(path, root)).as_posix()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _hold(digests: dict[Path, str]) -> bool:
    """Tell whether all files still have the *digests* they had."""
    try:
        return all(_digest(path.read_bytes()) == digest for path, digest in digests.items())
    except OSError:  # one has gone
        return False


def _state(shaped_by: Iterable[str]) -> str:
    """Return a value that changes with the libraries and with the code that shapes results."""
    code = [_digest(Path(path).read_bytes()) for path in (__file__, *shaped_by)]
    return _digest("\n".join([*_libraries(), *code]).encode())


@functools.cache  # a book asks for each of its numbers, and a version takes a millisecond to find
def _libraries() -> list[str]:
    """Return the versions of Python and of the libraries that may change a result."""
    found = [sys.version.split()[0]]
    for library in LIBRARIES:
        try:
            found.append(f"{library} {version(library)}")
        except PackageNotFoundError:
            found.append(library)
    return found


class _Loader(SourceFileLoader):
    """Compiles a module from its file, and notes the file and its digest."""

    read: dict[Path, str]

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        data = self.get_data(path)
        self.read[Path(path)] = _digest(data)
        return self.source_to_code(data, path)


class _Finder(MetaPathFinder):
    """Finds the package ``analysis`` in one folder, and what analyses share in this one."""

    def __init__(self, root: Path, read: dict[Path, str]) -> None:
        self.root = root
        self.read = read

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        package, _, module = name.partition(".")
        if package != "analysis":
            return None
        folder = self.root / "analysis"
        file = folder / f"{module or '__init__'}.py"
        if module == SHARED and not file.is_file():
            file = Path(__file__).with_name(file.name)
        if not file.is_file():
            return None
        loader = _Loader(name, str(file))
        loader.read = self.read
        inside = None if module else [str(folder)]
        return spec_from_file_location(name, file, loader=loader, submodule_search_locations=inside)


def _loaded() -> list[str]:
    return [name for name in sys.modules if name.partition(".")[0] == "analysis"]


@contextmanager
def _fresh(root: Path, read: dict[Path, str]) -> Iterator[None]:
    """Load the modules of ``analysis/`` anew while this lasts; note in *read* which."""
    before = {name: sys.modules.pop(name) for name in _loaded()}
    finder = _Finder(root, read)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in _loaded():
            del sys.modules[name]
        sys.modules.update(before)
