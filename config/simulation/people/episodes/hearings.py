"""The requests that members take back or are refused in due process: calls, more time, an appeal, a plan; and exam
requests.
"""

from apps.core import clock
from apps.standing import services
from apps.standing.models import Standing, Status
from apps.standing.selectors import calls_running, proposals_open
from apps.validations import services as validations
from apps.validations.models import ExamRequest
from config.simulation.people.cast import Cast, Scene, Scenes
from config.simulation.people.plots import CALL_DAYS
from config.simulation.people.stories import ACTIONS, Player

PLEADS, CALLED, REACHED = "pleads", "is to be called", "was reached"
ASKS, TOO_MANY = "asks for exams", "asks for too many exams"


def _player(cast: Cast, role: str = PLEADS) -> Player:
    return Player(cast.member(role), cast.staff)


def _is_heard(cast: Cast) -> bool:
    return proposals_open(cast.member(PLEADS).shipper_id).exists()


def _act(*actions: str) -> Scene:
    """Return a scene of actions that stories have too, one after the other; none where nothing is proposed."""

    def act(cast: Cast) -> None:
        for action in actions:
            if action.startswith("propose") or _is_heard(cast):
                ACTIONS[action](_player(cast))

    return act


def _decline_time(cast: Cast) -> None:
    if _is_heard(cast):
        ACTIONS["ask_for_time"](_player(cast))
        services.extension_decide(
            actor=cast.staff.officer,
            change_id=_player(cast).heard().pk,
            decision="decline",
            text="The report would not change what was found.",
        )
        ACTIONS["withdraw"](_player(cast))


def _appeal_and_withdraw(cast: Cast) -> None:
    if _is_heard(cast):
        for action in ("respond", "uphold", "appeal"):
            ACTIONS[action](_player(cast))
        services.appeal_withdraw(actor=cast.member(PLEADS).owner, appeal_id=_player(cast).appeal().pk)


def _plan_and_cancel(cast: Cast) -> None:
    player, second = _player(cast), cast.staff.second
    if Standing.objects.filter(pk=player.shipper_id, status=Status.SUSPENDED).exists():
        ACTIONS["open_plan"](player)
        text = "They changed the maker: no plan is needed."
        services.plan_cancel(actor=second, plan_id=player.plan().pk, text=text)
        reasons = "The cause has gone with the maker."
        services.standing_reinstate(actor=second, shipper_id=player.shipper_id, reasons=reasons)


def _call(role: str) -> Scene:
    """Return a scene in which a suspension is asked for, so that the member is called first."""

    def call(cast: Cast) -> None:
        cast.member(role, assured=True)
        ACTIONS["propose_suspension"](_player(cast, role))

    return call


def _drop_call(cast: Cast) -> None:
    for call in calls_running(cast.member(CALLED).shipper_id):
        services.call_withdraw(actor=cast.staff.second, call_id=call.pk, reasons="The records came today.")


def _reach(cast: Cast) -> None:
    for call in calls_running(cast.member(REACHED).shipper_id):
        services.call_attempt_record(
            actor=call.manager or cast.staff.officer,
            call_id=call.pk,
            at=clock.now(),
            means="phone",
            text="They look for the records, and send them this week.",
            reached=True,
        )


def _ask_exams(cast: Cast, role: str, exams: int) -> ExamRequest:
    reason = "Chance opens few of ours."
    return validations.exam_request_submit(**cast.member(role).own, exams=exams, reason=reason, language="en")


def _grant_exams(cast: Cast) -> None:
    validations.exam_request_grant(actor=cast.staff.officer, request_id=_ask_exams(cast, ASKS, 1).pk, exams=1)


def _refuse_exams(cast: Cast) -> None:
    asked = _ask_exams(cast, TOO_MANY, 2)
    validations.exam_request_withdraw(**cast.member(TOO_MANY).own, request_id=asked.pk)
    asked, text = _ask_exams(cast, TOO_MANY, 3), "The port has nobody to open more this season."
    validations.exam_request_decline(actor=cast.staff.second, request_id=asked.pk, text=text, language="en")


SCENES: Scenes = (
    (300, _act("propose_suspension")),
    (300 - CALL_DAYS - 2, _appeal_and_withdraw),
    (290, _plan_and_cancel),
    (250, _act("propose_suspension")),
    (250 - CALL_DAYS - 2, _decline_time),
    (160, _act("propose_suspension")),
    # The response closes the request for more time.
    (160 - CALL_DAYS - 2, _act("ask_for_time", "respond", "withdraw")),
    # A grant lasts for twelve months.
    (380, _grant_exams),
    (25, _refuse_exams),
    (28, _call(CALLED)),
    (28, _drop_call),
    (2, _call(REACHED)),
    (2, _reach),
    (1, _call(CALLED)),
)
