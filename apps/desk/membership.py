"""What officers may do about the standing of a business: propose that something is taken away, or give it back."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts.permissions import held
from apps.desk.deciding import DecisionForm, RemarkForm
from apps.desk.pages import Act
from apps.shippers.models import Shipper
from apps.shippers.roles import ON_TEAM
from apps.shippers.selectors import abilities_of
from apps.standing.models import ProposedChange, Standing
from apps.standing.selectors import proposals_open
from apps.standing.services import change_propose, member_leave, standing_reinstate
from apps.standing.states import STATUS

Kind = ProposedChange.Kind
HEARD = _(
    "The team gets a notice with your reasons, and time to respond. Nothing changes before it is decided; a removal is "
    "decided by another officer."
)
PROPOSED = _("This is proposed already, and not yet decided.")
# What each action of the transition table is called here, what follows from it, and the service that takes it.
ACTS: dict[str, tuple[Promise | None, Promise, Callable[..., object]]] = {
    "suspend": (_("Propose a suspension"), HEARD, partial(change_propose, kind=Kind.SUSPENSION)),
    "remove": (_("Propose a removal"), HEARD, partial(change_propose, kind=Kind.REMOVAL)),
    "reinstate": (
        None,
        _("It is an active member again at once, and partners see so. The team reads your reasons."),
        standing_reinstate,
    ),
    "reinstate_conditionally": (
        None,
        _("It is a member again at once, on conditions. The team reads your reasons; name the conditions."),
        partial(standing_reinstate, conditional=True),
    ),
    "withdraw": (
        _("Record that it leaves the program"),
        _("On the word of the business. Its benefits end at once, and it may apply again whenever it wants."),
        member_leave,
    ),
}
PROPOSES = {"suspend": Kind.SUSPENSION, "remove": Kind.REMOVAL}


def acts_for(request: HttpRequest, shipper: Shipper) -> dict[str, Act]:
    """What this officer may do about the standing now; nothing for a business that is not enrolled."""
    standing: Standing | None = getattr(shipper, "standing", None)
    transitions = STATUS.open_to(state=standing.status, held=held(request.user)) if standing else []
    if not transitions:
        return {}
    on_team = bool(abilities_of(request.user, shipper.pk))
    waiting = set(proposals_open(shipper.pk).values_list("kind", flat=True))
    acts = {}
    for transition in transitions:
        label, then, service = ACTS[transition.action]
        proposed = PROPOSED if PROPOSES.get(transition.action) in waiting else ""
        acts[transition.action] = Act(
            label=label or transition.label,
            then=then,
            do=partial(service, shipper_id=shipper.pk),
            form=RemarkForm if transition.action == "withdraw" else DecisionForm,
            blocked=ON_TEAM if on_team else proposed,
        )
    return acts
