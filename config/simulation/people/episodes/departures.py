"""Members leave, or do not: departures that an officer records, and their ends; and visits that end otherwise."""

from apps.core import clock
from apps.standing import services
from apps.standing.models import Departure
from apps.validations.models import Visit
from apps.validations.selectors import visit_open_of
from apps.validations.services import visit_cancel, visit_hold, visit_plan, visit_refuse
from config.simulation.people import paperwork
from config.simulation.people.cast import Cast, Scene, Scenes, by_officer, by_owner

STAYS, SIGNS, LEAVES = "stays after all", "leaves by letter", "leaves"
VISIT_IN_DAYS = 10
CLOSES = "The owner wrote that the shop closes at the end of the year."


def _start(role: str, way: str = "letter") -> Scene:
    return by_officer(role, services.departure_start, way=way, reasons=CLOSES)


def _latest(cast: Cast, role: str) -> dict[str, int]:
    """Name the last departure of a member for a service that the officer calls."""
    departure = Departure.objects.filter(shipper=cast.member(role).shipper_id).latest("pk")
    return {"departure_id": departure.pk}


def _cancel(cast: Cast) -> None:
    services.departure_cancel(
        actor=cast.staff.officer, **_latest(cast, STAYS), reasons="The letter was of another shop."
    )


def _sign(cast: Cast) -> None:
    services.departure_sign(
        actor=cast.staff.officer,
        **_latest(cast, SIGNS),
        note="Signed by the owner, by registered mail.",
        files=paperwork.extract(cast.member(SIGNS).seller, "signed.pdf"),
    )


def _plan_visit(cast: Cast) -> None:
    """Plan a visit for cause, unless another is open."""
    member, officer = cast.member(STAYS), cast.staff.officer
    if not visit_open_of(member.shipper_id):
        visit_plan(
            actor=officer,
            shipper_id=member.shipper_id,
            kind=Visit.Kind.CAUSE,
            form=Visit.Form.ON_SITE,
            day=clock.add_days(clock.today(), VISIT_IN_DAYS),
            place=f"{member.seller.street}, {member.seller.city}",
            lead=officer,
            purpose="We look at how you keep the records of origin that we asked for.",
            language="en",
            agreed=True,
        )


def _refuse_visit(cast: Cast) -> None:
    member = cast.member(STAYS)
    if visit := visit_open_of(member.shipper_id):
        about = {"actor": cast.staff.officer, "visit_id": visit.pk, "language": "en"}
        visit_hold(**about, held_on=clock.today(), findings=[], files=paperwork.report_file(member.seller))
        visit_refuse(**about, text="Nobody could show the records of the parcels that we named.")


def _plan_and_cancel_visit(cast: Cast) -> None:
    shipper_id = cast.member(STAYS).shipper_id
    if visit_open_of(shipper_id):
        return
    _plan_visit(cast)
    if visit := visit_open_of(shipper_id):
        text = "The records came by mail, complete."
        visit_cancel(actor=cast.staff.officer, visit_id=visit.pk, text=text, language="en")


SCENES: Scenes = (
    (150, _start(STAYS)),
    (150, by_owner(STAYS, services.departure_decline)),
    (140, _start(STAYS)),
    (140, _cancel),
    # Nobody confirms it: it lapses.
    (130, _start(STAYS)),
    (80, _plan_visit),
    (80 - VISIT_IN_DAYS, _refuse_visit),
    (65, _plan_and_cancel_visit),
    (50, _start(LEAVES, "phone")),
    (48, by_owner(LEAVES, services.member_leave, reasons="We no longer ship to the country.")),
    (11, _start(SIGNS)),
    (6, _sign),
    (4, _start(STAYS)),
)
