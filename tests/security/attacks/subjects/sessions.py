"""Attacks on sessions: by what the database keeps, by the page that lists them, by caches, and on rights that ended."""

import hashlib
import re

from tests.security.attacks.registry import Outcome, attack, held_for_all, held_if
from tests.security.attacks.target import Target, post

PAGE, COOKIE = "/account/sessions/", "sessionid"
PRIVATE = ("/account/", PAGE, "/home/", "/inbox/", "/verify/", "/nothing-here")


@attack("Somebody who reads the database opens a session by what it keeps")
def digest_as_key(target: Target) -> Outcome:
    kept = _digest(target.signed_in("seller").cookies[COOKIE])
    answer = target.visitor(Cookie=f"{COOKIE}={kept}").get("/account/")
    return held_if(answer.status_code == 302, f"the digest showed the account ({answer.status_code})")


@attack("A seller ends the sessions of somebody else")
def sessions_of_others(target: Target) -> Outcome:
    victim, thief = target.signed_in("suspended seller"), target.signed_in("seller")
    key = victim.cookies[COOKIE]
    for session in (_digest(key), key, "'; DELETE FROM accounts_session; --", "\x00", ""):
        post(thief, PAGE, {"session": session})
    status = victim.get("/account/").status_code
    return held_if(status == 200, f"the other's account answered {status}")


@attack("A seller sees on the list of sessions those of others")
def list_of_others(target: Target) -> Outcome:
    shown = target.signed_in("seller").get(PAGE).text
    digests = [_digest(target.signed_in(role).cookies[COOKIE]) for role in ("suspended seller", "officer")]
    return held_if(not any(digest in shown for digest in digests), "another's session is on the list")


@attack("Another site ends the sessions of somebody by a forged form")
def forged_end(target: Target) -> Outcome:
    client = target.signed_in("seller")
    answer = client.post(PAGE, data={"session": "others"}, headers={"Origin": "https://evil.example"})
    return held_if(answer.status_code == 403, f"answered {answer.status_code}")


@attack("A thief goes on with a session that its owner ended from another browser")
def ended_elsewhere(target: Target) -> Outcome:
    stolen, owner = target.sign_in("newcomer"), target.sign_in("newcomer")
    before = stolen.get("/account/").status_code
    post(owner, PAGE, {"session": _digest(stolen.cookies[COOKIE])})
    after, still = stolen.get("/account/").status_code, owner.get("/account/").status_code
    return held_if((before, after, still) == (200, 302, 200), f"before {before}, after {after}, the owner {still}")


@attack("The next person at a computer finds in the cache what somebody was shown who was signed in")
def kept_by_caches(target: Target) -> Outcome:
    seen = {}
    for role, paths in {"seller": PRIVATE, "officer": ("/admin/", "/admin/work/item/", *PRIVATE)}.items():
        for path in paths:
            seen[f"{role} {path}"] = target.signed_in(role).get(path).headers.get("Cache-Control", "")
    return held_for_all(seen, lambda kept: "no-store" in str(kept))


@attack("A member of staff goes on while a second administrator is still to confirm that the roles are taken away")
def roles_taken_away(target: Target) -> Outcome:
    administrator, analyst = target.signed_in("administrator"), target.sign_in("analyst")
    known = target.account("analyst")
    email = known["email"]
    before = analyst.get("/admin/shippers/shipper/").status_code
    page = re.search(
        r"/admin/accounts/user/\d+/change/", administrator.get("/admin/accounts/user/", params={"q": email}).text
    )[0]
    form = {"name": known["name"], "is_active": "on", "reason": "An attack tries this."}
    post(administrator, page, form)
    after = analyst.get("/admin/shippers/shipper/").status_code
    listed = administrator.get("/admin/staff/accountrequest/", params={"q": email}).text
    if request := re.search(r"/admin/staff/accountrequest/\d+/change/", listed):
        post(administrator, request[0], {"act": "withdraw"})
    restored = analyst.get("/admin/shippers/shipper/").status_code
    return held_if(
        (before, after, restored) == (200, 403, 200), f"before {before}, after {after}, given back {restored}"
    )


def _digest(key: str) -> str:
    return hashlib.blake2b(key.encode(), digest_size=20).hexdigest()
