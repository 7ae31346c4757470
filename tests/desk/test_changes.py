"""Proposed changes of standing at the desk: read, extended, confirmed and decided."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.formats import date_format

from apps.core import clock
from apps.notices.models import Message
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.models import Membership
from apps.standing.models import Extension, ProposedChange, Standing, Status
from apps.standing.selectors import proposals_open
from apps.standing.services import change_respond, extension_ask
from tests.applications.answers import PDF
from tests.desk import due_process
from tests.desk.pages import action_data, confirm, page_of, read_blocked_reasons, read_page
from tests.people import on_team, signed_in, staff
from tests.standing.evaluations import change_proposed, enrolled, evaluated, owner_of

LIST = "admin:standing_proposedchange_changelist"


@pytest.fixture
def demotion() -> ProposedChange:
    return due_process.propose_demotion()


def decision_data(
    name: str, reasons: str = "The faults stand.", language: str = "en", **more: object
) -> dict[str, object]:
    return action_data(name, reasons=reasons, language=language, **more)


def read_state(proposal: ProposedChange) -> str:
    proposal.refresh_from_db()
    return proposal.state


def test_page_shows_notice_and_response_and_the_officer_upholds(desk, demotion):
    due_process.respond_to_notice(demotion)

    html = read_page(desk, demotion)
    answer = desk.post(page_of(demotion), decision_data("uphold", "Las faltas siguen.", "es"), follow=True)

    for words in (
        *(demotion.notice["findings"][0]["title"], "We have changed our supplier.", "We propose to lower your"),
        *("A new clerk.", "invoice.pdf", "It is true, and we explain how it came about"),
    ):
        assert words in html
    demotion.refresh_from_db()
    assert (demotion.state, demotion.decision_text, demotion.decision_language) == (
        "upheld",
        "Las faltas siguen.",
        "es",
    )
    assert Standing.objects.get(pk=demotion.shipper_id).tier == 1
    decided = answer.content.decode()
    assert '<blockquote lang="es"><p>Las faltas siguen.</p></blockquote>' in decided
    assert "The business may appeal until" in decided
    assert answer.context["actions"] == []
    assert "Written in Spanish\nLas faltas siguen." in Message.objects.latest("pk").body


def test_unanswered_proposal_can_only_be_withdrawn_or_given_more_time(desk, demotion):
    why = read_blocked_reasons(desk, demotion)
    assert {name for name, sentence in why.items() if not sentence} == {"extend", "withdraw"}
    for name in ("uphold", "reduce", "recommend"):
        assert "may respond until" in why[name]
    assert "delivered already" in why["serve"]
    desk.post(page_of(demotion), decision_data("uphold"))
    assert read_state(demotion) == "proposed"


def test_deadlines_are_shown_in_the_time_zones_of_the_business_and_the_program(desk, demotion):
    demotion.shipper.time_zone = "Asia/Shanghai"
    demotion.shipper.save()
    html = read_page(desk, demotion)
    assert "Asia/Shanghai" in html
    for name in ("decide_by", "lapse_at"):
        assert date_format(clock.day_of(getattr(demotion, name))) in html


def test_response_sent_meanwhile_blocks_a_decision_until_it_is_read(desk, demotion):
    opened = desk.get(page_of(demotion)).context["seen"]
    change_respond(final=True, actor=owner_of(demotion.shipper), change_id=demotion.pk, response="It was our broker.")
    answer = desk.post(page_of(demotion), decision_data("withdraw", "Nobody answered.") | {"_seen": opened})
    assert answer.status_code == 409
    for words in ("It was our broker.", "Nobody answered."):
        assert words in answer.content.decode()
    assert read_state(demotion) == "responded"


@pytest.mark.slow
def test_response_links_to_the_dispute_and_shows_its_file(desk):
    suspension = due_process.respond_to_notice(due_process.suspend_at_once())
    dispute = suspension.shipper.disputes.get()
    html = read_page(desk, suspension)
    assert reverse("admin:disputes_dispute_change", args=[dispute.pk]) in html
    assert reverse("admin:ledger_violation_change", args=[dispute.entry_id]) in html
    file = suspension.files.get()
    assert desk.get(reverse("admin:standing_proposedchange_file", args=[file.pk])).status_code == 200
    assert 'id="viewer"' in desk.get(f"{page_of(suspension)}?response={file.pk}").content.decode()


def test_page_shows_who_received_and_opened_the_notice(desk, demotion):
    owner = owner_of(demotion.shipper)
    assert read_page(desk, demotion).count("not yet") == 2
    Message.objects.filter(recipient=owner, about_id=demotion.pk).update(mailed_at=clock.now(), read_at=clock.now())
    html = read_page(desk, demotion)
    assert str(owner) in html
    assert "not yet" not in html


@pytest.mark.slow
def test_notice_that_reached_nobody_is_delivered_by_post(officer, desk):
    shipper = enrolled(tier=2)
    Membership.objects.filter(shipper=shipper).delete()
    evaluated(shipper, enter=1, keep=1)
    proposal = proposals_open(shipper.pk).get()
    html = read_page(desk, proposal)
    assert "have the notice delivered by post" in html
    assert "Nobody on the team got a message" in html
    assert "reached nobody yet" in read_blocked_reasons(desk, proposal)["uphold"]
    assert [proposal.pk] == [row.pk for row in desk.get(reverse(LIST), {"limit": "unserved"}).context["cl"].result_list]

    refused = desk.post(page_of(proposal), action_data("serve", day=clock.add_days(clock.today(), 1), note="By mail."))
    assert refused.status_code == 422
    assert "serve-day" in refused.content.decode()
    receipt = SimpleUploadedFile("receipt.pdf", PDF)
    posted = action_data("serve", day=clock.today(), note="Registered mail, signed for.", file=receipt)
    assert desk.post(page_of(proposal), posted).status_code == 302
    html = read_page(desk, proposal)
    assert "Registered mail, signed for." in html
    assert "receipt.pdf" in html
    assert "may respond until" in read_blocked_reasons(desk, proposal)["uphold"]


@pytest.mark.slow
def test_more_time_is_given_unasked_or_granted_or_declined(desk, demotion):
    def day_after(days: int) -> Any:
        demotion.refresh_from_db()
        return clock.add_days(demotion.respond_on, days)

    desk.post(page_of(demotion), action_data("extend", until=day_after(10), text="A holiday.", language="en"))
    for decision, words in (("grant", "Take it."), ("decline", "It was enough.")):
        extension_ask(
            actor=owner_of(demotion.shipper), change_id=demotion.pk, until=day_after(10), reason="Our lawyer is away."
        )
        response = desk.get(page_of(demotion))
        assert "Our lawyer is away." in response.content.decode()
        form = next(form for name, _act, form in response.context["actions"] if name == "grant")
        assert form.initial["until"] == day_after(10)
        assert [demotion.pk] == [r.pk for r in desk.get(reverse(LIST), {"limit": "asked"}).context["cl"].result_list]
        answer = desk.post(
            page_of(demotion), action_data(decision, until=day_after(5), text=words, language="en"), follow=True
        )
        assert words in answer.content.decode()
        assert "grant" not in read_blocked_reasons(desk, demotion)
    assert [each.state for each in Extension.objects.order_by("pk")] == ["granted", "declined"]


def test_demotion_is_reduced_to_a_tier_between(desk, demotion):
    due_process.respond_to_notice(demotion)
    form = next(form for name, _act, form in desk.get(page_of(demotion)).context["actions"] if name == "reduce")
    assert [(value, str(label)) for value, label in form.fields["reduce_to"].choices] == [("2", "Tier 2")]
    assert desk.post(page_of(demotion), decision_data("reduce")).status_code == 422
    answer = desk.post(page_of(demotion), decision_data("reduce", reduce_to="2"), follow=True)
    html = answer.content.decode()
    assert "Reduced (Tier 2)" in html
    for day in ("Respond by", "Decide by", "Lapses", "in effect since"):
        assert f"<dt>{day}</dt>" not in html, "nobody is waited for"
    admin = desk.get(reverse("admin:standing_proposedchange_changelist")).context["cl"].model_admin
    demotion.refresh_from_db()
    assert (admin.respond(demotion), admin.decide(demotion), admin.lapses(demotion)) == (None, None, None)
    assert Standing.objects.get(pk=demotion.shipper_id).tier == 2


@pytest.mark.slow
def test_removal_is_decided_by_an_officer_who_did_not_propose_it(officer, desk, supervisor_desk):
    shipper = enrolled(tier=2)
    removal = change_proposed(actor=officer, shipper_id=shipper.pk, kind="removal", reasons="Forged records.")
    due_process.respond_to_notice(removal)
    assert "An officer other than" in read_blocked_reasons(desk, removal)["uphold"]
    desk.post(page_of(removal), decision_data("uphold"))
    assert read_state(removal) == "responded"
    form = next(
        form for name, _act, form in supervisor_desk.get(page_of(removal)).context["actions"] if name == "reduce"
    )
    assert [str(label) for _value, label in form.fields["reduce_to"].choices] == [
        "Suspended, and a member still",
        "A member on conditions",
    ]
    supervisor_desk.post(page_of(removal), decision_data("reduce", reduce_to="conditional"))
    assert Standing.objects.get(pk=shipper.pk).status == Status.CONDITIONAL


@pytest.mark.slow
def test_removal_for_a_missed_plan_needs_two_officers(officer, desk):
    """The program proposed the removal: one officer recommends, and another agrees."""
    removal = due_process.miss_plan(officer).removal
    with clock.at(removal.respond_by + timedelta(minutes=1)):
        assert "Two officers must agree" in read_blocked_reasons(desk, removal)["uphold"]
        desk.post(page_of(removal), action_data("recommend", reasons="Nothing was done."))
        assert "An officer other than" in read_blocked_reasons(desk, removal)["agree"]
        other = signed_in(staff("supervisor"))
        assert "Nothing was done." in read_page(other, removal)
        other.post(page_of(removal), action_data("send_back", reasons="Ask them once more."))
        assert read_state(removal) == "proposed"
        assert "Ask them once more." in read_page(desk, removal)
        desk.post(page_of(removal), action_data("recommend", reasons="They were asked."))
        other.post(page_of(removal), decision_data("agree"))
    assert Standing.objects.get(pk=removal.shipper_id).status == Status.REMOVED


@pytest.mark.slow
def test_confirmation_shows_whom_the_suspension_concerns_and_needs_a_tick(desk):
    proposal = due_process.propose_suspension()
    html = read_page(desk, proposal)
    shipper, max_per_hour = proposal.shipper, terms_of(policy_on(clock.today())).changes.at_once_per_hour
    for words in (
        *(shipper.name, shipper.ksn, "tier 2", "an officer checks first", "Who answers for it", "A supervisor or a"),
        *("Your parcels are chosen for an exam",),
        f"cbp: 0 suspensions at once within the last hour. The policy lets a source bring about {max_per_hour}",
    ):
        assert words in html
    recording = proposal.source.recordings.get()
    recording_url = f"{reverse('admin:ledger_recording_changelist')}?id={recording.pk}"
    assert recording_url not in html
    assert recording_url in read_page(signed_in(staff("deputy")), proposal)
    assert [row.pk for row in desk.get(recording_url).context["cl"].result_list] == [recording.pk]

    asked = desk.post(page_of(proposal), action_data("confirm")).content.decode()
    assert f"{proposal.shipper}: Active becomes Suspended." in asked
    assert read_state(proposal) == "to_confirm"
    confirm(desk, page_of(proposal), action_data("confirm"))
    assert read_state(proposal) == "proposed"
    assert Standing.objects.get(pk=proposal.shipper_id).status == Status.SUSPENDED
    blocked = read_blocked_reasons(desk, proposal)
    assert "An officer other than" in blocked["continue"]
    assert "may respond until" in blocked["uphold"]


@pytest.mark.slow
def test_suspension_at_once_is_reviewed_by_another_officer_and_the_page_shows_the_review(desk):
    proposal = due_process.suspend_at_once()
    assert "Review by" in read_page(desk, proposal)
    desk.post(page_of(proposal), action_data("continue", reasons="The laboratory is sure.", language="en"))
    html = read_page(desk, proposal)
    assert "Stays until the decision" in html
    assert "The laboratory is sure." in html
    assert "Review by" not in html
    confirm(desk, page_of(proposal), action_data("lift", reasons="It was not sure.", language="en"))
    assert Standing.objects.get(pk=proposal.shipper_id).status == Status.ACTIVE
    html = read_page(desk, proposal)
    assert "was in effect from" in html
    assert "at once: in effect since" not in html


def test_dismissed_suspension_changes_nothing_and_sends_no_message(desk):
    proposal = due_process.propose_suspension()
    answer = desk.post(page_of(proposal), action_data("dismiss", reasons="They told us at once."), follow=True)
    assert read_state(proposal) == "withdrawn"
    assert "They told us at once." in answer.content.decode()
    assert "have the notice delivered by post" not in answer.content.decode()
    assert not Message.objects.filter(kind="standing.suspension").exists()


@pytest.mark.parametrize(("role", "may"), [("officer", False), ("deputy", True), ("supervisor", True)])
def test_suspension_beyond_the_hourly_limit_of_a_source_needs_a_supervisor(role: str, *, may: bool):
    proposal = due_process.propose_suspension()
    ProposedChange.objects.update(needs_supervisor=True)
    client = signed_in(staff(role))
    assert ("A supervisor must look" not in read_blocked_reasons(client, proposal)["confirm"]) == may
    if may:
        confirm(client, page_of(proposal), action_data("confirm"))
    else:
        client.post(page_of(proposal), action_data("confirm"))
    assert (read_state(proposal) == "proposed") == may


def test_members_of_the_team_do_not_decide_about_their_own_business(officer, desk, demotion):
    on_team(demotion.shipper, "viewer", officer)
    assert "" not in read_blocked_reasons(desk, demotion).values()
    desk.post(page_of(demotion), decision_data("withdraw"))
    assert read_state(demotion) == "proposed"


def test_decision_without_reasons_is_refused(desk, demotion):
    assert desk.post(page_of(demotion), decision_data("withdraw", "  ")).status_code == 422
    assert read_state(demotion) == "proposed"


@pytest.mark.slow
def test_list_is_filtered_by_deadline_state_and_kind(desk, demotion):
    suspension = due_process.suspend_at_once()

    def list_ids(**chosen: object) -> set[int]:
        return {row.pk for row in desk.get(reverse(LIST), chosen).context["cl"].result_list}

    assert list_ids(limit="overdue") == set()
    with clock.at(suspension.decide_by + timedelta(minutes=1)):
        assert list_ids(limit="overdue") == {demotion.pk, suspension.pk}
        assert "overdue" in read_page(desk, suspension)
    with clock.at(suspension.review_by + timedelta(minutes=1)):
        assert list_ids(limit="unreviewed") == {suspension.pk}
    with clock.at(demotion.lapse_at - timedelta(days=1)):
        assert list_ids(limit="lapses") == {demotion.pk, suspension.pk}
    assert list_ids(at_once__exact="1") == {suspension.pk}
    assert list_ids(state__exact="proposed") == {demotion.pk, suspension.pk}


def test_work_items_link_to_the_proposals(desk, demotion):
    confirm = due_process.propose_suspension()
    listed = desk.get(reverse("admin:work_item_changelist")).content.decode()
    for proposal in (demotion, confirm):
        assert page_of(proposal) in listed


def suspend_and_respond() -> ProposedChange:
    return due_process.respond_to_notice(due_process.suspend_at_once())


@pytest.mark.parametrize(
    "make",
    [due_process.propose_demotion, due_process.propose_suspension, due_process.suspend_at_once, suspend_and_respond],
)
def test_page_takes_under_twenty_queries(desk, make, django_assert_max_num_queries):
    proposal = make()
    if proposal.state == "proposed" and not proposal.at_once:
        until = clock.add_days(proposal.respond_on, 9)
        extension_ask(actor=owner_of(proposal.shipper), change_id=proposal.pk, until=until, reason="We need time.")
    desk.get(page_of(proposal))
    with django_assert_max_num_queries(19):
        desk.get(page_of(proposal))
