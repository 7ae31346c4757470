"""Attacks by a member of staff who acts alone, in haste, or past what the page shows."""

import re
from datetime import date, timedelta

from tests.security.attacks.desk import act_send, pages_listed
from tests.security.attacks.registry import Outcome, attack, held_for_all, held_if
from tests.security.attacks.target import Target, post

LISTS = {
    "violation": "/admin/ledger/violation/?determination__exact=alleged",
    "shipper": "/admin/shippers/shipper/?status=suspended",
    "policy": "/admin/policy/policy/?state__exact=in_review",
    "model": "/admin/targeting/riskmodel/",
    "application": "/admin/applications/application/?state=in_review",
    "tip": "/admin/allegations/tip/",
}
NOT_DONE = "Not done yet"


@attack("An officer sustains a violation by one press of a button, without reading what follows")
def sustain_unread(target: Target) -> Outcome:
    return _unread(target, "supervisor", "violation", "sustain")


@attack("An officer reinstates a member without reading that its tier rises")
def reinstate_unread(target: Target) -> Outcome:
    return _unread(target, "supervisor", "shipper", "reinstate")


@attack("An officer confirms other consequences than those that follow")
def other_consequences(target: Target) -> Outcome:
    tokens = ("on", "1", "true", "0" * 32, "e3b0c44298fc1c149afbf4c8996fb924")
    seen = {}
    for page in _pages(target, "supervisor", "violation")[:1]:
        for token in tokens:
            seen[token] = act_send(target, "supervisor", page, "sustain", confirmed=token)
    return held_for_all(seen, lambda text: "Done: " not in text)


@attack("A policy manager publishes by one press of a button, without reading who moves")
def publish_unread(target: Target) -> Outcome:
    day = (date.today() + timedelta(days=400)).isoformat()  # noqa: DTZ011 (far ahead, in any zone)
    return _unread(target, "policy manager", "policy", "publish", effective_from=day)


@attack("A policy manager makes a model champion, or takes the champion back, by one press of a button")
def model_unread(target: Target) -> Outcome:
    first, second = (_unread(target, "policy manager", "model", act) for act in ("approve", "roll_back"))
    return held_if(first.held and second.held, first.detail or second.detail)


@attack("An officer sends the form that alleges a violation because of a tip without choosing what it is")
def tip_unchosen(target: Target) -> Outcome:
    seen = {}
    for page in _pages(target, "officer", "tip")[:3]:
        text = target.signed_in("officer").get(page).text
        chosen = re.search(r'<select[^>]*name="substantiate-category".*?</select>', text, re.DOTALL)
        if chosen:
            seen[page] = re.findall(r'<option value="(\w+)" selected', chosen[0])
            sent = act_send(
                target, "officer", page, "substantiate", reference="A-1", seller="x", day="2026-01-05", acts="x"
            )
            seen[f"{page} sent"] = ["alleged"] if "Done: " in sent else []
    return held_for_all(seen, lambda found: not found)


@attack("An officer denies an application that meets all criteria because a must is not met, without explaining it")
def false_denial(target: Target) -> Outcome:
    given = {"reasons": "incomplete", "canned": "no_reply", "text": "You did not reply."}
    seen = {
        page: act_send(target, "officer", page, "deny", **given) for page in _pages(target, "officer", "application")
    }
    return held_for_all(seen, lambda text: "you can undo it" not in text and "Done: " not in text)


@attack("An officer proposes to suspend and to remove members for nothing, for a blank and for others' violations")
def change_without_ground(target: Target) -> Outcome:
    others = re.findall(r"/admin/ledger/violation/(\d+)/", target.signed_in("officer").get(LISTS["violation"]).text)
    grounds = {"nothing": {}, "a blank": {"parcels": " \n "}, "another's case": {"cases": (others or ["1"])[0]}}
    pages, seen = pages_listed(target, "officer", "/admin/shippers/shipper/?status=active", "shipper"), {}
    for act in ("suspend", "remove"):
        for ground, given in grounds.items():
            sent = act_send(target, "officer", pages[0], act, reasons="No records were kept.", **given)
            seen[f"{act} {ground}"] = "you can undo it" in sent or "Done: " in sent
    return held_for_all(seen, lambda done: not done)


@attack("An officer notes the rest of a checklist as met without having opened the answers and the files")
def rest_unread(target: Target) -> Outcome:
    seen = {page: act_send(target, "officer", page, "rest") for page in _pages(target, "officer", "application")[:8]}
    return held_for_all(seen, lambda text: "Done: The rest is met" not in text)


@attack("An officer records a visit as held before its day although the business did not agree")
def visit_unagreed(target: Target) -> Outcome:
    pages = pages_listed(target, "officer", "/admin/validations/visit/?state__exact=planned", "visit")
    today = date.today().isoformat()  # noqa: DTZ011 (the day of the server, give or take one)
    seen = {page: act_send(target, "officer", page, "hold", held_on=today) for page in pages[:5]}
    return held_for_all(seen, lambda text: "Done: Record the visit" not in text)


@attack("An officer puts off the internal target of a case by giving it back and taking it again")
def target_put_off(target: Target) -> Outcome:
    client = target.signed_in("officer")
    waiting = re.findall(r"/admin/work/item/(\d+)/take/", client.get("/admin/work/item/?whose=nobody").text)
    seen = {}
    for number in list(dict.fromkeys(waiting))[:2]:
        page = f"/admin/work/item/{number}/change/"
        before = _target_of(client.get(page).text)
        for step in ("take", "give-back"):
            post(client, f"/admin/work/item/{number}/{step}/", {})
        seen[page] = (before, _target_of(client.get(page).text))
    return held_for_all(seen, lambda found: found[0] == found[1])


def _unread(target: Target, role: str, kind: str, act: str, **given: str) -> Outcome:
    """Send an act without its confirmation to some pages; it must not be done on any of them."""
    seen = {page: act_send(target, role, page, act, **given) for page in _pages(target, role, kind)[:4]}
    return held_for_all(seen, lambda text: "Done: " not in text)


def _pages(target: Target, role: str, kind: str) -> list[str]:
    return pages_listed(target, role, LISTS[kind], "riskmodel" if kind == "model" else kind)


def _target_of(text: str) -> str:
    """Return the internal target that the page of a work item shows; "" for an item without one."""
    found = re.search(r"<dt>Internal target</dt><dd>(.*?)</dd>", text, re.DOTALL)
    return found[1] if found else ""
