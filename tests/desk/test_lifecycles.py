"""The staff's help and the documentation tell what the transition table of each lifecycle says."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.urls import reverse

from apps.core.lifecycle import AppLifecycle, Lifecycle, lifecycles, name_of
from tests.markup import assert_valid
from tests.people import signed_in, staff

FOUND = list(lifecycles())

type Moves = list[tuple[str, str, str]]


def moves_of(lifecycle: Lifecycle) -> Moves:
    """Each source, action and target of a table, in order."""
    return sorted(
        (str(source), move.action, str(move.target)) for move in lifecycle.transitions for source in move.sources
    )


@pytest.fixture
def page(db) -> str:
    return signed_in(staff("auditor")).get(reverse("admin:help")).content.decode()


def rows_of(page: str, found: AppLifecycle) -> list[tuple[str, list[str]]]:
    """The rows of a lifecycle's table: the action, and the cells in words."""
    rows = re.findall(rf'<tr data-lifecycle="{found.code}" data-action="(\w+)">(.*?)</tr>', page)
    return [
        (action, [unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", cells)]) for action, cells in rows
    ]


@pytest.mark.parametrize("found", FOUND, ids=lambda found: found.code)
def test_the_help_page_shows_every_transition_in_words(page, found):
    shown = [(action, cells[:3]) for action, cells in rows_of(page, found)]
    assert shown == [
        (
            move.action,
            [str(move.label), ", ".join(str(name_of(source)) for source in move.sources), str(name_of(move.target))],
        )
        for move in found.lifecycle.transitions
    ]


def test_the_diagrams_of_the_documentation_are_the_tables():
    kept = (settings.BASE_DIR / "docs" / "lifecycles.md").read_text()
    drawn = re.findall(
        r"^## ([^\n]+)\n\n`apps/(\w+)/states(?:\.py|/)`\n\n```mermaid\nstateDiagram-v2\n(.*?)```$", kept, re.M | re.S
    )
    assert [(title, app) for title, app, _arrows in drawn] == [
        (str(found.lifecycle.name).capitalize(), found.app) for found in FOUND
    ]
    for found, (_title, _app, arrows) in zip(FOUND, drawn, strict=True):
        lines = [re.fullmatch(r" +(\w+) --> (\w+): (\w+) .*", line).groups() for line in arrows.splitlines()]
        told = sorted((source, action, target) for source, target, action in lines)
        assert told == moves_of(found.lifecycle), found.code


def test_the_part_with_the_lifecycles_is_valid(page):
    assert_valid(page[page.index('<h2 id="states">') : page.index('<h2 id="reasons">')])
