"""The role that runs the site rewrites nothing that is kept, whatever statement it is made to run."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from importlib import import_module
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse
from psycopg import sql

from apps.accounts.models import Mailbox, User
from apps.applications.models import Application, Evidence
from apps.core import clock, database_role
from apps.core.clock import now
from apps.core.database_rights import rights_by_table
from apps.core.history.tables import tracked_models, version_of
from apps.core.management.commands import check_database_role
from apps.core.triggers import operations_refused
from apps.core.uploads import Upload
from apps.core.verification import files
from apps.ledger.models import SellerUpload, Shipment
from apps.ledger.services import recording_finish
from apps.notices.models import Message
from apps.partners.models import FurtherLook, Look, Partner
from apps.partners.questions.services import further_looks_note
from apps.shippers.models import Consent, Shipper
from tests.databases import database_url
from tests.ledger.conftest import recording_of, report, reporter, shipment
from tests.partners.client import partner_client
from tests.people import seller, signed_in

ATTACKS = {
    "switch the triggers of a table off": "ALTER TABLE ledger_violation DISABLE TRIGGER USER",
    "drop a trigger": "DROP TRIGGER no_truncate ON ledger_shipment",
    "add a trigger of its own": """
        CREATE TRIGGER mine BEFORE INSERT ON events_event FOR EACH ROW EXECUTE FUNCTION ledger_append_only()""",
    "switch all triggers off": "SET LOCAL session_replication_role = replica",
    "empty the entries": "TRUNCATE ledger_shipment",
    "empty a table that has no trigger": "TRUNCATE shippers_matchkey",
    "change an entry": "UPDATE ledger_violation SET note = ''",
    "delete an event": "DELETE FROM events_event",
    "change a version": "UPDATE accounts_userversion SET name = ''",
    "invent a version": """
        INSERT INTO accounts_userversion (pgh_created_at, pgh_label, pgh_obj_id) VALUES (now(), 'changed', 1)""",
    "invent a version by a trigger on a table of its own": """
        CREATE TEMPORARY TABLE mine (LIKE accounts_user);
        DO $$ BEGIN EXECUTE 'CREATE TRIGGER mine AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION ' || (
            SELECT oid::regprocedure FROM pg_proc
            WHERE proname LIKE 'pgtrigger_added_insert%' AND prosrc LIKE '%accounts_userversion%'
        ); END $$""",
    "replace the function of a trigger": """
        CREATE OR REPLACE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'""",
    "have triggers honour a setting": """
        CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean LANGUAGE sql
        RETURN true""",
    "make a table": "CREATE TABLE mine (id int)",
    "make a schema": "CREATE SCHEMA mine",
    "drop a table": "DROP TABLE ledger_violation CASCADE",
    "set a sequence back": "SELECT setval('ledger_shipment_id_seq', 1)",
    "pretend a migration": "INSERT INTO django_migrations (app, name, applied) VALUES ('core', '9', now())",
    "give a role a permission": """
        INSERT INTO auth_group_permissions (group_id, permission_id)
        SELECT auth_group.id, auth_permission.id FROM auth_group, auth_permission LIMIT 1""",
    "make a role": "INSERT INTO auth_group (name) VALUES ('mine')",
    "give a person a permission": """
        INSERT INTO accounts_user_user_permissions (user_id, permission_id)
        SELECT 1, id FROM auth_permission LIMIT 1""",
    "rename a permission": "UPDATE auth_permission SET codename = 'mine'",
    "become the owner": """
        DO $$ BEGIN EXECUTE 'SET ROLE ' || (
            SELECT datdba::regrole FROM pg_database WHERE datname = current_database()
        ); END $$""",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused_for_want_of_a_right(attack: str) -> None:
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
        execute(ATTACKS[attack])


def test_a_setting_that_names_every_trigger_stops_none() -> None:
    person = seller()
    execute("SELECT set_config('pgtrigger.ignore', (SELECT array_agg(tgname)::text FROM pg_trigger), true)")
    User.objects.filter(pk=person.pk).update(name="Eve")
    assert versions(User, person).filter(name="Eve").exists()


def test_a_temporary_table_takes_no_version_away() -> None:
    person = seller()
    execute("CREATE TEMPORARY TABLE accounts_userversion (LIKE accounts_userversion INCLUDING ALL)")
    User.objects.filter(pk=person.pk).update(name="Eve")
    execute("DROP TABLE pg_temp.accounts_userversion")
    assert versions(User, person).filter(name="Eve").exists()


def test_a_temporary_table_makes_no_published_number_a_draft() -> None:
    execute("CREATE TEMPORARY TABLE policy_policy (LIKE policy_policy INCLUDING ALL)")
    with pytest.raises(DatabaseError, match="published"), transaction.atomic():
        execute("UPDATE policy_number SET value = '0' WHERE policy_id = (SELECT min(id) FROM public.policy_policy)")


def test_the_rights_in_each_table_are_those_that_follow_from_its_model() -> None:
    held: dict[str, set[str]] = {}
    for table, right in asked("""
        SELECT relname, asked FROM pg_class,
            unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'REFERENCES']) AS asked
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
            AND has_table_privilege(pg_class.oid, asked)"""):
        held.setdefault(table, set()).add(right)
    without_table = {model._meta.db_table for model in apps.get_models() if not model._meta.managed}
    assert held == {
        table: rights
        for table, rights in rights_by_table().items()
        if table not in without_table - {Shipment._meta.db_table, Look._meta.db_table}
    }


def test_versions_are_read_and_rows_of_append_only_tables_are_added() -> None:
    rights = rights_by_table()
    assert {rights[version_of(model)._meta.db_table] for model in tracked_models()} == {frozenset({"SELECT"})}
    for table in ("ledger_shipment", "ledger_violation", "events_event", "audit_view", "correspondence_post"):
        assert rights[table] == {"SELECT", "INSERT"}


def test_a_new_month_is_recorded_and_its_partition_gives_no_right() -> None:
    with clock.at(datetime(2031, 8, 1, tzinfo=UTC)):  # a shipment of days ahead is refused
        report(shipment(date="2031-07-31"))
    assert asked("SELECT count(*) FROM ledger_shipment WHERE date = '2031-07-31'") == [(1,)]
    assert asked("SELECT pg_has_role(relowner, 'MEMBER') FROM pg_class WHERE relname = 'ledger_shipment_203107'") == [
        (False,)
    ]
    for statement in ("DELETE FROM {}", "UPDATE {} SET value = 0", "TRUNCATE {}", "INSERT INTO {} SELECT FROM {}"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            execute(statement.replace("{}", "ledger_shipment_203107"))


@pytest.fixture
def evidence() -> Evidence:
    ada = seller()
    signed_in(ada).post(reverse("portal:apply"), {"business": ""})
    return Evidence.objects.create(
        application=Application.objects.get(), criterion="1", file="uploads/a.pdf", size=1, uploaded_by=ada
    )


def test_of_evidence_only_the_removal_is_noted(evidence: Evidence) -> None:
    evidence.removed_at = now()
    evidence.save()
    assert_fixed(evidence, sha256="0", name="b", application=None, file="uploads/b.pdf", uploaded_at=now())


def test_of_a_message_only_mailing_and_reading_are_noted() -> None:
    message = Message.objects.create(recipient=seller(), kind="test.kind", subject="Subject", body="Body")
    message.mailed_at = message.read_at = now()
    message.save()
    assert_fixed(message, body="Another body", recipient=None, created_at=now())


def test_of_a_consent_only_the_withdrawal_is_noted_and_once() -> None:
    shipper, ada = Shipper.objects.create(name="Lotus"), seller()
    consent = Consent.objects.create(shipper=shipper, scope="name", audience="carrier", given_by=ada)
    assert_fixed(consent, scope="facts", audience="broker", given_by=None, since=now())
    consent.withdrawn_at = now()
    consent.save()
    assert_fixed(consent, withdrawn_at=None, withdrawn_by=ada)


def test_of_a_further_look_only_the_count_grows() -> None:
    partner_client()
    partner, day = Partner.objects.get(), clock.today()
    asked = {"partner_id": partner.pk, "kind": "facts", "told": [("KS123456789A", "told")]}
    further_looks_note(**asked)
    further_looks_note(**asked)
    look = FurtherLook.objects.get()
    assert look.count == 2
    assert_fixed(look, count=1, ksn="KS000000000A", told="no_consent", day=clock.add_days(day, -1), first_at=now())


def test_a_mail_address_that_opens_an_account_has_versions() -> None:
    ada = seller()
    mailbox = Mailbox.objects.create(user=ada, email="eve@shop.example", verified=True)
    assert versions(Mailbox, mailbox).get().verified
    EmailAddress.objects.filter(pk=mailbox.pk).update(email="mallory@shop.example")
    assert versions(Mailbox, mailbox).filter(email="mallory@shop.example").exists()


def test_of_a_recording_only_the_end_and_the_counts_are_noted() -> None:
    recording = recording_finish(recording=recording_of(reporter()))
    assert_fixed(recording, key="another", note="another", reporter=None, started_at=now())


def test_the_row_of_a_file_is_never_changed_or_deleted() -> None:
    """Of evidence and of a seller's list some columns change, and a list of which nothing came can be discarded."""
    kept = {model: operations_refused(model) for model in uploads()}
    assert {model for model, refused in kept.items() if refused != {"UPDATE", "DELETE"}} == {Evidence, SellerUpload}
    assert {trigger.name for trigger in SellerUpload._meta.triggers} == {"fixed", "kept", "no_truncate"}
    assert "sha256" not in next(trigger for trigger in SellerUpload._meta.triggers if trigger.name == "fixed").exclude


def test_a_file_with_other_bytes_is_found(evidence: Evidence, settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    sent = {"size": 1, "uploaded_by": evidence.uploaded_by, "application": evidence.application, "criterion": "1"}
    whole, other = (
        Evidence.objects.create(file=ContentFile(b"sent", name=name), sha256=sha256(b"sent").hexdigest(), **sent)
        for name in ("whole.pdf", "other.pdf")
    )
    Path(other.file.path).write_bytes(b"else")
    verdict = files()
    assert (verdict.compared, verdict.differing) == (3, 2)
    assert verdict.differences == [
        f"applications.Evidence {evidence.pk}: {evidence.file.name} is missing",
        f"applications.Evidence {other.pk}: {other.file.name} has other bytes than were sent",
    ]
    assert whole.file.storage.exists(whole.file.name)


def test_nothing_is_found_in_the_role_of_the_site() -> None:
    assert database_role.faults_of_role() == []
    said = StringIO()
    call_command("check_database_role", stdout=said)
    assert "may do only what it must" in said.getvalue()


def test_the_owner_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with owner() as connected:
        monkeypatch.setattr(database_role, "connection", connected)
        found = "\n".join(database_role.faults_of_role())
    for begins in ("It may make databases", "It owns", "It may make tables", "It may empty", "It may set sequences"):
        assert f"\n{begins}" in f"\n{found}"
    assert "the database test_" in found


FAULTS = {
    "GRANT UPDATE (note) ON ledger_violation TO {site}": "It may change rows of ledger_violation.",
    "GRANT INSERT ON accounts_userversion TO PUBLIC": "It may add rows to accounts_userversion.",
    "GRANT DELETE ON ledger_recording TO {site}": "It may delete rows of ledger_recording.",
    "GRANT TRUNCATE ON tariff_line TO {site}": "It may empty tariff_line.",
    "GRANT TRIGGER ON events_event TO {site}": "It may add triggers to events_event.",
    "GRANT UPDATE ON SEQUENCE ledger_shipment_id_seq TO {site}": "It may set sequences back: ledger_shipment_id_seq.",
    "GRANT CREATE ON SCHEMA public TO {site}": "It may make tables, functions or schemas in the schema public.",
    "ALTER TABLE ledger_programentry DISABLE TRIGGER USER": "Triggers are switched off: ",
    "ALTER FUNCTION ledger_append_only() SECURITY INVOKER": "Functions of triggers act with the rights of whoever ",
    "GRANT EXECUTE ON FUNCTION ledger_append_only() TO PUBLIC": "Functions of triggers act with the rights of whoever ",
    """CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean LANGUAGE plpgsql
    AS $$ BEGIN RETURN trigger_name = ANY(current_setting('pgtrigger.ignore', true)::text[]); END $$""": (
        "A setting of the session stops triggers, by _pgtrigger_should_ignore()."
    ),
}


@pytest.mark.parametrize("given", FAULTS)
def test_a_right_too_many_is_found(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with owner() as connected:
        site = sql.Identifier(connection.settings_dict["USER"])
        connected.execute(sql.SQL(given).format(site=site) if "{site}" in given else given)
        connected.execute(sql.SQL("SET LOCAL ROLE {}").format(site))
        monkeypatch.setattr(database_role, "connection", connected)
        (fault,) = database_role.faults_of_role()
    assert fault.startswith(FAULTS[given])


def test_the_command_ends_with_1_if_anything_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_database_role, "faults_of_role", lambda: ["It may empty tariff_line."])
    said = StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("check_database_role", stdout=said)
    assert said.getvalue().startswith("It may empty tariff_line.\n")


def test_production_is_ready_only_with_a_limited_role_and_asks_now_and_then(
    client: Client, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATABASE_ROLE_CHECKED = True
    faults, times, period = [], [], iter([1, 1, 1, 2])

    def counted() -> list[str]:
        times.append(1)
        return list(faults)

    monkeypatch.setattr(database_role, "faults_of_role", counted)
    watch = SimpleNamespace(monotonic=lambda: next(period) * database_role.SECONDS)
    monkeypatch.setattr(database_role, "time", watch)
    database_role._faults_in_period.cache_clear()
    assert [client.get("/readyz").status_code for _ in range(3)] == [200] * 3
    assert len(times) == 1
    faults.append("It may empty tariff_line.")
    answer = client.get("/readyz")
    database_role._faults_in_period.cache_clear()
    assert answer.status_code == 503
    assert answer.json()["missing"].keys() == {"database role"}


def test_production_asks_for_a_limited_role(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SECRET_KEY", "FIELD_KEYS", "BLIND_INDEX_KEY", "ALLOWED_HOSTS"):
        monkeypatch.setenv(name, "x" * 50)
    for name, url in {"DATABASE": "postgres://site@db/a", "CELERY_BROKER": "redis://b/0", "EMAIL": "smtp://m"}.items():
        monkeypatch.setenv(f"{name}_URL", url)
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    production = import_module("config.settings.production")
    assert (production.DATABASE_ROLE_CHECKED, production.DATABASE_OWNER) == (True, None)


@contextmanager
def owner() -> Iterator[psycopg.Connection]:
    """Connect to the database of the test as the owner of its tables, in a transaction that is rolled back."""
    with psycopg.connect(database_url(connection.settings_dict["NAME"], owner=True)) as connected:
        yield connected
        connected.rollback()


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def versions(model: type[models.Model], record: models.Model) -> models.QuerySet:
    return version_of(model).objects.filter(pgh_obj=record.pk)


def asked(question: str) -> list[tuple]:
    with connection.cursor() as cursor:
        return cursor.execute(question).fetchall()


def assert_fixed(record: models.Model, **changes: object) -> None:
    """Assert that the site can neither delete a record nor change any of these fields."""
    table = type(record).objects.filter(pk=record.pk)
    for field, value in changes.items():
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            table.update(**{field: value})
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        table._raw_delete(table.db)


def uploads() -> Iterator[type[Upload]]:
    """List the models of the files that people send."""
    return (model for model in Upload.__subclasses__() if not model._meta.abstract)
