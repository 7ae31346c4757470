"""The kinds of event that this app records, with the words for them."""

from django.utils.translation import gettext_lazy as _lazy

from apps.events.kinds import declare

declare(
    members={
        "dispute.opened": _lazy("A violation was answered"),
        "dispute.file_added": _lazy("A file was added to an answer"),
        "dispute.withdrawn": _lazy("An answer to a violation was taken back"),
        "dispute.accepted": _lazy("An answer to a violation was accepted: the record was changed"),
        "dispute.declined": _lazy("An answer to a violation was declined"),
        "dispute.noted": _lazy("An answer to a violation was noted"),
        "source_check.opened": _lazy("The reporter of a disputed violation is asked about it"),
        "source_check.told": _lazy("The source of a disputed violation was told of the dispute"),
        "source_check.extended": _lazy("The source of a disputed violation has more time, since you added facts"),
        "source_check.answered": _lazy("The source of a disputed violation answered"),
        "source_check.unconfirmed": _lazy("A disputed violation was not confirmed in time and does not count"),
        "source_check.closed": _lazy("The source of a disputed violation is no longer asked"),
        "disowning.opened": _lazy("A shipment was disowned"),
        "disowning.opened_together": _lazy("Shipments of one party were disowned together"),
        "disowning.withdrawn": _lazy("A shipment is no longer disowned"),
        "disowning.accepted": _lazy("A disowned shipment was taken out of the record"),
        "disowning.declined": _lazy("A disowned shipment stays in the record"),
        "disclosure.opened": _lazy("A violation was disclosed by the business itself"),
        "disclosure.withdrawn": _lazy("A disclosure was taken back"),
        "disclosure.accepted": _lazy("A disclosure was accepted: the violation is recorded as disclosed first"),
        "disclosure.declined": _lazy("A disclosure was declined: nothing was recorded"),
    },
    staff={
        "disowning.recommended": "An officer recommends to take a disowned shipment out of the record",
        "source_check.unread": "The system of a source has not read a dispute, or the source has none",
        "source_check.over": "The time of a source to confirm a disputed violation is over",
    },
)
