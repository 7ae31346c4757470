"""Tips as people send them, for tests."""

from typing import Any

from apps.accounts.models import User
from apps.allegations import rules, services
from apps.allegations.models import Tip
from apps.allegations.services import Receipt
from apps.core import clock
from apps.shippers.models import Shipper

TEXT = "The labels on the toys are fake. I packed them myself in May and saw the rolls of labels."


def received(**given: Any) -> Receipt:
    """Send a tip, give officers the tip, and return its receipt."""
    typed = {"group": "merchandise", "text": TEXT, "language": "en", "company": "Blue Kite Toys"} | given
    receipt = services.tip_receive(
        once=given.get("once") or rules.once_new(), **{k: v for k, v in typed.items() if k != "once"}
    )
    taken_in()
    receipt.tip.refresh_from_db()
    return receipt


def taken_in() -> None:
    """Give officers all that senders wrote, as if its quarter of an hour were over."""
    services.tips_take_in(until=clock.now())


def violation_of(shipper: Shipper, **given: Any) -> dict[str, Any]:
    """Return what an officer fills in to allege a violation of a business because of a tip."""
    filled = {
        "reference": "NY-2026-77",
        "ksn": shipper.ksn,
        "category": "counterfeit",
        "culpability": "negligence",
        "attribution": "seller",
        "day": clock.today(),
        "acts": "Two parcels that we opened had toys with labels of a mark that is not yours.",
        "language": "en",
        "reasons": "The photos of the sender fit the parcels of May.",
    }
    return filled | given


def substantiated(officer: User, shipper: Shipper, **given: Any) -> Tip:
    """Send a tip about a business and allege a violation because of the tip."""
    tip = received(company=shipper.name).tip
    return services.tip_substantiate(actor=officer, tip_id=tip.pk, **violation_of(shipper, **given))
