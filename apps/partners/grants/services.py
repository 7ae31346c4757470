"""Writes of scopes that take two members of staff: ask, grant, decline, withdraw, end."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotFound
from apps.core.text import text_required
from apps.core.wake_ups import wake_on_commit
from apps.events.services import record
from apps.ledger.vocabulary import ReporterKind
from apps.partners.grants.models import GrantState, ScopeGrant
from apps.partners.grants.selectors import OPEN, grant_facts, grants_asked_by
from apps.partners.grants.states import MANAGE_PARTNERS, SCOPE_GRANT
from apps.partners.scopes import GRANTED, STATUS_ALL
from apps.partners.systems.services import partner_lock
from apps.partners.work import SCOPE_ASKED
from apps.work.kinds import participants_register
from apps.work.services import item_close, item_open

participants_register(SCOPE_ASKED.code, grants_asked_by)


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
    subject = _subject(grant)
    item_open(kind=SCOPE_ASKED.code, subject=subject, title=str(grant), state=grant.state)
    record("partners.scope_asked", subject=subject, actor=actor, partner_id=partner.pk, scope=scope)
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
    found = ScopeGrant.objects.filter(pk=grant_id).first()
    if found is None:
        raise NotFound(_("There is no such grant."))
    partner = partner_lock(found.partner_id)
    locked = ScopeGrant.objects.select_for_update(of=("self",), no_key=True).select_related("asked_by")
    grant = locked.get(pk=grant_id)
    grant.partner = partner
    facts = grant_facts(grant, actor)
    held = permissions.held(actor)
    grant.state = SCOPE_GRANT.check(state=grant.state, action=action, held=held, facts=facts).target
    if grant.state == GrantState.ENDED:
        grant.ended_by, grant.ended_at = actor, clock.now()
    else:
        grant.decided_by, grant.decided_at = actor, clock.now()
        item_close(kind=SCOPE_ASKED.code, subject=_subject(grant), actor=actor)
    grant.save()
    scopes = set(partner.scopes) - {grant.scope}
    if grant.state == GrantState.GRANTED:
        scopes.add(grant.scope)
    if scopes != set(partner.scopes):
        partner.scopes = sorted(scopes)
        partner.save(update_fields=["scopes"])
        # The schedule would make the file of whom the partner follows now a quarter of an hour later.
        wake_on_commit("partners.make_snapshot", partner.pk, queue="bulk")
    record(
        f"partners.scope_{grant.state}", subject=_subject(grant), actor=actor, partner_id=partner.pk, scope=grant.scope
    )
    return grant


def _subject(grant: ScopeGrant) -> tuple[str, int]:
    return ("scopegrant", grant.pk)
