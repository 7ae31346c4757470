"""A good call of every operation of the API: what the tests of its document and of generated clients send.

A new operation gets a line in `calls_of`; the tests say which is missing.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from apps.accounts.models import User
from apps.core import clock
from apps.disputes.models import SourceCheck
from apps.ledger.models import Case
from apps.partners.models import PartnerCorrection, WebhookDelivery
from apps.partners.snapshots.services import snapshot_make
from apps.partners.webhooks.models import DeliveryState
from apps.policy.models import Policy
from apps.shippers.models import Shipper
from apps.shippers.services import consent_give
from tests.disputes.sources import dispute
from tests.outbox import deliver
from tests.partners.client import PartnerClient, partner_client, token_of
from tests.people import staff
from tests.policy.versions import TAKES, opened
from tests.standing.evaluations import enrolled, owner_of
from tests.targeting.declarations import declaration, suspected
from tests.tariff.excerpt import excerpt_load

JSON, NDJSON, FORM, PART = (
    "application/json",
    "application/x-ndjson",
    "application/x-www-form-urlencoded",
    "application/octet-stream",
)


@dataclass(frozen=True)
class Call:
    """A call of one operation, by the names of the parameters, and the status of its answer."""

    path: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    media_type: str = JSON
    status: int = 200


@dataclass
class World:
    """What callers share: a member with its owner, and a draft of the policy that is open for comment."""

    member: Shipper
    owner: User
    draft: Policy


def world() -> World:
    member = enrolled(tier=2)
    for scope in ("name", "past", "evaluation", "facts"):
        consent_give(actor=owner_of(member), shipper_id=member.pk, scope=scope, audience="agency")
    people = [staff("policy manager", email=f"{who}@staff.example") for who in ("author", "publisher")]
    draft = opened(*people, TAKES)
    deliver()
    return World(member, owner_of(member), draft)


def caller() -> PartnerClient:
    """Let a partner in that may do everything: an agency."""
    return partner_client(reporter_kind="agency")


def calls_of(world: World, partner: PartnerClient) -> dict[str, Call]:
    """Make what a partner needs for its calls, and return one call of each operation, in an order in which all work."""
    ksn, credentials = world.member.ksn, partner.credentials
    shipment = {"reference": f"1Z-{credentials.client_id[:8]}", "ksn": ksn, "date": clock.today().isoformat()}
    violation = shipment | {"category": "classification"}
    recordings = [_reported(partner, "shipments", shipment | {"reference": f"{place}"}) for place in "ab"]
    facts = json.dumps(shipment).encode() + b"\n"
    endpoint, gone = (_made(partner, "webhook-endpoints", {"url": "http://127.0.0.1:9/hook"})["id"] for _ in range(2))
    delivery = _made(partner, f"webhook-endpoints/{endpoint}/test", None)["id"]
    WebhookDelivery.objects.filter(pk=delivery).update(state=DeliveryState.DELIVERED, done_at=clock.now())
    begun = partner.post("/api/v1/imports?facts=shipments", facts, NDJSON, headers={"Upload-Complete": "?0"}).json()
    partner.follow(world.member)
    snapshot_make(partner_id=credentials.partner.pk)
    unclear = _assessed(partner, declaration(f"U-{credentials.client_id[:8]}", hs=None))
    to_screen = _assessed(partner, declaration(f"S-{credentials.client_id[:8]}", ksn=suspected().ksn))
    excerpt_load()
    secret = {"client_id": credentials.client_id, "client_secret": credentials.client_secret}
    return {
        "token": Call(body={"grant_type": "client_credentials", **secret}, media_type=FORM),
        "token_revoke": Call(body={"token": token_of(credentials)["access_token"], **secret}, media_type=FORM),
        "authorization_server": Call(),
        "signing_keys": Call(),
        "shipper_status": Call(path={"ksn": ksn}, query={"name": "Blue Kite"}),
        "shipper_evaluation": Call(path={"ksn": ksn}),
        "shipper_facts": Call(path={"ksn": ksn}),
        "shipper_past": Call(path={"ksn": ksn}, query={"as_of": clock.today().isoformat()}),
        "status_checks": Call(body={"ksns": [ksn, "KS7Q4M2XWA9V", "nonsense"]}),
        "status_changes": Call(query={"after": 0, "limit": 2}),
        "corrections": Call(query={"after": 0}),
        "correction_acknowledgement": Call(path={"seq": _corrected(world, partner)}),
        "roster_add": Call(body=[{"ksn": ksn}]),
        "roster": Call(query={"limit": 10}),
        "roster_remove": Call(body=[{"ksn": ksn}]),
        "roster_replace": Call(body=[{"ksn": ksn}]),
        "snapshot_latest": Call(),
        "shipments_report": Call(body=[shipment]),
        "shipments_validate": Call(body=[shipment]),
        "violations_report": Call(body=[violation]),
        "recording": Call(path={"recording_id": recordings[0]}),
        "recording_reversal": Call(path={"recording_id": recordings[1]}, body={"reason": "Another day's file."}),
        "import_create": Call(query={"facts": "shipments"}, body=facts + facts, media_type=NDJSON, status=201),
        "import_append": Call(
            path={"import_id": begun["id"]},
            headers={"Upload-Offset": len(facts)},
            body=facts,
            media_type=PART,
        ),
        "import_progress": Call(path={"import_id": begun["id"]}),
        "import_rejections": Call(path={"import_id": begun["id"]}),
        "disputes": Call(query={"limit": 1}),
        "dispute_answer": Call(
            path={"source_check_id": _disputed(world, partner).pk},
            body={"answer": "confirm", "text": "The report of the exam."},
        ),
        "risk_assess": Call(body=[declaration(f"D-{credentials.client_id[:8]}", ksn=ksn)]),
        "risk_assessments": Call(query={"after": 0, "limit": 2}),
        "risk_assessment": Call(path={"assessment_id": unclear}),
        "risk_information": Call(
            path={"assessment_id": unclear}, body={"text": "The invoice.", "correction": {"hs": "611020"}}
        ),
        "risk_screening": Call(path={"assessment_id": to_screen}, body={"result": "clear", "text": "By X-ray."}),
        "costs": Call(query={"hs": "6109100012", "origin": "VN", "mode": "air", "value": "60", "day": "2026-11-28"}),
        "policy_current": Call(),
        "scorecards": Call(),
        "reasons": Call(query={"after": 0, "limit": 2}),
        "policy_version": Call(path={"version": 1}),
        "policy_drafts": Call(),
        "policy_draft": Call(path={"version": world.draft.version}),
        "policy_comment": Call(
            path={"version": world.draft.version},
            body={"text": "Our lanes would jam.", "language": "en"},
            status=201,
        ),
        "webhook_endpoints": Call(),
        "webhook_endpoint_create": Call(body={"url": "http://127.0.0.1:9/hook"}, status=201),
        "webhook_endpoint": Call(path={"endpoint_id": endpoint}),
        "webhook_endpoint_update": Call(path={"endpoint_id": endpoint}, body={"description": "Our gate"}),
        "webhook_endpoint_test": Call(path={"endpoint_id": endpoint}, status=202),
        "webhook_secret_rotation": Call(path={"endpoint_id": endpoint}, body={"overlap_hours": 1}),
        "webhook_deliveries": Call(path={"endpoint_id": endpoint}),
        "webhook_delivery_replay": Call(path={"endpoint_id": endpoint, "delivery_id": delivery}, status=202),
        "webhook_endpoint_delete": Call(path={"endpoint_id": gone}, status=204),
        "openapi": Call(),
    }


def _made(partner: PartnerClient, address: str, body: Any) -> dict[str, Any]:
    answer = partner.send(f"/api/v1/{address}", body)
    assert answer.status_code < 300, answer.json()
    return answer.json()


def _reported(partner: PartnerClient, facts: str, fact: dict[str, Any]) -> int:
    answer = _made(partner, facts, [fact])
    assert answer["rejected"] == []
    return answer["recording"]


def _assessed(partner: PartnerClient, fact: dict[str, Any]) -> int:
    """Declare a parcel, and return the number of its assessment."""
    return _made(partner, "risk-assessments", [fact])["results"][0]["assessment"]["id"]


def _corrected(world: World, partner: PartnerClient) -> int:
    """Have a partner look, report a violation and take it back; return the place of the correction that it gets."""
    _made(partner, "status-checks", {"ksns": [world.member.ksn]})
    reference = f"R-{partner.credentials.client_id[:8]}"
    fact = {"reference": reference, "ksn": world.member.ksn, "date": clock.today().isoformat(), "category": "origin"}
    recording = _reported(partner, "violations", fact | {"determination": "sustained"})
    _made(partner, f"recordings/{recording}/reversal", {"reason": "Another seller's parcel."})
    deliver()
    return PartnerCorrection.objects.filter(partner=partner.credentials.partner).latest("seq").seq


def _disputed(world: World, partner: PartnerClient) -> SourceCheck:
    """Have a partner report a violation, and the business dispute it."""
    reference = f"V-{partner.credentials.client_id[:8]}"
    fact = {"reference": reference, "ksn": world.member.ksn, "date": clock.today().isoformat()}
    _reported(partner, "violations", fact | {"category": "classification", "determination": "sustained"})
    check = dispute(world.owner, Case.objects.get(reference=reference)).source_check
    deliver()
    return check
