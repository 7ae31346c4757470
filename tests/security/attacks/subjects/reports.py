"""Attacks by reports of partners: what they say of others, under others' numbers, and of days that have not come."""

import json
import re
import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx

from tests.security.attacks.registry import Outcome, attack, held_for_all, held_if
from tests.security.attacks.target import Target, form_token

SHIPMENTS, VIOLATIONS = "/api/v1/shipments", "/api/v1/violations"
DECLARED = "/api/v1/risk-assessments"
CARRIER, MARKETPLACE = "demonstration-carrier", "demonstration-marketplace"
IMPORT_SECONDS = 30
OTHERS = ("marketplace", "carrier")


@attack("A seller's system confesses a rival's narcotics by fraud in the rival's name")
def forged_confession(target: Target) -> Outcome:
    confession = _violation(target.ksn("suspended seller"), category="narcotics", self_disclosed=True)
    answer = target.system("seller").post(VIOLATIONS, json=[confession | {"culpability": "fraud"}]).json()
    return held_if(_refusals(answer) == ["not_allowed"], str(answer))


@attack("A seller's system confesses for a rival line by line of an import")
def imported_confession(target: Target) -> Outcome:
    rival = target.ksn("suspended seller")
    lines = "\n".join(json.dumps(_violation(rival, self_disclosed=True)) for _ in range(2))
    found = _imported(target.system("seller"), "violations", lines)
    return held_if((found["accepted"], found["rejected"]) == (0, 2), str(found))


@attack("A seller's system reports a rival's parcels, and parcels of codes of its own making")
def parcels_of_a_rival(target: Target) -> Outcome:
    rival, system = target.ksn("suspended seller"), target.system("seller")
    parcels = [_parcel(rival), _parcel("") | {"seller": "rival"}]
    seen = {path: _refusals(system.post(path, json=parcels).json()) for path in (SHIPMENTS, f"{SHIPMENTS}/validate")}
    return held_for_all(seen, lambda refusals: refusals == ["not_allowed"] * 2)


@attack("A marketplace and a carrier say that a seller disclosed what it did not")
def confession_without_consent(target: Target) -> Outcome:
    told = _violation(target.ksn("seller"), category="marking", self_disclosed=True)
    seen = {kind: _remarks(target.system(kind).post(VIOLATIONS, json=[told]).json()) for kind in OTHERS}
    return held_for_all(seen, lambda remarks: remarks == ["claim"])


@attack("Reporters claim fraud, a laboratory, another's fault and a penalty as if they had found them")
def findings_of_others(target: Target) -> Outcome:
    claims = (
        {"culpability": "fraud"},
        {"basis": "laboratory"},
        {"basis": "list_match"},
        {"attribution": "broker"},
        {"determination": "sustained"},
    )
    number, seen = target.ksn("seller"), {}
    for kind in OTHERS:
        for claim in claims:
            told = target.system(kind).post(VIOLATIONS, json=[_violation(number, category="marking") | claim]).json()
            seen[f"{kind} {claim}"] = _remarks(told)
    return held_for_all(seen, lambda remarks: remarks in (["claim"], ["alleged"]))


@attack("A carrier moves another's parcel to another seller as seized by naming the other as its issuer")
def parcel_moved(target: Target) -> Outcome:
    own, rival = target.ksn("seller"), target.ksn("suspended seller")
    parcel = _parcel(own, issuer=MARKETPLACE)
    target.system("marketplace").post(SHIPMENTS, json=[parcel])
    moved = parcel | {"ksn": rival, "disposition": "seized"}
    answers = {"moved": target.system("carrier").post(SHIPMENTS, json=[moved]).json()}
    answers["seized"] = target.system("carrier").post(SHIPMENTS, json=[parcel | {"disposition": "seized"}]).json()
    return held_for_all(answers, lambda answer: (answer["amended"], len(answer["rejected"])) == (0, 1))


@attack("A partner gives countries and codes that are none, and addresses of its own, as what was found")
def found_made_up(target: Target) -> Outcome:
    number, seen = target.ksn("seller"), {}
    wrong: dict[str, tuple[object, ...]] = {
        "found_origin": ("ZZ", "C", "China", "V\u039d", "https://pay.example", ["VN"], 704),
        "found_hs": ("1", "61103", "6110.3x", "\u0666\u0661\u0661\u0660", "https://pay.example", {"hs": "6110"}),
    }
    for field, values in wrong.items():
        for value in values:
            answer = target.api().post(VIOLATIONS, json=[_violation(number) | {field: value}]).json()
            seen[f"{field} {value}"] = (answer["accepted"], _refusals(answer))
    return held_for_all(seen, lambda found: found == (0, ["invalid"]))


@attack("A carrier says first whose a marketplace's parcel is, so that no member of staff sees that it was another's")
def guest_unseen(target: Target) -> Outcome:
    own, rival = target.ksn("seller"), target.ksn("suspended seller")
    parcel = _parcel(rival, issuer=MARKETPLACE)
    target.system("carrier").post(SHIPMENTS, json=[parcel | {"description": "Squatted"}])
    amended = target.system("marketplace").post(SHIPMENTS, json=[parcel | {"ksn": own}]).json()["amended"]
    manager = target.signed_in("supervisor")
    listed = manager.get("/admin/ledger/reporter/", params={"q": CARRIER}).text
    page = re.search(r"/admin/ledger/reporter/\d+/change/", listed)
    shown = manager.get(page[0]).text if page else ""
    seen = {what: what in shown for what in (str(parcel["reference"]), own, rival)} | {"amended": amended == 1}
    return held_for_all(seen, bool)


@attack("A marketplace reports under a carrier's numbers first, so that the carrier is locked out")
def issuer_locked_out(target: Target) -> Outcome:
    parcel = _parcel(target.ksn("suspended seller"), issuer=CARRIER)
    target.system("marketplace").post(SHIPMENTS, json=[parcel | {"description": "Squatted", "disposition": "seized"}])
    true = parcel | {"ksn": target.ksn("seller"), "description": "Scarf"}
    answer = target.system("carrier").post(SHIPMENTS, json=[true]).json()
    return held_if((answer["amended"], answer["rejected"]) == (1, []), str(answer))


@attack("A carrier takes back what it tried with another's parcel, so that what stood before is gone")
def hijack_taken_back(target: Target) -> Outcome:
    parcel = _parcel(target.ksn("seller"), issuer=MARKETPLACE)
    target.system("marketplace").post(SHIPMENTS, json=[parcel])
    system = target.system("carrier")
    tried = system.post(SHIPMENTS, json=[parcel | {"ksn": target.ksn("suspended seller")}]).json()
    system.post(f"/api/v1/recordings/{tried['recording']}/reversal", json={"reason": "A mistake."})
    again = target.system("marketplace").post(SHIPMENTS, json=[parcel]).json()
    return held_if(again["duplicates"] == 1, str(again))


@attack("A carrier reads and takes back the recording of a marketplace by its number")
def recording_of_another(target: Target) -> Outcome:
    told = target.system("marketplace").post(SHIPMENTS, json=[_parcel(target.ksn("seller"))]).json()
    path, system = f"/api/v1/recordings/{told['recording']}", target.system("carrier")
    seen = {
        "read": system.get(path).status_code,
        "taken back": system.post(f"{path}/reversal", json={"reason": "Mine."}).status_code,
    }
    return held_for_all(seen, lambda status: status == 404)


@attack("A partner reports violations and parcels of the years to come")
def days_ahead(target: Target) -> Outcome:
    number, this_year = target.ksn("seller"), datetime.now(UTC).year
    seen = {}
    for year in range(this_year + 1, this_year + 4):
        day = {"date": f"{year}-06-01"}
        seen[f"violation of {year}"] = target.api().post(VIOLATIONS, json=[_violation(number) | day]).json()
        seen[f"parcel of {year}"] = target.api().post(SHIPMENTS, json=[_parcel(number) | day]).json()
    arrived = _parcel(number) | {"arrived_at": f"{this_year + 1}-06-01T10:00:00Z"}
    seen["arrived"] = target.api().post(SHIPMENTS, json=[arrived]).json()
    return held_for_all(seen, lambda answer: (answer["accepted"], _refusals(answer)) == (0, ["invalid"]))


@attack("A partner imports parcels of next year, of the day after tomorrow and of a moment ahead")
def days_ahead_imported(target: Target) -> Outcome:
    number, now = target.ksn("seller"), datetime.now(UTC)
    days = [now + timedelta(days=366), now + timedelta(days=3)]
    said = [*(day.date().isoformat() for day in days), (now + timedelta(days=1)).isoformat()]
    lines = "\n".join(json.dumps(_parcel(number) | {"date": day}) for day in said)
    found = _imported(target.api(), "shipments", lines)
    return held_if((found["accepted"], found["rejected"]) == (0, len(said)), str(found))


@attack("An officer's form takes a violation of next year")
def days_ahead_at_the_desk(target: Target) -> Outcome:
    client, path = target.signed_in("officer"), "/admin/ledger/violation/add/"
    form = {
        "csrfmiddlewaretoken": form_token(client.get(path).text),
        "reference": f"AHEAD-{uuid4().hex[:8]}",
        "ksn": target.ksn("seller"),
        "date": f"{datetime.now(UTC).year + 1}-06-01",
        "category": "marking",
        "culpability": "negligence",
        "basis": "finding",
        "attribution": "seller",
        "currency": "USD",
        "reason": "It is so.",
        "language": "en",
    }
    answer = client.post(path, data=form)
    seen = (answer.status_code, "has not come yet" in answer.text)
    return held_if(seen == (200, True), str(seen))


@attack("A seller sends a file in Windows-1252, and cannot get past its page any more")
def file_in_another_encoding(target: Target) -> Outcome:
    client, path = target.signed_in("seller"), f"/home/{target.business('seller')}/uploads/"
    content = "Tracking No,Ship date,Product\n1Z1,2026-01-05,Türschild für Gäste\n".encode("cp1252")
    token = form_token(client.get(path).text)
    answer = client.post(path, data={"csrfmiddlewaretoken": token}, files={"file": ("münchen.csv", content)})
    listed = client.get(path)
    return held_if((answer.status_code, listed.status_code) == (422, 200), f"{answer.status_code} {listed.status_code}")


@attack("A seller's system declares a rival's parcels before they are loaded, by number and by codes of its own")
def rival_declared(target: Target) -> Outcome:
    parcels = [_parcel(target.ksn("suspended seller")), _parcel("") | {"seller": "rival"}]
    answer = target.system("seller").post(DECLARED, json=parcels).json()
    return held_if((answer["results"], _refusals(answer)) == ([], ["not_allowed"] * 2), str(answer))


@attack("A carrier declares parcels that others issued and carry")
def others_declared(target: Target) -> Outcome:
    parcel = _parcel(target.ksn("seller"), issuer=MARKETPLACE, carrier="another")
    answer = target.system("carrier").post(DECLARED, json=[parcel]).json()
    return held_if(_refusals(answer) == ["not_allowed"], str(answer))


@attack("A carrier declares a marketplace's parcel for another seller, so that the seller's holds meet the parcel")
def parcel_moved_by_declaring(target: Target) -> Outcome:
    parcel = _parcel(target.ksn("seller"), issuer=MARKETPLACE, carrier=CARRIER)
    target.system("marketplace").post(DECLARED, json=[parcel])
    moved = parcel | {"ksn": target.ksn("suspended seller")}
    seen = {
        how: _refusals(target.system("carrier").post(DECLARED, json=[moved | more]).json())
        for how, more in {"as it is": {}, "in capitals": {"reference": str(parcel["reference"]).upper()}}.items()
    }
    return held_for_all(seen, lambda refusals: refusals == ["not_allowed"])


@attack("A carrier reports and declares others' parcels under codes that look like its own")
def twins_of_a_carrier(target: Target) -> Outcome:
    number, seen = target.ksn("seller"), {}
    for code in (CARRIER.replace("i", "\u0131"), CARRIER.replace("a", "\u0430"), CARRIER.replace("c", "\u0441")):
        for path in (SHIPMENTS, DECLARED):
            by_carrier = target.system("carrier").post(path, json=[_parcel(number, issuer="another", carrier=code)])
            by_issuer = target.system("carrier").post(path, json=[_parcel(number, issuer=code, carrier="another")])
            seen[f"{code!a} {path}"] = _refusals(by_carrier.json()) + _refusals(by_issuer.json())
    return held_for_all(seen, lambda refusals: refusals == ["not_allowed", "invalid"])


@attack("A partner writes the port in letters of another width, so that no capacity and no exam of the port meets it")
def twin_of_a_port(target: Target) -> Outcome:
    parcel = _parcel("", seller="S-ATTACK", port="\uff14\uff17\uff10\uff11") | {"ksn": None}
    told = target.api().post(DECLARED, json=[{name: value for name, value in parcel.items() if value}]).json()
    page = target.signed_in("supervisor").get("/admin/targeting/assessment/", params={"q": parcel["reference"]}).text
    ports = re.findall(r'class="field-port[^"]*">([^<]*)<', page)
    return held_if((len(told["results"]), ports) == (1, ["4701"]), f"{told} {ports}")


@attack("A carrier asks under a marketplace's Idempotency-Key for its answer, and a request hides behind another's key")
def answer_under_anothers_key(target: Target) -> Outcome:
    marketplace, key = target.system("marketplace"), {"Idempotency-Key": uuid4().hex}
    number = marketplace.post(SHIPMENTS, json=[_parcel(target.ksn("seller"))]).json()["recording"]
    path, reason = f"/api/v1/recordings/{number}/reversal", {"reason": "Another day's file."}
    answers = [
        marketplace.post(path, json=reason, headers=key),
        target.system("carrier").post(path, json=reason, headers=key),
        marketplace.post(path, json={"reason": "Other words."}, headers=key),
    ]
    return held_if([answer.status_code for answer in answers] == [200, 404, 409], str([a.text for a in answers]))


def _day() -> str:
    return (datetime.now(UTC) - timedelta(days=20)).date().isoformat()


def _parcel(number: str, **more: str) -> dict[str, object]:
    return {"reference": f"ATTACK-{uuid4().hex[:12]}", "ksn": number, "date": _day()} | more


def _violation(number: str, **more: object) -> dict[str, object]:
    return {"reference": f"ATTACK-{uuid4().hex[:12]}", "ksn": number, "date": _day(), "category": "origin"} | more


def _refusals(answer: dict) -> list[str]:
    return [line["code"] for line in answer["rejected"]]


def _remarks(answer: dict) -> list[str]:
    return [line["code"] for line in answer["remarks"]]


def _imported(client: httpx.Client, facts: str, lines: str) -> dict:
    """Import lines, and return the import once a worker has recorded it."""
    headers = {"Content-Type": "application/x-ndjson"}
    made = client.post(f"/api/v1/imports?facts={facts}", content=lines.encode(), headers=headers)
    end = time.monotonic() + IMPORT_SECONDS
    while (found := client.get(made.headers["Location"]).json())["state"] in ("waiting", "running"):
        if time.monotonic() > end:
            break
        time.sleep(1)
    return found
