"""The acts of the desk that are done by a single press of a button, and why each is neither undone nor confirmed."""

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
