"""The second version of the simulated program's policy: drafted, commented on, answered, published, in force."""

from datetime import date

from apps.accounts.models import User
from apps.core import clock
from apps.events.models import Event
from apps.policy import services as policies
from apps.policy.authorities import AuthorityKind
from apps.policy.models import Comment, Policy
from apps.policy.services import NumberRevision
from apps.shippers.selectors import team_of
from apps.standing.models import Standing
from apps.standing.services import draft_what_if, member_comment, members_invite, members_tell
from apps.standing.states import MEMBER
from config.simulation.services.days import DayStep
from config.simulation.services.people import second_policy_manager_ensure, staff_ensure

SUMMARY = (
    "A first tier that a new member reaches two months sooner, and a smaller offset of penalties there, so that the "
    "step to the second tier is worth more."
)
# key: value, reason
CHANGES = {
    "tier.1.months": (
        "1",
        "Eight parcels opened at random and found in order say more than the calendar: nobody waits two months more.",
    ),
    "benefit.1.penalty_offset": (
        "0.05",
        "A twentieth off a mitigated penalty, so that the step to the second tier is worth more.",
    ),
}
COMMENT = "The offset is why our accountant said yes. Please keep it for those who hold tier 1 already."
ANSWER = (
    "We read this and kept the smaller offset: the greater part of the offset is for members that were validated. It "
    "takes effect more than a month after this answer, so that penalties that are open now still get the tenth."
)


def policy_steps(*, days: int) -> list[DayStep]:
    """Return the steps in order; none for a program that is too short for them."""
    steps = ((90, _draft), (75, _comment), (55, _answer), (50, _publish))
    return [DayStep(days - 1 - before, take) for before, take in steps if steps[0][0] < days - 1]


def _author() -> User:
    return staff_ensure(role="policy manager")


def _draft() -> None:
    draft = policies.policy_draft(actor=_author(), summary=SUMMARY, effective_from=_first_day())
    policies.policy_revise(
        actor=_author(),
        policy_id=draft.pk,
        numbers={
            key: NumberRevision(value=value, source=AuthorityKind.DECISION, citation="", reason=reason)
            for key, (value, reason) in CHANGES.items()
        },
    )
    policies.policy_submit(actor=_author(), policy_id=draft.pk)
    draft.refresh_from_db()
    draft_what_if(policy=draft)
    policies.policy_open(actor=second_policy_manager_ensure(), policy_id=draft.pk)
    opened = Event.objects.filter(kind="policy.opened", subject_id=draft.pk).latest("id")
    members_invite(version=draft.version, opening=opened.pk)


def _first_day() -> date:
    return clock.add_days(clock.today(), 75)


def _version() -> Policy:
    return Policy.objects.latest("version")


def _comment() -> None:
    member = Standing.objects.filter(status__in=MEMBER, tier=1).order_by("pk").first()
    if member and (place := team_of(member.shipper_id).first()):
        member_comment(actor=place.user, shipper_id=member.pk, version=_version().version, text=COMMENT)


def _answer() -> None:
    for comment in Comment.objects.filter(policy=_version()):
        policies.comment_show(actor=_author(), comment_id=comment.pk)
        policies.comment_answer(actor=_author(), comment_id=comment.pk, text=ANSWER)


def _publish() -> None:
    draft = _version()
    draft_what_if(policy=draft)
    policies.policy_publish(actor=second_policy_manager_ensure(), policy_id=draft.pk)
    members_tell(version=draft.version)
