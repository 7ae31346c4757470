"""Checks with the sources of disputed violations: told in time, answered in time, or the violation stops counting.

After 15 U.S.C. 1681i(a), which binds consumer reporting agencies and is an example here.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.deadlines import day_there, end_of_day
from apps.core.errors import Conflict, InvalidInput, NotFound
from apps.core.languages import day_in_words, language_of_text, with_language
from apps.core.lazy import Promise
from apps.core.text import text_required
from apps.core.workdays import add_workdays, is_workday
from apps.disputes import work
from apps.disputes.models import Dispute, SourceCheck, SourceCheckState
from apps.disputes.selectors import source_check_facts_of, stands_by
from apps.disputes.services.statements import team_notify
from apps.disputes.states import PROGRAM, SOURCE, SOURCE_CHECK, StatementFacts
from apps.events.services import record
from apps.events.timers import timer_set, timers_clear
from apps.ledger.facts import VIOLATION_CONTENT
from apps.ledger.models import Recording, Violation
from apps.ledger.selectors import determined_by, reference_of, violations_of
from apps.ledger.services import (
    recording_finish,
    recording_open,
    violation_certify,
    violation_unconfirm,
    violation_withdraw,
    violations_record,
)
from apps.ledger.vocabulary import Determination
from apps.policy.procedures import SourceTimes
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.zones import zone_of
from apps.work.services import item_close, item_open

TIMERS = UNREAD, OVER = "source_check.unread", "source_check.over"
# A dispute that the system of a source has not read is handed to an officer while this many working days are left.
DAYS_FOR_OFFICER = 2
# The fields that a source may correct in its answer. Whose the violation is, and its determination, it reports anew.
CORRECTABLE = VIOLATION_CONTENT.keys() - {"determination", "agency"}
PAST_THE_LIMIT = timedelta(microseconds=1)

ANSWERED: dict[str, tuple[Promise, Promise]] = {
    SourceCheckState.CONFIRMED: (
        _lazy("The source confirmed a violation that you dispute"),
        _lazy("The reporter of the violation stands by its report. An officer still decides about your answer."),
    ),
    SourceCheckState.CORRECTED: (
        _lazy("The source corrected a violation that you dispute"),
        _lazy(
            "The reporter of the violation corrected its report. The page of the violation shows it as it stands now. "
            "An officer still decides about your answer."
        ),
    ),
    SourceCheckState.WITHDRAWN: (
        _lazy("The source withdrew a violation that you dispute"),
        _lazy("The reporter of the violation withdrew its report. The violation does not count against you."),
    ),
    SourceCheckState.UNCONFIRMED: (
        _lazy("A violation that you dispute was not confirmed, and does not count"),
        _lazy(
            "The reporter of the violation did not confirm it in time. It does not count against you, and your record "
            "is evaluated again. It counts again only if the source certifies that its report is complete and "
            "accurate, and then you are told."
        ),
    ),
    SourceCheckState.CERTIFIED: (
        _lazy("A violation that you dispute was put back into your record"),
        _lazy(
            "The reporter of the violation has now certified that its report is complete and accurate. The violation "
            "stands again as it did before you were told that it does not count. You can answer it again."
        ),
    ),
}


def source_check_open(dispute: Dispute) -> SourceCheck | None:
    """Ask the source of a disputed violation, in the caller's transaction.

    A source that stood by its report since the violation last changed is not asked again, and None is returned.
    """
    if stands_by(dispute.entry):
        return None
    now = clock.now()
    numbers, zone = _numbers(now), zone_of(dispute.shipper)
    source_check = SourceCheck.objects.create(
        dispute=dispute,
        reporter=determined_by(dispute.entry).reporter,
        asked_at=now,
        tell_by=_end_of_workday(now, numbers.tell_days),
        confirm_by=end_of_day(day_there(now, zone) + timedelta(days=numbers.confirm_days), zone),
    )
    about = ("sourcecheck", source_check.pk)
    unread = _end_of_workday(now, max(1, numbers.tell_days - DAYS_FOR_OFFICER))
    timer_set(UNREAD, subject=about, at=unread, shipper_id=dispute.shipper_id)
    timer_set(OVER, subject=about, at=source_check.confirm_by + PAST_THE_LIMIT, shipper_id=dispute.shipper_id)
    _event_record(source_check, "opened", dispute.said_by, reporter_id=source_check.reporter_id)
    return source_check


def source_check_extend(dispute: Dispute, *, actor: User) -> None:
    """Give the source more time, once, since the business added facts before the time was over."""
    source_check = _of_dispute(dispute)
    if source_check is None or source_check.state != SourceCheckState.OPEN or source_check.extended_at is not None:
        return
    zone = zone_of(dispute.shipper)
    days = _numbers(source_check.asked_at).more_days
    source_check.extended_at = clock.now()
    source_check.confirm_by = end_of_day(day_there(source_check.confirm_by, zone) + timedelta(days=days), zone)
    source_check.save()
    timer_set(
        OVER,
        subject=("sourcecheck", source_check.pk),
        at=source_check.confirm_by + PAST_THE_LIMIT,
        shipper_id=dispute.shipper_id,
    )
    _event_record(source_check, "extended", actor)


def source_check_close(dispute: Dispute, *, actor: User) -> None:
    """Ask the source no longer: the business took its answer back, or the record was changed as it asked."""
    source_check = _of_dispute(dispute)
    if source_check is not None and source_check.state == SourceCheckState.OPEN:
        source_check.state = SOURCE_CHECK.check(state=source_check.state, action="close", held=[PROGRAM]).target
        _end(source_check, "closed", actor)


@transaction.atomic
def source_check_hand_over(*, source_check_id: int) -> None:
    """Open work for an officer to tell a source whose system has not read the dispute, or that has no system here."""
    source_check = _lock(source_check_id)
    if source_check.state == SourceCheckState.OPEN and source_check.told_at is None:
        _item_open(source_check, due_at=source_check.tell_by)


@transaction.atomic
def source_checks_deliver(*, reporter_id: int, source_check_ids: Collection[int]) -> None:
    """Note that the system of a source is given these disputes: the first time, the source is told."""
    asked = SourceCheck.objects.select_for_update(of=("self",)).filter(
        reporter=reporter_id, pk__in=source_check_ids, told_at=None, state=SourceCheckState.OPEN
    )
    for source_check in asked.select_related("dispute").order_by("pk"):
        _tell(source_check, actor=None)


@transaction.atomic
def source_check_tell(*, actor: User, source_check_id: int, how: str) -> SourceCheck:
    """Record that an officer told the source of the dispute by other means, and how. Its answer waits for an officer.

    Raises NotAllowed, Conflict for a source that was told or is not asked, Invalid without the means.
    """
    permissions.require(actor, "record_violations")
    source_check = _lock(source_check_id)
    SOURCE_CHECK.check(
        state=source_check.state, action="confirm", held=permissions.held(actor), facts=_facts(source_check, actor)
    )
    if source_check.told_at is not None:
        raise Conflict(_("The source was told already."), code="told")
    source_check.told_how = text_required(how, "how", _("Say whom you told, and how: by phone, by letter."))
    source_check.officer = actor
    _tell(source_check, actor=actor)
    _item_open(source_check, due_at=source_check.confirm_by)
    return source_check


@transaction.atomic
def source_check_answer(
    *,
    source_check_id: int,
    answer: str,
    text: str,
    language: str = "",
    correction: Mapping[str, Any] | None = None,
    actor: User | None = None,
    reporter_id: int | None = None,
) -> SourceCheck:
    """Record the answer of the source: `confirm`, `correct` with the corrected fields, `withdraw`, or `certify` later.

    The source answers by its own system (`reporter_id`), or an officer records its answer (`actor`); the officer
    records a correction on the page of the violation. The business is told. Raises NotFound for a check with another
    source, NotAllowed, Conflict where it is not asked now, Invalid without a text and for a correction that the ledger
    rejects.
    """
    source_check = _lock(source_check_id)
    if reporter_id is not None and source_check.reporter_id != reporter_id:
        raise NotFound(_("You have no dispute of this number."))
    held = permissions.held(actor) if actor else frozenset({SOURCE})
    transition = SOURCE_CHECK.check(
        state=source_check.state, action=answer, held=held, facts=_facts(source_check, actor)
    )
    source_check.answer = text_required(text, "text", _("Say on what the source bases its answer."))
    source_check.language = language_of_text(language, actor.language if actor else "en")
    source_check.officer = actor or source_check.officer
    case_id = source_check.dispute.case_id
    if answer == "correct" and reporter_id is not None:
        _correct(source_check, correction or {})
    elif answer == "withdraw" and source_check.state == SourceCheckState.OPEN:
        source_check.was = violation_withdraw(case_id=case_id)
        source_check.stopped_at = clock.now()
    elif answer == "certify":
        violation_certify(case_id=case_id, determination=source_check.was)
        source_check.noticed_at = clock.now()
    # After the entries that the answer made: the source stands by them.
    source_check.answered_at = clock.now()
    source_check.told_at = source_check.told_at or source_check.answered_at
    source_check.state = transition.target
    _end(source_check, "answered", actor, answer=answer)
    _team_notify(source_check)
    return source_check


@transaction.atomic
def source_check_lapse(*, source_check_id: int) -> None:
    """Stop counting a violation that its source did not confirm in time, and tell the business.

    The source is asked no longer about a violation that was reversed, taken back or moved to another business.
    """
    source_check = _lock(source_check_id)
    if source_check.state != SourceCheckState.OPEN or source_check.confirm_by >= clock.now():
        return
    if (
        not violations_of(source_check.dispute.shipper_id)
        .filter(case=source_check.dispute.case_id)
        .exclude(determination=Determination.REVERSED)
        .exists()
    ):
        source_check.state = SOURCE_CHECK.check(state=source_check.state, action="close", held=[PROGRAM]).target
        _end(source_check, "closed", None)
        return
    source_check.state = SOURCE_CHECK.check(state=source_check.state, action="lapse", held=[PROGRAM]).target
    source_check.was = violation_unconfirm(case_id=source_check.dispute.case_id)
    source_check.stopped_at = clock.now()
    _end(source_check, "unconfirmed", None)
    _team_notify(source_check)


def _correct(source_check: SourceCheck, correction: Mapping[str, Any]) -> None:
    """Record the corrected fields as a further report of the source, which passes the checks of any report."""
    if not correction or not correction.keys() <= CORRECTABLE:
        message = _("Give the corrected fields of the violation, or confirm the report. Fields are: %(fields)s.") % {
            "fields": ", ".join(sorted(CORRECTABLE))
        }
        raise InvalidInput(message, fields={"correction": [message]})
    reference = reference_of(source_check.dispute.case, source_check.reporter_id)
    recording = recording_open(reporter=source_check.reporter, kind=Recording.Kind.API)
    outcome = violations_record(recording=recording, facts=[(0, {**correction, "reference": reference})])
    recording_finish(recording=recording)
    if outcome.rejected:
        errors = outcome.rejected[0][1]
        raise InvalidInput(" ".join(text for texts in errors.values() for text in texts), fields=errors)


def _item_open(source_check: SourceCheck, *, due_at: datetime) -> None:
    """Open the work item of an officer who tells a source, or records its answer."""
    shipper = source_check.dispute.shipper
    item_open(
        kind=work.SOURCE_CHECK.code,
        subject=("sourcecheck", source_check.pk),
        title=f"{source_check.reporter}: {source_check.dispute.case}",
        shipper_id=shipper.pk,
        country=shipper.country.code,
        due_at=due_at,
    )


def _tell(source_check: SourceCheck, *, actor: User | None) -> None:
    source_check.told_at = clock.now()
    source_check.save()
    timers_clear(subject=("sourcecheck", source_check.pk), kinds=[UNREAD])
    item_close(kind=work.SOURCE_CHECK.code, subject=("sourcecheck", source_check.pk), actor=actor)
    _event_record(source_check, "told", actor)


def _end(source_check: SourceCheck, action: str, actor: User | None, **payload: Any) -> None:
    """Save a check that waits for nothing now; clear its timers and close its work item."""
    source_check.save()
    timers_clear(subject=("sourcecheck", source_check.pk), kinds=TIMERS)
    item_close(kind=work.SOURCE_CHECK.code, subject=("sourcecheck", source_check.pk), actor=actor)
    _event_record(source_check, action, actor, **payload)


def _team_notify(source_check: SourceCheck) -> None:
    dispute = source_check.dispute
    subject, body = ANSWERED[source_check.state]
    present = Violation.objects.select_related("case", "parcel").get(pk=dispute.case.violation_id)
    said = [
        format_lazy("{}\n{}", _lazy("What the source says:"), with_language(source_check.answer, source_check.language))
    ]
    number = format_lazy(
        _lazy("Case number {number}, of {day}."), number=present.case.reference, day=day_in_words(present.date)
    )
    paragraphs = [number, body, *(said if source_check.answer else [])]
    team_notify(
        dispute,
        kind="disputes.source",
        subject=subject,
        body=format_lazy("\n\n".join(["{}"] * len(paragraphs)), *paragraphs),
        link=reverse("portal:violation", args=[dispute.shipper_id, dispute.case_id]),
    )


def _lock(source_check_id: int) -> SourceCheck:
    source_checks = SourceCheck.objects.select_for_update(of=("self",)).select_related("reporter", "dispute__case")
    source_check = source_checks.select_related("dispute__shipper").filter(pk=source_check_id).first()
    if source_check is None:
        raise NotFound(_("You have no dispute of this number."))
    return source_check


def _of_dispute(dispute: Dispute) -> SourceCheck | None:
    return SourceCheck.objects.select_for_update(of=("self",)).filter(dispute=dispute).first()


def _facts(source_check: SourceCheck, actor: User | None) -> StatementFacts:
    return source_check_facts_of(source_check, actor) if actor else StatementFacts(actor_on_team=False)


def _end_of_workday(start: datetime, days: int) -> datetime:
    """Return the end of a period of working days in New York that begins on the day of a moment, which counts."""
    day = clock.day_of(start)
    last = add_workdays(day, days - 1 if is_workday(day) else days)
    return end_of_day(last, clock.PROGRAM_ZONE)


def _numbers(moment: datetime) -> SourceTimes:
    return terms_of(policy_on(clock.day_of(moment))).sources


def _event_record(source_check: SourceCheck, action: str, actor: User | None, **payload: Any) -> None:
    record(
        f"source_check.{action}",
        subject=("sourcecheck", source_check.pk),
        shipper_id=source_check.dispute.shipper_id,
        actor=actor,
        case_id=source_check.dispute.case_id,
        **payload,
    )
