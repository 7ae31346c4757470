"""The database writes versions for every change, lists order them by time, and nothing rewrites them."""

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import Factor, User
from apps.applications.models import Application
from apps.core.fields import EncryptedTextField
from apps.core.history.descriptions import describe
from apps.core.history.tables import is_personal, is_tracked, parts_of, tracked_models, version_of
from apps.core.history.tokens import token_of, versions_since
from apps.core.history.versions import ORDER, record_scope, versions_in, whole_scope
from apps.evaluation.models import Evaluation
from apps.events.models import Event
from apps.policy.models import Number, Policy
from apps.shippers.models import Identifier, Shipper
from tests.people import administrator, seller, signed_in, staff


@pytest.fixture(autouse=True)
def _outside_of_requests() -> None:
    """Forget the context of requests, which would remain in the one transaction of a test."""
    forget_request()


def forget_request() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pghistory.context_id', '', true)")
        cursor.execute("SELECT set_config('pghistory.context_metadata', '', true)")


def test_a_change_by_an_administrator_is_kept_with_person_request_and_values() -> None:
    root, grace = administrator(), staff("officer", email="grace@agency.example")
    path = reverse("admin:accounts_user_change", args=[grace.pk])
    signed_in(root).post(path, {"name": "Grace", "is_active": "on", "roles": ["officer"]})

    told = [
        each
        for each in describe(versions_in(record_scope(User, grace.pk), limit=9), personal=True, within=User)
        if not each.version.by_program
    ]
    assert {each.who for each in told} == {root}
    assert {each.version.route for each in told} == {"admin/accounts/user/<path:object_id>/change/"}
    assert len({each.version.request for each in told}) == 1
    assert len(told[0].version.request) == 32
    assert [
        (each.version.kind, each.version.label, [(d.field, d.before, d.after) for d in each.differences])
        for each in told
    ] == [
        ("accounts.user", "changed", [("name", "", "Grace")]),
    ]


def test_a_change_by_a_seller_and_its_events_have_the_same_request(ada: User) -> None:
    signed_in(ada).post(reverse("portal:apply"), {"business": ""})
    application = Application.objects.get()
    version = versions_in(record_scope(Application, application.pk), limit=1)[0]
    assert (version.label, version.user, version.route) == ("added", ada.pk, "apply/")
    assert Event.objects.get(kind="application.started").request.hex == version.request


def test_a_change_without_a_request_is_by_the_program() -> None:
    shipper = Shipper.objects.create(name="Before")
    Shipper.objects.filter(pk=shipper.pk).update(name="After")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE shippers_shipper SET name = 'By hand' WHERE id = %s", [shipper.pk])
    told = describe(versions_in(record_scope(Shipper, shipper.pk), limit=9), personal=True)
    assert [(each.by, each.version.label) for each in told] == [
        ("The program", "changed"),
        ("The program", "changed"),
        ("The program", "added"),
    ]
    assert [(each.before, each.after) for each in told[0].differences] == [("After", "By hand")]


def test_every_row_of_a_change_of_many_is_kept() -> None:
    people = User.objects.bulk_create([User(email=f"p{number}@shop.example") for number in range(3)])
    User.objects.filter(pk__in=[person.pk for person in people]).update(name="All")
    User.objects.bulk_update([User(pk=person.pk, name="Each") for person in people], ["name"])
    for person in people:
        assert [version.row["name"] for version in versions_in(record_scope(User, person.pk), limit=9)] == [
            "Each",
            "All",
            "",
        ]


@pytest.mark.parametrize("model", [pytest.param(model, id=model._meta.label) for model in tracked_models()])
def test_versions_are_never_changed_removed_or_emptied(model: type[models.Model]) -> None:
    table = version_of(model)._meta.db_table
    triggers = "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(triggers, [table])
        names = {name.rsplit("_", 1)[0] for (name,) in cursor.fetchall()}
    assert {"pgtrigger_append_only", "pgtrigger_no_truncate"} <= names


def test_nobody_can_rewrite_a_version() -> None:
    version = version_of(User).objects.filter(pgh_obj=seller().pk)
    for rewrite in (lambda: version.update(name="Eve"), version.delete, _truncate):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            rewrite()
    assert version.get().name == ""


def _truncate() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE accounts_userversion")


def test_no_secret_is_kept() -> None:
    assert not {"password", "last_login"} & {field.name for field in version_of(User)._meta.fields}
    assert "data" not in {field.name for field in version_of(Factor)._meta.fields}
    for model in tracked_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedTextField):
                kept = {each.name: each for each in version_of(model)._meta.fields}.get(field.name)
                # A version may leave the field out as well.
                assert kept is None or isinstance(kept, type(field)), (
                    f"{model._meta.label}.{field.name} is in the clear"
                )


def test_a_change_of_an_encrypted_number_is_shown_only_if_the_number_differs() -> None:
    shipper = Shipper.objects.create(name="Shop")
    number = Identifier.objects.create(shipper=shipper, kind="ein", value="12-3456789", digest=b"1", last_four="6789")
    number.save()
    number.value = "98-7654321"
    number.save()
    changed, saved, added = describe(versions_in(record_scope(Identifier, number.pk), limit=3), personal=True)
    assert [(each.field, each.sealed, each.before, each.after) for each in changed.differences] == [
        ("value", True, "", "")
    ]
    assert saved.differences == []
    assert {each.field for each in added.differences} == {"shipper", "kind", "value", "last_four"}
    stored = version_of(Identifier).objects.filter(shipper=shipper).extra(select={"raw": "value"}).values_list("raw")
    assert not any(b"3456789" in bytes(raw) for (raw,) in stored)


def test_personal_data_is_shown_with_the_one_record_only(ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(name="Ada Lee")
    (listed, *_), (own, *_) = (
        describe(versions_in(record_scope(User, ada.pk), limit=1), personal=each) for each in (False, True)
    )
    assert [(each.sealed, each.before, each.after) for each in listed.differences] == [(True, "", "")]
    assert [(each.before, each.after) for each in own.differences] == [("Ada Park", "Ada Lee")]


def test_every_address_and_phone_of_a_person_is_marked_as_personal() -> None:
    for model in tracked_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.EmailField) or field.name == "phone":
                assert is_personal(model, field.name), f"{model._meta.label}.{field.name}"


def test_choices_and_people_are_described_in_words() -> None:
    root, policy = administrator(), Policy.objects.create(version=99)
    Policy.objects.filter(pk=policy.pk).update(state="in_review", drafted_by=root)
    told = describe(versions_in(record_scope(Policy, policy.pk), limit=1), personal=True)[0]
    assert {each.field: (each.before, each.after) for each in told.differences} == {
        "state": ("Draft", "In review"),
        "drafted_by": ("", str(root)),
    }


@pytest.mark.slow
def test_the_pages_of_a_list_over_all_tables_miss_nothing_and_repeat_nothing() -> None:
    for number in range(7):
        shipper = Shipper.objects.create(name=f"Shop {number}")
        Identifier.objects.create(shipper=shipper, kind="ein", value="1", digest=b"1", last_four="1")
        seller(f"p{number}@shop.example")
    whole = versions_in(whole_scope(), limit=1000)
    paged, beyond = [], None
    while page := versions_in(whole_scope(), beyond=beyond, limit=4):
        paged += page
        beyond = ORDER.key_of(page[-1])
    assert [(each.kind, each.number) for each in paged] == [(each.kind, each.number) for each in whole]


def test_all_tables_are_read_in_one_query_without_a_full_scan() -> None:
    with CaptureQueriesContext(connection) as asked:
        versions_in(whole_scope(), limit=51)
    assert len(asked) == 1
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + asked.captured_queries[0]["sql"])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Seq Scan" not in plan
    assert plan.count("_version_at") == len(tracked_models())


def test_a_part_is_deleted_with_its_record() -> None:
    assert parts_of(Policy) == {Number: "policy"}
    assert parts_of(Shipper)[Identifier] == "shipper"
    assert {part.__name__ for part in parts_of(User)} >= {"RoleHeld", "Factor"}


def test_a_token_changes_with_the_record_and_its_parts() -> None:
    shipper = Shipper.objects.create(name="Shop")
    first = token_of(shipper)
    assert token_of(Shipper.objects.get(pk=shipper.pk)) == first
    assert versions_since(shipper, first) == []

    Identifier.objects.create(shipper=shipper, kind="ein", value="1", digest=b"1", last_four="1")
    assert token_of(shipper) != first
    assert [version.kind for version in versions_since(shipper, first)] == ["shippers.identifier"]
    assert len(versions_since(shipper, "whatever")) == 2


def test_the_token_of_a_record_without_versions_follows_its_values() -> None:
    assert not is_tracked(Evaluation)
    first, same, other = Evaluation(pk=1, enter=1), Evaluation(pk=1, enter=1), Evaluation(pk=1, enter=2)
    assert token_of(first) == token_of(same) != token_of(other)
