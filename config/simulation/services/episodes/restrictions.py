"""Conditions that an officer set, and what becomes of the reviews for which the member asks."""

from collections.abc import Callable

from apps.standing import services
from apps.standing.models import RestrictionReview, Status
from apps.standing.selectors import proposals_open
from config.simulation.services.episodes.stage import Scene, Scenes, Stage, id_of
from config.simulation.services.stories import UPON_RECORD, Player, change_settle, parcels_new, respond
from config.simulation.stories import CALL_DAYS

FIRST, SECOND = "has its conditions reviewed", "keeps its conditions"


def _propose(role: str) -> Scene:
    def propose(stage: Stage) -> None:
        shipper_id = id_of(stage.member(role))
        services.change_propose(
            actor=stage.staff.officer,
            shipper_id=shipper_id,
            kind="suspension",
            reasons="Records of a parcel were asked for and not produced.",
            parcels=parcels_new(shipper_id, 1),
        )

    return propose


def _ask(role: str) -> Scene:
    """Return a scene in which a member is put on conditions after its response, and asks for a review of them."""

    def ask(stage: Stage) -> None:
        member = stage.member(role)
        proposal = proposals_open(id_of(member)).exclude(kind=UPON_RECORD).first()
        if proposal is None:
            return
        respond(Player(member, stage.staff))
        proposal.refresh_from_db()
        change_settle(
            proposal=proposal,
            decision="reduce",
            staff=stage.staff,
            reasons="The records were produced late, but they are complete.",
            reduce_to=Status.CONDITIONAL,
        )
        services.review_ask(
            actor=member.owner, shipper_id=id_of(member), text="Every record is kept by the tracking number now."
        )

    return ask


def _with_review(role: str, settle: Callable[[Stage, RestrictionReview], object]) -> Scene:
    def play(stage: Stage) -> None:
        review = RestrictionReview.objects.filter(shipper=id_of(stage.member(role)), state="open").first()
        if review:
            settle(stage, review)

    return play


def _decide(decision: str) -> Callable[[Stage, RestrictionReview], object]:
    return lambda stage, review: services.review_decide(
        actor=stage.staff.supervisor,
        review_id=review.pk,
        decision=decision,
        reasons="We read the records of ten parcels, drawn by us.",
    )


def _reinstate(stage: Stage, review: RestrictionReview) -> None:
    services.standing_reinstate(
        actor=stage.staff.second, shipper_id=review.shipper_id, reasons="All that was asked for is here."
    )


def _withdraw(stage: Stage, review: RestrictionReview) -> None:
    services.review_withdraw(actor=stage.member(FIRST).owner, shipper_id=review.shipper_id)
    _reinstate(stage, review)


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
