"""The alarm of a screening at the desk: an officer confirms what each partner may do without the alarm."""

from apps.targeting.models import Assessment, SetAside
from apps.targeting.services import screening_answer
from apps.work.models import Item
from tests.desk.confirming import confirm
from tests.desk.pages import page_of
from tests.outbox import deliver
from tests.partners.client import PartnerClient, partner_client
from tests.screening.hits import FIRM, FIRM_NAME, list_loaded
from tests.targeting.declarations import assessed, declaration


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
