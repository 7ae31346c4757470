"""The pages of records at the desk: their addresses, what they show and offer, and the acts sent to them."""

from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.portal.pages import page_text


def page_of(record: Model, panel: str = "") -> str:
    """Return the address of the page of a record, or of one of its panels."""
    address = reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])
    return f"{address}?panel={panel}" if panel else address


def read_page(client: Client, record: Model, panel: str = "") -> str:
    return page_text(client, page_of(record, panel))


def find_offered_actions(client: Client, record: Model) -> set[str]:
    """Return the names of the acts that the page of a record offers and nothing blocks."""
    return {name for name, act, _form in client.get(page_of(record)).context["actions"] if not act.blocked}


def read_blocked_reasons(client: Client, record: Model) -> dict[str, str]:
    """Return why each act of the page of a record is blocked, by name; "" where nothing blocks the act."""
    return {name: str(act.blocked) for name, act, _form in client.get(page_of(record)).context["actions"]}


def action_data(name: str, **given: object) -> dict[str, object]:
    """Return the form of an act, filled in."""
    return {"act": name} | {f"{name}-{field}": value for field, value in given.items()}


def act(client: Client, record: Model, name: str, **given: object) -> HttpResponse:
    """Send the form of an act to the page of a record."""
    return client.post(page_of(record), action_data(name, **given))
