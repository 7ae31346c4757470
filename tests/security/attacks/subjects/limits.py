"""Attacks on limits: guessing without end, made-up addresses, mail without end, and what tells known addresses."""

import re
import secrets

from tests.security.attacks.registry import Outcome, attack, held_if
from tests.security.attacks.target import Target, form_token, post

FOUND, TOO_MANY = 302, 429
GUESSES = 40


@attack("A seller invites one stranger to a team again and again")
def invitations_without_end(target: Target) -> Outcome:
    client, path = target.signed_in("seller"), f"/home/{target.business('seller')}/team/"
    place = {"email": f"{secrets.token_hex(6)}@attack.example", "role": "viewer"}
    sent = sum(post(client, path, place).status_code == FOUND for _attempt in range(12))
    return held_if(sent <= 3, f"{sent} of 12 invitations were sent")


@attack("A stranger tells known addresses from unknown ones by the page that follows a sign-up")
def page_after_sign_up(target: Target) -> Outcome:
    pages = []
    for address in (target.account("seller")["email"], f"{secrets.token_hex(6)}@attack.example"):
        client, password = target.visitor(), secrets.token_urlsafe(16)
        post(client, "/accounts/signup/", {"email": address, "password1": password, "password2": password})
        page = client.get("/accounts/confirm-email/").text
        pages.append(re.sub(r'value="\w+"', "", page.replace(form_token(page), "").replace(address, "ADDRESS")))
    return held_if(pages[0] == pages[1], "the pages differ")


@attack("A stranger guesses the secret of a partner without end", last=True)
def guessed_secrets(target: Target) -> Outcome:
    client = target.visitor()
    for number in range(GUESSES):
        answer = target.token(client, target.partner["client_id"], f"guess {number}")
        if answer.status_code == TOO_MANY:
            return held_if(int(answer.headers["Retry-After"]) > 0, "429 without Retry-After")
    return held_if(False, f"{GUESSES} guesses, all answered")


@attack("A stranger names many partners, to guess a secret of any", last=True)
def guessed_clients(target: Target) -> Outcome:
    client = target.visitor()
    statuses = [target.token(client, secrets.token_hex(20), "guess").status_code for _number in range(GUESSES)]
    return held_if(TOO_MANY in statuses, f"{GUESSES} guesses, all answered")


@attack("A stranger makes up another address for each guess of a password", last=True)
def made_up_addresses(target: Target) -> Outcome:
    address = target.account("asked seller")["email"]
    for number in range(25):
        client = target.visitor(X_Forwarded_For=f"192.0.2.{number}", X_Real_IP=f"192.0.2.{number}")
        answer = post(client, "/accounts/login/", {"login": address, "password": f"guess number {number}"})
        if answer.status_code == TOO_MANY or "Too many" in answer.text:
            return held_if(True, f"refused after {number + 1}")
    return held_if(False, "25 guesses, all answered")
