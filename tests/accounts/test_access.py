"""Sign-ins of staff are recorded: also refused ones, new passwords, links and factors, each with the person."""

import pytest
from django.contrib.auth import authenticate
from django.db import DatabaseError, transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from apps.accounts.models import Access, Factor, User
from apps.accounts.services import password_link_give, user_mfa_reset
from apps.core.errors import Conflict, NotAllowed
from apps.core.history.versions import record_scope, versions_in
from tests.people import PASSWORD, administrator, code_of, seller, signed_in, staff

pytestmark = pytest.mark.django_db

Kind = Access.Kind


def kept(user: User) -> list[str]:
    return list(Access.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_sign_ins_of_staff_and_refused_ones_are_recorded() -> None:
    officer, client = staff("officer"), Client()
    sign_in = {"login": officer.email, "password": "not this one at all"}
    client.post(reverse("account_login"), sign_in)
    assert kept(officer) == [Kind.REFUSED]
    client.post(reverse("account_login"), sign_in | {"password": PASSWORD})
    assert kept(officer) == [Kind.REFUSED], "the second factor is still to come"
    client.post(reverse("mfa_authenticate"), {"code": code_of(officer)})
    client.post(reverse("account_logout"))
    assert kept(officer) == [Kind.REFUSED, Kind.SIGNED_IN, Kind.SIGNED_OUT]
    assert not Access.objects.exclude(actor=None).exists()


def test_sign_ins_of_sellers_and_strangers_are_not_recorded() -> None:
    ada = seller()
    request = RequestFactory().post("/")
    for email in (ada.email, "nobody@nowhere.example"):
        assert authenticate(request, email=email, password="wrong") is None
    Client().force_login(ada)
    assert not Access.objects.exists()


def test_a_password_link_is_recorded_with_the_administrator_who_got_it() -> None:
    root, ada = administrator(), seller()
    path = reverse("admin:accounts_user_changelist")
    answer = signed_in(root).post(path, {"action": "show_password_link", "_selected_action": [ada.pk]}, follow=True)
    assert "/accounts/password/reset/key/" in answer.content.decode()
    access = Access.objects.get(kind=Kind.PASSWORD_LINK)
    assert (access.user, access.actor) == (ada, root)
    with pytest.raises(NotAllowed):
        password_link_give(actor=staff("supervisor"), user_id=ada.pk)


def test_the_administrator_who_removes_factors_is_recorded() -> None:
    root, officer = administrator(), staff("officer")
    path = reverse("admin:accounts_user_changelist")
    signed_in(root).post(path, {"action": "reset_factors", "_selected_action": [officer.pk]})
    versions = [each for each in versions_in(record_scope(User, officer.pk), limit=20) if each.model is Factor]
    assert {(each.label, each.user) for each in versions if each.label == "removed"} == {("removed", root.pk)}
    with pytest.raises(Conflict, match="your own"):
        user_mfa_reset(actor=root, user_id=root.pk)


def test_recorded_sign_ins_are_never_changed_and_only_auditors_read_them() -> None:
    officer = staff("officer")
    Access.objects.create(user=officer, kind=Kind.SIGNED_IN)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Access.objects.all().delete()
    path = reverse("admin:accounts_access_changelist")
    assert signed_in(officer).get(path).status_code == 403
    page = signed_in(staff("auditor")).get(path)
    assert (page.status_code, "officer@staff.example" in page.content.decode()) == (200, True)
