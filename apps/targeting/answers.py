"""The answers of the API about declared parcels."""

from typing import Annotated, Self

from msgspec import Meta

from apps.partners.answers import Answer, Moment
from apps.partners.report_answers import Place, RejectionAnswer, code_of
from apps.targeting.asks import TEXTS
from apps.targeting.models import Assessment
from apps.targeting.services import RequestAssessments
from apps.targeting.vocabulary import Addressee, Cause, Outcome

OutcomeCode = Annotated[
    str,
    Meta(
        description=(
            "`complete`: load it, as far as this program is concerned; `request_information`: say more; "
            "`request_screening`: screen it first; `do_not_load`: leave it where it is."
        ),
        extra_json_schema={"enum": Outcome.values},
    ),
]
CauseCode = Annotated[
    str,
    Meta(
        description=(
            "`declared`, or what happened since: `answered`, `unanswered` in time, `repeated` where your earlier "
            "answer about goods of the same kind was used, `set_aside` where the program uses that answer no more and "
            "asks anew, or `reassessed` where an alarm about the parcel came or ended."
        ),
        extra_json_schema={"enum": Cause.values},
    ),
]
AddresseeCode = Annotated[str, Meta(extra_json_schema={"enum": Addressee.values})]


class AskedAnswer(Answer, frozen=True, kw_only=True):
    """A thing to do or to say, as a code that stays and in words that may change."""

    code: Annotated[str, Meta(extra_json_schema={"enum": sorted(TEXTS)})]
    detail: str


class AssessmentAnswer(Answer, frozen=True, kw_only=True):
    """The assessment of a declared parcel, which never changes: another one follows where something is answered."""

    id: int
    issuer: str
    reference: str
    cause: CauseCode
    outcome: OutcomeCode
    asked: list[AskedAnswer]
    asked_of: Annotated[AddresseeCode | None, Meta(description="Who answers; null where nobody is asked.")]
    answer_by: Moment | None
    is_final: Annotated[bool, Meta(description="Nothing is asked: the outcome stands.")]
    follows: Annotated[int | None, Meta(description="The assessment of this parcel before.")]
    followed_by: Annotated[int | None, Meta(description="The assessment that holds in place of this one.")]
    used: Annotated[int | None, Meta(description="The assessment with your earlier answer that was used.")]
    assessed_at: Moment

    @classmethod
    def of(cls, assessment: Assessment, follow_up: Assessment | None = None) -> Self:
        return cls(
            id=assessment.pk,
            issuer=assessment.issuer,
            reference=assessment.reference,
            cause=assessment.cause,
            outcome=assessment.outcome,
            asked=[AskedAnswer(code=code, detail=TEXTS[code]) for code in assessment.asked_for],
            asked_of=assessment.addressee or None,
            answer_by=assessment.answer_by,
            is_final=not assessment.addressee,
            follows=assessment.follows_id,
            followed_by=follow_up.pk if follow_up else None,
            used=assessment.used_id,
            assessed_at=assessment.at,
        )


class PlacedAssessmentAnswer(Answer, frozen=True, kw_only=True):
    index: Place
    assessment: AssessmentAnswer


class AssessedAnswer(Answer, frozen=True, kw_only=True):
    """The assessments of the declarations of one request, and the declarations that can't be understood."""

    results: list[PlacedAssessmentAnswer]
    rejected: list[RejectionAnswer]

    @classmethod
    def of(cls, assessed: RequestAssessments) -> Self:
        return cls(
            results=[
                PlacedAssessmentAnswer(index=index, assessment=AssessmentAnswer.of(assessment))
                for index, assessment in sorted(assessed.assessments.items())
            ],
            rejected=[
                RejectionAnswer(
                    index=index, reference=assessed.references.get(index, ""), code=code_of(errors), errors=errors
                )
                for index, errors in sorted(assessed.rejected.items())
            ],
        )


class AssessmentsAnswer(Answer, frozen=True, kw_only=True):
    results: list[AssessmentAnswer]
    next: Annotated[int, Meta(description="Give it as `after` to go on.")]
