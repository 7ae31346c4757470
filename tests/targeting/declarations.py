"""Declared parcels for tests, by a partner through the API or by the service."""

from typing import Any

from apps.core import clock
from apps.shippers.models import Shipper
from apps.targeting.models import Assessment
from apps.targeting.services import parcels_assess
from tests.partners.client import PartnerClient
from tests.screening.hits import found
from tests.standing.evaluations import enrolled

ADDRESS = "/api/v1/risk-assessments"


def declaration(reference: str = "1Z001", **more: Any) -> dict[str, Any]:
    """Return a declaration of which nothing is missing, of a seller that is no member unless `ksn` is given."""
    told: dict[str, Any] = {
        "reference": reference,
        "date": clock.today().isoformat(),
        "description": "Women's knitted cotton sweater",
        "hs": "611020",
        "origin": "VN",
        "departure": "VN",
        "value": "38.50",
        "currency": "USD",
        "weight_kg": "0.420",
        "mode": "air",
        "port": "4701",
    }
    told |= {} if "ksn" in more else {"seller": "S1"}
    return {name: value for name, value in (told | more).items() if value is not None}


def assessed(partner: PartnerClient, *declarations: dict[str, Any]) -> list[Assessment]:
    """Assess declarations by the service."""
    made = parcels_assess(partner_id=partner.credentials.partner.pk, items=list(enumerate(declarations)))
    assert made.rejected == {}
    return [made.assessments[index] for index in sorted(made.assessments)]


def suspected(shipper: Shipper | None = None) -> Shipper:
    """Return a member one of whose owners may be on a list, so that its parcels are to be screened."""
    shipper = shipper or enrolled()
    found(shipper)
    return shipper
