"""Files of the LEI register, as GLEIF publishes them but for most of the columns."""

import csv
import io
from collections.abc import Sequence

# Columns of the golden copy in their order. Those that nobody reads stand for the 300 others.
COLUMNS = (
    "LEI",
    "Entity.LegalName",
    "Entity.LegalName.xmllang",
    "Entity.LegalAddress.FirstAddressLine",
    "Entity.LegalAddress.AdditionalAddressLine.1",
    "Entity.LegalAddress.AdditionalAddressLine.2",
    "Entity.LegalAddress.AdditionalAddressLine.3",
    "Entity.LegalAddress.City",
    "Entity.LegalAddress.Region",
    "Entity.LegalAddress.Country",
    "Entity.LegalAddress.PostalCode",
    "Entity.EntityStatus",
    "Registration.InitialRegistrationDate",
    "Registration.LastUpdateDate",
    "Registration.RegistrationStatus",
    "Registration.NextRenewalDate",
)
COMPANY = {
    "Entity.LegalName": "Blue Kite Toys LLC",
    "Entity.LegalName.xmllang": "en",
    "Entity.LegalAddress.FirstAddressLine": "1 Main Street",
    "Entity.LegalAddress.City": "Reno",
    "Entity.LegalAddress.Region": "US-NV",
    "Entity.LegalAddress.Country": "US",
    "Entity.LegalAddress.PostalCode": "89501",
    "Entity.EntityStatus": "ACTIVE",
    "Registration.InitialRegistrationDate": "2020-01-15T08:00:00Z",
    "Registration.LastUpdateDate": "2026-03-01T10:30:00.000Z",
    "Registration.RegistrationStatus": "ISSUED",
    "Registration.NextRenewalDate": "2027-03-01T00:00:00Z",
}


def lei_of(number: int) -> str:
    """Return a valid LEI, by ISO 17442: 18 characters and the check digits of ISO 7064 MOD 97-10."""
    base = f"5299{number:014d}"
    return f"{base}{98 - int(base + '00') % 97:02d}"


def line(number: int, **changed: str) -> dict[str, str]:
    """Return a line of the register; a column's last part names it, such as `LegalName` or `City`."""
    columns = {name.rpartition(".")[2]: name for name in COLUMNS}
    return COMPANY | {"LEI": lei_of(number)} | {columns[name]: value for name, value in changed.items()}


def content(lines: Sequence[dict[str, str]], columns: Sequence[str] = COLUMNS) -> bytes:
    """Return the file of these lines."""
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(lines)
    return file.getvalue().encode()
