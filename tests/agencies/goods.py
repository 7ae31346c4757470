"""Watched goods, as two officers make them."""

from typing import Any

from apps.accounts.models import User
from apps.agencies.watchlists.models import WatchedGoods
from apps.agencies.watchlists.services import goods_confirm, goods_propose
from apps.core import clock
from tests.people import staff_known

LOOK_FOR = "A seal of the maker."


def proposed(officer: User, **given: Any) -> WatchedGoods:
    """Propose a watch for two weeks."""
    asked = {"hs_codes": "", "look_for": LOOK_FOR, "ground": "Two presses were seized in Newark."}
    asked |= {"last_day": clock.add_days(clock.today(), 14)}
    return goods_propose(actor=officer, **asked | given)


def watched(officer: User, **given: Any) -> WatchedGoods:
    """Propose a watch by an officer, and confirm it by another."""
    second = staff_known("officer", email="confirms-watches@staff.example")
    return goods_confirm(actor=second, goods_id=proposed(officer, **given).pk)
