"""The people who alleged a violation, who neither determine it, nor decline its answer, nor uphold what rests on it.

Also whether the record of a violation is attached, which what suspends at once needs.

Whoever enters a violation at the desk alleges it. So does a person who recorded that an exam found its parcel wrong,
and an officer who brings it about by a record that an app above knows, such as a tip. Whoever recorded that it was
served by post counts with them.
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.selectors import is_second_person, one_person_with
from apps.core.lifecycle import Text
from apps.ledger.models import GroundsFile, Recording, Service, Shipment, Violation
from apps.ledger.vocabulary import Determination, ExamResult, ReporterKind

ALLEGED_IT = _lazy(
    "You entered this violation as alleged, so somebody else determines it. Two people count as one if one of them "
    "asked for the account of the other."
)

SERVED_IT = _lazy(
    "You recorded that this violation was served by other means, so somebody else determines it. Two people count as "
    "one if one of them asked for the account of the other."
)

FOUND_IT = _lazy(
    "You recorded the exam that found this parcel wrong, so somebody else determines the violation. Two people count "
    "as one if one of them asked for the account of the other."
)


@dataclass(frozen=True, slots=True)
class _Source:
    """Records that lead to allegations, with the names of their fields for the case and for the officer."""

    records: Callable[[], QuerySet[Any]]
    case: str
    officer: str
    sentence: Text
    are_proof: bool

    def of(self, case_ids: Collection[int]) -> QuerySet[Any]:
        return self.records().filter(**{f"{self.case}__in": case_ids}).order_by()


def _entries() -> QuerySet[Violation]:
    # The first entry of a case alleges also if it counts at once, as that of a disclosure does.
    return Violation.objects.filter(
        Q(determination=Determination.ALLEGED) | Q(revision=1), recording__kind=Recording.Kind.DESK
    )


def _by_post() -> QuerySet[Service]:
    return Service.objects.filter(channel=Service.Channel.POST)


def _exams() -> QuerySet[Shipment]:
    return Shipment.objects.filter(exam_result=ExamResult.DISCREPANT)


_sources: list[_Source] = [
    _Source(_entries, "case", "recording__actor", ALLEGED_IT, are_proof=False),
    # Whoever says alone that the business was served could otherwise go on to decide in its silence.
    # What an exam found is one person's word until somebody else has looked at it.
    _Source(_exams, "parcel__violations__case", "recording__actor", FOUND_IT, are_proof=False),
    _Source(_by_post, "case", "recorded_by", SERVED_IT, are_proof=False),
]


def allegers_register(
    records: Callable[[], QuerySet[Any]], *, case: str, officer: str, sentence: Text, are_proof: bool = False
) -> None:
    """Register, when the app starts, records that lead to allegations, and the names of their fields for the case and
    for the officer who alleged. `sentence` says why this officer may not sustain or mitigate the violation;
    `are_proof`: these records are themselves the record of the violation, such as the entry of a list.
    """
    _sources.append(_Source(records, case, officer, sentence, are_proof))


def allegers_of(case_ids: Collection[int]) -> dict[int, dict[int, Text]]:
    """Return who alleged each of these violations, each with the sentence that says why they may not determine it, by
    case. Takes one query.
    """
    found: dict[int, dict[int, Text]] = defaultdict(dict)
    if not case_ids:
        return found
    first, *others = (
        source.of(case_ids)
        .annotate(place=Value(place), of_case=F(source.case), officer=F(source.officer))
        .values_list("place", "of_case", "officer")
        for place, source in enumerate(_sources)
    )
    for place, case_id, officer in first.union(*others, all=True).order_by("-place"):
        if officer is not None:
            found[case_id].setdefault(officer, _sources[place].sentence)
    return found


def is_alleger(actor: User, case_ids: Collection[int]) -> bool:
    """Tell whether a person alleged one of these violations, or counts as one person with somebody who did."""
    people = {officer for officers in allegers_of(case_ids).values() for officer in officers}
    return bool(people) and not is_second_person(actor, *people)


def determiner_barred(actor: User, case_id: int) -> Text | None:
    """Return the sentence that says why a person may not sustain or mitigate a violation, or None."""
    allegers = allegers_of([case_id])[case_id]
    same = [actor.pk] if actor.pk in allegers else one_person_with([actor.pk], allegers)[actor.pk]
    return next((allegers[officer] for officer in same), None)


def is_record_attached(case_id: int) -> bool:
    """Tell whether the record of a violation is attached: an officer added a file, the system of an agency reported the
    violation, whose record is its own, or a record of the program itself is the proof.
    """
    sent = Violation.objects.filter(case=case_id, recording__reporter__kind=ReporterKind.AGENCY)
    return (
        GroundsFile.objects.filter(grounds__violation__case=case_id).exists()
        or sent.filter(recording__kind__in=Recording.SENT).exists()
        or any(source.of([case_id]).exists() for source in _sources if source.are_proof)
    )
