"""Those who take part in the simulated program: its staff, and the sellers as the program knows them so far."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from apps.accounts.models import User
from apps.applications.models import Application
from config.simulation.numbers.sellers import Seller


@dataclass(slots=True)
class Staff:
    """`second` countersigns what the officer proposes; the supervisor decides appeals."""

    officer: User
    second: User
    supervisor: User


@dataclass(slots=True)
class Member:
    """A seller as the program knows it so far. `enrolled` is since when it has a KSN."""

    seller: Seller
    # From the first step on.
    shipper_id: int = field(init=False)
    owner: User = field(init=False)
    application: Application = field(init=False)
    ksn: str = ""
    enrolled: date | None = None

    @property
    def own(self) -> dict[str, Any]:
        """The arguments of a service that the owner calls about the business."""
        return {"actor": self.owner, "shipper_id": self.shipper_id}
