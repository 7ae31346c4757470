"""Answers that are known before anybody gives them. They are filled in, and may be changed. Pure."""

from apps.applications.sections.forms import AddressForm
from apps.applications.sections.register_facts import ADDRESSES, BUSINESS, answers_missing
from apps.applications.sections.registry import Typed
from apps.screening.registers.companies import Company
from apps.shippers.models import ShippingParty


def known_answers(*, email: str, business: Typed, company: Company | None = None) -> dict[str, Typed]:
    """Return the answers that are known of sections, by key.

    `email` is the address of the person who fills in the application, `business` the section of that name as typed,
    `company` what a register says of the business. A small shop packs at its office, most owners live and bank where
    the business is, and everybody needs a carrier.
    """
    country = {"country": business.get("country", "")}
    registered = {key: answers_missing(key, {}, company) if company else {} for key in (BUSINESS, ADDRESSES)}
    return {
        "business": registered[BUSINESS],
        "contacts": {"email": email},
        "addresses": {"rows": [{"kind": AddressForm.BOTH, **country, **registered[ADDRESSES]}]},
        "owners": {"rows": [country]},
        "payout": {"holder": business.get("name", ""), **country},
        "parties": {"rows": [{"kind": ShippingParty.Kind.CARRIER}]},
    }
