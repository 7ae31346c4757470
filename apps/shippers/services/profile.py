"""The profile of a business, with the time zone in which its time limits are counted."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
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


@transaction.atomic
def profile_replace(
    *,
    shipper_id: int,
    business: Mapping[str, Any],
    identifiers: Mapping[str, str],
    addresses: Rows,
    storefronts: Rows,
    owners: Rows,
    products: Rows,
    bank_account: Mapping[str, Any],
    parties: Rows,
) -> Shipper:
    """Replace the profile of a business by attested values, which are clean.

    `identifiers` maps kinds to numbers; `bank_account` holds the sealed number (`shippers.bank`).

    Raises Invalid for a number that is not valid in its kind, Conflict for a record that was merged into another.
    """
    shipper = Shipper.objects.select_for_update(no_key=True).get(pk=shipper_id)
    require_unmerged(shipper)
    for field, value in business.items():
        setattr(shipper, field, value)
    shipper.save(update_fields=list(business))
    _identifiers_replace(shipper, identifiers)
    _replace(shipper, Address, addresses)
    _replace(shipper, Storefront, storefronts)
    _replace(shipper, Owner, owners)
    _replace(shipper, ProductLine, ({**product, "agencies": agencies_of(product["hs"])} for product in products))
    _replace(shipper, BankAccount, [_bank_account(**bank_account)])
    _replace(shipper, ShippingParty, parties)
    match_keys_refresh(shipper_ids=[shipper.pk])
    return shipper


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
            _identifiers_replace(shipper, {kind: clean[kind] for kind in Identifier.Kind.values})
        case "payout":
            _replace(shipper, BankAccount, [_bank_account(**clean)])
        case "products":
            _replace(shipper, ProductLine, ({**product, "agencies": agencies_of(product["hs"])} for product in clean))
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


def _identifiers_replace(shipper: Shipper, numbers: Mapping[str, str]) -> None:
    country = shipper.country.code or ""
    given = ((kind, value) for kind, value in sorted(numbers.items()) if value)
    _replace(shipper, Identifier, (identifier_columns(kind, value, country=country) for kind, value in given))


def _bank_account(*, number: SealedAccount, **fields: Any) -> dict[str, Any]:
    return fields | {"digest": bytes.fromhex(number["digest"]), "last_four": number["last_four"]}


def _replace(shipper: Shipper, model: type, rows: Rows) -> None:
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
