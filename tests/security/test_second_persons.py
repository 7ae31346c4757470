"""An administrator completes no act of two persons, whatever accounts it has asked for (ADR 0040)."""

import re
from collections.abc import Callable

import pytest

from apps.accounts.models import Access, User
from apps.accounts.roles import PERMISSIONS
from apps.core.errors import Conflict, NotAllowed, NotFound
from apps.core.lifecycle import lifecycles
from apps.policy import services as policies
from apps.staff import services as requests
from config.engines import PROJECT
from tests.people import administrator, staff, with_every_role
from tests.security.second_persons import FURTHER, REASON, TWO, Act, countersign

pytestmark = pytest.mark.slow

# The acts of staff that one person takes alone: nothing is taken away by them that a second person must see first.
ONE = {
    "policy-lifecycle": {"retire", "return", "submit"},
    "policy-comment": {"answer", "show"},
    "staff-lifecycle": {"decline", "withdraw"},
    "partners-scope_grant": {"decline", "end", "withdraw"},
    # What is alleged because of a tip, somebody else sustains: `second_persons.FURTHER`.
    "allegations-lifecycle": {"ask", "duplicate", "refer", "reject", "start", "substantiate"},
    # What is alleged with a confirmed hit, somebody else sustains: `second_persons.FURTHER`.
    "screening-lifecycle": {"clear", "confirm", "reopen"},
    # What is alleged because of an agency's file, somebody else sustains: `second_persons.FURTHER`.
    "agencies-firm": {"confirm", "dismiss"},
    "agencies-hold": {"lift"},
    "agencies-question": {"answer", "close", "withdraw"},
    "correspondence-lifecycle": {"answer", "close"},
    "agencies-operation": {"call_off", "report"},
    "targeting-model": {"discard", "propose", "return", "roll_back"},
    "agencies-goods": {"end"},
    "agencies-sighting": {"close"},
    "ledger-determinations": {"reverse"},
    "applications-lifecycle": {
        *("approve", "ask", "assign", "deny", "refuse", "release", "resume", "send_back", "take", "take_over"),
    },
    "disputes-dispute": {"accept", "note"},
    "disputes-source_check": {"certify", "confirm", "correct", "withdraw"},
    "disputes-disowning": {"decline", "recommend"},
    "disputes-disclosure": {"accept", "decline"},
    "validations-visit": {"add", "cancel", "hold", "refuse", "reschedule", "validate"},
    "validations-action": {"accept", "decline", "extend"},
    "validations-exam_request": {"decline", "grant"},
    # What the decisions on proposed changes and plans carry out, and what gives something back.
    "standing-status": {
        *("put_on_conditions", "reinstate", "reinstate_conditionally", "remove", "restore", "restore_conditionally"),
        *("remove_departed", "restore_suspended", "restore_withdrawn", "suspend"),
    },
    "standing-proposal": {
        *("dismiss", "extend", "lift", "overturn", "recommend", "send_back", "withdraw"),
    },
    "standing-assurance": {"reach", "try", "withdraw"},
    "standing-control": {"drop"},
    "standing-departure": {"cancel", "send_back", "sign"},
    "standing-extension": {"decline", "grant"},
    "standing-plan": {"cancel", "complete", "resume"},
    "standing-item": {"accept", "decline", "extend"},
}
BY_ACT = pytest.mark.parametrize(
    "prepare", [pytest.param(prepare, id="-".join(act)) for act, prepare in (TWO | FURTHER).items()]
)


@pytest.fixture
def root() -> User:
    """An administrator who was also given every role."""
    return with_every_role(administrator())


@pytest.fixture
def other() -> User:
    return administrator("other@staff.example")


@pytest.fixture
def puppet(root: User, other: User) -> User:
    """An account that `root` asked for, and that the other administrator confirmed."""
    request = requests.account_ask(actor=root, email="puppet@agency.example", roles=["officer"], reason=REASON)
    requests.request_confirm(actor=other, request_id=request.pk)
    made = User.objects.get(email="puppet@agency.example")
    made.is_superuser = True  # More than the site can give it.
    made.save()
    return with_every_role(made)


def test_every_act_of_staff_is_known_as_one_of_one_person_or_of_two() -> None:
    """A new transition has no test here before somebody says which it is."""
    acts = {
        (found.code, move.action)
        for found in lifecycles()
        for move in found.lifecycle.transitions
        if move.who & PERMISSIONS.keys()
    }
    assert acts == TWO.keys() | {(code, action) for code, actions in ONE.items() for action in actions}
    assert not {(code, action) for code, actions in ONE.items() for action in actions} & TWO.keys()


@BY_ACT
def test_nobody_is_both_persons(prepare: Callable[[User], Act], root: User) -> None:
    act = prepare(root)
    with pytest.raises((Conflict, NotFound)):
        act(actor=root)


@BY_ACT
@pytest.mark.parametrize("maker_first", [True, False])
def test_nobody_and_an_account_of_their_own_making_are_no_two_persons(
    prepare: Callable[[User], Act], root: User, puppet: User, maker_first: bool
) -> None:
    first, second = (root, puppet) if maker_first else (puppet, root)
    act = prepare(first)
    # The account alone may lack a right: the maker, who holds every role, is refused as no second person.
    with pytest.raises((Conflict, NotFound, NotAllowed) if maker_first else (Conflict, NotFound)):
        act(actor=second)


@BY_ACT
def test_a_person_of_their_own_is_the_second_person(prepare: Callable[[User], Act], root: User) -> None:
    act = prepare(root)
    act(actor=with_every_role(administrator("third@staff.example")))


def test_an_administrator_holds_no_permission_of_the_program_without_a_role() -> None:
    root = administrator()
    assert root.permission_codes == {"administer"}
    assert [code for code in PERMISSIONS if root.has_perm(f"accounts.{code}")] == ["administer"]
    with pytest.raises(NotAllowed):
        policies.policy_draft(actor=root)


@pytest.mark.parametrize("kind", [Access.Kind.ASKED, Access.Kind.PASSWORD_LINK])
def test_whoever_gave_roles_or_took_a_link_made_the_account(kind: str, root: User) -> None:
    """A seller's account that somebody opened for themselves counts from the day on which they ask for its roles."""
    old = with_every_role(staff("officer", email="old@agency.example"))
    Access.objects.create(user=old, kind=kind, actor=root)
    act = countersign(root)
    with pytest.raises(Conflict, match="count as one"):
        act(actor=old)


def test_only_requests_and_the_command_line_change_what_an_account_may_do() -> None:
    """These services check no second person: their callers do."""
    unchecked = re.compile(r"\b(staff_create|roles_give|factors_remove|user_unlock|create_superuser)\b")
    callers = {
        str(path.relative_to(PROJECT))
        for folder in ("apps", "config")
        for path in (PROJECT / folder).rglob("*.py")
        if unchecked.search(path.read_text())
    }
    assert callers == {
        "apps/accounts/models.py",
        "apps/accounts/services.py",
        "apps/accounts/management/commands/staff_create.py",
        "apps/staff/services.py",
        "apps/staff/management/commands/factors_remove.py",
        "config/simulation/people/accounts.py",
    }
