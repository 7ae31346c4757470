"""Faces of packages: modules that only pass on the names of the modules behind them."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from config.engines import PROJECT

FOLDERS = ("apps", "benchmarks", "config", "docs", "tests")
# Django and the documents of lifecycles find tables, pages and lifecycles in these, whoever else takes their names.
FOUND_BY_NAME = ("admin.py", "models.py", "states.py", "models/__init__.py")


def modules() -> dict[Path, ast.Module]:
    """Read every module of the project."""
    paths = [path for folder in FOLDERS for path in (PROJECT / folder).rglob("*.py") if "migrations" not in path.parts]
    return {path.relative_to(PROJECT): ast.parse(path.read_text()) for path in paths}


def name_of(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def is_face(module: ast.Module) -> bool:
    """Tell whether a module holds imports from other modules, and nothing else."""
    code = module.body[1:] if ast.get_docstring(module) else module.body
    return bool(code) and all(isinstance(each, ast.ImportFrom) for each in code)


def passed_on(face: ast.Module) -> set[str]:
    imports = [each for each in face.body if isinstance(each, ast.ImportFrom)]
    return {alias.asname or alias.name for each in imports for alias in each.names}


def taken(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Give each name that a module takes from another one, by import or as an attribute of the imported module."""
    known: dict[str, str] = {}
    for each in ast.walk(module):
        if isinstance(each, ast.ImportFrom) and each.module:
            for alias in each.names:
                known[alias.asname or alias.name] = f"{each.module}.{alias.name}"
                yield each.module, alias.name
    for each in ast.walk(module):
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id in known:
            yield known[each.value.id], each.attr


def test_every_name_that_a_face_passes_on_is_taken_by_somebody() -> None:
    read = modules()
    takers: dict[str, set[str]] = defaultdict(set)
    for module in read.values():
        for source, name in taken(module):
            takers[source].add(name)
    faces = {path: passed_on(module) for path, module in read.items() if path.parts[0] == "apps" and is_face(module)}
    assert len(faces) > 10
    unused = {str(path): names - takers[name_of(path)] for path, names in faces.items()}
    assert {path: names for path, names in unused.items() if names and not path.endswith(FOUND_BY_NAME)} == {}
