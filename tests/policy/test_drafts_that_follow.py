"""A draft changes numbers in the policy that will be in force: nothing published meanwhile is set back in silence."""

import pytest

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict
from apps.policy import services
from apps.policy.models import Policy
from apps.policy.selectors import numbers_of, policy_numbered, terms_of
from tests.policy import versions
from tests.policy.versions import GIVES, revised, submitted

OWN = {"clock.appeal_days": "120"}


def days(number: int) -> object:
    return clock.add_days(clock.today(), number)


@pytest.fixture
def overtaken(author: User, publisher: User) -> Policy:
    """Return a draft for the day after tomorrow, begun before a policy was published that takes effect tomorrow."""
    draft = versions.drafted(author, OWN, day=days(2))
    other = submitted(author, versions.drafted(author, GIVES, day=days(1)))
    services.policy_publish(actor=publisher, policy_id=other.pk)
    return draft


def test_draft_that_would_set_back_a_later_policy_is_not_sent_for_review(author: User, overtaken: Policy):
    with pytest.raises(Conflict) as refusal:
        services.policy_submit(actor=author, policy_id=overtaken.pk)
    assert "(clock.decision_days): 60 becomes 90" in str(refusal.value.message)
    assert "clock.appeal_days" not in str(refusal.value.message), "what the draft changes itself is meant"


def test_draft_that_was_reviewed_before_a_later_policy_is_not_published(author: User, publisher: User):
    draft = submitted(author, versions.drafted(author, OWN, day=days(2)))
    other = submitted(author, versions.drafted(author, GIVES, day=days(1)))
    services.policy_publish(actor=publisher, policy_id=other.pk)
    with pytest.raises(Conflict, match=r"clock\.decision_days"):
        services.policy_publish(actor=publisher, policy_id=draft.pk)
    services.policy_return(actor=publisher, policy_id=draft.pk, reason="It sets back policy 3.")
    services.policy_rebase(actor=author, policy_id=draft.pk)
    submitted(author, draft)
    services.policy_publish(actor=publisher, policy_id=draft.pk)
    terms = terms_of(policy_numbered(draft.version))
    assert (terms.clocks.decision_days, terms.clocks.appeal_days) == (60, 120)


def test_draft_that_follows_another_policy_keeps_its_own_changes(author: User, overtaken: Policy):
    services.policy_rebase(actor=author, policy_id=overtaken.pk)
    rows = numbers_of(policy_numbered(overtaken.version))
    assert (rows["clock.decision_days"].value, rows["clock.appeal_days"].value) == ("60", "120")
    assert rows["clock.decision_days"].reason == "What officers need.", "the reason comes with the number"
    with pytest.raises(Conflict, match="follows policy 3 already"):
        services.policy_rebase(actor=author, policy_id=overtaken.pk)


def test_whoever_lets_a_draft_follow_is_an_author(author: User, publisher: User, overtaken: Policy):
    services.policy_rebase(actor=publisher, policy_id=overtaken.pk)
    submitted(author, overtaken)
    with pytest.raises(Conflict, match="Somebody else must read and publish"):
        services.policy_publish(actor=publisher, policy_id=overtaken.pk)


def test_number_that_is_set_back_on_purpose_is_a_change_with_a_reason(author: User, publisher: User, overtaken: Policy):
    services.policy_rebase(actor=author, policy_id=overtaken.pk)
    revised(author, overtaken, {"clock.decision_days": "90"}, reason="Sixty were too few.")
    services.policy_submit(actor=author, policy_id=overtaken.pk)


def test_draft_for_a_day_after_a_published_policy_begins_with_that_policy(author: User, publisher: User):
    other = submitted(author, versions.drafted(author, GIVES, day=days(1)))
    services.policy_publish(actor=publisher, policy_id=other.pk)
    draft = versions.drafted(author, {}, day=days(5))
    assert (draft.base.version, numbers_of(draft)["clock.decision_days"].value) == (other.version, "60")
