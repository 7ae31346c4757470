"""The mail to a partner whose tier changes."""

from django.conf import settings
from django.core.mail import EmailMessage

from apps.core import clock
from apps.core.shares import percent
from apps.partners.scorecards.models import PartnerTier, TierChange
from apps.partners.scorecards.selectors import contacts_of, questions_per_minute
from apps.policy.selectors import policy_on, terms_of

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
        "What to do: send complete data, and send them in time. If the next scorecard is better, the limit ends, also "
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
