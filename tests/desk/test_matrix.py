"""Every address, list action and act of the desk against every role: allowed exactly as the permission table says."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.messages import get_messages
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse
from django.test import override_settings
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.roles import PERMISSIONS, ROLES
from apps.desk.pages import PageAdmin
from apps.events.models import Event
from apps.work.kinds import kind_of
from tests.addresses import DESK, path_of
from tests.desk import world
from tests.people import administrator, signed_in, staff

pytestmark = pytest.mark.slow
READ = "read_everything"
# Administrators hold every permission, and this besides: they let staff in and out.
ADMINISTRATOR = "administrator"
HELD = {**ROLES, ADMINISTRATOR: PERMISSIONS.keys() | {ADMINISTRATOR}}
# What it takes to hold a piece of work is its kind's to say.
BY_KIND = ""
BY_ROLE = pytest.mark.parametrize("role", HELD)

# What takes more than reading everything, by model: to see the list and its records, to add, to fill in the form.
SEE = {"accounts.access": "read_audit", "audit.change": "read_audit", "audit.view": "read_audit"}
ADD = {"accounts.user": ADMINISTRATOR, "ledger.violation": "record_violations", "policy.policy": "draft_policy"}
CHANGE = {"accounts.user": ADMINISTRATOR}
LIST_ACTIONS = {
    "accounts.user": {"show_password_link": ADMINISTRATOR, "reset_factors": ADMINISTRATOR},
    "applications.application": {"approve": "decide_applications"},
    "events.delivery": {"replay": "operate"},
    "ledger.recording": {"take_back": "reverse_recordings"},
    "partners.partner": {"shut_out": "manage_partners", "let_in": "manage_partners"},
    "work.item": {"claim": "review_applications", "release": "review_applications", "assign": "assign_work"},
}
ACTS = {
    "applications.application": {
        "take": "review_applications",
        "release": "review_applications",
        "assign": "assign_work",
        "ask": "review_applications",
        "resume": "review_applications",
        "check": "review_applications",
        "answer": "review_applications",
        "settle": "review_applications",
        "note": "review_applications",
        "look": "decide_applications",
        "approve": "decide_applications",
        "deny": "decide_applications",
        "refuse": "decide_applications",
        "countersign": "decide_applications",
        "send_back": "decide_applications",
        "grant": "decide_appeals",
        "uphold": "decide_appeals",
    },
    "correspondence.thread": {"answer": "review_applications", "close": "review_applications"},
    "disputes.dispute": dict.fromkeys(("accept", "decline", "note"), "record_violations"),
    "disputes.disclosure": dict.fromkeys(("accept", "decline"), "record_violations"),
    "disputes.disowning": dict.fromkeys(("accept", "decline"), "record_violations"),
    "events.delivery": {"replay": "operate"},
    "ledger.violation": {
        **dict.fromkeys(("sustain", "mitigate", "reverse", "amounts", "post", "more_time"), "record_violations"),
        **dict.fromkeys(("delay", "serve"), "oversee_changes"),
    },
    "policy.policy": {
        "submit": "draft_policy",
        "describe": "draft_policy",
        "return": "publish_policy",
        "publish": "publish_policy",
        "retire": "publish_policy",
    },
    "shippers.shipper": {
        **dict.fromkeys(("suspend", "remove", "withdraw"), "decide_changes"),
        **dict.fromkeys(("reinstate", "reinstate_conditionally"), "decide_changes"),
        **dict.fromkeys(("end_validation", "open_plan"), "decide_changes"),
        "plan_visit": "review_applications",
        **dict.fromkeys(("correct_identifier", "correct_name", "correct_address"), "correct_records"),
    },
    "standing.appeal": dict.fromkeys(("grant", "deny"), "decide_appeals"),
    "standing.plan": dict.fromkeys(("accept", "decline", "extend", "complete", "resume", "cancel"), "decide_changes"),
    "standing.proposedchange": dict.fromkeys(
        (
            *("confirm", "dismiss", "serve", "extend", "grant", "decline", "uphold", "recommend", "agree"),
            *("send_back", "reduce", "withdraw"),
        ),
        "decide_changes",
    ),
    "upkeep.changerequest": dict.fromkeys(("accept", "decline"), "review_applications"),
    "upkeep.identityclaim": dict.fromkeys(("accept", "decline"), "review_applications"),
    "upkeep.annualreview": {"look": "review_applications"},
    "upkeep.overduereview": {"follow_up": "review_applications"},
    "validations.visit": dict.fromkeys(
        ("reschedule", "cancel", "hold", "add", "validate", "refuse", "accept", "decline", "extend"),
        "review_applications",
    ),
    # What others hold, as all of it is held here, only who assigns work can take from them.
    "work.item": {"take": BY_KIND, "back": "assign_work", "assign": "assign_work"},
}
# Addresses beside those that the admin makes for each model, and what they take.
FURTHER = {
    "admin/": READ,
    "admin/help/": READ,
    "admin/search/": READ,
    "admin/team/": "assign_work",
    "admin/work/item/export/": "export_data",
    "admin/shippers/shipper/export/": "export_data",
    "admin/audit/change/export/": "read_audit",
    "admin/audit/change/of/<str:app_label>/<str:model_name>/<int:pk>/": READ,
    "admin/policy/policy/compare/": READ,
    "admin/policy/policy/<int:policy_id>/edit/<slug:section>/": "draft_policy",
    "admin/shippers/correction/merge/<int:one_id>/<int:other_id>/": "merge_records",
}
BY_POST = {"admin/work/item/export/", "admin/shippers/shipper/export/"}


@pytest.fixture(scope="module", autouse=True)
def _world(django_db_setup: None, django_db_blocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One world for all roles: to make it takes longer than to look at it."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
        transaction.atomic(),
    ):
        world.fill()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _undo(_world: None) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def member_of_staff(role: str) -> User:
    return administrator() if role == ADMINISTRATOR else staff(role, email="acts@staff.example")


def label(model: type[Model]) -> str:
    return model._meta.label_lower


def page(name: str, model: type[Model], *arguments: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=arguments)


# Lists of what has no page of its own.
LISTS = {"audit.change", "audit.view"}


def registered() -> Iterator[tuple[type[Model], admin.ModelAdmin]]:
    yield from admin.site._registry.items()


def records(kind: admin.ModelAdmin) -> list[Model]:
    """One of each state of what has pages."""
    return [] if label(kind.model) in LISTS else list(world.shown(kind))


def with_pages() -> Iterator[tuple[type[Model], Model]]:
    for model, model_admin in registered():
        if isinstance(model_admin, PageAdmin):
            for one in records(model_admin):
                yield model, one


def acts_of(answer: HttpResponse) -> dict[str, str]:
    """The acts that a page offers: the name in its form, and the name in the table, which has no numbers."""
    return {name: re.sub(r"[-_]\d+$", "", name) for name, _act, _form in answer.context_data["actions"]}


def permission_for(act: str, one: Model) -> str:
    permission = ACTS[label(type(one))][act]
    return kind_of(one.kind).permission if permission == BY_KIND else permission


def changes() -> int:
    """How much happened and was changed so far; that somebody looked at something is no change."""
    versions = [model for model in apps.get_models() if hasattr(model, "pgh_label")]
    return Event.objects.count() + sum(model.objects.count() for model in versions)


def test_the_world_has_one_of_everything() -> None:
    assert [label(model) for model, kind in registered() if not records(kind)] == sorted(LISTS)


def test_every_act_and_action_is_in_the_table() -> None:
    """Else a new one would be proved by nobody."""
    supervisor = signed_in(member_of_staff(ADMINISTRATOR))
    offered = {
        (label(model), act)
        for model, one in with_pages()
        for act in acts_of(supervisor.get(page("change", model, one.pk))).values()
    }
    assert offered <= {(name, act) for name, acts in ACTS.items() for act in acts}
    assert {label(model): set(kind.actions or ()) for model, kind in registered() if kind.actions} == {
        name: set(actions) for name, actions in LIST_ACTIONS.items()
    }


@BY_ROLE
def test_who_sees_and_who_fills_in(role: str) -> None:
    client, wrong = signed_in(member_of_staff(role)), {}
    for model, kind in registered():
        name = label(model)
        asked = {page("changelist", model): SEE.get(name, READ), page("add", model): ADD.get(name)}
        for one in records(kind):
            asked |= {page("change", model, one.pk): SEE.get(name, READ)}
        for path, permission in asked.items():
            allowed = client.get(path).status_code == 200
            if allowed != (permission in HELD[role]):
                wrong[path] = allowed
    assert not wrong


@BY_ROLE
def test_who_reaches_the_further_pages(role: str) -> None:
    client, wrong = signed_in(member_of_staff(role)), {}
    policy = {"policy_id": world.draft().pk, "section": "clocks"}
    records = dict(zip(("one_id", "other_id"), world.two_records(), strict=True))
    samples = {"app_label": "policy", "model_name": "policy", "pk": world.draft().pk} | policy | records
    for route, permission in FURTHER.items():
        path = path_of(route, samples)
        status = (client.post if route in BY_POST else client.get)(path).status_code
        if (status in (200, 204)) != (permission in HELD[role]) or status >= 500:
            wrong[route] = status
    assert not wrong


@BY_ROLE
def test_each_page_offers_what_the_role_may_do_and_nothing_else(role: str) -> None:
    """Of all that can be done with a record in its state, which an administrator sees."""
    everybody, client, wrong = signed_in(administrator("all@staff.example")), signed_in(member_of_staff(role)), {}
    for model, one in with_pages():
        path = page("change", model, one.pk)
        possible = acts_of(everybody.get(path))
        allowed = {name for name, act in possible.items() if permission_for(act, one) in HELD[role]}
        if (offered := set(acts_of(client.get(path)))) != allowed:
            wrong[path] = (offered, allowed)
    assert not wrong


@BY_ROLE
def test_what_is_not_offered_is_refused_whoever_sends_it_by_hand(role: str) -> None:
    """Acts of another role, and acts that the table does not know in this state: no change, and no failure."""
    client, wrong = signed_in(member_of_staff(role)), {}
    for model, one in with_pages():
        path = page("change", model, one.pk)
        offered = set(acts_of(client.get(path)).values())
        before = changes()
        for act in ACTS[label(model)].keys() - offered:
            answer = client.post(path, {"act": act})
            told = [str(message) for message in get_messages(answer.wsgi_request)]
            if answer.status_code not in (302, 403, 409, 422) or (answer.status_code == 302 and not told):
                wrong[path, act] = (answer.status_code, told)
        if changes() != before:
            wrong[path, "changed"] = changes() - before
    assert not wrong


@BY_ROLE
def test_list_actions_are_for_who_may_take_them(role: str) -> None:
    user = member_of_staff(role)
    client, wrong = signed_in(user), {}
    for model, kind in registered():
        actions = LIST_ACTIONS.get(label(model), {})
        one = records(kind)[0] if actions else None
        answer = client.get(page("changelist", model))
        offered = set()
        if answer.status_code == 200 and (form := answer.context_data.get("action_form")):
            offered = {name for name, _label in form.fields["action"].choices if name}
        allowed = {name for name, permission in actions.items() if permission in HELD[role]}
        if offered != allowed:
            wrong[label(model)] = (offered, allowed)
        before = changes()
        for action in actions.keys() - allowed:
            sent = {"action": action, "_selected_action": [one.pk], "reason": "Wrong.", "holder": user.pk}
            if client.post(page("changelist", model), sent).status_code >= 500:
                wrong[label(model), action] = "failed"
        if changes() != before:
            wrong[label(model), "changed"] = changes() - before
    assert not wrong


@BY_ROLE
def test_forms_are_for_who_may_fill_them_in(role: str) -> None:
    client, wrong = signed_in(member_of_staff(role)), {}
    for model, kind in registered():
        name = label(model)
        asked = {page("add", model): ADD.get(name)}
        if not isinstance(kind, PageAdmin):
            asked |= {page("change", model, one.pk): CHANGE.get(name) for one in records(kind)}
        for path, permission in asked.items():
            before = changes()
            status = client.post(path, {}).status_code
            if permission not in HELD[role] and (status != 403 or changes() != before):
                wrong[path] = status
            if permission in HELD[role] and status in (403, 404, 500):
                wrong[path] = status
    assert not wrong


def test_every_address_of_the_desk_is_proved() -> None:
    """By the tests above, or as a file or a button of its own elsewhere."""
    standard = re.compile(r"^admin/[a-z]+/[a-z]+/(|add/|<path:object_id>/(|change/|delete/|history/))$")
    rest = {route for route in DESK if not standard.match(route) and not FILES.search(route)} - FURTHER.keys()
    assert {route for route in rest if "app_label>accounts" not in route} == ELSEWHERE


# The admin's own, the files of each kind, buttons that repeat an act from a list (`test_queue.py`), and the way from a
# case to its violation (`test_violations.py`).
ELSEWHERE = {
    "admin/(?P<url>.*)$",
    "admin/autocomplete/",
    "admin/jsi18n/",
    "admin/ledger/violation/case/<int:case_id>/",
    "admin/password_change/",
    "admin/password_change/done/",
    "admin/r/<path:content_type_id>/<path:object_id>/",
    "admin/searches/",
    "admin/searches/<int:search_id>/remove/",
    "admin/work/item/<int:item_id>/give-back/",
    "admin/work/item/<int:item_id>/take/",
    "admin/work/item/next/",
}
FILES = re.compile(r"/<int:file_id>/(|preview/)$")
