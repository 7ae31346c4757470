"""Attacks on tips: codes that are guessed, codes in addresses, and files that are no pictures."""

from tests.security.attacks.registry import Outcome, attack, held_for_all, held_if
from tests.security.attacks.target import Target, form_token, post

NEW, STATUS = "/allegations/new/", "/allegations/status/"
REFUSED, TOO_MANY = 422, 429
GUESSES = 15
TIP = {"group": "other", "text": "A test of an attack.", "language": "en"}


@attack("A stranger sends a program as a photo that shows a violation")
def hostile_evidence(target: Target) -> Outcome:
    client = target.visitor()
    token = form_token(client.get(NEW).text)
    seen = {}
    for name, content in {
        "page.png": b"<!doctype html><script>alert(1)</script>",
        "program.jpg": b"MZ\x90\x00" + b"\0" * 64,
        "both.pdf": b"%PDF-1.7\nRar!\x1a\x07\n%%EOF\n",
        "cut.png": b"\x89PNG\r\n\x1a\nIEND",
    }.items():
        form = TIP | {"csrfmiddlewaretoken": token}
        seen[name] = client.post(NEW, data=form, files={"files": (name, content)}).status_code
    return held_for_all(seen, lambda status: status == REFUSED)


@attack("A stranger guesses the receipt code of somebody's tip without end", last=True)
def guessed_receipts(target: Target) -> Outcome:
    client = target.visitor()
    for number in range(GUESSES):
        answer = post(client, STATUS, {"code": f"AAAAA-AAAAA-AAAAA-AAA{number:02}"})
        if answer.status_code == TOO_MANY:
            return held_if(int(answer.headers["Retry-After"]) > 0, "429 without Retry-After")
    return held_if(False, f"{GUESSES} guesses, all answered")
