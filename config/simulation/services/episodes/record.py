"""A member speaks about its record: shipments that it disowns, violations that it discloses or answers."""

from typing import Any

from apps.core import clock
from apps.disputes import services
from apps.disputes.models import Disclosure, Disowning, Dispute, SourceCheck, SourceCheckState, StatementState
from apps.ledger.models import Parcel
from apps.ledger.selectors import violations_of
from apps.ledger.vocabulary import Category, Culpability
from config.simulation.services.episodes.stage import Scenes, Stage, id_of

ROLE = "answers for its record"


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
        services.disowning_decide(
            actor=stage.staff.officer,
            disowning_id=disowning.pk,
            decision=decision,
            reasons="The carrier's scan names the sender.",
        )
    for disowning in disownings[len(decisions) :]:
        services.disowning_withdraw(actor=stage.member(ROLE).owner, disowning_id=disowning.pk)


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


def _dispute(stage: Stage) -> None:
    """Dispute two violations: the source corrects its report of the first, the answer to the second is taken back."""
    member = stage.member(ROLE)
    answered = Dispute.objects.filter(shipper=id_of(member), state=StatementState.OPEN).values("case")
    cases = violations_of(id_of(member)).exclude(determination="reversed").exclude(case__in=answered).order_by("-case")
    disputes = [
        services.dispute_open(
            actor=member.owner,
            shipper_id=id_of(member),
            case_id=case_id,
            position="dispute",
            text="The goods were marked; the photo shows the other side.",
        )
        for case_id in cases.values_list("case", flat=True)[:2]
    ]
    for check in SourceCheck.objects.filter(dispute__in=disputes[:1], state=SourceCheckState.OPEN):
        services.source_check_tell(actor=stage.staff.officer, source_check_id=check.pk, how="By phone.")
        services.source_check_answer(
            actor=stage.staff.officer,
            source_check_id=check.pk,
            answer="correct",
            text="The mark was there. The report now says that it can't be read.",
        )
    for dispute in disputes[1:]:
        services.dispute_withdraw(actor=member.owner, dispute_id=dispute.pk)


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
    (32, _dispute),
    (26, _decide_disownings),
    (24, _decide_disclosures),
    (10, _sources_answer_late),
    (3, _disown_more),
    (2, _disclose_more),
)
