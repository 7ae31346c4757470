"""The lists and forms of the desk, as all of them are drawn."""

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils.text import capfirst

from apps.accounts.models import User
from apps.accounts.staff_admin import StaffModelAdmin
from apps.desk.audit.admin import AuditAdmin
from apps.ledger.models import Parcel
from apps.work import services
from apps.work.models import SavedSearch
from tests.ledger.conftest import report, shipment
from tests.people import signed_in, staff, with_every_role


def test_clean_parcel_says_no_in_words_and_shows_no_cross():
    report(shipment())
    parcel = Parcel.objects.get()
    client = signed_in(staff("auditor"))
    for name, args in (("changelist", []), ("change", [parcel.pk])):
        text = client.get(reverse(f"admin:ledger_parcel_{name}", args=args)).content.decode()
        assert "icon-no" not in text
        assert "icon-yes" not in text
        assert ">No<" in text


def test_every_list_is_titled_by_its_records_and_says_what_it_contains():
    # A supervisor and an auditor together see every list.
    readers = [signed_in(staff(role)) for role in ("supervisor", "auditor")]
    selecting, unexplained, titles = {}, [], {}
    for model, kind in admin.site._registry.items():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        answers = (reader.get(address) for reader in readers)
        answer = next((answer for answer in answers if answer.status_code == 200), None)
        if answer is None or '<p class="help">' not in answer.content.decode():
            unexplained.append(address)
            continue
        titles[model] = str(answer.context["title"])
        if isinstance(kind, StaffModelAdmin) and "Select " in titles[model]:
            selecting[model._meta.label] = titles[model]
    assert unexplained == []
    assert not selecting
    assert titles[Parcel] == capfirst("parcels")


WORK = "/admin/work/item/"


def open_question(number: int, **fields: object) -> None:
    services.item_open(kind="question", subject=("thread", number), title=f"Question {number}", **fields)


def changelists() -> list[str]:
    return [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model, kind in admin.site._registry.items()
        if isinstance(kind, StaffModelAdmin) and not isinstance(kind, AuditAdmin)
    ]


@pytest.mark.slow
def test_every_list_has_the_bar_and_each_of_its_filters_can_be_chosen():
    client, wrong, drawn = signed_in(with_every_role(staff("supervisor"))), [], 0
    for address in changelists():
        page = client.get(address)
        cl = page.context and page.context.get("cl")
        if page.status_code != 200 or cl is None:
            continue
        text, bar = page.content.decode(), page.context["bar"]
        if "changelist-filter" in text or bool(bar.fields or bar.words_label) != ("ks-bar" in text):
            wrong.append(address)
        chosen_from = [spec for spec in cl.filter_specs if len(list(spec.choices(cl))) > 1]
        if len(bar.fields) < len(chosen_from):
            wrong.append(f"{address}: a filter has no field")
        drawn += bool(bar.fields)
        for field in bar.fields[:3]:
            choice = next((each for each in field.choices if each.value), None)
            if choice is None:
                continue
            chosen = client.get(address, {field.name: choice.value, "q": "", "o": "1"})
            chips = [(chip.label, str(chip.value)) for chip in chosen.context["bar"].chips]
            if (field.label, str(choice.label)) not in chips:
                wrong.append(f"{address}?{field.name}={choice.value}: {chips}")
    assert not wrong
    assert drawn > 10


def test_chip_names_the_filter_and_removes_it(desk):
    open_question(1, country="CN")
    bar = desk.get(f"{WORK}?country=CN&whose=nobody&q=question&o=5&p=1").context["bar"]
    assert {(str(chip.label), str(chip.value)) for chip in bar.chips} == {
        ("Country of the business", "China"),
        ("Whose", "Unassigned"),
        ("Words", "question"),
    }
    assert {chip.url for chip in bar.chips} == {
        f"{WORK}?o=5&q=question&whose=nobody",
        f"{WORK}?country=CN&o=5&q=question",
        f"{WORK}?country=CN&o=5&whose=nobody",
    }
    assert bar.kept == [("o", "5")]


def test_filters_without_a_value_filter_nothing():
    """A form without JavaScript sends every field, and Django's own filters take a blank for a value."""
    client = signed_in(staff("auditor"))
    answer = client.get("/admin/standing/standing/?status__exact=&tier__exact=&q=")
    assert answer.status_code == 200
    assert answer.context["bar"].chips == []


class TestSavedSearches:
    def save(self, user: User, page: str, query: str, name: str = "Mine", **given: str) -> None:
        signed_in(user).post("/admin/searches/", {"page": page, "query": query, "name": name} | given)

    @pytest.mark.parametrize("role", ["officer", "policy manager", "auditor", "analyst"])
    def test_every_list_is_saved_by_whoever_sees_it(self, role: str):
        user = staff(role)
        self.save(user, "standing.standing", "o=-2&q=toys&tier__exact=2")
        assert SavedSearch.objects.get().query == "o=-2&q=toys&tier__exact=2"
        assert "tier__exact=2" in signed_in(user).get("/admin/standing/standing/").content.decode()

    def test_list_that_the_reader_may_not_see_is_not_saved_and_not_shown(self):
        officer, supervisor = staff("officer"), staff("supervisor")
        self.save(officer, "accounts.access", "kind__exact=asked")
        assert not SavedSearch.objects.exists()
        self.save(supervisor, "accounts.access", "kind__exact=asked", name="Who asked", shared="on")
        assert "Who asked" in signed_in(supervisor).get("/admin/").content.decode()
        assert "Who asked" not in signed_in(officer).get("/admin/").content.decode()

    def test_home_counts_the_rows_of_the_first_searches_for_its_reader(self):
        officer, supervisor = staff("officer"), staff("supervisor")
        for number in range(3):
            open_question(number, holder=officer if number else None)
        services.search_save(actor=supervisor, page="work.item", name="Own", query="whose=mine", shared=True)
        services.search_save(actor=officer, page="work.item", name="Words", query="q=question+1&o=5")
        services.search_save(actor=officer, page="shippers.shipper", name="Wrong", query="tier__lookup=x")
        for user, expected in ((officer, {"Own": "2", "Words": "1", "Wrong": ""}), (supervisor, {"Own": "0"})):
            counted = signed_in(user).get("/admin/").context["searches"]
            assert {each.search.name: each.count for each in counted} == expected

    @pytest.mark.slow
    def test_home_with_many_searches_takes_under_twenty_queries(self, django_assert_max_num_queries, officer, desk):
        pages = {
            "work.item": f"officer={officer.pk}&q=toys",
            "shippers.shipper": "q=toys&tier=2",
            "applications.application": "q=toys",
            "standing.appeal": "state__exact=open",
            "ledger.violation": "determination__exact=alleged&since=2026-01-01",
        }
        for number in range(4):
            for page, query in pages.items():
                services.search_save(actor=officer, page=page, name=f"{page} {number}", query=query)
        desk.get("/admin/")
        with django_assert_max_num_queries(19):
            searches = desk.get("/admin/").context["searches"]
        assert [each.count != "" for each in searches] == [number < 8 for number in range(20)]
