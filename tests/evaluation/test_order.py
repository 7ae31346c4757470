"""The same entries give the same tiers, in whatever order and batches they are recorded."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.core import clock
from apps.evaluation.rules import judge
from apps.evaluation.selectors import records_now
from apps.ledger.services import program_entry_record, recording_finish, shipments_record, violations_record
from apps.ledger.vocabulary import (
    CONTROL_KINDS,
    Attribution,
    Category,
    Culpability,
    ProgramEntryKind,
    ReporterKind,
)
from apps.shippers.models import Shipper
from tests.evaluation.ledger import CARRIER, member, recording
from tests.evaluation.policies import numbers, terms_with

# The days before today on which something happened.
days = st.integers(0, 1_500)
parcels = st.tuples(st.just("parcel"), days, st.sampled_from(["", "clean", "discrepant"]), st.integers(1, 30))
violations = st.tuples(
    st.just("violation"),
    days,
    st.sampled_from(Category.values),
    st.sampled_from(Culpability.values),
    st.sampled_from(Attribution.values),
    st.sampled_from(["alleged", "sustained", "mitigated"]),
    st.booleans(),
)
# Entries of one day count in the order of their recording, so that each has a day of its own.
program = st.tuples(st.just("program"), days, st.sampled_from(sorted(set(ProgramEntryKind.values) - CONTROL_KINDS)))
histories = st.lists(
    st.one_of(parcels, parcels, violations, program), max_size=14, unique_by=lambda one: (one[0] == "program", one[1])
)


@pytest.mark.slow
@pytest.mark.parametrize("examples", [25, pytest.param(2_000, marks=pytest.mark.soak)])
def test_the_same_entries_give_the_same_tiers_in_any_order_and_batching(examples: int):
    """Under any policy, with the same findings."""

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data(), histories, numbers)
    def holds(data: st.DataObject, history: list[tuple], changed: dict[str, str]) -> None:
        shuffled = data.draw(st.permutations(list(enumerate(history))))
        sizes = data.draw(st.lists(st.integers(1, 6), min_size=1, max_size=5))
        with transaction.atomic():
            today = clock.today()
            one, other = (member(today - timedelta(days=1_600)) for _ in range(2))
            for number, happening in enumerate(history):
                record(one, [(number, happening)], today)
            for batch in batches(shuffled, sizes):
                record(other, batch, today)
            terms = terms_with(changed)
            records = records_now([one.pk, other.pk], as_of=today, terms=terms)
            assert values(judge(records[one.pk], terms)) == values(judge(records[other.pk], terms))
            transaction.set_rollback(True)

    holds()


def batches(history: Sequence[tuple[int, tuple]], sizes: Sequence[int]) -> Iterable[list[tuple[int, tuple]]]:
    """Yield a history in batches of these sizes by turns."""
    begin, turn = 0, 0
    while begin < len(history):
        size = sizes[turn % len(sizes)]
        yield list(history[begin : begin + size])
        begin, turn = begin + size, turn + 1


def record(shipper: Shipper, batch: Sequence[tuple[int, tuple]], today: date) -> None:
    """Record a batch: what is of one kind in one recording, in the order in which the kinds first come."""
    kinds = list(dict.fromkeys(source(happening) for _number, happening in batch))
    ordered = sorted(batch, key=lambda one: kinds.index(source(one[1])))
    for kind, group in groupby(ordered, key=lambda one: source(one[1])):
        facts = [fact for number, happening in group for fact in facts_of(shipper, number, happening, today)]
        if kind == "program":
            for fact in facts:
                program_entry_record(shipper_id=shipper.pk, **fact)
            continue
        reporter = (CARRIER, ReporterKind.CARRIER) if kind == "carrier" else ("cbp", ReporterKind.AGENCY)
        recorded = recording(*reporter)
        service = violations_record if kind == "violations" else shipments_record
        outcome = service(recording=recorded, facts=list(enumerate(facts)))
        assert outcome.accepted == len(facts)
        recording_finish(recording=recorded)


def source(happening: tuple) -> str:
    """Return who reports a happening, and as what."""
    if happening[0] == "parcel":
        return "exams" if happening[2] else "carrier"
    return "violations" if happening[0] == "violation" else "program"


def facts_of(shipper: Shipper, number: int, happening: tuple, today: date) -> list[dict[str, Any]]:
    kind, ago, *rest = happening
    day = today - timedelta(days=ago)
    if kind == "program":
        return [{"kind": rest[0], "date": day}]
    name = f"{shipper.ksn}-{number}"
    if kind == "violation":
        fields = dict(
            zip(("category", "culpability", "attribution", "determination", "self_disclosed"), rest, strict=True)
        )
        return [{"ksn": shipper.ksn, "date": day, "reference": name, **fields}]
    exam = {"examined": True, "exam_basis": "random", "exam_result": rest[0]} if rest[0] else {}
    return [
        {"ksn": shipper.ksn, "issuer": CARRIER, "date": day, "reference": f"{name}-{count}"} | exam
        for count in range(rest[1])
    ]


def values(answer: Any) -> list[Any]:
    """Return the tiers, and all that the findings say, but what the entries are called."""
    return [
        (answer.enter, answer.keep, answer.suspend),
        *((one.rule, one.observed, one.required, one.enter, one.keep) for one in answer.findings),
    ]
