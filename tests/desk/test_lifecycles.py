"""The transition tables of lifecycles, compared with the help of staff and with the documentation."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.conf import settings
from django.urls import reverse

from apps.core.lifecycle import AppLifecycle, Lifecycle, lifecycles, name_of
from tests.markup import assert_valid
from tests.people import signed_in, staff

FOUND = list(lifecycles())

type Moves = list[tuple[str, str, str]]


def list_moves(lifecycle: Lifecycle) -> Moves:
    """Return source, action and target of each move in a transition table, sorted."""
    return sorted(
        (str(source), move.action, str(move.target)) for move in lifecycle.transitions for source in move.sources
    )


@pytest.fixture(scope="module")
def page(lasting: Callable[..., str]) -> str:
    return lasting(lambda: signed_in(staff("auditor")).get(reverse("admin:help")).content.decode())


def read_rows(page: str, found: AppLifecycle) -> list[tuple[str, list[str]]]:
    """Read the table of a lifecycle on the page: the action of each row, and the texts of its cells."""
    rows = re.findall(rf'<tr data-lifecycle="{found.code}" data-action="(\w+)">(.*?)</tr>', page)
    return [
        (action, [unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", cells)]) for action, cells in rows
    ]


@pytest.mark.parametrize("found", FOUND, ids=lambda found: found.code)
def test_help_page_shows_every_transition_in_words(page, found):
    rows = [(action, cells[:3]) for action, cells in read_rows(page, found)]
    assert rows == [
        (
            move.action,
            [str(move.label), ", ".join(str(name_of(source)) for source in move.sources), str(name_of(move.target))],
        )
        for move in found.lifecycle.transitions
    ]


def test_diagrams_of_the_documentation_match_the_tables():
    document = (settings.BASE_DIR / "docs" / "lifecycles.md").read_text()
    diagrams = re.findall(
        r"^## ([^\n]+)\n\n`apps/(\w+)/states(?:\.py|/)`\n\n```mermaid\nstateDiagram-v2\n(.*?)```$",
        document,
        re.M | re.S,
    )
    assert [(title, app) for title, app, _arrows in diagrams] == [
        (str(found.lifecycle.name).capitalize(), found.app) for found in FOUND
    ]
    for found, (_title, _app, arrows) in zip(FOUND, diagrams, strict=True):
        lines = [re.fullmatch(r" +(\w+) --> (\w+): (\w+) .*", line).groups() for line in arrows.splitlines()]
        arrow_moves = sorted((source, action, target) for source, target, action in lines)
        assert arrow_moves == list_moves(found.lifecycle), found.code


@pytest.mark.slow
def test_states_part_of_the_help_page_is_valid_html(page):
    assert_valid(page[page.index('<h2 id="states">') : page.index('<h2 id="reasons">')])
