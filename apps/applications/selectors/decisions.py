"""The facts that officers and the guards of the transition table need before an application is decided."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.selectors import is_one_of, is_second_person
from apps.applications.models import Application, ApplicationState, Check, Decision, DenialProposal, SecondLook
from apps.applications.selectors.answers import SectionState, section_states
from apps.applications.selectors.applications import (
    appeal_until,
    applications_standing,
    decision_terms,
    inquiry_open,
)
from apps.applications.selectors.checklist import CheckedCriterion, checklist_of
from apps.applications.states import APPEAL_TOOK_PART, ApplicationFacts, RemovedBusiness, listed_text, removed_text
from apps.core import clock
from apps.core.lifecycle import Text
from apps.events.models import Event
from apps.screening.models import HitState
from apps.screening.selectors import hits_standing
from apps.shippers.matches import BusinessMatch, matches_of
from apps.shippers.roles import impartial
from apps.shippers.selectors import barred_text, has_conflict


@dataclass(frozen=True, slots=True)
class Blocker:
    """A reason why an application can't be decided yet, in words for officers.

    `criterion` is the number of the criterion in question, empty for any other reason. `by_hits`: screening hits stand
    in the way.
    """

    text: Text
    criterion: str = ""
    by_hits: bool = False


def blockers(state: str, facts: ApplicationFacts) -> list[Blocker]:
    """Return every reason why an application can't be decided now; the guards say the same in one sentence."""
    found = []
    match state:
        case ApplicationState.SUBMITTED:
            found.append(Blocker(_lazy("Nobody has taken the application for review.")))
        case ApplicationState.INFO_REQUESTED:
            found.append(Blocker(_lazy("A request for information is open.")))
        case ApplicationState.IN_REVIEW:
            pass
        case _:
            return []
    if conflict_of_interest := impartial(facts):
        found.append(Blocker(conflict_of_interest))
    for words, numbers in (
        (_lazy("Criterion {number} has not been checked."), facts.unchecked),
        (_lazy("Criterion {number} was changed after it was checked."), facts.outdated),
        (_lazy("A criterion marked must is not met: {number}. The application can't be approved."), facts.unmet),
    ):
        found += [Blocker(format_lazy(words, number=number), number) for number in numbers]
    if listed := listed_text(facts):
        found.append(Blocker(listed, by_hits=True))
    return found + [Blocker(removed_text(removed)) for removed in facts.removed]


def proposal_open(application: Application) -> DenialProposal | None:
    """Return the proposed denial that waits for a second officer, if there is one."""
    return next((proposal for proposal in application.denials_proposed.all() if proposal.settled_at is None), None)


def second_looks_open(application: Application, actor: User) -> list[SecondLook]:
    """Return the second looks at decisions on the application that this officer may give.

    An officer gives none on a decision that they made or countersigned, or beside whom they may not be the second
    person.
    """
    return [
        decision.second_look
        for decision in application.decisions.all()
        if hasattr(decision, "second_look")
        and decision.second_look.by_id is None
        and is_second_person(actor, decision.by_id, decision.countersigned_by_id)
    ]


def facts_of(
    application: Application,
    actor: User,
    checklist: list[CheckedCriterion] | None = None,
    *,
    on_team: bool | None = None,
    matches: Iterable[BusinessMatch] | None = None,
    states: Iterable[SectionState] | None = None,
    hits: Iterable[str] | None = None,
) -> ApplicationFacts:
    """Return the facts that the guards of the transition table need in the current state of the application.

    Callers that have already read the checklist, the matching businesses, the states of the sections or of the
    screening hits, or whether the actor is on the team of the business pass them, which saves queries.
    """
    if on_team is None:
        on_team = has_conflict(actor, application.shipper_id)
    facts = ApplicationFacts(now=clock.now(), actor_on_team=on_team)
    if application.state in (ApplicationState.IN_REVIEW, ApplicationState.APPEALED):
        facts = with_hits(facts, hit_states(application.shipper_id) if hits is None else hits)
    match application.state:
        case ApplicationState.DRAFT:
            shipper = application.shipper
            barred = barred_text(shipper) if shipper.is_barred else ""
            return replace(facts, unfinished=_count_unfinished(application, states), barred=barred)
        case ApplicationState.INFO_REQUESTED:
            inquiry = inquiry_open(application)
            # Only somebody on the team replies.
            unfinished = _count_unfinished(application, states) if on_team else 0
            return replace(facts, unfinished=unfinished, reply_by=inquiry.reply_by if inquiry else None)
        case ApplicationState.IN_REVIEW:
            return with_checklist(
                replace(
                    facts,
                    needs_second_officer=_needs_second_officer(),
                    removed=removed_matches(matches_of(application.shipper_id) if matches is None else matches),
                    actor_oversees="oversee_changes" in held(actor),
                ),
                checklist_of(application) if checklist is None else checklist,
            )
        case ApplicationState.DENIAL_PROPOSED:
            proposal = proposal_open(application)
            return replace(
                facts,
                needs_second_officer=_needs_second_officer(),
                actor_proposed=proposal is not None and not is_second_person(actor, proposal.by_id),
            )
        case ApplicationState.DENIED:
            others = applications_standing(application.shipper_id).exclude(pk=application.pk)
            return replace(
                facts,
                appeal_until=appeal_until(application),
                appealed=hasattr(application, "appeal"),
                # Only somebody on the team appeals.
                superseded=on_team and others.exists(),
            )
        case ApplicationState.APPEALED:
            return replace(facts, actor_took_part=is_one_of(actor, _participants(application)))
    return facts


# The acts by which officers judge an application, and the advice of a colleague on the application. Nobody who did one
# of these hears the appeal of its denial.
JUDGED = (
    *(
        f"application.{action}"
        for action in (
            *("checked", "info_requested", "resumed", "denial_proposed", "denial_sent_back", "denied"),
            "second_look_given",
        )
    ),
    "work.advised",
)


def _participants(application: Application) -> QuerySet[User]:
    """Return the members of staff who judged an application, gave advice on it, or decided it."""
    decided_by = {by for each in application.decisions.all() for by in (each.by_id, each.countersigned_by_id)}
    acts = Event.objects.filter(subject_type="application", subject_id=application.pk, kind__in=JUDGED)
    return User.objects.filter(Q(pk__in=decided_by) | Q(pk__in=acts.order_by().values("actor")))


def proposers_of_denials(application_ids: Collection[int]) -> dict[int, set[int | None]]:
    """Return who proposed the open denial of each application, where the policy asks for a second officer."""
    if not _needs_second_officer():
        return {}
    waiting = DenialProposal.objects.filter(application__in=application_ids, settled_at=None)
    return {application: {by} for application, by in waiting.values_list("application", "by")}


def deciders_to_read_again(application_ids: Collection[int]) -> dict[int, set[int | None]]:
    """Return who made the decision that waits for a second look, by application."""
    decided = Decision.objects.filter(application__in=application_ids, second_look__by=None, second_look__isnull=False)
    rows = decided.values_list("application", "by", "countersigned_by")
    # Where two decisions wait, somebody who took part in one of them may read the other.
    found: dict[int, set[int | None]] = {}
    for application, *people in rows:
        found[application] = found[application] & set(people) if application in found else set(people)
    return found


def appeal_bar(user: User, application_id: int) -> Text | None:
    """Return the sentence that says why a person may not hold the appeal of an application, or None if they may."""
    application = Application.objects.filter(pk=application_id).first()
    took_part = application is not None and is_one_of(user, _participants(application))
    return APPEAL_TOOK_PART if took_part else None


def removed_matches(matches: Iterable[BusinessMatch]) -> tuple[RemovedBusiness, ...]:
    """Return the very likely matches that were removed and may not apply again yet."""
    return tuple(
        RemovedBusiness(match.shipper.ksn or str(match.shipper), match.shipper.barred_until)
        for match in matches
        if match.is_barred and match.shipper.barred_until
    )


def _needs_second_officer() -> bool:
    return bool(decision_terms().countersign_denials)


def _count_unfinished(application: Application, states: Iterable[SectionState] | None) -> int:
    return sum(not state.done for state in (section_states(application) if states is None else states))


def hit_states(shipper_id: int) -> list[str]:
    """Return the states of the screening hits that stand in the way of an approval."""
    return list(hits_standing(shipper_id).order_by().values_list("state", flat=True))


def with_hits(facts: ApplicationFacts, states: Iterable[str]) -> ApplicationFacts:
    """Return the facts with the screening hits of the business, given by their states."""
    counts = Counter(states)
    return replace(facts, hits_undecided=counts[HitState.POTENTIAL], hits_confirmed=counts[HitState.CONFIRMED])


def with_checklist(facts: ApplicationFacts, checklist: list[CheckedCriterion]) -> ApplicationFacts:
    """Return the facts with the criteria of the checklist that are unchecked, outdated or not met."""
    return replace(
        facts,
        unchecked=tuple(checked.criterion.number for checked in checklist if checked.check is None),
        outdated=tuple(checked.criterion.number for checked in checklist if checked.outdated),
        unmet=tuple(
            checked.criterion.number
            for checked in checklist
            if checked.counts and checked.check and checked.check.outcome == Check.Outcome.NOT_MET and checked.must
        ),
    )


@dataclass(frozen=True, slots=True)
class ReconsideredCounts:
    """The number of decisions that were considered again, and the number of these that came out otherwise."""

    count: int
    otherwise: int


def appeals_decided(since: datetime) -> ReconsideredCounts:
    """Return the appeals against denials that were decided since a moment; a granted one came out otherwise."""
    granted = Q(outcome=Decision.Outcome.APPROVED)
    found = Decision.objects.filter(on_appeal=True, at__gte=since).aggregate(
        count=Count("pk"), otherwise=Count("pk", filter=granted)
    )
    return ReconsideredCounts(**found)


def second_looks_given(since: datetime) -> ReconsideredCounts:
    """Return the second looks that were given since a moment; one that disagrees would have decided otherwise."""
    found = SecondLook.objects.filter(at__gte=since).aggregate(
        count=Count("pk"), otherwise=Count("pk", filter=Q(agrees=False))
    )
    return ReconsideredCounts(**found)
