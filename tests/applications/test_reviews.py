"""Assigning the review of an application, and the lists of applications for officers."""

from datetime import timedelta
from itertools import cycle

import pytest
from django.db import connection

from apps.accounts.models import User
from apps.applications import selectors, services
from apps.applications.models import Application, ApplicationState
from apps.core import clock
from apps.core.errors import Conflict, NotAllowed
from apps.shippers.models import Shipper
from tests.applications import answers
from tests.people import on_team, staff


def test_a_supervisor_assigns_the_review_to_an_officer(ada: User, officer: User, supervisor: User):
    application = answers.submitted(ada)
    with pytest.raises(NotAllowed):
        services.application_assign(actor=officer, application_id=application.pk, holder=officer)
    services.application_assign(actor=supervisor, application_id=application.pk, holder=officer)
    application.refresh_from_db()
    assert (application.state, application.reviewer, answers.work_holders(application)) == (
        "in_review",
        officer,
        {"application": officer},
    )
    other = staff("officer", email="other@staff.example")
    services.application_assign(actor=supervisor, application_id=application.pk, holder=other)
    assert answers.work_holders(application) == {"application": other}
    on_team(application.shipper, "viewer", officer)
    with pytest.raises(Conflict, match="on this business's team"):
        services.application_assign(actor=supervisor, application_id=application.pk, holder=officer)


def test_a_supervisor_on_the_team_does_not_assign_the_review(ada: User, officer: User, supervisor: User):
    application = answers.submitted(ada)
    on_team(application.shipper, "viewer", supervisor)
    with pytest.raises(Conflict, match="on this business's team"):
        services.application_assign(actor=supervisor, application_id=application.pk, holder=officer)


def test_lists_are_sorted_by_an_index(ada: User):
    """Read the first rows of each list by an index, without sorting all applications."""
    # Among a few rows the planner takes any index: all cost the same.
    shippers = Shipper.objects.bulk_create(Shipper(name=f"Shop {n}", country="CN") for n in range(300))
    Application.objects.bulk_create(
        Application(shipper=shipper, created_by=ada, state=state, country=country, decide_by=clock.now())
        for shipper, state, country in zip(shippers, cycle(ApplicationState), cycle(["CN", "VN", "MX"]))
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE applications_application, shippers_shipper")
    queue = selectors.applications_for_staff()
    with connection.cursor() as cursor:
        for setting in ("enable_sort", "enable_seqscan", "enable_hashjoin"):
            cursor.execute(f"SET LOCAL {setting} = off")
    for rows, index in (
        (queue, "application_due"),
        (queue.filter(state="approved"), "application_state_due"),
        (queue.filter(country="CN"), "application_country"),
        (queue.filter(reviewer=1), "application_reviewer"),
    ):
        plan = rows[:50].explain()
        assert index in plan
        assert "Sort" not in plan


def test_a_submission_sets_the_country_and_the_chapters_for_the_filters(ada: User):
    application = answers.submitted(ada)
    application.refresh_from_db()
    assert (application.country, application.chapters) == ("US", ["95"])
    assert application.decide_by > clock.now() + timedelta(days=80)
