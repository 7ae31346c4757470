"""What a partner reads of a business with its consent: the past, the findings behind its tier, and all facts."""

import json
from base64 import urlsafe_b64decode
from datetime import datetime, timedelta

import pytest

from apps.audit.models import View
from apps.core import clock
from apps.partners.models import FurtherLook, Look
from apps.policy.selectors import policy_on, terms_of
from apps.policy.services import policy_publish
from apps.shippers.ksn import new_ksn
from apps.shippers.models import Consent, Shipper
from apps.shippers.services import consent_give, consent_withdraw
from apps.standing.models import Change
from apps.standing.services import change_appeal, change_decide, change_respond, standing_appeal_decide
from tests.disputes.sources import at
from tests.partners.client import PartnerClient, partner_client
from tests.people import seller, signed_in, staff
from tests.policy.versions import GIVES, drafted, submitted
from tests.standing.evaluations import enrolled, evaluated, owner_of
from tests.standing.process import days_on, pass_by, undecided


def consent(shipper: Shipper, scope: str, audience: str = "carrier") -> Consent:
    return consent_give(actor=owner_of(shipper), shipper_id=shipper.pk, scope=scope, audience=audience)


def past(partner: PartnerClient, shipper: Shipper, as_of: object) -> dict:
    moment = as_of.isoformat() if isinstance(as_of, datetime) else str(as_of)
    answer = partner.get(f"/api/v1/shippers/{shipper.ksn}", {"as_of": moment})
    return answer.json() | {"http": answer.status_code}


def kind_of(told: dict) -> tuple[int, str]:
    return told["http"], told["type"].split("/")[-1]


@pytest.mark.slow
def test_the_past_is_told_as_it_was_through_a_demotion_and_an_appeal(partner):
    officer, supervisor = staff("officer"), staff("supervisor")
    moments = {}
    shipper = enrolled()
    moments["member"] = clock.now()
    with at(days_on(40)):
        evaluated(shipper, enter=3, keep=3)
        moments["earned"] = clock.now()
        evaluated(shipper, enter=1, keep=1)
        proposal = undecided(shipper, "demotion")
        change_respond(final=True, actor=owner_of(shipper), change_id=proposal.pk, response="No.")
    with at(days_on(80)):
        change_decide(actor=officer, change_id=proposal.pk, decision="uphold", reasons="Yes.")
        moments["demoted"] = clock.now()
        appeal = change_appeal(actor=owner_of(shipper), change_id=proposal.pk, text="Look again.")
    with at(days_on(120)):
        standing_appeal_decide(actor=supervisor, appeal_id=appeal.pk, decision="grant", reasons="It was wrong.")
        moments["restored"] = clock.now()
    with at(days_on(150)):
        given = consent(shipper, "past")
        told = {name: past(partner, shipper, moment) for name, moment in moments.items()}
        now = partner.get(f"/api/v1/shippers/{shipper.ksn}").json()
        assert {name: answer["tier"] for name, answer in told.items()} == {
            "member": 0,
            "earned": 3,
            "demoted": 1,
            "restored": 3,
        }
        assert {answer["status"] for answer in told.values()} == {"active"}
        for name, answer in told.items():
            assert datetime.fromisoformat(answer["as_of"]) == moments[name].replace(microsecond=0)
            assert answer["valid_until"] == answer["as_of"]
            assert bool(answer["benefits"]) == bool(terms_of(policy_on(clock.today())).benefits(answer["tier"]))
        assert past(partner, shipper, clock.today())["tier"] == now["tier"] == 3
        assert past(partner, shipper, clock.day_of(moments["demoted"]))["tier"] == 1
        before = past(partner, shipper, clock.add_days(clock.day_of(moments["member"]), -1))
        assert (kind_of(before), before["known"]) == ((404, "unknown-ksn"), False)
        consent_withdraw(actor=owner_of(shipper), shipper_id=shipper.pk, consent_id=given.pk)
        assert kind_of(past(partner, shipper, moments["demoted"])) == (403, "no-consent")


@pytest.mark.slow
def test_the_policy_in_force_then_sets_the_benefits(partner):
    shipper = enrolled(tier=2)
    consent(shipper, "past")
    author, publisher = (staff("policy manager", email=f"{who}@staff.example") for who in ("author", "publisher"))
    day = clock.add_days(clock.today(), 3)
    policy = submitted(author, drafted(author, GIVES, day=day))
    policy_publish(actor=publisher, policy_id=policy.pk, effective_from=day)

    with at(clock.start_of(clock.add_days(day, 2))):
        versions = {on: past(partner, shipper, on)["policy_version"] for on in (clock.add_days(day, -1), day)}

    assert versions == {clock.add_days(day, -1): policy.version - 1, day: policy.version}


@pytest.mark.parametrize(
    "as_of",
    [
        "",
        "yesterday",
        "2026-02-30",
        "2026-01-31T12:00:00",
        "2026-01-31T12:00:00 00:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31",
        "9999-12-31T23:59:59-14:00",
        "20260131",
        "2026-W05-6",
        "-2026-01-31",
        "x" * 500,
    ],
)
def test_a_moment_that_can_not_be_is_refused(partner, as_of):
    shipper = enrolled()
    consent(shipper, "past")

    told = past(partner, shipper, as_of)

    assert (told["http"], list(told["errors"])) == (422, ["as_of"])


def test_what_is_still_to_come_is_refused(partner):
    shipper = enrolled()
    consent(shipper, "past")

    for moment in (clock.now() + timedelta(seconds=1), clock.add_days(clock.today(), 1)):
        told = past(partner, shipper, moment)
        assert (told["http"], list(told["errors"])) == (422, ["as_of"])
    assert past(partner, shipper, "0001-01-02T00:00:00Z")["http"] == 404


def test_the_own_team_and_staff_read_the_past_without_consent():
    shipper, moment = enrolled(tier=1), clock.now()

    for user, status in ((owner_of(shipper), 200), (staff("auditor"), 200), (seller("other@shop.example"), 404)):
        client = signed_in(user)
        assert client.get(f"/api/v1/shippers/{shipper.ksn}", {"as_of": moment.isoformat()}).status_code == status
        assert client.get(f"/api/v1/shippers/{shipper.ksn}").status_code == 401
    assert not Look.objects.exists(), "the log is of partners"


@pytest.mark.parametrize("what", ["evaluation", "facts"])
def test_findings_and_facts_need_a_consent_each(partner, what):
    shipper = enrolled(tier=2)
    evaluated(shipper, enter=0, keep=1)
    address = f"/api/v1/shippers/{shipper.ksn}/{what}"
    other = {"evaluation": "facts", "facts": "evaluation"}[what]
    consent(shipper, other)
    refused = partner.get(address)
    assert (refused.status_code, refused.json()["type"].split("/")[-1]) == (403, "no-consent")

    given = consent(shipper, what)
    told = partner.get(address)
    assert (told.status_code, told.json()) == (200, told.json() | {"ksn": shipper.ksn})
    assert partner_client("ledger:write").get(address).status_code == 403
    assert partner_client(reporter_kind="marketplace").get(address).json()["type"].endswith("/no-consent")

    consent_withdraw(actor=owner_of(shipper), shipper_id=shipper.pk, consent_id=given.pk)
    assert partner.get(address).status_code == 403
    looks = FurtherLook.objects.filter(partner=partner.credentials.partner).values_list("kind", "told", "count")
    assert set(looks) == {(what, "no_consent", 2), (what, "told", 1)}
    assert Look.objects.filter(partner=partner.credentials.partner, ksn=shipper.ksn).count() == 3
    unknown = new_ksn()
    answer = partner.get(f"/api/v1/shippers/{unknown}/{what}").json()
    assert answer["type"].endswith("/unknown-ksn")
    assert (answer["ksn"], answer["known"]) == (unknown, False)


@pytest.mark.parametrize("question", ["?as_of=2020-01-31", "/evaluation", "/facts", "/past"])
def test_a_question_beyond_the_status_for_a_number_that_nobody_holds_is_noted_too(partner, question):
    unknown = new_ksn()
    assert partner.get(f"/api/v1/shippers/{unknown}{question}").status_code == 404
    assert Look.objects.filter(partner=partner.credentials.partner, ksn=unknown).count() == 1


@pytest.mark.parametrize("question", ["?as_of=2026-01-31", "/evaluation", "/facts", "/past"])
def test_a_look_of_staff_at_an_answer_of_the_api_is_recorded_and_one_of_the_team_is_not(question):
    shipper, officer = enrolled(), staff("officer")
    address = f"/api/v1/shippers/{shipper.ksn}{question}"
    signed_in(owner_of(shipper)).get(address)
    assert not View.objects.exists()
    signed_in(officer).get(address)
    view = View.objects.get()
    assert (view.actor, view.subject_type, view.subject_id, view.shipper_id) == (
        officer,
        "shipper",
        shipper.pk,
        shipper.pk,
    )


def test_each_change_is_told_by_its_moment(partner):
    """Prove the past against the history itself: after each change, and just before the next one."""
    shipper = enrolled(tier=1)
    consent(shipper, "past")
    with at(days_on(1)):
        evaluated(shipper, enter=2, keep=2)
    with at(days_on(2)):
        pass_by()
        changes = list(Change.objects.filter(shipper=shipper).order_by("pk"))
        for change, following in zip(changes, [*changes[1:], None], strict=True):
            assert past(partner, shipper, change.at)["tier"] == change.tier
            if following:
                assert past(partner, shipper, following.at - timedelta(microseconds=1))["tier"] == change.tier


def test_an_answer_to_a_name_comes_signed_and_one_of_the_past_never_does(partner):
    """Prove that a token of a good day can't be shown on a bad one."""
    shipper = enrolled()
    for scope in ("name", "past"):
        consent(shipper, scope)
    address, headers = f"/api/v1/shippers/{shipper.ksn}", {"Accept": "application/jwt"}

    named = partner.get(address, {"name": "Lotus"}, headers=headers)
    of_the_past = partner.get(address, {"as_of": clock.today().isoformat()}, headers=headers)

    payload = named.content.split(b".")[1]
    claims = json.loads(urlsafe_b64decode(payload + b"=" * (-len(payload) % 4)))
    assert (claims["sub"], claims["name_match"]) == (shipper.ksn, "no")
    assert named["Cache-Control"] == "no-store"
    assert of_the_past.status_code == 406
