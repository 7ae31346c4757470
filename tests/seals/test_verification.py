"""What an administrator of the database changes past the triggers is found, and its day is named."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.applications.models import Appeal, Application
from apps.core import clock
from apps.partners.signatures.services import signing_key_present, statement_sign
from apps.seals.models import Seal
from apps.seals.selectors import day_bounds, leaves_asked
from apps.seals.services import seals_make
from apps.seals.signed_statements import TYPE, statement_content, statement_digest
from apps.seals.statements import NEW_PARTS, sealed_parts
from apps.seals.trees import hashes_in, root_of
from apps.seals.verification import seal_chain, seals
from apps.shippers.models import Shipper
from tests.people import seller
from tests.seals.days import FIRST, MORNING, as_administrator, noon, three_days

pytestmark = pytest.mark.usefixtures("owner_db")
NEXT = clock.add_days(FIRST, 1)
LAST = clock.add_days(FIRST, 2)
TOO_MANY = """
INSERT INTO ledger_shipment (id, date, parcel_id, revision, recording_id, recorded_at, seller_id, evidence)
SELECT 99999999, date, parcel_id, 9, recording_id, recorded_at, seller_id, true
FROM ledger_shipment ORDER BY id LIMIT 1
"""
# Each act of an administrator: the table whose triggers it switches off, the day that is named, and the statement.
ACTS = {
    "a value": (
        "ledger_shipment_202603",
        FIRST,
        "UPDATE ledger_shipment_202603 SET value = 1 WHERE id = (SELECT min(id) FROM ledger_shipment)",
    ),
    "a later report": (
        "ledger_shipment_202603",
        LAST,
        "UPDATE ledger_shipment_202603 SET disposition = 'released' WHERE revision = 2",
    ),
    "a report taken away": (
        "ledger_shipment_202603",
        LAST,
        "DELETE FROM ledger_shipment_202603 WHERE revision = 2",
    ),
    "the time of a report": (
        "ledger_shipment_202603",
        LAST,
        "UPDATE ledger_shipment_202603 SET recorded_at = recorded_at - interval '1 day' WHERE revision = 2",
    ),
    "a report before all": (
        "ledger_shipment_202603",
        FIRST,
        "UPDATE ledger_shipment_202603 SET recorded_at = '2026-01-01' WHERE revision = 1",
    ),
    "a report too many": (
        "ledger_shipment_202603",
        FIRST,
        TOO_MANY,
    ),
    "a number": ("ledger_parcel", FIRST, "UPDATE ledger_parcel SET reference = 'X' WHERE reference = '1Z001'"),
    "a seller": ("ledger_seller", FIRST, "UPDATE ledger_seller SET code = 'S2' WHERE code = 'S1'"),
    "a determination": ("ledger_violation", FIRST, "UPDATE ledger_violation SET determination = 'reversed'"),
    "a violation taken away": ("ledger_violation", FIRST, "DELETE FROM ledger_violation"),
    "an act": (
        "ledger_programentry",
        LAST,
        "UPDATE ledger_programentry SET kind = 'unvalidated' WHERE kind = 'validated'",
    ),
    "a link": ("ledger_sellerlink", LAST, "UPDATE ledger_sellerlink SET reason = 'merged' WHERE reason = 'proved'"),
    # Acts are sealed with the day that follows.
    "a look of staff taken away": ("audit_view", NEXT, "DELETE FROM audit_view"),
    "who looked": ("audit_view", NEXT, "UPDATE audit_view SET subject_id = subject_id + 1"),
    "a sign-in taken away": ("accounts_access", NEXT, "DELETE FROM accounts_access"),
    "an event": ("events_event", NEXT, "UPDATE events_event SET payload = '{}' WHERE payload <> '{}'"),
    "an appeal taken away": ("applications_appeal", NEXT, "DELETE FROM applications_appeal"),
    "the words of an appeal": ("applications_appeal", NEXT, "UPDATE applications_appeal SET text = 'I agree.'"),
    "the kinds of a seal": ("seals_seal", NEXT, "UPDATE seals_seal SET kinds = 4 WHERE day = '2026-03-17'"),
    "the root": ("seals_seal", LAST, "UPDATE seals_seal SET root = decode(repeat('00', 32), 'hex')"),
    "the parts": ("seals_seal", LAST, "UPDATE seals_seal SET parts = decode(repeat('00', 32), 'hex')"),
    "a statement": ("seals_seal", LAST, "UPDATE seals_seal SET statement = 'x.e30.y' WHERE day = '2026-03-18'"),
}


@pytest.fixture
def sealed(owner_db: None) -> None:
    three_days()
    with clock.at(noon(FIRST)):
        bo = seller("bo@shop.example")
        denied = Application.objects.create(shipper=Shipper.objects.get(), state="appealed", created_by=bo)
        Appeal.objects.create(application=denied, text="You are wrong.", by=bo, at=clock.now())
    with clock.at(MORNING):
        seals_make()
    verdict = seals()
    assert (verdict.compared, verdict.differences, verdict.notes) == (3, [], [])


def altered(statement: str, *tables: str) -> list[str]:
    """Return the differences after an administrator ran a statement with the triggers of some tables off."""
    with as_administrator(*tables), connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount
    return seals().differences


@pytest.mark.usefixtures("sealed")
@pytest.mark.parametrize("act", ACTS)
def test_what_was_altered_is_found_and_its_day_is_named(act: str) -> None:
    table, day, statement = ACTS[act]
    differences = altered(statement, table)
    assert any(difference.startswith(f"{day}: ") for difference in differences), differences


def test_a_seal_of_before_the_acts_were_sealed_is_compared_without_them(owner_db: None) -> None:
    three_days()
    with clock.at(MORNING):
        seals_make()
    with as_administrator("seals_seal"), connection.cursor() as cursor:
        before = None
        for seal in Seal.objects.order_by("day"):
            cursor.execute(sealed_parts(4), leaves_asked(seal) | {"firsts": [0]})
            leaves = [hashes_in(bytes(joined)) for _part, joined in cursor.fetchall()]
            seal.parts, seal.entries, seal.kinds = b"".join(map(root_of, leaves)), sum(map(len, leaves)), 4
            seal.root, seal.firsts = root_of(hashes_in(seal.parts)), [0] * len(leaves)
            content = statement_content(
                day=seal.day, entries=seal.entries, root=seal.root, previous=before, sealed_at=seal.sealed_at
            )
            seal.statement = statement_sign(content=content, typ=TYPE, key=signing_key_present())
            seal.digest = before = statement_digest(seal.statement)
            seal.kid = signing_key_present().kid
            seal.save()
    assert not [said for said in seals().differences if "published file" not in said]


@pytest.mark.usefixtures("sealed")
def test_an_altered_entry_is_found_among_its_neighbors() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id) FROM ledger_shipment")
        (first,) = cursor.fetchone()
    table, day, statement = ACTS["a value"]
    assert altered(statement, table) == [f"{day}: entries were altered, from shipment {first} on"]


@pytest.mark.usefixtures("sealed")
def test_rewriting_the_seals_too_does_not_help(folder: Path) -> None:
    """Alter an entry, and seal the days again with the keys of the program."""
    table, _day, statement = ACTS["a value"]
    with as_administrator(table, "seals_seal"), connection.cursor() as cursor:
        cursor.execute(statement)
        before = None
        for seal in Seal.objects.order_by("day"):
            cursor.execute(NEW_PARTS, day_bounds(seal.day) | {"secret": bytes(seal.secret), "size": 4096})
            seal.parts = b"".join(root_of(hashes_in(bytes(joined))) for _first, joined in cursor.fetchall())
            seal.root = root_of(hashes_in(seal.parts))
            content = statement_content(
                day=seal.day, entries=seal.entries, root=seal.root, previous=before, sealed_at=seal.sealed_at
            )
            seal.statement = statement_sign(content=content, typ=TYPE, key=signing_key_present())
            seal.digest = before = statement_digest(seal.statement)
            seal.kid = signing_key_present().kid
            seal.save()
    assert seals().differences == [
        f"{clock.add_days(FIRST, number)}: the published file says something else than the record"
        for number in range(3)
    ]


@pytest.mark.usefixtures("sealed")
@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda folder: (folder / "2026-03-17.json").unlink(), "2026-03-17: the published file is missing"),
        (
            lambda folder: (folder / "2026-03-19.json").write_text("{}"),
            "2026-03-19: the day is published and has no seal",
        ),
        (
            lambda folder: (folder / "2026-03-16.json").write_text("{}"),
            "2026-03-16: the published file says something else than the record",
        ),
    ],
)
def test_what_was_done_to_the_folder_is_found(folder: Path, act: Callable[[Path], object], said: str) -> None:
    act(folder)
    assert seals().differences == [said]


@pytest.mark.usefixtures("sealed")
def test_a_seal_that_was_taken_away_is_missed_in_the_chain_and_in_the_folder() -> None:
    differences = altered(
        "WITH gone AS (DELETE FROM seals_publication p USING seals_seal s WHERE s.id = p.seal_id "
        "AND s.day = '2026-03-17' RETURNING seal_id) DELETE FROM seals_seal WHERE day = '2026-03-17'",
        "seals_seal",
        "seals_publication",
    )
    assert "2026-03-17: the day is published and has no seal" in differences
    assert "2026-03-18: the seals of the days after 2026-03-16 are missing" in differences


@pytest.mark.usefixtures("sealed")
def test_a_statement_of_another_key_is_found() -> None:
    seal = Seal.objects.get(day=FIRST)
    head, content, _signature = seal.statement.split(".")
    with as_administrator("seals_seal"):
        Seal.objects.filter(day=FIRST).update(statement=f"{head}.{content}.{'A' * 86}")
    differences = seals().differences
    assert f"{FIRST}: the statement is not signed by the key of the seal" in differences


@pytest.mark.usefixtures("sealed")
def test_the_chain_is_followed_without_the_entries(folder: Path) -> None:
    verdict = seal_chain()
    assert (verdict.compared, verdict.differences) == (3, [])
    assert verdict.notes == ["the entries of the sealed days were not read again (--seals)"]
    with CaptureQueriesContext(connection) as queries:
        seal_chain()
    assert not [query["sql"] for query in queries if "ledger_" in query["sql"]]
    for act in ("the root", "the parts", "a statement"):
        table, _day, statement = ACTS[act]
        altered(statement, table)
        assert seal_chain().differences, act


@pytest.mark.usefixtures("sealed")
def test_the_chain_finds_a_published_file_that_is_missing(folder: Path) -> None:
    next(folder.glob(f"*{FIRST}*")).unlink()
    assert seal_chain().differences == [f"{FIRST}: the published file is missing"]


@pytest.mark.usefixtures("sealed")
def test_verify_follows_the_chain_and_leaves_the_entries_to_the_option() -> None:
    table, _day, statement = ACTS["a link"]
    altered(statement, table)
    answer = StringIO()
    call_command("verify", "--json", stdout=answer)
    assert json.loads(answer.getvalue())["seals"]["differences"] == 0


@pytest.mark.usefixtures("sealed")
def test_the_command_compares_the_seals_alone_and_ends_with_1() -> None:
    answer = StringIO()
    call_command("verify", "--seals", "--json", stdout=answer)
    assert json.loads(answer.getvalue()) == {"seals": {"compared": 3, "differences": 0, "examples": [], "notes": []}}
    table, day, statement = ACTS["a determination"]
    altered(statement, table)
    text = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify", "--seals", stdout=text)
    assert ended.value.code == 1
    assert f"{day}: entries were altered" in text.getvalue()
