"""Nobody overwrites what they have not seen: a form that others have overtaken is refused, with both versions."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from apps.accounts.models import User
from apps.accounts.services import ActingPair, roles_give
from apps.staff.models import AccountRequest
from tests.desk.pages import page_of
from tests.people import administrator, signed_in, staff


def seen_in(answer: HttpResponse) -> str:
    return re.search(r'name="_seen" value="([^"]+)"', answer.content.decode())[1]


def save(client: Client, user: User, seen: str, name: str, role: str = "officer") -> HttpResponse:
    asked = {"roles": [role], "reason": "She moves."}
    form = {"name": name, "is_active": "on", **asked, "_save": "Save", "_seen": seen}
    return client.post(page_of(user), form)


def test_a_stale_form_saves_nothing_keeps_what_was_typed_and_shows_both_versions() -> None:
    first, second = administrator(), administrator("second@staff.example")
    grace = staff("officer", email="grace@agency.example")
    client = signed_in(first)
    seen = seen_in(client.get(page_of(grace)))
    assert save(signed_in(second), grace, seen, "Grace Quick").status_code == 302
    roles_give(user_id=grace.pk, roles=["auditor"], by=ActingPair(first, second))

    answer = save(client, grace, seen, "Grace Slow", "analyst")
    assert answer.status_code == 409
    grace.refresh_from_db()
    assert (grace.name, AccountRequest.objects.count()) == ("Grace Quick", 0)
    rows = {row.label: row for row in answer.context["meanwhile"]}
    assert (rows["Full name"].now, rows["Full name"].by, rows["Full name"].typed) == (
        "Grace Quick",
        "second@staff.example",
        "Grace Slow",
    )
    assert (rows["Roles"].now, rows["Roles"].typed) == ("Auditor", "Analyst")
    text = answer.content.decode()
    assert 'value="Grace Slow"' in text
    assert "nothing was saved" in text

    # Somebody who has seen the change and saves again decides.
    assert save(client, grace, seen_in(answer), "Grace Slow", "analyst").status_code == 302
    assert User.objects.get(pk=grace.pk).name == "Grace Slow"


def test_a_role_that_somebody_gave_meanwhile_makes_a_form_stale_too() -> None:
    root, grace = administrator(), staff("officer", email="grace@agency.example")
    client = signed_in(root)
    seen = seen_in(client.get(page_of(grace)))
    grace.groups.clear()
    assert save(client, grace, seen, "Grace", "officer").status_code == 409


def test_a_form_that_was_filled_in_wrongly_still_knows_what_it_saw() -> None:
    root, grace = administrator(), staff("officer", email="grace@agency.example")
    client = signed_in(root)
    seen = seen_in(client.get(page_of(grace)))
    User.objects.filter(pk=grace.pk).update(name="Meanwhile")
    answer = save(client, grace, seen, "x" * 500, "officer")
    assert answer.status_code == 409
    again = save(client, grace, seen_in(answer), "x" * 500, "officer")
    assert (again.status_code, seen_in(again)) == (200, seen_in(answer))


def test_who_may_only_read_is_refused_before_anything_is_compared() -> None:
    auditor, grace = staff("auditor"), staff("officer", email="grace@agency.example")
    client = signed_in(auditor)
    assert "_seen" not in client.get(page_of(grace)).content.decode()
    assert save(client, grace, "accounts.user:1", "Eve", "supervisor").status_code == 403
    assert User.objects.get(pk=grace.pk).name == ""


@pytest.mark.slow
def test_of_two_forms_sent_at_once_one_is_saved(live_db: str) -> None:
    people = [administrator(f"root{number}@staff.example") for number in range(2)]
    grace = staff("officer", email="grace@agency.example")
    clients = [signed_in(person) for person in people]
    seen = seen_in(clients[0].get(page_of(grace)))
    together = Barrier(2)

    def send(number: int) -> int:
        try:
            together.wait()
            return save(clients[number], grace, seen, f"Grace {number}", "auditor").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        statuses = list(threads.map(send, range(2)))
    assert sorted(statuses) == [302, 409]
    grace = User.objects.get(pk=grace.pk)
    assert (grace.name, AccountRequest.objects.count()) == (f"Grace {statuses.index(302)}", 1)
