"""The exams of parcels that were reported with the basis of a special operation."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce, TruncDate

from apps.core import clock
from apps.ledger.models import Shipment
from apps.ledger.selectors.archives import months_require
from apps.ledger.vocabulary import Disposition, ExamBasis, ExamResult

# A parcel arrives so many days after its shipment at the latest, as long as its number counts as that of one parcel.
MAX_DAYS_TO_ARRIVE = 120


@dataclass(frozen=True, slots=True)
class ExamCounts:
    """Parcels that were reported as opened, those of them that were not in order, and those that were seized."""

    opened: int
    wrong: int
    seized: int


def operation_exams_counted(*, port: str, first_day: date, last_day: date) -> ExamCounts:
    """Count the parcels opened with the basis “operation” at a port on some days, as they were reported last.

    The day of a parcel is that of its arrival in New York time, or of its shipment where no arrival was reported. Exams
    that the seller alone reported are no evidence and are left out. Takes one query, which reads an index of these
    exams. Raises Archived if entries of these days may be in files.
    """
    since = clock.add_days(first_day, -MAX_DAYS_TO_ARRIVE)
    months_require(since, last_day)
    found = Shipment.objects.filter(
        exam_basis=ExamBasis.OPERATION.value,
        date__range=(since, last_day),
        id=F("parcel__shipment_id"),
        voided=False,
        evidence=True,
        examined=True,
        port=port,
    ).annotate(day=Coalesce(TruncDate("arrived_at", tzinfo=clock.PROGRAM_ZONE), "date"))
    counts = found.filter(day__range=(first_day, last_day)).aggregate(
        opened=Count("id"),
        wrong=Count("id", filter=Q(exam_result=ExamResult.DISCREPANT)),
        seized=Count("id", filter=Q(disposition=Disposition.SEIZED)),
    )
    return ExamCounts(**counts)
