"""The versions of the simulated program's policy after the first: the second comes into force, and of the later ones
one is open for comment, one is read, and one is drafted.
"""

from collections.abc import Iterable, Mapping

from apps.accounts.models import User
from apps.core import clock
from apps.events.models import Event
from apps.policy import services
from apps.policy.authorities import AuthorityKind
from apps.policy.models import Comment, Policy, PolicyState
from apps.policy.services import NumberRevision
from apps.shippers.selectors import team_of
from apps.standing.models import Standing
from apps.standing.services import draft_what_if, member_comment, members_invite, members_tell
from apps.standing.states import MEMBER
from config.simulation.days import DayStep
from config.simulation.people.accounts import second_ensure, staff_ensure
from config.simulation.people.cast import Cast, Scenes

type Numbers = Mapping[str, tuple[str, str]]

SUMMARY = (
    "A first tier that a new member reaches two months sooner, and a smaller offset of penalties there, so that the "
    "step to the second tier is worth more."
)
# key: value, reason
SECOND: Numbers = {
    "tier.1.months": (
        "1",
        "Eight parcels opened at random and found in order say more than the calendar: nobody waits two months more.",
    ),
    "benefit.1.penalty_offset": (
        "0.05",
        "A twentieth off a mitigated penalty, so that the step to the second tier is worth more.",
    ),
}
OPEN: Numbers = {"benefit.2.data_corrections": ("0.25", "A quarter of the corrections is what ports have people for.")}
READ: Numbers = {"clock.decision_days": ("60", "Officers decide in forty, on average.")}
DRAFTED: Numbers = {"clock.response_days": ("45", "A laboratory takes five weeks.")}
COMMENT = "The offset is why our accountant said yes. Please keep it for those who hold tier 1 already."
ANSWER = (
    "We read this and kept the smaller offset: the greater part of the offset is for members that were validated. It "
    "takes effect more than a month after this answer, so that penalties that are open now still get the tenth."
)
LATER_COMMENTS = (
    "A quarter is too little: we correct one parcel of three in our first year.",
    "Fine with us. Please say which corrections count.",
    "Could the old number stay for those who hold tier 2 already?",
)
LATER_ANSWER = "The list of corrections that count is part of the policy, and is linked from its page now."


def policy_steps(*, days: int) -> list[DayStep]:
    """Return the steps of the second version in order; none for a program that is too short for them."""
    steps = ((90, _open_second), (75, _comment_second), (55, _answer_second), (50, _publish_second))
    return [DayStep(days - 1 - before, take) for before, take in steps if steps[0][0] < days - 1]


def _author() -> User:
    return staff_ensure(role="policy manager")


def _draft(summary: str, numbers: Numbers, *, days: int = 120) -> Policy:
    """Draft a version that is to take effect in some days."""
    first_day = clock.add_days(clock.today(), days)
    draft = services.policy_draft(actor=_author(), summary=summary, effective_from=first_day)
    revised = {
        key: NumberRevision(value=value, source=AuthorityKind.DECISION, citation="", reason=reason)
        for key, (value, reason) in numbers.items()
    }
    return services.policy_revise(actor=_author(), policy_id=draft.pk, numbers=revised)


def _submit(draft: Policy) -> Policy:
    policy = services.policy_submit(actor=_author(), policy_id=draft.pk)
    draft_what_if(policy=policy)
    return policy


def _open(draft: Policy) -> None:
    services.policy_open(actor=second_ensure("policy manager"), policy_id=_submit(draft).pk)


def _comment(policy: Policy, members: Iterable[Standing], texts: Iterable[str]) -> None:
    for member, text in zip(members, texts, strict=False):
        if place := team_of(member.shipper_id).first():
            member_comment(actor=place.user, shipper_id=member.pk, version=policy.version, text=text)


def _answer(comments: Iterable[Comment], text: str) -> None:
    for comment in comments:
        services.comment_show(actor=_author(), comment_id=comment.pk)
        services.comment_answer(actor=_author(), comment_id=comment.pk, text=text)


def _latest() -> Policy:
    return Policy.objects.latest("version")


def _open_second() -> None:
    draft = _draft(SUMMARY, SECOND, days=75)
    _open(draft)
    opened = Event.objects.filter(kind="policy.opened", subject_id=draft.pk).latest("id")
    members_invite(version=draft.version, opening=opened.pk)


def _comment_second() -> None:
    _comment(_latest(), Standing.objects.filter(status__in=MEMBER, tier=1).order_by("pk")[:1], [COMMENT])


def _answer_second() -> None:
    _answer(Comment.objects.filter(policy=_latest()), ANSWER)


def _publish_second() -> None:
    draft = _latest()
    draft_what_if(policy=draft)
    services.policy_publish(actor=second_ensure("policy manager"), policy_id=draft.pk)
    members_tell(version=draft.version)


def _open_third(_cast: Cast) -> None:
    _open(_draft("Fewer corrections of data at tier 2.", OPEN))


def _comment_third(_cast: Cast) -> None:
    """Have three members comment: one comment is shown, one is answered as well, one was not read yet."""
    policy = Policy.objects.filter(state=PolicyState.OPEN).latest("version")
    _comment(policy, Standing.objects.filter(status__in=MEMBER).order_by("pk")[:3], LATER_COMMENTS)
    comments = Comment.objects.filter(policy=policy).order_by("pk")
    for comment in comments[:1]:
        services.comment_show(actor=_author(), comment_id=comment.pk)
    _answer(comments[1:2], LATER_ANSWER)


def _draft_two(_cast: Cast) -> None:
    """Draft two more versions: one waits to be read, and everybody is to be evaluated under the other."""
    _submit(_draft("Decisions in sixty days.", READ))
    services.what_if_ask(actor=_author(), policy_id=_draft("More time to respond.", DRAFTED).pk)


def _retire(_cast: Cast) -> None:
    """Retire the first version, if the second is in force."""
    published = Policy.objects.filter(state=PolicyState.PUBLISHED)
    first, later = published.earliest("version"), published.filter(effective_from__lte=clock.today()).latest("version")
    if later != first:
        services.policy_retire(actor=second_ensure("policy manager"), policy_id=first.pk)


SCENES: Scenes = ((24, _open_third), (19, _comment_third), (8, _draft_two), (5, _retire))
