"""The staff's help: nothing that the program runs by is without its words."""

import re

from django.contrib import admin
from django.urls import reverse
from django.utils.html import escape

from apps.accounts.roles import PERMISSIONS, ROLES
from apps.applications.reasons import DenialReason
from apps.core.lifecycle import lifecycles
from apps.desk.help.words import MEANS
from apps.desk.help.words import ROLES as FOR_WHAT
from apps.standing.states import Reason
from apps.work.kinds import kinds
from tests.people import seller, signed_in, staff


def test_every_queue_state_reason_and_role_has_its_place(db):
    page = signed_in(staff("auditor")).get(reverse("admin:help")).content.decode()
    anchors = re.findall(r'\bid="([^"]+)"', page)

    assert len(anchors) == len(set(anchors))
    wanted = {f"kind-{kind.code}" for kind in kinds()}
    wanted |= {f"denial-{reason}" for reason in DenialReason} | {f"standing-{reason}" for reason in Reason}
    wanted |= {f"role-{role.replace(' ', '-')}" for role in ROLES}
    for found in lifecycles():
        wanted |= {
            f"{found.code}-{state}" for move in found.lifecycle.transitions for state in (*move.sources, move.target)
        }
    assert wanted <= set(anchors)
    requirements = [requires for found in lifecycles() for _action, requires in found.lifecycle.conditions()]
    for words in (*PERMISSIONS.values(), *map(escape, requirements)):
        assert words in page


def test_no_words_are_for_what_is_no_longer():
    found = {each.code: each.lifecycle for each in lifecycles()}

    assert found.keys() == MEANS.keys()
    assert FOR_WHAT.keys() == ROLES.keys()
    for code, life in found.items():
        states = {state for move in life.transitions for state in (*move.sources, move.target)}
        assert states == MEANS[code].keys(), code
    assert all(kind.help for kind in kinds())


def test_every_list_says_what_it_is(db):
    # Between them, these two roles see every list.
    readers = [signed_in(staff(role)) for role in ("supervisor", "auditor")]
    silent = []
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        answers = [answer for answer in (reader.get(address) for reader in readers) if answer.status_code == 200]
        if not answers or '<p class="help">' not in answers[0].content.decode():
            silent.append(address)
    assert silent == []


def test_a_list_leads_to_what_its_states_mean(db):
    page = signed_in(staff("officer")).get(reverse("admin:policy_policy_changelist")).content.decode()

    assert f'{reverse("admin:help")}#policy-lifecycle"' in page


def test_sellers_do_not_read_it(db):
    assert signed_in(seller()).get(reverse("admin:help"), follow=True).status_code == 403
