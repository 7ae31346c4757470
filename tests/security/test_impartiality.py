"""Staff decide nothing about a business on whose team they are, or were until lately, and read no notes about it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import signing
from django.db.models import Model
from django.urls import reverse

from apps.accounts.models import User
from apps.applications import services as applications
from apps.applications.models import Application
from apps.core import clock
from apps.core.errors import Conflict
from apps.shippers import selectors as shippers
from apps.shippers.models import Membership
from apps.shippers.services import invitation_accept, invitation_send, member_remove
from apps.shippers.services.team import _SALT
from apps.work.models import Item
from apps.work.services import item_assign, item_claim, item_open, work_claim_next
from tests.applications import answers
from tests.people import seller, signed_in, staff

pytestmark = pytest.mark.slow

YEAR = timedelta(days=365)


def place(user: User, application: Application, **fields: object) -> Membership:
    """Put a member of staff on the team of the business that applies."""
    fields = {"role": Membership.Role.PREPARER} | fields
    return Membership.objects.create(shipper=application.shipper, user=user, **fields)


def left_today(user: User, application: Application) -> None:
    place(user, application)
    owner = Membership.objects.get(shipper=application.shipper, role=Membership.Role.OWNER).user
    member_remove(actor=owner, shipper_id=application.shipper_id, user_id=user.pk)


def ended_yesterday(user: User, application: Application) -> None:
    yesterday = clock.add_days(clock.today(), -1)
    place(user, application, role=Membership.Role.AGENT, organisation="A firm", until=yesterday)


ENDED = [left_today, ended_yesterday]


@pytest.mark.parametrize("end", ENDED)
def test_an_officer_who_left_the_team_lately_takes_nothing(
    end: Callable[[User, Application], None],
) -> None:
    officer, application = staff("officer"), answers.submitted(seller())
    end(officer, application)
    with pytest.raises(Conflict, match="until lately, on this business's team"):
        applications.application_take(actor=officer, application_id=application.pk)


@pytest.mark.parametrize("end", ENDED)
def test_the_policy_says_after_how_many_months_the_officer_may_act_again(
    end: Callable[[User, Application], None],
) -> None:
    officer, application = staff("officer"), answers.submitted(seller())
    end(officer, application)
    with clock.at(clock.now() + YEAR - timedelta(days=3)):
        assert shippers.has_conflict(officer, application.shipper_id)
    with clock.at(clock.now() + YEAR + timedelta(days=3)):
        assert not shippers.has_conflict(officer, application.shipper_id)


def test_a_place_that_was_never_taken_bars_nobody() -> None:
    application = answers.submitted(seller())
    assert not shippers.has_conflict(staff("officer"), application.shipper_id)


def allegation(application: Application) -> Item:
    """Open a work item of another kind than an application about a business."""
    return item_open(
        kind="change_request", subject=("changerequest", 9), title="A change", shipper_id=application.shipper_id
    )


@pytest.mark.parametrize("join", [place, *ENDED])
def test_nobody_holds_work_about_their_own_business(join: Callable[[User, Application], Model | None]) -> None:
    officer, application = staff("officer"), answers.submitted(seller())
    item = allegation(application)
    join(officer, application)
    with pytest.raises(Conflict, match="on this business's team"):
        item_claim(actor=officer, item_id=item.pk)
    with pytest.raises(Conflict, match="on this business's team"):
        item_assign(actor=staff("supervisor"), item_id=item.pk, holder=officer)
    Item.objects.exclude(pk=item.pk).update(closed_at=clock.now())
    with pytest.raises(Exception, match="no work item that you may claim"):
        work_claim_next(actor=officer)


def test_nobody_joins_the_team_of_a_business_while_they_hold_its_work() -> None:
    owner, officer = seller(), staff("officer")
    application = answers.submitted(owner)
    item_claim(actor=officer, item_id=allegation(application).pk)
    offer = invitation_send(actor=owner, shipper_id=application.shipper_id, email=officer.email, role="viewer")
    with pytest.raises(Conflict, match="You hold work about this business"):
        invitation_accept(actor=officer, token=signing.dumps(offer.pk, salt=_SALT))


@pytest.mark.parametrize("join", [place, *ENDED])
@pytest.mark.parametrize("panel", ["notes", "vetting", "checklist", "history"])
def test_notes_and_vetting_stay_closed_to_people_of_the_business(
    panel: str, join: Callable[[User, Application], Model | None]
) -> None:
    first, officer = staff("officer", email="first@staff.example"), staff("officer")
    application = answers.in_review(first)
    applications.note_add(actor=first, application_id=application.pk, text="Their warehouse is a garage.")
    join(officer, application)
    page = f"{reverse('admin:applications_application_change', args=[application.pk])}?panel={panel}"
    read = signed_in(officer).get(page)
    assert read.context["panel_template"] == "admin/desk/closed.html"
    assert "garage" not in read.content.decode()
    assert "Records that may be the same business" not in read.content.decode()


@pytest.mark.parametrize("join", [place, *ENDED])
def test_the_vetting_of_a_business_and_its_comparison_stay_closed_too(
    join: Callable[[User, Application], Model | None],
) -> None:
    supervisor, application = staff("supervisor"), answers.submitted(seller())
    other = answers.submitted(seller("eve@shop.example"))
    join(supervisor, application)
    client = signed_in(supervisor)
    read = client.get(f"{reverse('admin:shippers_shipper_change', args=[application.shipper_id])}?panel=vetting")
    assert read.context["panel_template"] == "admin/desk/closed.html"
    pair = [other.shipper_id, application.shipper_id]
    assert client.get(reverse("admin:shippers_merge", args=pair)).status_code == 403
