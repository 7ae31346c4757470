"""Cases that several reporters share: one matter, which each of them reports under a reference of its own."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F

from apps.ledger.facts import PROGRAM
from apps.ledger.models import FurtherReport, Parcel, Seller, Violation
from apps.ledger.vocabulary import Basis, Determination

# An act that happens to a parcel once: two reports of it are one matter, whatever category each of them gives.
ONE_ACT = frozenset({Basis.SEIZURE, Basis.DETENTION})


def parcels_of_cases(reporter_id: int, references: Collection[str]) -> dict[str, int | None]:
    """Return the parcel, or None, of each case of a reporter among these references whose entry is not void."""
    entries = Violation.objects.filter(
        case__reporter=reporter_id, case__reference__in=references, pk=F("case__violation_id"), voided=False
    )
    return dict(entries.values_list("case__reference", "parcel"))


def sellers_of_disowned(parcel_ids: Collection[int]) -> dict[int | None, int]:
    """Return the sellers of those of these parcels that a business disowned, as the program recorded, by parcel."""
    if not parcel_ids:
        return {}
    disowned = Parcel.objects.filter(pk__in=parcel_ids, seller__source=PROGRAM)
    return dict(disowned.values_list("pk", "seller"))


class OtherReports:
    """The reports of other reporters about the parcels of a batch that were not found to be untrue.

    The parcels are locked, in the order in which reports of shipments lock them, so that of two reporters who report
    one matter at once the second finds the case of the first.
    """

    def __init__(self, reporter_id: int, parcels: Collection[int], sellers: Iterable[int]) -> None:
        self._sellers = set(sellers)
        self._by_parcel: dict[int | None, list[Violation]] = {}
        if not parcels:
            return
        locked = Parcel.objects.select_for_update(no_key=True).filter(pk__in=parcels)
        list(locked.order_by("issuer", "reference", "reuse").values_list("pk"))
        known = Violation.objects.filter(parcel__in=parcels, pk=F("case__violation_id"), voided=False)
        for entry in (
            known.exclude(determination=Determination.REVERSED)
            .exclude(case__reporter=reporter_id)
            .select_related("case__reporter")
            .order_by("case")
        ):
            self._by_parcel.setdefault(entry.parcel_id, []).append(entry)
        self._businesses: dict[int, int | None] = {}
        if self._by_parcel:
            known_sellers = {entry.seller_id for entries in self._by_parcel.values() for entry in entries}
            self._businesses = dict(
                Seller.objects.filter(pk__in=self._sellers | known_sellers).values_list("pk", "shipper")
            )

    def __bool__(self) -> bool:
        return bool(self._by_parcel)

    def same(self, content: Mapping[str, Any]) -> Violation | None:
        """Return the entry of another reporter that is about the same matter as a report; None if there is none.

        Two reports are about the same matter if they name the same parcel, sellers that may be one, and the same
        category or act.
        """
        return next(
            (
                entry
                for entry in self._by_parcel.get(content.get("parcel_id"), ())
                if self._may_be_one(entry.seller_id, content["seller_id"])
                and (entry.category == content["category"] or entry.basis == content.get("basis") in ONE_ACT)
            ),
            None,
        )

    def _may_be_one(self, seller_id: int, other_id: int) -> bool:
        """Return whether two identities may be one seller: only those of two businesses can't be."""
        one, other = self._businesses.get(seller_id), self._businesses.get(other_id)
        return one == other or one is None or other is None


class FurtherReports:
    """The reports that are kept beside their cases, of the references in a batch.

    `cases` gives the case of another reporter that a reference stands for. A report that says the same as the last one
    of its reference is not kept.
    """

    def __init__(self, reporter_id: int, references: Collection[str]) -> None:
        kept = FurtherReport.objects.filter(
            reporter=reporter_id, reference__in=references, recording__reversed_by=None
        ).select_related("case")
        self._latest = {report.reference: report for report in kept.order_by("pk")}
        self.cases = {
            reference: report.case_id
            for reference, report in self._latest.items()
            if report.case.reporter_id != reporter_id
        }
        self._new: list[FurtherReport] = []

    def add(self, report: FurtherReport) -> bool:
        """Keep a report; return whether it says anything new."""
        report.content = json.loads(json.dumps(report.content, cls=DjangoJSONEncoder))
        last = self._latest.get(report.reference)
        if last is not None and last.content == report.content:
            return False
        self._latest[report.reference] = report
        self._new.append(report)
        return True

    def save(self) -> None:
        """Write the reports that were kept."""
        FurtherReport.objects.bulk_create(self._new)
