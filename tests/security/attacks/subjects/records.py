"""Attacks on the records of others: by their numbers, and by pages of the desk."""

from tests.security.attacks.registry import Outcome, attack, held_for_all
from tests.security.attacks.target import Target, form_token

PAGES = (
    "",
    "news/",
    "changes/",
    "benefits/",
    "record/",
    "tier/",
    "happened/",
    "certificate/",
    "shipments/",
    "shipments/export.csv",
    "violations/",
    "violations/export.xlsx",
    "uploads/",
    "questions/",
    "team/",
    "profile/",
    "annual-review/",
    "identities/",
    "shipping-parties/",
    "leave/",
)
DESK = (
    "/admin/",
    "/admin/work/item/",
    "/admin/shippers/shipper/",
    "/admin/accounts/user/",
    "/admin/audit/view/",
    "/admin/policy/policy/",
    "/admin/applications/application/1/change/",
    "/admin/search/?q=a",
)


@attack("A seller opens the pages of another seller's business by its number")
def pages_of_others(target: Target) -> Outcome:
    other, client = target.business("suspended seller"), target.signed_in("seller")
    seen = {path: client.get(f"/home/{other}/{path}").status_code for path in PAGES}
    return held_for_all(seen, lambda status: status == 404)


@attack("A seller changes another seller's business by its number")
def changes_of_others(target: Target) -> Outcome:
    other, client = target.business("suspended seller"), target.signed_in("seller")
    token = form_token(client.get(f"/home/{target.business('seller')}/team/").text)
    forms = {
        "team/": {"email": "mole@attack.example", "role": "owner"},
        "questions/": {"subject": "x", "text": "x"},
        "leave/": {"confirm": "on"},
        "time-zone/": {"time_zone": "UTC"},
        "identities/": {},
        "violations/disclose/": {},
    }
    seen = {
        path: client.post(f"/home/{other}/{path}", data={"csrfmiddlewaretoken": token} | form).status_code
        for path, form in forms.items()
    }
    return held_for_all(seen, lambda status: status in (403, 404, 405))


@attack("A seller counts through the numbers of applications, messages and files")
def numbers_of_others(target: Target) -> Outcome:
    client, business = target.signed_in("newcomer"), target.business("seller")
    paths = [
        *(f"/apply/{number}/" for number in range(1, 16)),
        *(f"/apply/{number}/files/{number}/" for number in range(1, 6)),
        *(f"/inbox/{number}/" for number in range(1, 16)),
        *(f"/home/{business}/files/{number}/" for number in range(1, 6)),
        *(f"/home/{business}/uploads/{number}/" for number in range(1, 6)),
    ]
    return held_for_all({path: client.get(path).status_code for path in paths}, lambda status: status == 404)


@attack("A seller's own business is named in the address with another seller's records")
def records_under_ones_own_business(target: Target) -> Outcome:
    mine, client = target.business("suspended seller"), target.signed_in("suspended seller")
    other = target.signed_in("seller").get(f"/home/{target.business('seller')}/shipments/").text
    numbers = [part.split("/")[0] for part in other.split("/shipments/")[1:] if part[:1].isdigit()][:10]
    seen = {number: client.get(f"/home/{mine}/shipments/{number}/").status_code for number in numbers}
    return held_for_all(seen, lambda status: status == 404)


@attack("A seller opens the pages of the desk")
def desk_as_seller(target: Target) -> Outcome:
    seen = {path: target.signed_in("seller").get(path).status_code for path in DESK}
    return held_for_all(seen, lambda status: status in (302, 403, 404))


@attack("A stranger opens the pages of the desk and of sellers without signing in")
def closed_pages_as_stranger(target: Target) -> Outcome:
    business = target.business("seller")
    paths = (*DESK, "/home/", "/inbox/", "/account/", f"/home/{business}/", f"/home/{business}/shipments/export.csv")
    seen = {path: target.visitor().get(path).status_code for path in paths}
    return held_for_all(seen, lambda status: status in (302, 403))


@attack("An officer opens what only an administrator may: accounts of staff, partners' access")
def accounts_as_officer(target: Target) -> Outcome:
    paths = ("/admin/accounts/user/add/", "/admin/partners/partner/add/", "/admin/audit/view/")
    seen = {path: target.signed_in("officer").get(path).status_code for path in paths}
    return held_for_all(seen, lambda status: status in (302, 403, 404))


RECORD = ("evaluation", "facts", "past?as_of=2026-09-30", "past?as_of=2026-09-30&known_at=2026-10-31")


@attack("A seller asks the API for the findings, the facts and the past of another seller by its number")
def record_of_others(target: Target) -> Outcome:
    other, client = target.ksn("suspended seller"), target.signed_in("seller")
    seen = {path: client.get(f"/api/v1/shippers/{other}/{path}").status_code for path in RECORD}
    return held_for_all(seen, lambda status: status == 404)


@attack("A seller asks in lower case, with blanks, and by another seller's number beside its own")
def record_of_others_misspelt(target: Target) -> Outcome:
    other, mine, client = target.ksn("suspended seller"), target.ksn("seller"), target.signed_in("seller")
    spelt = (other.lower(), f"%20{other}", f"{other}%20", f"{other}%00", f"{mine},{other}", f"{mine}%2F..%2F{other}")
    seen = {number: client.get(f"/api/v1/shippers/{number}/facts").status_code for number in spelt}
    return held_for_all(seen, lambda status: status in (400, 404))


@attack("A stranger asks the API for the findings, the facts and the past of a member")
def record_as_stranger(target: Target) -> Outcome:
    number = target.ksn("seller")
    seen = {path: target.visitor().get(f"/api/v1/shippers/{number}/{path}").status_code for path in RECORD}
    return held_for_all(seen, lambda status: status in (401, 403))


@attack("A seller sees from the public page of a number more than status, proof and tier, such as a path or a rate")
def record_on_the_public_page(target: Target) -> Outcome:
    client = target.signed_in("seller")
    page = client.get(f"/verify/?ksn={target.ksn('suspended seller')}").text
    told = {word: word in page for word in ("opened at random", "Compliance rate", "Wait until", "Suspension of")}
    return held_for_all(told, lambda is_told: not is_told)


@attack("A seller asks for its past on days that can't be")
def record_on_days_that_can_not_be(target: Target) -> Outcome:
    mine, client = target.ksn("seller"), target.signed_in("seller")
    days = ("0001-01-01", "9999-12-31", "2026-02-30", "tomorrow", "", "2026-01-01T00:00:00Z", "%00", "-1")
    asked = [*(f"past?as_of={day}" for day in days), *(f"past?as_of=2026-01-01&known_at={day}" for day in days)]
    seen = {path: client.get(f"/api/v1/shippers/{mine}/{path}").status_code for path in asked}
    return held_for_all(seen, lambda status: status < 500)
