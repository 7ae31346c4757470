"""Members in the same hands: cases of common control, how they end, and the requests to be judged alone again."""

from collections.abc import Callable

from apps.shippers.models import BankAccount, Owner
from apps.shippers.services.keys import match_keys_refresh
from apps.standing import services
from apps.standing.models import Control, ControlState, Separation, SeparationState
from config.simulation.members import Member
from config.simulation.people import paperwork
from config.simulation.people.cast import Cast, Scene, Scenes
from config.simulation.people.episodes import departures, hearings, restrictions

type Pair = tuple[str, str]
# Members who play in other episodes too, which a case leaves as they are: few are free. The sisters part, and come
# into the same hands again; another member contests to be in the hands of the first of them.
SISTERS: Pair = (hearings.ASKS, departures.STAYS)
STRANGERS: Pair = (hearings.ASKS, restrictions.FIRST)


def _members(cast: Cast, pair: Pair) -> list[Member]:
    return [cast.member(role) for role in pair]


def _ids(cast: Cast, pair: Pair) -> list[int]:
    return [member.shipper_id for member in _members(cast, pair)]


def _share_account(cast: Cast, pair: Pair) -> None:
    """Let the second member of a pair be paid to the account of the first."""
    first, second = _ids(cast, pair)
    account = BankAccount.objects.get(shipper=first)
    account.pk, account.shipper_id = BankAccount.objects.get(shipper=second).pk, second
    account.save()
    match_keys_refresh(shipper_ids=[second])


def _share_owner(cast: Cast, pair: Pair) -> None:
    """Let one company own both members of a pair."""
    ids, name = _ids(cast, pair), f"{pair[1].title()} Holdings Ltd"
    for shipper_id in ids:
        Owner.objects.create(shipper_id=shipper_id, role=Owner.Role.OWNER, name=name, country="SG")
    match_keys_refresh(shipper_ids=ids)


def _propose(pair: Pair, share: Callable[[Cast, Pair], None]) -> Scene:
    def propose(cast: Cast) -> None:
        share(cast, pair)
        services.control_propose(
            actor=cast.staff.officer,
            shipper_ids=_ids(cast, pair),
            reasons="Both are paid to one account. As far as we know, the same people decide for both.",
        )

    return propose


def _case_of(cast: Cast, pair: Pair, state: ControlState) -> Control | None:
    return Control.objects.filter(businesses__shipper=_ids(cast, pair)[0], state=state).order_by("pk").last()


def _bind(pair: Pair) -> Scene:
    """Return a scene in which both members agree, and a second officer binds them."""

    def bind(cast: Cast) -> None:
        control = _case_of(cast, pair, ControlState.PROPOSED)
        if control is None:
            return
        for member in _members(cast, pair):
            services.control_respond(**member.own, control_id=control.pk, position="agrees")
        services.control_bind(
            actor=cast.staff.second,
            control_id=control.pk,
            shipper_ids=_ids(cast, pair),
            reasons="Both said that the same family owns them.",
        )

    return bind


def _contest(cast: Cast) -> None:
    control, member = _case_of(cast, STRANGERS, ControlState.PROPOSED), cast.member(STRANGERS[1])
    if control:
        services.control_respond(
            **member.own,
            control_id=control.pk,
            position="contests",
            text="The account was that of our payment agent. We have never met the other business.",
            files=paperwork.extract(member.seller, "agent.pdf"),
            final=True,
        )


def _drop(cast: Cast) -> None:
    control = _case_of(cast, STRANGERS, ControlState.PROPOSED)
    if control:
        reasons = "The contract shows that the account is an agent's."
        services.control_drop(actor=cast.staff.second, control_id=control.pk, reasons=reasons)


def _ask(pair: Pair, place: int, *, with_file: bool = False) -> Scene:
    def ask(cast: Cast) -> None:
        if _case_of(cast, pair, ControlState.BOUND):
            member = cast.member(pair[place])
            text = "Our business was sold in spring. The new owner has no other."
            files = paperwork.extract(member.seller, "sale.pdf") if with_file else []
            services.separation_ask(**member.own, text=text, files=files)

    return ask


def _with_request(settle: Callable[[Cast, Separation], object]) -> Scene:
    def play(cast: Cast) -> None:
        waiting = Separation.objects.filter(controlled__shipper__in=_ids(cast, SISTERS), state=SeparationState.OPEN)
        if separation := waiting.first():
            settle(cast, separation)

    return play


def _decide(decision: str, reasons: str) -> Callable[[Cast, Separation], object]:
    return lambda cast, separation: services.separation_decide(
        actor=cast.staff.supervisor, separation_id=separation.pk, decision=decision, reasons=reasons
    )


def _withdraw(cast: Cast, separation: Separation) -> None:
    services.separation_withdraw(actor=separation.by, shipper_id=separation.controlled.shipper_id)


SCENES: Scenes = (
    (148, _propose(SISTERS, _share_account)),
    (142, _bind(SISTERS)),
    (138, _ask(SISTERS, 1)),
    (136, _with_request(_withdraw)),
    (132, _ask(SISTERS, 0)),
    (126, _with_request(_decide("deny", "Nothing that you sent shows a sale."))),
    (120, _ask(SISTERS, 0, with_file=True)),
    (112, _with_request(_decide("grant", "The register names the new owner."))),
    (100, _propose(STRANGERS, _share_account)),
    (95, _contest),
    (84, _drop),
    (60, _propose(SISTERS, _share_owner)),
    (52, _bind(SISTERS)),
    (12, _propose(STRANGERS, _share_owner)),
    (9, _contest),
    (7, _ask(SISTERS, 1)),
)
