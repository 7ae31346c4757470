"""Normal forms of the contacts of a business, and its match keys. The normal forms of names and addresses are in
`apps.matching`.

The functions are idempotent.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

import phonenumbers

from apps.core.fields import blind_index
from apps.core.mail_addresses import mailbox_of
from apps.core.text import plain_code
from apps.core.web_addresses import web_address
from apps.matching import folded, normal_name, normal_person, normal_postal_code, normal_street
from apps.shippers.models import Address, BankAccount, Identifier, MatchKey, Owner, Storefront

Kind = MatchKey.Kind

# Domains of free mail, shared by strangers: the largest by number of mailboxes, in the US and abroad.
_FREE_MAIL = (
    "gmail.com googlemail.com yahoo.com ymail.com outlook.com hotmail.com live.com msn.com icloud.com me.com aol.com",
    "proton.me protonmail.com gmx.com gmx.de web.de mail.com mail.ru yandex.com yandex.ru zoho.com qq.com foxmail.com",
    "163.com 126.com sina.com sohu.com aliyun.com naver.com",
)
FREE_MAIL = frozenset(" ".join(_FREE_MAIL).split())


@dataclass(frozen=True, slots=True)
class BusinessKey:
    """A value by which a business is compared.

    `digest` is keyed; staff may see `shown`; `normal` is compared for similarity, and is "" where only equality counts.
    """

    kind: str
    digest: bytes
    shown: str
    normal: str = ""


class ComparedProfile(Protocol):
    """The columns of a business from which its keys are made."""

    @property
    def name(self) -> str: ...
    @property
    def trade_name(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def website(self) -> str: ...
    @property
    def country(self) -> object: ...


def normal_phone(typed: str, country: str) -> str:
    """Return a phone number in E.164; "" for an impossible number. `country` completes a number without a country."""
    try:
        number = phonenumbers.parse(typed, country or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normal_web(url: str) -> tuple[str, bool]:
    """Return a web address without scheme and www, and whether the address is a whole site.

    A page of a site is not evidence for the site: each page of a marketplace may have another owner.
    """
    host, page = web_address(url)
    return host + page, not page


def keys_of(
    shipper: ComparedProfile,
    *,
    identifiers: Iterable[Identifier] = (),
    bank_accounts: Iterable[BankAccount] = (),
    addresses: Iterable[Address] = (),
    storefronts: Iterable[Storefront] = (),
    owners: Iterable[Owner] = (),
    devices: Iterable[bytes] = (),
) -> list[BusinessKey]:
    """Return all keys of a business, each once. `devices` are the digests of the browsers in which its people signed
    in.
    """
    keys = [BusinessKey(row.kind, bytes(row.digest), f"••••{row.last_four}") for row in identifiers]
    keys += [BusinessKey(Kind.BANK, bytes(row.digest), f"••••{row.last_four}") for row in bank_accounts]
    for name in (shipper.name, shipper.trade_name):
        normal = normal_name(name)
        keys.append(_key(Kind.NAME, normal, name, normal))
    keys.append(_key(Kind.PHONE, normal_phone(shipper.phone, str(shipper.country)), shipper.phone))
    keys += _mail_keys(shipper.email)
    keys += _web_keys(shipper.website)
    for row in addresses:
        keys.append(_address_key(row))
    for row in storefronts:
        seller = re.sub(r"\s", "", plain_code(row.seller_id)).casefold()
        shown = f"{row.marketplace} {row.seller_id}".strip()
        keys.append(_key(Kind.STOREFRONT, seller and f"{folded(row.marketplace)}:{seller}", shown))
        keys += _web_keys(row.url)
    for row in owners:
        person = normal_person(row.name)
        keys.append(_key(Kind.OWNER, person and f"{person}:{row.country}", f"{row.name}, {row.country}"))
    keys += map(device_key, devices)
    return list({(key.kind, key.digest): key for key in keys if key.digest}.values())


def device_key(digest: bytes) -> BusinessKey:
    """Return the key of a business for a browser in which somebody of the business signed in, by its digest."""
    return BusinessKey(Kind.DEVICE, digest, f"••••{digest.hex()[-4:]}")


def buyer_keys(*, buyer: str, country: str, email: str) -> list[BusinessKey]:
    """Return the keys of a business for the buyer in a sale that it declared: a person or a firm.

    Their digests are those of the contact, the owners and the name of a business, so that they meet the buyer's own.
    """
    person = normal_person(buyer)
    own = [
        _key(Kind.EMAIL, mailbox_of(email), email),
        _key(Kind.OWNER, person and f"{person}:{country}", f"{buyer}, {country}"),
        _key(Kind.NAME, normal_name(buyer), buyer),
    ]
    return [BusinessKey(Kind.SALE, key.digest, key.shown) for key in own if key.digest]


def contact_keys(*, emails: Iterable[str], phones: Iterable[str]) -> list[BusinessKey]:
    """Return the keys of e-mail addresses, with their domains, and of phone numbers in E.164, that somebody names as
    contacts.
    """
    keys = [key for email in emails for key in _mail_keys(email)]
    return [*keys, *(_key(Kind.PHONE, phone, phone) for phone in phones)]


def _key(kind: str, normal: str, shown: str, compared: str = "") -> BusinessKey:
    """Return the key of a normal text; the key of an empty text has no digest."""
    return BusinessKey(kind, blind_index(f"match:{kind}:{normal}") if normal else b"", shown[:300], compared[:300])


def _address_key(row: Address) -> BusinessKey:
    """Return the key of an address.

    Addresses with the same street and postal code (or city, without a postal code) are equal; similar ones are compared
    by their words.
    """
    country, street, city = str(row.country), normal_street(row.street), folded(row.city)
    postal = normal_postal_code(row.postal_code, country)
    shown = ", ".join(part for part in (row.street, row.city, row.region, row.postal_code, country) if part)
    exact = street and f"{street}|{postal or city}|{country}"
    return _key(Kind.ADDRESS, exact, shown, f"{street} {city} {postal.casefold()} {country.casefold()}")


def _mail_keys(email: str) -> Iterator[BusinessKey]:
    mailbox = mailbox_of(email)
    yield _key(Kind.EMAIL, mailbox, email)
    domain = mailbox.rpartition("@")[2]
    if domain not in FREE_MAIL:
        yield _key(Kind.DOMAIN, domain, domain)


def _web_keys(url: str) -> Iterator[BusinessKey]:
    normal, whole = normal_web(url)
    yield _key(Kind.DOMAIN if whole else Kind.PAGE, normal, normal)
