"""The kinds of work that standing opens for staff."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from apps.standing.roles import APPEALS, OFFICER, OVERSEER
from apps.work.kinds import register
from apps.work.models import Item


def _page_of_change(item: Item) -> str:
    return reverse("admin:standing_proposedchange_change", args=[item.subject_id])


# Targets are decisions of the program: well before the day by which each is promised.
CHANGE = register(
    "proposed_change",
    _lazy("Proposed change"),
    url=_page_of_change,
    permission=OFFICER,
    help=_lazy(
        "The program or an officer proposes to take something from a member, or a suspension at once is to be "
        "reviewed. Read the response, then uphold, reduce or withdraw it. Undecided, it lapses in the member's favor."
    ),
)
CONFIRM = register(
    "suspension_to_confirm",
    _lazy("Suspension to confirm"),
    url=_page_of_change,
    permission=OFFICER,
    help=_lazy(
        "A critical finding would suspend a member at once, but no officer or competent agency stands for it yet, or "
        "the member reported it itself. See whom it hits, then confirm or dismiss it."
    ),
    target_days=1,
)
CONFIRM_MANY = register(
    "suspension_beyond_limit",
    _lazy("Suspension beyond the hourly limit"),
    url=_page_of_change,
    permission=OVERSEER,
    help=_lazy(
        "One source has brought about as many suspensions within an hour as the policy allows. Find out whether it "
        "errs before more members are hit: then confirm each, dismiss it, or take the recording back whole."
    ),
    target_days=1,
)
EXTENSION = register(
    "change_extension",
    _lazy("Request for more time"),
    url=_page_of_change,
    permission=OFFICER,
    help=_lazy("A member asks for more time to respond to a notice. Give it, give another day, or say why not."),
    target_days=2,
)
APPEAL = register(
    "standing_appeal",
    _lazy("Appeal of a change of standing"),
    url=lambda item: reverse("admin:standing_appeal_change", args=[item.subject_id]),
    permission=APPEALS,
    help=_lazy(
        "A member appeals a decision on its standing. Somebody who took no part in it hears it anew and decides."
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
        "the answer or say what is missing; complete the plan when all is done."
    ),
    target_days=5,
)
UNREVIEWED = register(
    "unreviewed_suspension",
    _lazy("Member on conditions since nobody reviewed its suspension"),
    url=lambda item: f"{reverse('admin:shippers_shipper_change', args=[item.subject_id])}?panel=changes",
    permission=OVERSEER,
    help=_lazy(
        "A suspension at once was not reviewed in time, so the member is on conditions and every parcel of it is "
        "examined. Reinstate it, open a corrective plan, or propose what the findings call for."
    ),
    target_days=5,
)
