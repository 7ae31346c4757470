"""The kinds of work items of this app: the alarm of a screening, and a model of risk that learned from other parcels
than those that come now.
"""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from apps.work.kinds import register, subject_page
from apps.work.models import Severity

ALARM = register(
    "alarm",
    _lazy("Alarm of a screening"),
    url=subject_page("admin:targeting_assessment_change"),
    permission="record_violations",
    help=_lazy(
        "A carrier screened a declared parcel and found something, or could not rule it out. The parcel stays on the "
        "ground for all who declared it. Find out from the carrier and the agency what was found. Then say that the "
        "alarm stands, or set it aside: its page shows first who may load the parcel after that."
    ),
    severity=Severity.CRITICAL,
    target_days=1,
)
# The target is a decision of the program. Until the alarm is answered, more exams are drawn at random.
DRIFT = register(
    "model_drift",
    _lazy("Drift of a model of risk"),
    url=lambda item: f"{reverse('admin:targeting_riskmodel_change', args=[item.subject_id])}#drift",
    permission="draft_policy",
    help=_lazy(
        "Parcels that come now differ from those that the champion learned from. Look at the features on the model "
        "card: goods, routes or sellers may have changed, or a partner may report in another form. Then train a "
        "challenger from newer exams, or say why the model stays. The item closes by either."
    ),
    target_days=5,
)
