"""The answers about scorecards."""

from datetime import date
from typing import Annotated, Self

from msgspec import Meta

from apps.partners.answers import Answer
from apps.partners.scorecards.models import PartnerTier, PeerGroup
from apps.partners.scorecards.rules import MIN_PEERS
from apps.partners.scorecards.selectors import (
    ScorecardBeside,
    TierHeld,
    questions_per_minute,
    repeat_days,
    scorecards_beside,
    tier_held,
)

Month = Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}$")]
PeerGroupCode = Annotated[str, Meta(extra_json_schema={"enum": PeerGroup.values})]
TierCode = Annotated[str, Meta(extra_json_schema={"enum": PartnerTier.values})]
Count = Annotated[int, Meta(ge=0)]
Quarter = Annotated[
    int | None,
    Meta(
        description=f"The quarter of your peers in which your share stands, 1 the best. null: fewer than {MIN_PEERS}.",
        extra_json_schema={"minimum": 1, "maximum": 4},
    ),
]


class ScorecardAnswer(Answer, frozen=True, kw_only=True):
    """What a partner reported of the parcels of a month, by its first report of each."""

    month: Month
    peers: Annotated[PeerGroupCode, Meta(description="With whom you are compared.")]
    parcels: Count
    complete: Annotated[int, Meta(ge=0, description="First reports with all data that are asked for.")]
    timely: Annotated[int, Meta(ge=0, description="First reports that came within the days that the policy says.")]
    amended: Annotated[int, Meta(ge=0, description="Parcels of which you sent another report later.")]
    mail: Annotated[int, Meta(ge=0, description="Parcels by international mail.")]
    mail_ahead: Annotated[int, Meta(ge=0, description="Mail that came complete and was lodged before it arrived.")]
    complete_quarter: Quarter
    timely_quarter: Quarter

    @classmethod
    def of(cls, beside: ScorecardBeside) -> Self:
        card = beside.card
        return cls(
            month=f"{card.month:%Y-%m}",
            peers=card.group,
            parcels=card.parcels,
            complete=card.complete,
            timely=card.timely,
            amended=card.amended,
            mail=card.mail,
            mail_ahead=card.mail_ahead,
            complete_quarter=beside.quarters["complete"],
            timely_quarter=beside.quarters["timely"],
        )


class ScorecardsAnswer(Answer, frozen=True, kw_only=True):
    """The scorecards of a partner, the latest month first, and the tier that they earn."""

    tier: TierCode
    since: Annotated[date | None, Meta(description="null: since the partner was let in.")]
    limited_from: Annotated[date | None, Meta(description="The day on which an announced limit begins.")]
    questions_per_minute: Annotated[int, Meta(ge=0, description="What the tier gives: the quota of your systems.")]
    repeat_days: Annotated[
        int,
        Meta(
            ge=0,
            description=(
                "What the tier gives: for so many days you are not asked again about goods of a seller what you "
                "answered about goods of the same kind. 0: you are asked each time."
            ),
        ),
    ]
    results: list[ScorecardAnswer]

    @classmethod
    def of(cls, reporter_id: int) -> Self:
        held: TierHeld = tier_held(reporter_id)
        return cls(
            tier=held.tier.value,
            since=held.since,
            limited_from=held.limited_from,
            questions_per_minute=questions_per_minute(held.tier),
            repeat_days=repeat_days(held.tier),
            results=[ScorecardAnswer.of(beside) for beside in scorecards_beside(reporter_id)],
        )
