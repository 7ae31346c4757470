"""The matters of a business as cards: what happened, what the business is asked, until when, and where to do it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from apps.core.days_text import day_here, days_left, time_left_text
from apps.core.lazy import Promise


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
