"""The kinds of work that watched goods open for staff."""

from django.utils.translation import gettext_lazy as _lazy

from apps.agencies.watchlists.states import OFFICER
from apps.work.kinds import register, subject_page
from apps.work.models import Severity

SIGHTING = register(
    "sighting",
    _lazy("Sighting of watched goods"),
    url=subject_page("admin:agencies_sighting_change"),
    permission=OFFICER,
    help=_lazy(
        "Reported parcels may hold goods that officers watch for, by their code or by a word. Look at them, ask an "
        "agency where you need one, and say what was found: a word proves nothing and counts against nobody."
    ),
    severity=Severity.MAJOR,
    target_days=1,
)
WATCH = register(
    "watch_to_confirm",
    _lazy("Watch to confirm"),
    url=subject_page("admin:agencies_watchedgoods_change"),
    permission=OFFICER,
    help=_lazy(
        "A colleague proposes to watch for goods, so that parcels that name them are opened. Read the ground, and "
        "whether the words name one business or goods that it alone sends. Confirm the watch, or end it with your "
        "reason."
    ),
    target_days=1,
)
