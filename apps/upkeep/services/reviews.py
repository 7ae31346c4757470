"""The annual review: attested by a signatory, looked at by an officer, with reminders in time."""

from collections.abc import Collection, Iterable
from datetime import date
from itertools import batched

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.days_text import program_deadline_in_words
from apps.core.errors import Conflict, InvalidInput
from apps.core.lazy import Promise
from apps.core.rows import row_get
from apps.events.services import record
from apps.ledger.services import program_entry_record
from apps.ledger.vocabulary import ProgramEntryKind
from apps.notices.services import message_send
from apps.shippers.models import Shipper
from apps.shippers.roles import Ability
from apps.shippers.selectors import require, require_impartial, teams_of
from apps.shippers.services import shippers_lock
from apps.upkeep import work
from apps.upkeep.models import AnnualReview, Reminder
from apps.upkeep.rules import ReminderStep, ReviewDue, step_reached
from apps.upkeep.selectors import overdue_open, profile_of, review_due_of, reviews_due
from apps.upkeep.services.overdue_reviews import reviews_end
from apps.upkeep.states import OFFICER
from apps.upkeep.texts import ATTESTATION
from apps.work.services import item_close, item_open

BATCH_SIZE = 200
# A reminder: its shipper, the due day of the review, and the step.
type Key = tuple[int, date, str]


@transaction.atomic
def review_attest(
    *, actor: User, shipper_id: int, right: Collection[str], changing: Collection[str], signed_name: str
) -> AnnualReview:
    """Do the annual review: every part of the profile is still right, or a change of the part waits for an
    officer.

    The review counts at once, as an entry of the ledger dated today; an officer looks at it afterwards. Raise Invalid
    for a part without an answer or without its change request, Conflict if no review is due.
    """
    require(actor, shipper_id, Ability.ATTEST)
    shipper = Shipper.objects.select_for_update(no_key=True).get(pk=shipper_id)
    due = review_due_of(shipper_id)
    if due is None or not due.can_be_done:
        raise Conflict(_("No annual review is due now."), code="not_due")
    _review_check(shipper_id, right, changing, signed_name)
    entry = program_entry_record(
        shipper_id=shipper_id, kind=ProgramEntryKind.ANNUAL_REVIEW, date=clock.today(), actor=actor
    )
    review = AnnualReview.objects.create(
        shipper=shipper,
        entry=entry,
        changing=sorted(changing),
        attestation=str(ATTESTATION),
        signed_name=signed_name.strip(),
        attested_by=actor,
        at=clock.now(),
    )
    item_open(
        kind=work.REVIEW.code,
        subject=_subject(review),
        title=str(shipper),
        shipper_id=shipper_id,
        country=shipper.country.code,
    )
    reviews_end(review_ids=overdue_open().filter(shipper=shipper).values_list("pk", flat=True), actor=actor)
    record("upkeep.review_attested", subject=_subject(review), shipper_id=shipper_id, actor=actor)
    return review


@transaction.atomic
def review_look_at(*, actor: User, review_id: int) -> None:
    """Record that an officer has looked at an attested review, and close its work item.

    An officer who finds something wrong asks the business, plans a visit, or proposes a change of the standing.
    """
    permissions.require(actor, OFFICER)
    review = row_get(AnnualReview.objects, _("There is no such annual review."), pk=review_id)
    require_impartial(actor, review.shipper_id)
    item_close(kind=work.REVIEW.code, subject=_subject(review), actor=actor)
    record("upkeep.review_looked_at", subject=_subject(review), shipper_id=review.shipper_id, actor=actor)


def reviews_remind() -> int:
    """Remind the members whose annual review comes, is due or is overdue. Return how many were reminded.

    Each member receives the step that is reached today, once. Steps that were missed while nothing ran are not sent.
    """
    today = clock.today()
    wanted = ((shipper_id, due, step) for shipper_id, due in reviews_due() if (step := step_reached(due, today)))
    return sum(_batch_remind(batch) for batch in batched(wanted, BATCH_SIZE))


@transaction.atomic
def _batch_remind(batch: Iterable[tuple[int, ReviewDue, ReminderStep]]) -> int:
    made = {(shipper_id, due.due, step): due for shipper_id, due, step in batch}
    # Most members were reminded on an earlier day. Only the others are locked.
    new = _reminders_unsent(made)
    if not new:
        return 0
    # A second run at the same time waits here, and then finds the rows of this run.
    shippers_lock(_shipper_ids(new))
    rows = Reminder.objects.bulk_create(
        [
            Reminder(shipper_id=shipper_id, due=due, step=step)
            for shipper_id, due, step in sorted(_reminders_unsent(new))
        ]
    )
    teams = teams_of(_shipper_ids(new))
    for row in rows:
        due = made[row.shipper_id, row.due, ReminderStep(row.step)]
        message_send(
            recipients=teams[row.shipper_id],
            kind=f"upkeep.review_{row.step}",
            subject=SUBJECTS[row.step],
            body=_body(row.step, due),
            link=reverse("portal:annual_review", args=[row.shipper_id]),
            shipper_id=row.shipper_id,
            act_by=clock.end_of(due.due),
        )
    return len(rows)


def _reminders_unsent(reminders: Iterable[Key]) -> set[Key]:
    reminders = set(reminders)
    sent = Reminder.objects.filter(shipper__in=_shipper_ids(reminders))
    return reminders.difference(sent.values_list("shipper_id", "due", "step"))


def _shipper_ids(reminders: Iterable[Key]) -> set[int]:
    return {shipper_id for shipper_id, _due, _step in reminders}


SUBJECTS: dict[str, Promise] = {
    ReminderStep.SIXTY: _lazy("Your annual review is due in two months"),
    ReminderStep.THIRTY: _lazy("Your annual review is due in a month"),
    ReminderStep.SEVEN: _lazy("Your annual review is due within a week"),
    ReminderStep.DUE: _lazy("Your annual review is due"),
    ReminderStep.OVERDUE: _lazy("Your annual review is overdue"),
}


def _body(step: str, due: ReviewDue) -> Promise:
    days = {
        "due": program_deadline_in_words(due.due),
        "overdue": program_deadline_in_words(due.overdue),
        "tier": due.caps.review_overdue_tier,
    }
    if step == ReminderStep.OVERDUE:
        text = _lazy(
            "The review was due on {due}. Since {overdue} you can't keep a tier above {tier}: we will propose to "
            "lower yours. Go through your profile and sign it. That takes about ten minutes, and then the tier that "
            "you earned counts again."
        )
    elif step == ReminderStep.DUE:
        text = _lazy(
            "The review was due on {due}. Until you do it, you can't rise above tier {tier}, and from {overdue} on "
            "you can't keep a higher tier. Go through your profile and sign it. That takes about ten minutes."
        )
    else:
        text = _lazy(
            "Once a year you confirm that your profile is still right. The review is due on {due}, and you can do it "
            "now: go through your profile and sign it. That takes about ten minutes."
        )
    return format_lazy(text, **days)


def _review_check(shipper_id: int, right: Collection[str], changing: Collection[str], signed_name: str) -> None:
    fields = {}
    for part in profile_of(shipper_id).given:
        key = part.section.key
        if (key in right) == (key in changing):
            fields[key] = [_("Say whether this is still right.")]
        elif key in changing and part.open_request is None:
            fields[key] = [_("Ask for this change first. Then come back and sign.")]
    if not signed_name.strip():
        fields["signed_name"] = [_("Type your full name to sign.")]
    if fields:
        raise InvalidInput(_("The review is not complete."), fields=fields)


def _subject(review: AnnualReview) -> tuple[str, int]:
    return ("annualreview", review.pk)
