"""The service of a violation on its business, and the time to answer that follows.

`cases_serve` brings the service of a case up to date after any change of the violation. It reads only the present
state, so it may be called at any time and more than once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache

from django.db import transaction
from django.db.models import Count, Min
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.deadlines import deadline, morning_before
from apps.core.rows import row_get
from apps.events import services as events
from apps.events.timers import NewTimer, timers_clear_many, timers_set
from apps.ledger import work
from apps.ledger.models import Case, Recording, Service, Violation
from apps.ledger.services.notices.messages import notice_of, reminder_of, withdrawal_of
from apps.ledger.vocabulary import COUNTING, Determination, ReporterKind
from apps.notices.services import NewMessage, messages_send
from apps.policy.procedures import Clocks
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.models import Shipper
from apps.shippers.selectors import signed_for, teams_of
from apps.shippers.zones import zone_of
from apps.work.services import item_open, items_close

TIMERS = DUE, REMINDER, OVER = "ledger.service_due", "ledger.answer_reminder", "ledger.answer_over"
# The team is reminded this many days before the last day to answer.
REMINDER_DAYS = (7, 1)
# A violation that was recorded as sustained by one of these is news; files bring the history of years.
NEWS_KINDS = frozenset({Recording.Kind.API, Recording.Kind.DESK})
PAST_THE_LIMIT = timedelta(microseconds=1)
# A business gets so many notices of allegations a day. Further ones wait, and are served together: each notice is a
# duty of its reader, and nobody but an agency or an officer may put one on another each minute.
MAX_NOTICES_A_DAY = 3
DAY = timedelta(days=1)
NOTICE_DUE = "ledger.notice_due"

type Served = list[tuple[Service, Violation]]


@transaction.atomic
def cases_serve(*, case_ids: Collection[int]) -> None:
    """Bring the service of these cases up to date with their present entries.

    Serve each allegation against a business for which somebody signs here, unless a supervisor delays the notice; send
    the notice of a violation that was recorded as sustained; and set the reminders and the work item of each.
    """
    if not case_ids:
        return
    entries = _entries(_cases_lock(case_ids))
    services = {
        service.case_id: service for service in Service.objects.filter(case__in=case_ids).select_related("shipper")
    }
    teams = teams_of({_business_of(entry).pk for entry in entries})
    signed = signed_for(teams)
    first = _first_counting([entry.case_id for entry in entries if entry.determination in COUNTING])
    if gone := services.keys() - {entry.case_id for entry in entries}:
        _cases_close(gone)
    now = clock.now()
    alleged: dict[int, Served] = defaultdict(list)
    counting: dict[int, Served] = defaultdict(list)
    present: Served = []
    for entry in entries:
        shipper = _business_of(entry)
        service = service_for(entry, services.get(entry.case_id))
        if teams.get(shipper.pk):
            if entry.determination == Determination.ALLEGED:
                waits = service.is_delayed(now) or service.unconfirmed_at
                if service.answer_by is None and shipper.pk in signed and not waits:
                    alleged[shipper.pk].append((service, entry))
            elif service.served_at is None and first.get(entry.case_id) in NEWS_KINDS:
                counting[shipper.pk].append((service, entry))
        present.append((service, entry))
    _notices_postpone(alleged, now)
    # Read once, and only if something is served.
    clocks = cache(lambda: clocks_at(now))
    notices: list[NewMessage] = []
    for shipper_id, told in (*alleged.items(), *counting.items()):
        # No time to answer runs for a violation that counts already.
        days = clocks().response_days if told[0][1].determination == Determination.ALLEGED else None
        for service, _entry in told:
            service_begin(service, channel=Service.Channel.SITE, at=now, days=days)
            service.told_with = told[0][1].case if len(told) > 1 else None
        notices.append(notice_of(told, teams[shipper_id], clocks()))
    if notices:
        served = [service for told in (*alleged.values(), *counting.values()) for service, _entry in told]
        _services_save(served)
        messages_send(notices)
        served_events_record(served)
    services_schedule([(service, entry) for service, entry in present if service.pk])


def _notices_postpone(alleged: dict[int, Served], now: datetime) -> None:
    """Take the allegations from the given ones that must wait, since their business has had its notices of the day,
    and set the timer that serves them.

    What an agency or an officer alleges does not wait, nor does what can be told together with it.
    """
    asked = [business for business, told in alleged.items() if not any(_is_official(entry) for _s, entry in told)]
    if not asked:
        return
    notices = Service.objects.filter(
        shipper__in=asked, channel=Service.Channel.SITE, answer_by__isnull=False, served_at__gt=now - DAY
    )
    counted = notices.values("shipper").annotate(sent=Count("served_at", distinct=True), first=Min("served_at"))
    full = counted.filter(sent__gte=MAX_NOTICES_A_DAY).order_by("shipper")
    due = {business: first + DAY for business, first in full.values_list("shipper", "first")}
    timers_set([NewTimer(NOTICE_DUE, ("shipper", pk), at, shipper_id=pk) for pk, at in due.items()])
    for business in due:
        del alleged[business]


def _is_official(entry: Violation) -> bool:
    return entry.recording.kind == Recording.Kind.DESK or entry.recording.reporter.kind == ReporterKind.AGENCY


def _services_save(services: Sequence[Service]) -> None:
    new = [service for service in services if service.pk is None]
    known = [service for service in services if service.pk is not None]
    Service.objects.bulk_create(new)
    # All fields: of a violation that moved from another business, the service starts anew.
    Service.objects.bulk_update(known, [field.name for field in Service._meta.concrete_fields if not field.unique])


def service_for(entry: Violation, present: Service | None) -> Service:
    """Return the service of a violation on its present business.

    If the violation moved from another business, the service starts anew, since the other business no longer has to
    answer.
    """
    shipper = _business_of(entry)
    if present is not None and present.shipper_id == shipper.pk:
        return present
    return Service(pk=present.pk if present else None, case=entry.case, shipper=shipper)


def service_begin(service: Service, *, channel: str, at: datetime, days: int | None = None) -> None:
    """Set on a service how and when the violation was served. `days` is the time to answer, which starts now and is
    counted in the time zone of the business.

    The caller saves the service, sends the notice, and records the event by `served_events_record`.
    """
    service.channel, service.served_at = channel, at
    if days is not None:
        service.answer_by = deadline(at, days, zone_of(service.shipper))


def served_events_record(services: Iterable[Service]) -> None:
    """Record the events of violations that were served, in the caller's transaction."""
    served = [events.NewEvent(("case", service.case_id), service.shipper_id) for service in services]
    events.record_many("ledger.violation_served", events=served)


def clocks_at(moment: datetime) -> Clocks:
    """Return the times to act that the policy in force at a moment gives."""
    return terms_of(policy_on(clock.day_of(moment))).clocks


def service_schedule(service: Service, entry: Violation) -> None:
    """Set the timers of a service and open or close its work item, by its present state."""
    services_schedule([(service, entry)])


def services_schedule(served: Sequence[tuple[Service, Violation]]) -> None:
    """Set the timers of services and open or close their work items, by the present state of each.

    `served` are pairs of a service and the present entry of its case. The number of queries does not grow with the
    services, but for those that now wait for an officer.
    """
    now = clock.now()
    timers: list[NewTimer] = []
    settled: list[int] = []
    for service, entry in served:
        alleged, limit = entry.determination == Determination.ALLEGED, service.answer_by
        if alleged and service.delayed_until and service.is_delayed(now):
            timers.append(_timer(DUE, service, service.delayed_until))
        if not alleged or limit is None or service.unconfirmed_at:
            settled.append(service.case_id)
        elif service.is_heard(now) or (service.answered_at is None and limit < now):
            _item_open(service, entry)
        else:
            settled.append(service.case_id)
            if service.answered_at is None:
                reminders = {days: _reminder_at(service, limit, days) for days in REMINDER_DAYS}
                timers += [_timer(REMINDER, service, at, step=str(days)) for days, at in reminders.items() if at > now]
            if service.final_at is None and limit >= now:
                timers.append(_timer(OVER, service, limit + PAST_THE_LIMIT))
    timers_clear_many(model="case", ids=[service.case_id for service, _entry in served], kinds=TIMERS)
    timers_set(timers)
    if settled:
        items_close(kind=work.ALLEGATION.code, model="case", ids=settled)


def _timer(kind: str, service: Service, at: datetime, step: str = "") -> NewTimer:
    return NewTimer(kind, ("case", service.case_id), at, step, service.shipper_id)


def _item_open(service: Service, entry: Violation) -> None:
    """Let an allegation wait for an officer, who determines it."""
    item_open(
        kind=work.ALLEGATION.code,
        subject=("case", service.case_id),
        title=f"{service.shipper}: {entry}",
        shipper_id=service.shipper_id,
        country=service.shipper.country.code,
        severity=work.severity_step(entry.category, entry.culpability),
    )


@transaction.atomic
def services_remind(*, steps: Collection[tuple[int, str]]) -> None:
    """Remind the teams of some cases before their time to answer ends.

    `steps` are pairs of a case and the number of days before the end. After an outage only the latest step that was
    reached sends a reminder. No reminder is sent after the end, or for a violation that was answered or determined.
    """
    now, due = clock.now(), []
    entries = {entry.case_id: entry for entry in _entries(_cases_lock({case_id for case_id, _step in steps}))}
    services = Service.objects.filter(case__in=entries, answer_by__gte=now, answered_at=None).select_related("shipper")
    for service in services.order_by("case"):
        entry = entries[service.case_id]
        if (
            (service.case_id, _step_reached(service, now)) in steps
            and entry.determination == Determination.ALLEGED
            and service.shipper_id == _business_of(entry).pk
        ):
            due.append(service)
    teams = teams_of({service.shipper_id for service in due})
    messages_send(reminder_of(service, entries[service.case_id], teams.get(service.shipper_id, [])) for service in due)


def case_admit(case: Case) -> None:
    """Record the service of a violation that the business itself reported, in the caller's transaction."""
    now = clock.now()
    Service.objects.create(
        case=case, shipper=case.seller.shipper, served_at=now, answered_at=now, heard_at=now, final_at=now
    )


@transaction.atomic
def case_answer(*, case_id: int, agreed: bool, final: bool) -> None:
    """Record that the business answered a violation. If it agreed, the violation may be determined at once; if the
    answer is `final`, once an officer has decided it. Any other answer leaves the business its time to answer.
    """
    entry = entry_locked(case_id)
    service = _served(entry)
    if service is None and entry.determination == Determination.ALLEGED:
        # The business found the allegation before its notice was served.
        service = service_for(entry, None)
    now = clock.now()
    if service is not None and not service.is_heard(now):
        service.answered_at = now
        service.heard_at = now if agreed else None
        service.final_at = now if agreed or final else None
        service.save()
        _cases_close([case_id])
        if not service.final_at:
            service_schedule(service, entry)


@transaction.atomic
def case_hear(*, case_id: int) -> None:
    """Record that an officer decided the answer of the business: the allegation may now be determined."""
    service = _served(entry_locked(case_id))
    if service is not None:
        service.heard_at = service.heard_at or clock.now()
        service.save()
        # A handler opens the work item once the decision is committed.
        events.record("ledger.answer_heard", subject=("case", case_id), shipper_id=service.shipper_id)


@transaction.atomic
def case_answer_withdraw(*, case_id: int) -> None:
    """Record that the business withdrew its only answer: its time to answer runs as if it had not answered."""
    entry = entry_locked(case_id)
    if (service := _served(entry)) is not None:
        service.answered_at = service.heard_at = service.final_at = None
        service.save()
        service_schedule(service, entry)


def case_confirmation_set(entry: Violation, *, unconfirmed_at: datetime | None) -> None:
    """Keep since when the source of a locked case has not confirmed the violation; None once the source certified."""
    service = service_for(entry, Service.objects.select_related("shipper").filter(case=entry.case_id).first())
    service.unconfirmed_at = unconfirmed_at
    service.save()
    service_schedule(service, entry)


def services_end(case_ids: Iterable[int]) -> None:
    """Delete the services of violations whose reports were taken back whole, or that are not the business's, in the
    caller's transaction, and tell the businesses that their notices are withdrawn.
    """
    ended = Service.objects.filter(case__in=case_ids).select_related("shipper", "case").order_by("case")
    told: dict[int, list[Service]] = defaultdict(list)
    for service in ended:
        if service.served_at is not None:
            told[service.shipper_id].append(service)
    teams = teams_of(told)
    messages_send(withdrawal_of(services, teams.get(business, [])) for business, services in told.items())
    _cases_close([service.case_id for service in ended])
    ended.delete()


def _cases_close(case_ids: Collection[int]) -> None:
    """Clear the timers of cases and close their work items."""
    timers_clear_many(model="case", ids=case_ids, kinds=TIMERS)
    items_close(kind=work.ALLEGATION.code, model="case", ids=case_ids)


def _entries(violation_ids: Collection[int]) -> list[Violation]:
    """Return the entries among these that concern a business and are not void."""
    entries = Violation.objects.filter(pk__in=violation_ids, voided=False, seller__shipper__isnull=False)
    related = ("case", "seller__shipper", "parcel", "grounds", "recording__reporter")
    return list(entries.select_related(*related).order_by("pk"))


def _first_counting(case_ids: Collection[int]) -> dict[int, str]:
    """Return, by case, the kind of recording by which the violation first counted."""
    counting = Violation.objects.filter(case__in=case_ids, determination__in=COUNTING, voided=False)
    firsts = counting.order_by("case", "revision").distinct("case")
    return dict(firsts.values_list("case", "recording__kind"))


def _cases_lock(case_ids: Collection[int]) -> set[int]:
    """Lock cases in key order, and return their present entries."""
    cases = Case.objects.select_for_update().filter(pk__in=case_ids).order_by("reporter_id", "reference")
    return {case.violation_id for case in cases}


def entry_locked(case_id: int) -> Violation:
    """Lock a case, and return its present entry."""
    case = row_get(Case.objects.select_for_update(), _("There is no such violation."), pk=case_id)
    beside = ("case__reporter", "seller__shipper", "parcel", "grounds", "recording__reporter")
    return Violation.objects.select_related(*beside).get(pk=case.violation_id)


def _served(entry: Violation) -> Service | None:
    """Return the service of a violation on the present business."""
    services = Service.objects.filter(case=entry.case_id, shipper=entry.seller.shipper_id)
    return services.select_related("shipper").first()


def _business_of(entry: Violation) -> Shipper:
    """Return the business of a violation's seller."""
    assert entry.seller.shipper is not None
    return entry.seller.shipper


def _step_reached(service: Service, now: datetime) -> str | None:
    """Return the latest reminder whose moment has come, as the number of days before the last day to answer."""
    limit = service.answer_by
    reached = [days for days in sorted(REMINDER_DAYS) if limit and _reminder_at(service, limit, days) <= now]
    return str(reached[0]) if reached else None


def _reminder_at(service: Service, limit: datetime, days: int) -> datetime:
    return morning_before(limit, days, zone_of(service.shipper))
