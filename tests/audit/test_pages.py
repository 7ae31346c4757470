"""The pages of the audit: changes of records with their values, views of records, and views of the audit itself."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.applications.models import ApplicationState
from apps.audit.models import View
from apps.audit.selectors import last_views
from apps.audit.services import view_record
from apps.core import clock
from apps.events.models import Event
from apps.shippers.models import Owner, Shipper
from tests.applications import answers
from tests.people import administrator, seller, signed_in, staff

CHANGES = reverse("admin:audit_recordchange_changelist")
EXPORT = reverse("admin:audit_recordchange_export")
LOOKS = reverse("admin:audit_view_changelist")


def history_of(record: object) -> str:
    meta = record._meta
    return reverse("admin:audit_record", args=[meta.app_label, meta.model_name, record.pk])


def rename(client: Client, user: User, name: str) -> None:
    form = {"name": name, "is_active": "on", "roles": [group.name for group in user.groups.all()]}
    assert client.post(reverse("admin:accounts_user_change", args=[user.pk]), form).status_code == 302


def rows(client: Client, **asked: object) -> list:
    return client.get(CHANGES, asked).context["changes"]


def test_days_before_the_first_version_are_refused_beside_the_field() -> None:
    client = signed_in(staff("auditor"))
    for path in (CHANGES, LOOKS, EXPORT):
        answer = client.get(path, {"since": "0001-01-01"})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["since"])


def test_a_history_page_needs_a_number() -> None:
    client = signed_in(staff("auditor"))
    for number in ("x", "-1", "²"):
        address = reverse("admin:applications_application_history", args=[number])
        assert client.get(address).url == reverse("admin:index")


@pytest.mark.slow
def test_a_change_is_shown_with_person_page_and_values() -> None:
    officer, ada = staff("officer"), seller()
    application = answers.submitted(ada)
    signed_in(officer).post(reverse("admin:applications_application_change", args=[application.pk]), {"act": "take"})
    client = signed_in(staff("auditor"))
    change = rows(client, kind="applications.application", number=application.pk)[0]
    assert change.told.who == officer
    assert [(each.label, each.before, each.after) for each in change.told.differences] == [
        ("State", "Submitted", "In review"),
        ("Reviewer", "", str(officer)),
    ]
    assert change.place == "/admin/applications/application/<path:object_id>/change/"
    assert "Taken for review" in change.events
    assert change.url == history_of(application)
    page = client.get(CHANGES).content.decode()
    assert "In review" in page
    assert "Taken for review" in page


def test_personal_data_is_shown_in_the_history_of_a_record_and_not_in_lists() -> None:
    root, ada = administrator(), seller(name="Ada Park")
    rename(signed_in(root), ada, "Ada Lee")
    client = signed_in(staff("auditor"))
    whole, one = client.get(CHANGES).content.decode(), client.get(history_of(ada)).content.decode()
    assert "Ada" not in whole
    assert "Ada Park" in one
    assert "Ada Lee" in one


@pytest.mark.slow
def test_changes_are_found_by_person_record_business_and_day() -> None:
    root, other, ada = administrator(), administrator("other@staff.example"), seller()
    rename(signed_in(root), ada, "A")
    rename(signed_in(other), ada, "B")
    shipper = Shipper.objects.create(name="Blue", ksn="KS0000000019")
    Owner.objects.create(shipper=shipper, name="Zoe", role="owner", country="US")
    Shipper.objects.create(name="Red")
    client = signed_in(staff("auditor"))
    assert {each.told.who for each in rows(client, person=root.pk)} == {root}
    assert {each.told.version.pk for each in rows(client, kind="accounts.user", number=ada.pk)} >= {ada.pk}
    found = {(each.told.version.kind, each.told.version.pk) for each in rows(client, shipper="ks 0000-000019")}
    assert {kind for kind, _number in found} == {"shippers.shipper", "shippers.owner"}
    assert ("shippers.shipper", shipper.pk) in found
    yesterday = clock.today() - timedelta(days=1)
    assert rows(client, since=yesterday, until=yesterday) == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"shipper": "KS9"}, "no such business"),
        ({"number": "7"}, "Choose the kind of record"),
        ({"since": "2026-02-01", "until": "2026-01-01"}, "before the first"),
        ({"since": "never"}, "valid date"),
        ({"person": "x"}, "valid choice"),
    ],
)
def test_a_wrong_filter_is_refused_beside_its_field(asked: dict[str, str], said: str) -> None:
    client = signed_in(staff("auditor"))
    for path in (CHANGES, LOOKS, EXPORT):
        answer = client.get(path, asked)
        assert answer.status_code == 422
        assert said in answer.content.decode()


def test_older_changes_follow_page_by_page_and_a_wrong_place_is_the_first_page() -> None:
    Shipper.objects.bulk_create([Shipper(name=f"Shop {number}") for number in range(120)])
    client = signed_in(staff("auditor"))
    seen, after = [], ""
    while True:
        context = client.get(CHANGES, {"kind": "shippers.shipper", "after": after}).context
        seen += [each.told.version.number for each in context["changes"]]
        after = context["after"]
        if not after:
            break
    assert len(seen) == len(set(seen)) == 120
    for wrong in ("x", "2026-01-01~a~1", "2026-01-01T00:00:00+00:00~a~x"):
        assert len(rows(client, kind="shippers.shipper", after=wrong)) == 50


@pytest.mark.slow
def test_the_list_takes_the_same_few_queries_for_any_number_of_changes() -> None:
    root = administrator()
    client, by_root = signed_in(staff("auditor")), signed_in(root)
    counted = []
    for round_ in range(2):
        for number in range(1 + 9 * round_):
            person = seller(f"p{round_}{number}@shop.example")
            rename(by_root, person, f"Person {number}")
            shipper = Shipper.objects.create(name=f"Shop {round_}{number}")
            Owner.objects.create(shipper=shipper, name="Zoe", role="owner", country="US")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(CHANGES).status_code == 200
        counted.append(len(asked))
    assert counted[1] <= counted[0] < 20


@pytest.mark.slow
def test_the_export_is_complete_safe_masked_and_recorded() -> None:
    root, ada, auditor = administrator(), seller(name="Ada"), staff("auditor")
    rename(signed_in(root), ada, "Eve")
    Shipper.objects.bulk_create([Shipper(name="=1+1", email="zoe@shop.example") for _ in range(520)])
    answer = signed_in(auditor).get(EXPORT)
    text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert sum(line["kind"] == "shippers.shipper" and line["field"] == "name" for line in lines) == 520
    assert {line["to"] for line in lines if line["field"] == "name" and line["kind"] == "shippers.shipper"} == {"'=1+1"}
    assert "Eve" not in text
    assert "zoe@" not in text
    change = next(line for line in lines if (line["kind"], line["number"]) == ("accounts.user", str(ada.pk)))
    assert (change["person"], change["user"], change["what"]) == (str(root), str(root.pk), "changed")
    event = Event.objects.get(kind="audit.exported")
    assert (event.actor, event.payload["since"]) == (auditor, str(clock.today() - timedelta(days=6)))


def test_reading_the_audit_is_recorded_as_a_view() -> None:
    auditor = staff("auditor")
    client = signed_in(auditor)
    client.get(CHANGES)
    client.get(LOOKS)
    client.get(reverse("admin:accounts_access_changelist"))
    assert list(View.objects.order_by("pk").values_list("actor", "subject_type", "subject_id")) == [
        (auditor.pk, "recordchange", 0),
        (auditor.pk, "view", 0),
        (auditor.pk, "access", 0),
    ]
    assert "The list: changes of records" in client.get(LOOKS).content.decode()


@pytest.mark.slow
def test_every_record_that_staff_open_is_a_view_found_by_person_record_and_business() -> None:
    officer, supervisor, ada = staff("officer"), staff("supervisor"), seller()
    application = answers.submitted(ada)
    signed_in(officer).get(reverse("admin:applications_application_change", args=[application.pk]))
    signed_in(supervisor).get(reverse("admin:accounts_user_change", args=[ada.pk]))
    client = signed_in(staff("auditor"))

    def found(**asked: object) -> list[tuple[User, str]]:
        return [(look.view.actor, look.what) for look in client.get(LOOKS, asked).context["looks"]]

    assert found(person=officer.pk, kind="application") == [(officer, f"Application {application.pk}")]
    assert found(kind="user", number=ada.pk) == [(supervisor, f"User {ada.pk}")]
    assert (officer, f"Application {application.pk}") in found(shipper=application.shipper_id)
    assert found(since="2020-01-01", until="2020-01-02") == []


def test_a_record_opened_again_within_a_minute_is_one_view() -> None:
    officer, start = staff("officer"), clock.now()
    for seconds in (0, 30, 61):
        with clock.at(start + timedelta(seconds=seconds)):
            view_record(actor=officer, subject=("application", 1), shipper_id=7)
    view_record(actor=officer, subject=("application", 2))
    assert View.objects.filter(subject_id=1).count() == 2
    assert last_views(officer, "application", [1, 2, 3]).keys() == {1, 2}
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        View.objects.all().delete()


def test_officers_read_the_history_of_a_record_and_auditors_also_its_views() -> None:
    officer, application = staff("officer"), answers.submitted(seller())
    page = reverse("admin:applications_application_change", args=[application.pk])
    client, auditor = signed_in(officer), signed_in(staff("auditor"))
    history = reverse("admin:applications_application_history", args=[application.pk])
    assert history in client.get(page).content.decode()
    own = client.get(history, follow=True)
    assert own.redirect_chain == [(history_of(application), 302)]
    assert [each.told.version.label for each in own.context["changes"]][-1] == "added"
    assert "Application submitted" in own.content.decode()
    assert "Who looked at it" not in own.content.decode()
    full = auditor.get(history_of(application)).content.decode()
    assert "Who looked at it" in full
    assert f"{CHANGES}?person={officer.pk}" in auditor.get(history_of(officer)).content.decode()
    assert str(officer) in full


@pytest.mark.parametrize(
    "path", ["shippers/owner/1", "audit/recordchange/1", "audit/view/1", "no/model/1", "accounts/access/999"]
)
def test_a_record_without_a_history_has_no_history_page(path: str) -> None:
    answer = signed_in(staff("auditor")).get(f"{CHANGES}of/{path}/")
    assert answer.status_code in (302, 404)
    assert not View.objects.exists()


def test_an_auditor_changes_nothing() -> None:
    auditor, application = staff("auditor"), answers.submitted(seller())
    client = signed_in(auditor)
    for path, sent in (
        (reverse("admin:applications_application_change", args=[application.pk]), {"act": "take"}),
        (reverse("admin:shippers_shipper_change", args=[application.shipper_id]), {"act": "validated"}),
        (reverse("admin:accounts_user_change", args=[auditor.pk]), {"name": "Eve", "roles": ["supervisor"]}),
        (reverse("admin:accounts_user_changelist"), {"action": "reset_factors", "_selected_action": [auditor.pk]}),
        (reverse("admin:work_item_changelist"), {"action": "claim", "_selected_action": [1]}),
        (reverse("admin:accounts_user_add"), {"email": "eve@staff.example", "roles": ["officer"]}),
    ):
        assert client.post(path, sent).status_code == 403, path
    application.refresh_from_db()
    assert (application.state, application.reviewer) == (ApplicationState.SUBMITTED, None)
    assert not User.objects.filter(email="eve@staff.example").exists()


def test_a_search_of_the_audit_is_saved_without_the_usual_days_and_shown_uncounted_on_the_home_page(
    supervisor: User, supervisor_desk: Client
) -> None:
    usual = {"since": clock.today() - timedelta(days=6), "until": clock.today()}
    page = supervisor_desk.get(CHANGES, usual | {"person": supervisor.pk, "after": "x"})
    assert [(chip.label, chip.value) for chip in page.context["chips"]] == [("Person", str(supervisor))]
    assert page.context["saved"].query == f"person={supervisor.pk}"

    form = {"page": "audit.recordchange", "query": page.context["saved"].query, "name": "Mine"}
    saved = supervisor_desk.post(reverse("admin:search_save"), form)
    assert saved.url == f"{CHANGES}?person={supervisor.pk}"

    home = supervisor_desk.get(reverse("admin:index")).content.decode()
    assert f'<a href="{CHANGES}?person={supervisor.pk}">Mine</a></li>' in home


def test_a_filter_of_the_audit_that_cannot_be_read_is_no_chip_and_opens_the_bar() -> None:
    page = signed_in(staff("supervisor")).get(CHANGES, {"shipper": "KS-nowhere", "number": "x"})
    assert page.status_code == 422
    assert page.context["chips"] == []
    assert "<details open>" in page.content.decode()
