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
from apps.core.lifecycle import PROGRAM
from apps.core.text import text_required
from apps.core.workdays import add_workdays, is_workday
from apps.disputes import work
from apps.disputes.models import Dispute, SourceCheck, SourceCheckState
from apps.disputes.selectors import source_check_facts_of, stands_by
from apps.disputes.states import SOURCE, SOURCE_CHECK
from apps.events.timers import timer_set, timers_clear
from apps.ledger import services
from apps.ledger.facts import VIOLATION_CONTENT
from apps.ledger.models import Recording, Violation
from apps.ledger.names import subject_about, violation_named
from apps.ledger.selectors import determined_by, reference_of, violations_of
from apps.ledger.vocabulary import Determination
from apps.policy.procedures import SourceTimes
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.cases import CaseNotice, TeamCases
from apps.shippers.zones import zone_of
from apps.work.cases import CaseWork

TIMERS = UNREAD, OVER = "source_check.unread", "source_check.over"
# A dispute that the system of a source has not read is handed to an officer while this many working days are left.
DAYS_FOR_OFFICER = 2
# The fields that a source may correct in its answer. Whose the violation is, and its determination, it reports anew.
CORRECTABLE = VIOLATION_CONTENT.keys() - {"determination", "agency"}
PAST_THE_LIMIT = timedelta(microseconds=1)
SOURCE_CHECKS = TeamCases(
    rows=SourceCheck.objects.select_related("reporter", "dispute__case", "dispute__shipper"),
    lifecycle=SOURCE_CHECK,
    missing=_lazy("You have no dispute of this number."),
    business=lambda check: check.dispute.shipper,
    facts=source_check_facts_of,
    # An officer has work only while a source has no system here, or does not read what it is asked.
    work=CaseWork(
        kind=work.SOURCE_CHECK,
        states=[],
        item=lambda check: {
            "title": f"{check.reporter}: {check.dispute.case}",
            "due_at": check.confirm_by if check.told_at else check.tell_by,
        },
    ),
    events="source_check.",
    event_names=dict.fromkeys(("confirm", "correct", "withdraw", "certify"), "answered"),
    payload=lambda check: {"case_id": check.dispute.case_id},
    notice=CaseNotice(
        kind="disputes.source",
        page=lambda check: reverse("portal:violation", args=[check.dispute.shipper_id, check.dispute.case_id]),
    ),
)

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
    about = SOURCE_CHECKS.subject(source_check)
    unread = _end_of_workday(now, max(1, numbers.tell_days - DAYS_FOR_OFFICER))
    timer_set(UNREAD, subject=about, at=unread, shipper_id=dispute.shipper_id)
    timer_set(OVER, subject=about, at=source_check.confirm_by + PAST_THE_LIMIT, shipper_id=dispute.shipper_id)
    SOURCE_CHECKS.record(source_check, "opened", dispute.said_by, reporter_id=source_check.reporter_id)
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
        subject=SOURCE_CHECKS.subject(source_check),
        at=source_check.confirm_by + PAST_THE_LIMIT,
        shipper_id=dispute.shipper_id,
    )
    SOURCE_CHECKS.record(source_check, "extended", actor)


def source_check_close(dispute: Dispute, *, actor: User) -> None:
    """Ask the source no longer: the business took its answer back, or the record was changed as it asked."""
    source_check = _of_dispute(dispute)
    if source_check is not None and source_check.state == SourceCheckState.OPEN:
        SOURCE_CHECKS.act("close", source_check, actor, by=PROGRAM)
        _waiting_end(source_check, actor)


@transaction.atomic
def source_check_hand_over(*, source_check_id: int) -> None:
    """Open work for an officer to tell a source whose system has not read the dispute, or that has no system here."""
    source_check = SOURCE_CHECKS.lock(source_check_id)
    if source_check.state == SourceCheckState.OPEN and source_check.told_at is None:
        SOURCE_CHECKS.work_open(source_check)


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
    source_check = SOURCE_CHECKS.lock(source_check_id)
    SOURCE_CHECKS.check("confirm", source_check, actor)
    if source_check.told_at is not None:
        raise Conflict(_("The source was told already."), code="told")
    source_check.told_how = text_required(how, "how", _("Say whom you told, and how: by phone, by letter."))
    source_check.officer = actor
    _tell(source_check, actor=actor)
    SOURCE_CHECKS.work_open(source_check)
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
    source_check = SOURCE_CHECKS.lock(source_check_id)
    if reporter_id is not None and source_check.reporter_id != reporter_id:
        raise NotFound(str(SOURCE_CHECKS.missing))
    was = source_check.state
    with SOURCE_CHECKS.acting(answer, source_check, actor, by="" if actor else SOURCE, answer=answer):
        source_check.answer = text_required(text, "text", _("Say on what the source bases its answer."))
        source_check.language = language_of_text(language, actor.language if actor else "en")
        source_check.officer = actor or source_check.officer
        case_id = source_check.dispute.case_id
        if answer == "correct" and reporter_id is not None:
            _correct(source_check, correction or {})
        elif answer == "withdraw" and was == SourceCheckState.OPEN:
            source_check.was = services.violation_withdraw(case_id=case_id)
            source_check.stopped_at = clock.now()
        elif answer == "certify":
            services.violation_certify(case_id=case_id, determination=source_check.was)
            source_check.noticed_at = clock.now()
        # After the entries that the answer made: the source stands by them.
        source_check.answered_at = clock.now()
        source_check.told_at = source_check.told_at or source_check.answered_at
    _waiting_end(source_check, actor)
    _team_notify(source_check)
    return source_check


@transaction.atomic
def source_check_lapse(*, source_check_id: int) -> None:
    """Stop counting a violation that its source did not confirm in time, and tell the business.

    The source is asked no longer about a violation that was reversed, taken back or moved to another business.
    """
    source_check = SOURCE_CHECKS.lock(source_check_id)
    if source_check.state != SourceCheckState.OPEN or source_check.confirm_by >= clock.now():
        return
    if (
        not violations_of(source_check.dispute.shipper_id)
        .filter(case=source_check.dispute.case_id)
        .exclude(determination=Determination.REVERSED)
        .exists()
    ):
        SOURCE_CHECKS.act("close", source_check)
        _waiting_end(source_check, None)
        return
    with SOURCE_CHECKS.acting("lapse", source_check):
        source_check.was = services.violation_unconfirm(case_id=source_check.dispute.case_id)
        source_check.stopped_at = clock.now()
    _waiting_end(source_check, None)
    _team_notify(source_check)


def _correct(source_check: SourceCheck, correction: Mapping[str, Any]) -> None:
    """Record the corrected fields as a further report of the source, which passes the checks of any report."""
    if not correction or not correction.keys() <= CORRECTABLE:
        message = _("Give the corrected fields of the violation, or confirm the report. Fields are: %(fields)s.") % {
            "fields": ", ".join(sorted(CORRECTABLE))
        }
        raise InvalidInput(message, fields={"correction": [message]})
    reference = reference_of(source_check.dispute.case, source_check.reporter_id)
    recording = services.recording_open(reporter=source_check.reporter, kind=Recording.Kind.API)
    outcome = services.violations_record(recording=recording, facts=[(0, {**correction, "reference": reference})])
    services.recording_finish(recording=recording)
    if outcome.rejected:
        errors = outcome.rejected[0][1]
        raise InvalidInput(" ".join(text for texts in errors.values() for text in texts), fields=errors)


def _tell(source_check: SourceCheck, *, actor: User | None) -> None:
    source_check.told_at = clock.now()
    source_check.save()
    timers_clear(subject=SOURCE_CHECKS.subject(source_check), kinds=[UNREAD])
    SOURCE_CHECKS.work_close(source_check, actor)
    SOURCE_CHECKS.record(source_check, "told", actor)


def _waiting_end(source_check: SourceCheck, actor: User | None) -> None:
    """Clear the timers of a check that waits for nothing now, and close its work item."""
    timers_clear(subject=SOURCE_CHECKS.subject(source_check), kinds=TIMERS)
    SOURCE_CHECKS.work_close(source_check, actor)


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
    about = subject_about(subject, violation_named(present))
    SOURCE_CHECKS.tell(source_check, about, number, body, *(said if source_check.answer else []))


def _of_dispute(dispute: Dispute) -> SourceCheck | None:
    return SourceCheck.objects.select_for_update(of=("self",)).filter(dispute=dispute).first()


def _end_of_workday(start: datetime, days: int) -> datetime:
    """Return the end of a period of working days in New York that begins on the day of a moment, which counts."""
    day = clock.day_of(start)
    last = add_workdays(day, days - 1 if is_workday(day) else days)
    return end_of_day(last, clock.PROGRAM_ZONE)


def _numbers(moment: datetime) -> SourceTimes:
    return terms_of(policy_on(clock.day_of(moment))).sources
