"""The people who took part in a case: in a proposed change, in the findings on which it rests, or in what led to it.

None of them hears the appeal. Nothing is kept for this alone: each act is an event, an entry of the ledger or a decided
answer, and none of these is ever deleted or given to another person.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import CharField, Q, Value
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.lazy import Promise
from apps.disputes.models import Disclosure, Dispute, SourceCheck
from apps.events.models import Event
from apps.ledger.models import Violation
from apps.standing.assurance.models import AssuranceCall
from apps.standing.proposals.models import ProposedChange
from apps.standing.proposals.notices import PLAN_MISSED
from apps.standing.proposals.selectors.grounds import cases_of

type PartRow = tuple[int, str]
type PartSource = Callable[[ProposedChange], Iterable[PartRow]]

ENTRY, ANSWER, DISCLOSURE = "entry", "answer", "disclosure"
ADVICE, ADVICE_BEHIND = "work.advised", "advice_behind"
ON_CASE, ON_SOURCE_CHECK, ON_CALL, ON_PLAN = "on_case", "on_source_check", "on_call", "on_plan"
# The parts in words. An act that has no words of its own is told as an act on the change.
WORDS: dict[str, Promise] = {
    "standing.proposal_proposed": _lazy("Proposed it"),
    "standing.proposal_confirmed": _lazy("Confirmed it"),
    "standing.proposal_served": _lazy("Recorded its delivery"),
    "standing.proposal_reviewed": _lazy("Reviewed the suspension"),
    "standing.proposal_lifted": _lazy("Lifted the suspension until the decision"),
    "standing.proposal_extended": _lazy("Gave more time to respond"),
    "standing.proposal_extension_declined": _lazy("Declined more time to respond"),
    "standing.proposal_recommended": _lazy("Recommended it"),
    "standing.proposal_sent_back": _lazy("Sent the recommendation back"),
    "standing.proposal_upheld": _lazy("Decided it"),
    "standing.proposal_reduced": _lazy("Decided it"),
    ADVICE: _lazy("Advised a colleague on it"),
    ENTRY: _lazy("Recorded or determined a violation behind it"),
    ANSWER: _lazy("Decided an answer to a violation behind it"),
    DISCLOSURE: _lazy("Decided the disclosure of a violation behind it"),
    ADVICE_BEHIND: _lazy("Advised a colleague on a violation behind it"),
    ON_CASE: _lazy("Acted on the notice of a violation behind it"),
    ON_SOURCE_CHECK: _lazy("Told the source of a violation behind it of the dispute, or recorded its answer"),
    ON_CALL: _lazy("Acted on the call before it"),
    ON_PLAN: _lazy("Acted on the corrective plan behind it"),
}
ANOTHER_ACT = _lazy("Acted on it")
_sources: list[PartSource] = []


@dataclass(frozen=True, slots=True)
class Participation:
    """The part that a member of staff took in a case, in words."""

    user: User
    what: Promise


def part_source_register(source: PartSource, words: dict[str, Promise]) -> None:
    """Register the parts that an app above knows of, when the app starts.

    The source takes a proposed change and returns the ids of people, each with a code; `words` says the codes in words.
    """
    _sources.append(source)
    WORDS.update(words)


def parts_of(proposal: ProposedChange) -> list[Participation]:
    """Return every part that a member of staff took in a case, in the order in which the words stand above."""
    rows = part_rows(proposal)
    return parts_from(rows, User.objects.filter(is_staff=True).in_bulk({user_id for user_id, _code in rows}))


def part_rows(proposal: ProposedChange) -> list[PartRow]:
    """Return the id of everybody who acted in a case, each with the code of the act, in the order of the words."""
    order = {code: place for place, code in enumerate(WORDS)}
    rows = [*_rows(proposal), *(row for source in _sources for row in source(proposal))]
    return sorted(rows, key=lambda row: (order.get(row[1], len(order)), row[0]))


def parts_from(rows: Iterable[PartRow], people: Mapping[int, User]) -> list[Participation]:
    """Return the parts of `part_rows` that members of staff took; `people` are members of staff by their ids."""
    parts = (
        Participation(people[user_id], WORDS.get(code, ANOTHER_ACT)) for user_id, code in rows if user_id in people
    )
    return list(dict.fromkeys(parts))


def _rows(proposal: ProposedChange) -> list[PartRow]:
    """Return the id of everybody who acted on a proposed change, its violations, its call or its plan, or gave a
    colleague advice on one of them, each with the code of the act. Takes one query.
    """
    cases = list(cases_of(proposal))
    # An officer who asks a colleague takes no part by asking; the colleague who answers does.
    events = Event.objects.filter(actor__isnull=False).exclude(kind="work.asked").order_by()
    entries = Violation.objects.filter(case__in=cases, recording__actor__isnull=False).order_by()
    checks = SourceCheck.objects.filter(dispute__case__in=cases).order_by().values("pk")
    answers = Dispute.objects.filter(case__in=cases).order_by()
    told = Disclosure.objects.filter(result__case__in=cases).order_by()
    advice = events.filter(kind=ADVICE)
    calls = AssuranceCall.objects.filter(proposal=proposal).order_by().values("pk")
    decided = {"decided_by__isnull": False}
    sets = [
        entries.values_list("recording__actor", _code(ENTRY)),
        answers.filter(**decided).values_list("decided_by", _code(ANSWER)),
        told.filter(**decided).values_list("decided_by", _code(DISCLOSURE)),
        advice.filter(
            Q(subject_type="case", subject_id__in=cases)
            | Q(subject_type="dispute", subject_id__in=answers.values("pk"))
            | Q(subject_type="disclosure", subject_id__in=told.values("pk"))
        ).values_list("actor", _code(ADVICE_BEHIND)),
        events.filter(subject_type="case", subject_id__in=cases)
        .exclude(kind=ADVICE)
        .values_list("actor", _code(ON_CASE)),
        events.filter(subject_type="sourcecheck", subject_id__in=checks).values_list("actor", _code(ON_SOURCE_CHECK)),
        events.filter(subject_type="assurancecall", subject_id__in=calls).values_list("actor", _code(ON_CALL)),
    ]
    if proposal.notice["because"] == PLAN_MISSED:
        # A plan that is resumed no longer names the removal, so the plans of the business are read.
        of_plan = events.filter(subject_type="plan", shipper_id=proposal.shipper_id)
        sets.append(of_plan.values_list("actor", _code(ON_PLAN)))
    acts = events.filter(subject_type="proposedchange", subject_id=proposal.pk).values_list("actor", "kind")
    return [(user_id, code) for user_id, code in acts.union(*sets)]


def _code(code: str) -> Value:
    return Value(code, output_field=CharField())
