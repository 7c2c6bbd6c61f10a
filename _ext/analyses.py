"""Runs the analyses in ``analysis/`` for the pages that print their numbers or show their figures.

A result is kept in ``drawn/`` beside the doctrees, with the digests of all it depends on: the
module, the analysis modules it imports, the house style, the data it read, and the versions of
the libraries that draw. It is computed again when one of them differs.
"""

from __future__ import annotations

import difflib
import hashlib
import importlib
import inspect
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import matplotlib
import numpy as np
from sphinx.environment import BuildEnvironment

PACKAGE = "analysis"


class AnalysisError(Exception):
    """Says what is wrong with an analysis and how to mend it, for a person who writes a page."""


def load(name: str) -> ModuleType:
    """Return the module *name* of the package of analyses; raise AnalysisError."""
    package = importlib.import_module(PACKAGE)
    folder = Path(package.__path__[0])
    if not (folder / f"{name}.py").is_file():
        known = sorted(path.stem for path in folder.glob("[!_]*.py") if path.stem != "house")
        raise AnalysisError(f"There is no file {PACKAGE}/{name}.py.{_near(name, known)}")
    try:
        return importlib.import_module(f"{PACKAGE}.{name}")
    except Exception as error:
        raise AnalysisError(_failure(f"{PACKAGE}/{name}.py does not load", error)) from error


def _near(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    return f" Did you mean {' or '.join(near)}?" if near else f" There is: {', '.join(known)}."


def _failure(what: str, error: Exception) -> str:
    """Name the line of the analysis where *error* arose."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).parent.name == PACKAGE]
    where = f", {PACKAGE}/{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""
    return f"{what}: {type(error).__name__}: {' '.join(str(error).split())}{where}."


def function(name: str) -> Callable[[], Any]:
    """Return the function that ``module.function`` names; raise AnalysisError."""
    module_name, _, function_name = name.partition(".")
    if not function_name:
        raise AnalysisError(f'"{name}" names no function. Write module.function.')
    module = load(module_name)
    found = getattr(module, function_name, None)
    if not inspect.isfunction(found):
        functions = inspect.getmembers(module, inspect.isfunction)
        known = [key for key, f in functions if f.__module__ == module.__name__]
        raise AnalysisError(
            f"{PACKAGE}/{module_name}.py has no function {function_name}.{_near(name, known)}"
        )
    return found


def call(name: str) -> Any:
    """Return what the function ``module.function`` returns; raise AnalysisError."""
    try:
        return function(name)()
    except AnalysisError:
        raise
    except Exception as error:
        raise AnalysisError(_failure(f"{name}() failed", error)) from error


def _modules(module: ModuleType) -> set[ModuleType]:
    """Return *module* and the analysis modules that it imports, directly or not."""
    found, open_ = {module}, [module]
    while open_:
        values = vars(open_.pop()).values()
        homes = {inspect.getmodule(v) for v in values if inspect.ismodule(v) or callable(v)}
        more = {m for m in homes if m and m.__name__.startswith(f"{PACKAGE}.")} - found
        found |= more
        open_ += more
    return found


def _dependencies(name: str) -> tuple[list[Path], list[Path]]:
    """Return the code files and the data files that the analysis *name* depends on."""
    house = importlib.import_module(f"{PACKAGE}.house")
    modules = _modules(load(name)) | {house}
    code = {Path(str(module.__file__)) for module in modules}
    code |= set(Path(str(house.__file__)).parent.glob("*.mplstyle"))
    data = set().union(*(house.read_by.get(module.__name__, set()) for module in modules))
    return sorted(code), sorted(data)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


VERSIONS = {"matplotlib": matplotlib.__version__, "numpy": np.__version__, "format": "1"}


def cached(
    env: BuildEnvironment, name: str, compute: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Return what *compute* returns for the analysis function *name*, ``module.function``.

    The result has two more items, ``code`` and ``data``: the paths it depends on. The page being
    read is noted to depend on them, so that it is read again when one of them changes.
    """
    path = Path(env.doctreedir).parent / "drawn" / f"{name}.json"
    result = _kept(path)
    if result is None:
        result = compute()
        code, data = _dependencies(name.partition(".")[0])
        result["code"], result["data"] = [str(p) for p in code], [str(p) for p in data]
        digests = {str(p): _digest(p) for p in [*code, *data]}
        _write(path, json.dumps({"digests": digests, "versions": VERSIONS, "result": result}))
    for dependency in [*result["code"], *result["data"]]:
        env.note_dependency(dependency)
    return result


def _kept(path: Path) -> dict[str, Any] | None:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    same = kept["versions"] == VERSIONS and all(
        _digest(Path(file)) == digest for file, digest in kept["digests"].items()
    )
    return kept["result"] if same else None


def _write(path: Path, text: str) -> None:
    """Write *text* at once: pages are read in several processes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(name, path)


def place(path: str) -> str:
    """Return *path* as a reader finds it in the repository, such as ``data/x.csv``."""
    root = Path(str(sys.modules[PACKAGE].__file__)).parent.parent
    return Path(path).relative_to(root).as_posix()
