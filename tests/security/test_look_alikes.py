"""Numbers and codes that look like another's are that one, or are refused: never a second one beside it.

A letter that stands for a letter of ASCII is that letter; one that only looks alike is none. `FORMS` and `KEPT` are the
inventory of the places that compare codes.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from apps.agencies.operations.models import Operation
from apps.agencies.operations.services import operation_plan
from apps.allegations.rules import code_digest, site_key
from apps.allegations.rules import parcel_key as tip_parcel
from apps.applications.references import application_id_of, reference_of
from apps.core import clock
from apps.core.codes import code_form
from apps.core.errors import Conflict, InvalidInput
from apps.core.mail_addresses import mail_address
from apps.core.web_addresses import web_address
from apps.ledger.facts import ShipmentFact, parse_shipment
from apps.ledger.models import IssuerCode, Reporter
from apps.ledger.selectors import reporter_called
from apps.ledger.services import reporter_ensure
from apps.ledger.vocabulary import ReporterKind
from apps.matching import normal_postal_code
from apps.partners.reports.models import Right
from apps.partners.reports.selectors import Reporting
from apps.partners.systems.services import partner_create
from apps.shippers.ksn import is_ksn, new_ksn, normal_ksn
from apps.shippers.matches.normal_forms import keys_of
from apps.shippers.models import MatchKey, Shipper, ShippingParty, Storefront
from apps.shippers.tax_numbers import plain_number
from apps.targeting.selectors.exams import exams_possible
from apps.targeting.services import capacity_set
from tests.people import staff

CODE = "SKIA"
# Letters that stand for a letter of ASCII: the long s, the Kelvin sign, and those of full width.
STANDS = {"S": "\u017f\uff33\uff53", "K": "\u212a\uff2b", "I": "\uff29", "A": "\uff21"}
# Letters that only look alike: the dotless i, whose capital is I, the dotted I, and Cyrillic ones.
ALIKE = {"S": "\u0405", "K": "\u041a", "I": "\u0131\u0130\u0406", "A": "\u0410"}


def twins(letters: dict[str, str], code: str = CODE) -> list[str]:
    return [code.replace(letter, other) for letter, others in letters.items() for other in others]


def parsed(name: str, value: str) -> Any:
    """Return a field of a shipment as it is recorded; None where the report is refused."""
    raw = {"reference": "A1", "seller": "S1", "date": clock.today().isoformat(), name: value}
    fact = parse_shipment(raw, source="bpl", today=clock.today())
    if not isinstance(fact, ShipmentFact):
        return None
    return code_form(fact.issuer) if name == "issuer" else fact.content[name]


def is_own(**fields: str) -> bool:
    """Return whether a carrier may report a shipment as its own."""
    raw = {"reference": "A1", "seller": "S1", "date": clock.today().isoformat(), "issuer": "OTHER"} | fields
    fact = parse_shipment(raw, source="bpl", today=clock.today())
    if not isinstance(fact, ShipmentFact):
        return False
    return not Reporting(rights={Right.OWN_SHIPMENTS}, reporter="bpl", codes=[CODE]).refusal(fact)


def storefront_keys(**fields: str) -> Any:
    """Return the digests of the keys of a storefront."""
    shop = Storefront(marketplace="Bazaar", **fields)
    kinds = {MatchKey.Kind.STOREFRONT, MatchKey.Kind.DOMAIN, MatchKey.Kind.PAGE}
    return {key.digest for key in keys_of(Shipper(), storefronts=[shop]) if key.kind in kinds}


FORMS: dict[str, Callable[[str], Any]] = {
    "any code": code_form,
    "the port of a report": lambda code: parsed("port", code),
    "the carrier of a report": lambda code: parsed("carrier", code),
    "the broker of a report": lambda code: parsed("broker", code),
    "the issuer of a report": lambda code: parsed("issuer", code),
    "rights by the carrier": lambda code: is_own(carrier=code) or None,
    "rights by the issuer": lambda code: is_own(issuer=code) or None,
    "the seller's ID at a storefront": lambda code: storefront_keys(seller_id=code),
    "the address of a storefront": lambda code: storefront_keys(url=f"https://{code}.example/"),
    "a page of a storefront": lambda code: storefront_keys(url=f"https://bazaar.example/{code}"),
    "the host of a web address": lambda code: web_address(f"https://{code}.example")[0],
    "the site of a tip": lambda code: site_key(f"{code}.example"),
    "the parcel of a tip": tip_parcel,
    "the receipt code of a tip": code_digest,
    "a Known Shipper Number": normal_ksn,
    "a tax number": plain_number,
    "a postal code": lambda code: normal_postal_code(code, "GB"),
    "an e-mail address": lambda code: mail_address(f"{code}@shop.example"),
}


@pytest.mark.parametrize("place", FORMS)
def test_codes_with_a_letter_that_stands_for_one_of_ascii_are_the_code_or_none(place: str) -> None:
    form = FORMS[place]
    assert form(CODE)
    for twin in (*twins(STANDS), CODE.lower()):
        assert form(twin) in (form(CODE), None), ascii(twin)


@pytest.mark.parametrize("place", FORMS)
def test_codes_with_a_letter_that_only_looks_alike_are_not_the_code(place: str) -> None:
    form = FORMS[place]
    for twin in twins(ALIKE):
        assert form(twin) != form(CODE), ascii(twin)


def capacity_kept(code: str) -> None:
    capacity_set(actor=staff("supervisor"), port=code, exams=7)


def operation_kept(code: str) -> None:
    day = clock.today()
    told = {"name": "Spring", "place": "Here", "rule": "All.", "first_day": day, "last_day": day}
    operation_plan(actor=staff("supervisor"), port=code, **told)


def party_kept(code: str) -> None:
    ShippingParty.objects.create(shipper=Shipper.objects.create(), kind="carrier", name="Own", code=code)


def reporter_kept(code: str) -> None:
    reporter_ensure(code=code, kind=ReporterKind.CARRIER)


# How a code is kept, and how it is found.
KEPT: dict[str, tuple[Callable[[str], None], Callable[[str], Any]]] = {
    "the capacity of a port": (capacity_kept, lambda code: exams_possible(code, clock.today())),
    "the port of an operation": (operation_kept, lambda code: Operation.objects.filter(port=code).count()),
    "a carrier of a profile": (party_kept, lambda code: ShippingParty.objects.filter(code=code).count()),
    "the code of a reporter": (reporter_kept, reporter_called),
    "the code of an issuer": (reporter_kept, lambda code: IssuerCode.objects.filter(code=code).count()),
}


@pytest.mark.parametrize("place", KEPT)
def test_codes_are_kept_in_one_form_and_found_by_it_alone(place: str) -> None:
    keep, find = KEPT[place]
    keep(twins(STANDS)[0] if "reporter" not in place and "issuer" not in place else CODE)
    assert all(find(code) for code in (CODE, CODE.lower(), *twins(STANDS)))
    assert not any(find(code) for code in twins(ALIKE))


@pytest.mark.parametrize("number", range(20))
def test_numbers_with_a_look_alike_letter_are_the_number_or_none(number: int) -> None:
    ksn, reference = new_ksn(), reference_of(number * 7919 + 1)
    for letters in (STANDS, ALIKE):
        for twin in twins(letters, ksn):
            assert normal_ksn(twin) == ksn or not is_ksn(normal_ksn(twin))
        for twin in twins(letters, reference):
            assert application_id_of(twin) in (number * 7919 + 1, None)


@pytest.mark.parametrize("code", ["Kay", "KAY", "\u212aay", "k\u0430y", "k\uff41y"])
def test_reporters_have_no_code_that_differs_by_case_or_looks_alone(code: str) -> None:
    made = {"scopes": ["ledger:write"], "reporter_kind": "carrier"}
    partner_create(name="Kay", reporter_code="kay", **made)
    with pytest.raises((Conflict, InvalidInput)):
        partner_create(name="Twin", reporter_code=code, **made)
    with pytest.raises((Conflict, InvalidInput)), transaction.atomic():
        reporter_ensure(code=code, kind=ReporterKind.AGENCY)
    assert [reporter.code for reporter in Reporter.objects.filter(kind="carrier")] == ["kay"]
    partner_create(name="Kay's second system", reporter_code="kay", **made)
