"""Writes of comments on drafts: received, shown without personal data, and answered."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotFound
from apps.core.text import hidden_character_message, text_required
from apps.events.services import record
from apps.notices.services import message_send
from apps.policy import work
from apps.policy.models import Answer, Comment, Policy
from apps.policy.selectors import comment_facts_of, comments_unanswered, draft_open_of
from apps.policy.states import COMMENT
from apps.work.services import item_close, item_open

MAX_COMMENT = 8_000
# How often one business or partner may comment on one draft, so that nobody drowns the others.
MAX_COMMENTS_EACH = 10
LEFT_OUT = "[…]"


@dataclass(frozen=True, slots=True)
class Commenter:
    """The author of a comment: somebody on the team of a member, or a partner's system."""

    shipper_id: int | None = None
    partner_id: int | None = None
    user: User | None = None

    @property
    def speaker(self) -> Comment.Speaker:
        """Return the kind of commenter, which the public reads."""
        return Comment.Speaker.PARTNER if self.partner_id else Comment.Speaker.MEMBER


@transaction.atomic
def comment_record(*, commenter: Commenter, version: int, text: str, language: str = "en") -> Comment:
    """Record a comment on the draft of a version that is open for comment. The caller checks who may comment.

    Raises NotFound for a version that is no open draft, Conflict after the last day or beyond `MAX_COMMENTS_EACH`.
    """
    text = text_required(text, "text", _("Write your comment."))
    if fault := hidden_character_message(text, running=True):
        raise InvalidInput(fault, fields={"text": [fault]})
    if len(text) > MAX_COMMENT:
        message = _("This is too long. Write at most %(number)d characters.") % {"number": MAX_COMMENT}
        raise InvalidInput(message, fields={"text": [message]})
    policy = Policy.objects.select_for_update(no_key=True).get(pk=draft_open_of(version).pk)
    if policy.comments_until is None or policy.comments_until < clock.today():
        raise Conflict(_("The time to comment on this draft is over. The answers come with the decision."))
    given = policy.comments.filter(shipper_id=commenter.shipper_id, partner_id=commenter.partner_id).count()
    if given >= MAX_COMMENTS_EACH:
        raise Conflict(
            _("You have commented %(number)d times on this draft, which is as often as anybody may.")
            % {"number": MAX_COMMENTS_EACH}
        )
    comment = Comment.objects.create(
        policy=policy,
        speaker=commenter.speaker,
        by=commenter.user,
        shipper_id=commenter.shipper_id,
        partner_id=commenter.partner_id,
        text=text,
        language=language,
    )
    record("policy.commented", subject=("comment", comment.pk), shipper_id=commenter.shipper_id, actor=commenter.user)
    item_open(kind=work.COMMENTS.code, subject=("policy", policy.pk), title=str(policy))
    return comment


@transaction.atomic
def comment_show(*, actor: User, comment_id: int, leave_out: Sequence[str] = ()) -> Comment:
    """Show a comment to the public, without the pieces that are personal data.

    Each piece must stand in the comment as given, and `LEFT_OUT` takes its place: nobody can change another word.
    Raises Invalid, in the field `leave_out`, for a piece that the comment does not have.
    """
    comment = _lock([comment_id])[0]
    transition = COMMENT.check(state=comment.state, action="show", held=held(actor), facts=comment_facts_of(comment))
    comment.shown_text, comment.left_out = _without(comment.text, leave_out)
    comment.state, comment.shown_by = transition.target, actor
    comment.save(update_fields=["state", "shown_text", "left_out", "shown_by"])
    record("policy.comment_shown", subject=("comment", comment.pk), actor=actor, left_out=comment.left_out)
    return comment


@transaction.atomic
def comment_answer(*, actor: User, comment_id: int, text: str, also: Collection[int] = ()) -> Answer:
    """Answer a comment, and with the same words further comments on the same draft (ids, `also`).

    The people who wrote them get a message. Raises Conflict for a comment that is not shown yet, or answered already.
    """
    text = text_required(text, "text", _("Write the answer."))
    comments = _lock([comment_id, *also])
    policy = comments[0].policy
    answer = Answer.objects.create(policy=policy, text=text, by=actor)
    for comment in comments:
        if comment.policy_id != policy.pk:
            raise InvalidInput(_("One answer covers comments on one draft only."), fields={"also": [""]})
        transition = COMMENT.check(
            state=comment.state, action="answer", held=held(actor), facts=comment_facts_of(comment)
        )
        comment.state, comment.answer = transition.target, answer
        comment.save(update_fields=["state", "answer"])
        record("policy.comment_answered", subject=("comment", comment.pk), actor=actor, answer=answer.pk)
    if not comments_unanswered(policy).exists():
        item_close(kind=work.COMMENTS.code, subject=("policy", policy.pk), actor=actor)
    _tell(comments, policy, text)
    return answer


def _without(text: str, leave_out: Sequence[str]) -> tuple[str, int]:
    """Return a text without some pieces, and how often one was left out."""
    pieces = {piece.strip() for piece in leave_out if piece.strip()}
    if missing := sorted(piece for piece in pieces if piece not in text):
        message = _("The comment does not have “%(piece)s”. Copy the words as they stand.") % {"piece": missing[0]}
        raise InvalidInput(message, fields={"leave_out": [message]})
    if not pieces:
        return text, 0
    # The longest first: a name as a whole is one piece, also where its parts are named beside it.
    longest_first = sorted(pieces, key=len, reverse=True)
    return re.subn("|".join(map(re.escape, longest_first)), LEFT_OUT, text)


def _tell(comments: Sequence[Comment], policy: Policy, text: str) -> None:
    """Send the answer of the program to the people who commented; partners read the answer by the API."""
    message_send(
        recipients=[comment.by for comment in comments if comment.by is not None and comment.by.is_active],
        kind="policy.comment_answered",
        subject=_lazy("The program answered your comment on a draft of its policy"),
        body=format_lazy(
            "{}\n\n{}\n\n{}",
            _lazy("You commented on a draft of the program's policy. The program answers:"),
            text,
            _lazy("The answer is published with your comment, without your name. You don't need to do anything."),
        ),
        link=reverse("portal:policy_draft", args=[policy.version]),
    )


def _lock(comment_ids: Collection[int]) -> list[Comment]:
    """Lock comments in key order; return them with their policies, the first named one first."""
    wanted = list(dict.fromkeys(comment_ids))
    rows = Comment.objects.select_for_update(of=("self",)).select_related("policy", "by").filter(pk__in=wanted)
    found = {comment.pk: comment for comment in rows.order_by("pk")}
    if missing := [pk for pk in wanted if pk not in found]:
        raise NotFound(_("There is no comment %(number)s.") % {"number": missing[0]})
    return [found[pk] for pk in wanted]
