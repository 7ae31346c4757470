"""The writes that take two people: the targets, and why a target was missed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import require
from apps.accounts.selectors import is_second_person
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.core.text import text_required
from apps.events.services import record
from apps.measures.definitions import Improvement, Statistic
from apps.measures.headline import MEASURES
from apps.measures.models import Edition, Explanation, ExplanationApproval, Target, TargetApproval
from apps.measures.periods import period_of
from apps.measures.selectors import measures_missed, measures_revised

# The permission to propose and to approve what is said publicly for the program.
PUBLISHER = "publish_policy"
ANOTHER = _lazy(
    "Somebody else must approve this. Two people count as one if one of them asked for the account of the other."
)
BEGUN = _lazy("The period has begun. A target is set before the first period that is judged by it.")


@transaction.atomic
def target_propose(*, actor: User, measure: str, line: str, value: Decimal | None, since: date, reason: str) -> Target:
    """Propose a target for a line of a measure, or that the line has none, from a period to come on.

    Raises Invalid for an unknown line, for a measure of which neither direction is better, for a share above one, and
    for a day on which no period begins or one that has come.
    """
    require(actor, PUBLISHER)
    found = MEASURES.get(measure)
    statistics = {each.code: each.statistic for each in found.lines} if found else {}
    if found is None or found.direction == Improvement.NEITHER or line not in statistics:
        message = _("This line can have no target.")
        raise InvalidInput(message, fields={"line": [message]})
    if value is not None and (value < 0 or (statistics[line] == Statistic.SHARE and value > 1)):
        message = _("A share lies between 0 and 1.")
        raise InvalidInput(message, fields={"value": [message]})
    if period_of(since, found.kind).first != since:
        message = _("No period of this measure begins on this day.")
        raise InvalidInput(message, fields={"since": [message]})
    if since <= clock.today():
        raise InvalidInput(BEGUN, fields={"since": [str(BEGUN)]})
    target = Target.objects.create(
        measure=measure,
        line=line,
        value=value,
        since=since,
        reason=text_required(reason, "reason", _("Say why the target is what it is.")),
        by=actor,
        at=clock.now(),
    )
    record("measures.target_proposed", subject=("target", target.pk), actor=actor, measure=measure)
    return target


@transaction.atomic
def target_approve(*, actor: User, target_id: int) -> TargetApproval:
    """Approve a target that somebody else proposed, before its first period begins. The public reads it from then on.

    Raises Conflict for the person who proposed the target, or one who counts as that person, and for a target that is
    approved already or whose first period has begun.
    """
    require(actor, PUBLISHER)
    target = Target.objects.select_related("approval").get(pk=target_id)
    if target.is_approved:
        raise Conflict(_("The target is approved already."), code="approved_already")
    if target.since <= clock.today():
        raise Conflict(BEGUN, code="begun")
    if not is_second_person(actor, target.by_id):
        raise Conflict(ANOTHER, code="second_person")
    with _first_approval(_("The target is approved already.")):
        approval = TargetApproval.objects.create(target=target, by=actor, at=clock.now())
    record("measures.target_approved", subject=("target", target.pk), actor=actor, measure=target.measure)
    return approval


@transaction.atomic
def explanation_write(*, actor: User, edition_id: int, measure: str, text: str) -> Explanation:
    """Say why a measure missed its target in an edition and what is done about it, or why the edition revised the
    measure, for a second person to approve.

    Raises NotAllowed for those who publish nothing, Invalid for a measure that missed no target and was not revised in
    the edition.
    """
    require(actor, PUBLISHER)
    edition = Edition.objects.get(pk=edition_id)
    if measure not in (*measures_missed(edition), *measures_revised(edition)):
        message = _("This measure missed no target in this edition, and was not revised.")
        raise InvalidInput(message, fields={"measure": [message]})
    explanation = Explanation.objects.create(
        edition=edition,
        measure=measure,
        text=text_required(text, "text", _("Say why, and what is done about it.")),
        by=actor,
        at=clock.now(),
    )
    record("measures.explained", subject=("edition", edition.pk), actor=actor, measure=measure)
    return explanation


@transaction.atomic
def explanation_approve(*, actor: User, explanation_id: int) -> ExplanationApproval:
    """Approve what somebody else says about a missed target. The public reads the explanation from then on.

    Raises Conflict for the person who wrote the explanation, or one who counts as that person, and for an explanation
    that is approved already.
    """
    require(actor, PUBLISHER)
    explanation = Explanation.objects.select_related("approval").get(pk=explanation_id)
    if hasattr(explanation, "approval"):
        raise Conflict(_("The explanation is approved already."), code="approved_already")
    if not is_second_person(actor, explanation.by_id):
        raise Conflict(ANOTHER, code="second_person")
    with _first_approval(_("The explanation is approved already.")):
        approval = ExplanationApproval.objects.create(explanation=explanation, by=actor, at=clock.now())
    subject = ("edition", explanation.edition_id)
    record("measures.explanation_approved", subject=subject, actor=actor, measure=explanation.measure)
    return approval


@contextmanager
def _first_approval(message: str) -> Iterator[None]:
    """Raise Conflict with a message if somebody else gave the one approval at the same moment.

    The rows are append-only, so that the role of the site can't lock them: the unique key decides.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise Conflict(message, code="approved_already") from None
