"""The head of the overview: the standing of a business in one sentence, and its matters as cards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.days_text import day_here, days_left, time_left_text
from apps.core.lazy import Promise
from apps.evaluation.formats import day
from apps.portal.access import TeamBusiness
from apps.standing.models import Plan, Standing, Status


@dataclass(frozen=True, slots=True)
class OfficerText:
    """The text of an officer, with the code of its language."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Card:
    """A matter with its page. `ask` says who is to act, and by when.

    `limit` is the moment or the day until which the one who is to act has time, in `zone` (None: the zone of the page).
    `tag` and `tone` are the text and color of its label. `further` are more links, each with its label and address.
    `is_severe` is whether something was taken away already; `is_settled` whether the matter is decided and asks nothing
    any more.
    """

    sentences: Sequence[str | Promise]
    link: str
    label: str | Promise
    title: str | Promise = ""
    ask: str | Promise = ""
    limit: date | None = None
    zone: tzinfo | None = None
    tag: str | Promise = ""
    tone: str = "warning"
    waits_on_business: bool = True
    is_severe: bool = False
    is_settled: bool = False
    reasons: OfficerText | None = None
    further: Sequence[tuple[str | Promise, str]] = ()

    @property
    def left(self) -> str:
        """Return how many days are left until the limit, or how many it has been over for; "" without a limit."""
        return time_left_text(self.limit, self.zone) if self.limit else ""

    @property
    def is_decision_in_effect(self) -> bool:
        """Whether the matter is a decision that took something away and asks nothing any more."""
        return self.is_settled and self.is_severe

    @property
    def is_overdue(self) -> bool:
        return self.limit is not None and days_left(self.limit, self.zone) < 0


@dataclass(frozen=True, slots=True)
class MatterBoard:
    """The matters of a business: the one to do next, the others that wait on the business, and those that do not."""

    first: Card | None
    others: Sequence[Card]
    elsewhere: Sequence[Card]


def board_of(cards: Iterable[Card]) -> MatterBoard:
    """Sort the cards of a business. The card that waits on the business and ends first is to be done next; cards
    without a limit keep their order.

    Where nothing waits on the business, the first decision that is still in effect takes the place.
    """
    found = list(cards)
    waiting = sorted(
        (card for card in found if card.waits_on_business),
        key=lambda card: day_here(card.limit, card.zone) if card.limit else date.max,
    )
    elsewhere = [card for card in found if not card.waits_on_business]
    if not waiting:
        waiting = [card for card in elsewhere if card.is_settled][:1]
        elsewhere = [card for card in elsewhere if card is not next(iter(waiting), None)]
    return MatterBoard(waiting[0] if waiting else None, waiting[1:], elsewhere)


def headline(standing: Standing) -> str:
    """Return the status and the tier of a business in one sentence."""
    match standing.status:
        case Status.SUSPENDED:
            return _("You are suspended.")
        case Status.REMOVED:
            return _("You were removed from the program.")
        case Status.WITHDRAWN:
            return _("You left the program.")
    tier = {"tier": standing.tier}
    if standing.status == Status.CONDITIONAL:
        return _("You are at tier %(tier)s, on conditions.") % tier
    if standing.validated:
        return _("You are at tier %(tier)s, verified by a visit.") % tier
    return _("You are at tier %(tier)s.") % tier


def status_card(business: TeamBusiness, standing: Standing, plan: Plan | None) -> Card | None:
    """Return what a status other than active means and what ends it, or that every parcel is examined; None for any
    other active member, and for a suspended one, which reads more (`SuspensionBrief`).

    `plan` is the running plan.
    """
    shipper_id = business.shipper.pk
    restriction = reverse("portal:restriction", args=[shipper_id])
    match standing.status:
        case Status.ACTIVE:
            return _held_card(shipper_id) if standing.parcels_held else None
        case Status.WITHDRAWN:
            return _departed_text(business)
        case Status.REMOVED:
            return _removed_text(business)
        case Status.SUSPENDED:
            return None
    if standing.examine_all:
        return Card(
            title=_lazy("All your parcels are examined."),
            sentences=[
                _lazy(
                    "Your suspension was not reviewed in the time that the policy gives for it. All your parcels are "
                    "examined until an officer has settled it, or until the last day that the page names."
                )
            ],
            link=restriction,
            label=_lazy("See until when, and ask for a review"),
        )
    if plan:
        return Card(
            sentences=[
                _lazy("Your conditions run while your corrective plan runs. They end when the plan is completed.")
            ],
            link=reverse("portal:plan", args=[shipper_id, plan.pk]),
            label=_lazy("See the plan"),
        )
    return Card(
        sentences=[_lazy("You can't rise before your conditions end or an officer lifts them.")],
        link=restriction,
        label=_lazy("See until when, and ask for a review"),
    )


def _held_card(shipper_id: int) -> Card:
    """Return what it means that every parcel of an active member is examined."""
    return Card(
        title=_lazy("All your parcels are examined."),
        sentences=[
            _lazy(
                "This holds until a question about your business is settled. None of your parcels is examined first. "
                "The violations page says what you are asked, and you can answer there."
            )
        ],
        link=reverse("portal:violations", args=[shipper_id]),
        label=_lazy("See what is open"),
    )


def _departed_text(business: TeamBusiness) -> Card:
    """Return what a business that left may do."""
    if not business.shipper.is_barred:
        return Card(
            sentences=[
                _lazy("Your record stays, and counts if you come back. You can apply again at any time."),
            ],
            link=reverse("portal:apply"),
            label=_lazy("Apply again"),
        )
    assert business.shipper.barred_until is not None
    return Card(
        sentences=[
            _(
                "You left while your removal was proposed, and it is still decided. Answer the notice. You can apply "
                "again from %(day)s, or at once if you are not removed."
            )
            % {"day": day(business.shipper.barred_until)}
        ],
        link=reverse("portal:changes", args=[business.shipper.pk]),
        label=_lazy("Read the notice"),
    )


def _removed_text(business: TeamBusiness) -> Card:
    """Return what a removed business may do: apply again if the time for it has come, else read what ends it."""
    again = business.shipper.barred_until
    if again and not business.shipper.is_barred:
        return Card(
            sentences=[_lazy("Your record can still be read here. You can apply again now.")],
            link=reverse("portal:apply"),
            label=_lazy("Apply again"),
        )
    return Card(
        sentences=[
            _("Your record can still be read here. You can apply again from %(day)s.") % {"day": day(again)}
            if again
            else _lazy("Your record can still be read here.")
        ],
        link=reverse("portal:restriction", args=[business.shipper.pk]),
        label=_lazy("See why, and what ends it"),
    )
