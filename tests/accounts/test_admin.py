"""The admin's rights come from the permission table alone."""

import pytest
from django.contrib import admin
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.staff_admin import StaffModelAdmin
from tests.people import administrator, seller, signed_in, staff

REGISTERED = [
    pytest.param(model, model_admin, id=model._meta.label) for model, model_admin in admin.site._registry.items()
]


def page(model: type, name: str) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}")


@pytest.mark.parametrize(("model", "model_admin"), REGISTERED)
def test_every_admin_class_takes_its_rights_from_the_table(model: type, model_admin: admin.ModelAdmin) -> None:
    assert isinstance(model_admin, StaffModelAdmin)


@pytest.mark.parametrize(("model", "model_admin"), REGISTERED)
def test_a_reader_of_everything_sees_every_list_and_writes_nothing(
    model: type, model_admin: admin.ModelAdmin, rf
) -> None:
    auditor = staff("auditor")
    assert signed_in(auditor).get(page(model, "changelist")).status_code == 200
    request = rf.get("/")
    request.user = auditor
    assert not model_admin.has_add_permission(request)
    assert not model_admin.has_change_permission(request)
    assert not model_admin.has_delete_permission(request)
    assert not model_admin.get_actions(request).keys() & {"delete_selected"}


@pytest.mark.parametrize(("model", "model_admin"), REGISTERED)
def test_nobody_deletes_records_in_the_admin(model: type, model_admin: admin.ModelAdmin, rf) -> None:
    request = rf.get("/")
    request.user = administrator()
    assert not model_admin.has_delete_permission(request)


def test_an_administrator_sets_a_name_and_asks_for_roles() -> None:
    client, grace = signed_in(administrator()), staff("officer", email="grace@agency.example")
    path = reverse("admin:accounts_user_change", args=[grace.pk])
    assert "grace@agency.example" in client.get(path).content.decode()
    form = {"name": "Grace", "is_active": "on", "roles": ["auditor"], "reason": "She moves."}
    answer = client.post(path, form, follow=True)
    assert "A second administrator is asked to confirm: Set the roles: Grace." in answer.content.decode()
    grace = User.objects.get(pk=grace.pk)
    # The new role waits, and the old one is off.
    assert (grace.name, held(grace)) == ("Grace", frozenset())


def test_a_refused_change_is_shown_beside_the_form_and_nothing_is_kept() -> None:
    client, grace = signed_in(administrator()), staff("officer", email="grace@agency.example")
    path = reverse("admin:accounts_user_change", args=[grace.pk])
    answer = client.post(path, {"name": "Grace", "is_active": "on", "roles": ["auditor"], "reason": " "})
    assert answer.status_code == 200
    assert "Say why" in answer.content.decode()
    assert User.objects.get(pk=grace.pk).name == ""


def test_other_staff_see_people_and_change_none() -> None:
    client, ada = signed_in(staff("supervisor")), seller()
    path = reverse("admin:accounts_user_change", args=[ada.pk])
    assert client.get(path).status_code == 200
    assert client.post(path, {"name": "Eve", "is_active": "on", "roles": ["officer"]}).status_code == 403
    ada.refresh_from_db()
    assert (ada.name, ada.is_staff) == ("", False)
