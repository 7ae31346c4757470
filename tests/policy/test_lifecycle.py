from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, Invalid, NotAllowed, NotFound
from apps.evaluation.services import evaluate_due
from apps.events.services import drain
from apps.ledger.models import Watch
from apps.policy import services
from apps.policy.models import Policy
from apps.policy.selectors import policy_next, policy_of_version, policy_on, terms_of
from tests.evaluation.ledger import member

pytestmark = pytest.mark.django_db


def manager(email: str) -> User:
    user = User.objects.create_user(email, is_staff=True)
    user.groups.add(Group.objects.get(name="policy manager"))
    return user


@pytest.fixture
def author() -> User:
    return manager("author@example.org")


@pytest.fixture
def publisher() -> User:
    return manager("publisher@example.org")


def tomorrow() -> date:
    return clock.add_days(clock.today(), 1)


def drafted(author: User, **values: str) -> Policy:
    policy = services.policy_draft(actor=author, effective_from=tomorrow(), summary="Faster decisions")
    return services.policy_revise(
        actor=author, policy_id=policy.pk, values={"clock.decision_days": "60"} | values, reasons={}
    )


def test_a_second_person_publishes_and_the_numbers_hold_from_their_day_on(author, publisher):
    policy = drafted(author)
    services.policy_submit(actor=author, policy_id=policy.pk)
    services.policy_publish(actor=publisher, policy_id=policy.pk)

    assert policy_next(clock.today()) == policy
    assert terms_of(policy_on(clock.today())).clocks.decision_days == 90
    assert terms_of(policy_on(tomorrow())).clocks.decision_days == 60
    assert policy_of_version(2).published_by == publisher


def test_the_author_can_not_publish(author):
    policy = drafted(author)
    services.policy_submit(actor=author, policy_id=policy.pk)

    with pytest.raises(Conflict, match="Somebody else than its author"):
        services.policy_publish(actor=author, policy_id=policy.pk)


def test_a_policy_never_takes_effect_backwards(author, publisher):
    policy = drafted(author)
    Policy.objects.filter(pk=policy.pk).update(effective_from=date(2024, 1, 1))
    services.policy_submit(actor=author, policy_id=policy.pk)

    with pytest.raises(Conflict, match="never backwards"):
        services.policy_publish(actor=publisher, policy_id=policy.pk)


def test_a_policy_that_contradicts_itself_is_not_submitted(author):
    policy = drafted(author, **{"tier.2.keep.parcels": "100"})

    with pytest.raises(Conflict, match="Tier 2 asks more to keep than to enter"):
        services.policy_submit(actor=author, policy_id=policy.pk)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"clock.decision_days": "soon"}, "must be a whole number from 1 to 365"),
        ({"clock.decision_days": "0"}, "must be a whole number from 1 to 365"),
        ({"tier.1.enter.compliance": "1"}, "must be a number from 0.01 to 0.999"),
        ({"clock.lunch_hours": "1"}, "No policy has these numbers: clock.lunch_hours"),
    ],
)
def test_a_bad_number_is_refused_with_its_bounds(author, values, message):
    policy = services.policy_draft(actor=author)

    with pytest.raises(Invalid, match=message):
        services.policy_revise(actor=author, policy_id=policy.pk, values=values)


def test_a_policy_in_review_is_not_revised_until_it_is_returned(author, publisher):
    policy = drafted(author)
    services.policy_submit(actor=author, policy_id=policy.pk)
    with pytest.raises(Conflict):
        services.policy_revise(actor=author, policy_id=policy.pk, values={"clock.decision_days": "50"})

    services.policy_return(actor=publisher, policy_id=policy.pk)
    services.policy_revise(actor=author, policy_id=policy.pk, values={"clock.decision_days": "50"})

    assert terms_of(Policy.objects.get(pk=policy.pk)).clocks.decision_days == 50


def test_a_policy_retires_only_when_its_successor_is_in_force(author, publisher):
    first = policy_on(clock.today())
    policy = drafted(author)
    services.policy_submit(actor=author, policy_id=policy.pk)
    services.policy_publish(actor=publisher, policy_id=policy.pk)
    with pytest.raises(Conflict, match="when a later one has taken effect"):
        services.policy_retire(actor=publisher, policy_id=first.pk)

    with clock.at(clock.now() + timedelta(days=2)):
        services.policy_retire(actor=publisher, policy_id=first.pk)

    assert policy_on(clock.today()) == first


def test_who_has_no_such_role_can_not_draft():
    with pytest.raises(NotAllowed):
        services.policy_draft(actor=User.objects.create_user("officer@example.org", is_staff=True))


def test_a_draft_is_not_public(author):
    services.policy_draft(actor=author)

    with pytest.raises(NotFound):
        policy_of_version(2)


def test_publishing_has_everybody_evaluated_on_the_day_of_the_new_numbers(author, publisher):
    shipper = member(clock.add_months(clock.today(), -6))
    evaluate_due(limit=1)
    policy = drafted(author)
    services.policy_submit(actor=author, policy_id=policy.pk)
    services.policy_publish(actor=publisher, policy_id=policy.pk)
    drain()

    assert Watch.objects.get(pk=shipper.pk).quiet_until == tomorrow()
    with clock.at(clock.now() + timedelta(days=1)):
        assert evaluate_due(limit=10) == 1
        assert evaluate_due(limit=10) == 0
