"""The acts that take a second person: for each, a function that does the part of the first and returns the other's."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from unittest.mock import patch

from django.db import transaction

from apps.accounts.models import User
from apps.agencies import services as agencies
from apps.agencies.models import FiledFirm, FirmState
from apps.agencies.watchlists import services as watchlists
from apps.applications import selectors as application_selectors
from apps.applications import services as applications
from apps.applications.models import SecondLook
from apps.core import clock
from apps.disputes import services as disputes
from apps.ledger.models import Case
from apps.ledger.services import violation_allege, violation_determine
from apps.measures import aims
from apps.measures.models import Explanation
from apps.measures.periods import PeriodKind, period_of
from apps.partners.grants.services import grant_ask, grant_give
from apps.partners.systems.services import partner_create
from apps.policy import services as policies
from apps.staff import services as requests
from apps.standing import services as standing
from apps.standing.members.services import standing_lock
from apps.standing.proposals.notices import PLAN_MISSED
from apps.standing.proposals.services.proposals import proposal_open
from apps.targeting import services as targeting
from apps.upkeep import services as upkeep
from tests.agencies.agencies import line_of
from tests.agencies.goods import proposed
from tests.allegations.tips import substantiated
from tests.applications import answers
from tests.desk import due_process
from tests.desk.edition_records import create_editions
from tests.disputes.sources import dispute
from tests.evaluation.ledger import time_to_answer_over
from tests.people import Person, staff
from tests.policy.versions import GIVES, TAKES, drafted, submitted
from tests.screening.hits import confirmed
from tests.security import second_findings
from tests.security.second_controls import bind_businesses, decide_separation, serve_business
from tests.security.second_deliveries import decide_what_was_posted, extend_hold, hold_again, serve, serve_decision
from tests.security.second_findings import determined
from tests.standing.evaluations import change_proposed
from tests.standing.process import responded, suspended_by, undecided
from tests.targeting import risk_models
from tests.upkeep.histories import objected

type Act = Callable[..., object]
REASON = "She starts on Monday."


def publish(first: User) -> Act:
    policy = submitted(first, drafted(first, GIVES))
    return partial(policies.policy_publish, policy_id=policy.pk)


def approve_model(first: User) -> Act:
    model = risk_models.proposed(first)
    return partial(targeting.model_approve, model_id=model.pk)


def open_for_comment(first: User) -> Act:
    policy = submitted(first, drafted(first, TAKES))
    return partial(policies.policy_open, policy_id=policy.pk)


def countersign(first: User) -> Act:
    application = answers.proposed(first, Person())
    return partial(applications.denial_countersign, application_id=application.pk)


def decide_application_appeal(first: User, grant: bool) -> Act:
    ada = Person()
    application = answers.denied(first, ada)
    applications.application_appeal(actor=ada, application_id=application.pk, text="We do check.")
    return partial(applications.appeal_decide, application_id=application.pk, grant=grant, text="They do.")


def look_again(first: User) -> Act:
    with patch("apps.applications.services.second_looks.is_drawn", return_value=True):
        application = answers.approved(first, Person())
    look = SecondLook.objects.get(decision__application=application)

    def give(actor: User) -> object:
        assert {each.pk for each in application_selectors.second_looks_open(application, actor)} <= {look.pk}
        return applications.second_look_give(actor=actor, look_id=look.pk, agrees=True)

    return give


def decide_change(first: User, decision: str, **more: str) -> Act:
    shipper = due_process.enrolled(tier=2)
    change = responded(change_proposed(actor=first, shipper_id=shipper.pk, kind="removal", reasons="No records."))
    return partial(standing.change_decide, change_id=change.pk, decision=decision, reasons="It stands.", **more)


def review(first: User) -> Act:
    proposal = due_process.propose_suspension()
    standing.suspension_confirm(actor=first, change_id=proposal.pk)
    return partial(standing.suspension_review, change_id=proposal.pk, decision="continue", reasons="It is dangerous.")


def agree(first: User) -> Act:
    shipper = due_process.enrolled()
    # What the program proposes itself takes two officers.
    with transaction.atomic():
        proposal = proposal_open(standing_lock(shipper.pk), "removal", because=PLAN_MISSED)
    responded(proposal)
    standing.change_recommend(actor=first, change_id=proposal.pk, reasons="It stands.")
    return partial(standing.change_decide, change_id=proposal.pk, decision="agree", reasons="It stands.")


def decide_appeal(first: User, decision: str) -> Act:
    appeal = due_process.appeal_demotion(first)
    return partial(standing.standing_appeal_decide, appeal_id=appeal.pk, decision=decision, reasons="It was looked at.")


def keep_appealed_change(first: User) -> Act:
    appeal = due_process.appeal_suspension(first)
    until = clock.add_days(clock.day_of(appeal.decide_by), 10)
    return partial(standing.appeal_keep, appeal_id=appeal.pk, until=until, reasons="More of them are on the way.")


def agree_to_departure(first: User) -> Act:
    departure = due_process.sign_departure(first, due_process.start_departure(first))
    return partial(standing.departure_agree, departure_id=departure.pk)


def decide_review(first: User, decision: str) -> Act:
    review = due_process.ask_for_review(first)
    return partial(standing.review_decide, review_id=review.pk, decision=decision, reasons="It was looked at.")


def confirm(first: User) -> Act:
    request = requests.account_ask(
        actor=first, email="new@agency.example", name="Eve", roles=["officer"], reason=REASON
    )
    return partial(requests.request_confirm, request_id=request.pk)


def grant_scope(first: User) -> Act:
    partner = partner_create(name="FDA", scopes=["status:read"], reporter_code="fda", reporter_kind="agency").partner
    grant = grant_ask(actor=first, partner_id=partner.pk, reason="It targets parcels.")
    return partial(grant_give, grant_id=grant.pk)


def decide_objection(first: User, decide: Callable[..., object]) -> Act:
    objection = objected(first)
    return partial(decide, objection_id=objection.pk, text="It was looked at.", language="en")


def sustain_after_tip(first: User) -> Act:
    return determined(substantiated(first, due_process.enrolled()).case)


def sustain_after_hit(first: User) -> Act:
    return determined(confirmed(first, due_process.enrolled()).case)


def sustain_after_file(first: User) -> Act:
    shipper = due_process.enrolled()
    agencies.firms_load(agency="FDA", lines=[line_of(shipper)])
    firm = FiledFirm.objects.get()
    firm.shipper, firm.state = shipper, FirmState.SUGGESTED
    firm.save()
    agencies.firm_confirm(
        actor=first,
        firm_id=firm.pk,
        since=clock.add_days(clock.today(), -60),
        culpability="negligence",
        attribution="seller",
        acts="The file names you.",
        language="en",
        reasons="The same name.",
    )
    return determined(Case.objects.get(reference="FDA-1"))


def alleged(first: User, **given: object) -> Case:
    """Allege a violation of a member, by the first person, under a case number of its own."""
    reference, ksn = f"NY-{Case.objects.count()}", due_process.enrolled().ksn
    fact = {"reference": reference, "ksn": ksn, "date": clock.today(), "category": "counterfeit"}
    return violation_allege(actor=first, fact=fact | given, reason="The mark is not theirs.")


def determine(first: User, determination: str) -> Act:
    return determined(alleged(first), determination)


def decline_answer(first: User) -> Act:
    case = alleged(first)
    answer = dispute(due_process.owner_of(case.seller.shipper), case)
    return partial(disputes.dispute_decide, dispute_id=answer.pk, decision="decline", reasons="The exam shows it.")


def confirm_suspension(first: User) -> Act:
    """Suspend upon a disclosure that the first person accepted."""
    shipper = due_process.enrolled()
    disclosure = disputes.disclosure_open(
        actor=due_process.owner_of(shipper),
        shipper_id=shipper.pk,
        category="weapons",
        day=clock.today(),
        text="A clerk sold one.",
        tender="nothing",
    )
    accepted = disputes.disclosure_decide(
        actor=first, disclosure_id=disclosure.pk, decision="accept", reasons="So it is.", culpability="negligence"
    )
    suspended_by(shipper, accepted.result_id)
    return partial(standing.suspension_confirm, change_id=undecided(shipper, "suspension").pk)


def uphold_upon_own_allegation(first: User) -> Act:
    case = time_to_answer_over(alleged(first))
    shipper = case.seller.shipper
    determiner = staff("officer", email="determines@staff.example")
    violation_determine(actor=determiner, case_id=case.pk, fact={"determination": "sustained"}, reason="It is so.")
    proposal = change_proposed(
        actor=determiner, shipper_id=shipper.pk, kind="removal", reasons="Again.", cases=[case.pk]
    )
    responded(proposal)
    return partial(standing.change_decide, change_id=proposal.pk, decision="uphold", reasons="It stands.")


def confirm_watch(first: User) -> Act:
    goods = proposed(first, name="Pill presses", phrases="pill press")
    return partial(watchlists.goods_confirm, goods_id=goods.pk)


def approve_target(first: User) -> Act:
    target = aims.target_propose(
        actor=first,
        measure="completeness",
        line="complete",
        value=Decimal("0.9"),
        since=period_of(clock.today(), PeriodKind.QUARTER).after,
        reason="Half of the carriers send the data.",
    )
    return partial(aims.target_approve, target_id=target.pk)


def approve_explanation(first: User) -> Act:
    (edition, *_others) = create_editions()
    explanation = Explanation.objects.create(
        edition=edition, measure="completeness", text="A carrier sent no codes.", by=first, at=clock.now()
    )
    return partial(aims.explanation_approve, explanation_id=explanation.pk)


# The acts of the lifecycles that take a second person, each with a function that does the part of the first.
TWO: dict[tuple[str, str], Callable[[User], Act]] = {
    ("policy-lifecycle", "publish"): publish,
    ("policy-lifecycle", "open"): open_for_comment,
    ("targeting-model", "approve"): approve_model,
    ("staff-lifecycle", "confirm"): confirm,
    ("partners-scope_grant", "grant"): grant_scope,
    ("agencies-hold", "extend"): extend_hold,
    ("applications-lifecycle", "countersign"): countersign,
    ("applications-lifecycle", "grant"): partial(decide_application_appeal, grant=True),
    ("applications-lifecycle", "uphold"): partial(decide_application_appeal, grant=False),
    ("upkeep-lifecycle", "accept"): partial(decide_objection, decide=upkeep.objection_accept),
    ("upkeep-lifecycle", "decline"): partial(decide_objection, decide=upkeep.objection_decline),
    ("agencies-goods", "confirm"): confirm_watch,
    ("ledger-determinations", "sustain"): partial(determine, determination="sustained"),
    ("ledger-determinations", "mitigate"): partial(determine, determination="mitigated"),
    ("disputes-dispute", "decline"): decline_answer,
    ("disputes-disowning", "accept"): second_findings.accept_disowning,
    ("standing-proposal", "confirm"): confirm_suspension,
    ("standing-proposal", "uphold"): partial(decide_change, decision="uphold"),
    ("standing-proposal", "reduce"): partial(decide_change, decision="reduce", reduce_to="suspended"),
    ("standing-proposal", "agree"): agree,
    ("standing-proposal", "serve"): serve,
    ("standing-proposal", "serve_decision"): serve_decision,
    ("standing-proposal", "continue"): review,
    ("standing-review", "lift"): partial(decide_review, decision="lift"),
    ("standing-review", "keep"): partial(decide_review, decision="keep"),
    ("standing-departure", "agree"): agree_to_departure,
    ("standing-control", "bind"): bind_businesses,
    ("standing-control", "serve"): serve_business,
    ("standing-separation", "grant"): partial(decide_separation, decision="grant"),
    ("standing-separation", "deny"): partial(decide_separation, decision="deny"),
    ("standing-appeal", "keep"): keep_appealed_change,
    ("standing-appeal", "grant"): partial(decide_appeal, decision="grant"),
    ("standing-appeal", "deny"): partial(decide_appeal, decision="deny"),
}
# Acts of two persons that no lifecycle has.
FURTHER: dict[tuple[str, str], Callable[[User], Act]] = {
    ("applications", "second_look"): look_again,
    ("agencies", "hold_again"): hold_again,
    ("standing", "decide_what_was_posted"): decide_what_was_posted,
    ("agencies", "sustain"): sustain_after_file,
    ("allegations", "sustain"): sustain_after_tip,
    ("screening", "sustain"): sustain_after_hit,
    ("standing", "uphold_upon_own_allegation"): uphold_upon_own_allegation,
    ("measures", "approve_target"): approve_target,
    ("measures", "approve_explanation"): approve_explanation,
    **second_findings.FOUND,
}
