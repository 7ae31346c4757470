"""The scorecard of a reporter, as the API answers it and as mail tells it."""

from datetime import date
from typing import Annotated, Self

from django.conf import settings
from django.core.mail import EmailMessage
from msgspec import Meta

from apps.core import clock
from apps.core.shares import percent
from apps.partners.answers import Answer
from apps.partners.scorecards.models import PartnerTier, PeerGroup, TierChange
from apps.partners.scorecards.rules import MIN_PEERS
from apps.partners.scorecards.selectors import (
    ScorecardBeside,
    TierHeld,
    contacts_of,
    questions_per_minute,
    repeat_days,
    scorecards_beside,
    tier_held,
)
from apps.policy.selectors import policy_on, terms_of

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


_WHAT = {
    PartnerTier.BETTER: "Your reports earn your systems a larger quota",
    PartnerTier.ORDINARY: "Your systems have the ordinary quota",
    PartnerTier.LIMITED: "Your systems will have a smaller quota",
}
_WHAT_TO_DO = {
    PartnerTier.BETTER: (
        "What to do: nothing. The quota stays as long as your reports are as they are. What you answer about a "
        "declared parcel is not asked again about goods of the same kind of the same seller, for as long as the policy "
        "says."
    ),
    PartnerTier.ORDINARY: (
        "What to do: nothing has to be done. More complete and earlier reports earn a larger quota."
    ),
    PartnerTier.LIMITED: (
        "What to do: send complete data, and send them in time. If the next scorecard is better, the limit ends, even "
        "before it begins."
    ),
}
_TEXT = """{what}, from {since} on: {questions:,} questions a minute.

Why: of {parcels:,} parcels in {month:%B %Y}, your first report was complete for {complete}, and in time for {timely}.

{do} GET /api/v1/scorecards has your scorecards, and where you stand among your peers. The policy has the numbers by
which this is decided: {site}/policy/

{name}
"""


def tier_mail(*, change_id: int) -> None:
    """Tell the contacts of a reporter about a change of its tier; without a contact nobody is told.

    Raises the errors of the mail server, so that the event is handled again.
    """
    change = TierChange.objects.select_related("scorecard").get(pk=change_id)
    if not (contacts := contacts_of(change.reporter_id)):
        return
    tier, card = PartnerTier(change.tier), change.scorecard
    terms = terms_of(policy_on(clock.today())).partners
    complete, timely = (
        percent(count / card.parcels, against=[terms.better_share, terms.least_share])
        for count in (card.complete, card.timely)
    )
    EmailMessage(
        subject=f"{_WHAT[tier]} from {change.since:%Y-%m-%d} on",
        body=_TEXT.format(
            what=_WHAT[tier],
            since=change.since,
            questions=questions_per_minute(tier),
            parcels=card.parcels,
            month=card.month,
            complete=complete,
            timely=timely,
            do=_WHAT_TO_DO[tier],
            site=settings.SITE["url"],
            name=settings.SITE["name"],
        ),
        to=contacts,
    ).send()
