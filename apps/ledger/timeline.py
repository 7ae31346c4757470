"""The texts of the ledger's events on the timeline of a business."""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise

PUBLIC_LABELS: dict[str, Promise] = {
    "ledger.history_exported": _lazy("Copy of the history downloaded"),
    "ledger.upload_recorded": _lazy("Shipments recorded from a file"),
    "ledger.violation_served": _lazy("Notice of a violation was served"),
    "ledger.answer_extended": _lazy("More time to answer a violation was given"),
    "ledger.unlisted_party": _lazy("An unlisted carrier or broker ships under the number"),
    "ledger.party_owned": _lazy("The business said that a party ships for it"),
    "ledger.party_disowned": _lazy("The business said that a party does not ship for it"),
}
STAFF_LABELS: dict[str, Promise] = {
    "ledger.service_delayed": _lazy("Service of a violation delayed"),
    "ledger.notice_due": _lazy("Allegations that waited for the notices of the day before are served"),
    "ledger.service_due": _lazy("The delay of service of a violation has ended"),
    "ledger.answer_reminder": _lazy("The last day to answer a violation is near"),
    "ledger.answer_heard": _lazy("The answer to a violation was decided"),
    "ledger.answer_over": _lazy("The time to answer a violation is over"),
}
