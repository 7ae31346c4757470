"""The desk's page to plan the capacity of a port: today beside variants, as a chart, a table and a file."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from apps.targeting.models import Lot, PortDay
from apps.targeting.selectors import days_drawn, exams_done, ports_drawn
from apps.targeting.services import draws_start, exam_record, parcels_draw
from tests.partners.client import partner_client
from tests.people import staff, staff_known
from tests.portal.pages import page_words
from tests.targeting import risk_models
from tests.targeting.draws import PORT, capacity, declared, drawn, selected

MAX_QUERIES = 24
PLAN, FILE = "admin:targeting_plan", "admin:targeting_plan_file"


KINDS = "those that count in their rates, and those after a wrong parcel"


def port(exams: int = 4, parcels: int = 20) -> list[Lot]:
    """Draw among parcels of today that a model assessed; return the selected ones."""
    risk_models.champion(staff("policy manager"), staff("policy manager", email="second@staff.example"))
    capacity(staff_known("supervisor", email="supervisor@staff.example"), exams)
    kinds = ("420221", "610910")
    for hs in kinds:
        declared(partner_client(), *(f"{hs}-{number}" for number in range(parcels // 2)), hs=hs)
    return selected(drawn())


def lines(client: Client, **asked: object) -> list[dict[str, str]]:
    answer = client.get(reverse(FILE), asked)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_page_says_that_nothing_was_drawn(supervisor_desk) -> None:
    page = page_words(supervisor_desk, reverse(PLAN))
    assert "No parcel of these days has a chance" in page
    assert lines(supervisor_desk) == []


@pytest.mark.parametrize(
    ("exams", "follows"), [(4, "The port can open as many."), (0, "Today’s exams are enough for 0% of them")]
)
def test_the_page_says_how_many_exams_the_promises_to_sellers_ask_for(
    supervisor_desk, exams: int, follows: str
) -> None:
    port(exams)
    page = page_words(supervisor_desk, reverse(PLAN))
    assert f"What sellers were promised asks for 0.40 exams a day at random here: {KINDS}. {follows}" in page


def test_today_stands_beside_the_variants_with_the_same_numbers_in_the_file(supervisor_desk, officer) -> None:
    first, second, *_others = port()
    for lot, result in ((first, "clean"), (second, "discrepant")):
        category = {"category": "marking"} if result == "discrepant" else {}
        exam_record(actor=officer, lot_id=lot.pk, result=result, disposition="released", text="Seen.", **category)
    asked = {"port": PORT, "a-exams": "2", "b-officers": "5", "c-at_random": "50", "c-unseen": "0"}
    today, fewer, officers, other, *steps = lines(supervisor_desk, **asked)
    assert [row["Setting"] for row in (today, fewer, officers, other)] == [
        "Today",
        "Variant A",
        "Variant B",
        "Variant C",
    ]
    assert [float(row["Exams a day"]) for row in (today, fewer, officers)] == [4, 2, 10]
    assert float(fewer["Violations found a day"]) < float(today["Violations found a day"])
    assert float(officers["Violations found a day"]) > float(today["Violations found a day"])
    # An officer opened two parcels on a day: four exams are two officers and sixteen hours.
    assert (float(today["Officers"]), float(today["Officer hours a day"])) == (2, 16)
    assert float(today["Dollars a day"]) == pytest.approx(16 * 35.67)
    assert float(other["At random"]) == 0.5
    assert [float(row["Exams a day"]) for row in steps] == [0, 1, 2, 3, 4, 5, 6, 7, 8]
    page = page_words(
        supervisor_desk, f"{reverse(PLAN)}?{'&'.join(f'{name}={value}' for name, value in asked.items())}"
    )
    assert "of 2 parcels that officers opened" in page.lower()
    assert "and 1 were." in page
    assert "Variant B 10 5" in page


def test_the_parcels_of_another_port_are_as_many_as_those_of_this_one(supervisor_desk) -> None:
    port()
    declared(partner_client(), *(f"N{number}" for number in range(5)), hs="420221", port="2704")
    capacity(staff("supervisor", email="other@staff.example"), 4)
    draws_start()
    parcels_draw(port_day_id=PortDay.objects.get(port="2704").pk)
    today, mixed, *_steps = lines(supervisor_desk, port=PORT, **{"a-mix": "2704"})
    assert float(mixed["Selected a day"]) == pytest.approx(float(today["Selected a day"]))
    assert float(mixed["Violations found a day"]) > float(today["Violations found a day"])


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"a-exams": "2", "a-officers": "3", "a-each": "4"}, "Give either exams or officers"),
        ({"a-officers": "3"}, "Say how many parcels an officer opens on a day"),
        ({"a-at_random": "80", "a-unseen": "30"}, "more than all exams"),
    ],
)
def test_a_variant_that_contradicts_itself_is_refused(supervisor_desk, asked, message) -> None:
    port(parcels=4)
    page = page_words(
        supervisor_desk, f"{reverse(PLAN)}?{'&'.join(f'{name}={value}' for name, value in asked.items())}"
    )
    assert message in page
    assert len(lines(supervisor_desk, **asked)) == 10, "today and the steps, without the variant"


def test_the_page_takes_few_queries_for_many_parcels(supervisor_desk, officer, django_assert_max_num_queries) -> None:
    (first, *_others) = port(parcels=30)
    exam_record(actor=officer, lot_id=first.pk, result="clean", disposition="released")
    with django_assert_max_num_queries(MAX_QUERIES):
        assert supervisor_desk.get(reverse(PLAN), {"a-exams": "2", "b-exams": "9"}).status_code == 200


def test_parcels_without_a_model_have_the_share_of_the_exams_at_random(supervisor_desk, officer) -> None:
    capacity(staff_known("supervisor", email="supervisor@staff.example"), 4)
    declared(partner_client(), *(f"A{number}" for number in range(8)))
    lots = selected(drawn())
    first = lots[0].draw.port_day.day
    assert ports_drawn(first) == [(PORT, 1, 8)]
    assert days_drawn(PORT, first, exams_done(PORT, first).at_random) == []
    for lot in lots:
        exam_record(
            actor=officer,
            lot_id=lot.pk,
            result="discrepant",
            category="marking",
            disposition="released",
            text="No label.",
        )
    (day,) = days_drawn(PORT, first, exams_done(PORT, first).at_random)
    assert {each.chance for each in day.candidates} == {1.0}
    assert float(lines(supervisor_desk)[0]["Violations found a day"]) == pytest.approx(4)
