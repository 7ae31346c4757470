"""Templates hold short lines, parts that are written once, and no decision of the domain; style sheets no color."""

import re
from itertools import chain

from config.engines import PROJECT

MAX_LENGTH = 160
TEMPLATES = sorted(
    path
    for path in chain(PROJECT.glob("templates/**/*"), PROJECT.glob("apps/**/templates/**/*"))
    if path.suffix in (".html", ".txt")
)
STYLES = sorted(PROJECT.glob("static/css/*.css"))
# A state that is compared together with something else: the view names the condition.
DECISION = re.compile(
    r"\{% (?:el)?if (?=[^%]* (?:and|or) )"
    r"[^%]*\.(?:state|status|kind|determination|severity|proof|outcome) [!=]= [^%]*%\}"
)
# The markup of a part that is drawn by a tag of `core/templatetags/components.py`.
PASTED = re.compile(
    "|".join(
        (
            r'<(?:section|div) class="ks-panel[" ]',
            r'<th scope="col"(?: class="ks-number")?>\{% translate "[^"]*" %\}</th>',
            r'<dt>\{% translate "[^"]*" %\}</dt>\s*<dd>',
            r'<figure class="ks-chart">',
            r'"usa-table usa-table--borderless usa-table--compact',
        )
    )
)
COLOR = re.compile(r"#(?:[0-9a-f]{3,4}){1,2}\b|\b(?:rgb|rgba|hsl|hsla|oklch|lab|color)\(", re.IGNORECASE)


def faults(pattern: re.Pattern[str], *, leaving: tuple[str, ...] = ()) -> list[str]:
    """Find the places of a pattern in the templates, but for those that are left out."""
    return [
        f"{path.relative_to(PROJECT)}: {match[0]}"
        for path in TEMPLATES
        if str(path.relative_to(PROJECT)) not in leaving
        for match in pattern.finditer(path.read_text())
    ]


def test_lines_of_templates_fit_a_screen() -> None:
    assert TEMPLATES
    long = {
        f"{path.relative_to(PROJECT)}:{number}": len(line)
        for path in TEMPLATES
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > MAX_LENGTH
    }
    assert long == {}


def test_templates_decide_nothing_of_the_domain() -> None:
    assert faults(DECISION) == []


def test_parts_of_pages_are_written_once() -> None:
    assert faults(PASTED, leaving=("templates/allauth/elements/panel.html",)) == []


def test_colors_are_tokens() -> None:
    assert STYLES
    found = {
        path.name: COLOR.findall(path.read_text())
        for path in STYLES
        if path.name != "tokens.css" and COLOR.search(path.read_text())
    }
    assert found == {}
    tokens = re.findall(r"--color-[\w-]+: ([^;]+);", (PROJECT / "static/css/tokens.css").read_text())
    assert len(tokens) == len(set(tokens))


def test_templates_name_no_color() -> None:
    assert faults(re.compile(r'(?:fill|stroke|color)="#\w+"')) == []
