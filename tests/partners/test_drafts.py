"""Drafts of the policy by the API: anybody reads the open ones, and partners comment."""

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.core import clock
from apps.policy import services
from apps.policy.models import Comment, Policy
from tests.partners.client import PartnerClient
from tests.people import staff
from tests.policy.versions import TAKES, after_comments, drafted, opened
from tests.standing.evaluations import enrolled

DRAFTS = "/api/v1/policies/drafts"


@pytest.fixture
def policy(author: User) -> Policy:
    enrolled(tier=2)
    return opened(author, staff("policy manager", email="publisher@staff.example"), TAKES)


def path(policy: Policy) -> str:
    return f"{DRAFTS}/{policy.version}"


def test_anyone_reads_an_open_draft_with_what_it_takes_and_who_would_move(policy):
    told = Client().get(path(policy)).json()

    assert Client().get(DRAFTS).json() == {"results": [told]}
    assert (told["version"], told["comments_until"]) == (2, policy.comments_until.isoformat())
    (change,) = told["changes"]
    assert (change["key"], change["before"], change["after"]) == ("benefit.2.data_corrections", 0.5, 0.25)
    assert change["takes_away"]
    assert change["reason"] == "What officers need."
    assert (told["what_if"]["members"], told["what_if"]["compared_with"]) == (None, 1), "one member is withheld"
    assert [tier for tier, row in enumerate(told["what_if"]["matrix"]) if None in row] == [0]
    assert told["comments"] == []
    assert "movers" not in told["what_if"]


def test_a_draft_that_is_not_open_is_not_found(author, partner: PartnerClient):
    policy = drafted(author, TAKES)

    assert Client().get(path(policy)).status_code == 404
    assert Client().get(DRAFTS).json() == {"results": []}
    assert partner.send(f"{path(policy)}/comments", {"text": "No."}).status_code == 404


def test_a_partner_comments_and_reads_the_answer_with_the_version(policy, author, partner: PartnerClient):
    answer = partner.send(f"{path(policy)}/comments", {"text": "Call Ana: our lanes would jam.", "language": "es"})
    assert answer.status_code == 201
    comment = Comment.objects.get(pk=answer.json()["comment"])
    assert (comment.speaker, comment.language, comment.by) == ("partner", "es", None)
    assert Client().get(path(policy)).json()["comments"] == []

    services.comment_show(actor=author, comment_id=comment.pk, leave_out=["Ana"])
    services.comment_answer(actor=author, comment_id=comment.pk, text="We widen the lanes first.")
    with after_comments(policy):
        publisher = User.objects.get(email="publisher@staff.example")
        day = clock.anniversary(policy.comments_until, 12)
        services.policy_publish(actor=publisher, policy_id=policy.pk, effective_from=day)

    (told,) = Client().get(f"/api/v1/policies/{policy.version}").json()["comments"]
    assert told["text"] == "Call […]: our lanes would jam."
    assert (told["speaker"], told["left_out"], told["answer"]) == ("partner", 1, "We widen the lanes first.")
    assert Client().get(path(policy)).status_code == 404


def test_a_comment_that_says_nothing_or_comes_too_late_is_refused(policy, partner: PartnerClient):
    empty = partner.send(f"{path(policy)}/comments", {"text": " "})
    assert (empty.status_code, list(empty.json()["errors"])) == (422, ["text"])
    assert partner.send(f"{path(policy)}/comments", {"text": "x", "language": "tlh"}).status_code == 422
    with after_comments(policy):
        late = partner.send(f"{path(policy)}/comments", {"text": "Too late."})
    # The token is as old as the clock says; what counts is that nothing was recorded.
    assert late.status_code in (401, 409)
    assert not Comment.objects.exists()
