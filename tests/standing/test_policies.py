"""What members hear of drafts and of published policies, what they say of drafts, and how a policy takes effect."""

from datetime import timedelta

import pytest

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, NotAllowed, NotFound
from apps.evaluation.models import Evaluation
from apps.evaluation.selectors import evaluations_waiting
from apps.evaluation.services import evaluate_due
from apps.events.models import Delivery, Event
from apps.jobs.models import Job
from apps.jobs.services import job_run
from apps.notices.models import Message
from apps.policy import services
from apps.policy.models import Policy
from apps.policy.selectors import what_if_latest
from apps.standing.models import Standing, Status
from apps.standing.selectors import proposals_open
from apps.standing.services import member_comment, members_invite, members_tell
from tests.evaluation.ledger import member, parcels
from tests.outbox import deliver
from tests.people import on_team, seller
from tests.policy.versions import TAKES, after_comments, drafted, opened, submitted
from tests.portal.members import settle
from tests.standing.evaluations import enrolled, owner_of

# What ten exams do not keep; the tiers above ask for no less.
MORE_EXAMS = {"tier.1.enter.exams": "20", "tier.1.keep.exams": "12", "tier.2.keep.exams": "12"}


def months_in_program(months: int, *, language: str = "en") -> Standing:
    """Return the standing of a clean member of tier 1."""
    day = clock.first_within(clock.today(), months)
    shipper = member(day)
    on_team(shipper, "owner", seller(f"owner{shipper.pk}@shop.example", language=language))
    parcels(shipper, day, 10, drawn="clean")
    settle()
    return Standing.objects.get(pk=shipper.pk)


def published(author: User, publisher: User, values: dict[str, str]) -> Policy:
    policy = opened(author, publisher, values)
    with after_comments(policy):
        day = clock.add_days(clock.today(), 30)
        return services.policy_publish(actor=publisher, policy_id=policy.pk, effective_from=day)


def message_to(standing: Standing) -> str:
    return Message.objects.get(kind="standing.policy_published", shipper_id=standing.pk).body


def test_a_published_policy_evaluates_every_member_on_its_first_day_and_a_fall_is_proposed_with_a_notice(
    author, publisher
):
    standing, other = months_in_program(4), enrolled()
    policy = published(author, publisher, MORE_EXAMS)
    with after_comments(policy):
        deliver()
    assert Evaluation.objects.filter(policy=policy).count() == 0

    with clock.at(clock.start_of(policy.first_day) + timedelta(hours=1)):
        assert evaluations_waiting() == (2, 2)
        evaluate_due(limit=10)
        assert evaluations_waiting() == (0, 2)
        deliver()

    judged = Evaluation.objects.filter(policy=policy).values_list("shipper_id", flat=True)
    assert set(judged) == {standing.pk, other.pk}
    # Nothing is taken away before the member was heard.
    assert Standing.objects.get(pk=standing.pk).tier == 1
    proposal = proposals_open(standing.pk).get()
    assert (proposal.kind, proposal.tier) == ("demotion", 0)
    # As everybody could read of the draft.
    assert what_if_latest(policy).movers == [[standing.pk, 1, 0, ["minimum_history"]]]
    assert Message.objects.filter(shipper_id=standing.pk, about_type="proposedchange", about_id=proposal.pk).exists()


def test_every_member_is_told_once_what_a_new_policy_changes_for_it(author, publisher):
    second, first = enrolled(tier=2), enrolled(tier=1)
    policy = published(author, publisher, TAKES)
    with after_comments(policy):
        deliver()
        job_run(job_id=Job.objects.get(kind="standing.policy_published").pk)

    message = Message.objects.get(kind="standing.policy_published", recipient=owner_of(second))
    assert "Your benefits under the earlier policy, with tier 2:" in message.body
    assert "– 50% of the usual requests to correct data are waived." in message.body
    assert "– 25% of the usual requests to correct data are waived." in message.body
    assert "Faster decisions" in message.body
    # The benefits of tier 2 touch nobody of tier 1, whose tier stays.
    assert not Message.objects.filter(kind="standing.policy_published", recipient=owner_of(first)).exists()

    assert members_tell(version=policy.version) == {"told": 0}
    assert Message.objects.filter(kind="standing.policy_published").count() == 1


def test_a_member_reads_before_the_day_that_its_tier_would_fall_and_that_it_is_heard_first(author, publisher):
    standing = months_in_program(4)
    policy = published(author, publisher, MORE_EXAMS)
    members_tell(version=policy.version)

    body = message_to(standing)
    assert "the new numbers let you keep tier 0, not tier 1" in body
    assert "have 30 days to respond before anybody decides" in body
    assert "Nothing is taken from you by that alone" in body
    assert Standing.objects.get(pk=standing.pk).tier == 1


def test_a_member_reads_that_its_tier_would_rise(author, publisher):
    standing = months_in_program(2)
    policy = submitted(author, drafted(author, {"tier.1.months": "1"}))
    services.policy_publish(actor=publisher, policy_id=policy.pk)
    members_tell(version=policy.version)

    assert "you would rise from tier 0 to tier 1" in message_to(standing)


@pytest.mark.slow
def test_members_are_told_of_an_open_draft_and_of_one_that_is_opened_again(author, publisher):
    shipper = enrolled(tier=2)
    policy = opened(author, publisher, TAKES)
    deliver()
    job_run(job_id=Job.objects.get(kind="standing.policy_draft").pk)

    message = Message.objects.get(kind="standing.policy_draft", recipient=owner_of(shipper))
    assert "Nothing is decided: this is a draft." in message.body
    assert "– 25% of the usual requests to correct data are waived." in message.body
    assert message.link == f"/policy/drafts/{policy.version}/"
    opening = Event.objects.get(kind="policy.opened").pk
    assert members_invite(version=policy.version, opening=opening) == {"told": 0}

    services.policy_return(actor=publisher, policy_id=policy.pk, reason="The comments are right.")
    assert members_invite(version=policy.version, opening=opening + 1) == {"told": 0}
    submitted(author, policy)
    services.policy_open(actor=publisher, policy_id=policy.pk)
    again = Event.objects.filter(kind="policy.opened").latest("pk").pk
    assert members_invite(version=policy.version, opening=again) == {"told": 1}


def test_members_are_told_in_their_language(author, publisher):
    standing = months_in_program(4, language="es")
    members_tell(version=published(author, publisher, {"clock.reentry_months": "48"}).version)

    assert "Your tier" not in message_to(standing)


def test_who_left_and_who_is_not_touched_is_not_told(author, publisher):
    gone, here = enrolled(tier=2), enrolled(tier=1)
    Standing.objects.filter(pk=gone.pk).update(status=Status.WITHDRAWN)
    members_tell(version=published(author, publisher, {"eligibility.sales": "900"}).version)

    assert not Message.objects.filter(kind="standing.policy_published").exists()
    assert here.standing.tier == 1


def test_mails_about_a_policy_wait_behind_all_others(author, publisher):
    enrolled(tier=2)
    deliver()
    members_tell(version=published(author, publisher, TAKES).version)
    message = Message.objects.get(kind="standing.policy_published")
    assert Delivery.objects.get(handler="notices.mail", event__subject_id=message.pk).lane == "bulk"


def test_members_comment_by_those_who_fill_in_for_them(author, publisher):
    policy, shipper = opened(author, publisher, TAKES), enrolled(tier=2)
    said = {"shipper_id": shipper.pk, "version": policy.version, "text": "A quarter is too little."}

    comment = member_comment(actor=owner_of(shipper), **said)
    assert (comment.speaker, comment.shipper_id) == ("member", shipper.pk)

    viewer = on_team(shipper)
    with pytest.raises(NotAllowed):
        member_comment(actor=viewer, **said)
    with pytest.raises(NotFound):
        member_comment(actor=seller("stranger@shop.example"), **said)

    applicant = member(clock.today() - timedelta(days=1))
    on_team(applicant, "owner", viewer)
    with pytest.raises(Conflict, match="is not a member"):
        member_comment(actor=viewer, **said | {"shipper_id": applicant.pk})
