"""Forms of the desk as somebody fills them in who means them, by the table and the page that takes each."""

import json
from typing import Any

from apps.accounts.models import User
from apps.agencies.models import AgencyOfficer
from apps.core import clock
from apps.partners.models import Partner, ReportingRights
from apps.policy.models import Policy
from apps.shippers.models import Shipper
from tests.partners.proofs import EC, public
from tests.people import staff

type Filled = dict[tuple[str, str], dict[str, Any]]
BECAUSE = {"reason": "Confirmed by telephone with the person concerned."}


def filled_forms() -> Filled:
    """Return the fields of each form by the label of its model and `add` or `change`, which is of the first record."""
    today = clock.today()
    partner = Partner.objects.exclude(pk__in=ReportingRights.objects.values("partner")).earliest("pk")
    unbound = User.objects.exclude(pk__in=AgencyOfficer.objects.values("user"))
    newcomer = unbound.filter(email="newcomer@agency.example").first() or staff(
        "agency officer", email="newcomer@agency.example"
    )
    member = Shipper.objects.exclude(ksn=None).exclude(ksn="").earliest("pk")
    person = User.objects.order_by("pk")[0]
    return {
        ("accounts.user", "change"): {
            "name": "Ada Pike",
            "is_active": "on",
            "roles": sorted(person.role_names),
            **BECAUSE,
        },
        ("partners.reportingrights", "add"): {"partner": partner.pk, "rights": ["own_shipments"], **BECAUSE},
        ("partners.reportingrights", "change"): {"rights": ["own_shipments", "exams"], **BECAUSE},
        ("partners.clientkey", "add"): {"client": partner.client_id, "public": json.dumps(public(EC))},
        ("targeting.portcapacity", "add"): {"port": "9999", "exams": 5},
        ("targeting.portcapacity", "change"): {"exams": 7},
        ("agencies.operation", "add"): {
            "name": "Toys",
            "place": "Port of Elm Bay",
            "rule": "Each parcel of chapter 95.",
            "first_day": today.isoformat(),
            "last_day": clock.add_days(today, 2).isoformat(),
        },
        ("staff.accountrequest", "add"): {"email": "asked@staff.example", "roles": ["officer"], **BECAUSE},
        ("agencies.watchedgoods", "add"): {
            "name": "Pill presses",
            "phrases": "pill press",
            "look_for": "Dies.",
            "ground": "One was seized.",
            "last_day": clock.add_days(today, 30).isoformat(),
        },
        ("agencies.agencyofficer", "add"): {"user": newcomer.pk, "agency": "EPA", **BECAUSE},
        ("agencies.agencyofficer", "change"): {"agency": "USDA", **BECAUSE},
        ("agencies.agencyquestion", "add"): {
            "agency": "CPSC",
            "subject": "A toy",
            "text": "Does this toy need a certificate?",
        },
        ("policy.policy", "add"): {"base": Policy.objects.filter(state="published").earliest("pk").pk},
        ("ledger.violation", "add"): {
            "reference": "FILLED-1",
            "ksn": member.ksn,
            "date": today.isoformat(),
            "category": "marking",
            "culpability": "negligence",
            "basis": "finding",
            "attribution": "seller",
            "language": "en",
            "reason": "No country of origin on the label.",
        },
    }
