"""The profile of a business, with the time zone in which its time limits are counted."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.errors import InvalidInput
from apps.core.fields import blind_index
from apps.events.services import record
from apps.shippers.bank import SealedAccount
from apps.shippers.identifiers import normal_identifier
from apps.shippers.ksn import new_ksn
from apps.shippers.models import (
    Address,
    BankAccount,
    Identifier,
    Membership,
    Owner,
    ProductLine,
    Shipper,
    ShippingParty,
    Storefront,
)
from apps.shippers.roles import Ability
from apps.shippers.selectors import require, require_unmerged
from apps.shippers.services.keys import match_keys_refresh
from apps.shippers.zones import zone_names
from apps.tariff.agencies import agencies_of

type Rows = Iterable[Mapping[str, Any]]

# The parts of a profile, as columns of the shipper and as tables of rows.
_COLUMNS = {
    "business": ("name", "trade_name", "country", "website"),
    "contacts": ("email", "phone"),
    "volumes": ("monthly_parcels",),
}
_TABLES = {"addresses": Address, "storefronts": Storefront, "owners": Owner, "parties": ShippingParty}


@transaction.atomic
def shipper_create(*, actor: User) -> Shipper:
    """Create a business with an empty profile, owned by the user."""
    shipper = Shipper.objects.create()
    Membership.objects.create(shipper=shipper, user=actor, role=Membership.Role.OWNER)
    return shipper


def shippers_lock(shipper_ids: Collection[int]) -> dict[int, Shipper]:
    """Return businesses by id, locked until the transaction ends in the order of the ids."""
    found = Shipper.objects.select_for_update(no_key=True).filter(pk__in=shipper_ids).order_by("pk")
    return {shipper.pk: shipper for shipper in found}


@dataclass(frozen=True, slots=True)
class Profile:
    """The profile of a business, in clean values. `identifiers` maps kinds to numbers; `bank_account` holds the sealed
    number (`shippers.bank`), and is None where no account is known.
    """

    business: Mapping[str, Any]
    identifiers: Mapping[str, str] = field(default_factory=dict)
    addresses: Rows = ()
    storefronts: Rows = ()
    owners: Rows = ()
    products: Rows = ()
    bank_account: Mapping[str, Any] | None = None
    parties: Rows = ()


@transaction.atomic
def profile_replace(*, shipper_id: int, profile: Profile) -> Shipper:
    """Replace the profile of a business by attested values.

    Raises Invalid for a number that is not valid in its kind, Conflict for a record that was merged into another.
    """
    shipper = Shipper.objects.select_for_update(no_key=True).get(pk=shipper_id)
    require_unmerged(shipper)
    for name, value in profile.business.items():
        setattr(shipper, name, value)
    shipper.save(update_fields=list(profile.business))
    for model in (Identifier, ProductLine, BankAccount, *_TABLES.values()):
        model.objects.filter(shipper=shipper).delete()
    _rows_create([(shipper, profile)])
    return shipper


@transaction.atomic(savepoint=False)
def shippers_create(*, profiles: Sequence[Profile], owners: Mapping[int, User] = MappingProxyType({})) -> list[Shipper]:
    """Create businesses with a KSN that are known by their profiles, in as many statements for many as for one.

    `owners` are the people who own the teams, by the places of the profiles: a business without one has no team. Raises
    Invalid for a number that is not valid in its kind.
    """
    made = Shipper.objects.bulk_create(Shipper(ksn=new_ksn(), **profile.business) for profile in profiles)
    _rows_create(list(zip(made, profiles, strict=True)))
    Membership.objects.bulk_create(
        Membership(shipper=made[place], user=owner, role=Membership.Role.OWNER) for place, owner in owners.items()
    )
    return made


@transaction.atomic
def profile_part_replace(*, shipper_id: int, part: str, clean: Any) -> Shipper:
    """Replace one part of the profile of a business by accepted values.

    `part` is the key of a section of the application, `clean` the clean data of its strict form: the fields of a
    section, or the rows of a repeated section.

    Raises Invalid for a number that is not valid in its kind, Conflict for a record that was merged into another,
    ValueError for a part that has no table.
    """
    shipper = Shipper.objects.select_for_update(no_key=True).get(pk=shipper_id)
    require_unmerged(shipper)
    match part:
        case "business" | "contacts" | "volumes":
            columns = [name for name in _COLUMNS[part] if name in clean]
            for name in columns:
                setattr(shipper, name, clean[name])
            shipper.save(update_fields=columns)
        case "identifiers":
            numbers = {kind: clean[kind] for kind in Identifier.Kind.values}
            _replace(shipper, Identifier, _identifiers(shipper, numbers))
        case "payout":
            _replace(shipper, BankAccount, _bank_accounts(clean))
        case "products":
            _replace(shipper, ProductLine, _products(clean))
        case "addresses" | "storefronts" | "owners" | "parties":
            _replace(shipper, _TABLES[part], clean)
        case _:
            raise ValueError(f"No table holds the part {part}.")
    match_keys_refresh(shipper_ids=[shipper.pk])
    return shipper


@transaction.atomic
def ksn_issue(shipper: Shipper) -> str:
    """Give the shipper a Known Shipper Number, in the caller's transaction, and return it; a present number stays."""
    locked = Shipper.objects.select_for_update(no_key=True).get(pk=shipper.pk)
    if locked.ksn is None:
        locked.ksn = new_ksn()
        locked.save(update_fields=["ksn"])
    shipper.ksn = locked.ksn
    return locked.ksn


def identifier_columns(kind: str, value: str, *, country: str) -> dict[str, Any]:
    """Return the columns of an identifier except its shipper. Raises Invalid for a number that is not valid.

    `country` is that of the business, "" if it is not known.
    """
    number = normal_identifier(kind, value, country=country)
    return {"kind": kind, "value": number, "digest": blind_index(f"{kind}:{number}"), "last_four": number[-4:]}


def _identifiers(shipper: Shipper, numbers: Mapping[str, str]) -> Rows:
    country = shipper.country.code or ""
    return [identifier_columns(kind, value, country=country) for kind, value in sorted(numbers.items()) if value]


def _products(lines: Rows) -> Rows:
    return [{**line, "agencies": agencies_of(line["hs"])} for line in lines]


def _bank_accounts(account: Mapping[str, Any] | None) -> Rows:
    if account is None:
        return []
    number: SealedAccount = account["number"]
    kept = {"digest": bytes.fromhex(number["digest"]), "last_four": number["last_four"]}
    return [{name: value for name, value in account.items() if name != "number"} | kept]


def _rows_create(profiles: Sequence[tuple[Shipper, Profile]]) -> None:
    """Create the rows of businesses in all tables of their profiles, and write their keys."""
    rows: dict[type[Model], list[tuple[Shipper, Rows]]] = {
        Identifier: [(each, _identifiers(each, profile.identifiers)) for each, profile in profiles],
        ProductLine: [(each, _products(profile.products)) for each, profile in profiles],
        BankAccount: [(each, _bank_accounts(profile.bank_account)) for each, profile in profiles],
    }
    for part, model in _TABLES.items():
        rows[model] = [(each, getattr(profile, part)) for each, profile in profiles]
    for model, given in rows.items():
        model.objects.bulk_create(model(shipper=shipper, **row) for shipper, many in given for row in many)
    match_keys_refresh(shipper_ids=[each.pk for each, _profile in profiles])


def _replace(shipper: Shipper, model: type[Model], rows: Rows) -> None:
    model.objects.filter(shipper=shipper).delete()
    model.objects.bulk_create(model(shipper=shipper, **row) for row in rows)


@transaction.atomic
def time_zone_set(*, actor: User, shipper_id: int, time_zone: str) -> Shipper:
    """Choose the time zone of a business; "" stands for that of its place. Limits that run already do not change.

    Raises NotFound for users not on the team, NotAllowed for roles that only read, Invalid for an unknown zone.
    """
    require(actor, shipper_id, Ability.PREPARE)
    if time_zone and time_zone not in zone_names():
        message = _("Choose a time zone from the list.")
        raise InvalidInput(message, fields={"time_zone": [message]})
    shipper = Shipper.objects.select_for_update().get(pk=shipper_id)
    if shipper.time_zone != time_zone:
        shipper.time_zone = time_zone
        shipper.save(update_fields=["time_zone"])
        record(
            "shippers.time_zone_set",
            subject=("shipper", shipper_id),
            shipper_id=shipper_id,
            actor=actor,
            time_zone=time_zone,
        )
    return shipper
