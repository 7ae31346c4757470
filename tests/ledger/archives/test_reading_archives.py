"""No answer is given from a part of the entries as if it were the whole; archived entries are read from their files."""

from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from apps.core import clock
from apps.evaluation.facts_export import facts_document
from apps.evaluation.past import past_answers
from apps.evaluation.selectors import evaluation_latest
from apps.evaluation.services import evaluate_shippers
from apps.ledger.archives import EntriesArchived
from apps.ledger.models import Shipment, Tally
from apps.ledger.selectors import reports_of_number
from apps.ledger.selectors.archives import archives_opened, months_missing
from apps.ledger.verification import tallies
from apps.measures.facts import PeriodFacts
from apps.measures.periods import Period, PeriodKind
from apps.seals.models import ArchivedLeaves
from apps.seals.selectors import proof_document
from apps.seals.services import seals_make
from apps.seals.verification import seals
from tests.evaluation.ledger import member
from tests.ledger.archives.winter import (
    CHECKS,
    JANUARY,
    NOW,
    archived,
    differences,
    moment,
    sent,
    tell,
    winter,
)
from tests.seals.days import as_administrator

pytestmark = pytest.mark.usefixtures("owner_db")


class TestVerification:
    def test_without_the_files_says_what_it_leaves_out(self, folder: Path) -> None:
        winter()
        archived(folder)
        assert differences() == []
        with clock.at(NOW):
            notes = {check.__name__: check().notes for check in CHECKS}
        assert [name for name, told in notes.items() if told] == ["parcels", "tallies", "evaluations", "seals"]

    def test_with_the_files_compares_everything(self, folder: Path) -> None:
        winter()
        with clock.at(NOW):
            whole = {check.__name__: check().compared for check in CHECKS}
        archived(folder)
        with clock.at(NOW), archives_opened(folder) as months:
            assert months == [JANUARY]
            assert months_missing() == []
            verdicts = {check.__name__: check() for check in CHECKS}
        assert {name: verdict.compared for name, verdict in verdicts.items()} == whole
        assert [(verdict.differences, verdict.notes) for verdict in verdicts.values()] == [([], [])] * len(CHECKS)
        assert months_missing() == [JANUARY]
        assert Shipment.objects.filter(date__lt=date(2025, 2, 1)).count() == 0

    def test_finds_an_altered_leaf(self, folder: Path) -> None:
        winter()
        archived(folder)
        leaves = ArchivedLeaves.objects.order_by("pk").first()
        with as_administrator("seals_archivedleaves"), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE seals_archivedleaves SET leaves = set_byte(leaves, 3, 255 - get_byte(leaves, 3)) WHERE id = %s",
                [leaves.pk],
            )
        assert [difference[:10] for difference in differences(seals)] == ["2025-01-15"]

    def test_finds_a_tally_of_another_month_that_was_altered(self, folder: Path) -> None:
        winter()
        archived(folder)
        Tally.objects.filter(month=date(2025, 2, 1)).update(shipments=9)
        assert len(differences(tallies)) == 1


class TestProofs:
    def test_entries_beside_archived_ones_are_proved(self, folder: Path) -> None:
        winter()
        with clock.at(NOW):
            before = proof_document(reports_of_number("UPSN", "STAYS"))
            archived(folder)
            assert proof_document(reports_of_number("UPSN", "STAYS")) == before

    @pytest.mark.parametrize("reference", ["IN", "OUT", "BACK"])
    def test_an_archived_entry_is_proved_by_its_file_alone(self, folder: Path, reference: str) -> None:
        winter()
        with clock.at(NOW):
            before = proof_document(reports_of_number("UPSN", reference))
            archived(folder)
            with pytest.raises(EntriesArchived, match="2025-01"):
                reports_of_number("UPSN", reference)
            with archives_opened(folder):
                assert proof_document(reports_of_number("UPSN", reference)) == before


class TestAnswers:
    """What needs archived entries names their month, and is never answered from a part of them."""

    def test_the_past_names_the_month_to_restore(self, folder: Path) -> None:
        shipper = winter()
        with clock.at(NOW):
            evaluate_shippers(shipper_ids=[shipper.pk])
            asked = {"as_of": date(2025, 2, 10), "known_at": moment(2, 11), "until": NOW}
            before = past_answers(shipper.pk, **asked)
            archived(folder)
            with pytest.raises(EntriesArchived, match="2025-01"):
                past_answers(shipper.pk, **asked)
            with archives_opened(folder):
                assert past_answers(shipper.pk, **asked) == before

    def test_an_evaluation_of_today_is_as_before(self, folder: Path) -> None:
        shipper = winter()
        with clock.at(NOW):
            evaluate_shippers(shipper_ids=[shipper.pk])
            before = evaluation_latest(shipper.pk)
            archived(folder)
            evaluate_shippers(shipper_ids=[shipper.pk])
            after = evaluation_latest(shipper.pk)
        assert before
        assert after
        assert before.pk != after.pk
        for name in ("enter", "keep", "suspend", "findings", "quiet_until", "clean_left"):
            assert getattr(after, name) == getattr(before, name)

    def test_a_business_without_archived_entries_has_its_past(self, folder: Path) -> None:
        winter()
        with clock.at(moment(2, 5)):
            other = member(date(2025, 2, 5))
            tell(sent(other, "OTHER", "2025-02-05"))
        with clock.at(moment(2, 7)):
            seals_make()
        archived(folder)
        with clock.at(NOW):
            past_answers(other.pk, as_of=date(2025, 2, 10), known_at=moment(2, 11), until=NOW)

    def test_who_lost_a_parcel_to_an_archived_entry_is_told_too(self, folder: Path) -> None:
        winter(sealed=False)
        with clock.at(moment(2, 4)):
            loser, winner = member(date(2025, 2, 1)), member(date(2025, 2, 1))
            tell(sent(loser, "MOVED", "2025-02-02"))
        with clock.at(moment(2, 5)):
            tell(sent(winner, "MOVED", "2025-01-31"), reporter="cbp", kind="agency")
        with clock.at(moment(2, 7)):
            seals_make()
        (act,) = archived(folder)
        assert len(act.took_over) == 1
        with clock.at(NOW), pytest.raises(EntriesArchived, match="2025-01"):
            past_answers(loser.pk, as_of=date(2025, 2, 10), known_at=moment(2, 11), until=NOW)
        assert differences() == []

    def test_the_export_of_facts_names_the_months_that_it_leaves_out(self, folder: Path) -> None:
        shipper = winter()
        with clock.at(NOW):
            before = facts_document(shipper)
            assert before["archived"] == []
            archived(folder)
            after = facts_document(shipper)
            assert after["archived"] == ["2025-01"]
            assert {row["month"] for row in after["months"]} == {"2025-02"}
            with archives_opened(folder):
                assert facts_document(shipper) == before

    def test_a_figure_of_a_period_with_archived_months_is_refused(self, folder: Path) -> None:
        winter()
        archived(folder)
        with pytest.raises(EntriesArchived, match="2025-01"):
            _ = PeriodFacts(Period(JANUARY, PeriodKind.QUARTER), NOW).parcels
