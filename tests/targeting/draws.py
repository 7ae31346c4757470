"""Draws of parcels for tests: declared parcels of a port, drawn as the worker draws them."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from apps.accounts.models import User
from apps.core import clock
from apps.policy.terms import Terms
from apps.targeting.models import Draw, Lot, PortDay
from apps.targeting.selectors import PromisedExams
from apps.targeting.services import capacity_set, draws_start, parcels_draw
from tests.outbox import deliver
from tests.partners.client import PartnerClient
from tests.targeting.declarations import assessed, declaration

PORT = "4701"


def capacity(supervisor: User, exams: int) -> None:
    """Record how many parcels the port can open on any day."""
    capacity_set(actor=supervisor, port=PORT, exams=exams)


def declared(partner: PartnerClient, *references: str, **more: str) -> None:
    """Have a partner declare parcels for today."""
    assessed(partner, *(declaration(reference, issuer="UPSN", **more) for reference in references))


def drawn() -> Draw:
    """Draw among the parcels of today that wait, and return the draw."""
    draws_start()
    made = parcels_draw(port_day_id=PortDay.objects.get(port=PORT, day=clock.today()).pk)
    deliver()
    assert made
    return made


@contextmanager
def promised(counted: float = 1.0, after_wrong: float = 0.0) -> Iterator[None]:
    """Promise each business these chances, whatever it sends and whether it is a member."""

    def promises(shipper_ids: Collection[int], _terms: Terms, _day: date) -> dict[int, PromisedExams]:
        return {shipper_id: PromisedExams(counted, after_wrong) for shipper_id in shipper_ids}

    with patch("apps.targeting.services.exams.selectors.promises_of", promises):
        yield


def selected(made: Draw) -> list[Lot]:
    """Return the lots of a draw that were selected."""
    return list(Lot.objects.filter(draw=made).exclude(share="").select_related("assessment").order_by("pk"))
