"""Members in the same hands: cases of common control, how they end, and the requests to be judged alone again.

The members play in other episodes too, which a case leaves as they are: few are free.
"""

from collections.abc import Callable

from apps.shippers.models import BankAccount, Owner
from apps.shippers.services.keys import match_keys_refresh
from apps.standing import services
from config.simulation.people.acts import Act, Story, Turn, officer, often, owner, paper, second, supervisor
from config.simulation.people.cast import Role
from config.simulation.people.episodes.departures import ASKS, STAYS
from config.simulation.people.episodes.due_process import REVIEWED


def account_share(*, turn: Turn, other: Role) -> None:
    """Let another member be paid to the account of the first."""
    other_id = turn.cast.member(other).shipper_id
    account = BankAccount.objects.get(shipper=turn.shipper_id)
    account.pk, account.shipper_id = BankAccount.objects.get(shipper=other_id).pk, other_id
    account.save()
    match_keys_refresh(shipper_ids=[other_id])


def owner_share(*, turn: Turn, other: Role) -> None:
    """Let one company own the member and another one."""
    ids = [turn.shipper_id, turn.cast.member(other).shipper_id]
    for shipper_id in ids:
        name = f"{other.name.title()} Holdings Ltd"
        Owner.objects.create(shipper_id=shipper_id, role=Owner.Role.OWNER, name=name, country="SG")
    match_keys_refresh(shipper_ids=ids)


def _proposed(before: int, share: Callable[..., None], other: Role) -> tuple[Act, Act]:
    reasons = "Both are paid to one account. As far as we know, the same people decide for both."
    proposal = officer(before, services.control_propose, shipper_ids=_ids(other), reasons=reasons)
    return officer(before, share, other=other), proposal


def _ids(other: Role) -> Callable[[Turn], list[int]]:
    return lambda turn: [turn.shipper_id, turn.cast.member(other).shipper_id]


def _bound(before: int) -> tuple[Act, Act, Act]:
    """Return that both members agree, and a second officer binds them."""
    reasons = "Both said that the same family owns them."
    return (
        owner(before, services.control_respond, position="agrees"),
        owner(before, services.control_respond, of=STAYS, position="agrees"),
        second(before, services.control_bind, shipper_ids=_ids(STAYS), reasons=reasons),
    )


ask = often(owner, services.separation_ask, text="Our business was sold in spring. The new owner has no other.")
contest = often(
    owner,
    services.control_respond,
    of=REVIEWED,
    position="contests",
    text="The account was that of our payment agent. We have never met the other business.",
    files=paper("agent.pdf"),
    final=True,
)
# The sisters part, and come into the same hands again; another member contests to be in the hands of the first of them.
STORIES = (
    Story(
        ASKS,
        *_proposed(148, account_share, STAYS),
        *_bound(142),
        ask(138, of=STAYS),
        owner(136, services.separation_withdraw, of=STAYS),
        ask(132),
        supervisor(126, services.separation_decide, decision="deny", reasons="Nothing that you sent shows a sale."),
        ask(120, files=paper("sale.pdf")),
        supervisor(112, services.separation_decide, decision="grant", reasons="The register names the new owner."),
        *_proposed(60, owner_share, STAYS),
        *_bound(52),
        ask(7, of=STAYS),
    ),
    Story(
        ASKS,
        *_proposed(100, account_share, REVIEWED),
        contest(95),
        second(84, services.control_drop, reasons="The contract shows that the account is an agent's."),
    ),
    Story(ASKS, *_proposed(12, owner_share, REVIEWED), contest(9)),
)
