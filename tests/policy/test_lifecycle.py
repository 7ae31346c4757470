from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.evaluation.selectors import evaluation_latest
from apps.evaluation.services import evaluate_due
from apps.events.services import drain
from apps.ledger.models import Watch
from apps.policy import services
from apps.policy.authorities import AuthorityKind
from apps.policy.models import Policy
from apps.policy.selectors import numbers_as_seen, numbers_seen, policy_of_version, policy_on, terms_of
from tests.evaluation.ledger import member
from tests.outbox import deliver
from tests.policy import versions
from tests.policy.versions import GIVES, TAKES, after_comments, opened, revised, submitted


def manager(email: str) -> User:
    user = User.objects.create_user(email, is_staff=True)
    user.groups.add(Group.objects.get(name="policy manager"))
    return user


def tomorrow() -> date:
    return clock.add_days(clock.today(), 1)


def drafted(author: User, **values: str) -> Policy:
    return versions.drafted(author, GIVES | values)


def published(author: User, publisher: User, **values: str) -> Policy:
    policy = submitted(author, drafted(author, **values))
    return services.policy_publish(actor=publisher, policy_id=policy.pk)


def test_a_second_person_publishes_and_the_numbers_hold_from_their_day_on(author, publisher):
    policy = drafted(author)
    submitted(author, policy)
    services.policy_publish(actor=publisher, policy_id=policy.pk)

    assert policy_on(tomorrow()) == policy
    assert terms_of(policy_on(clock.today())).clocks.decision_days == 90
    assert terms_of(policy_on(tomorrow())).clocks.decision_days == 60
    assert policy_of_version(2).published_by == publisher


def test_the_author_can_not_publish(author):
    policy = drafted(author)
    submitted(author, policy)

    with pytest.raises(Conflict, match="Somebody else must read and publish"):
        services.policy_publish(actor=author, policy_id=policy.pk)


def test_a_person_who_changed_a_number_is_an_author_too(author, publisher):
    policy = drafted(author)
    revised(publisher, policy, {"clock.decision_days": "45"})
    submitted(author, policy)

    with pytest.raises(Conflict, match="or changed its numbers"):
        services.policy_publish(actor=publisher, policy_id=policy.pk)


def test_a_policy_never_takes_effect_in_the_past(author, publisher):
    policy = drafted(author)
    submitted(author, policy)

    with clock.at(clock.now() + timedelta(days=2)):
        with pytest.raises(Conflict, match="never backwards"):
            services.policy_publish(actor=publisher, policy_id=policy.pk)
        services.policy_publish(actor=publisher, policy_id=policy.pk, effective_from=clock.today())
        assert policy_on(clock.today()) == policy


def test_only_one_policy_takes_effect_on_a_day(author, publisher):
    published(author, publisher)
    other = drafted(author)
    submitted(author, other)

    with pytest.raises(Conflict, match="Policy 2 takes effect on that day already"):
        services.policy_publish(actor=publisher, policy_id=other.pk)

    services.policy_publish(actor=publisher, policy_id=other.pk, effective_from=clock.add_days(tomorrow(), 1))
    assert policy_on(clock.add_days(tomorrow(), 1)) == other


def test_an_incomplete_draft_is_refused_with_what_is_missing(author):
    policy = services.policy_draft(actor=author)

    with pytest.raises(Conflict, match=r"what changes and why\. Say from which day"):
        services.policy_submit(actor=author, policy_id=policy.pk)


def test_a_draft_begins_with_the_numbers_of_any_published_policy(author, publisher):
    second = published(author, publisher)

    assert terms_of(services.policy_draft(actor=author)).clocks.decision_days == 90
    again = services.policy_draft(actor=author, base_version=second.version)
    assert terms_of(again).clocks.decision_days == 60
    with pytest.raises(NotFound):
        services.policy_draft(actor=author, base_version=again.version)


def test_a_policy_that_contradicts_itself_is_not_submitted(author):
    policy = drafted(author, **{"tier.2.keep.exams": "100"})

    with pytest.raises(Conflict, match="Tier 2 asks more to keep than to enter"):
        submitted(author, policy)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"clock.decision_days": "soon"}, "Enter a whole number from 1 to 365."),
        ({"clock.decision_days": "0"}, "Enter a whole number from 1 to 365."),
        ({"tier.1.compliance": "1"}, "Enter a number from 0.01 to 0.999, with at most 4 decimals."),
        ({"clock.lunch_hours": "1"}, "No policy has these numbers: clock.lunch_hours"),
    ],
)
def test_a_bad_number_is_refused_with_its_bounds(author, values, message):
    policy = services.policy_draft(actor=author)

    with pytest.raises(InvalidInput) as refusal:
        revised(author, policy, values)

    field_messages = refusal.value.fields.get(f"{next(iter(values))}.value", [])
    assert message in " ".join([refusal.value.message, *field_messages])


def test_a_number_is_stored_in_one_form_and_may_equal_its_bounds(author):
    policy = services.policy_draft(actor=author)
    revised(author, policy, {"tier.1.compliance": " 0.010", "eligibility.revenue": "1e6"})

    assert policy.numbers.get(key="tier.1.compliance").value == "0.01"
    assert policy.numbers.get(key="eligibility.revenue").value == "1000000"


def test_a_changed_number_needs_a_reason_and_an_authority(author):
    policy = services.policy_draft(actor=author)
    before = policy.numbers.get(key="clock.decision_days")

    with pytest.raises(InvalidInput) as refusal:
        revised(author, policy, {"clock.decision_days": "60"}, reason=before.reason, source=AuthorityKind.STATUTE)

    assert "Say why it changes" in refusal.value.fields["clock.decision_days.reason"][0]
    assert "Cite the statute" in refusal.value.fields["clock.decision_days.citation"][0]
    assert policy.numbers.get(key="clock.decision_days").value == before.value


def test_a_number_that_somebody_changed_meanwhile_is_not_saved(author, publisher):
    policy = drafted(author)
    seen = numbers_seen(policy, ["clock.decision_days"])
    revised(publisher, policy, {"clock.decision_days": "45"})

    mine = services.NumberRevision(value="30", source=AuthorityKind.DECISION, citation="", reason="Quicker still.")
    with pytest.raises(Conflict) as refusal:
        services.policy_revise(actor=author, policy_id=policy.pk, numbers={"clock.decision_days": mine}, seen=seen)

    assert refusal.value.code == "stale"
    assert numbers_as_seen(policy, ["clock.decision_days"], seen)["clock.decision_days"].value == "60"
    assert policy.numbers.get(key="clock.decision_days").value == "45"


def test_a_policy_in_review_is_not_revised_until_it_is_returned(author, publisher):
    policy = drafted(author)
    submitted(author, policy)
    with pytest.raises(Conflict):
        revised(author, policy, {"clock.decision_days": "50"})

    services.policy_return(actor=publisher, policy_id=policy.pk, reason="Sixty days are too many.")
    revised(author, policy, {"clock.decision_days": "50"})

    assert Policy.objects.get(pk=policy.pk).returned_because == "Sixty days are too many."
    assert terms_of(Policy.objects.get(pk=policy.pk)).clocks.decision_days == 50


def test_a_policy_retires_only_when_its_successor_is_in_force(author, publisher):
    first = policy_on(clock.today())
    published(author, publisher)
    with pytest.raises(Conflict, match="when a later one has taken effect"):
        services.policy_retire(actor=publisher, policy_id=first.pk)

    with clock.at(clock.now() + timedelta(days=2)):
        services.policy_retire(actor=publisher, policy_id=first.pk)

    assert policy_on(clock.today()) == first


def test_an_officer_without_the_role_can_not_draft():
    with pytest.raises(NotAllowed):
        services.policy_draft(actor=User.objects.create_user("officer@example.org", is_staff=True))


def test_a_draft_is_not_public(author):
    services.policy_draft(actor=author)

    with pytest.raises(NotFound):
        policy_of_version(2)


def test_all_members_are_evaluated_on_the_first_day_of_a_new_policy(author, publisher):
    shipper = member(clock.add_months(clock.today(), -6))
    evaluate_due(limit=1)
    policy = drafted(author)
    submitted(author, policy)
    services.policy_publish(actor=publisher, policy_id=policy.pk)
    drain()

    assert Watch.objects.get(pk=shipper.pk).quiet_until == tomorrow()
    with clock.at(clock.now() + timedelta(days=1)):
        assert evaluate_due(limit=10) == 1
        assert evaluate_due(limit=10) == 0


def test_all_members_are_evaluated_at_once_under_a_policy_that_begins_today(author, publisher):
    members = [member(clock.add_months(clock.today(), -6)) for _number in range(2)]
    deliver()
    policy = drafted(author)
    submitted(author, policy)
    services.policy_publish(actor=publisher, policy_id=policy.pk, effective_from=clock.today())
    deliver()
    # The task that the handler starts after its transaction.
    evaluate_due(limit=10)

    assert {evaluation_latest(shipper.pk).policy for shipper in members} == {policy}


def in_days(number: int) -> date:
    return clock.add_days(clock.today(), number)


def test_a_policy_that_takes_something_away_is_not_published_without_comments(author, publisher):
    policy = submitted(author, versions.drafted(author, TAKES, day=in_days(90)))

    with pytest.raises(Conflict, match="Open it for comment first"):
        services.policy_publish(actor=publisher, policy_id=policy.pk)


def test_a_policy_that_takes_something_away_leaves_the_days_of_notice(author, publisher):
    policy = opened(author, publisher, TAKES, day=in_days(31))

    with after_comments(policy):
        with pytest.raises(Conflict, match="members must know in time"):
            services.policy_publish(actor=publisher, policy_id=policy.pk, effective_from=in_days(29))
        services.policy_publish(actor=publisher, policy_id=policy.pk, effective_from=in_days(30))
        assert policy_on(in_days(30)) == policy


def test_the_days_of_notice_are_those_of_the_policy_in_force(author, publisher):
    """A draft that shortened its own notice would need none."""
    longer = submitted(author, versions.drafted(author, {"policy.notice_days": "60"}, day=clock.today()))
    services.policy_publish(actor=publisher, policy_id=longer.pk)
    draft = versions.drafted(author, TAKES)
    versions.revised(author, draft, {"policy.notice_days": "30"}, reason="As before.")
    policy = services.policy_open(actor=publisher, policy_id=submitted(author, draft).pk)

    with after_comments(policy), pytest.raises(Conflict, match="members must know in time"):
        services.policy_publish(actor=publisher, policy_id=policy.pk, effective_from=in_days(30))


def test_a_policy_takes_nothing_back_that_the_one_before_it_promised(author, publisher):
    """The comparison is with the policy that a draft would follow, not with the one of today."""
    services.policy_publish(actor=publisher, policy_id=submitted(author, drafted(author)).pk)
    policy = versions.drafted(author, {}, day=in_days(2), base_version=2)
    versions.revised(author, policy, {"clock.decision_days": "90"}, reason="As before.")
    submitted(author, policy)

    with pytest.raises(Conflict, match="Open it for comment first"):
        services.policy_publish(actor=publisher, policy_id=policy.pk)


def test_what_a_policy_gives_is_not_taken_back_at_once_by_one_that_is_published_already(author, publisher):
    services.policy_publish(actor=publisher, policy_id=submitted(author, drafted(author)).pk, effective_from=in_days(3))
    policy = submitted(author, versions.drafted(author, {"clock.appeal_days": "120"}, day=in_days(1)))

    with pytest.raises(Conflict, match="Policy 2, which is published already, would take back"):
        services.policy_publish(actor=publisher, policy_id=policy.pk)


def test_a_policy_is_published_after_the_last_day_of_comments(author, publisher):
    policy = opened(author, publisher, GIVES)

    with pytest.raises(Conflict, match="Comments may be given until the end of"):
        services.policy_publish(actor=publisher, policy_id=policy.pk)
    with clock.at(clock.end_of(policy.comments_until)), pytest.raises(Conflict, match="Comments may be given"):
        services.policy_publish(actor=publisher, policy_id=policy.pk, effective_from=clock.today())
    with after_comments(policy):
        services.policy_publish(actor=publisher, policy_id=policy.pk, effective_from=clock.today())


def test_the_comment_period_is_as_long_as_the_policy_in_force_says_or_longer(author, publisher):
    policy = submitted(author, drafted(author))
    with pytest.raises(InvalidInput) as refusal:
        services.policy_open(actor=publisher, policy_id=policy.pk, until=in_days(29))
    assert "at least" in refusal.value.fields["until"][0]

    opened_policy = services.policy_open(actor=publisher, policy_id=policy.pk)
    assert (opened_policy.state, opened_policy.comments_until) == ("open", in_days(30))


def test_an_author_does_not_open_the_draft(author):
    policy = submitted(author, drafted(author))

    with pytest.raises(Conflict, match="Somebody else must read"):
        services.policy_open(actor=author, policy_id=policy.pk)


@pytest.mark.parametrize("service", [services.policy_open, services.policy_publish])
def test_a_policy_goes_no_further_before_everybody_was_evaluated_under_it(author, publisher, service):
    policy = drafted(author)
    submitted(author, policy)
    services.policy_return(actor=publisher, policy_id=policy.pk, reason="Fifty would do.")
    revised(author, policy, {"clock.decision_days": "50"})
    services.policy_submit(actor=author, policy_id=policy.pk)

    with pytest.raises(Conflict, match="Nobody knows yet who would move"):
        service(actor=publisher, policy_id=policy.pk)


def test_a_draft_that_is_open_is_returned_and_opened_anew(author, publisher):
    policy = opened(author, publisher, TAKES)
    services.policy_return(actor=publisher, policy_id=policy.pk, reason="The comments are right.")
    revised(author, policy, {"benefit.2.data_corrections": "0.5"}, reason="As it was.")
    submitted(author, policy)

    assert services.policy_open(actor=publisher, policy_id=policy.pk).state == "open"
