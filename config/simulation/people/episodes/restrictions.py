"""Conditions that an officer set, and what becomes of the reviews for which the member asks."""

from collections.abc import Callable

from apps.standing import services
from apps.standing.models import RestrictionReview
from apps.standing.selectors import proposals_open
from config.simulation.people.cast import Cast, Scene, Scenes, by_owner
from config.simulation.people.plots import CALL_DAYS
from config.simulation.people.stories import ACTIONS, UPON_RECORD, Player, parcels_new

FIRST, SECOND = "has its conditions reviewed", "keeps its conditions"


def _propose(role: str) -> Scene:
    def propose(cast: Cast) -> None:
        shipper_id = cast.member(role).shipper_id
        services.change_propose(
            actor=cast.staff.officer,
            shipper_id=shipper_id,
            kind="suspension",
            reasons="Records of a parcel were asked for and not produced.",
            parcels=parcels_new(shipper_id, 1),
        )

    return propose


def _ask(role: str) -> Scene:
    """Return a scene in which a member is put on conditions after its response, and asks for a review of them."""
    ask = by_owner(role, services.review_ask, text="Every record is kept by the tracking number now.")

    def play(cast: Cast) -> None:
        member = cast.member(role)
        if proposals_open(member.shipper_id).exclude(kind=UPON_RECORD).exists():
            for action in ("respond", "reduce"):
                ACTIONS[action](Player(member, cast.staff))
            ask(cast)

    return play


def _with_review(role: str, settle: Callable[[Cast, RestrictionReview], object]) -> Scene:
    def play(cast: Cast) -> None:
        review = RestrictionReview.objects.filter(shipper=cast.member(role).shipper_id, state="open").first()
        if review:
            settle(cast, review)

    return play


def _decide(decision: str) -> Callable[[Cast, RestrictionReview], object]:
    reasons = "We read the records of ten parcels, drawn by us."
    return lambda cast, review: services.review_decide(
        actor=cast.staff.supervisor, review_id=review.pk, decision=decision, reasons=reasons
    )


def _reinstate(cast: Cast, review: RestrictionReview) -> None:
    services.standing_reinstate(
        actor=cast.staff.second, shipper_id=review.shipper_id, reasons="All that was asked for is here."
    )


def _withdraw(cast: Cast, review: RestrictionReview) -> None:
    services.review_withdraw(**cast.member(FIRST).own)
    _reinstate(cast, review)


def _cycle(role: str, before: int, *end: tuple[int, Scene]) -> Scenes:
    """Return the scenes from a proposal to the request for a review, and what follows."""
    return ((before, _propose(role)), (before - CALL_DAYS - 2, _ask(role)), *end)


SCENES: Scenes = (
    *_cycle(FIRST, 240, (230, _with_review(FIRST, _decide("lift")))),
    *_cycle(FIRST, 225, (215, _with_review(FIRST, _withdraw))),
    *_cycle(FIRST, 210, (200, _with_review(FIRST, _reinstate))),
    # Nobody decides it: it lapses.
    *_cycle(FIRST, 195),
    *_cycle(FIRST, 18),
    *_cycle(SECOND, 70, (60, _with_review(SECOND, _decide("keep")))),
)
