"""A member speaks about its record: shipments that it disowns, violations that it discloses or answers."""

from collections.abc import Callable

from django.db.models import QuerySet

from apps.core import clock
from apps.disputes import services
from apps.disputes.models import Disclosure, Disowning, SourceCheck, SourceCheckState
from apps.ledger.models import Parcel
from apps.ledger.selectors import violations_of
from apps.ledger.services import violations_record
from apps.ledger.vocabulary import Category, Culpability
from config.simulation.numbers import catalog
from config.simulation.numbers.reports import facts_record
from config.simulation.people.acts import Act, Story, Turn, in_days, officer, often, owner, paper, row_of, second
from config.simulation.people.cast import Role

RECORD = Role("answers for its record")
# The violations that the member disputes. Of three of them the source says nothing in its time.
DISPUTED = 5


def _parcels(turn: Turn) -> QuerySet[Parcel]:
    """Return the parcels of the member that it has not disowned, the latest first."""
    disowned = Disowning.objects.filter(shipper=turn.shipper_id).values("parcel")
    parcels = Parcel.objects.filter(seller__shipper=turn.shipper_id, voided=False).exclude(pk__in=disowned)
    return parcels.order_by("-pk")


disown = often(owner, services.disowning_open, parcel_id=row_of(_parcels), text="No order of ours has this number.")
SCANNED = {"reasons": "The carrier's scan names the sender."}


def _disclosed(before: int, category: Category) -> Act:
    return owner(
        before,
        services.disclosure_open,
        category=category,
        day=in_days(-6),
        text="Our list named the goods of two makers alike. It is put right.",
        tender=Disclosure.Tender.NOTHING_LOST,
    )


def slips_report(*, turn: Turn) -> None:
    """Have the agency report slips of the member today."""
    number, today = turn.member.seller.number, clock.today().isoformat()
    slip = {"ksn": turn.member.ksn, "date": today, "category": Category.MARKING, "culpability": Culpability.CLERICAL}
    slip |= {"basis": "finding", "attribution": "seller", "determination": "sustained"}
    references = [f"S{number:05d}-{place}" for place in range(DISPUTED)]
    facts_record(violations_record, catalog.AGENCY, *(slip | {"reference": each} for each in references))


def _case(place: int) -> Callable[[Turn], int]:
    """Return the violation of the member at a place, the latest first."""
    return lambda turn: (
        violations_of(turn.shipper_id)
        .exclude(determination="reversed")
        .order_by("-case")
        .values_list("case", flat=True)[place]
    )


def _answered(before: int, place: int, position: str, text: str) -> Act:
    return owner(before, services.dispute_open, case_id=_case(place), position=position, text=text, final=True)


def _disputed(before: int, place: int) -> Act:
    return _answered(before, place, "dispute", "The goods were marked; the photo shows the other side.")


def sources_tell(*, turn: Turn) -> None:
    """Tell the source of each dispute of the member; the source corrects its report about the first."""
    officer = turn.cast.staff.officer
    checks = SourceCheck.objects.filter(dispute__shipper=turn.shipper_id, state=SourceCheckState.OPEN).order_by("pk")
    asked = [services.source_check_tell(actor=officer, source_check_id=check.pk, how="By phone.") for check in checks]
    services.source_check_answer(
        actor=officer,
        source_check_id=asked[0].pk,
        answer="correct",
        text="The mark was there. The report now says that it can't be read.",
    )


def _unconfirmed(_turn: Turn) -> QuerySet[SourceCheck]:
    """Return the checks that nobody confirmed, the latest first."""
    return SourceCheck.objects.filter(state=SourceCheckState.UNCONFIRMED).order_by("-pk")


answer_late = often(
    officer,
    services.source_check_answer,
    source_check_id=row_of(_unconfirmed),
    text="The officer who had opened the parcel is back, and was asked.",
)
STORIES = (
    # The answer to the second violation is taken back, and the one in its place asks for nothing.
    Story(
        RECORD,
        officer(50, slips_report),
        _disputed(50, 0),
        _disputed(50, 1),
        owner(50, services.dispute_withdraw),
        _answered(50, 1, "explain", "The label came off in the rain. We sew it on now."),
        second(50, services.dispute_decide, decision="note", reasons="Thank you. This is on record now."),
        _disputed(50, 2),
        _disputed(50, 3),
        _disputed(50, 4),
        officer(50, sources_tell),
        # The first disowning is accepted, as another officer recommended, the second declined, the third taken back.
        disown(26),
        officer(26, services.disowning_recommend, files=paper("scan.pdf"), **SCANNED),
        second(26, services.disowning_decide, decision="accept", **SCANNED),
        disown(26),
        second(26, services.disowning_decide, decision="decline", **SCANNED),
        disown(26),
        owner(26, services.disowning_withdraw),
        _disclosed(24, Category.VAGUE_DATA),
        officer(
            24,
            services.disclosure_decide,
            decision="accept",
            culpability=Culpability.CLERICAL,
            reasons="Nobody had asked about it before.",
        ),
        _disclosed(24, Category.MARKING),
        officer(24, services.disclosure_decide, decision="decline", reasons="An exam had found it the week before."),
        _disclosed(24, Category.LATE_FILING),
        owner(24, services.disclosure_withdraw),
        answer_late(10, answer="certify"),
        answer_late(10, answer="withdraw"),
        disown(3),
        _disclosed(2, Category.CLASSIFICATION),
    ),
)
