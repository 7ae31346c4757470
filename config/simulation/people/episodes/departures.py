"""Members leave, or do not: departures that an officer records, and their ends; and visits that end otherwise."""

from apps.standing import services
from apps.validations import services as validations
from apps.validations.models import Visit
from apps.validations.selectors import visit_open_of
from config.simulation.people.acts import (
    Act,
    Story,
    Turn,
    in_days,
    officer,
    often,
    owner,
    paper,
    second,
    the_officer,
    visit_report,
)
from config.simulation.people.cast import NobodyFree, Role

STAYS, SIGNS, LEAVES = Role("stays after all"), Role("leaves by letter"), Role("leaves")
ASKS, TOO_MANY = Role("asks for exams"), Role("asks for too many exams")
VISIT_IN_DAYS = 10


def _started(before: int, way: str = "letter") -> Act:
    reasons = "The owner wrote that the shop closes at the end of the year."
    return officer(before, services.departure_start, way=way, reasons=reasons)


def _exams(before: int, number: int) -> Act:
    return owner(before, validations.exam_request_submit, exams=number, reason="Chance opens few of ours.")


def _place(turn: Turn) -> str:
    """Return where a member is visited, unless another visit is open."""
    if visit_open_of(turn.shipper_id):
        raise NobodyFree(turn.role.name)
    return turn.member.seller.place


plan_visit = often(
    officer,
    validations.visit_plan,
    place=_place,
    kind=Visit.Kind.CAUSE,
    form=Visit.Form.ON_SITE,
    day=in_days(VISIT_IN_DAYS),
    lead=the_officer,
    purpose="We look at how you keep the records of origin that we asked for.",
    agreed=True,
)
STORIES = (
    Story(
        STAYS,
        _started(150),
        owner(150, services.departure_decline),
        _started(140),
        officer(140, services.departure_cancel, reasons="The letter was of another shop."),
        # Nobody confirms it: it lapses.
        _started(130),
        _started(4),
    ),
    Story(
        STAYS,
        plan_visit(80),
        officer(80 - VISIT_IN_DAYS, validations.visit_hold, held_on=in_days(0), files=visit_report),
        officer(
            80 - VISIT_IN_DAYS,
            validations.visit_refuse,
            text="Nobody could show the records of the parcels that we named.",
        ),
    ),
    Story(STAYS, plan_visit(65), officer(65, validations.visit_cancel, text="The records came by mail, complete.")),
    Story(LEAVES, _started(50, "phone"), owner(48, services.member_leave, reasons="We no longer ship to the country.")),
    Story(
        SIGNS,
        _started(11),
        officer(6, services.departure_sign, note="Signed by the owner, by registered mail.", files=paper("signed.pdf")),
    ),
    # A grant lasts for twelve months.
    Story(ASKS, _exams(380, 1), officer(380, validations.exam_request_grant, exams=1)),
    Story(
        TOO_MANY,
        _exams(25, 2),
        owner(25, validations.exam_request_withdraw),
        _exams(25, 3),
        second(25, validations.exam_request_decline, text="The port has nobody to open more this season."),
    ),
)
