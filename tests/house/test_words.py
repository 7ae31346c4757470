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
    r"DOES|LESS|MANY|Hit|Lately|Hands|_arm|_now|(MOST|LARGEST|LONGEST|SHORTEST|GREATEST|SMALLEST)(_\w+)?"
)
# How a docstring begins that describes a value, where it should say what the function does.
NO_VERB = re.compile(
    r"(A|All|An|As|At|Both|By|Each|Every|For|From|How|In|Into|It|Its|Neither|No|Nobody|None|Not|Nothing|Of|On|One|Only|So"
    r"|Some|Such|That|The|Then|These|They|This|Those|Three|Two|Under|What|When|Where|Whether|Which|Who|Whoever|Whom|Whose"
    r"|Why|With)\b"
)
# Texts that read as if they were translated: "is no" for "is not a", "so" for a sentence before, an archaic word, and a
# comparison that balances two halves.
TRANSLATED = re.compile(
    r"(?<!there )\b(?:is|are|was|were) no (?!longer\b|more than\b)|\b(?:sees?|told) so\b|\banew\b"
    r"|\bthe (?:less|more), the\b|\b(?:clock|time|target) stands still\b|\b(?:look|looking) for a slip\b",
    re.IGNORECASE,
)
GETTEXT = re.compile(r"n?p?gettext(_lazy)?|_|_lazy")
IN_TEMPLATE = re.compile(
    r"\{% translate \"([^\"]*)\"|\b_\(\"([^\"]*)\"\)|\{% blocktranslate(?:(?!%\}).)*%\}(.*?)\{% endblocktranslate",
    re.DOTALL,
)


def files(*patterns: str) -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    names = [name for name in listed if "/migrations/" not in name and (PROJECT / name).is_file()]
    assert names
    return names


@cache
def modules() -> dict[str, ast.Module]:
    return {name: ast.parse((PROJECT / name).read_text()) for name in files(*(f"{folder}/*.py" for folder in CODE))}


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


def texts() -> Iterator[tuple[str, str]]:
    """Yield each text that people read, with its place: those of modules, and those of templates."""
    for module, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and GETTEXT.fullmatch(node.func.id):
                for text in node.args:
                    if isinstance(text, ast.Constant) and isinstance(text.value, str):
                        yield f"{module}:{text.lineno}", text.value
    for name in files("templates", "apps/*/templates"):
        for match in IN_TEMPLATE.finditer((PROJECT / name).read_text()):
            yield name, " ".join("".join(filter(None, match.groups())).split())


def test_texts_do_not_read_as_translated() -> None:
    found = {place: match[0] for place, text in texts() if (match := TRANSLATED.search(text))}
    assert found == {}
