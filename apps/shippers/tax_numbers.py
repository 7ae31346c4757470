"""The tax numbers of a country: which are those of a business, and which belong to a person. Pure.

The forms and check digits are those of python-stdnum. A country stands in `COUNTRIES` if python-stdnum knows all
numbers under which that country taxes its businesses; of any other country a tax number can't be checked.

In some countries a trader without a company is taxed under a number that is also that of an identity card, or that
follows the person through life. The program takes no such number (`is_personal`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from apps.core.codes import code_form


@dataclass(frozen=True, slots=True)
class TaxNumbers:
    """The numbers of a country. `business` and `personal` name modules of `stdnum`; `person` is the form of the numbers
    of persons where one module has those of persons and of businesses. `unchecked` are numbers of businesses without a
    check digit: one that is right as the number of a person, by its check digit, is the person's.
    """

    business: tuple[str, ...]
    personal: tuple[str, ...] = ()
    person: str = ""
    unchecked: tuple[str, ...] = ()


# Social security and taxpayer numbers of persons in the United States, as people write them. An EIN has its hyphen
# after two digits.
_US_PERSON = re.compile(r"\d{3}[- ]\d{2}[- ]\d{4}")
# The number by which Germany knows a business: its VAT number, and five digits that tell its activities apart (section
# 139c of the Abgabenordnung).
_GERMAN_ACTIVITY = re.compile(r"(DE\d{9})\d{5}")
# Nothing else is given to python-stdnum, some of whose modules fail on other signs.
_NUMBER = re.compile(r"[A-Z0-9&Ñ]{5,30}")

COUNTRIES: dict[str, TaxNumbers] = {
    "AR": TaxNumbers(("ar.cuit",), ("ar.dni",), r"2\d{10}"),
    "AT": TaxNumbers(("at.uid", "at.tin")),
    "AU": TaxNumbers(("au.abn", "au.acn"), ("au.tfn",)),
    "BE": TaxNumbers(("be.vat",), ("be.nn",)),
    "BR": TaxNumbers(("br.cnpj",), ("br.cpf",)),
    "CA": TaxNumbers(("ca.bn",)),
    "CH": TaxNumbers(("ch.uid", "ch.vat"), ("ch.ssn",)),
    "CN": TaxNumbers(("cn.uscc",), ("cn.ric",)),
    "CZ": TaxNumbers(("cz.dic",), ("cz.rc",), r"(CZ)?\d{9,10}"),
    "DE": TaxNumbers(("de.vat",), ("de.idnr",), unchecked=("de.stnr",)),
    "DK": TaxNumbers(("dk.cvr",), ("dk.cpr",)),
    "ES": TaxNumbers(("es.nif",), (), r"(ES)?[\dKLMXYZ].*"),
    "FI": TaxNumbers(("fi.alv", "fi.ytunnus"), ("fi.hetu",)),
    "FR": TaxNumbers(("fr.tva", "fr.siren", "fr.siret"), ("fr.nif", "fr.nir")),
    "GB": TaxNumbers(("gb.vat", "gb.utr")),
    "IE": TaxNumbers(("ie.vat",)),
    "IN": TaxNumbers(("in_.gstin", "in_.pan"), ("in_.aadhaar",), r"[A-Z]{3}P[A-Z]\d{4}[A-Z]"),
    "IT": TaxNumbers(("it.iva",), ("it.codicefiscale",)),
    "KR": TaxNumbers(("kr.brn",), ("kr.rrn",)),
    "MX": TaxNumbers(("mx.rfc",), ("mx.curp",), r"[A-Z&Ñ]{4}.*"),
    "NL": TaxNumbers(("nl.btw",)),
    "NO": TaxNumbers(("no.mva", "no.orgnr"), ("no.fodselsnummer",)),
    "NZ": TaxNumbers(("nz.ird",)),
    "PE": TaxNumbers(("pe.ruc",), ("pe.cui",), r"1[057]\d{9}"),
    "PL": TaxNumbers(("pl.nip",), ("pl.pesel",)),
    "PT": TaxNumbers(("pt.nif",), ("pt.cc",), r"(PT)?([123]|45).*"),
    "SE": TaxNumbers(("se.vat", "se.orgnr"), ("se.personnummer",), r"(SE)?\d\d[01]\d{7}(01)?"),
    "TR": TaxNumbers(("tr.vkn",), ("tr.tckimlik",)),
    "TW": TaxNumbers(("tw.ubn",)),
    "US": TaxNumbers(("us.ein",), ("us.ssn", "us.itin")),
}


def country_of(number: str, country: str = "") -> str:
    """Return the country whose numbers a tax number has to follow: that of the business, or if it is not known, that
    of the two letters before the digits; "" if the number can't be checked.
    """
    if country:
        return country if country in COUNTRIES else ""
    named = number[:2]
    return named if named in COUNTRIES and number[2:3].isdigit() else ""


def is_business(number: str, country: str) -> bool:
    """Return whether a number is one under which a country of `COUNTRIES` taxes a business."""
    known = COUNTRIES[country]
    if _is_valid(number, known.business):
        return not _is_person(number, known)
    return _is_valid(number, known.unchecked) and not _is_valid(number, known.personal)


def is_personal(number: str, country: str) -> bool:
    """Return whether a number is that of a person in a country; False where nothing is known of that country."""
    known = COUNTRIES.get(country)
    if known is None or is_business(number, country):
        return False
    return _is_valid(number, (*known.personal, *known.business) if _is_person(number, known) else known.personal)


def is_written_as_personal(typed: str, country: str = "", *, among_words: bool = False) -> bool:
    """Return whether a text can only be the number of a person: one that is personal in the `country` of the business;
    whatever that country, a social security or taxpayer number as people of the United States write theirs, or a number
    with letters that is personal in one country and that of a business in none.

    `among_words`: digits alone may be a day or the reference of a letter. They count where a check digit tells.
    """
    number = plain_number(typed)
    if _US_PERSON.fullmatch(typed.strip()):
        return True
    if not any(map(str.isdigit, number)):
        return False
    if number.isdigit():
        return is_personal(number, country) and not (among_words and _has_no_check(number, country))
    return any(is_personal(number, country) for country in COUNTRIES) and not any(
        is_business(number, country) for country in COUNTRIES
    )


def plain_number(typed: str) -> str:
    """Return a number without the spaces and marks that people write in it, in capital letters."""
    return re.sub(r"[\s.\-/]", "", code_form(typed))


def without_activity(number: str) -> str:
    """Return a number in plain form without the digits by which Germany tells the activities of one business apart."""
    german = _GERMAN_ACTIVITY.fullmatch(number)
    return german[1] if german else number


def _is_valid(number: str, modules: Iterable[str]) -> bool:
    return bool(_NUMBER.fullmatch(number)) and any(_module(name).is_valid(number) for name in modules)


def _has_no_check(number: str, country: str) -> bool:
    """Return whether numbers of a country that differ in their last digit alone are all those of persons."""
    return all(is_personal(f"{number[:-1]}{digit}", country) for digit in range(10))


def _is_person(number: str, known: TaxNumbers) -> bool:
    return bool(known.person and re.fullmatch(known.person, number))


@cache
def _module(name: str) -> Any:
    return import_module(f"stdnum.{name}")
