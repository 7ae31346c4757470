"""Attacks by officers and agencies who want a hearing to be over before anybody was heard."""

from datetime import date, timedelta

from tests.locked_pdfs import locked_pdf
from tests.security.attacks.desk import act_send, pages_listed
from tests.security.attacks.registry import Outcome, attack, held_for_all
from tests.security.attacks.target import Target, post

CHANGES, HOLDS = "/admin/standing/proposedchange/", "/admin/agencies/hold/?state__exact=in_force"
ALLEGED = "/admin/ledger/violation/?determination__exact=alleged"
TODAY = date.today()  # noqa: DTZ011 (the day of the server, give or take one)


@attack("An officer records that a notice or a decision came by post, without a proof")
def delivery_without_proof(target: Target) -> Outcome:
    seen = {}
    for page in pages_listed(target, "officer", CHANGES, "proposedchange")[:10]:
        for act in ("serve", "serve_decision"):
            given = {"day": TODAY.isoformat(), "note": "By registered mail, signed for by the owner."}
            seen[f"{act} {page}"] = act_send(target, "officer", page, act, **given)
    return held_for_all(seen, lambda text: "Done: " not in text)


@attack("An officer records that an allegation came by a letter that was posted before it was written")
def delivery_before_writing(target: Target) -> Outcome:
    client, seen = target.signed_in("officer"), {}
    for page in pages_listed(target, "officer", ALLEGED, "violation")[:10]:
        form = {"act": "post", "post-day": (TODAY - timedelta(days=40)).isoformat(), "post-note": "By mail RR 7 US."}
        answer = post(client, page, form, files={"post-file": ("receipt.pdf", locked_pdf(""))})
        seen[page] = (client.get(answer.headers["Location"]) if answer.is_redirect else answer).text
    return held_for_all(seen, lambda text: "Done: " not in text)


@attack("An agency officer holds a parcel longer and longer, alone")
def hold_alone(target: Target) -> Outcome:
    seen = {}
    for page in pages_listed(target, "agency officer", HOLDS, "hold")[:3]:
        for number in (1, 2):
            until = TODAY + timedelta(days=20 + number)
            given = {"until": until.isoformat(), "grounds": f"Attack {number}."}
            text = act_send(target, "agency officer", page, "extend", **given)
            # A colleague may have placed the hold: the first of the two is then that of a second person.
            seen[f"{page} {number}"] = number == 1 or "Done: " not in text
    return held_for_all(seen, bool)
