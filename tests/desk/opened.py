"""The pages of all records of the desk as somebody opens them, and the number of changes that somebody made."""

import functools
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import pghistory.models
from django.apps import apps
from django.contrib import admin
from django.contrib.messages import get_messages
from django.db import connection
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from psycopg import sql

from apps.agencies.models import AgencyParcel
from apps.desk.actions import StaffActions
from apps.desk.pages import PageAdmin
from apps.events.models import Event
from tests.desk import world


def model_label(model: type[Model]) -> str:
    return model._meta.label_lower


def page_url(name: str, model: type[Model], *arguments: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=arguments)


def page_address(client: Client, row: Model) -> str:
    """Return the address of the page of a record for a reader: a parcel of an agency is found by its whole number."""
    if isinstance(row, AgencyParcel):
        answer = client.get(page_url("changelist", AgencyParcel), {"q": row.reference})
        listed = answer.context_data["cl"] if answer.status_code == 200 else None
        if listed and row in listed.result_list:
            return listed.url_for_result(row)
    return page_url("change", type(row), row.pk)


# Models with a list and without pages.
LISTS = {"audit.recordchange", "audit.view"}


def find_registered_models() -> Iterator[tuple[type[Model], admin.ModelAdmin]]:
    yield from admin.site._registry.items()


def find_records(kind: admin.ModelAdmin) -> list[Model]:
    """Return a record in each state, or none for a model without pages."""
    return [] if model_label(kind.model) in LISTS else list(world.find_records_by_state(kind))


def read_offered_actions(answer: HttpResponse) -> StaffActions:
    """Return the actions of a page by their name in the form. A page that does not open to the reader offers none."""
    if answer.status_code != 200:
        return {}
    return {name: action for name, action, _form in answer.context_data["actions"]}


def read_panel_actions(answer: HttpResponse, model_admin: PageAdmin) -> StaffActions:
    """Return the actions of all panels of a page, of which the page shows one: a form may be sent from any of them."""
    sent = RequestFactory().post(answer.wsgi_request.path, {"act": "of no panel"})
    sent.user = answer.wsgi_request.user
    return model_admin.staff_actions(sent, answer.context_data["shown"])


def name_in_table(name: str) -> str:
    """Return the name of an action in the tables of this folder, without the number of a part of the record."""
    return re.sub(r"[-_]\d+$", "", name)


@functools.cache
def counting() -> sql.Composed:
    """Return the statement that counts all events and versions of records."""
    versions = [model for model in apps.get_models() if issubclass(model, pghistory.models.Event)]
    tables = (sql.Identifier(model._meta.db_table) for model in (Event, *versions))
    counts = [sql.SQL("(SELECT count(*) FROM {})").format(table) for table in tables]
    return sql.SQL("SELECT {}").format(sql.SQL(" + ").join(counts))


def count_changes() -> int:
    """Count all events and versions of records; a view of a page is not a change."""
    with connection.cursor() as cursor:
        cursor.execute(counting())
        return cursor.fetchone()[0]


@dataclass(frozen=True)
class Opened:
    """The page of a record as somebody opens it: its record, its status, the actions that it offers, by name, as the
    permission table calls each and as the desk knows each, and whether it shows the risk of a business at a glance.
    """

    row: Model
    status: int
    actions: dict[str, str]
    known: StaffActions
    shows_risk: bool


def open_pages(client: Client) -> dict[str, Opened]:
    """Open the page of each record; return the pages by the addresses that are the same for every reader."""
    opened = {}
    for _model, model_admin in find_registered_models():
        for row in find_records(model_admin):
            answer = client.get(page_address(client, row))
            actions: StaffActions = read_offered_actions(answer) if isinstance(model_admin, PageAdmin) else {}
            if answer.status_code == 200 and "panels" in answer.context_data:
                actions |= read_panel_actions(answer, model_admin)
            shows_risk = b'id="risk-title"' in getattr(answer, "content", b"")
            named = {name: name_in_table(name) for name in actions}
            path = page_url("change", type(row), row.pk)
            opened[path] = Opened(row, answer.status_code, named, actions, shows_risk)
    return opened


def open_lists(client: Client) -> dict[type[Model], tuple[int, set[str]]]:
    """Open the list of each model; return its status and the actions that it offers."""
    opened = {}
    for model, _model_admin in find_registered_models():
        answer, offered = client.get(page_url("changelist", model)), set()
        if answer.status_code == 200 and (form := answer.context_data.get("action_form")):
            offered = {name for name, _label in form.fields["action"].choices if name}
        opened[model] = answer.status_code, offered
    return opened


def taken_wrongly(
    client: Client, pages: Mapping[str, Opened], sent: Mapping[str, Collection[str]]
) -> dict[tuple[str, str], object]:
    """Send actions to their pages, none of which may be taken; return those that failed or were not refused in words,
    and the pages on which something changed.
    """
    wrong: dict[tuple[str, str], object] = {}
    counted = count_changes()
    for path, page in pages.items():
        if not sent[path]:
            continue
        address = page_address(client, page.row)
        for act in sent[path]:
            answer = client.post(address, {"act": act})
            messages = [str(message) for message in get_messages(answer.wsgi_request)]
            if page.status != 200 and answer.status_code in (302, 403):
                continue
            if answer.status_code not in (302, 403, 409) or (answer.status_code == 302 and not messages):
                wrong[path, act] = (answer.status_code, messages)
        before, counted = counted, count_changes()
        if counted != before:
            wrong[path, "changed"] = counted - before
    return wrong
