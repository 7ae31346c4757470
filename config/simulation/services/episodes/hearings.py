"""The requests that members take back or are refused in due process: calls, more time, an appeal, a plan; and exam
requests.
"""

from apps.core import clock
from apps.standing import services
from apps.standing.models import Appeal, AppealState, Plan, Standing, Status
from apps.standing.selectors import calls_running, plan_running_of, proposals_open
from apps.validations import services as validations
from apps.validations.models import ExamRequest
from config.simulation.services.episodes.stage import Scene, Scenes, Stage, id_of
from config.simulation.services.stories import ACTIONS, Player
from config.simulation.stories import CALL_DAYS

PLEADS, CALLED, REACHED = "pleads", "is to be called", "was reached"
ASKS, TOO_MANY = "asks for exams", "asks for too many exams"


def _player(stage: Stage, role: str = PLEADS) -> Player:
    return Player(stage.member(role), stage.staff)


def _act(*actions: str) -> Scene:
    """Return a scene of actions that stories have too, one after the other; none where nothing is proposed."""

    def act(stage: Stage) -> None:
        for action in actions:
            if action.startswith("propose") or proposals_open(id_of(stage.member(PLEADS))).exists():
                ACTIONS[action](_player(stage))

    return act


def _decline_time(stage: Stage) -> None:
    if proposals_open(id_of(stage.member(PLEADS))).exists():
        ACTIONS["ask_for_time"](_player(stage))
        services.extension_decide(
            actor=stage.staff.officer,
            change_id=_player(stage).heard().pk,
            decision="decline",
            text="The report would not change what was found.",
        )
        ACTIONS["withdraw"](_player(stage))


def _appeal_and_withdraw(stage: Stage) -> None:
    member = stage.member(PLEADS)
    if not proposals_open(id_of(member)).exists():
        return
    for action in ("respond", "uphold", "appeal"):
        ACTIONS[action](_player(stage))
    appeal = Appeal.objects.get(proposal__shipper=id_of(member), state=AppealState.OPEN)
    services.appeal_withdraw(actor=member.owner, appeal_id=appeal.pk)


def _plan_and_cancel(stage: Stage) -> None:
    member = stage.member(PLEADS)
    if not Standing.objects.filter(pk=id_of(member), status=Status.SUSPENDED).exists():
        return
    ACTIONS["open_plan"](_player(stage))
    plan: Plan | None = plan_running_of(id_of(member))
    assert plan is not None
    services.plan_cancel(actor=stage.staff.second, plan_id=plan.pk, text="They changed the maker: no plan is needed.")
    services.standing_reinstate(
        actor=stage.staff.second, shipper_id=id_of(member), reasons="The cause has gone with the maker."
    )


def _call(role: str) -> Scene:
    """Return a scene in which a suspension is asked for, so that the member is called first."""

    def call(stage: Stage) -> None:
        stage.member(role, assured=True)
        ACTIONS["propose_suspension"](_player(stage, role))

    return call


def _drop_call(stage: Stage) -> None:
    for call in calls_running(id_of(stage.member(CALLED))):
        services.call_withdraw(actor=stage.staff.second, call_id=call.pk, reasons="The records came today.")


def _reach(stage: Stage) -> None:
    for call in calls_running(id_of(stage.member(REACHED))):
        services.call_attempt_record(
            actor=call.manager or stage.staff.officer,
            call_id=call.pk,
            at=clock.now(),
            means="phone",
            text="They look for the records, and send them this week.",
            reached=True,
        )


def _ask_exams(stage: Stage, role: str, exams: int) -> ExamRequest:
    member = stage.member(role)
    return validations.exam_request_submit(
        actor=member.owner, shipper_id=id_of(member), exams=exams, reason="Chance opens few of ours.", language="en"
    )


def _grant_exams(stage: Stage) -> None:
    request = _ask_exams(stage, ASKS, 1)
    validations.exam_request_grant(actor=stage.staff.officer, request_id=request.pk, exams=1)


def _refuse_exams(stage: Stage) -> None:
    member = stage.member(TOO_MANY)
    request = _ask_exams(stage, TOO_MANY, 2)
    validations.exam_request_withdraw(actor=member.owner, shipper_id=id_of(member), request_id=request.pk)
    validations.exam_request_decline(
        actor=stage.staff.second,
        request_id=_ask_exams(stage, TOO_MANY, 3).pk,
        text="The port has nobody to open more this season.",
        language="en",
    )


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
