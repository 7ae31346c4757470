"""The desk's pages of a port's exams: capacities, the parcels of a day, and the form for what an officer found."""

from django.urls import reverse

from apps.targeting.models import Exam, PortCapacity, PortDay
from tests.partners.client import partner_client
from tests.people import signed_in, staff
from tests.portal.pages import page_words
from tests.standing.evaluations import enrolled
from tests.targeting.declarations import suspected
from tests.targeting.draws import PORT, capacity, declared, drawn, promised, selected

MAX_QUERIES = 19


def test_a_supervisor_says_how_many_parcels_a_port_can_open_and_changes_it(supervisor) -> None:
    client, form = signed_in(supervisor), reverse("admin:targeting_portcapacity_add")
    for exams in ("20", "30"):
        client.post(form, {"port": PORT, "weekday": "0", "day": "", "exams": exams})
    row = PortCapacity.objects.get()
    assert (row.weekday, row.exams) == (0, 30)
    client.post(reverse("admin:targeting_portcapacity_change", args=[row.pk]), {"exams": "10"})
    row.refresh_from_db()
    assert (row.port, row.weekday, row.exams) == (PORT, 0, 10)
    both = client.post(form, {"port": PORT, "weekday": "0", "day": "2026-12-25", "exams": "5"})
    assert "Choose a day of the week, or give one day, but not both." in both.content.decode()


def test_the_page_of_a_day_lists_parcels_with_reasons_chance_and_picture(supervisor) -> None:
    capacity(supervisor, 2)
    declared(partner_client(), "A1", ksn=suspected(enrolled(tier=1)).ksn)
    declared(partner_client(), "A2", ksn=enrolled().ksn)
    with promised(0.0):
        drawn()
    page = page_words(signed_in(supervisor), reverse("admin:targeting_portday_change", args=[PortDay.objects.get().pk]))
    assert "The seller, or a party behind it, may be on a list, and nobody decided yet: 100" in page
    assert "Red: a hard rule holds" in page
    assert "Hard rule 100% Not recorded" in page
    assert "Green: nothing is asked" in page
    assert "Drawn at random beyond the share that counts 100% Not recorded" in page


def test_the_page_of_a_day_names_the_share_that_is_kept_for_what_was_never_seen(supervisor) -> None:
    """One name for both was two figures of one share: 20% in the policy, and 0% where exams by risk open enough."""
    capacity(supervisor, 2)
    declared(partner_client(), "A1", ksn=enrolled().ksn)
    drawn()
    page = page_words(signed_in(supervisor), reverse("admin:targeting_portday_change", args=[PortDay.objects.get().pk]))
    assert "At random Kept for never seen Least chance" in page
    assert "is what exams by risk leave missing of the policy’s share: 0% where they open enough of them." in page


def test_the_page_of_a_day_takes_few_queries_for_many_parcels(supervisor, django_assert_max_num_queries) -> None:
    capacity(supervisor, 9)
    declared(partner_client(), *(f"A{number}" for number in range(9)))
    drawn()
    client, day = signed_in(supervisor), PortDay.objects.get()
    for path in (
        reverse("admin:targeting_portday_change", args=[day.pk]),
        reverse("admin:targeting_portday_changelist"),
        reverse("admin:targeting_lot_changelist"),
    ):
        with django_assert_max_num_queries(MAX_QUERIES):
            assert client.get(path).status_code == 200


def test_an_officer_records_an_exam_and_is_led_to_the_violation(supervisor) -> None:
    capacity(supervisor, 1)
    declared(partner_client(), "A1")
    (lot,) = selected(drawn())
    client, path = signed_in(staff("officer")), reverse("admin:targeting_lot_change", args=[lot.pk])
    assert "Nobody recorded an exam yet." in page_words(client, path)
    sent = {"act": "record", "record-result": "discrepant", "record-disposition": "detained", "record-text": "Fakes."}
    refused = client.post(path, sent)
    assert "Choose what was wrong." in refused.content.decode()
    client.post(path, sent | {"record-category": "counterfeit"})
    assert Exam.objects.get().category == "counterfeit"
    page = page_words(client, path)
    assert "Discrepant , Counterfeit or infringing goods. It is detained." in page
    assert "Enter the violation" in page
    assert "Enter the violation" not in page_words(signed_in(staff("auditor")), path)
