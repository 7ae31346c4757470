"""A member at a glance, and one click away its record, how its tier was worked out, and how to use its benefits."""

import csv
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from apps.core import clock
from apps.evaluation.judgments import judgment_today
from apps.evaluation.rules import RULES
from apps.evaluation.selectors import evaluation_latest
from apps.ledger.services import control_bind, control_free
from apps.shippers.models import Shipper
from apps.standing.proposals.notices import violations_named
from apps.standing.selectors import proposals_open
from tests.evaluation import ledger
from tests.evaluation.ledger import parcels as opened
from tests.people import seller, signed_in
from tests.portal.members import member_of, parcels, settle, violation
from tests.portal.pages import page_text
from tests.standing.evaluations import enrolled, evaluated, owner_of


@pytest.fixture
def busy(ada) -> Shipper:
    """Return a member of tier 1 with parcels that were found wrong and a violation."""
    shipper = member_of(ada, months=5)
    parcels(shipper, clock.today(), 3, examined=True, exam_result="discrepant", disposition="held")
    violation(shipper, clock.today() - timedelta(days=9), category="vague_data")
    settle()
    return shipper


def test_a_member_sees_standing_path_warning_benefits_and_figures_at_a_glance(portal, busy):
    page = page_text(portal)
    for text in (
        *(busy.ksn, "Active", "<h1>You are at tier 1.</h1>", "What gets you to tier 2", "What would cost you tier 1"),
        *("A validation visit.", "20% fewer exams", "Your record earned a higher tier.", "How we worked this out"),
        "<dt>Parcels</dt><dd>203</dd>",
        "<dt>Violations</dt><dd>1</dd>",
        *(reverse(f"portal:{name}", args=[busy.pk]) for name in ("record", "tier", "benefits", "happenings")),
    ):
        assert text in page, text
    assert page.count("<svg") == 2, "the rate and the parcels; the page of the record has the violations too"
    assert page.count("<meter") == 5, "four rules on the way up, and the room that is left"
    path = page[page.index('<ol class="ks-tiers"') : page.index("</ol>")]
    assert path.count("<li") == 4
    assert path.index("Tier 1") < path.index("You are here") < path.index("Tier 2")
    assert page.count("would be proposed") == 1, "one warning; the others are on the page of the tier"


def test_the_page_of_the_record_has_charts_their_numbers_and_the_latest_violations(portal, busy):
    page = page_text(portal, reverse("portal:record", args=[busy.pk]))
    assert "Vague or incomplete data" in page
    assert "Sustained" in page
    assert page.count("<svg") == 3, "the rate, the parcels and the violations"
    assert page.count('class="ks-bar"') == 24
    assert page.count('class="ks-line__point"') == 6
    assert page.count('<tr><th scope="row" class="ks-rows__title">') == 12, "the same numbers, month by month"


def test_months_of_the_record_come_as_a_table_with_the_numbers_of_the_page(portal, busy):
    answer = portal.get(reverse("portal:record_csv", args=[busy.pk]))
    rows = list(csv.DictReader(b"".join(answer).decode("utf-8-sig").splitlines()))
    assert len(rows) == 12
    assert rows[-1]["Month"] == clock.month_of(clock.today()).isoformat()
    assert sum(int(row["Parcels"]) for row in rows) == 203
    assert sum(int(row["Violations"]) for row in rows) == 1
    assert reverse("portal:record_csv", args=[busy.pk]) in page_text(portal, reverse("portal:record", args=[busy.pk]))


def test_record_says_which_exams_count_in_the_rate(portal, ada):
    """What a carrier found in each of 20 parcels is shown, and is not in the rate."""
    shipper = member_of(ada, months=5)
    before = judgment_today(shipper.pk).answer
    parcels(shipper, clock.today(), 20, examined=True, exam_basis="random", exam_result="discrepant")
    assert judgment_today(shipper.pk).answer == before
    page = " ".join(page_text(portal, reverse("portal:record", args=[shipper.pk])).split())
    assert "20 of your 20 parcels opened at random in 36 months were in order." in page
    assert "Other exams, such as those that a carrier reports or that were chosen for a risk, do not count" in page
    assert "<dt>Examined</dt><dd>40</dd>" in page
    assert "<dt>Of these, opened at random and counted in the rate</dt><dd>20</dd>" in page
    for label, number in (("Found wrong", 20), ("Opened at random", 0), ("Of these found wrong", 0)):
        assert f'data-label="{label}">{number}</td>' in page, label


def test_record_tells_parcels_opened_after_a_wrong_one_from_those_in_the_rate(portal, ada):
    shipper = member_of(ada, months=5)
    page = page_text(portal, reverse("portal:record", args=[shipper.pk]))
    assert "after a wrong" not in page
    opened(shipper, clock.today(), 7, drawn="clean", basis="follow_up")
    page = " ".join(page_text(portal, reverse("portal:record", args=[shipper.pk])).split())
    assert "20 of your 20 parcels opened at random in 36 months were in order." in page
    assert "The parcels opened at random after a wrong one do not count in the rate." in page
    assert "<dt>Of these, opened at random and counted in the rate</dt><dd>20</dd>" in page
    assert "<dt>Opened at random after a wrong parcel</dt><dd>7</dd>" in page


@pytest.mark.parametrize("page", ["record", "tier"])
def test_pages_of_a_bound_business_say_with_whom_and_since_when_it_is_judged(portal, ada, busy, page):
    other, third = (member_of(seller(f"{name}@shop.example"), months=3) for name in ("ben", "cy"))
    other.name = "Lotus & Sons"
    other.save()
    address = reverse(f"portal:{page}", args=[busy.pk])
    assert "Judged together" not in page_text(portal, address)
    control_bind(shipper_ids=[busy.pk, other.pk], control=3)
    settle()
    shown = " ".join(page_text(portal, address).split())
    assert "Judged together with 1 other number<" in shown
    for text in (other.ksn, "Lotus &amp; Sons", date_format(clock.today(), "DATE_FORMAT"), "the sums of all of them"):
        assert text in shown, text
    assert third.ksn not in shown
    control_free(shipper_id=other.pk)
    assert "Judged together" not in page_text(portal, address)


def test_record_of_a_bound_business_has_the_sums_of_all_its_numbers(portal, ada, busy):
    other = member_of(seller("ben@shop.example"), months=5)
    control_bind(shipper_ids=[busy.pk, other.pk], control=3)
    page = " ".join(page_text(portal, reverse("portal:record", args=[busy.pk])).split())
    assert "<dt>Parcels</dt><dd>403</dd>" in page
    assert 'data-label="Parcels">80</td>' in page
    assert "This list has the violations of this number alone." in page
    assert "The sums of your number and of 1 other, which are judged together." in " ".join(page_text(portal).split())


def test_the_page_of_the_tier_explains_each_rule_the_path_and_every_way_down(portal, busy):
    page = page_text(portal, reverse("portal:tier", args=[busy.pk]))
    for text in ("Why this tier", "decides", "What gets you to tier 2", "A validation visit.", "Leave the program"):
        assert text in page, text
    assert page.count('<tr><th scope="row" class="ks-rows__title">') == len(RULES)
    assert page.count("would be proposed") > 1


@pytest.mark.parametrize("name", ["record", "record_csv", "tier"])
def test_who_was_never_enrolled_has_neither_record_nor_tier(portal, ada, name, application):
    assert portal.get(reverse(f"portal:{name}", args=[application.shipper_id])).status_code == 404


def test_the_benefits_page_says_how_to_use_each_benefit(portal, busy):
    page = page_text(portal, reverse("portal:benefits", args=[busy.pk]))
    assert "Your parcels are chosen for an exam 80% as often as others." in page
    assert "Have your carrier or broker give your number" in page


def test_a_member_downloads_the_facts_behind_its_tier(portal, ada):
    shipper = member_of(ada, months=5)
    address = reverse("api:facts", args=[shipper.ksn])

    assert f'href="{address}"' in page_text(portal, reverse("portal:tier", args=[shipper.pk]))
    told = portal.get(address).json()
    assert (told["ksn"], told["format"]) == (shipper.ksn, "known-shipper-facts/1")
    assert told["evaluations"][-1]["findings"]
    assert sum(month["counts"]["parcels"] for month in told["months"]) > 0


@pytest.mark.slow
def test_a_tier_that_is_kept_but_could_not_be_entered_is_explained(client, ada):
    client.force_login(ada)
    shipper = member_of(ada, months=5)
    # A fifth of a point each: more points than the twenty parcels opened at random allow to enter tier 1 with.
    ledger.violations(shipper, clock.today(), 326, category="marking")
    settle()
    evaluation = evaluation_latest(shipper.pk)
    assert (evaluation.enter, evaluation.keep) == (0, 1)
    page = page_text(client)
    assert "You keep tier 1. Keeping a tier asks less than entering it." in page
    page = page_text(client, reverse("portal:tier", args=[shipper.pk]))
    assert "that what was found does not prove a share below 93.5%" in page, "the points decide here"
    page = page_text(client, reverse("portal:record", args=[shipper.pk]))
    for line in ("Enter 1", "Keep 1", "Enter 2"):
        assert f">{line}</text>" in page
    assert ">Enter 3</text>" not in page, "lines that are far from the member say nothing and flatten the chart"


def test_violation_of_another_number_is_named_as_such_and_is_no_page_of_the_business() -> None:
    shipper, other = enrolled(tier=2), ledger.member(clock.add_months(clock.today(), -9))
    control_bind(shipper_ids=[shipper.pk, other.pk], control=1)
    ledger.found_wrong(other, 1, category="counterfeit")
    evaluated(shipper, enter=1, keep=1)
    notice = proposals_open(shipper.pk).get()
    page = signed_in(owner_of(shipper)).get(reverse("portal:change", args=[shipper.pk, notice.pk])).content.decode()
    (named,) = violations_named(notice)
    assert "Of another number that is judged together with you" in page
    assert reverse("portal:violation", args=[shipper.pk, named.case_id]) not in page
    assert f"case-{named.case_id}-position" not in page
