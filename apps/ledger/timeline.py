"""The words for what a business did with its own history; all of it is shown to it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHOWN: dict[str, Promise] = {
    "ledger.history_exported": _("Copy of the history downloaded"),
    "ledger.upload_recorded": _("Shipments recorded from a file"),
}
