"""The answers of the API about reports: what became of each, and the disputes of those that it concerns."""

from datetime import datetime
from typing import Annotated, Any, Self

from msgspec import Meta

from apps.disputes.models import Dispute, SourceCheck, SourceCheckState
from apps.ledger.models import Recording, Remark, Shipment, Violation
from apps.partners.answers import Answer, Moment

Place = Annotated[int, Meta(description="Place in the array, or line, counted from 0.")]
Reference = Annotated[str, Meta(description="As you gave it; empty if you gave none.")]
WARNINGS = {
    "unknown": "This code is not known here. It is kept as you gave it. Look for a typing error.",
    "zero": "This is zero. If that is not the true number, report the true one.",
    "rounded": "This has more decimal places than are kept, and was rounded.",
    "shape": "An HS code has 4, 6, 8 or 10 digits. It is kept as you gave it. Report the whole code.",
    "missing": "A value without its currency is added to no total. Report the currency.",
    "fraction": "This currency has no smaller unit, and the value has a fraction. Check both.",
    "future": "This day has not come yet. Check the date.",
}


class RejectionAnswer(Answer, frozen=True, kw_only=True):
    index: Place
    reference: Reference
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
        list[RemarkAnswer], Meta(description="Which facts were recorded otherwise than they were said, and why.")
    ]
    warnings: Annotated[
        list[WarningAnswer], Meta(description="Odd values of facts that were recorded, which you could mend.")
    ]

    reversed_by: Annotated[int | None, Meta(description="The recording that has taken this one back.")]

    @classmethod
    def of(cls, recording: Recording) -> Self:
        return cls(**_outcome(recording))


class TakenBackAnswer(Answer, frozen=True, kw_only=True):
    """The parcels and the violations that a reversal changed. What others had amended since stands as it was."""

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
    rejections = recording.rejections.order_by("index").values("index", "reference", "errors")
    remarks = recording.remarks.order_by("index", "code").values("index", "reference", "code", "detail")
    warnings = recording.warnings.order_by("index", "field", "flag").values_list("index", "reference", "field", "flag")
    return {
        "recording": recording.pk,
        "reversed_by": Recording.objects.filter(reverses=recording).values_list("pk", flat=True).first(),
        "accepted": recording.accepted,
        "amended": recording.amended,
        "duplicates": recording.duplicates,
        "stale": recording.stale,
        "rejected": [RejectionAnswer(**rejection) for rejection in rejections],
        "remarks": [RemarkAnswer(**remark) for remark in remarks],
        "warnings": [
            WarningAnswer(index=index, reference=reference, field=field, code=flag, detail=WARNINGS[flag])
            for index, reference, field, flag in warnings
        ],
    }


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
