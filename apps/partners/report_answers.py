"""The answers of the API about reports: what became of each, and the disputes of those that it concerns."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Self

from msgspec import Meta

from apps.disputes.models import Dispute, SourceCheck, SourceCheckState
from apps.ledger.advice import CODES
from apps.ledger.advice.values import MIN_PARCELS
from apps.ledger.models import Recording, Rejection, Remark, Shipment, Violation
from apps.ledger.selectors.archives import recording_present
from apps.ledger.selectors.validations import Validation
from apps.partners.answers import Answer, Moment
from apps.partners.imports.models import Import, ImportState
from apps.partners.imports.services import COUNTS
from apps.partners.parsers import MAX_FACTS
from apps.partners.reports.models import FactKind
from apps.partners.reports.selectors import RIGHTS

Place = Annotated[int, Meta(description="Place in the array, or line, counted from 0.")]
Reference = Annotated[str, Meta(description="As you gave it; empty if you gave none.")]
WARNINGS = {
    "unknown": "This code is not known here. It is kept as you gave it. Look for a typing error.",
    "zero": "This is zero. If that is not the true number, report the true one.",
    "rounded": "This has more decimal places than are kept, and was rounded.",
    "shape": "An HS code has 4, 6, 8 or 10 digits. It is kept as you gave it. Report the whole code.",
    "missing": "A value without its currency is added to no total. Report the currency.",
    "fraction": "This currency has no smaller unit, and the value has a fraction. Check both.",
    "future": "This day has not come yet in New York. Check the date.",
}


INVALID, NOT_ALLOWED = "invalid", "not_allowed"
RejectionCode = Annotated[
    str,
    Meta(
        description="`invalid`: `errors` has each field with what to put right; `not_allowed`: not yours to report.",
        extra_json_schema={"enum": [INVALID, NOT_ALLOWED]},
    ),
]


def code_of(errors: Mapping[str, list[str]]) -> str:
    """Return the code of a rejection by its errors."""
    return NOT_ALLOWED if RIGHTS in errors else INVALID


class RejectionAnswer(Answer, frozen=True, kw_only=True):
    index: Place
    reference: Reference
    code: RejectionCode
    errors: dict[str, list[str]]


class RemarkAnswer(Answer, frozen=True, kw_only=True):
    """A fact that was recorded otherwise than it was said."""

    index: Place
    reference: Reference
    code: Annotated[
        str,
        Meta(
            description=(
                "`alleged`: recorded as alleged, whatever it says; `joined`: joined to the case of another reporter; "
                "`beside`: kept beside its case, and changes nothing; `stale`: older than another report of yours, and "
                "changes nothing; `repeated`: repeats a report that you have changed since, and changes nothing."
            ),
            extra_json_schema={"enum": Remark.Code.values},
        ),
    ]
    detail: str


class WarningAnswer(Answer, frozen=True, kw_only=True):
    """An odd value in a fact that was recorded all the same. A further report can mend the value."""

    index: Place
    reference: Reference
    field: str
    code: Annotated[str, Meta(extra_json_schema={"enum": list(WARNINGS)})]
    detail: str


class RecordingAnswer(Answer, frozen=True, kw_only=True):
    """The outcome of the facts of one request: accepted, amended, duplicate, stale or rejected."""

    recording: int
    accepted: int
    amended: int
    duplicates: int
    stale: Annotated[int, Meta(description="Older than another report of yours, by version or reported_at.")]
    rejected: list[RejectionAnswer]
    remarks: Annotated[
        list[RemarkAnswer], Meta(description="Which facts were recorded otherwise than you sent them, and why.")
    ]
    warnings: Annotated[
        list[WarningAnswer], Meta(description="Odd values of facts that were recorded, which you could correct.")
    ]

    reversed_by: Annotated[int | None, Meta(description="The recording that has taken this one back.")]

    @classmethod
    def of(cls, recording: Recording) -> Self:
        return cls(**_outcome(recording))


class TakenBackAnswer(Answer, frozen=True, kw_only=True):
    """The parcels and the violations that a reversal changed. Facts that others amended since then are unchanged."""

    shipments: int
    violations: int


class RecordingDetailAnswer(RecordingAnswer, frozen=True, kw_only=True):
    kind: str
    started_at: Moment
    finished_at: Moment | None
    reverses: Annotated[int | None, Meta(description="The recording that this one takes back.")]
    took_back: Annotated[TakenBackAnswer | None, Meta(description="Of a reversal: how much it took back.")]

    @classmethod
    def of(cls, recording: Recording) -> Self:
        taken = None
        if recording.reverses_id:
            recording_present(recording.pk)
            taken = TakenBackAnswer(
                shipments=Shipment.objects.filter(recording=recording).count(),
                violations=Violation.objects.filter(recording=recording).count(),
            )
        return cls(
            **_outcome(recording),
            kind=recording.kind,
            started_at=recording.started_at,
            finished_at=recording.finished_at,
            reverses=recording.reverses_id,
            took_back=taken,
        )


def _outcome(recording: Recording) -> dict[str, Any]:
    # One request has no more. The rejections of an import are read in pages.
    rejections = recording.rejections.order_by("index").values("index", "reference", "errors")[:MAX_FACTS]
    remarks = recording.remarks.order_by("index", "code").values("index", "reference", "code", "detail")[:MAX_FACTS]
    warnings = recording.warnings.order_by("index", "field", "flag").values_list("index", "reference", "field", "flag")
    return {
        "recording": recording.pk,
        "reversed_by": Recording.objects.filter(reverses=recording).values_list("pk", flat=True).first(),
        "accepted": recording.accepted,
        "amended": recording.amended,
        "duplicates": recording.duplicates,
        "stale": recording.stale,
        "rejected": [RejectionAnswer(**each, code=code_of(each["errors"])) for each in rejections],
        "remarks": [RemarkAnswer(**remark) for remark in remarks],
        "warnings": [
            WarningAnswer(index=index, reference=reference, field=field, code=flag, detail=WARNINGS[flag])
            for index, reference, field, flag in warnings[: len(WARNINGS) * MAX_FACTS]
        ],
    }


class AdviceAnswer(Answer, frozen=True, kw_only=True):
    """A change to a shipment that its reporter should make before it is sent. Nothing is rejected for it."""

    index: Place
    reference: Reference
    field: str
    code: Annotated[str, Meta(extra_json_schema={"enum": list(CODES)})]
    detail: str
    instead: Annotated[str, Meta(description="What to write instead, or what to do.")]


class UncomparedAnswer(Answer, frozen=True, kw_only=True):
    """A chapter of the Harmonized System whose values per kilogram in a currency could not be compared."""

    chapter: str
    currency: str
    parcels: Annotated[int, Meta(description=f"On record. A comparison needs {MIN_PARCELS}.")]


class ValidationAnswer(Answer, frozen=True, kw_only=True):
    """The answers that recording the shipments would give now, and advice. Reports of others on the same parcels are
    left out.
    """

    valid: Annotated[int, Meta(description="How many shipments would be recorded.")]
    rejected: list[RejectionAnswer]
    warnings: list[WarningAnswer]
    advice: list[AdviceAnswer]
    uncompared: list[UncomparedAnswer]

    @classmethod
    def of(cls, found: Validation) -> Self:
        facts = found.facts
        references = facts.references | {index: fact.reference for index, fact in facts.facts}
        flags = sorted((index, *flag.split(":")) for index, fact in facts.facts for flag in fact.flags)
        return cls(
            valid=len(facts.facts),
            rejected=[
                RejectionAnswer(index=index, reference=references.get(index, ""), code=code_of(errors), errors=errors)
                for index, errors in sorted(facts.rejected.items())
            ],
            warnings=[
                WarningAnswer(index=index, reference=references[index], field=field, code=code, detail=WARNINGS[code])
                for index, field, code in flags
            ],
            advice=[
                AdviceAnswer(index=index, reference=references[index], **each._asdict()) for index, each in found.advice
            ],
            uncompared=[UncomparedAnswer(**each._asdict()) for each in found.uncompared],
        )


class ImportAnswer(Answer, frozen=True, kw_only=True):
    """An import: how far it is sent and recorded, and what became of its lines so far."""

    id: int
    facts: Annotated[str, Meta(extra_json_schema={"enum": FactKind.values})]
    state: Annotated[
        str,
        Meta(
            description=(
                "`receiving`: its last part is not here; `waiting`: it waits to be recorded; `running`: it is being "
                "recorded; `finished`: all lines are recorded or rejected; `failed`: it stopped, `error` says why, and "
                "the same content sent again goes on where it stopped."
            ),
            extra_json_schema={"enum": ImportState.values},
        ),
    ]
    received: Annotated[int, Meta(description="The bytes that are here, as they were sent.")]
    progress: Annotated[float, Meta(ge=0, le=1, description="The share of the content that was looked at.")]
    read: Annotated[int, Meta(description="The lines that became one of the following.")]
    accepted: int
    amended: int
    duplicates: int
    stale: int
    rejected: int
    recording: Annotated[int | None, Meta(description="By which it can be taken back; null before recording begins.")]
    reversed_by: Annotated[int | None, Meta(description="The recording that has taken this one back.")]
    error: Annotated[str, Meta(description="Why it stopped; empty where it has not.")]
    created_at: Moment
    finished_at: Moment | None

    @classmethod
    def of(cls, found: Import) -> Self:
        recording, job = found.recording, found.job
        counts = {name: getattr(recording, name) if recording else 0 for name in COUNTS}
        return cls(
            id=found.pk,
            facts=found.facts,
            state=found.state,
            received=found.received,
            progress=min(job.done / job.total, 1) if job and job.total else float(found.state == ImportState.FINISHED),
            read=sum(counts.values()),
            **counts,
            recording=recording.pk if recording else None,
            reversed_by=recording.reversed_by.pk if recording and hasattr(recording, "reversed_by") else None,
            error=job.error if job else "",
            created_at=found.created_at,
            finished_at=job.finished_at if job else None,
        )


class RejectedLineAnswer(Answer, frozen=True, kw_only=True):
    line: Annotated[int, Meta(description="The line in the content, counted from 1.")]
    reference: Reference
    code: RejectionCode
    errors: dict[str, list[str]]


class RejectionsAnswer(Answer, frozen=True, kw_only=True):
    results: list[RejectedLineAnswer]
    next: Annotated[int, Meta(description="Give this as `after` to go on.")]

    @classmethod
    def of(cls, rejections: Sequence[Rejection], *, after: int) -> Self:
        results = [
            RejectedLineAnswer(
                line=each.index + 1, reference=each.reference, code=code_of(each.errors), errors=each.errors
            )
            for each in rejections
        ]
        return cls(results=results, next=results[-1].line if results else after)


class DisputeAnswer(Answer, frozen=True, kw_only=True):
    """The dispute of a report by the business that it concerns."""

    id: int
    reference: Annotated[str, Meta(description="Your own reference of the violation.")]
    state: Annotated[str, Meta(extra_json_schema={"enum": SourceCheckState.values})]
    position: Annotated[str, Meta(extra_json_schema={"enum": Dispute.Position.values})]
    text: Annotated[str, Meta(description="What the business says, in its own words.")]
    language: str
    files: Annotated[
        int, Meta(description="How many files the business sent with it. Ask the program for those that you need.")
    ]
    said_at: Moment
    told_at: Moment | None
    confirm_by: Annotated[datetime, Meta(tz=True, description="What is not answered by then stops counting.")]
    answered_at: Moment | None

    @classmethod
    def of(cls, check: SourceCheck, reference: str) -> Self:
        dispute = check.dispute
        return cls(
            id=check.pk,
            reference=reference,
            state=check.state,
            position=dispute.position,
            text=dispute.text,
            language=dispute.language,
            files=len(dispute.files.all()),
            said_at=dispute.said_at,
            told_at=check.told_at,
            confirm_by=check.confirm_by,
            answered_at=check.answered_at,
        )


class DisputesAnswer(Answer, frozen=True, kw_only=True):
    results: list[DisputeAnswer]
    next: Annotated[int, Meta(description="Give this as `after` to go on.")]
