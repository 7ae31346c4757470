"""The proof of an entry is checked by a program of its own, and tells nothing of other entries."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from apps.core import clock
from apps.core.errors import Conflict
from apps.ledger.models import Parcel, Shipment
from apps.ledger.selectors import reports_of_number
from apps.partners.signatures.models import SigningKey
from apps.seals import selectors, services
from apps.seals.models import Seal
from apps.seals.selectors import entry_proof, leaves_asked, proof_document
from apps.seals.services import seals_make
from apps.seals.statements import sealed_parts
from apps.seals.trees import hashes_in, root_of
from config.engines import PROJECT
from tests.evaluation.ledger import report
from tests.seals.days import FIRST, MORNING, as_administrator, leaf_of, sent, three_days
from tests.seals.test_trees import led

PROGRAM = PROJECT / "docs" / "verify" / "parcel_proof.py"


@pytest.fixture(params=[2, 4, 4096])
def parts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Seal days in parts of some size."""
    for module in (services, selectors):
        monkeypatch.setattr(module, "PART_SIZE", request.param)
    return request.param


def written(folder: Path, name: str, content: object) -> Path:
    path = folder / name
    path.write_text(json.dumps(content))
    return path


def checked(*files: Path) -> str:
    done = subprocess.run([sys.executable, PROGRAM, *files], capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else f"refused: {done.stderr.splitlines()[-1]}"


@pytest.mark.slow
def test_the_program_of_the_documents_takes_true_proofs_and_no_others(folder: Path, tmp_path: Path) -> None:
    three_days()
    with clock.at(MORNING):
        seals_make()
        document = proof_document(reports_of_number("UPSN", "1Z003"))
        keys = written(tmp_path, "keys.json", {"keys": selectors.seal_keys()})
    proof = written(tmp_path, "proof.json", document)
    lines = checked(proof, keys).splitlines()
    assert ["Sealed on 2026-03-16" in lines[0], "Sealed on 2026-03-18" in lines[1], len(lines)] == [True, True, 2]
    assert '"reference":"1Z003"' in lines[0]
    assert '"disposition":"seized"' in lines[1]
    assert checked(proof, keys, *sorted(folder.iterdir())).splitlines() == lines

    for name, value in {
        "content": document["entries"][0]["content"].replace("12.50", "13.50"),
        "salt": "00" * 32,
        "index": document["entries"][0]["index"] + 1,
        "path": document["entries"][0]["path"][:-1],
    }.items():
        wrong = {"entries": [{**document["entries"][0], name: value}]}
        assert "The entry is not in the seal." in checked(written(tmp_path, "wrong.json", wrong), keys)
    other = written(tmp_path, "other.json", {"keys": [{**document["keys"][0], "x": document["keys"][0]["y"]}]})
    assert "refused" in checked(proof, other)
    broken = json.loads(sorted(folder.iterdir())[0].read_text())
    kept = written(tmp_path, "kept.json", {**broken, "statement": broken["statement"][:-4] + "AAAA"})
    assert "The chain is broken." in checked(proof, keys, kept)


def test_the_program_is_short() -> None:
    code = PROGRAM.read_text().split('"""')[2].splitlines()
    assert len([line for line in code if line and not line.startswith(("import", "from"))]) <= 30


@pytest.mark.usefixtures("parts")
def test_every_entry_of_every_kind_has_a_proof() -> None:
    three_days()
    with clock.at(MORNING):
        seals_make()
    seal = Seal.objects.get(day=FIRST)
    indexes = []
    for entry in Shipment.objects.filter(revision=1).order_by("id"):
        proof = entry_proof(kind="shipment", pk=entry.id, recorded_at=entry.recorded_at)
        assert proof
        indexes.append(proof.index)
        said = json.loads(proof.content)
        assert (said["id"], said["reference"]) == (entry.id, entry.parcel.reference)
        assert led(leaf_of(proof.salt + proof.content.encode()), proof.index, seal.entries, proof.path) == bytes(
            seal.root
        )
    assert indexes == list(range(8))


def test_an_entry_says_all_that_was_reported_in_plain_words() -> None:
    three_days()
    with clock.at(MORNING):
        seals_make()
    entry = Shipment.objects.get(parcel__reference="1Z003", revision=2)
    proof = entry_proof(kind="shipment", pk=entry.id, recorded_at=entry.recorded_at)
    assert proof
    said = json.loads(proof.content)
    assert said == {
        "entry": "shipment",
        "id": entry.id,
        "issuer": "UPSN",
        "reference": "1Z003",
        "parcel": entry.parcel_id,
        "revision": 2,
        "recording": entry.recording_id,
        "recorded_at": "2026-03-18T16:00:00",
        "source": "ksn",
        "seller": entry.seller.code,
        "date": "2026-03-16",
        "description": entry.description,
        "origin": "CN",
        "value": "12.50",
        "currency": "USD",
        "mode": "air",
        "arrived_at": "2026-03-16T13:30:00",
        "disposition": "seized",
        "evidence": True,
        **({"flags": entry.flags} if entry.flags else {}),
    }


def test_what_a_session_says_of_days_and_zones_changes_no_entry() -> None:
    three_days()
    with clock.at(MORNING):
        seals_make()
    seal = Seal.objects.get(day=FIRST)
    asked = leaves_asked(seal) | {"firsts": seal.firsts}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Asia/Tokyo'; SET LOCAL DateStyle = 'German'")
        cursor.execute(sealed_parts(seal.kinds), asked)
        ((_part, joined),) = cursor.fetchall()
    assert root_of(hashes_in(bytes(joined))) == bytes(seal.root)


def test_equal_entries_have_salts_of_their_own() -> None:
    three_days()
    with clock.at(MORNING):
        seals_make()
    entries = Shipment.objects.filter(revision=1)
    proofs = [entry_proof(kind="shipment", pk=each.id, recorded_at=each.recorded_at) for each in entries]
    assert len({proof.salt for proof in proofs if proof}) == len(entries)
    secrets = {bytes(seal.secret) for seal in Seal.objects.all()}
    assert len(secrets) == 3
    assert not any(proof.salt in secrets for proof in proofs if proof)


def test_an_entry_of_today_waits_for_its_seal() -> None:
    shipper = three_days()
    with clock.at(MORNING):
        report([sent(shipper, "1Z003", disposition="released")])
        seals_make()
        document = proof_document(reports_of_number("UPSN", "1Z003"))
    assert (len(document["entries"]), [each["day"] for each in document["waiting"]]) == (2, ["2026-03-19"])


@pytest.mark.usefixtures("owner_db")
def test_nothing_is_proved_by_a_day_that_was_altered() -> None:
    three_days()
    with clock.at(MORNING):
        seals_make()
    with as_administrator("ledger_shipment_202603"), connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_shipment_202603 SET value = 1 WHERE id = (SELECT min(id) FROM ledger_shipment)")
    entry = Shipment.objects.get(parcel__reference="1Z006")
    with pytest.raises(Conflict) as refusal:
        entry_proof(kind="shipment", pk=entry.id, recorded_at=entry.recorded_at)
    assert refusal.value.code == "seal_broken"


def test_a_key_that_signs_no_longer_stays_published_and_one_that_was_withdrawn_does_not() -> None:
    three_days()
    with clock.at(MORNING):
        seals_make()
    with clock.at(MORNING.replace(year=2028)):
        assert len(selectors.seal_keys()) == 1
        SigningKey.objects.update(withdrawn_at=clock.now())
        assert selectors.seal_keys() == []


def test_the_command_proves_a_parcel() -> None:
    three_days()
    with clock.at(MORNING):
        seals_make()
        text, document = StringIO(), StringIO()
        call_command("parcel_proof", "UPSN", "1Z003", stdout=text)
        call_command("parcel_proof", "UPSN", "1Z003", "--json", stdout=document)
    assert "revision 2: leaf 0 of 3 in the seal of 2026-03-18" in text.getvalue()
    assert json.loads(document.getvalue())["format"] == "known-shipper-proof/1"
    assert Parcel.objects.filter(reference="NONE").count() == 0
    with pytest.raises(CommandError, match="No parcel"):
        call_command("parcel_proof", "UPSN", "NONE")
