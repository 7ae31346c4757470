"""The addresses of before in their one form, and those that nobody proved set free."""

from importlib import import_module

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import connection
from django.utils import timezone

from apps.accounts.models import User
from tests.people import seller, staff


def test_addresses_of_before_get_their_one_form_and_unproved_ones_are_free_again(owner_db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_user DROP CONSTRAINT user_email_one_form")
        people = {
            "Ada@Shop.example": seller("ada@shop.example", last_login=timezone.now()),
            "kim@stra\u00dfe.example": seller("kim@shop.example"),
            "Grace@Agency.example": staff("officer", email="grace@agency.example"),
            "m\u0131ss@silk.example": seller("miss@shop.example"),
        }
        for email, user in people.items():
            for table, key in (("accounts_user", "id"), ("account_emailaddress", "user_id")):
                cursor.execute(f"UPDATE {table} SET email = %s WHERE {key} = %s", [email, user.pk])  # noqa: S608
        unproved = seller("taken@shop.example")
        EmailAddress.objects.filter(user=unproved).update(verified=False)
    import_module("apps.accounts.migrations.0008_addresses_in_one_form").write(apps, None)
    now = dict(User.objects.values_list("pk", "email"))
    assert [now[user.pk] for user in people.values()] == [
        "ada@shop.example",
        "kim@xn--strae-oqa.example",
        "grace@agency.example",
        f"unproved-{people['m\u0131ss@silk.example'].pk}@mailbox.invalid",
    ]
    assert not User.objects.get(pk=unproved.pk).is_active
    assert not User.objects.filter(email="taken@shop.example").exists()
    assert all(address.email == address.user.email for address in EmailAddress.objects.select_related("user"))
