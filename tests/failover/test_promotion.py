"""Writers that are killed, and a primary that dies under them: what was confirmed is kept, and kept once."""

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import pytest

from config.engines import PROJECT
from tests.failover.pair import Pair, environment, pair
from tests.failover.writer import batches, parcel
from tests.live import eventually

WRITERS = 8
KILLED = 2
LOSSES = 5


@pytest.mark.soak
def test_promotion_of_the_standby_under_eight_writers_loses_and_doubles_nothing(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, own_broker: str
) -> None:
    folder = tmp_path_factory.mktemp("pair")
    with pair(folder, monkeypatch) as servers:
        process = environment(servers, own_broker)
        command = [sys.executable, "-m", "tests.failover.writer"]
        manage = [sys.executable, "manage.py"]
        subprocess.run([*manage, "migrate", "--verbosity", "0"], cwd=PROJECT, env=process, check=True)
        sent = [folder / f"sent-{number}" for number in range(WRITERS)]

        def start(number: int) -> subprocess.Popen:
            return subprocess.Popen([*command, str(number), str(sent[number])], cwd=PROJECT, env=process)

        def confirmed(since: float = 0) -> list[float]:
            """Return the moments at which batches were confirmed after a moment, in order."""
            lines = [line.split() for file in sent if file.exists() for line in file.read_text().splitlines()]
            return sorted(float(at) for _place, at in lines if float(at) > since)

        writers = [start(number) for number in range(WRITERS)]
        eventually(lambda: len(confirmed()) >= WRITERS)
        for number in random.Random().sample(range(WRITERS), KILLED):
            writers[number].kill()
            writers[number].wait()
            # Whoever takes the place of a source sends again from the first batch, since nobody knows what arrived.
            writers[number] = start(number)
        for _loss in range(LOSSES):
            eventually(lambda: len(confirmed(time.time() - 1)) >= WRITERS)
            lose(servers, confirmed)
            assert any(writer.poll() is None for writer in writers), "the primary ends while batches are sent"
        for writer in writers:
            assert writer.wait(timeout=120) == 0

        assert_kept(servers)
        for command in ("verify", "verify --seals"):
            asked = [*manage, *command.split()]
            verified = subprocess.run(asked, cwd=PROJECT, env=process, capture_output=True, text=True)
            assert verified.returncode == 0, verified.stdout + verified.stderr


def lose(servers: Pair, confirmed: Callable[[float], list[float]]) -> None:
    """Lose the primary, promote the standby and make a new one; print how long each took."""
    lost = time.time()
    servers.lose_primary()
    servers.promote()
    promoted = time.time()
    acknowledged = eventually(lambda: confirmed(promoted))[0]
    servers.standby_make()
    took = {"promoted": promoted, "first batch acknowledged": acknowledged, "new standby follows": time.time()}
    sys.stdout.write("; ".join(f"{step} after {at - lost:.1f} s" for step, at in took.items()) + "\n")


def assert_kept(servers: Pair) -> None:
    """Assert that each parcel and each case that was sent is in the ledger once, and counted once."""
    sent = [numbers for writer in range(WRITERS) for numbers in batches(writer)]
    parcels = {number for shipments, _ in sent for number in shipments}
    cases = {number for _, violations in sent for number in violations}
    months = Counter(parcel(number)["date"][:7] for number in parcels)
    with servers.connect() as connection:
        entries = connection.execute("SELECT count(*), count(DISTINCT parcel_id) FROM ledger_shipment").fetchone()
        assert entries == (len(parcels), len(parcels))
        assert connection.execute("SELECT count(*) FROM ledger_parcel").fetchone() == (len(parcels),)
        violations = connection.execute("SELECT count(*), count(DISTINCT case_id) FROM ledger_violation").fetchone()
        assert violations == (len(cases), len(cases))
        tally = "SELECT to_char(month, 'YYYY-MM'), sum(shipments)::int, sum(value) FROM ledger_tally GROUP BY 1"
        values: Counter[str] = Counter()
        for number in parcels:
            values[parcel(number)["date"][:7]] += number
        assert {month: (count, value) for month, count, value in connection.execute(tally)} == {
            month: (count, Decimal(values[month])) for month, count in months.items()
        }
