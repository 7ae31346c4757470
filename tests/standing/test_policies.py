"""What a draft would do to each member, and the message to each member that a published policy touches."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, NotAllowed, NotFound
from apps.evaluation.models import Evaluation
from apps.evaluation.what_if import EffectCounts, answers_beside, effect_of
from apps.events.models import Delivery, Event
from apps.jobs.models import Job
from apps.jobs.services import job_run
from apps.notices.models import Message
from apps.policy import services
from apps.policy.authorities import Source
from apps.policy.models import Policy, WhatIf
from apps.policy.selectors import policy_on, terms_of, what_if_latest
from apps.shippers.models import Membership
from apps.standing.models import Change, Standing, Status
from apps.standing.services import draft_what_if, member_comment, members_invite, members_tell
from tests.evaluation.ledger import member, parcels
from tests.outbox import deliver
from tests.people import seller, staff
from tests.policy.versions import GIVES, TAKES, after_comments, drafted, opened, submitted
from tests.portal.members import settle
from tests.standing.evaluations import enrolled, owner_of

pytestmark = pytest.mark.django_db
# What ten exams do not keep; the tiers above ask for no less.
MORE_EXAMS = {"tier.1.enter.exams": "20", "tier.1.keep.exams": "12", "tier.2.keep.exams": "12"}


@pytest.fixture
def author() -> User:
    return staff("policy manager", email="author@staff.example")


@pytest.fixture
def publisher() -> User:
    return staff("policy manager", email="publisher@staff.example")


def months_in_program(months: int, *, language: str = "en") -> Standing:
    """Return the standing of a clean member of tier 1."""
    day = clock.anniversary(clock.today(), -months)
    shipper = member(day)
    Membership.objects.create(
        shipper=shipper,
        user=seller(f"owner{shipper.pk}@shop.example", language=language),
        role=Membership.Role.OWNER,
    )
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


def test_what_if_counts_everybody_by_tier_now_and_under_the_draft_with_the_rules_that_decide(author):
    standing = months_in_program(4)
    enrolled()
    assert standing.tier == 1
    policy = drafted(author, {"tier.1.enter.exams": "12"})
    before = (Evaluation.objects.count(), Change.objects.count(), Message.objects.count())

    draft_what_if(policy=policy)

    made = what_if_latest(policy)
    assert (made.members, made.suspended, made.compared.version) == (2, 0, 1)
    assert (made.pooled_exams, made.pooled_compliance) == (10, 1)
    # More exams are asked to enter alone: nobody falls.
    assert made.matrix == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    assert (Evaluation.objects.count(), Change.objects.count(), Message.objects.count()) == before


def test_what_if_that_comes_after_the_decision_takes_no_place_of_what_was_seen_before(author, publisher):
    policy = published(author, publisher, GIVES)
    seen = what_if_latest(policy)
    months_in_program(4)

    assert draft_what_if(policy=policy)["members"] == 0

    assert what_if_latest(policy) == seen


def test_what_if_names_who_would_fall_or_rise_and_why(author, capsys):
    standing = months_in_program(4)
    newcomer = months_in_program(1)
    falls = drafted(author, MORE_EXAMS)
    rises = drafted(author, {"tier.1.months": "1"})

    call_command("what_if", falls.version, "--json")
    down = json.loads(capsys.readouterr().out)
    call_command("what_if", rises.version, "--json")
    up = json.loads(capsys.readouterr().out)

    assert down["movers"] == [{"ksn": standing.shipper.ksn, "before": 1, "after": 0, "rules": ["minimum_history"]}]
    assert (down["moved"], down["rules_down"], down["matrix"][1][0]) == (1, {"minimum_history": 1}, 1)
    assert up["movers"] == [{"ksn": newcomer.shipper.ksn, "before": 0, "after": 1, "rules": ["time_in_program"]}]
    assert (up["moved"], up["rules_up"]) == (1, {"time_in_program": 1})


def test_what_if_prints_the_matrix_for_people(author, capsys):
    standing = months_in_program(4)
    policy = drafted(author, MORE_EXAMS)

    call_command("what_if", policy.version)

    printed = capsys.readouterr().out
    assert "1 members under policy 2 (Draft), beside policy 1" in printed
    assert f"{standing.shipper.ksn}: tier 1 to 0" in printed
    assert "10 parcels of all sellers were opened at random: 100% in order" in printed
    assert "The policy assumes 91% of a seller of whom nothing is known" in printed
    assert not WhatIf.objects.exists()


def test_what_if_of_a_policy_that_there_is_not_is_refused():
    with pytest.raises(CommandError, match="no policy 9"):
        call_command("what_if", 9)


def test_a_worker_tries_a_draft_that_is_sent_for_review_and_again_when_asked(author):
    enrolled()
    policy = services.policy_submit(actor=author, policy_id=drafted(author, GIVES).pk)
    deliver()
    job = Job.objects.get(kind="standing.what_if")
    job_run(job_id=job.pk)

    job.refresh_from_db()
    assert (job.state, job.result["members"]) == ("done", 1)
    assert what_if_latest(policy).members == 1

    services.what_if_ask(actor=author, policy_id=policy.pk)
    deliver()
    assert Job.objects.filter(kind="standing.what_if").count() == 2
    with pytest.raises(NotAllowed):
        services.what_if_ask(actor=staff("officer"), policy_id=policy.pk)


def test_a_what_if_is_of_the_numbers_that_the_draft_has(author, publisher):
    policy = submitted(author, drafted(author, GIVES))
    services.policy_return(actor=publisher, policy_id=policy.pk, reason="Fifty would do.")
    numbers = {"clock.decision_days": services.NumberRevision("50", Source.DECISION, "", "Fifty will do.")}
    services.policy_revise(actor=author, policy_id=policy.pk, numbers=numbers)

    assert what_if_latest(policy) is None


def test_every_member_is_told_once_what_a_new_policy_changes_for_it(author, publisher):
    second, first = enrolled(tier=2), enrolled(tier=1)
    policy = published(author, publisher, TAKES)
    with after_comments(policy):
        deliver()
        job_run(job_id=Job.objects.get(kind="standing.policy_published").pk)

    message = Message.objects.get(kind="standing.policy_published", recipient=owner_of(second))
    assert "Your benefits under the policy before, with tier 2:" in message.body
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
    members_tell(version=published(author, publisher, {"clock.appeal_days": "60"}).version)

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


def test_a_suspended_member_keeps_its_tier_under_a_draft(author):
    standing = months_in_program(4)
    Standing.objects.filter(pk=standing.pk).update(status=Status.SUSPENDED)
    policy = drafted(author, MORE_EXAMS)
    draft_what_if(policy=policy)

    assert what_if_latest(policy).matrix[1][1] == 1


def test_members_comment_by_those_who_fill_in_for_them(author, publisher):
    policy, shipper = opened(author, publisher, TAKES), enrolled(tier=2)
    said = {"shipper_id": shipper.pk, "version": policy.version, "text": "A quarter is too little."}

    comment = member_comment(actor=owner_of(shipper), **said)
    assert (comment.speaker, comment.shipper_id) == ("member", shipper.pk)

    viewer = seller("viewer@shop.example")
    Membership.objects.create(shipper=shipper, user=viewer, role=Membership.Role.VIEWER)
    with pytest.raises(NotAllowed):
        member_comment(actor=viewer, **said)
    with pytest.raises(NotFound):
        member_comment(actor=seller("stranger@shop.example"), **said)

    applicant = member(clock.today() - timedelta(days=1))
    Membership.objects.create(shipper=applicant, user=viewer, role=Membership.Role.OWNER)
    with pytest.raises(Conflict, match="is not a member"):
        member_comment(actor=viewer, **said | {"shipper_id": applicant.pk})


def test_a_demotion_that_is_proposed_already_is_no_effect_of_a_draft(author):
    """The tier before is the one that the rules in force give."""
    counts = EffectCounts()
    standing = months_in_program(1)
    terms = terms_of(policy_on(clock.today()))
    ((now, then),) = answers_beside([standing.pk], as_of=clock.today(), terms=terms, draft=terms).values()
    counts.add(standing.pk, effect_of(now, then, held=3))
    assert not counts.movers
