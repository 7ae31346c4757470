"""A removed business may not apply before the day that was set, not even under another name."""

from datetime import timedelta

import pytest

from apps.accounts.models import User
from apps.applications import selectors, services
from apps.applications.models import Application
from apps.applications.services import applications_end
from apps.core import clock
from apps.core.errors import Conflict
from apps.events.models import Event
from apps.shippers.matches import matches_of
from apps.shippers.models import Shipper
from apps.shippers.services import shipper_bar
from tests.applications import answers
from tests.applications.removed_businesses import bar, double_of
from tests.people import staff
from tests.refusals import refused


@pytest.fixture
def removed(ada: User, officer: User) -> Shipper:
    """Return a former member that was removed and may not apply for 30 days."""
    shipper = answers.approved(officer, ada).shipper
    applications_end(shipper_id=shipper.pk)
    return bar(shipper)


def test_a_removed_business_may_apply_from_the_day_on_and_not_before(ada: User, removed: Shipper) -> None:
    until = removed.barred_until
    with pytest.raises(Conflict, match=f"again from .*{until.year}") as refused:
        services.application_start(actor=ada, shipper_id=removed.pk)
    assert refused.value.code == "barred"
    assert "you can read its whole record" in str(refused.value.message)
    with clock.at(clock.now() + timedelta(days=29)), pytest.raises(Conflict):
        services.application_start(actor=ada, shipper_id=removed.pk)
    with clock.at(clock.now() + timedelta(days=30)):
        again = services.application_start(actor=ada, shipper_id=removed.pk)
    assert again.sections.get(key="products").data == answers.ANSWERS["products"], "from the old record"


def test_a_lifted_bar_lets_the_business_apply(ada: User, removed: Shipper) -> None:
    shipper_bar(shipper_id=removed.pk, until=None)
    assert services.application_start(actor=ada, shipper_id=removed.pk)
    removed.refresh_from_db()
    assert not removed.is_barred


def test_an_existing_draft_is_not_submitted_before_that_day(ada: User) -> None:
    draft = answers.filled(ada)
    bar(draft.shipper)
    with pytest.raises(Conflict, match="It may apply again from"):
        services.application_submit(actor=ada, application_id=draft.pk, signed_name="Ada Park")
    with clock.at(clock.now() + timedelta(days=30)):
        services.application_submit(actor=ada, application_id=draft.pk, signed_name="Ada Park")


def test_an_officer_does_not_approve_the_same_business_under_another_name(officer: User) -> None:
    application = answers.ready(officer)
    other = bar(double_of(application.shipper))
    (match,) = matches_of(application.shipper_id)
    assert match.is_barred
    facts = selectors.facts_of(application, officer)
    assert [removed.ksn for removed in facts.removed] == [other.ksn]
    assert any(other.ksn in str(blocker.text) for blocker in selectors.blockers("in_review", facts))
    with pytest.raises(Conflict, match=other.ksn) as refused:
        services.application_approve(actor=officer, application_id=application.pk)
    assert str(other.barred_until.year) in str(refused.value.message)
    with clock.at(clock.now() + timedelta(days=31)):
        services.application_approve(actor=officer, application_id=application.pk)


@pytest.mark.parametrize("role", ["supervisor", "deputy"])
def test_an_overseer_may_find_that_the_business_is_another_and_says_why(officer: User, role: str) -> None:
    application = answers.ready(officer)
    bar(double_of(application.shipper))
    overseer = staff(role)
    with refused("text"):
        services.application_approve(actor=overseer, application_id=application.pk, text="  ")
    assert Application.objects.get(pk=application.pk).state == "in_review"
    services.application_approve(actor=overseer, application_id=application.pk, text="Another owner, by the register.")
    assert application.decisions.get().text == "Another owner, by the register."
    assert Event.objects.filter(kind="application.approved").exists()


def test_a_business_that_is_only_similar_merged_or_free_again_blocks_nothing(officer: User) -> None:
    application = answers.ready(officer)
    alike = Shipper.objects.create(name=application.shipper.name, barred_until=clock.today() + timedelta(days=9))
    merged = bar(double_of(application.shipper, name="Merged"))
    Shipper.objects.filter(pk=merged.pk).update(merged_into=alike, merged_at=clock.now())
    bar(double_of(application.shipper, name="Free again"), days=0)
    services.application_approve(actor=officer, application_id=application.pk)


@pytest.mark.slow
def test_a_removed_business_is_found_among_many_likelier_matches(officer: User) -> None:
    application = answers.ready(officer)
    other = bar(double_of(application.shipper))
    for number in range(25):
        decoy = double_of(application.shipper, name=f"Decoy {number}", phone=True)
        assert decoy.match_keys.count() > other.match_keys.count()
    with pytest.raises(Conflict, match=other.ksn):
        services.application_approve(actor=officer, application_id=application.pk)
