"""The words of the code: modules are nouns, names say what they stand for, docstrings tell what a function does."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from config.engines import PROJECT

CODE = ("apps", "config", "benchmarks")
# Nouns of the domain that end like a participle.
NOUNS = {"finding", "findings", "learning", "listing", "screening", "standing", "targeting", "vetting", "wording"}
RIDDLES = re.compile(
    r"DOES|LESS|MANY|MOST|Hit|Lately|Hands|_arm|_now|(MOST|LARGEST|LONGEST|SHORTEST|GREATEST|SMALLEST)_\w+"
)
# How a docstring begins that describes a value, where it should say what the function does.
NO_VERB = re.compile(
    r"(A|All|An|As|At|By|Each|Every|For|How|In|It|Its|No|Nobody|Not|Nothing|Of|On|One|That|The|This|Those|Under|What|When"
    r"|Where|Whether|Which|Who|Whose|Why|With)\b"
)


@cache
def modules() -> dict[str, ast.Module]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *(f"{folder}/*.py" for folder in CODE)],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    names = [name for name in listed if "/migrations/" not in name and (PROJECT / name).is_file()]
    assert names
    return {name: ast.parse((PROJECT / name).read_text()) for name in names}


def named() -> Iterator[tuple[str, str]]:
    """Yield every name that a module gives: of classes, functions and variables, with the place."""
    for module, tree in modules().items():
        for node in ast.walk(tree):
            match node:
                case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                    yield f"{module}:{node.lineno}", node.name
                case ast.Name(ctx=ast.Store()):
                    yield f"{module}:{node.lineno}", node.id


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for module, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                yield f"{module}:{node.lineno}", node


def is_property(function: ast.FunctionDef) -> bool:
    return any("property" in ast.unparse(decorator) for decorator in function.decorator_list)


def test_modules_are_named_by_nouns() -> None:
    stems = {name: Path(name).stem.lstrip("_") for name in modules()}
    assert [name for name, stem in stems.items() if stem.endswith("ing") and stem not in NOUNS] == []


def test_names_are_no_riddles() -> None:
    assert [f"{place} {name}" for place, name in named() if RIDDLES.fullmatch(name.removeprefix("_"))] == []


def test_functions_are_not_all_called_shown() -> None:
    assert [place for place, function in functions() if function.name.lstrip("_") == "shown"] == []


def test_classes_of_states_say_whose_they_are() -> None:
    classes = [
        f"{module}:{node.lineno}"
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and node.name == "State"
    ]
    assert classes == []


def test_docstrings_of_functions_begin_with_a_verb() -> None:
    docs = {place: ast.get_docstring(function) for place, function in functions() if not is_property(function)}
    assert {place: doc.splitlines()[0] for place, doc in docs.items() if doc and NO_VERB.match(doc)} == {}
