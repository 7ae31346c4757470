"""The kinds of event that this app records, with the words for them."""

from django.utils.translation import gettext_lazy as _lazy

from apps.events.kinds import declare

declare(
    members={
        "application.started": _lazy("Application started"),
        "application.section_saved": _lazy("Section saved"),
        "application.evidence_added": _lazy("File added"),
        "application.evidence_removed": _lazy("File removed"),
        "application.signature_asked": _lazy("Signature requested"),
        "application.submitted": _lazy("Application submitted"),
        "application.taken": _lazy("Taken for review"),
        "application.released": _lazy("Returned to the queue"),
        "application.info_requested": _lazy("Information requested"),
        "application.info_replied": _lazy("Reply sent"),
        "application.resumed": _lazy("Review continued without a reply"),
        "application.approved": _lazy("Application approved"),
        "application.denied": _lazy("Application denied"),
        "application.withdrawn": _lazy("Application withdrawn"),
        "application.appealed": _lazy("Appeal sent"),
        "application.denial_upheld": _lazy("Denial upheld on appeal"),
    },
    staff={
        "application.note_added": "Note added",
        "application.assigned": "Review given to another officer",
        "application.taken_over": "Review taken over from another officer",
        "application.checked": "Checklist filled in",
        "application.denial_proposed": "Denial proposed",
        "application.denial_sent_back": "Denial sent back by the second officer",
        "application.second_look_drawn": "Decision drawn for a second look",
        "application.second_look_given": "Second look given",
    },
)
