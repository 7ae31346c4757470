"""Attacks on what the site says: answers that are not true, numbers that are none, and notices that name nothing."""

import re

import httpx

from tests.security.attacks.registry import Outcome, attack, held_for_all, held_if
from tests.security.attacks.target import Target, form_token, post

CHECK = {
    "role": "own",
    "sells": "yes",
    "registered": "yes",
    "makers": "all",
    "banned": "no",
    "monthly_parcels": "20",
    "sales": "",
    "revenue": "",
}
NO_NUMBER = "Give at least one number"
EMBARGOED = {"CU": "31 CFR 515", "IR": "31 CFR 560", "KP": "31 CFR 510"}
SHIRT = {
    "reference": "TRUTH-1",
    "seller": "truth",
    "date": "2026-01-05",
    "hs": "610910",
    "description": "Knitted cotton T-shirt",
    "value": "20",
    "currency": "USD",
    "weight_kg": "0.5",
    "origin": "CN",
}


def _draft(target: Target) -> tuple[httpx.Client, str]:
    """Return the newcomer's client and the address of a draft of a new business of theirs."""
    client = target.signed_in("newcomer")
    answer = post(client, "/apply/", {"business": ""})
    found = re.search(r"/apply/\d+/", answer.headers.get("Location", ""))
    return client, found[0] if found else "/apply/0/"


def _saved(client: httpx.Client, path: str, typed: dict[str, str]) -> str:
    """Save a section of a draft, and return its page as it is shown afterwards."""
    page = client.get(path).text
    version = re.search(r'name="version" value="([\d.]*)"', page)
    client.post(path, data={"csrfmiddlewaretoken": form_token(page), "version": version[1] if version else "0"} | typed)
    return client.get(path).text


@attack("A seller in a country under embargo asks to be told that all conditions are met")
def embargo_met(target: Target) -> Outcome:
    seen = {}
    for country, law in EMBARGOED.items():
        client = target.visitor()
        post(client, "/eligibility/", CHECK | {"country": country})
        text = client.get("/eligibility/answer/").text
        seen[country] = law in text and "meet all conditions" not in text and "You can apply" not in text
    return held_for_all(seen, bool)


@attack("An applicant leaves the number of a person, in digits alone, in a draft before and after its country is known")
def person_in_digits(target: Target) -> Outcome:
    client, draft = _draft(target)
    business, identifiers, seen = f"{draft}sections/business/", f"{draft}sections/identifiers/", {}
    for country, number in (("PT", "213456788"), ("BR", "39053344705"), ("DE", "36574261809")):
        typed = {"tax": number, "checked_by": f"The bank, for {number}"}
        _saved(client, business, {"name": "Truth", "country": "VN"})
        _saved(client, identifiers, typed)
        _saved(client, business, {"name": "Truth", "country": country})
        seen[f"{country} before"] = number[-4:] in client.get(identifiers).text
        seen[f"{country} after"] = number[-4:] in _saved(client, identifiers, typed)
    return held_for_all(seen, lambda kept: not kept)


@attack("An applicant gives a tax number that its country never gave, and examples in place of numbers")
def numbers_that_are_none(target: Target) -> Outcome:
    client, draft = _draft(target)
    seen = {}
    for country, kind, number in (
        ("PT", "tax", "PT 99999"),
        ("PT", "tax", "99999"),
        ("BR", "tax", "16.727.230/0001-98"),
        ("US", "ein", "123456789"),
        ("US", "ein", "98-7654321"),
        ("VN", "duns", "111111111"),
    ):
        _saved(client, f"{draft}sections/business/", {"name": "Truth", "country": country})
        text = _saved(client, f"{draft}sections/identifiers/", {kind: number})
        seen[f"{country} {number}"] = "usa-error-message" in text and "Its form is right" not in text
    return held_for_all(seen, bool)


@attack("An applicant types a social security number or an identity card's number into each field for a number")
def numbers_of_persons(target: Target) -> Outcome:
    client, draft = _draft(target)
    seen = {}
    for field in ("ein", "tax", "tin", "duns", "checked_by"):
        for number in ("536-90-4399", "X5253868R"):
            text = _saved(client, f"{draft}sections/identifiers/", {field: number})
            seen[f"{field} {number}"] = number not in text and "number of a person" in text
    return held_for_all(seen, bool)


@attack("A trader whose only number is personal looks for a way that works")
def traders_without_a_number(target: Target) -> Outcome:
    client, draft = _draft(target)
    seen = {}
    for country in ("PT", "ES", "MX"):
        _saved(client, f"{draft}sections/business/", {"name": "Truth", "country": country})
        path = f"{draft}sections/identifiers/"
        empty = _saved(client, path, {"tax": "", "checked_by": ""})
        given = _saved(client, path, {"tax": "", "checked_by": "Bazaar, March 3, reference V-20117"})
        seen[country] = NO_NUMBER in empty and NO_NUMBER not in given
    return held_for_all(seen, bool)


@attack("An applicant leaves out what the addresses of a country must have")
def addresses_in_part(target: Target) -> Outcome:
    client, draft = _draft(target)
    seen = {}
    for country, region, code in (("US", "", ""), ("US", "Atlantis", "89501"), ("CA", "ON", ""), ("IN", "", "110034")):
        row = {"kind": "registered_packing", "street": "1 Road", "city": "Town", "country": country}
        typed = {f"row-0-{name}": value for name, value in (row | {"region": region, "postal_code": code}).items()}
        text = _saved(client, f"{draft}sections/addresses/", {"row-TOTAL_FORMS": "1"} | typed)
        seen[f"{country} {region} {code}"] = "usa-error-message" in text and 'value="1 Road"' in text
    return held_for_all(seen, bool)


@attack("A partner checks dangerous goods under the code of T-shirts, and hears nothing")
def dangerous_goods_as_shirts(target: Target) -> Outcome:
    seen = {}
    for goods in ("Lithium battery 18650", "Power bank", "锂电池", "Fireworks, assorted", "Butane lighter gas"):
        answer = target.api().post("/api/v1/shipments/validate", json=[SHIRT | {"description": goods}])
        seen[goods] = answer.status_code == 200 and "dangerous_goods" in answer.text
    return held_for_all(seen, bool)


@attack("A partner checks a value that is far from those of like goods, before any count of the day")
def values_never_compared(target: Target) -> Outcome:
    answer = target.api().post("/api/v1/shipments/validate", json=[SHIRT | {"value": "0.01"}])
    return held_if(
        answer.status_code == 200 and "value_per_kilogram" in answer.text,
        f"answered {answer.status_code}: {answer.text[:200]}",
    )


@attack("An officer proposes a removal that names no finding")
def removal_without_a_finding(target: Target) -> Outcome:
    client, business = target.signed_in("officer"), target.business("seller")
    path = f"/admin/shippers/shipper/{business}/change/"
    seen = {}
    for act in ("remove", "suspend"):
        answer = post(client, path, {"act": act, f"{act}-reasons": "No records.", f"{act}-language": "en"})
        seen[act] = answer.status_code
    return held_for_all(seen, lambda status: status != 302)


@attack("A seller who asked a question looks for how long answers take")
def answers_without_a_time(target: Target) -> Outcome:
    client, business = target.signed_in("seller"), target.business("seller")
    told = ("questions in the last 90 days were answered within", "how long answers take")
    answer = post(client, f"/home/{business}/questions/", {"subject": "A label", "text": "Which?", "language": "en"})
    text = client.get(answer.headers.get("Location", f"/home/{business}/questions/")).text
    return held_if(any(words in text for words in told), "the page tells no time")
