"""The program on several hosts: one of them is lost, then the database, and everything goes on."""

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from config.engines import PROJECT, SITE
from tests.failover.hosts import Host, System
from tests.failover.pair import Pair, environment, pair
from tests.live import eventually

SELLERS = 20
BATCHES = 20
# What the web process and its worker may still be doing when their host is lost.
LOST_AT = BATCHES // 2


@pytest.mark.soak
def test_a_program_on_three_hosts_outlives_one_of_them_and_its_primary(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, own_broker: str
) -> None:
    folder = tmp_path_factory.mktemp("hosts")
    with pair(folder, monkeypatch) as servers:
        process = environment(servers, own_broker)
        manage(process, "migrate", "--verbosity", "0")
        ksns = enrolled(servers, process, folder)
        carrier = partner(process, "Carrier", "--kind", "carrier", "--scope", "status:read", "ledger:write")
        agency = partner(process, "Agency", "--kind", "agency", "--competence", "all", "--scope", "ledger:write")
        with servers.connect(0) as connection:
            # As two members of staff grant it at the desk.
            scopes = "UPDATE partners_partner SET scopes = scopes || 'status:all'::varchar WHERE name = 'Carrier'"
            connection.execute(scopes)
        hosts = [
            Host.start("127.0.0.2", process, folder, beat=True),
            Host.start("127.0.0.3", process, folder),
        ]
        try:
            carriers, agencies = System(hosts, carrier), System(hosts, agency)
            for number in range(BATCHES):
                if number == LOST_AT:
                    hosts[1].kill()
                assert report(carriers, number, ksns).json()["rejected"] == []
            suspend(agencies, carriers, ksns[0], "A1")
            assert feed_ends_suspended(carriers, ksns[0])
            assert reads_of_standby(servers)

            servers.promote()
            # The same batch again: nobody knows whether the primary was asked before it ended.
            assert report(carriers, BATCHES - 1, ksns).json()["rejected"] == []
            assert report(carriers, BATCHES, ksns).json()["rejected"] == []
            suspend(agencies, carriers, ksns[1], "A2")
            assert feed_ends_suspended(carriers, ksns[1])
            counted = "SELECT count(*), count(DISTINCT reference) FROM ledger_parcel WHERE issuer = 'carrier'"
            with servers.connect(1) as connection:
                assert connection.execute(counted).fetchone() == ((BATCHES + 1) * SELLERS,) * 2
        finally:
            for host in hosts:
                host.kill()
        manage(process, "verify")
        manage(process, "verify", "--seals")


def manage(process: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=PROJECT, env=process, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def enrolled(servers: Pair, process: dict[str, str], folder: Path) -> list[str]:
    """Import a parcel of each seller, which makes the seller a member; return the numbers of the members."""
    file = folder / "history.csv"
    with file.open("w") as lines:
        rows = csv.writer(lines)
        rows.writerow(["reference", "seller", "date"])
        rows.writerows([f"H{number}", f"S{number}", "2026-01-15"] for number in range(SELLERS))
    fields = ("reference", "seller", "date")
    maps = [part for name in fields for part in ("--map", f"{name}={name}")]
    manage(process, "import_history", str(file), "--source", "history", *maps, "--enroll")
    with servers.connect(0) as connection:
        return [ksn for (ksn,) in connection.execute("SELECT ksn FROM shippers_shipper ORDER BY id")]


def partner(process: dict[str, str], name: str, *more: str) -> dict[str, str]:
    return json.loads(manage(process, "partner_create", name, *more))


def report(carrier: System, number: int, ksns: list[str]) -> Any:
    parcels = [
        {"issuer": "carrier", "reference": f"P{number}-{place}", "ksn": ksn, "date": "2026-02-10"}
        for place, ksn in enumerate(ksns)
    ]
    return carrier.ask("POST", "/api/v1/shipments", json=parcels)


def suspend(agency: System, carrier: System, ksn: str, reference: str) -> None:
    """Report a seizure of narcotics, and wait until the carrier is told that the member is suspended."""
    seizure = {
        "reference": reference,
        "ksn": ksn,
        "date": "2026-02-11",
        "category": "narcotics",
        "culpability": "fraud",
        "basis": "seizure",
        "determination": "sustained",
    }
    assert agency.ask("POST", "/api/v1/violations", json=[seizure]).json()["rejected"] == []
    eventually(lambda: carrier.ask("GET", f"/api/v1/shippers/{ksn}").json()["status"] == "suspended")


def feed_ends_suspended(carrier: System, ksn: str) -> bool:
    def last() -> bool:
        changes = carrier.ask("GET", "/api/v1/status-changes", params={"limit": 1000}).json()["results"]
        return [(change["ksn"], change["status"]) for change in changes][-1:] == [(ksn, "suspended")]

    return eventually(last)


def reads_of_standby(servers: Pair) -> bool:
    """Return whether the site has a connection to the standby."""
    with servers.connect(1) as connection:
        asked = "SELECT count(*) FROM pg_stat_activity WHERE usename = %s"
        return connection.execute(asked, [SITE]).fetchone() != (0,)
