"""One picture of each lifecycle: the staff's help and the documentation tell what the transition table says."""

import re
from html import unescape
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.urls import reverse

from apps.core.lifecycle import Lifecycle, name_of
from apps.core.lifecycles import Found, lifecycles
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


def picture_of(page: str, found: Found) -> ElementTree.Element:
    part = page.split(f'<h3 id="{found.code}">')[1]
    return ElementTree.fromstring(re.search(r"<svg.*?</svg>", part, re.DOTALL)[0])  # noqa: S314 -- a page of ours


def rows_of(page: str, found: Found) -> dict[str, tuple[str, list[str]]]:
    """The table's rows by number: the action, and the cells behind the number."""
    rows = re.findall(
        rf'<tr data-lifecycle="{found.code}" data-action="(\w+)"><td class="ks-number">(\d+)</td>(.*?)</tr>', page
    )
    return {
        number: (action, [unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", cells)])
        for action, number, cells in rows
    }


def told_by(page: str, found: Found) -> Moves:
    """Arrows read from the picture, their acts from the numbered table."""
    rows = rows_of(page, found)
    arrows = picture_of(page, found).findall(".//g[@data-source]")
    assert {number for arrow in arrows for number in arrow.get("data-acts").split()} == rows.keys()
    return sorted(
        (arrow.get("data-source"), rows[number][0], arrow.get("data-target"))
        for arrow in arrows
        for number in arrow.get("data-acts").split()
    )


@pytest.mark.parametrize("found", FOUND, ids=lambda found: found.code)
def test_the_picture_on_the_help_page_is_the_table(page, found):
    assert told_by(page, found) == moves_of(found.lifecycle)


@pytest.mark.parametrize("found", FOUND, ids=lambda found: found.code)
def test_what_is_written_in_the_picture_is_what_its_data_say(page, found):
    picture = picture_of(page, found)
    arrows = picture.findall(".//g[@data-source]")
    written = [text.text for text in picture.findall(".//g[@class='ks-arrow__label']/text")]
    assert written == [arrow.get("data-acts").replace(" ", ", ") for arrow in arrows]
    names = {
        str(state): str(name_of(state))
        for move in found.lifecycle.transitions
        for state in (*move.sources, move.target)
    }
    boxes = picture.findall(".//g[@data-state]")
    assert {box.get("data-state"): box.find("title").text for box in boxes} == names
    for box in boxes:
        assert " ".join(line.text for line in box.findall("text/tspan")) == box.find("title").text
    assert picture.get("role") == "img"
    assert "The table below holds the same." in picture.get("aria-label")


@pytest.mark.parametrize("found", FOUND, ids=lambda found: found.code)
def test_the_numbered_table_says_in_words_what_the_picture_shows(page, found):
    rows = rows_of(page, found)
    assert list(rows) == [str(number) for number in range(1, len(found.lifecycle.transitions) + 1)]
    for (_action, (_label, sources, target, *_more)), move in zip(
        rows.values(), found.lifecycle.transitions, strict=True
    ):
        assert sources == ", ".join(str(name_of(source)) for source in move.sources)
        assert target == name_of(move.target)


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


def test_the_part_with_the_pictures_is_valid(page):
    assert_valid(page[page.index('<h2 id="states">') : page.index('<h2 id="reasons">')])
