"""Consents to partners: given and withdrawn by who signs for the business, kept with who and when."""

import pytest

from apps.core import clock
from apps.core.errors import Conflict, NotAllowed, NotFound
from apps.events.models import Event
from apps.shippers.models import Consent, Membership, Shipper
from apps.shippers.selectors import consenting, consents_of
from apps.shippers.services import consent_give, consent_withdraw, consents_answer
from tests.people import seller
from tests.standing.evaluations import enrolled, owner_of


def events() -> list[str]:
    kinds = Event.objects.filter(kind__startswith="shippers.consent").order_by("pk").values_list("kind", flat=True)
    return [kind.removeprefix("shippers.consent_") for kind in kinds]


def test_a_consent_is_given_once_and_withdrawn_once(newcomer: Shipper) -> None:
    ada = owner_of(newcomer)
    first = consent_give(actor=ada, shipper_id=newcomer.pk, scope="name", audience="carrier")
    again = consent_give(actor=ada, shipper_id=newcomer.pk, scope="name", audience="carrier")
    one = consent_give(actor=ada, shipper_id=newcomer.pk, scope="name", audience="partner", partner_id=7)
    for _ in range(2):
        consent_withdraw(actor=ada, shipper_id=newcomer.pk, consent_id=first.pk)
    anew = consent_give(actor=ada, shipper_id=newcomer.pk, scope="name", audience="carrier")

    assert first == again != anew
    assert events() == ["given", "given", "withdrawn", "given"]
    kept = {consent.pk: (consent.given_by, consent.withdrawn_by) for consent in consents_of(newcomer.pk)}
    assert kept == {first.pk: (ada, ada), one.pk: (ada, None), anew.pk: (ada, None)}
    event = Event.objects.get(kind="shippers.consent_withdrawn")
    assert (event.shipper_id, event.actor, event.payload["scope"]) == (newcomer.pk, ada, "name")


@pytest.mark.parametrize(
    ("kind", "partner_id", "found"),
    [("carrier", 1, 1), ("carrier", 7, 2), ("marketplace", 7, 1), ("marketplace", 1, 0)],
)
def test_an_audience_is_a_kind_or_one_partner(newcomer: Shipper, kind: str, partner_id: int, found: int) -> None:
    ada = owner_of(newcomer)
    consent_give(actor=ada, shipper_id=newcomer.pk, scope="name", audience="carrier")
    consent_give(actor=ada, shipper_id=newcomer.pk, scope="name", audience="partner", partner_id=7)
    consent_give(actor=ada, shipper_id=newcomer.pk, scope="facts", audience="marketplace")

    assert consenting("name", kind=kind, partner_id=partner_id).count() == found


@pytest.mark.parametrize(
    ("role", "may"), [("owner", True), ("signatory", True), ("preparer", False), ("viewer", False)]
)
def test_who_signs_for_the_business_gives_and_withdraws(newcomer: Shipper, role: str, may: bool) -> None:
    person = seller("person@shop.example")
    given = consent_give(actor=owner_of(newcomer), shipper_id=newcomer.pk, scope="name", audience="broker")
    of_agent = {"organisation": "A broker", "until": clock.today()} if role == "agent" else {}
    Membership.objects.create(shipper=newcomer, user=person, role=role, **of_agent)
    acts = [
        lambda: consent_give(actor=person, shipper_id=newcomer.pk, scope="name", audience="carrier"),
        lambda: consent_withdraw(actor=person, shipper_id=newcomer.pk, consent_id=given.pk),
    ]
    for act in acts:
        if may:
            act()
        else:
            with pytest.raises(NotAllowed):
                act()
    assert Consent.objects.filter(withdrawn_at=None).count() == 1


def test_a_consent_of_others_is_not_found_and_a_merged_record_gives_none(newcomer: Shipper) -> None:
    other = enrolled()
    given = consent_give(actor=owner_of(other), shipper_id=other.pk, scope="name", audience="carrier")
    with pytest.raises(NotFound):
        consent_withdraw(actor=owner_of(newcomer), shipper_id=newcomer.pk, consent_id=given.pk)
    with pytest.raises(NotFound):
        consent_withdraw(actor=owner_of(newcomer), shipper_id=other.pk, consent_id=given.pk)
    Shipper.objects.filter(pk=other.pk).update(merged_into=newcomer, merged_at=given.since)
    with pytest.raises(Conflict):
        consent_give(actor=owner_of(other), shipper_id=other.pk, scope="past", audience="carrier")
    consent_withdraw(actor=owner_of(other), shipper_id=other.pk, consent_id=given.pk)


def test_the_answer_of_an_application_gives_or_withdraws(newcomer: Shipper) -> None:
    ada = owner_of(newcomer)
    for answer, in_force in (("yes", 2), ("yes", 2), ("no", 0)):
        consents_answer(actor=ada, shipper_id=newcomer.pk, answers={"use": "yes", "name": answer})
        assert Consent.objects.filter(withdrawn_at=None).count() == in_force
    assert events() == ["given", "given", "withdrawn", "withdrawn"]
