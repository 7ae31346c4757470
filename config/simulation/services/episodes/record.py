"""A member speaks about its record: shipments that it disowns, violations that it discloses or answers."""

from typing import Any

from apps.core import clock
from apps.core.files import identify_file
from apps.disputes import services
from apps.disputes.models import Disclosure, Disowning, SourceCheck, SourceCheckState
from apps.ledger.models import Parcel
from apps.ledger.selectors import violations_of
from apps.ledger.services import violations_record
from apps.ledger.vocabulary import Category, Culpability
from config.simulation import catalog, paperwork
from config.simulation.services.episodes.stage import Scenes, Stage, id_of
from config.simulation.services.reports import facts_record

ROLE = "answers for its record"
# The violations that the member disputes. Of three of them the source says nothing in its time.
DISPUTED = 5


def _disown(stage: Stage, count: int) -> list[Disowning]:
    member = stage.member(ROLE)
    disowned = Disowning.objects.filter(shipper=id_of(member)).values("parcel")
    parcels = Parcel.objects.filter(seller__shipper=id_of(member), voided=False).exclude(pk__in=disowned)
    return [
        services.disowning_open(
            actor=member.owner, shipper_id=id_of(member), parcel_id=parcel.pk, text="No order of ours has this number."
        )
        for parcel in parcels.order_by("-pk")[:count]
    ]


def _decide_disownings(stage: Stage) -> None:
    decisions = ("accept", "decline")
    for disowning, decision in zip(disownings := _disown(stage, 3), decisions, strict=False):
        if decision == "accept":
            _recommend(stage, disowning)
        services.disowning_decide(
            actor=stage.staff.second,
            disowning_id=disowning.pk,
            decision=decision,
            reasons="The carrier's scan names the sender.",
        )
    for disowning in disownings[len(decisions) :]:
        services.disowning_withdraw(actor=stage.member(ROLE).owner, disowning_id=disowning.pk)


def _recommend(stage: Stage, disowning: Disowning) -> None:
    services.disowning_recommend(
        actor=stage.staff.officer,
        disowning_id=disowning.pk,
        reasons="The carrier's scan names the sender.",
        files=[identify_file("scan.pdf", [paperwork.register_extract(stage.member(ROLE).seller)])],
    )


def _disown_more(stage: Stage) -> None:
    _disown(stage, 1)


def _disclose(stage: Stage, category: Category) -> Disclosure:
    member = stage.member(ROLE)
    return services.disclosure_open(
        actor=member.owner,
        shipper_id=id_of(member),
        category=category,
        day=clock.add_days(clock.today(), -6),
        text="Our list named the goods of two makers alike. It is put right.",
        tender=Disclosure.Tender.NOTHING_LOST,
    )


def _decide_disclosures(stage: Stage) -> None:
    about: dict[str, Any] = {"actor": stage.staff.officer, "reasons": "Nobody had asked about it before."}
    services.disclosure_decide(
        disclosure_id=_disclose(stage, Category.VAGUE_DATA).pk,
        decision="accept",
        culpability=Culpability.CLERICAL,
        **about,
    )
    about["reasons"] = "An exam had found it the week before."
    services.disclosure_decide(disclosure_id=_disclose(stage, Category.MARKING).pk, decision="decline", **about)
    services.disclosure_withdraw(
        actor=stage.member(ROLE).owner, disclosure_id=_disclose(stage, Category.LATE_FILING).pk
    )


def _disclose_more(stage: Stage) -> None:
    _disclose(stage, Category.CLASSIFICATION)


def _report(stage: Stage, count: int) -> None:
    """Have the agency report so many slips of the member today."""
    member, today = stage.member(ROLE), clock.today().isoformat()
    slip = {"ksn": member.ksn, "date": today, "category": Category.MARKING, "culpability": Culpability.CLERICAL}
    said = {"basis": "finding", "attribution": "seller", "determination": "sustained"}
    references = [f"S{member.seller.number:05d}-{number}" for number in range(count)]
    facts_record(violations_record, catalog.AGENCY, *({**slip, **said, "reference": each} for each in references))


def _dispute(stage: Stage) -> None:
    """Dispute violations: the source corrects its report of the first, the answer to the second is taken back, and of
    the others the source is told and says nothing in its time.
    """
    member = stage.member(ROLE)
    _report(stage, DISPUTED)
    cases = violations_of(id_of(member)).exclude(determination="reversed").order_by("-case")
    disputes = [
        services.dispute_open(
            final=True,
            actor=member.owner,
            shipper_id=id_of(member),
            case_id=case_id,
            position="dispute",
            text="The goods were marked; the photo shows the other side.",
        )
        for case_id in cases.values_list("case", flat=True)[:DISPUTED]
    ]
    services.dispute_withdraw(actor=member.owner, dispute_id=disputes.pop(1).pk)
    checks = SourceCheck.objects.filter(dispute__in=disputes).order_by("pk")
    for check in checks:
        services.source_check_tell(actor=stage.staff.officer, source_check_id=check.pk, how="By phone.")
    services.source_check_answer(
        actor=stage.staff.officer,
        source_check_id=checks[0].pk,
        answer="correct",
        text="The mark was there. The report now says that it can't be read.",
    )


def _sources_answer_late(stage: Stage) -> None:
    """Let the source of one violation that nobody confirmed certify its report, and that of another take it back."""
    lapsed = SourceCheck.objects.filter(state=SourceCheckState.UNCONFIRMED).order_by("-pk")[:2]
    for check, answer in zip(lapsed, ("certify", "withdraw"), strict=False):
        services.source_check_answer(
            actor=stage.staff.officer,
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
