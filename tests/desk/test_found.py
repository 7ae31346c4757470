"""What was found, as officers say it and read it beside what was declared."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.core import clock
from apps.ledger.models import Case, Violation
from apps.shippers.models import Shipper
from tests.portal.members import parcels, violation

pytestmark = pytest.mark.shipper(months=2)
DECLARED, FOUND = "Declared: Country of origin", "Found by the source: Country of origin"


def alleged(shipper: Shipper, **fields: Any) -> Case:
    return Case.objects.get(reference=violation(shipper, clock.today(), determination="alleged", **fields))


def page_url(case: Case) -> str:
    return reverse("admin:ledger_violation_case", args=[case.pk])


def shown(client: Client, case: Case) -> str:
    return client.get(page_url(case), follow=True).content.decode()


def test_the_found_country_is_said_at_the_desk_and_stands_beside_the_declared_one(desk, shipper):
    (number,) = parcels(shipper, clock.today(), 1, origin="CN")
    case = alleged(shipper, category="origin", shipment=f"usps:{number}")
    assert f"<dt>{DECLARED}</dt><dd>China</dd></div><div><dt>{FOUND}</dt><dd>Not said</dd>" in shown(desk, case)
    path = reverse("admin:ledger_violation_change", args=[case.violation_id])
    given = {"found_origin": "VN", "reason": "The labels say so.", "language": "en"}
    said = {"act": "found"} | {f"found-{name}": value for name, value in given.items()}
    assert desk.post(path, said).status_code == 302
    entry = Violation.objects.get(pk=Case.objects.get(pk=case.pk).violation_id)
    assert (entry.determination, entry.found_origin) == ("alleged", "VN")
    assert f"<dt>{DECLARED}</dt><dd>China</dd></div><div><dt>{FOUND}</dt><dd>Vietnam</dd>" in shown(desk, case)


@pytest.mark.parametrize(
    ("category", "fields"),
    [
        ("origin", ["found_origin"]),
        ("evasion", ["found_origin", "found_hs"]),
        ("classification", ["found_hs"]),
        ("marking", []),
    ],
)
def test_what_was_found_is_asked_where_it_can_differ(desk, shipper, category, fields):
    html = shown(desk, alleged(shipper, category=category))
    assert [name for name in ("found_origin", "found_hs") if f'name="found-{name}"' in html] == fields


def test_an_officer_alleges_what_was_found_and_an_unknown_country_is_refused(desk, shipper):
    filled = {"reference": "NY-1", "ksn": shipper.ksn, "date": clock.today().isoformat(), "currency": "USD"}
    codes = {"category": "origin", "culpability": "negligence", "basis": "finding", "attribution": "seller"}
    given = filled | codes | {"reason": "The labels.", "language": "en", "found_hs": "6110.30.00.10"}
    path = reverse("admin:ledger_violation_add")
    desk.post(path, given | {"found_origin": "ZZ"})
    assert not Violation.objects.exists()
    desk.post(path, given | {"found_origin": "VN"})
    entry = Violation.objects.get()
    assert (entry.found_origin, entry.found_hs) == ("VN", "6110300010")
