"""The statement that a signatory signs once a year, and the decisions of officers in the reader's language."""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.upkeep.models import RequestState

# The review keeps the statement as the signatory read it.
ATTESTATION = _lazy(
    "I may sign for this business. I have gone through its profile. What I marked as still right is true and complete, "
    "and I have asked for a change of all else. I know that a knowingly false statement can lead to removal and "
    "penalties (18 U.S.C. 1001)."
)


CHANGE_DECIDED: dict[str, Promise] = {
    RequestState.ACCEPTED: _lazy("An officer accepted the change. It is in your profile now."),
    RequestState.DECLINED: _lazy("An officer declined the change. Your profile stays as it was."),
}
OBJECTION_DECIDED: dict[str, Promise] = {
    RequestState.ACCEPTED: _lazy("An officer accepted your objection. The history no longer counts as yours."),
    RequestState.DECLINED: _lazy("An officer declined your objection. The history still counts as yours."),
}
CLAIM_DECIDED: dict[str, Promise] = {
    RequestState.ACCEPTED: _lazy("An officer accepted the claim."),
    RequestState.DECLINED: _lazy("An officer declined the claim."),
}
