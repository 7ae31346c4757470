"""Attacks by addresses and numbers that look like another's, or are another's."""

import re
import secrets

import httpx

from tests.security.attacks.registry import Outcome, attack, held_for_all, held_if
from tests.security.attacks.target import Target, post

SIGN_UP, CODE_PAGE, SIGN_IN = "/accounts/signup/", "/accounts/confirm-email/", "/accounts/login/"
FOUND, TOO_MANY, UNPROCESSABLE = 302, 429, 422
# Letters that some comparison takes for a letter of ASCII: the dotless i, the long s, the sign of Kelvin, the i with a
# dot above, a Cyrillic a, and a full-width letter.
ALIKE = {"i": "\u0131", "s": "\u017f", "k": "\u212a", "I": "\u0130", "a": "\u0430", "e": "\uff45"}
# How far a full-width letter or digit stands from the one of ASCII.
WIDE = 0xFEE0
A_MINUTE = 30
# An address may sign up twenty times a minute, and all attacks come from one.
SOME = 3


@attack("A stranger signs up by look-alikes of a seller's address, and the seller can't sign in any more")
def twins_of_a_seller(target: Target) -> Outcome:
    account = target.account("removed seller")
    for twin in _twins(account["email"])[:SOME]:
        _sign_up(target, twin)
    answer = post(target.visitor(), SIGN_IN, {"login": account["email"], "password": account["password"]})
    return held_if(answer.status_code == FOUND, f"the owner's sign-in answered {answer.status_code}")


@attack("A stranger signs up by look-alikes of the address of an officer, who can't sign in any more")
def twins_of_staff(target: Target) -> Outcome:
    account = target.account("analyst")
    for twin in _twins(account["email"])[:SOME]:
        _sign_up(target, twin)
    answer = post(target.visitor(), SIGN_IN, {"login": account["email"], "password": account["password"]})
    return held_if("/2fa/" in answer.headers.get("Location", ""), f"the sign-in answered {answer.status_code}")


@attack("A stranger signs up by a look-alike and is signed in as its owner")
def signed_in_by_a_twin(target: Target) -> Outcome:
    owner, password, seen = target.account("seller")["email"], secrets.token_urlsafe(16), {}
    for twin in _twins(owner)[:SOME]:
        client = _sign_up(target, twin, password)
        post(client, SIGN_IN, {"login": twin, "password": password})
        post(client, SIGN_IN, {"login": owner, "password": password})
        seen[ascii(twin)] = client.get("/account/").status_code
    return held_for_all(seen, lambda status: status == FOUND)


@attack("A stranger signs up by the address of somebody else, who can then no longer sign up")
def sign_up_first(target: Target) -> Outcome:
    address, password = f"{secrets.token_hex(6)}@attack.example", secrets.token_urlsafe(16)
    _sign_up(target, address, "a sentence of the stranger")
    owner = _sign_up(target, address, password)
    code = _code_mailed(target, address)
    post(owner, CODE_PAGE, {"code": code})
    status = owner.get("/account/").status_code
    by_stranger = post(target.visitor(), SIGN_IN, {"login": address, "password": "a sentence of the stranger"})
    return held_if(
        (status, by_stranger.status_code) == (200, 200), f"owner: {status}, the stranger: {by_stranger.status_code}"
    )


@attack("A stranger signs in by a sign-up whose mailbox was never proved")
def unproved_sign_in(target: Target) -> Outcome:
    address, password = f"{secrets.token_hex(6)}@attack.example", secrets.token_urlsafe(16)
    _sign_up(target, address, password)
    client = target.visitor()
    post(client, SIGN_IN, {"login": address, "password": password})
    seen = {path: client.get(path).status_code for path in ("/account/", "/home/", "/apply/")}
    return held_for_all(seen, lambda status: status == FOUND)


@attack("A stranger has the link to an owner's new password mailed to a look-alike of the owner's address")
def link_to_a_twin(target: Target) -> Outcome:
    twins = _twins(target.account("newcomer")["email"])
    for twin in twins:
        post(target.visitor(), "/accounts/password/reset/", {"email": twin})
    mailed = target.visitor().get("/demo/mail/").text
    return held_if(not any(twin in mailed for twin in twins), "a mail went to a look-alike")


@attack("An administrator makes a second account for an address that only looks like another's")
def staff_by_a_twin(target: Target) -> Outcome:
    client, page, seen = target.signed_in("administrator"), "/admin/staff/accountrequest/add/", {}
    for twin in _twins(target.account("officer")["email"]):
        form = {"email": twin, "name": "Twin", "roles": "officer", "reason": "An attack tries this."}
        seen[ascii(twin)] = post(client, page, form).status_code
    return held_for_all(seen, lambda status: status == 200)


@attack("A seller invites a look-alike of somebody's address, who is then on the team under another's name")
def invited_twin(target: Target) -> Outcome:
    client, page, seen = target.signed_in("seller"), f"/home/{target.business('seller')}/team/", {}
    for twin in _twins(target.account("newcomer")["email"]):
        seen[ascii(twin)] = post(client, page, {"email": twin, "role": "viewer"}).status_code
    shown = client.get(page).text
    seen["shown"] = (
        UNPROCESSABLE if not any(twin in shown for twin in _twins(target.account("newcomer")["email"])) else 0
    )
    return held_for_all(seen, lambda status: status in (FOUND, UNPROCESSABLE))


@attack("A stranger uses up the codes of a mailbox by signing up again and again")
def codes_without_end(target: Target) -> Outcome:
    address = f"{secrets.token_hex(6)}@attack.example"
    statuses = [_sign_up(target, address).get(CODE_PAGE).status_code for _attempt in range(4)]
    mailed = target.visitor().get("/demo/mail/").text.count(address)
    return held_if(mailed <= 3, f"{mailed} mails went out, {statuses}")


@attack("A stranger tries out numbers on the page that says whether a number is known", last=True)
def numbers_tried_out(target: Target) -> Outcome:
    client, number = target.visitor(), target.ksn("seller")
    for attempt in range(2 * A_MINUTE):
        answer = client.get("/verify/", params={"ksn": number})
        if answer.status_code == TOO_MANY:
            return held_if(attempt <= A_MINUTE and "Retry-After" in answer.headers, f"refused after {attempt}")
    return held_if(False, f"{2 * A_MINUTE} numbers, all answered")


@attack("A shop writes its address in letters that stand for others, so that nobody finds whose it is")
def twins_of_a_shop(target: Target) -> Outcome:
    desk, seen = target.signed_in("officer"), {}
    profile = target.signed_in("seller").get(f"/home/{target.business('seller')}/profile/").text
    name = re.findall(r"https://([a-z0-9-]+)\.example", profile)[0]
    wide = "".join(chr(ord(sign) + WIDE) if sign.isalnum() else sign for sign in name)
    for twin in (name, wide, name.replace("s", "\u017f").replace("k", "\u212a")):
        answer = post(desk, "/admin/search/", {"text": f"https://{twin}.example"})
        found = re.findall(r"/admin/shippers/shipper/\d+/", answer.headers.get("Location", "") + answer.text)
        seen[ascii(twin)] = sorted(set(found))
    (own, *others) = seen.values()
    return held_if(bool(own) and all(other == own for other in others), str(seen))


def _twins(address: str) -> list[str]:
    """Return the address with each of its letters that has a look-alike replaced by that, one letter at a time."""
    found = {address.replace(letter, alike, 1) for letter, alike in ALIKE.items() if letter in address}
    return sorted(found | {address.upper().replace("I", ALIKE["I"])} - {address})


def _sign_up(target: Target, address: str, password: str = "a long and plain sentence") -> httpx.Client:  # noqa: S107
    client = target.visitor()
    post(client, SIGN_UP, {"email": address, "password1": password, "password2": password})
    return client


def _code_mailed(target: Target, address: str) -> str:
    """Return the code in the latest mail to an address, from the mailbox of the demonstration."""
    client = target.visitor()
    for path in re.findall(r"/demo/mail/\d+/", client.get("/demo/mail/").text):
        page = client.get(path).text
        if address in page and (code := re.search(r"\b([A-Z0-9]{3,4}-[A-Z0-9]{3,4})\b", page)):
            return code[1]
    return ""
