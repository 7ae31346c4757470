"""The answers and files of the application of a simulated seller."""

from collections.abc import Sequence
from datetime import date

from apps.applications.sections import SECTIONS, Typed
from apps.core import clock
from apps.core.files import IdentifiedFile, identify_file
from apps.shippers.consents import CONSENTS
from config.simulation.numbers import catalog
from config.simulation.numbers.sellers import Seller, stream

ASKED_ABOUT = "criterion-4.1"
# The criteria that some sellers meet in part only, each with the words of the seller; all others are answered with yes.
PARTLY = {
    "2.2": (
        "We check each maker against the public lists twice a year. We do not know yet who spins the yarn of two "
        "products, and have asked the maker near {city} for it."
    ),
    "4.1": (
        "{officer} chooses the codes with the notes of the tariff, and asks a broker in doubt. The reasons are written "
        "down for our own products, and not yet for those that we buy."
    ),
    "10.1": (
        "Everybody has a sign-in of their own, and leaving staff lose theirs on the last day. The carrier's website "
        "has no second step yet."
    ),
}
# The good practice about which some members tell after the approval: the answers, and the words beside "partly".
PRACTICE = {
    "6.2": ("yes", ""),
    "7.2": ("partly", "We list each correction that a carrier asks for. We have not yet looked for the causes."),
    "8.1": ("yes", ""),
    "10.2": ("partly", "{officer} installs updates each week. A backup is made, but nobody has read it back yet."),
}
RULINGS = "For the two most frequent products we rely on chapter notes and a written ruling."


def _rows(fields: str, *rows: Sequence[str]) -> Typed:
    """Return the rows of a table as they are typed, by the names of its fields."""
    return {"rows": [dict(zip(fields.split(), row, strict=True)) for row in rows]}


def sections_typed(seller: Seller, *, email: str) -> dict[str, Typed]:
    """Return every section of an application as a seller types it, complete and right."""
    dice = stream("paperwork", seller.number)
    country, city, market = seller.country.code, seller.city, seller.marketplace
    place = (seller.street, city.name, city.region, city.postal_code, country)
    business = {"name": seller.name, "trade_name": seller.trade_name, "country": country}
    contacts = {
        "contact_name": seller.owner,
        "contact_title": "Managing director",
        "email": email,
        "phone": seller.phone,
        "second_name": seller.officer,
        "second_email": f"office@{seller.slug}.example",
        "second_phone": "",
    }
    numbers = dict.fromkeys(("ein", "lei", "gln", "eori", "tin", "tax", "checked_by"), "")
    sections = {
        "business": business | {"website": f"https://{seller.slug}.example"},
        "contacts": contacts,
        "addresses": _rows("street city region postal_code country kind", (*place, "registered"), (*place, "packing")),
        "identifiers": numbers | {"duns": str(dice.randint(100_000_000, 999_999_999))},
        "storefronts": _rows(
            "marketplace seller_id url", (market.name, seller.slug, f"https://{market.code}.example/{seller.slug}")
        ),
        "payout": {"holder": seller.name, "country": country, "number": str(dice.randint(10**11, 10**12 - 1))},
        "owners": _rows(
            "role name title country share",
            ("owner", seller.owner, "Managing director", country, "100"),
            ("officer", seller.officer, "Compliance", country, ""),
        ),
        "products": _rows("description hs origin", *((each.description, each.hs, country) for each in seller.products)),
        "volumes": {"monthly_parcels": f"{seller.parcels:.0f}", "busiest_month": f"{seller.parcels * 2:.0f}"},
        "parties": _rows(
            "kind name code",
            *(("carrier", party.name, party.code) for party in seller.carriers),
            ("broker", catalog.BROKER.name, ""),
        ),
        "consents": {consent.code: "yes" for consent in CONSENTS},
    }
    partly = dice.choice((None, *PARTLY))
    criteria: dict[str, Typed] = {
        section.key: {"answer": "yes", "explanation": ""} for section in SECTIONS if section.criterion
    }
    if partly:
        words = PARTLY[partly].format(city=seller.city.name, officer=seller.officer)
        criteria[f"criterion-{partly}"] = {"answer": "partly", "explanation": words}
    return sections | criteria


def practice_typed(seller: Seller) -> dict[str, Typed]:
    """Return the answers of a member about good practice, to two criteria or more, by the keys of the sections."""
    dice = stream("practice", seller.number)
    answered = dice.sample(sorted(PRACTICE), k=dice.randint(2, len(PRACTICE)))
    return {
        f"criterion-{number}": {"answer": answer, "explanation": words.format(officer=seller.officer)}
        for number, (answer, words) in PRACTICE.items()
        if number in answered
    }


def extract(seller: Seller, name: str) -> list[IdentifiedFile]:
    """Return an extract from the register as the one file of a form."""
    return [identify_file(name, [register_extract(seller)])]


def report_file(seller: Seller) -> list[IdentifiedFile]:
    """Return the report of a visit of today as the one file of a form."""
    return [identify_file("visit-report.pdf", [visit_report(seller, clock.today())])]


def register_extract(seller: Seller) -> bytes:
    """Draw a one-page PDF that looks like a scanned extract from a company register."""
    return _pdf(
        "EXTRACT FROM THE REGISTER OF COMPANIES (SIMULATED)",
        f"Name: {seller.name}",
        f"Seat: {seller.place}, {seller.country.code}",
        f"Director: {seller.owner}",
        f"Number: {stream('register', seller.number).randint(10**7, 10**8)}",
    )


def visit_report(seller: Seller, day: date) -> bytes:
    """Draw a one-page PDF that looks like an officer's report of a visit."""
    return _pdf(
        "REPORT OF A VALIDATION VISIT (SIMULATED)",
        f"Business: {seller.name}",
        f"Day: {day.isoformat()}",
        f"Place: {seller.place}, {seller.country.code}",
        f"Spoken to: {seller.owner}, {seller.officer}",
    )


def receipt(name: str, day: date) -> bytes:
    """Draw a one-page PDF that looks like the receipt of a registered letter."""
    return _pdf("RECEIPT OF A REGISTERED LETTER (SIMULATED)", f"To: {name}", f"Signed for: {day.isoformat()}")


def _pdf(*lines: str) -> bytes:
    text = " T* ".join(f"({line}) Tj" for line in lines)
    written = f"BT /F1 12 Tf 60 760 Td 20 TL {text} ET".encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 5 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(written), written),
        b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>",
    ]
    content, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(content)
