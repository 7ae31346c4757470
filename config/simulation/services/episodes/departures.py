"""Members leave, or do not: departures that an officer records, and their ends; and visits that end otherwise."""

from collections.abc import Callable

from apps.core import clock
from apps.core.files import identify_file
from apps.standing import services
from apps.standing.models import Departure
from apps.validations.models import Visit
from apps.validations.selectors import visit_open_of
from apps.validations.services import visit_cancel, visit_hold, visit_plan, visit_refuse
from config.simulation import paperwork
from config.simulation.services.episodes.stage import Scenes, Stage, id_of

STAYS, SIGNS, LEAVES = "stays after all", "leaves by letter", "leaves"
VISIT_IN_DAYS = 10


def _start(role: str, way: str = "letter") -> Callable[[Stage], Departure]:
    def start(stage: Stage) -> Departure:
        return services.departure_start(
            actor=stage.staff.officer,
            shipper_id=id_of(stage.member(role)),
            way=way,
            reasons="The owner wrote that the shop closes at the end of the year.",
        )

    return start


_STAY = _start(STAYS)


def _start_and_decline(stage: Stage) -> None:
    _STAY(stage)
    member = stage.member(STAYS)
    services.departure_decline(actor=member.owner, shipper_id=id_of(member))


def _start_and_cancel(stage: Stage) -> None:
    departure = _STAY(stage)
    services.departure_cancel(
        actor=stage.staff.officer, departure_id=departure.pk, reasons="The letter was of another shop."
    )


def _sign(stage: Stage) -> None:
    member = stage.member(SIGNS)
    services.departure_sign(
        actor=stage.staff.officer,
        departure_id=Departure.objects.filter(shipper=id_of(member)).latest("pk").pk,
        note="Signed by the owner, by registered mail.",
        files=[identify_file("signed.pdf", [paperwork.register_extract(member.seller)])],
    )


def _leave(stage: Stage) -> None:
    member = stage.member(LEAVES)
    services.member_leave(actor=member.owner, shipper_id=id_of(member), reasons="We no longer ship to the country.")


def _plan_visit(stage: Stage) -> Visit | None:
    """Plan a visit for cause, unless another is open."""
    member = stage.member(STAYS)
    if visit_open_of(id_of(member)):
        return None
    return visit_plan(
        actor=stage.staff.officer,
        shipper_id=id_of(member),
        kind=Visit.Kind.CAUSE,
        form=Visit.Form.ON_SITE,
        day=clock.add_days(clock.today(), VISIT_IN_DAYS),
        place=f"{member.seller.street}, {member.seller.city}",
        lead=stage.staff.officer,
        purpose="We look at how you keep the records of origin that we asked for.",
        language="en",
        agreed=True,
    )


def _refuse_visit(stage: Stage) -> None:
    visit = visit_open_of(id_of(stage.member(STAYS)))
    if visit:
        visit_hold(
            actor=stage.staff.officer,
            visit_id=visit.pk,
            held_on=clock.today(),
            language="en",
            findings=[],
            files=[identify_file("report.pdf", [paperwork.visit_report(stage.member(STAYS).seller, clock.today())])],
        )
        visit_refuse(
            actor=stage.staff.officer,
            visit_id=visit.pk,
            text="Nobody could show the records of the parcels that we named.",
            language="en",
        )


def _plan_and_cancel_visit(stage: Stage) -> None:
    visit = _plan_visit(stage)
    if visit:
        visit_cancel(
            actor=stage.staff.officer, visit_id=visit.pk, text="The records came by mail, complete.", language="en"
        )


SCENES: Scenes = (
    (150, _start_and_decline),
    (140, _start_and_cancel),
    # Nobody confirms it: it lapses.
    (130, _STAY),
    (80, _plan_visit),
    (80 - VISIT_IN_DAYS, _refuse_visit),
    (65, _plan_and_cancel_visit),
    (50, _start(LEAVES, "phone")),
    (48, _leave),
    (11, _start(SIGNS)),
    (6, _sign),
    (4, _STAY),
)
