"""A member speaks about its record: shipments that it disowns, violations that it discloses or answers."""

from typing import Any

from apps.core import clock
from apps.disputes import services
from apps.disputes.models import Disclosure, Disowning, SourceCheck, SourceCheckState
from apps.ledger.models import Parcel
from apps.ledger.selectors import violations_of
from apps.ledger.services import violations_record
from apps.ledger.vocabulary import Category, Culpability
from config.simulation.numbers import catalog
from config.simulation.numbers.reports import facts_record
from config.simulation.people import paperwork
from config.simulation.people.cast import Cast, Scenes

ROLE = "answers for its record"
# The violations that the member disputes. Of three of them the source says nothing in its time.
DISPUTED = 5


def _disown(cast: Cast, count: int) -> list[Disowning]:
    member = cast.member(ROLE)
    disowned = Disowning.objects.filter(shipper=member.shipper_id).values("parcel")
    parcels = Parcel.objects.filter(seller__shipper=member.shipper_id, voided=False).exclude(pk__in=disowned)
    text, latest = "No order of ours has this number.", parcels.order_by("-pk")[:count]
    return [services.disowning_open(**member.own, parcel_id=parcel.pk, text=text) for parcel in latest]


def _decide_disownings(cast: Cast) -> None:
    """Accept the first disowning, as another officer recommended, and decline the second; the third is taken back."""
    numbers, member = [disowning.pk for disowning in _disown(cast, 3)], cast.member(ROLE)
    reasons, files = "The carrier's scan names the sender.", paperwork.extract(member.seller, "scan.pdf")
    for number, decision in zip(numbers, ("accept", "decline"), strict=False):
        if decision == "accept":
            services.disowning_recommend(actor=cast.staff.officer, disowning_id=number, reasons=reasons, files=files)
        services.disowning_decide(actor=cast.staff.second, disowning_id=number, decision=decision, reasons=reasons)
    for number in numbers[2:]:
        services.disowning_withdraw(actor=member.owner, disowning_id=number)


def _disown_more(cast: Cast) -> None:
    _disown(cast, 1)


def _disclose(cast: Cast, category: Category) -> Disclosure:
    return services.disclosure_open(
        **cast.member(ROLE).own,
        category=category,
        day=clock.add_days(clock.today(), -6),
        text="Our list named the goods of two makers alike. It is put right.",
        tender=Disclosure.Tender.NOTHING_LOST,
    )


def _decide_disclosures(cast: Cast) -> None:
    about: dict[str, Any] = {"actor": cast.staff.officer, "reasons": "Nobody had asked about it before."}
    first = _disclose(cast, Category.VAGUE_DATA).pk
    services.disclosure_decide(disclosure_id=first, decision="accept", culpability=Culpability.CLERICAL, **about)
    about["reasons"] = "An exam had found it the week before."
    services.disclosure_decide(disclosure_id=_disclose(cast, Category.MARKING).pk, decision="decline", **about)
    services.disclosure_withdraw(actor=cast.member(ROLE).owner, disclosure_id=_disclose(cast, Category.LATE_FILING).pk)


def _disclose_more(cast: Cast) -> None:
    _disclose(cast, Category.CLASSIFICATION)


def _report(cast: Cast, count: int) -> None:
    """Have the agency report so many slips of the member today."""
    member, today = cast.member(ROLE), clock.today().isoformat()
    slip = {"ksn": member.ksn, "date": today, "category": Category.MARKING, "culpability": Culpability.CLERICAL}
    said = {"basis": "finding", "attribution": "seller", "determination": "sustained"}
    references = [f"S{member.seller.number:05d}-{number}" for number in range(count)]
    facts_record(violations_record, catalog.AGENCY, *({**slip, **said, "reference": each} for each in references))


def _dispute(cast: Cast) -> None:
    """Dispute violations: the source corrects its report of the first, the answer to the second is taken back, and of
    the others the source is told and says nothing in its time.
    """
    member = cast.member(ROLE)
    _report(cast, DISPUTED)
    cases = violations_of(member.shipper_id).exclude(determination="reversed").order_by("-case")
    said = {"position": "dispute", "text": "The goods were marked; the photo shows the other side.", "final": True}
    latest = cases.values_list("case", flat=True)[:DISPUTED]
    disputes = [services.dispute_open(**member.own, **said, case_id=case_id) for case_id in latest]
    services.dispute_withdraw(actor=member.owner, dispute_id=disputes.pop(1).pk)
    checks = SourceCheck.objects.filter(dispute__in=disputes).order_by("pk")
    for check in checks:
        services.source_check_tell(actor=cast.staff.officer, source_check_id=check.pk, how="By phone.")
    services.source_check_answer(
        actor=cast.staff.officer,
        source_check_id=checks[0].pk,
        answer="correct",
        text="The mark was there. The report now says that it can't be read.",
    )


def _sources_answer_late(cast: Cast) -> None:
    """Let the source of one violation that nobody confirmed certify its report, and that of another take it back."""
    lapsed = SourceCheck.objects.filter(state=SourceCheckState.UNCONFIRMED).order_by("-pk")[:2]
    for check, answer in zip(lapsed, ("certify", "withdraw"), strict=False):
        services.source_check_answer(
            actor=cast.staff.officer,
            source_check_id=check.pk,
            answer=answer,
            text="The officer who had opened the parcel is back, and was asked.",
        )


SCENES: Scenes = (
    (50, _dispute),
    (26, _decide_disownings),
    (24, _decide_disclosures),
    (10, _sources_answer_late),
    (3, _disown_more),
    (2, _disclose_more),
)
