"""The decisions of officers on changes, claims and objections, in the reader's language, before their own words."""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.upkeep.models import RequestState

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
