"""What a draft of the policy would do to each member, tried on everybody and kept, by a job that may be cancelled."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, NotAllowed, NotFound
from apps.evaluation.models import Evaluation
from apps.evaluation.what_if import SIZES, Circumstances, EffectCounts, answers_beside, effect_of
from apps.events.models import Event
from apps.jobs.models import Job
from apps.jobs.services import job_run
from apps.notices.models import Message
from apps.policy import services
from apps.policy.authorities import AuthorityKind
from apps.policy.models import Policy, WhatIf
from apps.policy.selectors import moves_of, numbers_digest, policy_on, terms_of, what_if_latest
from apps.shippers.models import Shipper
from apps.standing.models import Change, Standing, Status
from apps.standing.services import draft_what_if
from tests.evaluation.ledger import parcels
from tests.outbox import deliver
from tests.people import staff
from tests.policy.versions import GIVES, TAKES, drafted, revised, submitted
from tests.standing.evaluations import enrolled
from tests.standing.test_policies import MORE_EXAMS, months_in_program, published


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

    call_command("what_if", falls.version, "--json", "--sellers", "0")
    down = json.loads(capsys.readouterr().out)
    call_command("what_if", rises.version, "--json", "--sellers", "0")
    up = json.loads(capsys.readouterr().out)

    where = {"suspends": False, "size": "0", "country": ""}
    (fell,), (rose,) = down["movers"], up["movers"]
    assert fell == {"ksn": standing.shipper.ksn, "before": 1, "after": 0, "rules": ["minimum_history"], **where}
    assert (down["moved"], down["rules_down"], down["matrix"][1][0]) == (1, {"minimum_history": 1}, 1)
    assert rose == {"ksn": newcomer.shipper.ksn, "before": 0, "after": 1, "rules": ["time_in_program"], **where}
    assert (up["moved"], up["rules_up"]) == (1, {"time_in_program": 1})


def test_what_if_prints_the_matrix_for_people(author, capsys):
    standing = months_in_program(4)
    policy = drafted(author, MORE_EXAMS)

    call_command("what_if", policy.version, "--sellers", "1")

    printed = capsys.readouterr().out
    assert "1 members under policy 2 (Draft), beside policy 1" in printed
    assert f"{standing.shipper.ksn}: tier 1 to 0" in printed
    assert "10 parcels of all sellers were opened at random: 100% in order" in printed
    assert "The policy assumes 91% of a seller about whom nothing is known" in printed
    assert "500 parcels a month, 9% wrong: hold tiers 1, 2 and 3 or more" in printed
    assert not WhatIf.objects.exists()


def test_what_if_counts_members_by_their_parcels_a_month_and_by_country_and_keeps_all_who_move(author):
    small, large = months_in_program(4), months_in_program(4)
    Shipper.objects.filter(pk=small.pk).update(country="VN")
    Shipper.objects.filter(pk=large.pk).update(country="CN")
    parcels(large.shipper, clock.today(), 300)
    policy = drafted(author, MORE_EXAMS)

    draft_what_if(policy=policy)

    made = what_if_latest(policy)
    assert made.by_size == [["0", 1, 1, 0, 0], ["20-99", 1, 1, 0, 0]]
    assert made.by_country == [["CN", 1, 1, 0, 0], ["VN", 1, 1, 0, 0]]
    assert made.digest == numbers_digest(policy)
    moves = [(move.shipper_id, move.before, move.after, move.size, move.country) for move in moves_of(made)]
    assert moves == [(small.pk, 1, 0, "0", "VN"), (large.pk, 1, 0, "20-99", "CN")]


def test_what_if_asks_as_often_for_many_members_as_for_few(author):
    policy = drafted(author, MORE_EXAMS)
    months_in_program(4)
    with CaptureQueriesContext(connection) as few:
        draft_what_if(policy=policy)
    for _member in range(4):
        months_in_program(4)
    with CaptureQueriesContext(connection) as many:
        draft_what_if(policy=policy)
    assert len(many) <= len(few)


def test_a_digest_is_of_the_numbers_alone(author):
    policy, other = drafted(author, GIVES), drafted(author, TAKES)
    before = numbers_digest(policy)
    revised(author, policy, GIVES, reason="Another reason.")
    assert numbers_digest(Policy.objects.get(pk=policy.pk)) == before != numbers_digest(other)


def submitted_with_job(author: User) -> tuple[Policy, Job]:
    """Submit a draft where there is one member; return it with the job that tries it."""
    enrolled()
    policy = services.policy_submit(actor=author, policy_id=drafted(author, GIVES).pk)
    deliver()
    return policy, Job.objects.get(kind="standing.what_if")


def test_an_evaluation_of_everybody_that_is_cancelled_keeps_nothing(author):
    policy, job = submitted_with_job(author)
    with pytest.raises(NotAllowed):
        services.what_if_cancel(actor=staff("officer"), policy_id=policy.pk, job_id=job.pk)
    with pytest.raises(NotFound):
        services.what_if_cancel(actor=author, policy_id=drafted(author, GIVES).pk, job_id=job.pk)

    services.what_if_cancel(actor=author, policy_id=policy.pk, job_id=job.pk)
    job_run(job_id=job.pk)

    job.refresh_from_db()
    assert (job.state, what_if_latest(policy)) == ("cancelled", None)
    assert Event.objects.filter(kind="policy.what_if_cancelled", actor=author).count() == 1
    with pytest.raises(Conflict, match="ended already"):
        services.what_if_cancel(actor=author, policy_id=policy.pk, job_id=job.pk)


def test_an_evaluation_of_everybody_that_is_cancelled_at_its_end_keeps_nothing(author, monkeypatch):
    policy, job = submitted_with_job(author)

    def cancelled_meanwhile(*_args: object, **_more: object) -> list[object]:
        services.what_if_cancel(actor=author, policy_id=policy.pk, job_id=job.pk)
        return []

    monkeypatch.setattr("apps.standing.policies.services.draft_try", cancelled_meanwhile)
    job_run(job_id=job.pk)

    job.refresh_from_db()
    assert (job.state, WhatIf.objects.exists()) == ("cancelled", False)


def test_what_if_of_a_policy_that_there_is_not_is_refused():
    with pytest.raises(CommandError, match="no policy 9"):
        call_command("what_if", 9)


def test_a_worker_tries_a_draft_that_is_sent_for_review_and_again_when_asked(author):
    policy, job = submitted_with_job(author)
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
    numbers = {"clock.decision_days": services.NumberRevision("50", AuthorityKind.DECISION, "", "Fifty will do.")}
    services.policy_revise(actor=author, policy_id=policy.pk, numbers=numbers)

    assert what_if_latest(policy) is None


def test_a_suspended_member_keeps_its_tier_under_a_draft(author):
    standing = months_in_program(4)
    Standing.objects.filter(pk=standing.pk).update(status=Status.SUSPENDED)
    policy = drafted(author, MORE_EXAMS)
    draft_what_if(policy=policy)

    assert what_if_latest(policy).matrix[1][1] == 1


def test_a_demotion_that_is_proposed_already_is_no_effect_of_a_draft(author):
    """The tier before is the one that the rules in force give."""
    counts = EffectCounts()
    standing = months_in_program(1)
    terms = terms_of(policy_on(clock.today()))
    ((now, then),) = answers_beside([standing.pk], as_of=clock.today(), terms=terms, draft=terms).values()
    counts.add(standing.pk, effect_of(now, then, held=3), Circumstances(0, ""))
    assert not counts.movers


@pytest.mark.parametrize(
    ("parcels_a_month", "group"),
    [(0, "0"), (1, "1-19"), (19, "1-19"), (20, "20-99"), (4_999, "500-4999"), (SIZES[-1], "5000+")],
)
def test_sizes_are_groups_of_parcels_a_month(parcels_a_month, group):
    assert Circumstances(parcels_a_month, "CN").size == group
