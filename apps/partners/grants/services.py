"""Writes of scopes that take two members of staff: ask, grant, decline, withdraw, end."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core.errors import Conflict, InvalidInput
from apps.core.text import text_required
from apps.core.wake_ups import wake_on_commit
from apps.ledger.vocabulary import ReporterKind
from apps.partners.grants.models import GrantState, ScopeGrant
from apps.partners.grants.selectors import OPEN, grant_facts, grants_asked_by
from apps.partners.grants.states import MANAGE_PARTNERS, SCOPE_GRANT
from apps.partners.scopes import GRANTED, STATUS_ALL
from apps.partners.systems.services import partner_lock
from apps.partners.work import SCOPE_ASKED
from apps.work.cases import Cases, CaseWork
from apps.work.kinds import participants_register

participants_register(SCOPE_ASKED.code, grants_asked_by)

GRANTS = Cases(
    rows=ScopeGrant.objects.select_related("partner__reporter", "asked_by"),
    lifecycle=SCOPE_GRANT,
    missing=_lazy("There is no such grant."),
    locked_first=("partner", partner_lock),
    facts=grant_facts,
    signed={
        GrantState.GRANTED: "decided",
        GrantState.DECLINED: "decided",
        GrantState.WITHDRAWN: "decided",
        GrantState.ENDED: "ended",
    },
    work=CaseWork(kind=SCOPE_ASKED, states=[GrantState.WAITING], shows_state=True),
    events="partners.scope_",
    payload=lambda grant: {"partner_id": grant.partner_id, "scope": grant.scope},
)


@transaction.atomic
def grant_ask(*, actor: User, partner_id: int, reason: str, scope: str = STATUS_ALL) -> ScopeGrant:
    """Ask for a scope for a partner, which another member of staff grants.

    Raises Invalid for a scope that is given when a system is let in, Conflict for a partner that is not an agency, and
    where the scope was granted or asked for already.
    """
    permissions.require(actor, MANAGE_PARTNERS)
    if scope not in GRANTED:
        raise InvalidInput(
            _("%(scope)s is given when a system is let in.") % {"scope": scope}, fields={"scope": [scope]}
        )
    partner = partner_lock(partner_id)
    if partner.reporter.kind != ReporterKind.AGENCY:
        raise Conflict(
            _("Only an agency may follow every shipper. Others follow the shippers on their roster."), code="no_agency"
        )
    grant, opened = ScopeGrant.objects.get_or_create(
        partner=partner,
        scope=scope,
        state__in=OPEN,
        defaults={"state": GrantState.WAITING, "reason": text_required(reason, "reason"), "asked_by": actor},
    )
    if not opened:
        raise Conflict(_("This was granted, or waits for a second member of staff."), code="asked_already")
    GRANTS.opened(grant, "asked", actor)
    return grant


@transaction.atomic
def grant_give(*, actor: User, grant_id: int) -> ScopeGrant:
    """Grant a scope that somebody else asked for. The system has the scope from its next token on."""
    return _settle(actor, grant_id, "grant")


@transaction.atomic
def grant_decline(*, actor: User, grant_id: int) -> ScopeGrant:
    """Decline a scope that was asked for."""
    return _settle(actor, grant_id, "decline")


@transaction.atomic
def grant_withdraw(*, actor: User, grant_id: int) -> ScopeGrant:
    """Withdraw a request for a scope that the actor made."""
    return _settle(actor, grant_id, "withdraw")


@transaction.atomic
def grant_end(*, actor: User, grant_id: int) -> ScopeGrant:
    """Take a granted scope away from a partner, in the tokens that its system has, too."""
    return _settle(actor, grant_id, "end")


def _settle(actor: User, grant_id: int, action: str) -> ScopeGrant:
    """Take an action of this person on a grant; the scopes of the partner follow."""
    with GRANTS.acting(action, grant_id, actor) as grant:
        partner = grant.partner
        scopes = set(partner.scopes) - {grant.scope}
        if grant.state == GrantState.GRANTED:
            scopes.add(grant.scope)
        if scopes != set(partner.scopes):
            partner.scopes = sorted(scopes)
            partner.save(update_fields=["scopes"])
            # The schedule would make the file of whom the partner follows now a quarter of an hour later.
            wake_on_commit("partners.make_snapshot", partner.pk, queue="bulk")
    return grant
