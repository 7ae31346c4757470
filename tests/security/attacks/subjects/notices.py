"""Attacks by reports about a business and by forms: floods of notices, words that lead away, doubled clicks."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.locked_pdfs import locked_pdf
from tests.security.attacks.registry import Outcome, attack, held_for_all, held_if
from tests.security.attacks.target import Target, form_token, post

FLOOD = 40
WAIT_SECONDS = 20
LURE, LURED = "lure.example", "member on conditions"
INBOX = "/inbox/"


@attack("An agency reports forty allegations at once, so that a seller gets forty official mails with forty duties")
def flood_of_allegations(target: Target) -> Outcome:
    client = target.signed_in("seller")
    before = _notices(client)
    reported = _report(target, [f"FLOOD-{number}" for number in range(FLOOD)], note="A test of an attack.")
    try:
        grown = _grown(client, before)
        return held_if(
            reported["accepted"] == FLOOD and len(grown) == 1 and f"{FLOOD} violations" in grown[0],
            f"{reported['accepted']} accepted, {len(grown)} notices: {grown[:3]}",
        )
    finally:
        _take_back(target, reported)


@attack("A reporter writes the address of a false site into the note, the number and the agency of a report")
def links_in_notices(target: Target) -> Outcome:
    # Another business than the flood's: one has three notices a day at most, and those of the demonstration count.
    client, business = target.signed_in(LURED), target.business(LURED)
    before = _notices(client)
    reported = _report(
        target, [f"https://{LURE}/C1"], role=LURED, note=f"Pay your fine at https://{LURE}/pay or fines@{LURE}."
    )
    try:
        if not _grown(client, before):
            return held_if(False, f"no notice came: {reported}")
        message = re.search(r'href="(/inbox/\d+/)"[^>]*>Notice of', client.get(INBOX).text)
        notice = client.get(message[1]).text if message else ""
        violation = re.search(rf"/home/{business}/violations/\d+/", notice)
        pages = {"notice": notice, "violation": client.get(violation[0]).text if violation else ""}
        return held_for_all(pages, lambda page: bool(page) and LURE not in page)
    finally:
        _take_back(target, reported)


@attack("A seller who is signed in sends a tip, and the tip's pages know who it is")
def tip_knows_the_account(target: Target) -> Outcome:
    client, email = target.signed_in("seller"), target.account("seller")["email"]
    pages = {path: client.get(path).text for path in ("/allegations/new/", "/allegations/status/")}
    still = client.get("/home/", follow_redirects=True).status_code
    return held_if(
        still == httpx.codes.OK and not any("/accounts/logout/" in page or email in page for page in pages.values()),
        f"signed in: {[path for path, page in pages.items() if '/accounts/logout/' in page]}, home {still}",
    )


@attack("Another site puts its words onto a page of this one by a form without a token")
def words_of_another_site(target: Target) -> Outcome:
    words = "Call this number to keep your account."
    seen = {}
    for origin in ("https://evil.example", "null", ""):
        headers = {"Origin": origin} if origin else {}
        answer = target.visitor().post("/allegations/new/", data={"text": words}, headers=headers)
        seen[origin or "none"] = (answer.status_code, words in answer.text)
    return held_for_all(seen, lambda said: said == (httpx.codes.FORBIDDEN, False))


@attack("A seller sends a file that nobody at the desk can open")
def locked_file(target: Target) -> Outcome:
    path = f"/home/{target.business('seller')}/questions/"
    form = {"subject": "A locked file", "text": "See the file.", "language": "en"}
    answer = post(target.signed_in("seller"), path, form, files={"files": ("a.pdf", locked_pdf("secret"))})
    return held_if(answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY, f"answered {answer.status_code}")


@attack("A seller presses a button six times at once, so that officers get six questions")
def pressed_six_times(target: Target) -> Outcome:
    client, path = target.signed_in("seller"), f"/home/{target.business('seller')}/questions/"
    form = {"csrfmiddlewaretoken": form_token(client.get(path).text), "subject": "Six times", "text": "Is it one?"}
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda _n: client.post(path, data=form | {"language": "en"}), range(6)))
    count = len(set(re.findall(rf'href="({path}\d+/)"[^>]*>\s*Six times', client.get(path).text)))
    return held_if(count == 1, f"{count} questions")


def _report(target: Target, references: list[str], *, role: str = "seller", **more: str) -> dict:
    """Report allegations against the business of a role, and return the answer of the API."""
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 2 * 86_400))
    fact = {"ksn": target.ksn(role), "date": day, "category": "marking", "determination": "alleged"} | more
    return target.api().post("/api/v1/violations", json=[fact | {"reference": number} for number in references]).json()


def _take_back(target: Target, reported: dict) -> None:
    target.api().post(f"/api/v1/recordings/{reported['recording']}/reversal", json={"reason": "A test of an attack."})


def _notices(client: httpx.Client) -> dict[str, str]:
    """Return the subjects of the notices on the first page of the inbox by their addresses, the latest first."""
    return dict(re.findall(r'href="(/inbox/\d+/)"[^>]*>(Notice of [^<]*violation[^<]*)', client.get(INBOX).text))


def _grown(client: httpx.Client, before: dict[str, str]) -> list[str]:
    """Return the subjects of the notices that came since, after the workers had time for all of them."""
    end = time.monotonic() + WAIT_SECONDS
    while _notices(client).keys() <= before.keys() and time.monotonic() < end:
        time.sleep(1)
    time.sleep(2)
    return [subject for address, subject in _notices(client).items() if address not in before]
