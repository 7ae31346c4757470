"""A partner's system: let in by the command's service, signed in at the token endpoint, calling the API."""

import json
from base64 import b64encode
from collections.abc import Sequence
from itertools import count
from typing import Any

from django.test import Client

from apps.ledger.vocabulary import Category
from apps.partners.models import Partner
from apps.partners.scopes import GIVEN, STATUS_ALL, STATUS_READ
from apps.partners.systems.services import Credentials, partner_create

_numbers = count(1)


class PartnerClient(Client):
    def __init__(self, credentials: Credentials) -> None:
        super().__init__()
        self.credentials = credentials
        self.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token_of(credentials)['access_token']}"

    def send(self, path: str, body: Any, **headers: str) -> Any:
        """POST it as JSON."""
        return self.post(path, json.dumps(body, default=str), "application/json", headers=headers)

    def follow(self, *lines: Any) -> Any:
        """Put lines on the partner's roster: numbers, shippers, or what else a line may be."""
        return self.send("/api/v1/rosters", [getattr(line, "ksn", line) for line in lines]).json()

    def feed(self, after: int = 0, **query: Any) -> Any:
        """Return a page of the feed."""
        return self.get("/api/v1/status-changes", {"after": after} | query).json()


def partner_client(
    *scopes: str, reporter_kind: str = "carrier", competence: Sequence[str] | None = None, ksn: str = ""
) -> PartnerClient:
    """Let a partner in. An agency determines every category, unless its competence is given; a seller reports as the
    business of a number.
    """
    if competence is None:
        competence = Category.values if reporter_kind == "agency" else ()
    number = next(_numbers)
    return PartnerClient(
        partner_create(
            name=f"Partner {number}",
            scopes=scopes or GIVEN,
            reporter_code="" if ksn else f"partner-{number}",
            reporter_kind=reporter_kind,
            competence=competence,
            ksn=ksn,
        )
    )


def follower_of_everybody(*scopes: str) -> PartnerClient:
    """Let a system in that follows every shipper, as two members of staff would grant."""
    partner = partner_client(*scopes).credentials
    Partner.objects.filter(pk=partner.partner.pk).update(scopes=[STATUS_READ, STATUS_ALL, *scopes])
    return PartnerClient(partner)


def token_of(credentials: Credentials, **asked: str) -> dict[str, Any]:
    basic = b64encode(f"{credentials.client_id}:{credentials.client_secret}".encode()).decode()
    answer = Client().post(
        "/oauth/token", {"grant_type": "client_credentials", **asked}, headers={"Authorization": f"Basic {basic}"}
    )
    return answer.json()
