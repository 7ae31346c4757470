from collections.abc import Collection

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.selectors import is_second_person
from apps.ledger.vocabulary import ReporterKind
from apps.partners.grants.models import GrantState, ScopeGrant
from apps.partners.grants.states import MANAGE_PARTNERS, GrantFacts
from apps.partners.systems.models import Partner

OPEN = (GrantState.WAITING, GrantState.GRANTED)


def grants_of(partner_id: int) -> QuerySet[ScopeGrant]:
    """Return the grants of a partner in every state, the latest first, with the people who acted."""
    grants = ScopeGrant.objects.filter(partner=partner_id).order_by("-pk")
    return grants.select_related("asked_by", "decided_by", "ended_by")


def is_scope_askable(partner: Partner) -> bool:
    """Return whether a partner is an agency, and no scope was granted to it or asked for."""
    is_agency = partner.reporter.kind == ReporterKind.AGENCY
    return is_agency and not ScopeGrant.objects.filter(partner=partner, state__in=OPEN).exists()


def grants_asked_by(grant_ids: Collection[int]) -> dict[int, set[int | None]]:
    """Return who asked for each scope."""
    return {pk: {by} for pk, by in ScopeGrant.objects.filter(pk__in=grant_ids).values_list("pk", "asked_by")}


def grant_facts(grant: ScopeGrant, actor: User) -> GrantFacts:
    """Return the facts on which the actions of this person on a grant depend now."""
    return GrantFacts(
        asked=grant.asked_by_id == actor.pk,
        second=is_second_person(actor, grant.asked_by_id),
        asker_stands=MANAGE_PARTNERS in held(grant.asked_by),
        agency=grant.partner.reporter.kind == ReporterKind.AGENCY,
    )
