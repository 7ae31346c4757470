"""The endpoints of a partner's webhooks, as its system uses them."""

from tests.outbox import deliver
from tests.partners.client import PartnerClient
from tests.partners.receivers import Receiver
from tests.standing.evaluations import enrolled

ENDPOINTS = "/api/v1/webhook-endpoints"


def registered(partner: PartnerClient, receiver: Receiver, **choice: object) -> dict:
    answer = partner.send(ENDPOINTS, {"url": receiver.url, **choice})
    assert answer.status_code == 201, answer.json()
    return answer.json()


def changed(partner: PartnerClient, endpoint: dict, **choice: object) -> dict:
    answer = partner.patch(f"{ENDPOINTS}/{endpoint['id']}", choice, "application/json")
    assert answer.status_code == 200, answer.json()
    return answer.json()


def log_of(partner: PartnerClient, endpoint: dict, **query: object) -> list[dict]:
    return partner.get(f"{ENDPOINTS}/{endpoint['id']}/deliveries", query).json()["results"]


def present(partner: PartnerClient, endpoint: dict) -> dict:
    return partner.get(f"{ENDPOINTS}/{endpoint['id']}").json()


def tier_changed(*partners: PartnerClient) -> str:
    """Have a member enrolled whom these partners follow, and return its number once its change is in the feed."""
    member = enrolled()
    for partner in partners:
        partner.follow(member)
    deliver()
    return member.ksn
