"""Attacks on signing in, signing up and sessions."""

import json
import secrets

from tests.security.attacks.registry import Outcome, attack, held_for_all, held_if
from tests.security.attacks.target import Target, form_token, post


@attack("A stranger who knows an officer's password goes on without the second factor")
def no_second_factor(target: Target) -> Outcome:
    account, client = target.account("officer"), target.visitor()
    post(client, "/accounts/login/", {"login": account["email"], "password": account["password"]})
    seen = {path: client.get(path).status_code for path in ("/admin/", "/home/", "/account/", "/admin/work/item/")}
    return held_for_all(seen, lambda status: status in (302, 403))


@attack("A stranger plants a session before somebody signs in, and is signed in with them")
def planted_session(target: Target) -> Outcome:
    planted = secrets.token_hex(16)
    account, client = target.account("newcomer"), target.visitor()
    client.cookies.set("sessionid", planted, domain="localhost.local")
    post(client, "/accounts/login/", {"login": account["email"], "password": account["password"]})
    stranger = target.visitor(Cookie=f"sessionid={planted}")
    answer = stranger.get("/account/")
    return held_if(answer.status_code == 302, f"the planted session shows the account ({answer.status_code})")


@attack("Somebody goes on with a session that was signed out")
def signed_out_session(target: Target) -> Outcome:
    client = target.sign_in("newcomer")
    kept = target.visitor(Cookie=f"sessionid={client.cookies['sessionid']}")
    before = kept.get("/account/").status_code
    post(client, "/accounts/logout/", {})
    after = kept.get("/account/").status_code
    return held_if((before, after) == (200, 302), f"before: {before}, after: {after}")


@attack("A stranger leads somebody who signs in to another site")
def open_redirect(target: Target) -> Outcome:
    seen = {}
    elsewhere = (
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
    )
    for place in elsewhere:
        client = target.visitor()
        account = target.account("newcomer")
        form = {"login": account["email"], "password": account["password"], "next": place}
        answer = post(client, "/accounts/login/", form)
        seen[place] = answer.headers.get("Location", "")
        token = client.cookies.get("csrftoken", "")
        # The language that the account has: the choice is kept, and other attacks read the words of its pages.
        answer = client.post("/i18n/setlang/", data={"csrfmiddlewaretoken": token, "language": "en", "next": place})
        seen[f"language {place}"] = answer.headers.get("Location", "")
    return held_for_all(seen, lambda location: "evil" not in location and "javascript" not in location)


@attack("Somebody signs up as staff by fields that the form does not have")
def mass_assignment(target: Target) -> Outcome:
    address, password = f"{secrets.token_hex(6)}@attack.example", secrets.token_urlsafe(16)
    extra = dict.fromkeys(("is_staff", "is_superuser", "is_active", "groups", "user_permissions", "roles"), "1")
    client = target.visitor()
    form = {"email": address, "password1": password, "password2": password} | extra | {"role": "supervisor", "id": "1"}
    answer = post(client, "/accounts/signup/", form)
    desk = client.get("/admin/").status_code
    return held_if(desk in (302, 403), f"sign-up answered {answer.status_code}, the desk {desk}")


@attack("A stranger tells known addresses from unknown ones by the words of a failed sign-in")
def known_addresses_by_sign_in(target: Target) -> Outcome:
    seen = [
        post(target.visitor(), "/accounts/login/", {"login": address, "password": "wrong wrong wrong"})
        for address in (target.account("asked seller")["email"], "nobody@attack.example")
    ]
    texts = [_without_tokens(answer.text) for answer in seen]
    words = [text.replace(target.account("asked seller")["email"], "X") for text in texts]
    words = [text.replace("nobody@attack.example", "X") for text in words]
    return held_if(words[0] == words[1] and seen[0].status_code == seen[1].status_code, "the answers differ")


@attack("A stranger signs in by passkeys that no device has made")
def made_up_passkeys(target: Target) -> Outcome:
    inner = dict.fromkeys(("clientDataJSON", "authenticatorData", "signature", "userHandle"), "AA")
    whole = {"id": "AA", "rawId": "AA", "type": "public-key", "response": inner}
    credentials = [
        *([], "text", None, {}, {"response": []}, whole, whole | {"rawId": 7}, whole | {"response": {}}),
        *(whole | {"response": inner | {name: value}} for name in inner for value in (None, 7, "\x00", "-" * 20_000)),
    ]
    seen = {}
    for number, credential in enumerate(credentials):
        client = target.visitor()
        client.get("/accounts/2fa/webauthn/login/", headers={"X-Requested-With": "XMLHttpRequest"})
        form = {"credential": json.dumps(credential), "csrfmiddlewaretoken": client.cookies.get("csrftoken", "")}
        if not form["csrfmiddlewaretoken"]:
            form["csrfmiddlewaretoken"] = form_token(client.get("/accounts/login/").text)
        client.post("/accounts/2fa/webauthn/login/", data=form)
        seen[str(number)] = client.get("/account/").status_code
    return held_for_all(seen, lambda status: status == 302)


@attack("A stranger guesses passwords of one account without end", last=True)
def guesses_without_end(target: Target) -> Outcome:
    address = target.account("removed seller")["email"]
    client, statuses = target.visitor(), []
    for number in range(25):
        answer = post(client, "/accounts/login/", {"login": address, "password": f"guess number {number}"})
        statuses.append(answer.status_code)
        if answer.status_code == 429 or "Too many" in answer.text:
            return held_if(True, f"refused after {number + 1}")
    return held_if(False, f"{len(statuses)} guesses, all answered")


def _without_tokens(page: str) -> str:
    """Return the page without what differs in every answer."""
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)
