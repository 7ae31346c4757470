"""Comments on drafts: who may comment, what the public reads, and the answers."""

import pytest
from django.db import DatabaseError, transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.notices.models import Message
from apps.policy import services
from apps.policy.models import Comment, Policy
from apps.policy.selectors import comments_public
from apps.policy.services.comments import MAX_COMMENT, MAX_COMMENTS_EACH
from apps.work.models import Item
from tests.people import Person, staff
from tests.policy.versions import GIVES, TAKES, after_comments, opened, submitted


@pytest.fixture
def policy(author: User, publisher: User) -> Policy:
    return opened(author, publisher, TAKES)


def commented(policy: Policy, text: str = "A quarter is too little.", *, shipper_id: int = 1) -> Comment:
    commenter = services.Commenter(shipper_id=shipper_id, user=Person())
    return services.comment_record(commenter=commenter, version=policy.version, text=text)


def shown(policy: Policy, author: User, text: str = "A quarter is too little.") -> Comment:
    return services.comment_show(actor=author, comment_id=commented(policy, text).pk)


def waiting() -> int:
    return Item.objects.filter(kind="policy_comments", closed_at=None).count()


def test_a_comment_waits_for_staff_and_is_not_public_before_somebody_looked_for_personal_data(policy, author):
    comment = commented(policy)

    assert waiting() == 1
    assert not comments_public(policy)
    services.comment_show(actor=author, comment_id=comment.pk)
    assert [each.shown_text for each in comments_public(policy)] == ["A quarter is too little."]


def test_personal_data_is_left_out_and_no_other_word_is_changed(policy, author):
    comment = commented(policy, "Call Ana Ruiz, +34 600 000 000. Ana Ruiz knows that a quarter is too little.")

    with pytest.raises(InvalidInput) as refusal:
        services.comment_show(actor=author, comment_id=comment.pk, leave_out=["a quarter is enough"])
    assert "Copy the words as they stand" in refusal.value.fields["leave_out"][0]

    shown_comment = services.comment_show(
        actor=author, comment_id=comment.pk, leave_out=["Ana", "Ana Ruiz", "+34 600 000 000", " "]
    )
    assert shown_comment.shown_text == "Call […], […]. […] knows that a quarter is too little."
    assert shown_comment.left_out == 3


def test_the_words_of_a_comment_never_change(policy):
    comment = commented(policy)
    with pytest.raises(DatabaseError), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(text="A quarter is fine.")
    with pytest.raises(DatabaseError), transaction.atomic():
        comment.delete()


def test_one_answer_covers_several_comments_and_each_writer_is_told(policy, author):
    first, second = shown(policy, author), shown(policy, author, "Half is fair.")
    answer = services.comment_answer(actor=author, comment_id=first.pk, also=[second.pk], text="Half stays for a year.")

    assert {comment.answer for comment in comments_public(policy)} == {answer}
    assert waiting() == 0
    for comment in (first, second):
        message = Message.objects.get(recipient=comment.by)
        assert "Half stays for a year." in message.body


def test_a_comment_is_answered_once_and_after_it_was_shown(policy, author):
    comment = commented(policy)
    with pytest.raises(Conflict):
        services.comment_answer(actor=author, comment_id=comment.pk, text="Thank you.")
    services.comment_show(actor=author, comment_id=comment.pk)
    with pytest.raises(InvalidInput):
        services.comment_answer(actor=author, comment_id=comment.pk, text=" ")
    services.comment_answer(actor=author, comment_id=comment.pk, text="Thank you.")
    with pytest.raises(Conflict):
        services.comment_answer(actor=author, comment_id=comment.pk, text="Thank you again.")


def test_a_policy_is_not_published_while_a_comment_waits_for_its_answer(policy, author, publisher):
    comment = commented(policy)
    with after_comments(policy):
        day = clock.anniversary(policy.comments_until, 12)
        with pytest.raises(Conflict, match="1 comment is not answered yet"):
            services.policy_publish(actor=publisher, policy_id=policy.pk, effective_from=day)
        services.comment_show(actor=author, comment_id=comment.pk)
        services.comment_answer(actor=author, comment_id=comment.pk, text="Half stays for a year.")
        services.policy_publish(actor=publisher, policy_id=policy.pk, effective_from=day)


def test_comments_stay_with_a_draft_that_is_returned_and_must_be_answered(author, publisher):
    policy = opened(author, publisher, GIVES)
    commented(policy)
    services.policy_return(actor=publisher, policy_id=policy.pk, reason="It is unclear.")
    submitted(author, policy)

    with pytest.raises(Conflict, match="1 comment is not answered yet"):
        services.policy_publish(actor=publisher, policy_id=policy.pk)


def test_nobody_comments_on_what_is_not_open(author, publisher, policy):
    with pytest.raises(NotFound):
        commented(Policy.objects.get(version=1))
    with after_comments(policy), pytest.raises(Conflict, match="is over"):
        commented(policy)
    services.policy_return(actor=publisher, policy_id=policy.pk, reason="It is unclear.")
    with pytest.raises(NotFound):
        commented(policy)


def test_one_business_does_not_drown_the_others(policy):
    for _number in range(MAX_COMMENTS_EACH):
        commented(policy)
    with pytest.raises(Conflict, match="as often as anybody may"):
        commented(policy)
    commented(policy, shipper_id=2)
    with pytest.raises(InvalidInput):
        commented(policy, "x" * (MAX_COMMENT + 1), shipper_id=2)


def test_a_comment_hides_nothing_from_its_readers(policy):
    with pytest.raises(InvalidInput, match="can't be seen"):
        commented(policy, "A quarter is \u202eelttil oot.")


def test_only_those_who_draft_policies_show_and_answer_comments(policy, author):
    comment, officer = commented(policy), staff("officer")
    with pytest.raises(NotAllowed):
        services.comment_show(actor=officer, comment_id=comment.pk)
    services.comment_show(actor=author, comment_id=comment.pk)
    with pytest.raises(NotAllowed):
        services.comment_answer(actor=officer, comment_id=comment.pk, text="Thank you.")
