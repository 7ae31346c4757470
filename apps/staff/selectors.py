"""Reads of requests about accounts."""

from collections.abc import Collection

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.roles import ADMINISTER
from apps.accounts.selectors import is_second_person
from apps.staff.models import AccountRequest
from apps.staff.states import AccountRequestFacts


def changes_asked_by(request_ids: Collection[int]) -> dict[int, set[int | None]]:
    """Return who asked for each change of an account."""
    return {pk: {by} for pk, by in AccountRequest.objects.filter(pk__in=request_ids).values_list("pk", "asked_by")}


def facts_of(request: AccountRequest, actor: User) -> AccountRequestFacts:
    """Return the facts that decide which actions a person may take on a request now."""
    return AccountRequestFacts(
        asked=request.asked_by_id == actor.pk,
        concerned=request.person_id == actor.pk,
        second=is_second_person(actor, request.asked_by_id),
        asker_stands=ADMINISTER in held(request.asked_by),
        suspends=bool(request.suspended),
    )
