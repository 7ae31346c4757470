"""The kind of work that a tip opens for staff."""

from django.utils.translation import gettext_lazy as _lazy

from apps.allegations.states import OFFICER
from apps.work.kinds import register, subject_page

TIP = register(
    "tip",
    _lazy("Tip to triage"),
    url=subject_page("admin:allegations_tip_change"),
    permission=OFFICER,
    help=_lazy(
        "Somebody told the program of a violation on the public form (e-Allegations). Read the tip and what is "
        "known of the business, ask the sender if something is missing, then close the tip: allege a violation, "
        "refer it to an agency, or say that it was not confirmed. A tip counts against nobody by itself."
    ),
    target_days=5,
)
