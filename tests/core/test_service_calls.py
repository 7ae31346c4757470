"""Calls of services that are kept as data: what is given comes back by the types that the service declares."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.core.service_calls import call_of
from apps.work.models import Severity
from tests.people import staff

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Part:
    text: str
    due: date | None = None


def thing_note(
    *,
    actor: User,
    holder: User,
    day: date,
    amount: Decimal | None = None,
    parts: Collection[Part] = (),
    people: Collection[User] = (),
    numbers: Collection[int] = (),
    severity: int = 0,
    words: str = "",
) -> dict[str, Any]:
    return {"actor": actor, **{name: value for name, value in locals().items() if name != "actor"}}


def test_call_that_is_kept_gives_the_service_what_was_given():
    officer, other = staff("officer"), staff("supervisor")
    given = {
        "holder": other,
        "amount": Decimal("12.50"),
        "parts": [Part("A lock is missing.", date(2026, 3, 1)), Part("All is well.")],
        "people": User.objects.filter(pk=other.pk),
        "numbers": ["3", "4"],
        "severity": Severity.MAJOR,
        "words": _lazy("Yes"),
    }
    call = call_of(partial(thing_note, day=date(2026, 1, 31)), given)
    assert call.service == "tests.core.test_service_calls.thing_note"
    assert call.arguments["holder"] == other.pk
    assert call.arguments["day"] == "2026-01-31"
    made = call.make(actor=officer)
    assert made == given | {
        "actor": officer,
        "day": date(2026, 1, 31),
        "people": [other],
        "numbers": [3, 4],
        "severity": 3,
        "words": "Yes",
    }


def test_call_with_a_row_that_is_gone_is_refused():
    call = call_of(thing_note, {"holder": User(pk=999_999), "day": date(2026, 1, 31)})
    with pytest.raises(NotFound):
        call.make(actor=staff("officer"))


def test_call_with_a_value_that_json_does_not_know_is_refused_when_it_is_kept():
    with pytest.raises(TypeError):
        call_of(thing_note, {"holder": object()})
