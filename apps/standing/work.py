"""The kinds of work that standing opens for staff."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from apps.standing.roles import APPEALS, OFFICER, OVERSEER
from apps.work.kinds import register
from apps.work.models import Item


def _page_of_change(item: Item) -> str:
    return reverse("admin:standing_proposedchange_change", args=[item.subject_id])


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
)
APPEAL = register(
    "standing_appeal",
    _lazy("Appeal of a change of standing"),
    url=lambda item: reverse("admin:standing_appeal_change", args=[item.subject_id]),
    permission=APPEALS,
    help=_lazy(
        "A member appeals a decision about its standing. An officer who took no part in the decision hears the case "
        "again and decides."
    ),
    target_days=60,
)
PLAN = register(
    "corrective_plan",
    _lazy("Corrective plan"),
    url=lambda item: reverse("admin:standing_plan_change", args=[item.subject_id]),
    permission=OFFICER,
    help=_lazy(
        "A member answered an item of its corrective plan, or every item is accepted, or the plan was missed. Accept "
        "the answer or say what is missing. Complete the plan when everything is done."
    ),
    target_days=5,
)
UNREVIEWED = register(
    "unreviewed_suspension",
    _lazy("Member on conditions because nobody reviewed its suspension"),
    url=lambda item: f"{reverse('admin:shippers_shipper_change', args=[item.subject_id])}?panel=changes",
    permission=OVERSEER,
    help=_lazy(
        "Nobody reviewed a suspension at once in time, so the member is on conditions and each of its parcels is "
        "examined until the suspension is decided. Reinstate the member, open a corrective plan, or see that the "
        "suspension is decided."
    ),
    target_days=5,
)
