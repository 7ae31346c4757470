"""The answers about corrections."""

from datetime import datetime
from typing import Annotated, Self

from msgspec import Meta

from apps.partners.answers import Answer, Moment, StatusCode, Tier
from apps.partners.corrections.models import PartnerCorrection

ReasonCode = Annotated[str, Meta(extra_json_schema={"enum": PartnerCorrection.Reason.values})]


class CorrectionAnswer(Answer, frozen=True, kw_only=True):
    """A correction of what a partner was told of a shipper, with the present standing of the shipper."""

    seq: int
    ksn: str
    reasons: list[ReasonCode]
    corrected_at: Moment
    acknowledged_at: datetime | None
    status: Annotated[StatusCode, Meta(description="The status now, as validated, tier and since are.")]
    validated: bool
    tier: Tier
    since: Annotated[
        datetime,
        Meta(
            tz=True,
            description=(
                "Since when status, validated and tier have all been as they are. Show the moment of each part beside "
                "the part."
            ),
        ),
    ]
    status_since: Annotated[datetime, Meta(tz=True, description="Since when the shipper has had this status.")]
    tier_since: Annotated[datetime, Meta(tz=True, description="Since when the shipper has had this tier.")]
    validated_since: Annotated[
        datetime, Meta(tz=True, description="Since when the shipper has been validated, or not validated.")
    ]

    @classmethod
    def of(cls, correction: PartnerCorrection) -> Self:
        # pyrefly: ignore[missing-attribute] (the relation is made by a model of another app)
        standing = correction.shipper.standing
        return cls(
            seq=correction.seq,
            ksn=correction.shipper.ksn or "",
            reasons=correction.reasons,
            corrected_at=correction.at,
            acknowledged_at=correction.acknowledged_at,
            status=standing.status,
            validated=standing.validated,
            tier=standing.tier,
            since=standing.since,
            status_since=standing.status_since,
            tier_since=standing.tier_since,
            validated_since=standing.validated_since,
        )


class CorrectionsAnswer(Answer, frozen=True, kw_only=True):
    results: list[CorrectionAnswer]
    next: Annotated[int, Meta(description="Give this as `after` to go on.")]
