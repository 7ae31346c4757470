"""The pages of records at the desk: their addresses, what they show and offer, and the acts sent to them."""

from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.portal.pages import page_text


def page_of(record: Model, panel: str = "") -> str:
    """Return the address of the page of a record, or of one of its panels."""
    address = reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])
    return f"{address}?panel={panel}" if panel else address


def read_page(client: Client, record: Model, panel: str = "") -> str:
    return page_text(client, page_of(record, panel))


def find_offered_actions(client: Client, record: Model) -> set[str]:
    """Return the names of the acts that the page of a record offers and nothing blocks."""
    return {name for name, act, _form in client.get(page_of(record)).context["actions"] if not act.blocked}


def read_blocked_reasons(client: Client, record: Model) -> dict[str, str]:
    """Return why each act of the page of a record is blocked, by name; "" where nothing blocks the act."""
    return {name: str(act.blocked) for name, act, _form in client.get(page_of(record)).context["actions"]}


def action_data(name: str, **given: object) -> dict[str, object]:
    """Return the form of an act, filled in."""
    return {"act": name} | {f"{name}-{field}": value for field, value in given.items()}


def act(client: Client, record: Model, name: str, **given: object) -> HttpResponse:
    """Send the form of an act to the page of a record."""
    return client.post(page_of(record), action_data(name, **given))


def confirm(client: Client, path: str, data: dict[str, Any], *, follow: bool = False) -> HttpResponse:
    """Send the form of an act, read the consequences that the page shows, and confirm these."""
    shown = client.post(path, data)
    assert shown.status_code == 200, shown.content.decode()
    attempt = shown.context_data["attempt"]
    assert attempt.consequences, "the act was confirmed without a word"
    for value in data.values():
        for file in value if isinstance(value, list) else [value]:
            if hasattr(file, "seek"):
                file.seek(0)
    return client.post(path, data | {"confirmed": attempt.confirmation}, follow=follow)


WITHIN = "only staff see it, and a further act changes it"
WORDS = "only words: nothing follows from them, and a further message corrects them"
CORRECTED = "a further entry corrects it, and it scores nothing by itself"
GIVEN_BACK = "another act of the page takes it back"
ASKED = "the question is only asked anew, and whoever is asked may answer it"
SECOND = "a second person decides"
OFFICE = "an office of an agency or a partner is told, and no seller"
URGENT = "a parcel would go on meanwhile; the hold is lifted by another act"
KEPT = "nothing that counts changes; the reporter may send the reports again once the numbers are noted as its own"
PASSED = "the calendar has done it already; the act only says so"

AT_ONCE: dict[str, dict[str, str]] = {
    "agencies.agencyparcel": {"hold": URGENT, "report": SECOND},
    "agencies.agencyquestion": dict.fromkeys(("answer", "close", "withdraw"), OFFICE),
    "agencies.filedfirm": {"dismiss": WITHIN},
    "agencies.hold": {"extend": GIVEN_BACK, "lift": URGENT},
    "allegations.tip": {"ask": WORDS, "start": WITHIN},
    "applications.application": {
        "answer": WORDS,
        **dict.fromkeys(("assign", "check", "look", "note", "release", "rest", "send_back", "take"), WITHIN),
        "resume": GIVEN_BACK,
    },
    "correspondence.thread": {"answer": WORDS, "close": WITHIN},
    "disputes.sourcecheck": {"tell": WITHIN},
    "events.delivery": {"replay": WITHIN},
    "ledger.parcel": {"allege": CORRECTED},
    "ledger.reporter": {"settle": KEPT},
    "ledger.violation": dict.fromkeys(("amounts", "found"), CORRECTED),
    "measures.edition": {"propose": SECOND},
    "agencies.operation": dict.fromkeys(("call_off", "report"), WITHIN),
    "partners.partner": {"contact": OFFICE},
    "partners.scopegrant": dict.fromkeys(("decline", "end", "grant", "withdraw"), OFFICE),
    "disputes.disowning": {"recommend": SECOND},
    "policy.policy": {
        **dict.fromkeys(("cancel_try", "describe", "return", "submit", "try"), WITHIN),
        "retire": PASSED,
    },
    "screening.businesshit": dict.fromkeys(("clear", "reopen"), GIVEN_BACK),
    "shippers.shipper": dict.fromkeys(("dismiss_match", "dismiss_tie", "record_check"), GIVEN_BACK),
    "staff.accountrequest": {"confirm": SECOND, "decline": WITHIN, "withdraw": WITHIN},
    "standing.assurancecall": dict.fromkeys(("reach", "try"), WORDS),
    "standing.departure": {"send_back": WITHIN, "sign": SECOND},
    "standing.proposedchange": {"dismiss": WITHIN, "recommend": SECOND, "send_back": WITHIN},
    "targeting.assessment": {"set_aside": ASKED, "uphold_alarm": GIVEN_BACK},
    "targeting.lot": {"record": CORRECTED},
    "targeting.riskmodel": dict.fromkeys(("answer_drift", "discard", "propose", "return"), WITHIN),
    "upkeep.overduereview": {"follow_up": WITHIN},
    "agencies.sighting": {"close": WITHIN},
    "agencies.watchedgoods": {"confirm": SECOND, "end": WITHIN},
    "work.item": dict.fromkeys(("assign", "back", "take"), WITHIN),
}
