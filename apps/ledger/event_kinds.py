"""The kinds of event that this app records, with the words for them."""

from django.utils.translation import gettext_lazy as _lazy

from apps.events.kinds import declare

declare(
    members={
        "ledger.history_exported": _lazy("Copy of the history downloaded"),
        "ledger.upload_recorded": _lazy("Shipments recorded from a file"),
        "ledger.violation_served": _lazy("Notice of a violation was served"),
        "ledger.answer_extended": _lazy("More time to answer a violation was given"),
        "ledger.unlisted_party": _lazy("An unlisted carrier or broker ships under the number"),
        "ledger.party_owned": _lazy("The business said that a party ships for it"),
        "ledger.party_disowned": _lazy("The business said that a party does not ship for it"),
    },
    staff={
        "ledger.due": "Members are due for an evaluation",
        "ledger.enrolled": "Businesses enrolled",
        "ledger.month_archived": "A month of the ledger was moved to files",
        "ledger.month_restored": "A month of the ledger was brought back from files",
        "ledger.service_delayed": "Service of a violation delayed",
        "ledger.notice_due": "Allegations that waited for the notices of the day before are served",
        "ledger.service_due": "The delay of service of a violation has ended",
        "ledger.answer_reminder": "The last day to answer a violation is near",
        "ledger.answer_heard": "The answer to a violation was decided",
        "ledger.answer_over": "The time to answer a violation is over",
        "ledger.seller_linked": "History of a reported seller linked",
        "ledger.seller_unlinked": "History of a reported seller unlinked",
        "ledger.violation_recorded": "Violation recorded: %(determination)s",
        "ledger.recording_reversed": "Entries taken back",
        "ledger.reversal_asked": "Asked somebody else to take entries back",
        "ledger.held_reports_settled": "Held reports settled",
        "ledger.program_entered": "Act of the program recorded",
    },
)
