"""A process may end at any moment: its act is there as a whole or not at all, and whoever acts again acts once."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from apps.core import clock
from apps.core.errors import Conflict
from apps.events.models import Event, Timer
from apps.events.services import drain, record
from apps.events.timers import fire, timer_set
from apps.ledger.models import Parcel, Recording
from apps.partners.handlers import feed
from apps.partners.imports import services as imports
from apps.partners.models import FeedEntry, WebhookDelivery, WebhookEndpoint
from apps.staff.models import AccountRequest, RequestState
from apps.staff.services import account_ask, request_decline
from apps.standing.models import Change, Status
from apps.work.models import Item
from tests.crashes import at_each_statement
from tests.databases import Copies
from tests.ledger.conftest import assert_consistent, enrolled
from tests.live import live_database
from tests.partners.client import follower_of_everybody, partner_client
from tests.partners.hooks import ENDPOINTS
from tests.partners.imports import content, create
from tests.people import administrator
from tests.probe import handlers  # noqa: F401 (registers them)

pytestmark = pytest.mark.slow
HOOK = {"url": "http://localhost:9/hooks"}


@pytest.fixture(autouse=True, scope="module")
def database(live_source: Copies, django_db_blocker: Any, own_broker: str) -> Iterator[None]:
    """Give all tests of the module one database: to copy it takes longer than most of them."""
    with django_db_blocker.unblock(), live_database(live_source):
        yield


def test_a_report_is_recorded_whole_and_once_wherever_its_process_ends() -> None:
    partner, ksn = partner_client(), enrolled().ksn
    answers: dict[int, Any] = {}

    def begin(number: int) -> Callable[[], object]:
        fact = {
            "reference": f"report-{number}",
            "ksn": ksn,
            "date": str(clock.today()),
            "value": "5",
            "currency": "USD",
        }
        key = {"Idempotency-Key": f"key-{number}"}
        return lambda: answers.update({number: partner.send("/api/v1/shipments", [fact], **key).json()})

    begun = at_each_statement(begin)
    assert begun > 20
    assert [(answer["accepted"], answer["duplicates"]) for answer in answers.values()] == [(1, 0)] * begun
    assert Parcel.objects.filter(reference__startswith="report-").count() == begun
    assert not Recording.objects.filter(kind=Recording.Kind.API, finished_at=None).exists()
    assert_consistent()


def test_an_act_under_a_key_is_done_and_answered_once_wherever_its_process_ends() -> None:
    secrets: dict[int, Any] = {}

    def begin(number: int) -> Callable[[], object]:
        partner = partner_client()
        return lambda: secrets.update({number: partner.send(ENDPOINTS, HOOK, **{"Idempotency-Key": "key"}).json()})

    begun = at_each_statement(begin)
    assert begun > 5
    assert {secret["id"] for secret in secrets.values()} == set(WebhookEndpoint.objects.values_list("pk", flat=True))
    assert WebhookEndpoint.objects.count() == begun


def test_an_import_counts_each_line_once_wherever_its_job_ends(media: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(imports, "LINES_AT_ONCE", 1)
    monkeypatch.setattr(imports, "MAX_UNRECORDED", 1000)
    partner = partner_client()
    told: list[dict[str, int]] = []

    def begin(number: int) -> Callable[[], object]:
        lines = content(2).replace(b"1Z", f"import-{number}-".encode())
        where = int(create(partner, lines)["Location"].rpartition("/")[2])
        return lambda: told.append(imports.import_enter(import_id=where, progress=lambda _done, _total: None))

    begun = at_each_statement(begin)
    assert begun > 40
    assert {(counts["accepted"], counts["duplicates"]) for counts in told} == {(2, 0)}
    assert Parcel.objects.filter(reference__startswith="import-").count() == 2 * begun
    assert_consistent()


def test_an_act_of_an_officer_leaves_its_event_and_no_work_wherever_its_process_ends() -> None:
    ann, ben = administrator("ann@staff.example"), administrator("ben@staff.example")

    def begin(number: int) -> Callable[[], object]:
        asked = account_ask(actor=ann, email=f"new{number}@staff.example", roles=["officer"], reason="She starts.")

        def act() -> None:
            # Refused if it was done before the process ended.
            with suppress(Conflict):
                request_decline(actor=ben, request_id=asked.pk)

        return act

    begun = at_each_statement(begin)
    assert AccountRequest.objects.filter(state=RequestState.DECLINED).count() == begun
    assert Event.objects.filter(kind="staff.request_declined").count() == begun
    assert not Item.objects.filter(kind="account_request", closed_at=None).exists()
    assert not Timer.objects.filter(kind="staff.request_due").exists()


def test_an_event_of_a_timer_is_recorded_once_wherever_its_process_ends() -> None:
    def begin(number: int) -> Callable[[], object]:
        timer_set("probe.unheard", subject=("probe", number), at=clock.now() - timedelta(seconds=1))
        return fire

    begun = at_each_statement(begin)
    assert Event.objects.filter(kind="probe.unheard").count() == begun


def test_a_delivery_is_handled_once_wherever_its_process_ends() -> None:
    drain()

    def begin(number: int) -> Callable[[], object]:
        with transaction.atomic():
            record("probe.urgent", subject=("probe", number))
        return drain

    begun = at_each_statement(begin)
    assert Event.objects.filter(kind="probe.effect").count() == begun


def test_a_place_of_the_feed_has_its_message_wherever_the_process_ends_that_gave_the_place() -> None:
    partner = follower_of_everybody("webhooks")
    partner.send(ENDPOINTS, HOOK)
    member = enrolled()

    def begin(number: int) -> Callable[[], object]:
        changed = Change.objects.create(
            shipper=member, at=clock.now(), action="promote", status=Status.ACTIVE, validated=False, tier=number % 4
        )
        event = Event(kind="standing.changed", subject_type="change", subject_id=changed.pk)
        return lambda: feed([event])

    begun = at_each_statement(begin)
    places = list(FeedEntry.objects.order_by("seq").values_list("seq", flat=True))
    assert places == list(range(1, len(places) + 1))
    told = WebhookDelivery.objects.order_by("seq").values_list("seq", flat=True)
    assert list(told)[-begun:] == places[-begun:]
