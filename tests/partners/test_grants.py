"""The scope by which an agency follows every shipper: two members of staff grant it, and one takes it away."""

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import User
from apps.core.errors import Conflict, InvalidInput, NotAllowed
from apps.events.models import Event
from apps.partners.grants.services import grant_ask, grant_decline, grant_end, grant_give, grant_withdraw
from apps.partners.models import Partner, ScopeGrant
from apps.partners.systems.services import partner_create
from apps.work.models import Item
from tests.outbox import deliver
from tests.partners.client import PartnerClient, partner_client, token_of
from tests.people import staff
from tests.standing.evaluations import enrolled

REASON = "It chooses parcels for exams."


@pytest.fixture
def one() -> User:
    return staff("supervisor", email="one@staff.example")


@pytest.fixture
def other() -> User:
    return staff("supervisor", email="other@staff.example")


@pytest.fixture
def agency() -> PartnerClient:
    return partner_client("status:read", reporter_kind="agency")


def asked(actor: User, agency: PartnerClient) -> ScopeGrant:
    return grant_ask(actor=actor, partner_id=agency.credentials.partner.pk, reason=REASON)


def with_new_token(client: PartnerClient) -> PartnerClient:
    return PartnerClient(client.credentials)


def test_an_agency_follows_everybody_when_two_have_granted_it_and_no_longer_when_one_ends_it(one, other, agency):
    member = enrolled()
    deliver()
    grant = asked(one, agency)
    assert agency.feed()["results"] == []
    item = Item.objects.get(subject_type="scopegrant", subject_id=grant.pk)

    grant_give(actor=other, grant_id=grant.pk)

    follower = with_new_token(agency)
    assert token_of(agency.credentials)["scope"] == "status:all status:read"
    assert [row["ksn"] for row in follower.feed()["results"]] == [member.ksn]
    assert agency.feed()["results"] == [], "a token has the scopes with which it was given"
    item.refresh_from_db()
    assert item.closed_at

    grant_end(actor=one, grant_id=grant.pk)

    assert follower.feed()["results"] == [], "at once"
    kinds = Event.objects.filter(kind__startswith="partners.scope").order_by("pk").values_list("kind", "actor")
    assert list(kinds) == [
        ("partners.scope_asked", one.pk),
        ("partners.scope_granted", other.pk),
        ("partners.scope_ended", one.pk),
    ]
    assert asked(other, agency).pk != grant.pk, "it can be asked for again"


def test_nobody_grants_alone_and_others_have_no_say(one, other, agency):
    grant = asked(one, agency)

    with pytest.raises(Conflict, match="Somebody else must grant it"):
        grant_give(actor=one, grant_id=grant.pk)
    with pytest.raises(NotAllowed):
        grant_give(actor=staff("officer"), grant_id=grant.pk)
    with pytest.raises(NotAllowed):
        asked(staff("auditor"), agency)
    with pytest.raises(Conflict, match="Only the person who asked"):
        grant_withdraw(actor=other, grant_id=grant.pk)
    with pytest.raises(Conflict, match="was granted, or waits"):
        asked(other, agency)
    one.groups.clear()
    with pytest.raises(Conflict, match="no longer manages partners"):
        grant_give(actor=other, grant_id=grant.pk)
    grant_decline(actor=other, grant_id=grant.pk)

    assert Partner.objects.get(pk=grant.partner_id).scopes == ["status:read"]
    assert list(Item.objects.filter(subject_type="scopegrant", closed_at=None)) == []


@pytest.mark.parametrize("kind", ["carrier", "marketplace", "broker", "seller"])
def test_no_other_partner_than_an_agency_gets_it(one, kind):
    ksn = enrolled().ksn if kind == "seller" else ""
    with pytest.raises(Conflict, match="Only an agency"):
        asked(one, partner_client("status:read", reporter_kind=kind, ksn=ksn))


def test_a_scope_that_is_given_on_letting_in_is_not_asked_for(one, agency):
    with pytest.raises(InvalidInput):
        grant_ask(actor=one, partner_id=agency.credentials.partner.pk, reason=REASON, scope="ledger:write")
    with pytest.raises(InvalidInput):
        grant_ask(actor=one, partner_id=agency.credentials.partner.pk, reason="  ")


def test_the_command_and_its_service_do_not_give_it_and_say_how_to_get_it():
    with pytest.raises(CommandError, match="two members of staff grant it"):
        call_command("partner_create", "FDA", "--scope", "status:read", "status:all", "--kind", "agency")
    with pytest.raises(InvalidInput):
        partner_create(name="FDA", scopes=["status:all"], reporter_code="fda", reporter_kind="agency")
    assert not Partner.objects.exists()
