"""Members of the program with a history, made by the services."""

from math import ceil

from apps.accounts.models import User
from apps.core import clock
from apps.evaluation.services import evaluate_due
from apps.shippers.models import Membership, Shipper
from tests.evaluation.ledger import entry, member, parcels, violation
from tests.outbox import deliver
from tests.people import on_team

__all__ = ["entry", "member_of", "parcels", "settle", "unevaluated_member", "violation"]


def settle() -> None:
    """Do the work of the workers: evaluate the shippers that are due, and let standing follow."""
    deliver()
    evaluate_due(limit=1000)
    deliver()


def member_of(user: User, *, role: str = Membership.Role.OWNER, **history: int) -> Shipper:
    """Make an evaluated member with a history, as `unevaluated_member` does."""
    shipper = unevaluated_member(user, role=role, **history)
    settle()
    return shipper


def unevaluated_member(user: User, *, months: int = 5, monthly: int = 40, role: str = Membership.Role.OWNER) -> Shipper:
    """Make a member for so many months, with so many clean parcels a month, with the user on its team.

    A tenth of the parcels was opened at random.
    """
    this = clock.month_of(clock.today())
    days = [clock.add_months(this, -back) for back in range(1, months + 1)]
    shipper = member(min(days, default=clock.today()))
    on_team(shipper, role, user)
    if days:
        goods = {"description": "Cotton scarf", "hs": "621420", "disposition": "released"}
        opened = ceil(monthly / 10)
        parcels(shipper, days, monthly - opened, **goods)
        parcels(shipper, days, opened, drawn="clean", **goods)
    return shipper
