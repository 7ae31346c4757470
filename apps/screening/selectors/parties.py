"""The parties of our businesses that are compared with the lists: each business, its owners, and who signs for it."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Prefetch

from apps.matching import BearerKind
from apps.screening.models import PartyRole
from apps.screening.parties import ComparedParty
from apps.shippers.models import Membership, Shipper
from apps.shippers.roles import SIGNERS
from apps.shippers.selectors import not_ended

# The length of the longest name in a profile.
MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class OwnParty:
    """A name of a business or of a person behind the business, with all that is compared. `roles` say whose name."""

    shipper_id: int
    roles: tuple[PartyRole, ...]
    party: ComparedParty

    @property
    def name(self) -> str:
        return self.party.name

    @property
    def digest(self) -> str:
        """Return a digest of all that is compared, which is equal as long as nothing of the party changes."""
        facts = [self.party.name, self.party.kind, *map(sorted, (self.party.countries, self.party.addresses))]
        return sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Named:
    """A name in the profile of a business. People and firms own businesses, and a business may have a person's name, so
    only of those who signed in themselves is it known that they are persons.
    """

    role: PartyRole
    name: str
    countries: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()

    @property
    def kind(self) -> BearerKind:
        return BearerKind.PERSON if self.role == PartyRole.SIGNATORY else BearerKind.ANY


def parties_of(shipper_ids: Collection[int]) -> dict[int, list[OwnParty]]:
    """Return the parties of businesses by the id of the business, in a few queries, however many businesses.

    A record that was merged into another has none: the business goes on under the other. Numbers are sealed and left
    out. One name in several parts is one party.
    """
    found: dict[int, list[OwnParty]] = {shipper_id: [] for shipper_id in shipper_ids}
    signers = Membership.objects.filter(not_ended(), role__in=SIGNERS).select_related("user").order_by("pk")
    shippers = Shipper.objects.filter(pk__in=found, merged_into=None).select_related("bank_account")
    for shipper in shippers.prefetch_related("addresses", "owners", Prefetch("team", signers, "signers")):
        found[shipper.pk] = _merge_parties(shipper)
    return found


def _merge_parties(shipper: Shipper) -> list[OwnParty]:
    """Return the parties of a business, those with one name as one."""
    named: dict[str, list[_Named]] = {}
    for one in _named_parties(shipper):
        if name := " ".join(one.name.split())[:MAX_NAME]:
            named.setdefault(name, []).append(one)
    return [
        OwnParty(
            shipper_id=shipper.pk,
            roles=tuple(dict.fromkeys(one.role for one in same)),
            party=ComparedParty(
                name=name,
                kind=same[0].kind if len({one.kind for one in same}) == 1 else BearerKind.ANY,
                countries=_each(country for one in same for country in one.countries),
                addresses=_each(address for one in same for address in one.addresses),
            ),
        )
        for name, same in named.items()
    ]


def _named_parties(shipper: Shipper) -> Iterator[_Named]:
    addresses = sorted(shipper.addresses.all(), key=lambda address: address.pk)
    countries = _each([shipper.country.code or "", *(address.country.code or "" for address in addresses)])
    lines = tuple(
        ", ".join(filter(None, (one.street, one.city, one.region, one.postal_code, one.country.code)))
        for one in addresses
    )
    yield _Named(PartyRole.BUSINESS, shipper.name, countries, lines)
    yield _Named(PartyRole.TRADE_NAME, shipper.trade_name, countries, lines)
    for owner in sorted(shipper.owners.all(), key=lambda owner: owner.pk):
        yield _Named(PartyRole.OWNER, owner.name, _each([owner.country.code or ""]))
    if account := getattr(shipper, "bank_account", None):
        # The country of the bank is not that of the holder.
        yield _Named(PartyRole.ACCOUNT_HOLDER, account.holder)
    # pyrefly: ignore[missing-attribute] (prefetched by `parties_of`)
    for place in shipper.signers:
        yield _Named(PartyRole.SIGNATORY, place.user.name)


def _each(values: Iterator[str] | list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
