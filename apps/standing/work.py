"""The kinds of work that standing opens for staff."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from apps.standing.roles import APPEALS, OFFICER, OVERSEER
from apps.work.kinds import register, subject_page
from apps.work.models import Severity

_page_of_change = subject_page("admin:standing_proposedchange_change")
_page_of_control = subject_page("admin:standing_control_change")
# The targets are decisions of the program, well before the promised days.
CHANGE = register(
    "proposed_change",
    _lazy("Proposed change"),
    url=_page_of_change,
    permission=OFFICER,
    help=_lazy(
        "The program or an officer proposes to take something from a member, or has suspended the member at once. "
        "Read the response, then uphold, reduce or withdraw the change. If nobody decides, it lapses in the member's "
        "favor."
    ),
    severity=Severity.MAJOR,
)
SEARCH = register(
    "somebody_to_find",
    _lazy("Business for which nobody signs"),
    url=lambda item: (_page_of_control if item.subject_type == "control" else _page_of_change)(item),
    permission=OFFICER,
    help=_lazy(
        "Nobody who signs for the business has received a notice or a decision, so no time has begun. Find the "
        "business first: look at its record, its application and the company register, and write or call, so that "
        "an owner joins. The notice is delivered on the site then. Where nobody is found, have it delivered by "
        "post; somebody who neither proposed nor decided the change records the delivery with its proof."
    ),
    target_days=5,
    severity=Severity.MAJOR,
)
CONFIRM = register(
    "suspension_to_confirm",
    _lazy("Suspension to confirm"),
    url=_page_of_change,
    permission=OFFICER,
    help=_lazy(
        "A critical finding would suspend a member at once, but no officer or competent agency has confirmed it, or "
        "the member disclosed it itself. See whom the suspension would hit, then confirm or dismiss it."
    ),
    target_days=1,
    severity=Severity.CRITICAL,
)
CONFIRM_MANY = register(
    "suspension_beyond_limit",
    _lazy("Suspension beyond the hourly limit"),
    url=_page_of_change,
    permission=OVERSEER,
    help=_lazy(
        "One source has caused as many suspensions within an hour as the policy allows. Find out whether the source "
        "is wrong before more members are hit. Then confirm or dismiss each suspension, or take the whole recording "
        "back."
    ),
    target_days=1,
    severity=Severity.CRITICAL,
)
REVIEW = register(
    "suspension_to_review",
    _lazy("Suspension at once to review"),
    url=_page_of_change,
    permission=OFFICER,
    help=_lazy(
        "A member is suspended before it was heard. Say within days whether the suspension stays until the decision or "
        "is lifted until then. If nobody says so, the member is on conditions until the decision, with every parcel "
        "examined."
    ),
    severity=Severity.CRITICAL,
)
EXTENSION = register(
    "change_extension",
    _lazy("Request for more time"),
    url=_page_of_change,
    permission=OFFICER,
    help=_lazy(
        "A member asks for more time to respond to a notice. Grant the day, grant another day, or decline with your "
        "reasons."
    ),
    target_days=2,
    severity=Severity.MAJOR,
)
ASSURANCE = register(
    "assurance_call",
    _lazy("Assurance call"),
    url=subject_page("admin:standing_assurancecall_change"),
    permission=OFFICER,
    help=_lazy(
        "Something was found that may cost a member its tier or its membership. Call the member before the time is "
        "over, say what was found and what helps, and record what was said. Nothing is proposed before."
    ),
    severity=Severity.MAJOR,
)
APPEAL = register(
    "standing_appeal",
    _lazy("Appeal of a change of standing"),
    url=subject_page("admin:standing_appeal_change"),
    permission=APPEALS,
    help=_lazy(
        "A member appeals a decision about its standing. An officer who took no part in the decision hears the case "
        "again and decides."
    ),
    target_days=60,
    severity=Severity.MAJOR,
)
PLAN = register(
    "corrective_plan",
    _lazy("Corrective plan"),
    url=subject_page("admin:standing_plan_change"),
    permission=OFFICER,
    help=_lazy(
        "A member answered an item of its corrective plan, or every item is accepted, or the plan was missed. Accept "
        "the answer or say what is missing. Complete the plan when everything is done."
    ),
    target_days=5,
)
DEPARTURE = register(
    "departure",
    _lazy("Departure that an owner signed"),
    url=subject_page("admin:standing_departure_change"),
    permission=OFFICER,
    help=_lazy(
        "An officer recorded a file in which the owner of a business confirms that it leaves the program. Read the "
        "file. Agree if the owner signed it, or send it back. You can't be the officer who recorded it."
    ),
    target_days=5,
)
RESTRICTION_REVIEW = register(
    "restriction_review",
    _lazy("Review of conditions"),
    url=subject_page("admin:standing_restrictionreview_change"),
    permission=APPEALS,
    help=_lazy(
        "A member on conditions asks that they be reviewed. Somebody who took no part in what began them lifts them, "
        "or keeps them until their last day. If nobody decides in time, they are lifted."
    ),
    target_days=15,
    severity=Severity.MAJOR,
)
RESTRICTION = register(
    "restriction_to_end",
    _lazy("Conditions or suspension that end soon"),
    url=lambda item: f"{reverse('admin:shippers_shipper_change', args=[item.subject_id])}?panel=changes",
    permission=OFFICER,
    help=_lazy(
        "The conditions or the suspension of a member end by themselves in two weeks. Look at the case: reinstate the "
        "member now, open a corrective plan, or propose what the record calls for. If you do nothing, they end."
    ),
    target_days=8,
    severity=Severity.MAJOR,
)
UNREVIEWED = register(
    "unreviewed_suspension",
    _lazy("Member on conditions because nobody reviewed its suspension"),
    url=lambda item: f"{reverse('admin:shippers_shipper_change', args=[item.subject_id])}?panel=changes",
    permission=OVERSEER,
    help=_lazy(
        "Nobody reviewed a suspension at once in time, so the member is on conditions and each of its parcels is "
        "examined. Reinstate the member, open a corrective plan, or see that the suspension is decided. If nobody "
        "acts, the examination and the conditions end on the day that the member was told."
    ),
    target_days=5,
    severity=Severity.CRITICAL,
)
CONTROL_FOUND = register(
    "control_found",
    _lazy("Numbers under common control"),
    url=lambda item: f"{reverse('admin:shippers_shipper_change', args=[item.subject_id])}?panel=related",
    permission=OFFICER,
    help=_lazy(
        "Members share an owner, an account, a number or a parent, and no case speaks of them. Read what they share. "
        "Propose to judge them together, or find that they are not related. Nothing follows by itself."
    ),
    target_days=20,
)
CONTROL = register(
    "common_control",
    _lazy("Case of common control"),
    url=_page_of_control,
    permission=OFFICER,
    help=_lazy(
        "An officer proposes to judge businesses together that are in the same hands. Read what each answered. When "
        "they were heard, bind two or more of them, or drop the case. You can't be the officer who proposed it."
    ),
    severity=Severity.MAJOR,
)
SEPARATION = register(
    "separation_request",
    _lazy("Request to be judged alone"),
    url=subject_page("admin:standing_separation_change"),
    permission=APPEALS,
    help=_lazy(
        "A business that is judged together with others asks to be judged alone again. Somebody who took no part in "
        "that decision reads what it says and sent. If nobody decides in time, it is judged alone again."
    ),
    target_days=15,
    severity=Severity.MAJOR,
)
