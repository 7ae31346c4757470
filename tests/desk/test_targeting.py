"""The pages of assessments and of models of risk: three layers in points, and the champion beside a challenger."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from apps.core import clock
from apps.targeting.models import Assessment, SetAside
from apps.targeting.risk_model import FEATURES
from apps.targeting.services import screening_answer
from apps.work.models import Item
from tests.desk.pages import confirm, page_of
from tests.outbox import deliver
from tests.partners.client import PartnerClient, partner_client
from tests.people import signed_in, staff
from tests.screening.hits import FIRM, FIRM_NAME, list_loaded
from tests.standing.evaluations import enrolled
from tests.targeting import drifts, risk_models
from tests.targeting.declarations import assessed, declaration, suspected
from tests.targeting.earlier_answers import answered_before, better_partner, repeated


@pytest.fixture
def manager_desk() -> Client:
    return signed_in(staff("policy manager"))


def text_of(client: Client, name: str, pk: int) -> str:
    page = client.get(reverse(f"admin:targeting_{name}_change", args=[pk])).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_an_assessment_shows_what_each_layer_says_in_points(manager_desk):
    author, approver = (staff("policy manager", email=f"{name}@staff.example") for name in ("one", "two"))
    risk_models.champion(author, approver)
    (one,) = assessed(partner_client(), declaration(ksn=suspected(enrolled(tier=1)).ksn, hs="420221", origin="CN"))
    text = text_of(manager_desk, "assessment", one.pk)
    assert "Hard rules The seller, or a party behind it, may be on a list, and nobody decided yet 100" in text
    assert "Standing A known shipper, whose tier promises fewer exams -" in text
    assert f"All layers {one.points}" in text
    assert "Screen the parcel before it is loaded" in text


def test_an_assessment_says_that_its_goods_passed_before_and_were_never_opened(manager_desk, partner):
    author, approver = (staff("policy manager", email=f"{name}@staff.example") for name in ("one", "two"))
    risk_models.champion(author, approver)
    (first,) = assessed(partner, declaration("A1"))
    with clock.at(clock.start_of(clock.add_days(clock.today(), 1))):
        (second,) = assessed(partner, declaration("A2"))
    told = "passed before and were never opened"
    assert told not in text_of(manager_desk, "assessment", first.pk)
    assert told in text_of(manager_desk, "assessment", second.pk)


def test_an_assessment_without_reasons_says_so_for_each_layer(manager_desk):
    (one,) = assessed(partner_client(), declaration())
    assert text_of(manager_desk, "assessment", one.pk).count("Says nothing of this parcel") == 3


def test_a_challenger_stands_beside_the_champion_with_the_reason_of_each_feature(manager_desk):
    author, approver = (staff("policy manager", email=f"{name}@staff.example") for name in ("one", "two"))
    first = risk_models.champion(author, approver)
    text = text_of(manager_desk, "riskmodel", risk_models.challenger().pk)
    assert f"The champion is model {first.pk}" in text
    assert "2026-03 This one 90 20% 50% 40 20% 30% 2%" in text
    assert "2026-03 Champion 90 20% 50% 40 20% 30% 2%" in text
    assert FEATURES[0].reason in text


def test_a_policy_manager_proposes_and_another_approves_and_takes_back_at_the_desk(manager_desk):
    first, second = manager_desk, signed_in(staff("policy manager", email="second@staff.example"))
    models = [risk_models.challenger() for _number in range(2)]
    for model in models:
        path = reverse("admin:targeting_riskmodel_change", args=[model.pk])
        first.post(path, {"act": "propose", "propose-reasons": "It finds more."})
        assert "Somebody else must approve it" in first.get(path).content.decode()
        confirm(second, path, {"act": "approve"})
        model.refresh_from_db()
        assert model.state == "champion"
    confirm(second, path, {"act": "roll_back"})
    for model in models:
        model.refresh_from_db()
    assert [model.state for model in models] == ["champion", "retired"]


def test_the_card_of_a_champion_shows_its_drift_and_a_policy_manager_answers(manager_desk):
    author, approver = (staff("policy manager", email=f"{name}@staff.example") for name in ("one", "two"))
    model = risk_models.champion(author, approver)
    assert "Nobody looked yet" in text_of(manager_desk, "riskmodel", model.pk)
    drifts.looked(model, "value", "rate_hs")
    text = text_of(manager_desk, "riskmodel", model.pk)
    assert "2 features drifted." in text
    assert "Value 0.500 0.100" in text
    assert "1 feature without an alarm" in text
    path = reverse("admin:targeting_riskmodel_change", args=[model.pk])
    manager_desk.post(path, {"act": "answer_drift", "answer_drift-reasons": "A carrier reports insured values."})
    assert "Done: Say why the model stays" in text_of(manager_desk, "riskmodel", model.pk)
    after = text_of(manager_desk, "riskmodel", model.pk)
    assert ": A carrier reports insured values." in after
    assert "Say why the model stays" not in after


def test_an_officer_reads_the_earlier_answer_that_was_used_and_sets_it_aside(manager_desk):
    partner = better_partner()
    answer = answered_before(partner)
    used = repeated(partner)
    officer = signed_in(staff("officer", email="officer@staff.example"))
    text = text_of(officer, "assessment", used.pk)
    assert "The partner was not asked." in text
    assert "The shop's invoice." in html.unescape(text)
    assert "Set the earlier answer aside" in text
    assert "Set the earlier answer aside" not in text_of(manager_desk, "assessment", used.pk)
    assert "This answer was used for 1 further parcel." in text_of(officer, "assessment", answer.pk)
    path = reverse("admin:targeting_assessment_change", args=[used.pk])
    officer.post(path, {"act": "set_aside", "set_aside-reasons": "The shop sells other goods."})
    for pk in (answer.pk, used.pk):
        text = text_of(officer, "assessment", pk)
        assert "This answer no longer counts" in text
        assert "The shop sells other goods." in text
    assert "An earlier answer was set aside. Information requested" in text


def alarmed(partner: PartnerClient) -> Assessment:
    list_loaded(FIRM)
    (asked,) = assessed(partner, declaration(issuer="UPSN", seller_name=FIRM_NAME))
    return screening_answer(
        partner_id=partner.credentials.partner.pk, assessment_id=asked.pk, result="alarm", text="X-ray, two views."
    )


def open_work() -> list[int]:
    return list(Item.objects.filter(kind="alarm", closed_at=None).values_list("subject_id", flat=True))


def test_an_alarm_is_set_aside_by_whoever_confirms_what_each_partner_may_do_then(desk, partner):
    other = partner_client()
    assessed(other, declaration(issuer="UPSN"))
    alarm = alarmed(partner)
    deliver()
    data = {"act": "end_alarm", "end_alarm-reasons": "A battery, seen by hand."}
    shown = desk.post(page_of(alarm), data)
    assert shown.context_data["attempt"].consequences == [
        f"{partner.credentials.partner}: “Do not load” becomes “Assessment complete”.",
        f"{other.credentials.partner}: “Do not load” becomes “Screening requested”.",
    ]
    assert not SetAside.objects.exists(), "a single press ends no alarm"
    assert open_work() == [alarm.pk]
    confirm(desk, page_of(alarm), data)
    assert SetAside.objects.get().answer == alarm
    assert open_work() == []


def test_an_alarm_is_set_aside_by_nobody_who_read_of_other_consequences(desk, partner):
    alarm = alarmed(partner)
    data = {"act": "end_alarm", "end_alarm-reasons": "A battery, seen by hand."}
    read = desk.post(page_of(alarm), data).context_data["attempt"].confirmation
    assessed(partner_client(), declaration(issuer="UPSN"))
    shown = desk.post(page_of(alarm), data | {"confirmed": read})
    assert len(shown.context_data["attempt"].consequences) == 2
    assert not SetAside.objects.exists()


def test_an_alarm_that_stands_says_so_on_its_page(desk, partner):
    alarm = alarmed(partner)
    html = desk.get(page_of(alarm)).content.decode()
    assert "The alarm stands" in html
    desk.post(page_of(alarm), {"act": "uphold_alarm", "uphold_alarm-reasons": "A swollen battery."})
    html = desk.get(page_of(alarm), follow=True).content.decode()
    assert "looked at this alarm" in html
    assert "A swollen battery." in html
    assert 'value="end_alarm"' in html
    assert 'value="uphold_alarm"' not in html
    assert open_work() == []
