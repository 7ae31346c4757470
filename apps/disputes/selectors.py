"""Reads of the statements of a business about facts in the ledger, each within the reach of the reader."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, Exists, F, Model, OuterRef, Q, QuerySet, When
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.selectors import is_second_person
from apps.core import clock
from apps.core.rows import row_get
from apps.disputes.models import (
    Disclosure,
    DisclosureFile,
    Disowning,
    Dispute,
    DisputeFile,
    SourceCheck,
    SourceCheckState,
    StatementState,
)
from apps.disputes.states import StatementFacts
from apps.ledger.allegers import allegers_of, is_alleger
from apps.ledger.models import Parcel, Violation
from apps.ledger.selectors import violation_present, violations_visible
from apps.ledger.vocabulary import GRAVE, Determination
from apps.shippers.selectors import has_conflict, on_team

# A business disowns a parcel so many times: once more when it knows more. Without an end, whoever says so again and
# again meets an officer who believes it.
MAX_DISOWNED = 2


def violation_for(shipper_id: int, case_id: int) -> Violation:
    """Return the present entry of a violation in the record of that business; raise NotFound for any other."""
    return row_get(
        violations_visible(shipper_id).select_related("case__reporter", "seller", "parcel__seller"),
        _("There is no such violation in your record."),
        case=case_id,
    )


def violations_with_answers(shipper_id: int) -> QuerySet[Violation]:
    """Return the violations of that business, the latest first, each with its service and with `answered`: an answer
    waits for an officer.
    """
    answers = Dispute.objects.filter(case=OuterRef("case"), state=StatementState.OPEN)
    return violations_visible(shipper_id).select_related("case__service__shipper").annotate(answered=Exists(answers))


def parcel_for(shipper_id: int, parcel_id: int) -> Parcel:
    """Return a parcel in the record of that business; raise NotFound for any other."""
    return row_get(
        Parcel.objects.filter(pk=parcel_id, seller__shipper=shipper_id, voided=False).select_related("seller"),
        _("There is no such shipment in your record."),
    )


def disputes_of(shipper_id: int, case_id: int) -> QuerySet[Dispute]:
    """Return the answers of that business to a violation, the latest first, with files and checks with sources."""
    disputes = Dispute.objects.filter(shipper=shipper_id, case=case_id)
    return disputes.select_related("said_by", "result", "source_check").prefetch_related("files").order_by("-pk")


def answers_latest(shipper_id: int, case_ids: Iterable[int]) -> dict[int, Dispute]:
    """Return the latest answer of that business to each of these violations, by case, without answers taken back."""
    disputes = Dispute.objects.filter(shipper=shipper_id, case__in=case_ids).exclude(state=StatementState.WITHDRAWN)
    return {dispute.case_id: dispute for dispute in disputes.order_by("case", "-pk").distinct("case")}


def disownings_of(shipper_id: int, parcel_ids: Iterable[int]) -> dict[int, Disowning]:
    """Return the latest disowning by that business of each of these parcels, by parcel, without those taken back."""
    disownings = Disowning.objects.filter(shipper=shipper_id, parcel__in=parcel_ids).exclude(
        state=StatementState.WITHDRAWN
    )
    latest = disownings.select_related("parcel", "said_by").order_by("parcel", "-pk").distinct("parcel")
    return {disowning.parcel_id: disowning for disowning in latest}


def disownings_left(shipper_id: int, parcel_id: int) -> int:
    """Return how often that business may still disown the parcel."""
    declined = Disowning.objects.filter(shipper=shipper_id, parcel=parcel_id, state=StatementState.DECLINED)
    return max(0, MAX_DISOWNED - declined.count())


def disownings_decided_together(disowning: Disowning) -> QuerySet[Disowning]:
    """Return the open disownings that are decided together with this one, itself included: those of the same party."""
    open_ones = Disowning.objects.filter(state=StatementState.OPEN).order_by("pk")
    return open_ones.filter(party=disowning.party_id) if disowning.party_id else open_ones.filter(pk=disowning.pk)


def dispute_for(shipper_id: int, case_id: int, dispute_id: int) -> Dispute:
    """Return one answer of that business to a violation; raise NotFound for any other."""
    return row_get(disputes_of(shipper_id, case_id), _("There is no such answer."), pk=dispute_id)


def entries_of(shipper_id: int, case_id: int) -> QuerySet[Violation]:
    """Return the entries of a violation that were recorded of that business, the oldest first."""
    entries = Violation.objects.filter(case=case_id, seller__shipper=shipper_id)
    return entries.select_related("recording__reporter", "grounds").order_by("revision")


def facts_of(statement: Dispute | Disowning | Disclosure, actor: User) -> StatementFacts:
    """Return the facts on which the decision of a statement by this officer depends now."""
    on_team = has_conflict(actor, statement.shipper_id)
    if isinstance(statement, Disclosure):
        return StatementFacts(actor_on_team=on_team)
    if isinstance(statement, Disowning):
        together = disownings_decided_together(statement).order_by()
        cases = Violation.objects.filter(parcel__in=together.values("parcel"), pk=F("case__violation_id"))
        by = statement.recommended_by_id
        return StatementFacts(
            actor_on_team=on_team,
            actor_alleged=is_alleger(actor, list(cases.values_list("case", flat=True))),
            recommended=by is not None,
            actor_recommended=by is not None and not is_second_person(actor, by),
        )
    present = violation_present(statement.entry_id)
    return StatementFacts(
        actor_on_team=on_team,
        actor_alleged=is_alleger(actor, [statement.case_id]),
        position=statement.position,
        reversed=present is not None and present.determination == Determination.REVERSED,
    )


def answers_alleged_by(dispute_ids: Collection[int]) -> dict[int, Collection[int]]:
    """Return who alleged the violation of each of these answers, and so can't decline the answer."""
    cases = dict(Dispute.objects.filter(pk__in=dispute_ids).values_list("pk", "case"))
    allegers = allegers_of(set(cases.values()))
    return {dispute_id: allegers.get(case_id, ()) for dispute_id, case_id in cases.items()}


def disownings_recommended_by(disowning_ids: Collection[int]) -> dict[int, set[int | None]]:
    """Return who recommended to accept each of these open disownings, which somebody else accepts."""
    waiting = Disowning.objects.filter(pk__in=disowning_ids, state=StatementState.OPEN, recommended_by__isnull=False)
    return {pk: {by} for pk, by in waiting.values_list("pk", "recommended_by")}


def stands_by(entry: Violation) -> bool:
    """Return whether the source stood by a violation since this entry of it was recorded."""
    stood = SourceCheck.objects.filter(
        dispute__case=entry.case_id,
        state__in=[SourceCheckState.CONFIRMED, SourceCheckState.CORRECTED, SourceCheckState.CERTIFIED],
        answered_at__gte=entry.recorded_at,
    )
    return stood.exists()


def source_checks_of(reporter_id: int) -> QuerySet[SourceCheck]:
    """Return the checks of disputed violations with a source, the oldest first."""
    checks = SourceCheck.objects.filter(reporter=reporter_id).select_related("dispute__case", "dispute__shipper")
    return checks.prefetch_related("dispute__files").order_by("pk")


def source_check_of(reporter_id: int, source_check_id: int) -> SourceCheck:
    """Return one check with a source; raise NotFound for a check with another source."""
    return row_get(source_checks_of(reporter_id), _("You have no dispute of this number."), pk=source_check_id)


def source_check_latest(disputes: Iterable[Dispute]) -> SourceCheck | None:
    """Return the latest check with the source among these answers of `disputes_of`, if the source was asked."""
    checks = [dispute.source_check for dispute in disputes if hasattr(dispute, "source_check")]
    return max(checks, key=lambda check: check.pk, default=None)


@dataclass(frozen=True, slots=True)
class TimeLimitCounts:
    """The number of times that a time limit was kept, and the number of times that it was missed."""

    kept: int
    missed: int


@dataclass(frozen=True, slots=True)
class SourceCheckTimes:
    """The counts of kept and missed time limits of checks with sources: to tell the source, for the source to answer,
    and to tell the business that a violation counts again.
    """

    told: TimeLimitCounts
    answered: TimeLimitCounts
    noticed: TimeLimitCounts


def source_check_times(since: datetime) -> SourceCheckTimes:
    """Return how often the times of the checks since a moment were kept, of those whose time is over or was kept."""
    counted = SourceCheck.objects.filter(asked_at__gte=since)
    told = counted.exclude(state=SourceCheckState.CLOSED, told_at=None)
    answered = counted.exclude(state=SourceCheckState.CLOSED, answered_at=None)
    return SourceCheckTimes(
        told=_count_kept(told, Q(told_at__lte=F("tell_by")), "tell_by"),
        answered=_count_kept(answered, Q(answered_at__lte=F("confirm_by")), "confirm_by"),
        noticed=_count_kept(
            counted.filter(state=SourceCheckState.CERTIFIED), Q(noticed_at__isnull=False), "answered_at"
        ),
    )


def _count_kept(checks: QuerySet[SourceCheck], kept: Q, limit: str) -> TimeLimitCounts:
    """Count the checks whose time was kept, and those whose time is over and was not kept."""
    found = checks.annotate(is_kept=Case(When(kept, then=True), default=False)).aggregate(
        kept=Count("pk", filter=Q(is_kept=True)),
        missed=Count("pk", filter=Q(is_kept=False, **{f"{limit}__lt": clock.now()})),
    )
    return TimeLimitCounts(**found)


def source_check_facts_of(check: SourceCheck, actor: User | None) -> StatementFacts:
    """Return the facts on which the part of an officer, or of the source itself, in a check depends now."""
    return StatementFacts(actor_on_team=actor is not None and has_conflict(actor, check.dispute.shipper_id))


def dispute_file_for(user: User, shipper_id: int, case_id: int, file_id: int) -> DisputeFile:
    """Return the file of an answer that the user may read: of a business of the user, or any for staff who read
    everything. Raise NotFound for any other.
    """
    files = DisputeFile.objects.filter(dispute__shipper=shipper_id, dispute__case=case_id)
    return _file_for(files, user, file_id, team="dispute__shipper__team")


def disclosures_of(shipper_id: int) -> QuerySet[Disclosure]:
    """Return the disclosures of a business, the latest first."""
    disclosures = Disclosure.objects.filter(shipper=shipper_id).select_related("said_by", "parcel", "result")
    return disclosures.prefetch_related("files").order_by("-pk")


def disclosures_alike(disclosure: Disclosure) -> QuerySet[Disclosure]:
    """Return the accepted disclosures of the same category by the same business, without fraud and gross negligence."""
    alike = disclosures_of(disclosure.shipper_id).filter(category=disclosure.category, state=StatementState.ACCEPTED)
    return alike.exclude(result__culpability__in=GRAVE)


def disclosure_for(shipper_id: int, disclosure_id: int) -> Disclosure:
    """Return one disclosure of a business; raise NotFound for any other."""
    return row_get(disclosures_of(shipper_id), _("There is no such disclosure on your list."), pk=disclosure_id)


def parcel_numbered(shipper_id: int, number: str) -> Parcel | None:
    """Return the latest parcel in the record of a business with this tracking number, as typed or in capitals."""
    numbered = Parcel.objects.filter(
        reference__in={number, number.upper()}, seller__shipper=shipper_id, voided=False
    ).select_related("seller")
    return numbered.order_by("-date", "-pk").first()


def disclosure_file_for(user: User, shipper_id: int, disclosure_id: int, file_id: int) -> DisclosureFile:
    """Return the file of a disclosure that the user may read: of a business of the user, or any for staff who read
    everything. Raise NotFound for any other.
    """
    files = DisclosureFile.objects.filter(disclosure__shipper=shipper_id, disclosure=disclosure_id)
    return _file_for(files, user, file_id, team="disclosure__shipper__team")


def _file_for[Kept: Model](files: QuerySet[Kept], user: User, file_id: int, team: str) -> Kept:
    """Return a file to staff who read everything and to the people on the team to which the path `team` leads."""
    if "read_everything" not in held(user):
        files = files.filter(on_team(user, team))
    return row_get(files, _("There is no such file."), pk=file_id)
