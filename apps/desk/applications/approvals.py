"""Approving several applications at once: only those that the officer took, read, and checked to the end."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.applications.models import Application, ApplicationState
from apps.applications.selectors import (
    applications_for_staff,
    checklists_of,
    hit_states,
    removed_matches,
    with_checklist,
    with_hits,
)
from apps.applications.services import application_approve
from apps.applications.states import LIFECYCLE, ApplicationFacts
from apps.audit.selectors import last_views
from apps.core import clock
from apps.core.errors import DomainError
from apps.core.lifecycle import Text
from apps.correspondence.models import Post
from apps.events.models import Event
from apps.ledger.selectors import identities_reported, identities_unlinked
from apps.shippers.matches import matches_of

ABOUT = "application"
_APPROVE = LIFECYCLE.find(ApplicationState.IN_REVIEW, "approve")


@dataclass(frozen=True, slots=True)
class ApprovalCandidate:
    """An application that is to be approved with others. `blocked` says why it can't be; blank where it can."""

    application: Application
    blocked: Text = ""


def candidates_of(*, actor: User, application_ids: Collection[int]) -> list[ApprovalCandidate]:
    """Return each application with the reason why the officer can't approve it now, in the order of the list."""
    applications = list(applications_for_staff().filter(pk__in=application_ids))
    numbers = [application.pk for application in applications]
    opened, changed = last_views(actor, ABOUT, numbers), _last_changes(numbers, actor)
    checklists = checklists_of(applications)
    return [
        ApprovalCandidate(
            each,
            _block_reason(each, actor, opened.get(each.pk), changed.get(each.pk))
            or _unlinked_reason(each)
            or _APPROVE.blocked(with_checklist(_facts(each), checklists[each.pk])),
        )
        for each in applications
    ]


def applications_approve(*, actor: User, application_ids: Collection[int]) -> list[ApprovalCandidate]:
    """Approve the applications that may be approved, one by one; return all, with the reason where one was not."""
    return [
        ApprovalCandidate(each.application, each.blocked or _approve(each.application, actor))
        for each in candidates_of(actor=actor, application_ids=application_ids)
    ]


def _facts(application: Application) -> ApplicationFacts:
    """Return the facts that the guard judges.

    The list can't approve a business that resembles a removed one: the officer states the reason on the page of the
    application.
    """
    facts = ApplicationFacts(now=clock.now(), removed=removed_matches(matches_of(application.shipper_id)))
    return with_hits(facts, hit_states(application.shipper_id))


def _approve(application: Application, actor: User) -> Text:
    try:
        application_approve(actor=actor, application_id=application.pk)
    except DomainError as refusal:
        return refusal.message
    return ""


def _block_reason(application: Application, actor: User, opened: datetime | None, changed: datetime | None) -> Text:
    if application.state != ApplicationState.IN_REVIEW:
        return _lazy("It is not in review.")
    if application.reviewer_id != actor.pk:
        return _lazy("You have not taken it.")
    if opened is None:
        return _lazy("You have not opened it.")
    if changed is not None and opened < changed:
        return _lazy("It has changed since you opened it.")
    return ""


def _unlinked_reason(application: Application) -> Text:
    """Return why an application is approved on its own page: histories of its business are not linked."""
    if identities_unlinked(identities_reported(application.shipper)):
        return _lazy("Histories under its codes or its name are not linked. Decide it on its own page.")
    return ""


def _last_changes(numbers: Sequence[int], actor: User) -> dict[int, datetime]:
    """Return when somebody other than the actor last changed each application or wrote about it."""
    events = Event.objects.filter(subject_type=ABOUT, subject_id__in=numbers).exclude(actor=actor)
    posts = Post.objects.filter(thread__about_type=ABOUT, thread__about_id__in=numbers).exclude(author=actor)
    found = dict(events.values_list("subject_id").annotate(last=Max("at")).order_by())
    for number, last in posts.values_list("thread__about_id").annotate(last=Max("at")).order_by():
        found[number] = max(last, found.get(number, last))
    return found
