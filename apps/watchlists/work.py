"""The kind of work that a sighting of watched goods opens for staff."""

from django.utils.translation import gettext_lazy as _lazy

from apps.watchlists.states import OFFICER
from apps.work.kinds import register, subject_page
from apps.work.models import Severity

SIGHTING = register(
    "sighting",
    _lazy("Sighting of watched goods"),
    url=subject_page("admin:watchlists_sighting_change"),
    permission=OFFICER,
    help=_lazy(
        "Reported parcels may hold goods that officers watch for, by their code or by a word. Look at them, ask an "
        "agency where you need one, and say what was found: a word proves nothing and counts against nobody."
    ),
    severity=Severity.MAJOR,
    target_days=1,
)
