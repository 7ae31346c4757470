"""A journey of a policy manager: try a draft on everybody, cancel, try again, and read who would move."""

from collections.abc import Callable
from itertools import batched

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from apps.events.models import Delivery, DeliveryState
from apps.jobs.models import Job
from apps.jobs.services import job_run
from apps.standing.services import standing_enroll
from benchmarks.evaluate import enrol_members
from tests.journeys.desk import Desk
from tests.live import Worker
from tests.outbox import deliver
from tests.people import staff
from tests.policy.versions import drafted
from tests.standing.evaluations import enrolled

pytestmark = pytest.mark.slow
MEMBERS = 100_000
TRY, CANCEL = "Evaluate everybody under it", "Cancel the evaluation of everybody"


def test_draft_is_tried_on_everybody_with_progress_and_cancelled_and_tried_again(
    new_page: Callable[..., Page],
) -> None:
    enrolled(tier=1)
    author = staff("policy manager", email="author@staff.example")
    draft = drafted(author, {"tier.1.keep.exams": "1"})
    desk = Desk(new_page(), author)
    page = desk.page
    page.goto(reverse("admin:policy_policy_change", args=[draft.pk]))

    desk.send_action(TRY)
    expect(page.get_by_text("An evaluation of everybody waits for a worker.")).to_be_visible()
    deliver()
    page.reload()
    expect(page.get_by_text("An evaluation of everybody waits for a worker.")).to_be_visible()
    Job.objects.update(state="running", done=400, total=1_000)
    # Without a click: the part of the page asks again.
    expect(page.get_by_text("An evaluation of everybody is under way: 400 of 1,000.")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "400")
    desk.send_action(CANCEL)
    expect(page.get_by_text("The last evaluation of everybody was cancelled")).to_be_visible()
    assert Job.objects.get().state == "cancelled"

    desk.send_action(TRY)
    deliver()
    page.reload()
    job_run(job_id=Job.objects.latest("pk").pk)
    expect(page.get_by_role("table", name="Members by their tier now, and under this policy")).to_be_visible()
    expect(page.get_by_role("table", name="By parcels a month")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    with page.expect_download() as begun:
        page.get_by_role("link", name="All of it as a table (CSV)").click()
    assert "matrix" in begun.value.path().read_text("utf-8-sig")


@pytest.mark.soak
def test_draft_is_tried_on_a_hundred_thousand_members_by_a_worker_with_progress_and_cancel(
    worker: Worker, new_page: Callable[..., Page]
) -> None:
    for members in batched(enrol_members(MEMBERS, connections=1), 1_000):
        standing_enroll(shipper_ids=list(members))
    # What else follows an enrolment, such as the screening, would keep the worker from the draft for minutes.
    Delivery.objects.update(state=DeliveryState.DONE)
    author = staff("policy manager", email="author@staff.example")
    draft = drafted(author, {"tier.1.keep.exams": "1"})
    worker.start()
    desk = Desk(new_page(), author)
    page = desk.page
    page.goto(reverse("admin:policy_policy_change", args=[draft.pk]))
    progress = page.get_by_role("progressbar")

    desk.send_action(TRY)
    expect(progress).to_be_visible()
    # Without a click: the part of the page asks again.
    page.wait_for_function("() => document.querySelector('progress')?.value > 0", timeout=120_000)
    page.reload()
    desk.send_action(CANCEL)
    expect(page.get_by_text("The last evaluation of everybody was cancelled")).to_be_visible()
    cancelled = Job.objects.get()
    assert cancelled.state == "cancelled"
    assert cancelled.done < MEMBERS

    desk.send_action(TRY)
    matrix = page.get_by_role("table", name="Members by their tier now, and under this policy")
    expect(matrix).to_be_visible(timeout=600_000)
    assert Job.objects.latest("pk").done == MEMBERS
    shown = [int(number.replace(",", "")) for number in matrix.locator("td").all_inner_texts() if number.strip()]
    assert sum(shown) >= MEMBERS
