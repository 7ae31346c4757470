"""The merge of two records of one business, which changes no entry of the ledger."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from apps.accounts.models import User
from apps.applications.services import application_start
from apps.core.errors import Conflict, InvalidInput, NotAllowed
from apps.desk.shippers.services import records_merge
from apps.events.kinds import STAFF_WORDS
from apps.events.models import Event
from apps.ledger.models import Seller, Shipment, Watch
from apps.ledger.selectors import months_of
from apps.ledger.services import program_entry_record, seller_link, upload_add
from apps.notices.models import Message
from apps.shippers.ksn import new_ksn
from apps.shippers.models import Correction, Shipper
from apps.shippers.services import profile_part_replace, shipper_create
from apps.standing.models import Standing
from apps.upkeep.services import claim_submit
from tests.ledger.conftest import report, shipment
from tests.outbox import deliver
from tests.people import on_team, seller, signed_in, staff

WHY = "The register has one company under both numbers."


def create_record(name: str, member: User | None = None) -> Shipper:
    shipper = shipper_create(actor=member or seller(f"{name.split()[0].lower()}@shop.example"))
    profile_part_replace(shipper_id=shipper.pk, part="business", clean={"name": name})
    return Shipper.objects.get(pk=shipper.pk)


def enroll_shipper(shipper: Shipper) -> Shipper:
    shipper.ksn = new_ksn()
    shipper.save()
    program_entry_record(shipper_id=shipper.pk, kind="enrolled", date=date(2026, 1, 1))
    deliver()
    return shipper


@pytest.fixture
def kept() -> Shipper:
    return enroll_shipper(create_record("Blue Kite"))


@pytest.fixture
def merged() -> Shipper:
    return create_record("Kite Blue")


def test_history_of_the_merged_record_counts_for_the_kept_record_unchanged(kept, merged, supervisor):
    report(shipment("1Z1"), shipment("1Z2", examined=True, exam_result="discrepant"))
    identity = Seller.objects.get(code="S1")
    seller_link(seller_id=identity.pk, shipper_id=merged.pk)
    deliver()
    entries = list(Shipment.objects.order_by("id").values())
    profile = Shipper.objects.filter(pk=merged.pk).values("name", "ksn", "country", "email").get()
    records_merge(actor=supervisor, kept_id=kept.pk, merged_id=merged.pk, reason=WHY)
    identity.refresh_from_db()
    assert identity.shipper == kept
    assert sum(month["shipments"] for month in months_of(kept.pk, date(2026, 1, 1))) == 2
    assert list(Shipment.objects.order_by("id").values()) == entries
    assert Shipper.objects.filter(pk=merged.pk).values("name", "ksn", "country", "email").get() == profile
    merged.refresh_from_db()
    assert merged.merged_into == kept
    assert merged.merged_at is not None
    correction = Correction.objects.get()
    assert (correction.shipper, correction.part, correction.reason, correction.by) == (
        merged,
        "merged",
        WHY,
        supervisor,
    )
    assert Watch.objects.get(shipper=kept).due_since is not None, "it is evaluated by the usual events"
    deliver()
    assert Watch.objects.get(shipper=kept).due_since is None
    output = StringIO()
    call_command("verify", stdout=output)
    assert "0 differences" in output.getvalue()


def test_both_timelines_and_both_teams_learn_of_the_merge(kept, merged, supervisor):
    records_merge(actor=supervisor, kept_id=kept.pk, merged_id=merged.pk, reason=WHY)
    shipper_by_kind = dict(
        Event.objects.filter(kind__in=["shippers.merged", "shippers.absorbed"]).values_list("kind", "shipper_id")
    )
    assert shipper_by_kind == {"shippers.merged": merged.pk, "shippers.absorbed": kept.pk}
    assert shipper_by_kind.keys() <= STAFF_WORDS.keys()
    messages = Message.objects.filter(kind__startswith="shippers.")
    assert set(messages.values_list("kind", "shipper_id", "recipient__email")) == {
        ("shippers.merged", merged.pk, "kite@shop.example"),
        ("shippers.absorbed", kept.pk, "blue@shop.example"),
    }
    assert not any(WHY in message.body or str(kept) in message.body for message in messages), (
        "neither learns of the other"
    )


def test_team_of_the_merged_record_reads_and_can_not_apply(kept, merged, supervisor):
    member = User.objects.get(email="kite@shop.example")
    draft = application_start(actor=member, shipper_id=merged.pk)
    records_merge(actor=supervisor, kept_id=kept.pk, merged_id=merged.pk, reason=WHY)
    client = signed_in(member)
    page = client.get(reverse("portal:shipper", args=[merged.pk]))
    assert "You can still read everything here" in page.text
    assert client.get(reverse("portal:application", args=[draft.pk])).status_code == 200
    draft.delete()
    with pytest.raises(Conflict, match="ask its owner to invite you"):
        application_start(actor=member, shipper_id=merged.pk)
    with pytest.raises(Conflict, match="merged into another"):
        profile_part_replace(shipper_id=merged.pk, part="business", clean={"name": "Another"})
    report(shipment())
    with pytest.raises(Conflict, match="Link the seller to that one"):
        seller_link(seller_id=Seller.objects.get(code="S1").pk, shipper_id=merged.pk)


def test_team_of_the_merged_record_adds_nothing_to_the_kept_record(kept, merged, supervisor):
    member = User.objects.get(email="kite@shop.example")
    enroll_shipper(merged)
    Standing.objects.filter(shipper=merged).update(status="withdrawn")
    records_merge(actor=supervisor, kept_id=kept.pk, merged_id=merged.pk, reason=WHY)
    with pytest.raises(Conflict, match="merged into another"):
        upload_add(actor=member, shipper_id=merged.pk, name="own.csv", chunks=[b"reference\nR1\n"])
    with pytest.raises(Conflict, match="merged into another"):
        claim_submit(
            actor=member, shipper_id=merged.pk, source="bazaar", code="S1", proof="code_word", language="en",
            page="https://bazaar.example/shops/S1",
        )  # fmt: skip


def test_record_of_a_member_is_kept_and_two_members_are_not_merged(kept, merged, supervisor):
    with pytest.raises(Conflict, match="Keep the member's record"):
        records_merge(actor=supervisor, kept_id=merged.pk, merged_id=kept.pk, reason=WHY)
    enroll_shipper(merged)
    with pytest.raises(Conflict, match="First the membership of one of them has to end"):
        records_merge(actor=supervisor, kept_id=kept.pk, merged_id=merged.pk, reason=WHY)
    Standing.objects.filter(shipper=merged).update(status="removed")
    records_merge(actor=supervisor, kept_id=kept.pk, merged_id=merged.pk, reason=WHY)
    assert Seller.objects.get(source="ksn", code=merged.ksn).shipper == kept, "what is reported of its number counts"
    deliver()


def test_record_with_an_open_application_is_not_merged(kept, merged, supervisor):
    member = User.objects.get(email="kite@shop.example")
    application = application_start(actor=member, shipper_id=merged.pk)
    type(application).objects.filter(pk=application.pk).update(state="in_review")
    with pytest.raises(Conflict, match="Decide it first"):
        records_merge(actor=supervisor, kept_id=kept.pk, merged_id=merged.pk, reason=WHY)
    assert not Correction.objects.exists()


def test_merge_needs_permission_reason_and_two_records_that_were_not_merged(kept, merged, supervisor):
    with pytest.raises(NotAllowed):
        records_merge(actor=staff("officer"), kept_id=kept.pk, merged_id=merged.pk, reason=WHY)
    with pytest.raises(InvalidInput, match="reason"):
        records_merge(actor=supervisor, kept_id=kept.pk, merged_id=merged.pk, reason=" ")
    with pytest.raises(InvalidInput, match="two records"):
        records_merge(actor=supervisor, kept_id=kept.pk, merged_id=kept.pk, reason=WHY)
    of_the_team = staff("supervisor", email="of-the-team@staff.example")
    on_team(merged, "viewer", of_the_team)
    with pytest.raises(Conflict, match="on this business's team"):
        records_merge(actor=of_the_team, kept_id=kept.pk, merged_id=merged.pk, reason=WHY)
    records_merge(actor=supervisor, kept_id=kept.pk, merged_id=merged.pk, reason=WHY)
    for keep, merge in ((kept, merged), (merged, kept)):
        with pytest.raises(Conflict, match="already"):
            records_merge(actor=supervisor, kept_id=keep.pk, merged_id=merge.pk, reason=WHY)


def test_page_shows_both_records_and_merges_them(kept, merged, supervisor, supervisor_desk):
    url = reverse("admin:shippers_merge", args=[merged.pk, kept.pk])
    page = supervisor_desk.get(url)
    assert page.status_code == 200
    assert "Close: " in page.text or "Nothing by which" in page.text
    answer = supervisor_desk.post(url, {"keep": merged.pk, "reason": WHY})
    assert answer.status_code == 409
    assert "Keep the member&#x27;s record" in answer.text
    assert WHY in answer.text, "what was typed is kept"
    assert supervisor_desk.post(url, {"keep": kept.pk, "reason": ""}).status_code == 422
    answer = supervisor_desk.post(url, {"keep": kept.pk, "reason": WHY})
    assert answer["Location"] == reverse("admin:shippers_shipper_change", args=[kept.pk])
    merged.refresh_from_db()
    assert merged.merged_into == kept
    assert signed_in(staff("officer")).get(url).status_code == 403
    assert supervisor_desk.get(reverse("admin:shippers_merge", args=[kept.pk, 0])).status_code == 404
    assert WHY in supervisor_desk.get(reverse("admin:shippers_correction_changelist")).text
