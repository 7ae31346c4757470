"""The register of Legal Entity Identifiers, which the Global Legal Entity Identifier Foundation (GLEIF) publishes.

The file is the golden copy of level 1 (LEI-CDF) as CSV, free for everybody:
https://www.gleif.org/en/lei-data/gleif-golden-copy/download-the-golden-copy. It has one line for each LEI that was ever
given, with over 300 columns, of which a dozen are read. A delta file has the same columns and fewer lines.

The parents of companies are another file, the golden copy of level 2 (RR-CDF), with a line for each relationship.
"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _lazy

from apps.screening.registers.cells import country_code, day_of, moment_of, plain_text, region_code, required_text
from apps.screening.registers.companies import Company
from apps.screening.registers.models import EntryState
from apps.screening.registers.parents import Parentage
from apps.screening.registers.selectors import RegisterCopy
from apps.shippers.identifiers import normal_identifier
from apps.shippers.models import Identifier

_ADDRESS = "Entity.LegalAddress."
_STREET = ("FirstAddressLine", *(f"AdditionalAddressLine.{line}" for line in (1, 2, 3)))

# The states of an LEI in which its facts are those of the business. One that moves to another issuer stays valid.
_CURRENT = frozenset({"ISSUED", "PENDING_TRANSFER", "PENDING_ARCHIVAL"})
_LAPSED = "LAPSED"
# The relationships of level 2 in which the end is a parent of the start, or the same company elsewhere. Those of funds
# tell who manages whose money.
_PARENTS = frozenset({"IS_DIRECTLY_CONSOLIDATED_BY", "IS_ULTIMATELY_CONSOLIDATED_BY", "IS_INTERNATIONAL_BRANCH_OF"})
# A relationship that lapsed was not confirmed in time, and is still the last that was told.
_TOLD = frozenset({"PUBLISHED", _LAPSED, "PENDING_TRANSFER", "PENDING_ARCHIVAL"})


class Gleif(RegisterCopy):
    """The copy of the LEI register."""

    code = "gleif"
    title = _lazy("LEI register")
    kind: str = Identifier.Kind.LEI
    columns: tuple[str, ...] = (
        "LEI",
        "Entity.LegalName",
        *(f"{_ADDRESS}{line}" for line in _STREET),
        *(f"{_ADDRESS}{part}" for part in ("City", "Region", "Country", "PostalCode")),
        "Entity.EntityStatus",
        "Registration.LastUpdateDate",
        "Registration.RegistrationStatus",
        "Registration.NextRenewalDate",
    )

    def company(self, cells: Mapping[str, str]) -> Company:
        """Return the company of a line; raise Invalid, saying what is wrong with the line."""
        status = required_text(cells, "Registration.RegistrationStatus")
        return Company(
            number=normal_identifier(self.kind, cells["LEI"]),
            name=required_text(cells, "Entity.LegalName"),
            street=", ".join(filter(None, (plain_text(cells[f"{_ADDRESS}{line}"]) for line in _STREET))),
            city=plain_text(cells[f"{_ADDRESS}City"]),
            region=region_code(cells[f"{_ADDRESS}Region"]),
            postal_code=plain_text(cells[f"{_ADDRESS}PostalCode"]),
            country=country_code(cells[f"{_ADDRESS}Country"]),
            state=_state(cells["Entity.EntityStatus"].strip(), status),
            status=status[:40],
            renew_by=day_of(cells["Registration.NextRenewalDate"]),
            updated_at=moment_of(cells["Registration.LastUpdateDate"]),
        )


class GleifParents:
    """The parents of companies by their LEIs."""

    code = "gleif_parents"
    kind: str = Identifier.Kind.LEI
    columns: tuple[str, ...] = (
        "Relationship.StartNode.NodeID",
        "Relationship.EndNode.NodeID",
        "Relationship.RelationshipType",
        "Relationship.RelationshipStatus",
        "Registration.LastUpdateDate",
        "Registration.RegistrationStatus",
    )

    def parentage(self, cells: Mapping[str, str]) -> Parentage | None:
        """Return what a line tells of a parent; None for a relationship of another kind."""
        kind = cells["Relationship.RelationshipType"].strip()
        if kind not in _PARENTS:
            return None
        return Parentage(
            number=normal_identifier(self.kind, cells["Relationship.StartNode.NodeID"]),
            parent=normal_identifier(self.kind, cells["Relationship.EndNode.NodeID"]),
            kind=kind,
            is_current=cells["Relationship.RelationshipStatus"].strip() == "ACTIVE"
            and cells["Registration.RegistrationStatus"].strip() in _TOLD,
            updated_at=moment_of(cells["Registration.LastUpdateDate"]),
        )


def _state(entity: str, registration: str) -> EntryState:
    if entity == "INACTIVE":
        return EntryState.ENDED
    if registration in _CURRENT:
        return EntryState.CURRENT
    return EntryState.LAPSED if registration == _LAPSED else EntryState.ENDED
