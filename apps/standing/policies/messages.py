"""The messages to members about a draft that is open for comment, and about a published policy: before and after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.lazy import Promise, later
from apps.evaluation.what_if import MemberEffect
from apps.notices.services import NewMessage
from apps.policy.comparison import changed_keys
from apps.policy.models import Policy
from apps.policy.selectors import numbers_of, terms_of
from apps.policy.terms import TOP, Terms
from apps.standing.members.models import Standing
from apps.standing.members.selectors import benefit_texts, benefits_promised
from apps.standing.members.states import MEMBER

type About = tuple[str, int]


@dataclass(frozen=True, slots=True)
class PolicyNews:
    """A policy beside the policy before it, with the keys of the numbers that change.

    `about` is the record that the messages are about, by which a team that has its message gets no second one.
    """

    policy: Policy
    terms: Terms
    terms_before: Terms
    changed: frozenset[str]
    about: About

    @classmethod
    def of(cls, policy: Policy, before: Policy, about: About) -> "PolicyNews":
        """Compare a policy with the policy before it."""
        changed = changed_keys(numbers_of(before), numbers_of(policy))
        return cls(policy, terms_of(policy), terms_of(before), changed, about)

    def touches(self, held: int, effect: MemberEffect) -> bool:
        """Tell whether a member that holds a tier is touched, from the effect on it.

        A benefit of a tier touches the members that have or get the tier. A number about who may apply touches no
        member. Any other number touches all members.
        """
        if effect.before != effect.after or effect.suspends:
            return True
        others = [tier for tier in range(TOP + 1) if tier not in (held, effect.after)]
        elsewhere = ("eligibility.", *(f"benefit.{tier}." for tier in others))
        return any(not key.startswith(elsewhere) for key in self.changed)

    def touched(self, matrix: Sequence[Sequence[int]]) -> int:
        """Return how many members are touched, of members counted by their tiers before and after."""
        return sum(
            members
            for before, row in enumerate(matrix)
            for after, members in enumerate(row)
            if self.touches(before, MemberEffect(before, after, (), suspends=False))
        )


def published_message(news: PolicyNews, standing: Standing, effect: MemberEffect, team: list[User]) -> NewMessage:
    """Return the message to the team of a member of what a published policy changes for it, and from which day."""
    return _message(
        news,
        standing,
        team,
        kind="standing.policy_published",
        subject=later(lambda: _("The program's policy changes on %(day)s") % {"day": _day(news.policy.effective_from)}),
        body=later(lambda: "\n\n".join(_on_published(news, standing, effect))),
        link=reverse("portal:policy_version", args=[news.policy.version]),
    )


def draft_message(news: PolicyNews, standing: Standing, effect: MemberEffect, team: list[User]) -> NewMessage:
    """Return the message to the team of a member of what a draft would change for it, and until when it may comment."""
    return _message(
        news,
        standing,
        team,
        kind="standing.policy_draft",
        subject=later(
            lambda: (
                _("A draft of the program's policy: comment until %(day)s") % {"day": _day(news.policy.comments_until)}
            )
        ),
        body=later(lambda: "\n\n".join(_on_draft(news, standing, effect))),
        link=reverse("portal:policy_draft", args=[news.policy.version]),
    )


def _message(
    news: PolicyNews, standing: Standing, team: list[User], *, kind: str, subject: Promise, body: Promise, link: str
) -> NewMessage:
    return NewMessage(
        recipients=team,
        kind=kind,
        subject=subject,
        body=body,
        link=link,
        shipper_id=standing.pk,
        about=news.about,
    )


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


def _on_published(news: PolicyNews, standing: Standing, effect: MemberEffect) -> Iterator[str]:
    values = {"version": news.policy.version, "day": _day(news.policy.effective_from)}
    yield _("Policy %(version)s takes effect on %(day)s. What changes and why, in the program's words:") % values
    yield news.policy.summary
    yield from _on_benefits(news, standing)
    yield _on_tier(news, effect)
    yield _(
        "The page of the policy has every number with its reason, the comments that members and partners made on the "
        "draft, and the answers. You don't need to do anything now. If something is not clear, ask us under "
        "“Questions”."
    )


def _on_draft(news: PolicyNews, standing: Standing, effect: MemberEffect) -> Iterator[str]:
    yield _(
        "The program is thinking of changing its policy. Nothing is decided: this is a draft. What would change and "
        "why, in the program's words:"
    )
    yield news.policy.summary
    yield from _on_benefits(news, standing)
    yield _on_tier(news, effect)
    yield _(
        "Say what you think of it, on the page of the draft, until the end of %(day)s. The program answers every "
        "comment before it decides. You don't need to do anything else."
    ) % {"day": _day(news.policy.comments_until)}


def _on_benefits(news: PolicyNews, standing: Standing) -> Iterator[str]:
    if standing.status not in MEMBER:
        yield _("You are suspended now, so you have no benefits that could change.")
        return
    held = {"status": standing.status, "tier": standing.tier, "examine_all": standing.is_examined_fully}
    before, after = (
        [text.sentence for text in benefit_texts(benefits_promised(terms, **held))] or [_("No benefit.")]
        for terms in (news.terms_before, news.terms)
    )
    values = {"tier": standing.tier}
    if before == after:
        yield _("The benefits that you have now, with tier %(tier)d, stay as they are.") % values
        return
    yield "\n".join([_("Your benefits under the earlier policy, with tier %(tier)d:") % values, *_list(before)])
    yield "\n".join([_("Your benefits under the new policy, with the same tier:"), *_list(after)])


def _on_tier(news: PolicyNews, effect: MemberEffect) -> str:
    values = {"before": effect.before, "after": effect.after, "days": news.terms.clocks.response_days}
    if effect.suspends:
        return _(
            "By your record of today, the new numbers would suspend you. You would get a notice that says why, and "
            "could respond to it. Read the page of the policy, and ask us if you do not see what to change."
        )
    if effect.after < effect.before:
        return (
            _(
                "Your tier: by your record of today, the new numbers let you keep tier %(after)d, not tier %(before)d. "
                "Nothing is taken from you by that alone. If your record is still the same when they take effect, you "
                "get a notice, and have %(days)d days to respond before anybody decides."
            )
            % values
        )
    if effect.after > effect.before:
        return (
            _(
                "Your tier: by your record of today, you would rise from tier %(before)d to tier %(after)d when the "
                "new numbers take effect. You don't need to ask for it."
            )
            % values
        )
    return _("Your tier: by your record of today, the new numbers do not change it.")


def _list(sentences: list[str]) -> list[str]:
    return [f"– {sentence}" for sentence in sentences]
