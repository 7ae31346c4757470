"""Every address, list action and page action of the desk, for every role: allowed as the permission table says."""

import functools
import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any, get_type_hints

import msgspec
import pytest
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import transaction
from django.db.models import Model
from django.forms import BaseForm, BoundField, Select
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string

from apps.accounts.models import User
from apps.accounts.roles import ADMINISTER, ROLES
from apps.core.service_calls import call_of
from apps.desk.cases import CaseAdmin
from apps.desk.pages import PageAdmin
from apps.work.kinds import kind_of
from apps.work.models import Item
from tests.addresses import DESK, path_of
from tests.agencies.agencies import bound
from tests.desk import world
from tests.desk.filled_forms import filled_forms
from tests.desk.opened import (
    LISTS,
    Opened,
    count_changes,
    find_records,
    find_registered_models,
    model_label,
    open_lists,
    open_pages,
    page_url,
    taken_wrongly,
)
from tests.desk.pages import AT_ONCE
from tests.desk.permissions import ACTS, ADD, BY_KIND, BY_POST, CHANGE, FURTHER, LIST_ACTIONS, READ, SEE
from tests.people import administrator, signed_in, staff, with_every_role

pytestmark = pytest.mark.slow
# Administrators hold no permission of the program but their own, which is about accounts of staff.
ADMINISTRATOR = "administrator"
HELD = {**ROLES, ADMINISTRATOR: {ADMINISTER}}
# The language of the officer; and of a visit that is moved, how it is held and who leads it, as they are.
OWN_CHOICE = {"language", "form", "lead"}
# Somebody who holds every permission sees every action that the state of a record allows.
EVERYTHING = "everything"
BY_ROLE = pytest.mark.parametrize("role", HELD)


@pytest.fixture(scope="module", autouse=True)
def _world(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """Fill the database once for all roles, because filling takes longer than the tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        world.fill_database()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _rollback(_world: None) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def create_staff_member(role: str) -> User:
    if role == ADMINISTRATOR:
        return administrator()
    user = staff(role, email="acts@staff.example")
    return bound(user) if role == "agency officer" else user


def is_allowed(role: str, permission: str | frozenset[str] | None) -> bool:
    """Tell whether a role holds a permission, or one of several."""
    wanted = {permission} if isinstance(permission, str) else permission or set()
    return bool(HELD[role] & wanted)


def everything() -> User:
    """Make a person who holds every permission, and acts for the agency of the world."""
    return bound(with_every_role(administrator("all@staff.example")))


def page_permission(row: Model) -> str | frozenset[str]:
    """Return what it takes to see the page of a record. An administrator sees the work of administrators alone."""
    if isinstance(row, Item):
        return frozenset({READ, kind_of(row.kind).permission})
    return SEE.get(model_label(type(row)), READ)


def find_permission(act: str, row: Model) -> str:
    permission = ACTS[model_label(type(row))][act]
    return kind_of(row.kind).permission if permission == BY_KIND else permission


def seen_as[Seen](role: str, look: Callable[[Client], Seen], blocker: Any) -> Seen:
    """Return what a role sees; the database is as it was before."""
    with blocker.unblock(), transaction.atomic():
        seen = look(signed_in(everything() if role == EVERYTHING else create_staff_member(role)))
        transaction.set_rollback(True)
    return seen


@pytest.fixture(scope="module")
def pages_of(_world: None, django_db_blocker) -> Callable[[str], dict[str, Opened]]:
    """Return a function that opens all pages as a role does, once for all tests of this process."""
    return functools.cache(lambda role: seen_as(role, open_pages, django_db_blocker))


@pytest.fixture(scope="module")
def lists_of(_world: None, django_db_blocker) -> Callable[[str], dict[type[Model], tuple[int, set[str]]]]:
    """Return a function that opens all lists as a role does, once for all tests of this process."""
    return functools.cache(lambda role: seen_as(role, open_lists, django_db_blocker))


def test_world_has_a_record_of_every_model() -> None:
    assert [model_label(model) for model, kind in find_registered_models() if not find_records(kind)] == sorted(LISTS)


def test_each_case_of_a_business_shows_its_risk(pages_of: Callable[[str], dict[str, Opened]]) -> None:
    kinds, shown = dict(find_registered_models()), set()
    for path, page in pages_of(EVERYTHING).items():
        kind = kinds[type(page.row)]
        business = kind.business_of(page.row) if isinstance(kind, CaseAdmin) else None
        assert page.shows_risk == (business is not None), path
        if business is not None:
            shown.add(kind)
    assert shown == {kind for kind in kinds.values() if isinstance(kind, CaseAdmin)}


def test_permission_table_lists_every_action(pages_of: Callable[[str], dict[str, Opened]]) -> None:
    """An action outside the table would have no test."""
    offered = {
        (model_label(type(page.row)), act) for page in pages_of(EVERYTHING).values() for act in page.actions.values()
    }
    assert offered <= {(name, act) for name, acts in ACTS.items() for act in acts}
    assert {
        model_label(model): set(kind.actions or ()) for model, kind in find_registered_models() if kind.actions
    } == {name: set(actions) for name, actions in LIST_ACTIONS.items()}


def test_each_act_can_be_undone_or_is_confirmed_or_says_why_neither(
    pages_of: Callable[[str], dict[str, Opened]],
) -> None:
    """Nothing that a seller is told, or that can't be taken back, follows from a single press of a button."""
    at_once = {
        (model_label(type(page.row)), page.actions[name])
        for page in pages_of(EVERYTHING).values()
        for name, action in page.known.items()
        if not (action.undoable or action.confirmed)
    }
    explained = {(name, act) for name, acts in AT_ONCE.items() for act in acts}
    assert at_once - explained == set()
    assert explained - at_once == set(), "the table explains what is undone or confirmed now"


def test_each_act_that_waits_is_a_service_that_can_be_called_later(
    pages_of: Callable[[str], dict[str, Opened]],
) -> None:
    """A service is found by its name, and each of its arguments is read by the type that the service declares."""
    waiting = [action for page in pages_of(EVERYTHING).values() for action in page.known.values() if action.undoable]
    assert waiting
    for name in {call_of(action.service, {}).service for action in waiting}:
        kinds = get_type_hints(inspect.unwrap(import_string(name)))
        for argument in kinds.keys() - {"actor", "return"}:
            msgspec.json.Decoder(kinds[argument], dec_hook=lambda kind, value: value)


def test_no_form_begins_with_a_choice_that_nobody_made(
    pages_of: Callable[[str], dict[str, Opened]], lists_of: Callable[[str], dict]
) -> None:
    """A browser sends the first choice of a list that has no empty one."""
    forms: dict[str, BaseForm] = {
        f"{model_label(type(page.row))}:{page.actions[name]}": action.form(prefix=name)
        for page in pages_of(EVERYTHING).values()
        for name, action in page.known.items()
        if not action.blocked
    }
    client = signed_in(everything())
    for name in ADD:
        answer = client.get(reverse(f"admin:{name.replace('.', '_')}_add"))
        forms[f"{name}:add"] = answer.context_data["adminform"].form
    chosen = {(at, name) for at, form in forms.items() for name in form.fields if begins_with_a_choice(form[name])}
    assert {(at, name) for at, name in chosen if name not in OWN_CHOICE} == set()


def begins_with_a_choice(bound: BoundField) -> bool:
    """Tell whether a list to choose from is sent with a choice that nobody made."""
    widget = getattr(bound.field.widget, "widget", bound.field.widget)
    if not isinstance(widget, Select) or widget.allow_multiple_selected or isinstance(widget, AutocompleteSelect):
        return False
    drawn = str(bound)
    return bool(bound.value()) or (drawn.count("<option") > 1 and '<option value=""' not in drawn)


@BY_ROLE
def test_lists_and_pages_open_to_the_roles_of_the_table(
    role: str, pages_of: Callable[[str], dict[str, Opened]], lists_of: Callable[[str], dict]
) -> None:
    asked = {path: (page.status, page_permission(page.row)) for path, page in pages_of(role).items()}
    lists, client = lists_of(role), signed_in(create_staff_member(role))
    for model, (status, _offered) in lists.items():
        name = model_label(model)
        asked[page_url("changelist", model)] = status, SEE.get(name, READ)
        adding = page_url("add", model)
        asked[adding] = client.get(adding).status_code, ADD.get(name)
    wrong = {path: status for path, (status, table) in asked.items() if (status == 200) != is_allowed(role, table)}
    assert not wrong


@BY_ROLE
def test_further_pages_open_to_the_roles_of_the_table(role: str) -> None:
    client, wrong = signed_in(create_staff_member(role)), {}
    policy = {"policy_id": world.find_draft().pk, "section": "clocks", "code": "flow"}
    records = dict(zip(("one_id", "other_id"), world.find_record_pair(), strict=True))
    samples = {"app_label": "policy", "model_name": "policy", "pk": world.find_draft().pk} | policy | records
    for route, permission in FURTHER.items():
        path = path_of(route, samples)
        status = (client.post if route in BY_POST else client.get)(path).status_code
        if (status in (200, 204)) != is_allowed(role, permission) or status >= 500:
            wrong[route] = status
    assert not wrong


@BY_ROLE
def test_pages_offer_exactly_the_actions_of_the_role(role: str, pages_of: Callable[[str], dict[str, Opened]]) -> None:
    wrong = {}
    for path, page in pages_of(role).items():
        possible = pages_of(EVERYTHING)[path].actions
        allowed = {name for name, act in possible.items() if is_allowed(role, find_permission(act, page.row))}
        if page.actions.keys() != allowed:
            wrong[path] = (set(page.actions), allowed)
    assert not wrong


@BY_ROLE
def test_actions_of_another_role_are_refused(role: str, pages_of: Callable[[str], dict[str, Opened]]) -> None:
    possible, pages = pages_of(EVERYTHING), pages_of(role)
    sent = {path: possible[path].actions.keys() - page.actions.keys() for path, page in pages.items()}
    assert not taken_wrongly(signed_in(create_staff_member(role)), pages, sent)


def test_actions_of_another_state_are_refused(pages_of: Callable[[str], dict[str, Opened]]) -> None:
    """Send them as a person who holds every permission, so that nothing but the state stands in the way."""
    pages = pages_of(EVERYTHING)
    assert not taken_wrongly(signed_in(everything()), pages, actions_not_offered(pages))


@pytest.mark.soak
@BY_ROLE
def test_actions_that_are_not_offered_are_refused(role: str, pages_of: Callable[[str], dict[str, Opened]]) -> None:
    """Send the actions of another state as each role, too."""
    pages = pages_of(role)
    assert not taken_wrongly(signed_in(create_staff_member(role)), pages, actions_not_offered(pages))


def actions_not_offered(pages: dict[str, Opened]) -> dict[str, set[str]]:
    return {
        path: ACTS.get(model_label(type(page.row)), {}).keys() - set(page.actions.values())
        for path, page in pages.items()
    }


@BY_ROLE
def test_list_actions_are_offered_to_the_roles_of_the_table(role: str, lists_of: Callable[[str], dict]) -> None:
    lists, user = lists_of(role), create_staff_member(role)
    client, wrong = signed_in(user), {}
    for model, kind in find_registered_models():
        actions = LIST_ACTIONS.get(model_label(model), {})
        row = find_records(kind)[0] if actions else None
        _status, offered = lists[model]
        allowed = {name for name, permission in actions.items() if is_allowed(role, permission)}
        if offered != allowed:
            wrong[model_label(model)] = (offered, allowed)
        before = count_changes()
        for action in actions.keys() - allowed:
            sent = {"action": action, "_selected_action": [row.pk], "reason": "Wrong.", "holder": user.pk}
            if client.post(page_url("changelist", model), sent).status_code >= 500:
                wrong[model_label(model), action] = "failed"
        if count_changes() != before:
            wrong[model_label(model), "changed"] = count_changes() - before
    assert not wrong


@BY_ROLE
def test_forms_are_accepted_from_the_roles_of_the_table(role: str) -> None:
    client, wrong = signed_in(create_staff_member(role)), {}
    for model, kind in find_registered_models():
        name = model_label(model)
        asked = {page_url("add", model): ADD.get(name)}
        if not isinstance(kind, PageAdmin):
            asked |= {page_url("change", model, row.pk): CHANGE.get(name) for row in find_records(kind)}
        for path, permission in asked.items():
            before = count_changes()
            status = client.post(path, {}).status_code
            if not is_allowed(role, permission) and (status != 403 or count_changes() != before):
                wrong[path] = status
            if is_allowed(role, permission) and status in (403, 404, 500):
                wrong[path] = status
    assert not wrong


@BY_ROLE
def test_filled_forms_are_taken_from_the_roles_of_the_table_alone(role: str) -> None:
    """A form without a field at fault leaves nothing but the permission to refuse it."""
    forms, client, wrong = filled_forms(), signed_in(create_staff_member(role)), {}
    kinds = {model_label(model): (model, kind) for model, kind in find_registered_models()}
    assert forms.keys() == {*((name, "add") for name in ADD), *((name, "change") for name in CHANGE)}
    for (name, page), fields in forms.items():
        model, kind = kinds[name]
        row = [find_records(kind)[0].pk] if page == "change" else []
        before, answer = count_changes(), client.post(page_url(page, model, *row), fields)
        has_changed = count_changes() != before
        allowed = is_allowed(role, (ADD if page == "add" else CHANGE)[name])
        if (answer.status_code, has_changed) != ((302, True) if allowed else (403, False)):
            context = answer.context_data if answer.status_code == 200 else {}
            wrong[name, page] = (answer.status_code, has_changed, context and context["adminform"].form.errors)
    assert not wrong


def test_addresses_of_the_desk_are_all_tested() -> None:
    """The tests above, or the tests that `ELSEWHERE` names, request every address."""
    standard = re.compile(r"^admin/[a-z]+/[a-z]+/(|add/|<path:object_id>/(|change/|delete/|history/))$")
    rest = {route for route in DESK if not standard.match(route) and not FILES.search(route)} - FURTHER.keys()
    assert {route for route in rest if "app_label>accounts" not in route} == ELSEWHERE


# The admin's own, the files of each kind, buttons that repeat an act from a list (`test_queue.py`), the undo of an act
# (`test_undo.py`), the way from a case to its violation (`test_violations.py`) and to the cases beside it
# (`test_cases.py`), and the request for information that is being written (`test_asking.py`).
ELSEWHERE = {
    "admin/(?P<url>.*)$",
    "admin/applications/application/<int:application_id>/asking/",
    "admin/autocomplete/",
    "admin/jsi18n/",
    "admin/ledger/violation/case/<int:case_id>/",
    "admin/password_change/",
    "admin/password_change/done/",
    "admin/r/<path:content_type_id>/<path:object_id>/",
    "admin/searches/",
    "admin/searches/<int:search_id>/remove/",
    "admin/undo/<int:note_id>/",
    "admin/work/item/<int:item_id>/after/",
    "admin/work/item/<int:item_id>/before/",
    "admin/work/item/<int:item_id>/give-back/",
    "admin/work/item/<int:item_id>/take/",
    "admin/work/item/<int:item_id>/take-over/",
    "admin/work/item/next/",
}
FILES = re.compile(r"/<int:file_id>/(|preview/)$")
