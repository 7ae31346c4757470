"""Attacks by an administrator who wants to be more than one person."""

import re
import secrets

from tests.security.attacks.registry import Outcome, attack, held_for_all, held_if
from tests.security.attacks.target import Target, post

PEOPLE, ASK = "/admin/accounts/user/", "/admin/staff/accountrequest/add/"
REASON = "An attack tries this."


@attack("An administrator without a role reads businesses, policies and who looked at what")
def administrator_reads(target: Target) -> Outcome:
    client = target.signed_in("administrator")
    paths = (
        "/admin/shippers/shipper/",
        "/admin/applications/application/",
        "/admin/policy/policy/",
        "/admin/policy/policy/add/",
        "/admin/search/",
        "/admin/team/",
        "/admin/audit/view/",
        "/admin/audit/recordchange/",
        "/admin/accounts/access/",
    )
    seen = {path: client.get(path).status_code for path in paths}
    return held_for_all(seen, lambda status: status == 403)


@attack("An administrator makes a second account and confirms it alone")
def account_alone(target: Target) -> Outcome:
    client, email = target.signed_in("administrator"), f"{secrets.token_hex(6)}@attack.example"
    asked = post(client, ASK, {"email": email, "name": "Second", "roles": "policy manager", "reason": REASON})
    found = re.search(
        r"/admin/staff/accountrequest/(\d+)/change/",
        client.get(f"/admin/staff/accountrequest/?q={email}").text,
    )
    if not found:
        return held_if(False, f"the request is not in the list ({asked.status_code})")
    post(client, found[0], {"act": "confirm"})
    made = email in client.get(f"{PEOPLE}?q={email}").text.partition('id="result_list"')[2]
    post(client, found[0], {"act": "withdraw"})
    return held_if(not made, "the account was made")


@attack("An administrator takes a link to the password of a seller, or removes an officer's second factors, alone")
def links_and_factors(target: Target) -> Outcome:
    client, seen = target.signed_in("administrator"), {}
    for role in ("seller", "officer"):
        page = _page_of(target, role)
        number = re.search(r"/user/(\d+)/", page)[1]
        form = {"_selected_action": number}
        for action in ("show_password_link", "reset_factors"):
            answer = post(client, PEOPLE, form | {"action": action})
            seen[f"{action} of the {role}"] = "/password/reset/key/" in answer.text or answer.status_code >= 500
    officer = target.account("officer")
    form = {"name": "Officer", "is_active": "on", "roles": "officer", "remove_factors": "on", "reason": REASON}
    post(client, _page_of(target, "officer"), form)
    entered = post(target.visitor(), "/accounts/login/", {"login": officer["email"], "password": officer["password"]})
    seen["the officer's factor"] = "/2fa/" not in entered.headers.get("Location", "")
    return held_for_all(seen, lambda broke: not broke)


@attack("An administrator gives itself a role alone")
def role_alone(target: Target) -> Outcome:
    client = target.signed_in("administrator")
    name = target.account("administrator")["name"]
    form = {"name": name, "is_active": "on", "roles": "supervisor", "reason": REASON}
    post(client, _page_of(target, "administrator"), form)
    status = client.get("/admin/shippers/shipper/").status_code
    return held_if(status == 403, f"the businesses answered {status}")


def _page_of(target: Target, role: str) -> str:
    """Return the address of the page of a person."""
    email = target.account(role)["email"]
    page = target.signed_in("administrator").get(PEOPLE, params={"q": email}).text
    return re.search(r"/admin/accounts/user/\d+/change/", page)[0]
