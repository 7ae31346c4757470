"""Cases of common control and requests to be judged alone, in each state in which staff may act on them."""

from apps.accounts.models import User
from apps.shippers.models import Membership
from apps.standing import services
from tests.people import staff_known
from tests.standing.controlled import ask, bind, contest, propose, tied


def create_controls(officer: User) -> None:
    """Create cases in each state, one of them with a business that the notice has not reached, and requests in each."""
    second = staff_known("officer", "supervisor", email="controls@staff.example")
    businesses = tied(3)
    Membership.objects.filter(shipper=businesses[-1]).delete()
    waiting = propose(second, businesses)
    for shipper in businesses[:-1]:
        contest(waiting, shipper)
    services.control_drop(actor=officer, control_id=propose(second).pk, reasons="It is an agent's account.")
    for decision in ("grant", "deny"):
        asked = ask(bind(officer, second=second))
        hearer = staff_known("supervisor", email="hears@staff.example")
        services.separation_decide(actor=hearer, separation_id=asked.pk, decision=decision, reasons="We read it.")
    asked = ask(bind(officer, second=second))
    services.separation_withdraw(actor=asked.by, shipper_id=asked.controlled.shipper_id)
    ask(bind(second, second=staff_known("officer", email="binds@staff.example")))
    # Members in the same hands of whom no case speaks.
    tied()
