"""Requests about accounts of staff: one administrator asks, another confirms, and the person concerned is told."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.roles import ROLES
from apps.accounts.services import user_update
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed
from apps.events.timers import fire
from apps.staff import services
from apps.staff.models import AccountRequest, RequestState
from apps.work.models import Item
from tests.desk.pages import page_of
from tests.outbox import deliver
from tests.people import PASSWORD, administrator, seller, signed_in, staff

REASON = "She starts on Monday."
EMAIL = "grace@agency.example"


@pytest.fixture
def root() -> User:
    return administrator()


@pytest.fixture
def other() -> User:
    return administrator("other@staff.example")


def ask(root: User, **more: object) -> AccountRequest:
    asked = {"email": EMAIL, "name": "Grace", "roles": ["officer", "analyst"], "reason": REASON} | more
    return services.account_ask(actor=root, **asked)


def waiting() -> list[Item]:
    return list(Item.objects.filter(kind="account_request", closed_at=None))


def test_a_new_account_takes_two_and_only_the_person_gets_the_link(root: User, other: User) -> None:
    form = {"email": EMAIL, "name": "Grace", "roles": ["officer", "analyst"], "reason": REASON}
    seen = signed_in(root).post(reverse("admin:staff_accountrequest_add"), form, follow=True).content.decode()
    request = AccountRequest.objects.get()
    assert "“Make an account of staff: Grace” was added" in seen
    assert not User.objects.filter(email=EMAIL).exists()
    assert [item.title for item in waiting()] == ["Make an account of staff: Grace"]
    assert other.inbox.get().link == page_of(request)

    client = signed_in(other)
    assert "Make an account of staff: Grace" in client.get(reverse("admin:work_item_changelist")).content.decode()
    seen += client.get(page_of(request)).content.decode()
    seen += client.post(page_of(request), {"act": "confirm"}, follow=True).content.decode()
    deliver()
    grace = User.objects.get(email=EMAIL)
    assert (held(grace), grace.has_usable_password(), waiting()) == (ROLES["officer"] | ROLES["analyst"], False, [])
    assert "/password/reset/key/" not in seen
    (letter,) = [each for each in mail.outbox if "/password/reset/key/" in each.body]
    assert letter.to == [EMAIL]

    path = re.search(r"https?://[^/]+(/\S+)", letter.body)[1]
    by_link = Client()
    page = by_link.get(path, follow=True).redirect_chain[-1][0]
    by_link.post(page, {"password1": PASSWORD, "password2": PASSWORD})
    assert User.objects.get(pk=grace.pk).check_password(PASSWORD)


def test_a_wrong_request_is_refused_beside_its_field(root: User) -> None:
    seller(EMAIL)
    client, path = signed_in(root), reverse("admin:staff_accountrequest_add")
    form = {"email": EMAIL.upper(), "name": "", "roles": ["officer"], "reason": REASON}
    assert "already" in client.post(path, form).content.decode()
    with pytest.raises(InvalidInput):
        ask(root, email="new@agency.example", roles=[])
    with pytest.raises(InvalidInput):
        ask(root, email="new@agency.example", reason=" ")
    assert not AccountRequest.objects.exists()


def test_the_same_is_not_asked_twice(root: User, other: User) -> None:
    ask(root)
    with pytest.raises(Conflict, match="asked for already"):
        ask(other)


def test_nobody_confirms_what_they_asked_for_or_what_is_about_themselves(root: User, other: User) -> None:
    request = ask(root)
    answer = signed_in(root).get(page_of(request)).content.decode()
    assert "Somebody else must confirm it." in answer
    with pytest.raises(Conflict, match="Somebody else"):
        services.request_confirm(actor=root, request_id=request.pk)
    own = services.roles_ask(actor=root, user_id=other.pk, roles=["officer"], reason=REASON)
    with pytest.raises(Conflict, match="your own account"):
        services.request_confirm(actor=other, request_id=own.pk)


def test_what_a_locked_administrator_asked_for_is_not_confirmed(root: User, other: User) -> None:
    request = ask(root)
    user_update(actor=other, user_id=root.pk, name="", locked=True)
    with pytest.raises(Conflict, match="no longer an administrator"):
        services.request_confirm(actor=other, request_id=request.pk)
    services.request_decline(actor=other, request_id=request.pk)


@pytest.mark.parametrize("role", ROLES)
def test_no_role_asks_or_confirms(role: str, root: User) -> None:
    actor, person, request = staff(role), seller(), ask(root)
    for refused in (
        lambda: ask(actor, email="new@agency.example"),
        lambda: services.roles_ask(actor=actor, user_id=person.pk, roles=["officer"], reason=REASON),
        lambda: services.factors_removal_ask(actor=actor, user_id=person.pk, reason=REASON),
        lambda: services.unlock_ask(actor=actor, user_id=person.pk, reason=REASON),
        lambda: services.request_confirm(actor=actor, request_id=request.pk),
        lambda: services.request_decline(actor=actor, request_id=request.pk),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_roles_of_a_seller_take_two_and_the_person_is_told_twice(root: User, other: User) -> None:
    ada = seller(language="es")
    request = services.roles_ask(actor=root, user_id=ada.pk, roles=["auditor"], reason=REASON)
    assert held(User.objects.get(pk=ada.pk)) == frozenset()
    services.request_confirm(actor=other, request_id=request.pk)
    assert held(User.objects.get(pk=ada.pk)) == ROLES["auditor"]
    told = [message.body for message in ada.inbox.order_by("pk")]
    assert [body.split(".")[0] for body in told] == [
        "Un administrador pide cambiar sus funciones en este sitio",
        "Dos administradores cambiaron sus funciones en este sitio",
    ]
    deliver()
    assert [letter.to for letter in mail.outbox].count([ada.email]) == 2
    with pytest.raises(Conflict, match="already"):
        services.roles_ask(actor=root, user_id=ada.pk, roles=["auditor"], reason=REASON)


def test_the_removal_of_factors_takes_two_and_is_never_ones_own(root: User, other: User, officer: User) -> None:
    form = {"name": "", "is_active": "on", "roles": ["officer"], "remove_factors": "on", "reason": "Lost telephone."}
    signed_in(root).post(reverse("admin:accounts_user_change", args=[officer.pk]), form)
    assert Authenticator.objects.filter(user=officer).exists()
    services.request_confirm(actor=other, request_id=AccountRequest.objects.get().pk)
    assert not Authenticator.objects.filter(user=officer).exists()
    assert officer.inbox.count() == 2
    with pytest.raises(Conflict, match="your own"):
        services.factors_removal_ask(actor=root, user_id=root.pk, reason=REASON)


def test_a_locked_account_is_unlocked_by_two(root: User, other: User, officer: User) -> None:
    with pytest.raises(Conflict, match="not locked"):
        services.unlock_ask(actor=root, user_id=officer.pk, reason=REASON)
    user_update(actor=root, user_id=officer.pk, name="", locked=True)
    form = {"name": "", "is_active": "on", "roles": ["officer"], "reason": "She is back."}
    signed_in(root).post(reverse("admin:accounts_user_change", args=[officer.pk]), form)
    assert not User.objects.get(pk=officer.pk).is_active
    services.request_confirm(actor=other, request_id=AccountRequest.objects.get().pk)
    assert User.objects.get(pk=officer.pk).is_active


def test_a_request_is_declined_withdrawn_or_lapses_and_then_stands(root: User, other: User) -> None:
    declined, withdrawn, lapsed = (ask(root, email=f"{name}@agency.example") for name in ("a", "b", "c"))
    services.request_decline(actor=other, request_id=declined.pk)
    with pytest.raises(Conflict, match="Only the person who asked"):
        services.request_withdraw(actor=other, request_id=withdrawn.pk)
    services.request_withdraw(actor=root, request_id=withdrawn.pk)
    with clock.at(clock.now() + services.CONFIRM_WITHIN + timedelta(minutes=1)):
        fire()
        deliver()
    states = AccountRequest.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [RequestState.DECLINED, RequestState.WITHDRAWN, RequestState.LAPSED]
    for request in (declined, withdrawn, lapsed):
        with pytest.raises(Conflict):
            services.request_confirm(actor=other, request_id=request.pk)
    assert not User.objects.filter(email__endswith="agency.example").exists()
    assert waiting() == []


def test_an_administrator_sees_accounts_and_requests_and_no_business(root: User) -> None:
    request, client = ask(root), signed_in(root)
    for page in (page_of(request), reverse("admin:index"), reverse("admin:accounts_user_changelist")):
        assert client.get(page).status_code == 200
    for page in (reverse("admin:shippers_shipper_changelist"), reverse("admin:search")):
        assert client.get(page).status_code == 403
    titles = client.get(reverse("admin:work_item_changelist")).context["cl"].result_list
    assert {item.kind for item in titles} == {"account_request"}


class TestSuspension:
    """A role that is taken away is off from the first person's act; a second person confirms it or gives it back."""

    @pytest.fixture
    def analyst(self) -> User:
        return staff("officer", "analyst")

    def held_now(self, person: User) -> frozenset[str]:
        return held(User.objects.get(pk=person.pk))

    def ask(self, root: User, person: User, *roles: str) -> AccountRequest:
        return services.roles_ask(actor=root, user_id=person.pk, roles=roles, reason="They left the unit.")

    def test_the_person_may_do_nothing_more_from_the_first_act_on(self, root: User, analyst: User) -> None:
        client = signed_in(analyst)
        assert client.get(reverse("admin:shippers_shipper_changelist")).status_code == 200
        self.ask(root, analyst)
        assert self.held_now(analyst) == frozenset()
        assert client.get(reverse("admin:shippers_shipper_changelist")).status_code in (302, 403)
        assert "took roles from you" in analyst.inbox.get().body
        assert analyst.accesses.filter(kind="suspended", actor=root).count() == 1

    def test_what_is_given_waits_while_what_is_taken_is_off(self, root: User, other: User, analyst: User) -> None:
        request = self.ask(root, analyst, "analyst", "auditor")
        assert self.held_now(analyst) == ROLES["analyst"]
        services.request_confirm(actor=other, request_id=request.pk)
        assert self.held_now(analyst) == ROLES["analyst"] | ROLES["auditor"]

    @pytest.mark.parametrize("act", ["decline", "withdraw"])
    def test_the_roles_are_given_back_by_who_declines_or_withdraws(
        self, act: str, root: User, other: User, analyst: User
    ) -> None:
        before, request = self.held_now(analyst), self.ask(root, analyst, "analyst")
        if act == "decline":
            services.request_decline(actor=other, request_id=request.pk)
        else:
            services.request_withdraw(actor=root, request_id=request.pk)
        assert self.held_now(analyst) == before
        assert analyst.accesses.filter(kind="restored").count() == 1

    def test_time_alone_gives_nothing_back(self, root: User, analyst: User) -> None:
        request = self.ask(root, analyst)
        with clock.at(request.asked_at + timedelta(days=30)):
            fire()
            deliver()
        request.refresh_from_db()
        assert (request.state, self.held_now(analyst)) == (RequestState.WAITING, frozenset())

    def test_nobody_gives_their_own_roles_back(self, root: User, other: User) -> None:
        other.groups.set(staff("officer").groups.all())
        request = self.ask(root, User.objects.get(pk=other.pk))
        with pytest.raises(Conflict, match="your own account"):
            services.request_decline(actor=other, request_id=request.pk)
        with pytest.raises(Conflict, match="Only the person who asked"):
            services.request_withdraw(actor=other, request_id=request.pk)

    def test_who_asked_does_not_confirm_alone(self, root: User, analyst: User) -> None:
        request = self.ask(root, analyst)
        with pytest.raises(Conflict, match="Somebody else"):
            services.request_confirm(actor=root, request_id=request.pk)
