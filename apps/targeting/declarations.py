"""The fields of a declaration, as an assessment keeps them and as they are read again. Pure."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from apps.core import clock
from apps.ledger.facts import DECLARATION_PARSERS, KSN_SOURCE, Errors, ShipmentFact, ViolationFact, parse_shipment
from apps.targeting.models import Assessment

# What a carrier or a seller may correct: the goods, and never whose parcel it is or by which way it comes.
CORRECTED = ("description", "hs", "origin", "departure", "value", "currency", "weight_kg", "quantity")
# What nobody knows before the parcel has arrived, and what an assessment must not rest on.
LATER = ("arrived_at", "released_at", "disposition", "examined", "exam_basis", "exam_result")
# A parcel is assessed and drawn on its day, or on the next one where it was declared late or nothing ran.
LATE_DAYS = 1
# The buyer is a person, and says nothing of the goods.
LEFT_OUT = frozenset({"consignee"})
# Kept as a digest, which can't be read again as a name.
DIGESTS = frozenset({"declarant"})


def later_refuse(fact: ShipmentFact | ViolationFact) -> Errors:
    """Return an error for each field of a declaration that can't be known before the parcel has arrived."""
    message = _("This is known only after the parcel has arrived. Leave it out, and report it as a shipment later.")
    return {name: [message] for name in LATER if name in fact.content}


def is_before_arrival(content: Mapping[str, Any], today: date) -> bool:
    """Return whether a reported parcel was lodged, has not arrived, and may still be waited for."""
    return (
        "lodged_at" in content
        and not any(name in content for name in LATER)
        and content["date"] >= today - timedelta(days=LATE_DAYS)
    )


def content_of(fact: ShipmentFact) -> dict[str, Any]:
    """Return the fields of a declaration as values of JSON, without the buyer."""
    return {name: plain_of(value) for name, value in fact.content.items() if name not in LEFT_OUT}


def raw_of(assessment: Assessment) -> dict[str, Any]:
    """Return the declaration of an assessment as it would be sent, without what was kept as a digest."""
    return {name: value for name, value in assessment.declared.items() if name not in DIGESTS} | identity_of(assessment)


def fact_declared(before: Assessment, correction: Mapping[str, Any]) -> ShipmentFact | Errors:
    """Return the declaration of an assessment with corrected fields, or the errors of these."""
    raw = raw_of(before) | dict(correction)
    fact = parse_shipment(raw, source=before.seller_source, today=clock.today(), parsers=DECLARATION_PARSERS)
    if isinstance(fact, ShipmentFact) and "declarant" in before.declared:
        fact.content["declarant"] = before.declared["declarant"]
    return fact


def identity_of(assessment: Assessment) -> dict[str, Any]:
    """Return the fields of a declaration by which the parcel and its seller are known."""
    return {
        "issuer": assessment.issuer,
        "reference": assessment.reference,
        "seller_name": assessment.seller_name,
        "ksn" if assessment.seller_source == KSN_SOURCE else "seller": assessment.seller,
    }


def plain_of(value: Any) -> Any:
    """Return a value of a field as JSON has it."""
    match value:
        case Decimal():
            return str(value)
        case datetime() | date():
            return value.isoformat()
    return value
