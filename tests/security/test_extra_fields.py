"""Nobody gains anything by fields that a form does not have."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from tests.people import PASSWORD, seller, signed_in, staff

pytestmark = pytest.mark.usefixtures("fresh_limits")

# Columns of people and of what hangs on them, under the names by which forms of Django and allauth know them.
EXTRA = {
    **dict.fromkeys(("is_staff", "is_superuser", "is_active", "verified", "primary", "email_verified"), "on"),
    **dict.fromkeys(("groups", "user_permissions", "roles", "role", "id", "pk", "user", "user_id"), "1"),
    "date_joined": "2000-01-01",
    "last_login": "2000-01-01",
    "username": "root",
    "name": "Somebody Else",
    "code": "000000",
    "next": "/admin/",
    "by_passkey": "1",
}
CODE = re.compile(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", re.MULTILINE)


def state_of(user: User) -> dict[str, object]:
    """Return all that a person may do, and all that they are known by."""
    user = User.objects.get(pk=user.pk)
    held = {"groups": list(user.groups.all()), "permissions": list(user.user_permissions.all())}
    return held | {field.attname: getattr(user, field.attname) for field in User._meta.concrete_fields}


def test_sign_up_makes_a_seller_and_nothing_more() -> None:
    client, kept = Client(), staff("supervisor")
    before = state_of(kept)
    form = {"email": "new@shop.example", "password1": PASSWORD, "password2": PASSWORD}
    answer = client.post(reverse("account_signup"), EXTRA | form | {"id": kept.pk, "pk": kept.pk})
    assert answer.url == reverse("account_email_verification_sent")
    assert list(User.objects.all()) == [kept]
    # The address is still to be proved, and a seller comes out of it.
    client.post(answer.url, EXTRA | {"code": CODE.search(mail.outbox[-1].body)[1]})
    made = User.objects.get(email="new@shop.example")
    assert int(client.session["_auth_user_id"]) == made.pk
    assert (made.is_staff, made.is_superuser, made.name) == (False, False, "")
    assert (made.groups.count(), made.user_permissions.count(), made.memberships.count()) == (0, 0, 0)
    assert made.date_joined.year != 2000
    assert state_of(kept) == before
    assert client.get(reverse("admin:index")).status_code in (302, 403)


@pytest.mark.parametrize(
    ("page", "form", "changes"),
    [
        ("portal:account", {"name": "Ada Park"}, {"name": "Ada Park"}),
        ("account_change_password", {}, {}),
        ("account_email", {"action_add": "1", "email": "other@shop.example"}, {}),
        ("set_language", {"language": "es"}, {"language": "es"}),
    ],
)
def test_a_page_of_ones_own_account_changes_its_own_fields(
    page: str, form: dict[str, str], changes: dict[str, object]
) -> None:
    ada = seller()
    client = signed_in(ada)
    before = state_of(ada)
    answer = client.post(reverse(page), EXTRA | form)
    assert answer.status_code < 500
    assert state_of(ada) == before | changes
