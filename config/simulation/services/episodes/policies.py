"""Later versions of the policy: one is open for comment, one is read, and one is drafted; the first is retired."""

from apps.core import clock
from apps.policy import services
from apps.policy.authorities import AuthorityKind
from apps.policy.models import Comment, Policy, PolicyState
from apps.policy.services import NumberRevision
from apps.shippers.selectors import team_of
from apps.standing.models import Standing
from apps.standing.services import draft_what_if, member_comment
from apps.standing.states import MEMBER
from config.simulation.services.episodes.stage import Scenes, Stage
from config.simulation.services.people import second_policy_manager_ensure, staff_ensure

KEY, VALUE = "benefit.2.data_corrections", "0.25"
REASON = "A quarter of the corrections is what ports have people for."
COMMENTS = (
    "A quarter is too little: we correct one parcel of three in our first year.",
    "Fine with us. Please say which corrections count.",
    "Could the old number stay for those who hold tier 2 already?",
)
ANSWER = "The list of corrections that count is part of the policy, and is linked from its page now."


def _draft(summary: str, key: str, value: str, reason: str) -> Policy:
    author = staff_ensure(role="policy manager")
    draft = services.policy_draft(actor=author, summary=summary, effective_from=clock.add_days(clock.today(), 120))
    revision = NumberRevision(value=value, source=AuthorityKind.DECISION, citation="", reason=reason)
    return services.policy_revise(actor=author, policy_id=draft.pk, numbers={key: revision})


def _submit(draft: Policy) -> Policy:
    policy = services.policy_submit(actor=staff_ensure(role="policy manager"), policy_id=draft.pk)
    draft_what_if(policy=policy)
    return policy


def _open(stage: Stage) -> None:
    policy = _submit(_draft("Fewer corrections of data at tier 2.", KEY, VALUE, REASON))
    services.policy_open(actor=second_policy_manager_ensure(), policy_id=policy.pk)


def _comment(stage: Stage) -> None:
    """Have three members comment: one comment is shown and answered, one is shown, one was not read yet."""
    policy = Policy.objects.filter(state=PolicyState.OPEN).latest("version")
    author = staff_ensure(role="policy manager")
    members = Standing.objects.filter(status__in=MEMBER).order_by("pk")
    for member, text in zip(members, COMMENTS, strict=False):
        place = team_of(member.shipper_id).first()
        assert place is not None
        member_comment(actor=place.user, shipper_id=member.pk, version=policy.version, text=text)
    comments = list(Comment.objects.filter(policy=policy).order_by("pk"))
    for comment in comments[:2]:
        services.comment_show(actor=author, comment_id=comment.pk)
    for comment in comments[1:2]:
        services.comment_answer(actor=author, comment_id=comment.pk, text=ANSWER)


def _draft_two(stage: Stage) -> None:
    """Draft two more versions: one waits to be read, and everybody is to be evaluated under the other."""
    _submit(_draft("Decisions in sixty days.", "clock.decision_days", "60", "Officers decide in forty, on average."))
    draft = _draft("More time to respond.", "clock.response_days", "45", "A laboratory takes five weeks.")
    services.what_if_ask(actor=staff_ensure(role="policy manager"), policy_id=draft.pk)


def _retire(stage: Stage) -> None:
    """Retire the first version, if the second is in force."""
    first = Policy.objects.filter(state=PolicyState.PUBLISHED).earliest("version")
    later = Policy.objects.filter(state=PolicyState.PUBLISHED, effective_from__lte=clock.today()).latest("version")
    if later != first:
        services.policy_retire(actor=second_policy_manager_ensure(), policy_id=first.pk)


SCENES: Scenes = ((24, _open), (19, _comment), (8, _draft_two), (5, _retire))
