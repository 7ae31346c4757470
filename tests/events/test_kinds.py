"""Only event kinds that an app declares are handled and recorded."""

import pytest
from django.db import transaction

from apps.events.kinds import declare
from apps.events.models import Event
from apps.events.registry import on
from apps.events.services import record
from apps.events.timers import timer_set

UNKNOWN = "application.submited"


def test_a_handler_of_a_kind_that_no_app_declares_keeps_the_site_from_starting() -> None:
    with pytest.raises(LookupError, match="submited"):
        on(UNKNOWN)(lambda event: None)


def test_an_event_or_a_timer_of_a_kind_that_no_app_declares_is_refused() -> None:
    with pytest.raises(LookupError), transaction.atomic():
        record(UNKNOWN, subject=("application", 1))
    with pytest.raises(LookupError):
        timer_set(UNKNOWN, subject=("application", 1), at=None)
    assert not Event.objects.filter(kind=UNKNOWN).exists()


def test_a_kind_is_declared_once() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        declare(staff={"application.submitted": "Submitted once more"})
