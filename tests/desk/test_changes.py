"""What is proposed to be taken away, on the page where it is decided."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from apps.accounts.models import User
from apps.core import clock
from apps.notices.models import Message
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.models import Membership
from apps.standing.models import Extension, ProposedChange, Standing, Status
from apps.standing.selectors import proposals_open
from apps.standing.services import change_propose, change_respond, extension_ask
from tests.desk import hearings
from tests.people import signed_in, staff
from tests.standing.evaluations import enrolled, evaluated, owner_of

pytestmark = pytest.mark.django_db
LIST = "admin:standing_proposedchange_changelist"


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def officer(db: None) -> User:
    return staff("officer")


@pytest.fixture
def desk(officer: User) -> Client:
    return signed_in(officer)


@pytest.fixture
def demotion() -> ProposedChange:
    return hearings.demotion()


def page(proposal: ProposedChange) -> str:
    return reverse("admin:standing_proposedchange_change", args=[proposal.pk])


def text(client: Client, proposal: ProposedChange) -> str:
    return client.get(page(proposal)).content.decode()


def sent(name: str, **given: object) -> dict[str, object]:
    return {"act": name} | {f"{name}-{field}": value for field, value in given.items()}


def act(name: str, reasons: str = "The faults stand.", language: str = "en", **more: object) -> dict[str, object]:
    return sent(name, reasons=reasons, language=language, **more)


def blocked(client: Client, proposal: ProposedChange) -> dict[str, str]:
    return {name: str(act.blocked) for name, act, _form in client.get(page(proposal)).context["actions"]}


def state(proposal: ProposedChange) -> str:
    proposal.refresh_from_db()
    return proposal.state


def test_an_officer_reads_grounds_notice_and_response_and_decides(desk, demotion):
    hearings.responded(demotion)

    shown = text(desk, demotion)
    answer = desk.post(page(demotion), act("uphold", "Las faltas siguen.", "es"), follow=True)

    for words in (
        *(demotion.notice["findings"][0]["title"], "We have changed our supplier.", "We propose to lower your"),
        *("A new clerk.", "invoice.pdf", "It is true, and we explain how it came about"),
    ):
        assert words in shown
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


def test_before_the_seller_was_heard_it_can_only_be_withdrawn_or_given_more_time(desk, demotion):
    why = blocked(desk, demotion)
    assert {name for name, sentence in why.items() if not sentence} == {"extend", "withdraw"}
    for name in ("uphold", "reduce", "recommend"):
        assert "may respond until" in why[name]
    assert "delivered already" in why["serve"]
    desk.post(page(demotion), act("uphold"))
    assert state(demotion) == "proposed"


def test_the_days_are_told_where_the_business_is_and_in_new_york(desk, demotion):
    demotion.shipper.time_zone = "Asia/Shanghai"
    demotion.shipper.save()
    shown = text(desk, demotion)
    assert "Asia/Shanghai" in shown
    for name in ("decide_by", "lapse_at"):
        assert date_format(clock.day_of(getattr(demotion, name))) in shown


def test_what_the_seller_said_meanwhile_is_read_first(desk, demotion):
    opened = desk.get(page(demotion)).context["seen"]
    change_respond(actor=owner_of(demotion.shipper), change_id=demotion.pk, response="It was our broker.")
    answer = desk.post(page(demotion), act("withdraw", "Nobody answered.") | {"_seen": opened})
    assert answer.status_code == 409
    for words in ("It was our broker.", "Nobody answered."):
        assert words in answer.content.decode()
    assert state(demotion) == "responded"


def test_an_answer_to_a_violation_leads_to_where_it_is_decided(desk):
    suspension = hearings.responded(hearings.suspended())
    dispute = suspension.shipper.disputes.get()
    shown = text(desk, suspension)
    assert reverse("admin:disputes_dispute_change", args=[dispute.pk]) in shown
    assert reverse("admin:ledger_violation_change", args=[dispute.entry_id]) in shown
    file = suspension.files.get()
    assert desk.get(reverse("admin:standing_proposedchange_file", args=[file.pk])).status_code == 200
    assert 'id="viewer"' in desk.get(f"{page(suspension)}?response={file.pk}").content.decode()


def test_who_got_the_notice_is_shown_and_when_they_opened_it(desk, demotion):
    owner = owner_of(demotion.shipper)
    assert text(desk, demotion).count("not yet") == 2
    Message.objects.filter(recipient=owner, about_id=demotion.pk).update(mailed_at=clock.now(), read_at=clock.now())
    shown = text(desk, demotion)
    assert str(owner) in shown
    assert "not yet" not in shown


def test_a_notice_that_reached_nobody_is_delivered_by_post(officer, desk):
    shipper = enrolled(tier=2)
    Membership.objects.filter(shipper=shipper).delete()
    evaluated(shipper, enter=1, keep=1)
    proposal = proposals_open(shipper.pk).get()
    shown = text(desk, proposal)
    assert "Deliver it by post" in shown
    assert "Nobody on the team got a message" in shown
    assert "reached nobody yet" in blocked(desk, proposal)["uphold"]
    assert [proposal.pk] == [row.pk for row in desk.get(reverse(LIST), {"limit": "unserved"}).context["cl"].result_list]

    refused = desk.post(page(proposal), sent("serve", day=clock.add_days(clock.today(), 1), note="By mail."))
    assert refused.status_code == 422
    assert "serve-day" in refused.content.decode()
    desk.post(page(proposal), sent("serve", day=clock.today(), note="Registered mail, signed for."))
    assert "Registered mail, signed for." in text(desk, proposal)
    assert "may respond until" in blocked(desk, proposal)["uphold"]


def test_more_time_is_given_unasked_or_as_asked_or_not(desk, demotion):
    def day_after(days: int) -> Any:
        demotion.refresh_from_db()
        return clock.add_days(demotion.respond_on, days)

    desk.post(page(demotion), sent("extend", until=day_after(10), text="A holiday.", language="en"))
    for decision, words in (("grant", "Take it."), ("decline", "It was enough.")):
        extension_ask(
            actor=owner_of(demotion.shipper), change_id=demotion.pk, until=day_after(10), reason="Our lawyer is away."
        )
        shown = desk.get(page(demotion))
        assert "Our lawyer is away." in shown.content.decode()
        form = next(form for name, _act, form in shown.context["actions"] if name == "grant")
        assert form.initial["until"] == day_after(10)
        assert [demotion.pk] == [r.pk for r in desk.get(reverse(LIST), {"limit": "asked"}).context["cl"].result_list]
        answer = desk.post(page(demotion), sent(decision, until=day_after(5), text=words, language="en"), follow=True)
        assert words in answer.content.decode()
        assert "grant" not in blocked(desk, demotion)
    assert [each.state for each in Extension.objects.order_by("pk")] == ["granted", "declined"]


def test_it_is_reduced_to_what_lies_between(desk, demotion):
    hearings.responded(demotion)
    form = next(form for name, _act, form in desk.get(page(demotion)).context["actions"] if name == "reduce")
    assert [(value, str(label)) for value, label in form.fields["reduce_to"].choices] == [("2", "Tier 2")]
    assert desk.post(page(demotion), act("reduce")).status_code == 422
    answer = desk.post(page(demotion), act("reduce", reduce_to="2"), follow=True)
    assert "Reduced (Tier 2)" in answer.content.decode()
    assert Standing.objects.get(pk=demotion.shipper_id).tier == 2


def test_a_removal_is_decided_by_another_officer_or_reduced(officer, desk):
    shipper = enrolled(tier=2)
    removal = change_propose(actor=officer, shipper_id=shipper.pk, kind="removal", reasons="Forged records.")
    hearings.responded(removal)
    assert "An officer other than" in blocked(desk, removal)["uphold"]
    desk.post(page(removal), act("uphold"))
    assert state(removal) == "responded"
    other = signed_in(staff("supervisor"))
    form = next(form for name, _act, form in other.get(page(removal)).context["actions"] if name == "reduce")
    assert [str(label) for _value, label in form.fields["reduce_to"].choices] == [
        "Suspended, and a member still",
        "A member on conditions",
    ]
    other.post(page(removal), act("reduce", reduce_to="conditional"))
    assert Standing.objects.get(pk=shipper.pk).status == Status.CONDITIONAL


def test_what_nobody_looked_at_before_is_recommended_and_agreed_to_by_another(officer, desk):
    """A removal that the program itself proposed, for a plan that was missed."""
    removal = hearings.missed(officer).removal
    with clock.at(removal.respond_by + timedelta(minutes=1)):
        assert "Two officers must agree" in blocked(desk, removal)["uphold"]
        desk.post(page(removal), sent("recommend", reasons="Nothing was done."))
        assert "An officer other than" in blocked(desk, removal)["agree"]
        other = signed_in(staff("supervisor"))
        assert "Nothing was done." in text(other, removal)
        other.post(page(removal), sent("send_back", reasons="Ask them once more."))
        assert state(removal) == "proposed"
        assert "Ask them once more." in text(desk, removal)
        desk.post(page(removal), sent("recommend", reasons="They were asked."))
        other.post(page(removal), act("agree"))
    assert Standing.objects.get(pk=removal.shipper_id).status == Status.REMOVED


def test_who_confirms_sees_whom_it_hits_and_says_so(desk):
    proposal = hearings.to_confirm()
    shown = text(desk, proposal)
    shipper, most = proposal.shipper, terms_of(policy_on(clock.today())).changes.at_once_per_hour
    for words in (
        *(shipper.name, shipper.ksn, "tier 2", "an officer looks first", "Who stands for it", "A supervisor or a"),
        *(
            "Your parcels are chosen for an exam",
            f"I confirm that this suspends {shipper.name} ({shipper.ksn}) at once",
        ),
        f"cbp: 0 suspensions at once within the last hour. The policy lets a source bring about {most}",
    ):
        assert words in shown
    recording = proposal.source.recordings.get()
    back = f"{reverse('admin:ledger_recording_changelist')}?id={recording.pk}"
    assert back not in shown
    assert back in text(signed_in(staff("deputy")), proposal)
    assert [row.pk for row in desk.get(back).context["cl"].result_list] == [recording.pk]

    assert desk.post(page(proposal), sent("confirm")).status_code == 422
    assert state(proposal) == "to_confirm"
    desk.post(page(proposal), sent("confirm", confirmed="on"))
    assert state(proposal) == "proposed"
    assert Standing.objects.get(pk=proposal.shipper_id).status == Status.SUSPENDED
    assert "An officer other than" in blocked(desk, proposal)["uphold"]


def test_nobody_is_suspended_where_it_is_dismissed_and_only_staff_read_why(desk):
    proposal = hearings.to_confirm()
    answer = desk.post(page(proposal), sent("dismiss", reasons="They told us at once."), follow=True)
    assert state(proposal) == "withdrawn"
    assert "They told us at once." in answer.content.decode()
    assert "Deliver it by post" not in answer.content.decode()
    assert not Message.objects.filter(kind="standing.suspension").exists()


@pytest.mark.parametrize(("role", "may"), [("officer", False), ("deputy", True), ("supervisor", True)])
def test_beyond_the_hourly_limit_of_a_source_a_supervisor_looks(role: str, *, may: bool):
    proposal = hearings.to_confirm()
    ProposedChange.objects.update(needs_supervisor=True)
    client = signed_in(staff(role))
    assert ("A supervisor must look" not in blocked(client, proposal)["confirm"]) == may
    client.post(page(proposal), sent("confirm", confirmed="on"))
    assert (state(proposal) == "proposed") == may


def test_nobody_decides_about_a_business_of_their_own(officer, desk, demotion):
    Membership.objects.create(shipper=demotion.shipper, user=officer, role=Membership.Role.VIEWER)
    assert "" not in blocked(desk, demotion).values()
    desk.post(page(demotion), act("withdraw"))
    assert state(demotion) == "proposed"


def test_without_reasons_nothing_is_decided(desk, demotion):
    assert desk.post(page(demotion), act("withdraw", "  ")).status_code == 422
    assert state(demotion) == "proposed"


@pytest.mark.parametrize("role", ["auditor", "analyst", "policy manager"])
def test_others_read_and_do_not_decide(demotion, role):
    desk = signed_in(staff(role))
    assert desk.get(page(demotion)).context["actions"] == []
    desk.post(page(demotion), act("withdraw"))
    assert state(demotion) == "proposed"


def test_the_list_is_filtered_by_what_is_late(desk, demotion):
    suspension = hearings.suspended()

    def listed(**chosen: object) -> set[int]:
        return {row.pk for row in desk.get(reverse(LIST), chosen).context["cl"].result_list}

    assert listed(limit="overdue") == set()
    with clock.at(suspension.decide_by + timedelta(minutes=1)):
        assert listed(limit="overdue") == {suspension.pk}
        assert "overdue" in text(desk, suspension)
    with clock.at(demotion.lapse_at - timedelta(days=1)):
        assert listed(limit="lapses") == {demotion.pk}
    assert listed(at_once__exact="1") == {suspension.pk}
    assert listed(state__exact="proposed") == {demotion.pk, suspension.pk}


def test_what_waits_leads_here(desk, demotion):
    confirm = hearings.to_confirm()
    listed = desk.get(reverse("admin:work_item_changelist")).content.decode()
    for proposal in (demotion, confirm):
        assert page(proposal) in listed


def answered() -> ProposedChange:
    return hearings.responded(hearings.suspended())


@pytest.mark.parametrize("make", [hearings.demotion, hearings.to_confirm, hearings.suspended, answered])
def test_the_page_asks_little(desk, make, django_assert_max_num_queries):
    proposal = make()
    if proposal.state == "proposed" and not proposal.at_once:
        until = clock.add_days(proposal.respond_on, 9)
        extension_ask(actor=owner_of(proposal.shipper), change_id=proposal.pk, until=until, reason="We need time.")
    desk.get(page(proposal))
    with django_assert_max_num_queries(19):
        desk.get(page(proposal))
