"""Sign-ins of staff are recorded: also refused ones, new passwords, links and factors, each with the person."""

import pytest
from django.contrib.auth import authenticate
from django.db import DatabaseError, transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from apps.accounts.models import Access, Factor, User
from apps.accounts.services import factors_remove
from apps.core.history.versions import record_scope, versions_in
from tests.people import PASSWORD, code_of, signed_in, staff, two_administrators

Kind = Access.Kind


def kept(user: User) -> list[str]:
    """Return what is recorded of an account, the making of it first."""
    return list(Access.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_sign_ins_of_staff_and_refused_ones_are_recorded() -> None:
    officer, client = staff("officer"), Client()
    sign_in = {"login": officer.email, "password": "not this one at all"}
    client.post(reverse("account_login"), sign_in)
    assert kept(officer)[1:] == [Kind.REFUSED]
    client.post(reverse("account_login"), sign_in | {"password": PASSWORD})
    assert kept(officer)[1:] == [Kind.REFUSED], "the second factor is still to come"
    client.post(reverse("mfa_authenticate"), {"code": code_of(officer)})
    client.post(reverse("account_logout"))
    assert kept(officer)[1:] == [Kind.REFUSED, Kind.SIGNED_IN, Kind.SIGNED_OUT]
    assert not Access.objects.exclude(actor=None).exists()


def test_sign_ins_of_sellers_and_strangers_are_not_recorded(ada: User) -> None:
    request = RequestFactory().post("/")
    for email in (ada.email, "nobody@nowhere.example"):
        assert authenticate(request, email=email, password="wrong") is None
    Client().force_login(ada)
    assert not Access.objects.exists()


def test_who_asked_for_and_who_confirmed_a_change_of_an_account_are_recorded() -> None:
    pair, officer = two_administrators(), staff("officer")
    factors_remove(user_id=officer.pk, by=pair)
    assert list(Access.objects.filter(user=officer).order_by("pk").values_list("kind", "actor")) == [
        (Kind.COMMAND_LINE, None),
        (Kind.ASKED, pair.asked.pk),
        (Kind.CONFIRMED, pair.confirmed.pk),
    ]
    versions = [each for each in versions_in(record_scope(User, officer.pk), limit=20) if each.model is Factor]
    assert "removed" in {each.label for each in versions}


def test_recorded_sign_ins_are_never_changed_and_only_auditors_read_them(officer: User) -> None:
    Access.objects.create(user=officer, kind=Kind.SIGNED_IN)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Access.objects.all().delete()
    path = reverse("admin:accounts_access_changelist")
    assert signed_in(officer).get(path).status_code == 403
    page = signed_in(staff("auditor")).get(path)
    assert (page.status_code, "officer@staff.example" in page.content.decode()) == (200, True)
