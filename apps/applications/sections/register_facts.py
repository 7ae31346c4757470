"""The facts of a company register beside the answers of an application, and the answers filled in from them. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django_countries import countries

from apps.applications.sections.forms import AddressForm
from apps.applications.sections.registry import Typed, section_of
from apps.core.lazy import Promise
from apps.matching import folded, normal_name, normal_postal_code, normal_street
from apps.screening.registers.companies import Company
from apps.shippers.models import Address
from apps.shippers.us_states import state_code

BUSINESS, ADDRESSES = "business", "addresses"
# The answers to the question what is at an address, of which one names the registered office.
OFFICE = (Address.Kind.REGISTERED, AddressForm.BOTH)


@dataclass(frozen=True, slots=True)
class RegisterFact:
    """A fact of a register beside the answer to the same question, both as the form of the section has them.

    `answer`: "" if nothing was answered. `same`: the two differ at most in their spelling.
    """

    section: str
    name: str
    text: str
    answer: str
    same: bool

    @property
    def label(self) -> str | Promise:
        """Return the question."""
        return section_of(self.section).form.base_fields[self.name].label or ""

    @property
    def differs(self) -> bool:
        return bool(self.answer) and not self.same

    @property
    def register_words(self) -> str:
        """Return the fact in words."""
        return self._words(self.text)

    @property
    def answer_words(self) -> str:
        """Return the answer in words."""
        return self._words(self.answer)

    def _words(self, text: str) -> str:
        return (countries.name(text) or text) if self.name == "country" else text


def facts_compared(company: Company, sections: Mapping[str, Typed]) -> list[RegisterFact]:
    """Return what a register says of a company beside the answers as typed, by the keys of their sections.

    The address is compared with that of the registered office.
    """
    return [
        *_facts(BUSINESS, sections.get(BUSINESS) or {}, company),
        *_facts(ADDRESSES, _office(sections) or {}, company),
    ]


def answers_filled(company: Company, sections: Mapping[str, Typed]) -> dict[str, Typed]:
    """Return those of these sections in which an answer was empty that a register knows, with that answer."""
    filled: dict[str, Typed] = {}
    business, office = sections.get(BUSINESS), _office(sections)
    if business is not None and (missing := answers_missing(BUSINESS, business, company)):
        filled[BUSINESS] = business | missing
    if office is not None and (missing := answers_missing(ADDRESSES, office, company)):
        filled[ADDRESSES] = {
            "rows": [row | missing if row is office else row for row in sections[ADDRESSES]["rows"]],
        }
    return filled


def answers_missing(section: str, typed: Typed, company: Company) -> Typed:
    """Return what a register knows of the empty answers of a section, or of its row of the registered office.

    A fact that is longer than the form takes is left out.
    """
    fields = section_of(section).form.base_fields
    found = {fact.name: fact.text for fact in _facts(section, typed, company) if not fact.answer}
    longest = {name: getattr(fields[name], "max_length", None) for name in found}
    return {name: text for name, text in found.items() if len(text) <= (longest[name] or len(text))}


def _office(sections: Mapping[str, Typed]) -> Typed | None:
    rows = (sections.get(ADDRESSES) or {}).get("rows") or []
    return next((row for row in rows if row.get("kind") in OFFICE), None)


def _facts(section: str, typed: Typed, company: Company) -> Iterator[RegisterFact]:
    for name, text in _register_values(section, company).items():
        answer = str(typed.get(name) or "").strip()
        if text:
            same = _normal(name, text, company.country) == _normal(name, answer, company.country)
            yield RegisterFact(section, name, text, answer, same)


def _register_values(section: str, company: Company) -> dict[str, str]:
    """Return what a register says, by the names of a section's fields; "" for what it does not say."""
    if section == BUSINESS:
        return {"name": company.name, "country": company.country}
    return {
        "street": company.street,
        "city": company.city,
        # Elsewhere a region's code says nothing to people, who write its name.
        "region": company.region.removeprefix("US-") if company.country == "US" else "",
        "postal_code": company.postal_code,
        "country": company.country,
    }


def _normal(name: str, text: str, country: str) -> str:
    """Return an answer in the form in which spelling, abbreviations and the form of the company don't count."""
    match name:
        case "name":
            return normal_name(text)
        case "street":
            return normal_street(text)
        case "region":
            return state_code(text) or folded(text)
        case "postal_code":
            return normal_postal_code(text, country)
    return folded(text)
