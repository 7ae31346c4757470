"""The likeness of firms of agencies' files and businesses here: which pairs are probably one firm. Pure functions.

The probability of a pair follows from the pair alone, so that it does not matter which other firms are compared with
it, or when. Measured on the FDA's firms, how rare words are among all of them adds nothing (ADR 0096).
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from apps.agencies.models import FiledFirm
from apps.matching import BearerKind, RecordAgreement, pairs_found, prepare_firm, prepare_name, token_keys


@dataclass(frozen=True, slots=True)
class ComparedBusiness:
    """A business as firms are compared with it: legal and trade name, registered office in one line, and country."""

    shipper_id: int
    names: tuple[str, ...]
    office: str
    country: str

    @property
    def keys(self) -> frozenset[str]:
        """Return the keys of the names: a firm that is like the business shares one."""
        return frozenset(key for name in self.names for key in firm_keys(name))


@dataclass(frozen=True, slots=True)
class FirmMatch:
    """A firm and a business that are probably one."""

    firm: FiledFirm
    business: ComparedBusiness
    agreement: RecordAgreement

    @property
    def probability(self) -> float:
        return self.agreement.probability

    @property
    def digest(self) -> str:
        return pair_digest(self.firm, self.business)


def firm_keys(name: str) -> list[str]:
    """Return the keys by which an index finds the name of a firm, in order."""
    return sorted(token_keys(prepare_name(name, BearerKind.ORGANIZATION)))


def pair_digest(firm: FiledFirm, business: ComparedBusiness) -> str:
    """Return a digest of everything that is compared between a firm and a business. The digest changes if one of the
    two changes.
    """
    facts = [firm.name, firm.address, firm.country.code or "", business.names, business.office, business.country]
    return sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def matches_found(firms: Sequence[FiledFirm], businesses: Sequence[ComparedBusiness]) -> Iterator[FirmMatch]:
    """Yield the pairs of a firm and a business that are probably one. A business with two names may come twice."""
    lefts = [prepare_firm(firm.name, firm.address, firm.country.code or "") for firm in firms]
    named = [(business, name) for business in businesses for name in business.names]
    rights = [prepare_firm(name, business.office, business.country) for business, name in named]
    for left, right, agreement in pairs_found(lefts, rights):
        yield FirmMatch(firms[left], named[right][0], agreement)
