"""The kind of work item of this app: a model of risk that learned from other parcels than those that come now."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from apps.work.kinds import register

# The target is a decision of the program. Until the alarm is answered, more exams are drawn at random.
DRIFT = register(
    "model_drift",
    _lazy("Drift of a model of risk"),
    url=lambda item: f"{reverse('admin:targeting_riskmodel_change', args=[item.subject_id])}#drift",
    permission="draft_policy",
    help=_lazy(
        "Parcels that come now differ from those of which the champion learned. Look at the features on the model "
        "card: goods, routes or sellers may have changed, or a partner may report in another form. Then train a "
        "challenger from newer exams, or say why the model stays. The item closes by either."
    ),
    target_days=5,
)
