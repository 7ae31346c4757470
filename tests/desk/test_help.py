"""The help of staff, complete for all that it explains, the lifecycles that it draws, and the addresses of the site."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.html import escape

from apps.accounts.roles import PERMISSIONS, ROLES
from apps.applications.reasons import DenialReason
from apps.core.lifecycle import AppLifecycle, Lifecycle, lifecycles, name_of
from apps.desk.help.words import MEANS
from apps.desk.help.words import ROLES as FOR_WHAT
from apps.standing.states import ChangeReason
from apps.work.kinds import kinds
from tests.agencies.agencies import agency_officer
from tests.markup import assert_valid
from tests.people import signed_in, staff


def test_help_explains_every_work_kind_state_reason_and_role():
    page = signed_in(staff("auditor")).get(reverse("admin:help")).content.decode()
    anchors = re.findall(r'\bid="([^"]+)"', page)

    assert len(anchors) == len(set(anchors))
    wanted = {f"kind-{kind.code}" for kind in kinds()}
    wanted |= {f"denial-{reason}" for reason in DenialReason} | {f"standing-{reason}" for reason in ChangeReason}
    wanted |= {f"role-{role.replace(' ', '-')}" for role in ROLES}
    for found in lifecycles():
        wanted |= {
            f"{found.code}-{state}" for move in found.lifecycle.transitions for state in (*move.sources, move.target)
        }
    assert wanted <= set(anchors)
    requirements = [requires for found in lifecycles() for _action, requires in found.lifecycle.conditions()]
    for words in (*PERMISSIONS.values(), *map(escape, requirements)):
        assert words in page


def test_help_shows_an_agency_the_kinds_of_work_that_agencies_have():
    page = signed_in(agency_officer()).get(reverse("admin:help")).content.decode()

    assert set(re.findall(r'\bid="kind-(\w+)"', page)) == {"agency_hold", "agency_question"}


def test_help_explains_no_state_or_role_that_no_longer_exists():
    found = {each.code: each.lifecycle for each in lifecycles()}

    assert found.keys() == MEANS.keys()
    assert FOR_WHAT.keys() == ROLES.keys()
    for code, life in found.items():
        states = {state for move in life.transitions for state in (*move.sources, move.target)}
        assert states == MEANS[code].keys(), code
    assert all(kind.help for kind in kinds())


def test_list_links_to_the_meaning_of_its_states():
    page = signed_in(staff("officer")).get(reverse("admin:policy_policy_changelist")).content.decode()

    assert f'{reverse("admin:help")}#policy-lifecycle"' in page


def test_pages_name_their_icon():
    text = signed_in(staff("officer")).get(reverse("admin:work_item_changelist")).content.decode()
    assert '<link rel="icon"' in text


def test_invalid_filters_and_rows_are_refused():
    client, page = signed_in(staff("supervisor")), reverse("admin:work_item_changelist")
    assert client.get(page, {"kind": "a\0b"}).status_code == 400
    for marked in ("x", "9" * 5000):
        assert client.post(page, {"action": "claim", "_selected_action": [marked]}).status_code == 400
    assert client.get(reverse("admin:disputes_dispute_changelist"), {"state__exact": "\0"}).status_code == 400


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
