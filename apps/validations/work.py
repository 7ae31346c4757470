"""The kinds of work that visits and exam requests open for staff."""

from django.utils.translation import gettext_lazy as _lazy

from apps.work.kinds import register, subject_page

_page_of_visit = subject_page("admin:validations_visit_change")
DUE = register(
    "validation_due",
    _lazy("Validation to plan"),
    url=subject_page("admin:shippers_shipper_change"),
    help=_lazy(
        "A member must be visited within a year of its certification, and again within four years of its validation. "
        "Agree on a day with the business and plan the visit on its page."
    ),
    target_days=20,
)
VISIT = register(
    "visit",
    _lazy("Validation visit to hold or to close"),
    url=_page_of_visit,
    help=_lazy(
        "The planned day has come: hold the visit and record the findings. Close the visit once every required action "
        "is accepted. While the business must act, the time of this item does not run."
    ),
)
ACTION = register(
    "visit_action",
    _lazy("Required action of a visit"),
    url=_page_of_visit,
    help=_lazy(
        "A business answered a required action: accept the answer or say what is missing. If its time is over "
        "instead, give more time, or close the visit as not validated."
    ),
    target_days=10,
)
EXAMS = register(
    "exam_request",
    _lazy("Exams that a member asks for"),
    url=subject_page("admin:validations_examrequest_change"),
    help=_lazy(
        "A member asks to have parcels opened, so that its record grows. Grant a number within a period, and tell the "
        "port, or decline with your reasons. Nobody chooses the parcels: the port draws them at random."
    ),
    target_days=10,
)
