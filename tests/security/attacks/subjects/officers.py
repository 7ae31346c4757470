"""Attacks by an officer who takes something from a business alone, in every role that one person may have."""

import re
import secrets
import time

from tests.security.attacks.desk import act_send, pages_listed
from tests.security.attacks.registry import Outcome, attack, held_for_all, held_if
from tests.security.attacks.target import Target, post

WATCHES, VIOLATIONS = "/admin/agencies/watchedgoods/", "/admin/ledger/violation/"


@attack("An officer watches for the words of one business, and confirms the watch alone")
def watch_alone(target: Target) -> Outcome:
    client, page = target.signed_in("officer"), _watch(target, name := f"Watch {secrets.token_hex(4)}")
    if not page:
        return held_if(False, f"the watch is not in the list of {name}")
    _act(target, page, "confirm")
    text = client.get(page).text
    _act(target, page, "end")
    return held_if("To be confirmed" in text, "the watch runs")


@attack("An officer watches for goods without a ground, or for more than 90 days")
def watch_without_end(target: Target) -> Outcome:
    seen = {
        words: _watch(target, f"Watch {secrets.token_hex(4)}", **given)
        for words, given in {
            "no ground": {"ground": " "},
            "no end": {"last_day": ""},
            "a year": {"last_day": _day(365)},
            "91 days": {"last_day": _day(92)},
        }.items()
    }
    return held_for_all(seen, lambda page: not page)


@attack("An officer types a critical finding with the word “seizure”, and sustains it alone")
def sustain_alone(target: Target) -> Outcome:
    client = target.signed_in("officer")
    fact = {"reference": f"ATTACK-{secrets.token_hex(4)}", "ksn": target.ksn("seller"), "date": _day(-2)}
    fact |= {"category": "narcotics", "culpability": "fraud", "basis": "seizure", "attribution": "seller"}
    answer = post(client, f"{VIOLATIONS}add/", fact | {"currency": "USD", "reason": "It was seized.", "language": "en"})
    page = answer.headers.get("Location", "")
    if "/change/" not in page:
        return held_if(False, f"nothing was alleged: {answer.status_code}")
    seen = {act: _act(target, page, act) for act in ("sustain", "mitigate")}
    alleged = "It was reported and is not proved." in client.get(page).text
    _act(target, page, "reverse")
    return held_if(alleged, f"it counts: {[act for act, text in seen.items() if 'Done: ' in text]}")


@attack("An officer takes a parcel that its sender disowns out of the record alone")
def disown_alone(target: Target) -> Outcome:
    seller, place = target.signed_in("seller"), f"/home/{target.business('seller')}/shipments/"
    parcels = re.findall(rf'"{place}(\d+)/"', seller.get(place).text)
    for parcel in parcels[:1]:
        post(seller, f"{place}{parcel}/disown/", {"text": "It is not ours.", "language": "en"})
    pages = pages_listed(target, "officer", "/admin/disputes/disowning/?state__exact=open", "disowning")[:2]
    seen = {page: f"{_act(target, page, 'recommend')}{_act(target, page, 'accept')}" for page in pages}
    for parcel in parcels[:1]:
        post(seller, f"{place}{parcel}/disown/", {"withdraw": "1"})
    return held_for_all(seen, lambda text: "Done: Accept" not in text)


def _watch(target: Target, name: str, **given: str) -> str:
    """Propose a watch; return the address of its page, nothing if there is none."""
    client = target.signed_in("officer")
    form = {"name": name, "phrases": f"{name} scarf", "look_for": "Its label.", "ground": "An attack tries this."}
    post(client, f"{WATCHES}add/", form | {"hs_codes": "", "last_day": _day(30)} | given)
    found = re.search(rf"{WATCHES}\d+/change/", client.get(WATCHES, params={"q": name}).text)
    return found[0] if found else ""


def _act(target: Target, page: str, act: str) -> str:
    return act_send(target, "officer", page, act, reads=True)


def _day(ahead: int) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() + ahead * 86_400))
