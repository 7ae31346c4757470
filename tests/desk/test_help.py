"""The help of staff: complete for work kinds, states, reasons, permissions and roles."""

import re

from django.urls import reverse
from django.utils.html import escape

from apps.accounts.roles import PERMISSIONS, ROLES
from apps.applications.reasons import DenialReason
from apps.core.lifecycle import lifecycles
from apps.desk.help.words import MEANS
from apps.desk.help.words import ROLES as FOR_WHAT
from apps.standing.states import ChangeReason
from apps.work.kinds import kinds
from tests.agencies.agencies import agency_officer
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
