"""The kinds of event that this app records, with the words for them."""

from django.utils.translation import gettext_lazy as _lazy

from apps.events.kinds import declare

declare(
    members={
        "validations.visit_planned": _lazy("Validation visit planned"),
        "validations.visit_moved": _lazy("Validation visit moved"),
        "validations.visit_cancelled": _lazy("Validation visit cancelled"),
        "validations.visit_held": _lazy("Validation visit took place"),
        "validations.findings_added": _lazy("More was recorded about a validation visit"),
        "validations.action_answered": _lazy("A required action was answered"),
        "validations.action_accepted": _lazy("The answer to a required action was accepted"),
        "validations.action_declined": _lazy("The answer to a required action was not accepted"),
        "validations.action_extended": _lazy("More time was given for a required action"),
        "validations.visit_validated": _lazy("Validation visit closed: validated"),
        "validations.visit_not_validated": _lazy("Validation visit closed: not validated"),
        "validations.exams_asked": _lazy("Exams asked for"),
        "validations.exams_withdrawn": _lazy("Request for exams withdrawn"),
        "validations.exams_granted": _lazy("Request for exams granted"),
        "validations.exams_declined": _lazy("Request for exams declined"),
        "validations.exams_done": _lazy("Exams that were asked for are done"),
        "validations.exams_ended": _lazy("The time of exams that were asked for is over"),
    },
    staff={
        "validations.exams_over": "The last day of exams that were asked for is over",
    },
)
