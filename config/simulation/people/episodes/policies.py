"""The versions of the simulated program's policy after the first: the second comes into force, and of the later ones
one is open for comment, one is read, and one is drafted.
"""

from collections.abc import Mapping
from itertools import islice

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.core import clock
from apps.events.models import Event
from apps.policy import services
from apps.policy.authorities import AuthorityKind
from apps.policy.models import Comment, Policy, PolicyState
from apps.policy.services import NumberRevision
from apps.shippers.models import Membership
from apps.shippers.selectors import team_of
from apps.standing.models import Standing
from apps.standing.services import draft_what_if, member_comment, members_invite, members_tell
from apps.standing.states import MEMBER
from config.simulation.people.acts import NOBODY, Act, Story, Turn, author, in_days, often, publisher, row_of

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


def _drafted(before: int, summary: str, numbers: Numbers, *, days: int = 120) -> tuple[Act, Act]:
    """Return that a version is drafted which is to take effect in some days."""
    revised = {
        key: NumberRevision(value=value, source=AuthorityKind.DECISION, citation="", reason=reason)
        for key, (value, reason) in numbers.items()
    }
    draft = author(before, services.policy_draft, summary=summary, effective_from=in_days(days))
    return draft, author(before, services.policy_revise, numbers=revised)


def version_compare(*, turn: Turn) -> None:
    draft_what_if(policy=Policy.objects.get(pk=turn.record.pk))


def members_comment(*, turn: Turn, texts: tuple[str, ...], tier: int = 0) -> None:
    """Have as many members comment as there are texts, of those for which somebody signs in."""
    members = Standing.objects.filter(status__in=MEMBER, tier__gte=tier, shipper__team__role=Membership.Role.OWNER)
    members = members.order_by("pk").distinct()
    for member, text in zip(members, texts, strict=False):
        if place := team_of(member.shipper_id).first():
            member_comment(actor=place.user, shipper_id=member.pk, version=turn.record.version, text=text)


def comments_show(*, turn: Turn, actor: User, first: int, last: int, answer: str = "") -> None:
    """Show some of the comments, and answer them if there is an answer."""
    for comment in islice(Comment.objects.filter(policy=turn.record.pk).order_by("pk"), first, last):
        said = {"actor": actor, "comment_id": comment.pk}
        services.comment_show(**said)
        if answer:
            services.comment_answer(**said, text=answer)


def _past(_turn: Turn) -> QuerySet[Policy]:
    """Return the published versions before the version that is in force."""
    published = Policy.objects.filter(state=PolicyState.PUBLISHED)
    present = published.filter(effective_from__lte=clock.today()).latest("version")
    return published.filter(version__lt=present.version).order_by("version")


def _opened(before: int) -> tuple[Act, Act, Act]:
    return submit(before), compare(before), publisher(before, services.policy_open)


def _version(turn: Turn) -> int:
    return turn.record.version


submit = often(author, services.policy_submit)
compare = often(author, version_compare)
STORIES = (
    Story(
        NOBODY,
        *_drafted(90, SUMMARY, SECOND, days=75),
        *_opened(90),
        author(
            90,
            members_invite,
            version=_version,
            opening=lambda _turn: Event.objects.filter(kind="policy.opened").latest("id").pk,
        ),
        author(75, members_comment, texts=(COMMENT,), tier=1),
        author(55, comments_show, first=0, last=1, answer=ANSWER),
        compare(50),
        publisher(50, services.policy_publish),
        author(50, members_tell, version=_version),
    ),
)
EPISODES = (
    # Of three comments one is shown, one is answered as well, and one was not read yet.
    Story(
        NOBODY,
        *_drafted(24, "Fewer corrections of data at tier 2.", OPEN),
        *_opened(24),
        author(19, members_comment, texts=LATER_COMMENTS),
        author(19, comments_show, first=0, last=1),
        author(19, comments_show, first=1, last=2, answer=LATER_ANSWER),
    ),
    # One version waits to be read, and everybody is to be evaluated under another.
    Story(
        NOBODY,
        *_drafted(8, "Decisions in sixty days.", READ),
        *(submit(8), compare(8)),
        *_drafted(8, "More time to respond.", DRAFTED),
        author(8, services.what_if_ask),
    ),
    Story(NOBODY, publisher(5, services.policy_retire, policy_id=row_of(_past))),
)
