"""The words for what a business did with its own history, and for how it was told of violations."""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise

PUBLIC_LABELS: dict[str, Promise] = {
    "ledger.history_exported": _lazy("Copy of the history downloaded"),
    "ledger.upload_recorded": _lazy("Shipments recorded from a file"),
    "ledger.violation_served": _lazy("Notice of a violation was served"),
    "ledger.answer_extended": _lazy("More time to answer a violation was given"),
    "ledger.unlisted_party": _lazy("Somebody who is not listed ships under the number"),
    "ledger.party_owned": _lazy("Who ships under the number was said to ship for the business"),
    "ledger.party_disowned": _lazy("Who ships under the number was said not to ship for the business"),
}
STAFF_LABELS: dict[str, Promise] = {
    "ledger.service_delayed": _lazy("Service of a violation delayed"),
    "ledger.service_due": _lazy("The delay of service of a violation has ended"),
    "ledger.answer_reminder": _lazy("The day by which to answer a violation comes near"),
    "ledger.answer_heard": _lazy("The answer to a violation was decided"),
    "ledger.answer_over": _lazy("The time to answer a violation is over"),
}
