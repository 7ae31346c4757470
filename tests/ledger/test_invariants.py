"""The ledger agrees with a simple model of its rules after any sequence of reports, amendments and reversals."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.ledger import services
from apps.ledger.models import Parcel, Recording, Shipment, Tally
from apps.ledger.services import BatchCounts
from apps.ledger.vocabulary import RANK
from tests.ledger.conftest import assert_consistent, enrolled, recording_of, reporter

NUMBERS = ["1Z001", "1Z002", "1Z003"]
REPORTERS = [("agency", "a"), ("carrier", "b"), ("carrier", "c"), ("marketplace", "d"), ("seller", "e")]
SELLERS = 2

facts = st.fixed_dictionaries(
    {
        "reference": st.sampled_from(NUMBERS),
        "seller": st.integers(0, SELLERS - 1),
        "date": st.sampled_from(["2026-01-31", "2026-02-01", "2026-03-15"]),
    },
    optional={
        "value": st.sampled_from(["1", "2"]),
        "currency": st.sampled_from(["USD", "EUR"]),
        "exam_result": st.sampled_from(["clean", "discrepant"]),
        "exam_basis": st.sampled_from(["random", "follow_up", "surplus"]),
        "disposition": st.sampled_from(["released", "seized"]),
        "version": st.integers(0, 3),
    },
)
batches = st.tuples(st.integers(0, len(REPORTERS) - 1), st.lists(facts, min_size=1, max_size=5))
reversals = st.integers(0, 20)
histories = st.lists(st.one_of(batches, batches, batches, reversals), max_size=10)


@dataclass
class Told:
    """A revision of a parcel: its recording, its reporter, its content and the version that its reporter gave.

    `basis` is that of an exam at random by the word of an agency, "" without one.
    """

    recording: int
    who: int
    content: dict[str, Any]
    evidence: bool
    basis: str
    version: int | None


def basis_at_random(content: dict[str, Any]) -> str:
    """Return the basis of an exam at random that has a result and that a rule reads."""
    basis = content.get("exam_basis", "")
    return basis if basis != "surplus" and "exam_result" in content else ""


@dataclass
class Model:
    """A model of the ledger's rules, without tallies, digests or SQL. `versions` has the highest version that the
    reporter of the present revision of a parcel gave.
    """

    told: dict[str, list[Told]] = field(default_factory=dict)
    taken_back: set[int] = field(default_factory=set)
    versions: dict[str, int | None] = field(default_factory=dict)

    def standing(self, number: str) -> list[Told]:
        return [told for told in self.told.get(number, []) if told.recording not in self.taken_back]

    def present(self, number: str) -> Told | None:
        return next(reversed(self.standing(number)), None)

    def take_back(self, recording: int) -> None:
        before = {number: self.present(number) for number in NUMBERS}
        self.taken_back.add(recording)
        for number, told in before.items():
            present = self.present(number)
            if present is not told:
                self.versions[number] = present.version if present else None

    def report(self, recording: int, who: int, fact: dict[str, Any]) -> str:
        kind, number, version = REPORTERS[who][0], fact["reference"], fact.get("version")
        given = content = {name: value for name, value in fact.items() if name not in ("reference", "version")}
        present = self.present(number)
        evidence = kind != "seller"
        is_own = present is not None and present.who == who
        last = self.versions.get(number) if is_own else None
        told = kind == "agency" and given.keys() & {"exam_basis", "exam_result"}
        basis = basis_at_random(content) if told else ""
        if present:
            content = present.content | content
            confirms = (evidence and not present.evidence) or basis not in ("", present.basis)
            basis = basis_at_random(content)
            basis = basis if told or basis == present.basis else ""
            if content == present.content and not confirms:
                if is_own:
                    self.versions[number] = max((each for each in (last, version) if each is not None), default=None)
                return "duplicate"
            if version is not None and last is not None and version < last:
                return "stale"
            if is_own and any(
                (told.who, told.version) == (who, version) and told.content == told.content | given
                for told in self.standing(number)[:-1]
            ):
                return "duplicate"
            theirs = REPORTERS[present.who][0]
            # Both sellers are businesses on record: of a number of nobody, only an agency moves a parcel between them.
            moves = content["seller"] != present.content["seller"] and kind != "agency" and theirs != "seller"
            if not is_own and (RANK[kind] <= RANK[theirs] or moves):
                return "conflict"
            evidence = evidence or present.evidence
        self.told.setdefault(number, []).append(Told(recording, who, content, evidence, basis, version))
        self.versions[number] = last if version is None else version
        return "amended" if present else "accepted"

    def tallies(self) -> dict[tuple, tuple]:
        sums: dict[tuple, list] = {}
        for told in filter(None, map(self.present, NUMBERS)):
            key = (told.content["seller"], told.content["date"][:7], told.content.get("currency", ""))
            row = sums.setdefault(key, [0, 0, 0, 0, Decimal(0), 0, 0, 0, 0])
            result = told.content.get("exam_result")
            row[0] += 1
            row[1] += told.evidence
            row[2] += told.evidence and result is not None
            row[3] += told.evidence and result == "discrepant"
            row[4] += Decimal(told.content.get("value", 0))
            for place, basis in ((5, "random"), (7, "follow_up")):
                row[place] += told.basis == basis
                row[place + 1] += told.basis == basis and result == "discrepant"
        return {key: tuple(row) for key, row in sums.items()}


def counts(outcome: BatchCounts) -> Counter[str]:
    return +Counter(
        accepted=outcome.accepted,
        amended=outcome.amended,
        duplicate=outcome.duplicates,
        stale=outcome.stale,
        conflict=len(outcome.rejected),
    )


def kept_tallies(sellers: dict[int, int]) -> dict[tuple, tuple]:
    return {
        (sellers[row.seller_id], f"{row.month:%Y-%m}", row.currency): (
            row.shipments,
            row.evidence,
            row.examined,
            row.discrepant,
            row.value,
            row.drawn,
            row.drawn_discrepant,
            row.followed,
            row.followed_discrepant,
        )
        for row in Tally.objects.exclude(shipments=0)
    }


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories)
def test_any_history_is_recorded_as_the_model_records_it(history: list) -> None:
    with transaction.atomic():
        shippers = [enrolled() for _ in range(SELLERS)]
        sellers = {shipper.sellers.get().pk: number for number, shipper in enumerate(shippers)}
        reporters = [reporter(kind, code) for kind, code in REPORTERS]
        model, recordings = Model(), []
        for step in history:
            if isinstance(step, tuple):
                who, batch = step
                recording = recording_of(reporters[who])
                recordings.append(recording)
                raw = [
                    {"issuer": "UPSN", "ksn": shippers[fact["seller"]].ksn}
                    | {name: value for name, value in fact.items() if name != "seller"}
                    for fact in batch
                ]
                outcome = services.shipments_record(recording=recording, facts=list(enumerate(raw)))
                assert counts(outcome) == Counter(model.report(recording.pk, who, fact) for fact in batch)
            elif step < len(recordings):
                take_back(recordings[step], model)
            assert kept_tallies(sellers) == model.tallies()
            assert_consistent()
        for number in NUMBERS:
            assert_present(number, model.present(number))
        transaction.set_rollback(True)


def take_back(recording: Recording, model: Model) -> None:
    if recording.pk not in model.taken_back:
        services.recording_reverse(recording_id=recording.pk, reason="x", reporter=recording.reporter)
        model.take_back(recording.pk)


def assert_present(number: str, told: Told | None) -> None:
    parcel = Parcel.objects.filter(reference=number).first()
    if told is None:
        assert parcel is None or parcel.voided
        return
    entry = Shipment.objects.get(id=parcel.shipment_id, date=parcel.date)
    assert not entry.voided
    assert entry.date.isoformat() == told.content["date"]
    assert entry.disposition == told.content.get("disposition", "")
    assert entry.exam_result == told.content.get("exam_result", "")
    assert entry.value == (Decimal(told.content["value"]) if "value" in told.content else None)
    assert parcel.reporter.code == REPORTERS[told.who][1]
