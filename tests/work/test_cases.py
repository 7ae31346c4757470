"""A kind of case is declared in a few lines; each act on such a case takes the same steps in the same order."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings

from apps.accounts.models import User
from apps.accounts.roles import ADMINISTER
from apps.core.errors import Conflict, NotAllowed, NotFound
from apps.core.lifecycle import PROGRAM, Lifecycle, Transition, guard
from apps.events.kinds import require_declared
from apps.events.models import Event, Timer
from apps.staff import work
from apps.staff.models import AccountRequest, RequestState
from apps.work.cases import CaseClock, Cases, CaseWork
from apps.work.models import Item
from tests.people import administrator, staff

pytestmark = pytest.mark.django_db

WAITING, CONFIRMED, LAPSED = RequestState.WAITING, RequestState.CONFIRMED, RequestState.LAPSED
DAY = timedelta(days=1)
steps: list[str] = []


@guard("The person who acts did not ask.")
def _by_another(asked: bool) -> str | None:
    steps.append("guard")
    return "You asked for this." if asked else None


def _asked(request: AccountRequest, actor: User | None) -> bool:
    steps.append("facts")
    return actor is not None and request.asked_by_id == actor.pk


CASES = Cases(
    rows=AccountRequest.objects.select_related("asked_by"),
    lifecycle=Lifecycle(
        "request",
        (
            Transition((WAITING,), "confirm", CONFIRMED, frozenset({ADMINISTER}), "Confirm", _by_another),
            Transition((WAITING, CONFIRMED), "lapse", LAPSED, frozenset({PROGRAM}), "Lapse"),
            Transition((LAPSED,), "withdraw", WAITING, frozenset({"robot"}), "Wait again"),
        ),
    ),
    missing="There is no such request.",
    locked_first=("asked_by", lambda key: steps.append(f"lock {key}")),
    facts=_asked,
    signed={CONFIRMED: "decided"},
    work=CaseWork(kind=work.REQUEST, states=[WAITING], shows_state=True),
    clock=CaseClock(timer="staff.request_due", states=[WAITING], moments=lambda request: {"": request.asked_at + DAY}),
    events="staff.request_",
    event_names={"withdraw": "withdrawn"},
    payload=lambda request: {"about": request.kind},
)


@pytest.fixture(autouse=True)
def no_steps() -> Iterator[None]:
    steps.clear()
    yield
    steps.clear()


@pytest.fixture
def other() -> User:
    return administrator("other@staff.example")


@pytest.fixture
def request_(other: User) -> AccountRequest:
    made = AccountRequest.objects.create(kind="unlock", email="a@shop.example", asked_by=administrator())
    CASES.opened(made, "opened", made.asked_by)
    return made


def _events() -> list[str]:
    return list(Event.objects.filter(kind__startswith="staff.").order_by("pk").values_list("kind", flat=True))


def _open_items() -> list[str]:
    return list(Item.objects.filter(closed_at=None).values_list("state", flat=True))


def _timers() -> list[str]:
    return list(Timer.objects.filter(subject_type="accountrequest").values_list("kind", flat=True))


def test_a_new_case_opens_its_work_sets_its_timer_and_records_its_event(request_: AccountRequest) -> None:
    assert (_open_items(), _timers(), _events()) == ([WAITING], ["staff.request_due"], ["staff.request_opened"])
    assert Timer.objects.get().due_at == request_.asked_at + DAY


def test_an_act_locks_checks_changes_ends_the_work_and_records_in_this_order(
    request_: AccountRequest, other: User
) -> None:
    with CASES.acting("confirm", request_.pk, other, further=7) as case:
        assert case.state == CONFIRMED
        assert AccountRequest.objects.get().state == WAITING
        steps.append("changed")
        case.name = "Grace"
    assert steps == [f"lock {request_.asked_by_id}", "facts", "guard", "changed"]
    stored = AccountRequest.objects.get()
    assert (stored.state, stored.name, stored.decided_by) == (CONFIRMED, "Grace", other)
    assert stored.decided_at is not None
    assert (_open_items(), _timers(), Item.objects.get().state) == ([], [], CONFIRMED)
    event = Event.objects.filter(kind__startswith="staff.").latest("pk")
    assert (event.kind, event.actor_id) == ("staff.request_confirmed", other.pk)
    assert event.payload == {"about": "unlock", "further": 7}


def test_a_refused_act_changes_nothing(request_: AccountRequest) -> None:
    with pytest.raises(Conflict, match="You asked for this"):
        CASES.act("confirm", request_.pk, request_.asked_by)
    with pytest.raises(NotAllowed):
        CASES.act("confirm", request_.pk, staff("officer"))
    with pytest.raises(NotAllowed):
        CASES.act("lapse", request_.pk, request_.asked_by)
    assert (_open_items(), len(_timers()), _events()) == ([WAITING], 1, ["staff.request_opened"])


def test_an_act_without_a_person_is_the_program_s_and_names_the_person_from_whose_act_it_follows(
    request_: AccountRequest, other: User
) -> None:
    CASES.act("lapse", request_.pk, other, by=PROGRAM)
    assert (_open_items(), _timers(), _events()[-1]) == ([], [], "staff.request_lapsed")
    assert Event.objects.filter(kind="staff.request_lapsed").get().actor_id == other.pk
    # The work and the timers begin again with the state that has them.
    CASES.act("withdraw", request_.pk, by="robot")
    assert (_open_items(), _timers(), _events()[-1]) == ([WAITING], ["staff.request_due"], "staff.request_withdrawn")


def test_a_case_that_does_not_exist_or_is_of_somebody_else_is_not_found(request_: AccountRequest) -> None:
    with pytest.raises(NotFound, match="There is no such request"):
        CASES.lock(request_.pk + 1)
    with pytest.raises(NotFound):
        CASES.lock(request_.pk, kind="factors")
    assert CASES.lock(request_.pk, kind="unlock") == request_


# A model of risk is displaced and restored by an act on another model, whose event says so.
UNRECORDED = {"targeting.model_retired", "targeting.model_champion"}


def test_every_act_on_a_case_records_an_event_that_is_declared() -> None:
    import_module(settings.ROOT_URLCONF)
    modules = [module for name, module in sys.modules.items() if name.startswith("apps.")]
    kinds = {id(value): value for module in modules for value in vars(module).values() if isinstance(value, Cases)}
    assert len(kinds) > 20
    for cases in kinds.values():
        for transition in cases.lifecycle.transitions:
            event = cases.events + cases.event_names.get(transition.action, transition.target)
            if event not in UNRECORDED:
                require_declared(event)
