import re
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from apps.accounts.models import Access, User
from apps.accounts.permissions import held
from apps.accounts.roles import ROLES
from apps.accounts.services import roles_give, staff_create, user_update
from apps.core.errors import Conflict, InvalidInput, NotAllowed
from tests.people import PASSWORD, administrator, seller, staff, two_administrators


def test_staff_create_prints_a_link_that_sets_the_password_once() -> None:
    out = StringIO()
    call_command("staff_create", "grace@agency.example", "--role", "officer", "--name", "Grace", stdout=out)
    user = User.objects.get(email="grace@agency.example")
    assert held(user) == ROLES["officer"]
    assert not user.has_usable_password()

    path = re.fullmatch(r"https?://[^/]+(/\S+)", out.getvalue().strip())[1]
    client = Client()
    form = client.get(path, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert "password1" not in Client().get(path, follow=True).content.decode()


def test_staff_create_names_a_wrong_role_or_address() -> None:
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("staff_create", "grace@agency.example", "--role", "king")
    with pytest.raises(CommandError, match="Enter an e-mail address"):
        call_command("staff_create", "grace", "--role", "officer")
    seller("grace@agency.example")
    with pytest.raises(CommandError, match="already"):
        call_command("staff_create", "Grace@agency.example", "--role", "officer")
    assert not User.objects.filter(is_staff=True).exists()


def test_a_member_of_staff_needs_a_known_role() -> None:
    with pytest.raises(InvalidInput, match="at least one role"):
        staff_create(email="grace@agency.example", roles=[])
    with pytest.raises(InvalidInput, match="Choose from: officer"):
        staff_create(email="grace@agency.example", roles=["king"])


@pytest.mark.parametrize("role", ROLES)
def test_only_an_administrator_changes_people(role: str) -> None:
    actor, user = staff(role), seller()
    with pytest.raises(NotAllowed):
        user_update(actor=actor, user_id=user.pk, name="", locked=True)


def test_a_person_with_a_role_is_staff_and_without_one_is_not() -> None:
    pair, user = two_administrators(), seller()
    roles_give(user_id=user.pk, roles=["analyst"], by=pair)
    assert held(User.objects.get(pk=user.pk)) == ROLES["analyst"]
    roles_give(user_id=user.pk, roles=[], by=pair)
    user = User.objects.get(pk=user.pk)
    assert (user.is_staff, held(user)) == (False, frozenset())


def test_administrators_do_not_lock_themselves_out() -> None:
    root = administrator()
    with pytest.raises(Conflict):
        user_update(actor=root, user_id=root.pk, name="", locked=True)
    assert user_update(actor=root, user_id=root.pk, name="Root", locked=False).is_active


def test_one_administrator_locks_and_does_not_unlock() -> None:
    root, officer = administrator(), staff("officer")
    assert not user_update(actor=root, user_id=officer.pk, name="", locked=True).is_active
    assert not user_update(actor=root, user_id=officer.pk, name="", locked=False).is_active
    assert not held(User.objects.get(pk=officer.pk))


def test_lost_factors_are_removed_by_the_command_line_too_and_the_person_is_told() -> None:
    root = administrator()
    call_command("factors_remove", root.email.upper())
    assert not Authenticator.objects.filter(user=root).exists()
    assert "If you did not ask for this" in root.inbox.get().body
    kinds = Access.objects.filter(user=root).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [Access.Kind.COMMAND_LINE, Access.Kind.COMMAND_LINE], "made there, too"
    with pytest.raises(CommandError, match="Nobody"):
        call_command("factors_remove", "nobody@agency.example")
