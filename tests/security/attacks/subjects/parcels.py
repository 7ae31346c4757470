"""Attacks on the answers about parcels and their senders: forgotten answers, contradictions, and what lies before."""

import re
from datetime import UTC, datetime

import httpx

from tests.security.attacks.registry import Outcome, attack, held_for_all, held_if
from tests.security.attacks.target import Target, form_token, post

DECLARED = "/api/v1/risk-assessments"
FEED = "/api/v1/status-changes"
ROSTER = "/api/v1/rosters"
# Declarations that once made a final answer forgotten.
OTHERWISE = {
    "another weight": {"weight_kg": "0.900"},
    "another seller": {"ksn": None, "seller": "S-OTHER", "seller_name": None},
    "another mode and seller": {"mode": "truck", "ksn": None, "seller": "S-OTHER", "seller_name": None},
    "another origin and goods": {"origin": "VN", "description": "Glass vase", "hs": "701399"},
    "another day": {"date": "2026-01-15"},
}


def _declare(target: Target, reference: str, **more: str | None) -> dict:
    """Declare a parcel, and return its assessment."""
    told = {
        "reference": reference,
        "date": datetime.now(UTC).date().isoformat(),
        "description": "Women's knitted cotton sweater",
        "hs": "611020",
        "origin": "CN",
        "departure": "CN",
        "value": "38.50",
        "currency": "USD",
        "weight_kg": "0.420",
        "mode": "air",
        "port": "4701",
    } | more
    if "ksn" not in more and "seller" not in more:
        told["seller"] = "S-ATTACK"
    sent = [{name: value for name, value in told.items() if value is not None}]
    return target.api().post(DECLARED, json=sent).json()["results"][0]["assessment"]


def _declared_otherwise(target: Target, number: str, **more: str | None) -> dict[str, object]:
    """Return the outcome of the parcel by each other way in which it is declared."""
    return {how: _declare(target, number, **more | other)["outcome"] for how, other in OTHERWISE.items()}


def _number(what: str) -> str:
    """Return a number of a parcel that no other run declared."""
    return f"{what}-{datetime.now(UTC):%H%M%S%f}"


def _changes(client: httpx.Client) -> list[dict]:
    return client.get(FEED, params={"after": 0, "limit": 1000}).json()["results"]


def _held_member(target: Target) -> str:
    """Return the number of a member whose parcels are held, by the answer to a declaration."""
    for ksn in dict.fromkeys(each["ksn"] for each in reversed(_changes(target.api())) if each["examine_all"]):
        if _declare(target, _number("HELD"), ksn=ksn)["outcome"] == "do_not_load":
            return ksn
    raise LookupError("no member of the demonstration has its parcels held")


def _listed_name(target: Target) -> str:
    """Return a name of the list of the demonstration, as the desk shows hits."""
    page = target.signed_in("officer").get("/admin/screening/businesshit/?state__exact=cleared").text
    found = re.search(r'class="field-name">(?:<[^>]*>)*([^<]+)<', page)
    if not found:
        raise LookupError("the demonstration has no cleared hit")
    return found[1].replace("&amp;", "&").replace("&#x27;", "'")


def _alarm(target: Target) -> str:
    """Declare a parcel that is to be screened, answer with an alarm, and return its number."""
    number, name = _number("ALARM"), _listed_name(target)
    asked = _declare(target, number, seller_name=name)
    answer = target.api().post(f"{DECLARED}/{asked['id']}/screening", json={"result": "alarm", "text": "X-ray."})
    if answer.status_code != httpx.codes.OK:
        raise LookupError(f"no screening was asked for: {asked['outcome']}")
    return number


@attack("A carrier declares a parcel otherwise after the alarm of its screening, to have it loaded")
def alarm_forgotten(target: Target) -> Outcome:
    number = _alarm(target)
    return held_for_all(_declared_otherwise(target, number), lambda outcome: outcome == "do_not_load")


def _alarm_page(target: Target, number: str) -> str:
    """Return the address of the page of a parcel's alarm at the desk."""
    listed = target.signed_in("officer").get("/admin/targeting/assessment/", params={"q": number}).text
    found = re.search(r"/admin/targeting/assessment/\d+/change/", listed)
    if not found:
        raise LookupError("the desk lists no assessment of the parcel")
    return found[0]


@attack("An officer sets an alarm aside by one press of a button, or by a confirmation of nothing")
def alarm_ended_unread(target: Target) -> Outcome:
    number, seen = _alarm(target), {}
    page, officer = _alarm_page(target, number), target.signed_in("officer")
    for token in ("", "on", "0" * 32, "e3b0c44298fc1c149afbf4c8996fb924"):
        form = {"act": "end_alarm", "end_alarm-reasons": "An attack tries this."}
        seen[f"token {token}"] = post(officer, page, form | ({"confirmed": token} if token else {})).status_code
        seen[f"after {token}"] = _declare(target, number)["outcome"]
    return held_for_all(seen, lambda found: found in (200, "do_not_load"))


@attack("Whoever may not record violations sets an alarm aside, or closes its work by saying that the alarm stands")
def alarm_ended_by_others(target: Target) -> Outcome:
    number, seen = _alarm(target), {}
    page = _alarm_page(target, number)
    for role in ("seller", "administrator", "policy manager"):
        for act in ("end_alarm", "uphold_alarm"):
            answer = post(target.signed_in(role), page, {"act": act, f"{act}-reasons": "An attack tries this."})
            seen[f"{act} by the {role}"] = "Done: " in answer.text
    listed = target.signed_in("officer").get(page).text
    seen["decided"] = 'value="end_alarm"' not in listed or 'value="uphold_alarm"' not in listed
    return held_for_all(seen, lambda done: not done)


@attack("A carrier declares a parcel anew after an officer said that its alarm stands")
def alarm_that_stands_forgotten(target: Target) -> Outcome:
    number = _alarm(target)
    form = {"act": "uphold_alarm", "uphold_alarm-reasons": "A swollen battery."}
    post(target.signed_in("officer"), _alarm_page(target, number), form)
    return held_for_all(_declared_otherwise(target, number), lambda outcome: outcome == "do_not_load")


@attack("A carrier declares a parcel of a held sender again under another sender")
def hold_forgotten(target: Target) -> Outcome:
    ksn, number = _held_member(target), _number("HELD")
    _declare(target, number, ksn=ksn)
    return held_for_all(_declared_otherwise(target, number, ksn=ksn), lambda outcome: outcome == "do_not_load")


@attack("A carrier types the number of a parcel with an alarm in another way")
def number_typed_otherwise(target: Target) -> Outcome:
    number = _alarm(target)
    ways = {
        "small": number.lower(),
        "blanks": f" {number[:3]} {number[3:]} ",
        "no dash": number.replace("-", ""),
        "full width": number.replace("A", "\uff21"),
        "Cyrillic": number.replace("A", "\u0410"),
        "invisible": number.replace("A", "A\u200b"),
    }
    seen = {how: _declare(target, typed)["outcome"] for how, typed in ways.items()}
    return held_for_all(seen, lambda outcome: outcome == "do_not_load")


@attack("A carrier avoids a screening that was asked for by declaring the parcel anew")
def screening_avoided(target: Target) -> Outcome:
    number = _number("SCREEN")
    asked = _declare(target, number, seller_name=_listed_name(target))
    seen = {"first": asked["outcome"]} | _declared_otherwise(target, number)
    return held_for_all(seen, lambda outcome: outcome == "request_screening")


@attack("A carrier buys time for an answer by declaring the parcel again")
def time_bought(target: Target) -> Outcome:
    number = _number("TIME")
    first = _declare(target, number, hs=None)
    again = _declare(target, number, hs=None, weight_kg="0.5")
    seen = f"{first['answer_by']} became {again['answer_by']}"
    return held_if(bool(first["answer_by"]) and again["answer_by"] == first["answer_by"], seen)


@attack("A carrier tries word after word for one parcel until the declaration passes")
def words_tried(target: Target) -> Outcome:
    number, api = _number("WORDS"), target.api()
    told = {"reference": number, "date": datetime.now(UTC).date().isoformat(), "seller": "S-ATTACK", "mode": "air"}
    codes = [api.post(DECLARED, json=[told | {"description": f"Goods of kind {count}"}]).json() for count in range(60)]
    refused = sum(bool(each["rejected"]) for each in codes)
    return held_if(refused >= 20, f"{len(codes) - refused} of {len(codes)} declarations of one parcel were assessed")


@attack("A partner counts through the assessments of other carriers' parcels")
def assessments_of_others(target: Target) -> Outcome:
    own = {each["id"] for each in target.api().get(DECLARED, params={"after": 0, "limit": 1000}).json()["results"]}
    others = [number for number in range(1, 60) if number not in own]
    seen = {str(number): target.api().get(f"{DECLARED}/{number}").status_code for number in others}
    return held_for_all(seen, lambda status: status == 404)


@attack("A partner gives a held sender its benefits, by the answer about its number")
def contradicting_answers(target: Target) -> Outcome:
    ksn, api = _held_member(target), target.api()
    answers = {
        "single": api.get(f"/api/v1/shippers/{ksn}").json(),
        "batch": api.post("/api/v1/status-checks", json={"ksns": [ksn]}).json()["results"][0],
    }
    seen = {
        how: (answer.get("examine_all"), [each["code"] for each in answer["benefits"]])
        for how, answer in answers.items()
    }
    page = target.visitor().get("/verify/", params={"ksn": ksn}).text
    seen["page"] = ("Every parcel is examined" in page, [])
    return held_for_all(seen, lambda told: told[0] is True and not {"front_of_line", "exam_rate"} & set(told[1]))


def _follower(target: Target) -> httpx.Client:
    """Return the partner's client with a token that may follow its roster alone."""
    client = target.visitor()
    answer = target.token(client, target.partner["client_id"], target.partner["client_secret"], scope="status:read")
    client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    return client


def _past_of(client: httpx.Client, ksn: str) -> list[list[str]]:
    """Return the reasons of the changes of a member that a follower reads from the beginning of the feed."""
    return [each["reasons"] for each in _changes(client) if each["ksn"] == ksn]


def _member_with_a_past(target: Target) -> str:
    return next(each["ksn"] for each in reversed(_changes(target.api())) if "suspended" in each["reasons"])


@attack("A partner lists a seller and reads its past suspensions in the feed")
def past_by_roster(target: Target) -> Outcome:
    ksn, client = _member_with_a_past(target), _follower(target)
    seen = {}
    uploads = {
        "array": ({"json": [ksn]}, client.post),
        "file": ({"content": f"ksn\n{ksn}\n", "headers": {"Content-Type": "text/csv"}}, client.post),
        "whole": ({"json": [ksn]}, client.put),
    }
    for how, (sent, send) in uploads.items():
        client.post(f"{ROSTER}/removals", json=[ksn])
        send(ROSTER, **sent)
        seen[how] = _past_of(client, ksn)
    client.post(f"{ROSTER}/removals", json=[ksn])
    return held_for_all(seen, lambda told: told in ([["listed"]], [["enrolled"]]))


@attack("A partner asks for the past of a seller that gave no consent")
def past_by_question(target: Target) -> Outcome:
    ksn, client = _member_with_a_past(target), _follower(target)
    seen = {
        path: client.get(f"/api/v1/shippers/{ksn}{path}").status_code
        for path in ("?as_of=2026-03-01", "/past?as_of=2026-03-01", "/evaluation", "/facts")
    }
    return held_for_all(seen, lambda status: status == 403)


def _found_parcel(target: Target) -> tuple[httpx.Client, str]:
    """Return an officer of an agency, and the address of a parcel that was found by its whole number."""
    shipments = target.signed_in("seller").get(f"/home/{target.business('seller')}/shipments/export.csv").text
    desk = target.signed_in("agency officer")
    for line in shipments.splitlines()[1:60]:
        for number in line.split(",")[:3]:
            page = desk.get("/admin/agencies/agencyparcel/", params={"q": number.strip('"')}).text
            if found := re.search(r"/admin/agencies/agencyparcel/([^/\"]+)/change/", page):
                return desk, found[1]
    raise LookupError("no parcel of the seller is in the competence of the agency")


@attack("An officer of an agency counts from one parcel to the next")
def parcels_counted(target: Target) -> Outcome:
    desk, sealed = _found_parcel(target)
    number, _dot, seal = sealed.partition(".")
    numbers = [*map(str, range(1, 40)), f"{int(number) + 1}.{seal}", number, f"{number}.{seal[::-1]}", f"{number}."]
    seen = {each: desk.get(f"/admin/agencies/agencyparcel/{each}/change/").status_code for each in numbers}
    return held_for_all(seen, lambda status: status in (302, 404))


@attack("An officer of an agency opens a parcel by the address of another sign-in")
def address_of_another_sign_in(target: Target) -> Outcome:
    _desk, sealed = _found_parcel(target)
    path = f"/admin/agencies/agencyparcel/{sealed}/change/"
    seen = {role: target.signed_in(role).get(path).status_code for role in ("agency officer", "seller")}
    seen["stranger"] = target.visitor().get(path).status_code
    return held_if(
        seen["agency officer"] == httpx.codes.OK
        and seen["seller"] in (302, 403, 404)
        and seen["stranger"] in (302, 403),
        str(seen),
    )


@attack("An officer of an agency holds a parcel that was released")
def released_parcel_held(target: Target) -> Outcome:
    desk, sealed = _found_parcel(target)
    path = f"/admin/agencies/agencyparcel/{sealed}/change/"
    page = desk.get(path).text
    answer = post(desk, path, {"act": "hold", "hold-grounds": "x", "hold-language": "en", "hold-until": "2026-12-15"})
    after = desk.get(path).text
    return held_if(
        bool(form_token(page))
        and "was released" in page
        and after.count("agencies/hold/") == page.count("agencies/hold/"),
        f"{answer.status_code}, and the page offers the hold",
    )
