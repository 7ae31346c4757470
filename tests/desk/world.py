"""A database with one record of every kind that the desk shows, in each state in which staff may act on the record."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from unittest.mock import patch

from django.contrib import admin
from django.db.models import Model
from django.test import RequestFactory

from apps.accounts.models import Access, User
from apps.agencies.models import AgencyParcel
from apps.allegations import services as tips
from apps.applications import services as applications
from apps.audit.services import view_record
from apps.benefits.services import months_measure
from apps.core import clock
from apps.core.files import identify_file
from apps.disputes.services import disowning_open, dispute_open, source_check_lapse
from apps.events.models import Delivery, DeliveryState
from apps.events.services import record
from apps.guidance.surveys.services import survey_answer
from apps.jobs.models import Job
from apps.ledger.models import Case, Parcel, ProgramEntry, Seller
from apps.partners.feed.services import feed_number
from apps.partners.grants.models import GrantState
from apps.partners.grants.services import grant_ask, grant_decline, grant_end, grant_give, grant_withdraw
from apps.partners.models import ClientKey, Import, Look, Partner, PartnerCorrection, ReportingRights, UsedAssertion
from apps.partners.questions.services import further_look_note
from apps.partners.rosters.lines import RosterLine
from apps.partners.rosters.services import roster_add
from apps.partners.signatures.services import signing_keys_rotate
from apps.partners.snapshots.services import snapshot_make
from apps.partners.systems.services import partner_create
from apps.partners.webhooks.services.deliveries import deliveries_queue, outcomes_record
from apps.partners.webhooks.services.endpoints import EndpointChoice, endpoint_create
from apps.partners.webhooks.transport import AttemptOutcome
from apps.policy.models import CommentState, Policy, PolicyState
from apps.policy.services import (
    Commenter,
    comment_answer,
    comment_record,
    comment_show,
    policy_describe,
    policy_draft,
    policy_submit,
)
from apps.screening import services as screening
from apps.shippers.models import Correction, Shipper
from apps.shippers.relations import clusters_refresh
from apps.staff.services import account_ask, request_confirm
from apps.standing import services as standing
from apps.standing.models import Change, PlanItem, PlanItemState, ProposedChange
from apps.upkeep.models import AnnualReview, ChangeRequest, OverdueReview
from apps.upkeep.services import change_request_accept, claim_submit
from apps.validations.services import exam_request_grant, exam_request_submit
from tests.allegations.tips import received, substantiated
from tests.applications import answers
from tests.belongings import belongings
from tests.desk import due_process
from tests.desk.agency_records import create_agency_records, create_operations, create_sightings
from tests.desk.control_records import create_controls
from tests.desk.edition_records import create_editions
from tests.desk.held_records import reports_held
from tests.desk.risk_records import create_assessments, create_exams, create_risk_models, create_wrong_parcel
from tests.disputes.disowned import recommended
from tests.people import seller, staff, staff_known, two_administrators
from tests.policy.versions import TAKES, opened
from tests.portal.members import member_of, settle, violation
from tests.screening.hits import (
    FIRM,
    LAPSING,
    OWNER_NAME,
    PERSON,
    confirmed,
    followed,
    hit_of,
    list_loaded,
    owned_by,
    screened,
)
from tests.standing.evaluations import owner_of
from tests.upkeep.histories import objected

OFFICER = "holds@staff.example"
# The attributes of records by which the desk shows another page, or other acts; the last does not matter to agencies.
STATES = ("state", "determination", "outcome", "cause", "waiting", "is_wrong_at_random")


def fill_database() -> None:
    """Fill the database by the services, in the name of one officer and of sellers."""
    officer = staff("officer", email=OFFICER)
    owned = belongings(seller("owner@shop.example"))
    shipper = Shipper.objects.get(pk=owned["shipper_id"])
    owner = shipper.team.get().user
    _create_applications(officer)
    _create_program_records(officer)
    _create_member_records(shipper, owner, officer)
    _create_tips(officer, shipper)
    _create_hits(officer, shipper)
    create_agency_records(officer, shipper)
    create_operations()
    create_sightings(officer, shipper)
    create_assessments(shipper)
    create_exams()
    create_wrong_parcel(shipper)
    create_risk_models()
    _create_policies()
    _create_account_requests()
    settle()
    months_measure()
    create_editions()
    # Nothing settles after this line, because the worker would move these records on.
    due_process.create_departures(officer)
    create_controls(officer)
    _create_due_process(officer, ProposedChange.objects.get(pk=owned["change_id"]))
    clusters_refresh()


def _create_applications(officer: User) -> None:
    answers.submitted(seller("submitted@shop.example"))
    answers.in_review(officer, seller("in-review@shop.example"))
    answers.ready(officer, seller("ready@shop.example"))
    answers.proposed(officer, seller("proposed@shop.example"))
    asked = answers.in_review(officer, seller("asked@shop.example"))
    answers.ask(officer, asked, "products:hs", text="Who chose the codes?")
    denied = answers.denied(officer, seller("appeals@shop.example"))
    applications.application_appeal(actor=denied.created_by, application_id=denied.pk, text="We meet it.")
    with patch("apps.applications.services.second_looks.is_drawn", return_value=True):
        answers.approved(officer, seller("approved@shop.example"))


def _create_member_records(shipper: Shipper, owner: User, officer: User) -> None:
    today = clock.today()
    for determination in ("alleged", "sustained"):
        violation(shipper, today, reference=f"V-{determination}", determination=determination)
    for reference in ("V-asked", "V-unconfirmed"):
        case = Case.objects.get(reference=violation(shipper, today, reference=reference))
        dispute = dispute_open(
            final=True, actor=owner, shipper_id=shipper.pk, case_id=case.pk, position="dispute", text="No."
        )
    # Nobody confirms the second.
    with clock.at(dispute.source_check.confirm_by + timedelta(seconds=1)):
        source_check_lapse(source_check_id=dispute.source_check.pk)
    for parcel in Parcel.objects.filter(seller__shipper=shipper).order_by("-pk")[:2]:
        disowned = disowning_open(
            actor=owner,
            shipper_id=shipper.pk,
            parcel_id=parcel.pk,
            text="It is not ours.",
            files=[identify_file("orders.pdf", [answers.PDF])],
        )
    recommended(disowned)
    claim_submit(
        actor=owner,
        shipper_id=shipper.pk,
        source="market",
        code="A1",
        proof="files",
        language="en",
        files=[identify_file("proof.pdf", [answers.PDF])],
    )
    objected(staff_known("officer", email="links@staff.example"), shipper, owner, code="A-2")
    Seller.objects.create(source="market", code="A-3", name=shipper.name)
    survey_answer(task="question", role="owner", language="en", agreement={"trust": 4}, text="Clear.")
    asked = exam_request_submit(actor=owner, shipper_id=shipper.pk, exams=3, language="en")
    exam_request_grant(actor=officer, request_id=asked.pk, exams=3)
    other = member_of(seller("asks-for-exams@shop.example"), months=1, monthly=2)
    sale = {"buyer": "Cy", "country": "US", "email": "cy@shop.example", "day": "2027-01-01", "whole": "whole"}
    sold = ChangeRequest.objects.create(
        shipper=other, part="sale", reason="Sold.", language="en", before={}, after=sale, asked_by=owner_of(other)
    )
    change_request_accept(actor=officer, request_id=sold.pk, text="Noted.", language="en")
    reports_held(other, shipper)
    exam_request_submit(actor=owner_of(other), shipper_id=other.pk, exams=3, language="en")
    OverdueReview.objects.create(shipper=shipper, due=today)
    Correction.objects.create(shipper=shipper, part=Correction.Part.NAME, reason="As registered.", by=officer)
    AnnualReview.objects.create(
        shipper=shipper,
        entry=ProgramEntry.objects.filter(shipper=shipper).latest("pk"),
        attestation="It is true.",
        signed_name="Ada Park",
        attested_by=owner,
        at=clock.now(),
    )


def _create_tips(officer: User, shipper: Shipper) -> None:
    """Create a tip in each state."""
    received()
    started, asked, duplicate, referred, rejected = (received().tip.pk for _number in range(5))
    tips.tip_start(actor=officer, tip_id=started)
    tips.tip_ask(actor=officer, tip_id=asked, text="Which month?", language="en")
    tips.tip_close_as_duplicate(actor=officer, tip_id=duplicate, original=started, reasons="The same shop.")
    tips.tip_refer(actor=officer, tip_id=referred, agency="CPSC", reasons="They look into toys.")
    tips.tip_reject(actor=officer, tip_id=rejected, reasons="The labels are theirs.")
    substantiated(officer, shipper)


def _create_hits(officer: User, shipper: Shipper) -> None:
    """Create a screening hit in each state."""
    list_loaded(PERSON, FIRM, LAPSING)
    owned, cleared, lapsed = (
        screened(owned_by(name, Shipper.objects.create(name="Quiet Harbor Goods", country="US")))
        for name in (OWNER_NAME, OWNER_NAME, LAPSING["name"])
    )
    assert hit_of(owned).state == hit_of(lapsed).state == "potential"
    screening.hit_clear(actor=officer, hit_id=hit_of(cleared).pk, reasons="Born in another year.")
    confirmed(officer, shipper)
    followed(PERSON, FIRM)


def _create_due_process(officer: User, proposal: ProposedChange) -> None:
    """Create proposed changes, appeals and plans in each state; the business of `proposal` asks for more time."""
    second, supervisor = (
        staff("officer", email="recommends@staff.example"),
        staff("supervisor", email="hears-appeals@staff.example"),
    )
    until = clock.add_days(proposal.respond_on, 10)
    standing.extension_ask(actor=owner_of(proposal.shipper), change_id=proposal.pk, until=until, reason="We need time.")
    due_process.propose_suspension()
    for decision, reduce_to in (("uphold", ""), ("reduce", "2"), ("withdraw", "")):
        responded_proposal = due_process.respond_to_notice(due_process.propose_demotion())
        standing.change_decide(
            actor=officer, change_id=responded_proposal.pk, decision=decision, reasons="As it is.", reduce_to=reduce_to
        )
    due_process.respond_to_notice(due_process.suspend_at_once())
    lapsed_proposal = due_process.propose_demotion()
    with clock.at(lapsed_proposal.lapse_at):
        standing.proposal_timer_handle(change_id=lapsed_proposal.pk, step="lapse")
    due_process.appeal_suspension(officer)
    due_process.open_call()
    due_process.open_call(asked_by=officer)
    reached = due_process.open_call(asked_by=officer)
    standing.call_attempt_record(
        actor=officer, call_id=reached.pk, at=clock.now(), means="phone", text="They will send it.", reached=True
    )
    dropped = due_process.open_call(asked_by=officer)
    standing.call_withdraw(actor=officer, call_id=dropped.pk, reasons="They sent it.")
    due_process.appeal_demotion(officer)
    for decision in ("grant", "deny"):
        appeal = due_process.appeal_demotion(officer)
        standing.standing_appeal_decide(actor=supervisor, appeal_id=appeal.pk, decision=decision, reasons="As it is.")
    withdrawn_appeal = due_process.appeal_demotion(officer)
    standing.appeal_withdraw(actor=withdrawn_appeal.by, appeal_id=withdrawn_appeal.pk)
    _create_reviews(officer, supervisor)
    due_process.open_plan(officer)
    removal = due_process.miss_plan(officer).removal
    with clock.at(removal.respond_by + timedelta(minutes=1)):
        standing.change_recommend(actor=second, change_id=removal.pk, reasons="Nothing was done.")
    canceled_plan = due_process.open_plan(officer)
    standing.plan_cancel(actor=officer, plan_id=canceled_plan.pk, text="They left the trade.")
    completed_plan = due_process.open_plan(officer)
    PlanItem.objects.filter(plan=completed_plan).update(state=PlanItemState.ACCEPTED)
    standing.plan_complete(actor=officer, plan_id=completed_plan.pk, text="All is done.")


def _create_reviews(officer: User, supervisor: User) -> None:
    """Create reviews of conditions in each state."""
    due_process.ask_for_review(officer)
    for decision in ("lift", "keep"):
        review = due_process.ask_for_review(officer)
        standing.review_decide(actor=supervisor, review_id=review.pk, decision=decision, reasons="As it is.")
    withdrawn = due_process.ask_for_review(officer)
    standing.review_withdraw(actor=withdrawn.by, shipper_id=withdrawn.shipper_id)
    ended = due_process.ask_for_review(officer)
    standing.standing_reinstate(actor=officer, shipper_id=ended.shipper_id, reasons="All is mended.")
    standing.review_end(shipper_id=ended.shipper_id)
    lapsed = due_process.ask_for_review(officer)
    with clock.at(lapsed.decide_by):
        standing.review_timer_handle(review_id=lapsed.pk)


def _create_policies() -> None:
    author = staff("policy manager", email="author@staff.example")
    policy_draft(actor=author)
    reviewed = policy_draft(actor=author)
    policy_describe(
        actor=author,
        policy_id=reviewed.pk,
        summary="Nothing changes.",
        effective_from=clock.today() + timedelta(days=30),
    )
    policy_submit(actor=author, policy_id=reviewed.pk)
    _create_comments(author)


def _create_comments(author: User) -> None:
    """Create a draft that is open for comment, with a comment in each state."""
    open_draft = opened(author, staff("policy manager", email="reviewer@staff.example"), TAKES)
    writer = seller("comments@shop.example")
    comments = [
        comment_record(
            commenter=Commenter(shipper_id=Shipper.objects.earliest("pk").pk, user=writer),
            version=open_draft.version,
            text="A quarter is too little.",
        )
        for _state in CommentState
    ]
    for comment in comments[1:]:
        comment_show(actor=author, comment_id=comment.pk)
    comment_answer(actor=author, comment_id=comments[2].pk, text="Half stays for a year.")


def _create_account_requests() -> None:
    pair = two_administrators()
    request = partial(account_ask, actor=pair.asked, roles=["auditor"], reason="She starts on Monday.")
    request(email="waits@agency.example")
    request_confirm(actor=pair.confirmed, request_id=request(email="made@agency.example").pk)


def _create_program_records(officer: User) -> None:
    partner_create(
        name="A market", scopes=["status:read", "webhooks"], reporter_code="market", reporter_kind="marketplace"
    )
    partner = Partner.objects.get(name="A market")
    ReportingRights.objects.create(partner=partner, rights=["shipments"], reason="A trial.", decided_by=officer)
    Import.objects.create(partner=partner, facts="shipments", form="ndjson")
    signing_keys_rotate()
    ClientKey.objects.create(client=partner.client, kid="key", public={"kty": "EC"}, created_at=clock.now())
    UsedAssertion.objects.create(client=partner.client, digest=b"", expires_at=clock.now())
    member = Change.objects.latest("pk")
    Look.objects.create(partner=partner, ksn=member.shipper.ksn, at=clock.now())
    _create_scope_grants()
    roster_add(partner_id=partner.pk, lines=[RosterLine(0, ksn=member.shipper.ksn)])
    snapshot_make(partner_id=partner.pk)
    made = endpoint_create(partner_id=partner.pk, choice=EndpointChoice("http://localhost:9/hooks"))
    deliveries_queue(seqs=feed_number(change_ids=[member.pk]))
    outcomes_record(outcomes={made.endpoint.deliveries.get().pk: AttemptOutcome(status=500)})
    further_look_note(partner_id=partner.pk, ksn=member.shipper.ksn, kind="facts", told="no_consent")
    PartnerCorrection.objects.create(
        partner=partner, seq=1, shipper=member.shipper, event_id=1, reasons=["record_corrected"], at=clock.now()
    )
    Job.objects.create(kind="tests", arguments={})
    event = record("events.replayed", subject=("tests", 1))
    Delivery.objects.create(
        event=event, handler="tests", lane="normal", state=DeliveryState.PARKED, due_at=clock.now(), error="ValueError"
    )
    view_record(actor=officer, subject=("application", 1))
    Access.objects.create(user=officer, kind=Access.Kind.SIGNED_IN)


def _create_scope_grants() -> None:
    """Create an agency that nobody asked anything for, and one with a grant in each state."""
    first, second = (staff("supervisor", email=f"{name}@grants.example") for name in ("one", "two"))
    for state in ("none", *GrantState.values):
        code = f"agency-{state}"
        agency = partner_create(name=code, scopes=["status:read"], reporter_code=code, reporter_kind="agency").partner
        if state == "none":
            continue
        grant = grant_ask(actor=first, partner_id=agency.pk, reason="It targets parcels.")
        if state in (GrantState.GRANTED, GrantState.ENDED):
            grant_give(actor=second, grant_id=grant.pk)
        if state == GrantState.ENDED:
            grant_end(actor=first, grant_id=grant.pk)
        elif state == GrantState.DECLINED:
            grant_decline(actor=second, grant_id=grant.pk)
        elif state == GrantState.WITHDRAWN:
            grant_withdraw(actor=first, grant_id=grant.pk)


def find_records_by_state(model_admin: admin.ModelAdmin) -> Iterator[Model]:
    """Yield the first record in each state; the first record alone if the model has no states."""
    states = set()
    request = RequestFactory().get("/")
    request.user = User.objects.get(email=OFFICER)
    for row in model_admin.get_queryset(request).order_by("pk"):
        state = tuple(getattr(row, name, "") for name in STATES[: -1 if isinstance(row, AgencyParcel) else None])
        if state not in states:
            states.add(state)
            yield row


def find_draft() -> Policy:
    return Policy.objects.get(state=PolicyState.DRAFT)


def find_record_pair() -> list[int]:
    """Return the primary keys of two businesses, one of which may be merged into the other."""
    return list(Shipper.objects.filter(standing=None).order_by("pk").values_list("pk", flat=True)[:2])
