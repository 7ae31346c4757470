"""Writes of the exams of ports: capacities, draws within them, and what officers found."""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import require
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.core.fields import name_of
from apps.core.locks import lock_take
from apps.core.rows import row_get
from apps.core.text import text_required
from apps.events.services import record
from apps.jobs.models import Job
from apps.jobs.services import job_start
from apps.ledger.facts import KSN_SOURCE
from apps.ledger.models import Recording
from apps.ledger.services import DESK, recording_finish, recording_open, reporter_ensure, shipments_record
from apps.ledger.vocabulary import Category, ExamBasis, ExamResult, ReporterKind
from apps.policy.selectors import policy_on, terms_of
from apps.policy.terms import Terms
from apps.shippers.selectors import require_impartial
from apps.targeting import selectors
from apps.targeting.declarations import identity_of, raw_of
from apps.targeting.models import Assessment, Draw, Exam, Lot, PortCapacity, PortDay
from apps.targeting.selection import (
    GROUP_DAYS,
    CapacityDivision,
    drawn_by_seed,
    exams_by_group,
    findings_forgone,
    plan_bounded,
)
from apps.targeting.vocabulary import ExamDisposition, LotShare

PLANNER, EXAMINER = "assign_work", "record_violations"
SELECT = "targeting.select"
# The number of the advisory locks by which the draws of a port and day are made one after the other.
_LOCK = 0x7A5A
MAX_SEED = 2**53
MAX_EXAMS = 100_000
_BATCH = 5_000
# The basis of an exam at random, by the share of its lot. That of any other is the risk.
BASES = {
    LotShare.RANDOM: ExamBasis.RANDOM,
    LotShare.FOLLOW_UP: ExamBasis.FOLLOW_UP,
    LotShare.SURPLUS: ExamBasis.SURPLUS,
}


@transaction.atomic
def capacity_set(
    *, actor: User, port: str, exams: int, weekday: int | None = None, day: date | None = None
) -> PortCapacity:
    """Record how many parcels a port can open: on a day, on a day of the week, or, without both, on any day.

    An earlier capacity of the same port and day is replaced. Raises NotAllowed, and Invalid for a day and a day of the
    week at once.
    """
    require(actor, PLANNER)
    port = text_required(port, "port", _("Give the code by which carriers name the port, such as 4701."))
    if weekday is not None and day is not None:
        message = _("Choose a day of the week, or give one day, but not both.")
        raise InvalidInput(message, fields={"day": [message]})
    row, _is_new = PortCapacity.objects.update_or_create(
        port=port, weekday=weekday, day=day, defaults={"exams": min(exams, MAX_EXAMS)}
    )
    record("targeting.capacity_set", subject=(name_of(PortCapacity), row.pk), actor=actor, exams=row.exams)
    return row


@transaction.atomic
def draws_start() -> list[Job]:
    """Start a job for each port and day with parcels that wait for a draw, unless one is under way."""
    for port, day in selectors.ports_moved_to(clock.today()):
        PortDay.objects.get_or_create(port=port, day=day)
    started = list[Job]()
    for port, day in selectors.ports_waiting(clock.today()):
        port_day, _is_new = PortDay.objects.get_or_create(port=port, day=day)
        arguments = {"port_day_id": port_day.pk}
        if not Job.objects.filter(kind=SELECT, arguments=arguments, finished_at=None).exists():
            started.append(job_start(kind=SELECT, arguments=arguments))
    return started


@transaction.atomic
def parcels_draw(*, port_day_id: int) -> Draw | None:
    """Draw among the parcels of a port and day that wait, and keep the probability of each; None where none waits.

    The seed is not known to anybody before, and makes the draw repeatable for whoever audits it.
    """
    port_day = PortDay.objects.get(pk=port_day_id)
    lock_take(_LOCK, port_day_id)
    waiting = selectors.parcels_waiting(port_day)
    if not waiting:
        return None
    terms = terms_of(policy_on(clock.today()))
    rows = _with_promises(port_day, waiting, terms)
    exams, plan = selectors.plan_of(port_day, rows, terms)
    groups = selectors.groups_of(waiting)
    candidates = selectors.candidates_of(rows, groups)
    before = selectors.groups_drawn(clock.add_days(port_day.day, -GROUP_DAYS), port_day.day)
    most, least = terms.selection.group_most, terms.selection.group_least
    plan, free = plan_bounded(candidates, plan, before, most=most, least=least)
    seed = secrets.randbelow(MAX_SEED)
    odds, drawn = drawn_by_seed(candidates, plan, seed)
    made = Draw.objects.create(
        port_day=port_day,
        exams=exams,
        capacity=plan.capacity,
        unseen=plan.unseen,
        at_random=plan.at_random,
        floor=plan.floor,
        promised=plan.promised,
        rooms=plan.rooms,
        groups={name: [each.clean, each.chosen] for name, each in exams_by_group(candidates, odds).items()},
        forgone=findings_forgone(candidates, free, odds),
        policy_version=terms.version,
        seed=seed,
        parcels=len(waiting),
        selected=sum(each is not None for each in drawn),
        at=clock.now(),
    )
    lots = (
        Lot(
            draw=made,
            assessment=assessment,
            tier=promised.tier,
            share=by.share if by else "",
            probability=min(1.0, each.total),
            at_random=min(1.0, each.total, each.random.total),
            counted=min(1.0, each.total, each.random.total, each.random.counted),
            promised=promised.counted,
            after_wrong=promised.after_wrong,
            is_equal=by is not None and by.is_equal,
            groups=list(groups[assessment.pk]),
        )
        for (assessment, promised), each, by in zip(rows, odds, drawn, strict=True)
    )
    Lot.objects.bulk_create(lots, batch_size=_BATCH)
    record("targeting.parcels_drawn", subject=(name_of(PortDay), port_day_id), draw=made.pk, selected=made.selected)
    return made


def _with_promises(
    port_day: PortDay, waiting: Sequence[Assessment], terms: Terms
) -> list[tuple[Assessment, selectors.PromisedExams]]:
    """Return the waiting assessments, each with what its seller is promised.

    Nobody is promised anything for a parcel that was drawn before: the lot whether it counts is cast once.
    """
    promised = selectors.promises_of({row.shipper_id for row in waiting if row.shipper_id}, terms, port_day.day)
    of_others = selectors.PromisedExams(counted=terms.least_exams.share)
    in_vain = selectors.drawn_in_vain(waiting)
    return [
        (
            row,
            selectors.PromisedExams(counted=0.0) if row.pk in in_vain else promised.get(row.shipper_id or 0, of_others),
        )
        for row in waiting
    ]


def draw_repeated(made: Draw) -> dict[int, tuple[str, float]]:
    """Return what a draw gave to each assessment when it is repeated from its seed and plan: share and probability."""
    lots = Lot.objects.filter(draw=made).select_related("assessment", "draw").order_by("assessment")
    rows = [(lot.assessment, _promise_kept(lot)) for lot in lots]
    promised = {int(tier): rate for tier, rate in made.promised.items()}
    plan = CapacityDivision(made.capacity, made.unseen, made.at_random, made.floor, promised, made.rooms)
    groups = {lot.assessment_id: tuple(lot.groups) for lot in lots}
    odds, drawn = drawn_by_seed(selectors.candidates_of(rows, groups), plan, made.seed)
    return {
        row.pk: (by.share if by else "", min(1.0, each.total))
        for (row, _promised), each, by in zip(rows, odds, drawn, strict=True)
    }


def _promise_kept(lot: Lot) -> selectors.PromisedExams:
    """Return what the seller of a lot was promised. In draws of before, all that was drawn at random counted, and what
    a hard rule opened did not.
    """
    if lot.promised is None:
        return selectors.PromisedExams(
            counted=max(lot.at_random, lot.draw.floor) if lot.at_random else 0.0, tier=lot.tier
        )
    return selectors.PromisedExams(counted=lot.promised, after_wrong=lot.after_wrong or 0.0, tier=lot.tier)


@transaction.atomic
def exam_record(*, actor: User, lot_id: int, result: str, disposition: str, category: str = "", text: str = "") -> Exam:
    """Record what an officer found in a selected parcel. The ledger takes the result as an exam of the program.

    The exam counts in the rate of the seller only where the draw said so before the parcel was opened (`BASES`). A
    further exam of the parcel takes the place of the one before. Raises NotAllowed, NotFound for a parcel that was not
    selected, Conflict for a parcel of a business on whose team the officer is, and Invalid.
    """
    require(actor, EXAMINER)
    lot = row_get(
        Lot.objects.select_related("assessment").exclude(share=""),
        _("This parcel was not selected for an exam."),
        pk=lot_id,
    )
    assessment = lot.assessment
    require_impartial(actor, assessment.shipper_id)
    is_wrong = ExamResult(result) is ExamResult.DISCREPANT
    if is_wrong != bool(category):
        message = _("Choose what was wrong.") if is_wrong else _("Nothing was wrong: leave this out.")
        raise InvalidInput(message, fields={"category": [message]})
    if is_wrong:
        text = text_required(text, "text", _("Say what you saw."))
    recording = _record(actor, assessment, lot, result, disposition)
    exam = Exam.objects.create(
        lot=lot,
        result=result,
        category=Category(category) if category else "",
        disposition=ExamDisposition(disposition),
        text=text.strip(),
        recording=recording,
        by=actor,
        at=clock.now(),
    )
    record("targeting.exam_recorded", subject=(name_of(Lot), lot.pk), shipper_id=assessment.shipper_id, actor=actor)
    return exam


def _record(actor: User, assessment: Assessment, lot: Lot, result: str, disposition: str) -> Recording:
    """Record an exam in the ledger, and return its recording. Raises Invalid where the ledger refuses the exam.

    A parcel that nobody reported yet is reported as it was declared.
    """
    known = selectors.parcel_on_record(assessment)
    told: dict[str, Any] = identity_of(assessment) | {"date": known.date.isoformat()} if known else raw_of(assessment)
    basis = BASES.get(LotShare(lot.share), ExamBasis.RISK)
    told |= {"examined": True, "exam_basis": basis, "exam_result": result, "disposition": disposition}
    reporter = reporter_ensure(code=DESK, kind=ReporterKind.AGENCY)
    recording = recording_open(reporter=reporter, kind=Recording.Kind.DESK, actor=actor)
    source = assessment.seller_source
    outcome = shipments_record(recording=recording, facts=[(0, told)], source="" if source == KSN_SOURCE else source)
    if outcome.rejected:
        errors = outcome.rejected[0][1]
        raise Conflict(" ".join(message for messages in errors.values() for message in messages), code="not_recorded")
    recording_finish(recording=recording)
    return recording
