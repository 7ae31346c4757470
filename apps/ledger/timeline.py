"""The words for what a business did with its own history, and for how it was told of violations."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHOWN: dict[str, Promise] = {
    "ledger.history_exported": _("Copy of the history downloaded"),
    "ledger.upload_recorded": _("Shipments recorded from a file"),
    "ledger.violation_served": _("Notice of a violation was served"),
    "ledger.answer_extended": _("More time to answer a violation was given"),
    "ledger.unlisted_party": _("Somebody who is not listed ships under the number"),
    "ledger.party_owned": _("Who ships under the number was said to ship for the business"),
    "ledger.party_disowned": _("Who ships under the number was said not to ship for the business"),
}
STAFF_ONLY: dict[str, Promise] = {
    "ledger.service_delayed": _("Service of a violation delayed"),
    "ledger.service_due": _("The delay of service of a violation has ended"),
    "ledger.answer_reminder": _("The day by which to answer a violation comes near"),
    "ledger.answer_heard": _("The answer to a violation was decided"),
    "ledger.answer_over": _("The time to answer a violation is over"),
}
