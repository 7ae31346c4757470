"""Prometheus of a drill: the program of Debian's package, with the configuration and the rules that operators use."""

import subprocess
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from config.engines import PROJECT
from tests.chaos.site import Site
from tests.orphans import end_with_parent
from tests.security.attacks.demo import free_port

CONFIGURATION = PROJECT / "config/prometheus.yml"
HOSTS = '["10.0.0.1:8000", "10.0.0.2:8000"]'
READY_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Prometheus:
    """A running Prometheus by its address."""

    url: str

    def firing(self) -> set[str]:
        """Return the names of the alerts that fire now."""
        told = httpx.get(f"{self.url}/api/v1/alerts", timeout=10).raise_for_status().json()
        return {alert["labels"]["alertname"] for alert in told["data"]["alerts"] if alert["state"] == "firing"}

    def wait_for(self, alerts: Collection[str], *, fire: bool, seconds: float) -> dict[str, float]:
        """Wait until all of these alerts fire, or none of them; return after how many seconds each did for good.

        An alert that is not there within the time is missing in the answer.
        """
        begun = time.monotonic()
        since: dict[str, float] = {}
        while len(since) < len(alerts) and time.monotonic() - begun < seconds:
            firing = self.firing()
            now = time.monotonic() - begun
            since = {name: since.get(name, now) for name in alerts if (name in firing) == fire}
            time.sleep(0.2)
        return since


@contextmanager
def watching(site: Site, token: str) -> Iterator[Prometheus]:
    """Let a Prometheus watch a site, and end it with the block."""
    folder = site.folder / "prometheus"
    folder.mkdir()
    told = CONFIGURATION.read_text()
    if HOSTS not in told:
        raise RuntimeError(f"{CONFIGURATION} does not name the hosts {HOSTS}.")
    (folder / "prometheus.yml").write_text(told.replace(HOSTS, f'["127.0.0.1:{site.port}"]'))
    (folder / "known-shipper.token").write_text(token)
    (folder / "known-shipper.yml").write_text(site.manage("alert_rules"))
    port = free_port()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                *("prometheus", "--config.file", str(folder / "prometheus.yml")),
                *("--storage.tsdb.path", str(folder / "data"), "--web.listen-address", f"127.0.0.1:{port}"),
            ],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=end_with_parent,
        )
    try:
        prometheus = Prometheus(f"http://127.0.0.1:{port}")
        _wait_until_ready(prometheus, folder / "log")
        yield prometheus
    finally:
        process.kill()
        process.wait()


def _wait_until_ready(prometheus: Prometheus, log: Path) -> None:
    end = time.monotonic() + READY_SECONDS
    while True:
        try:
            if httpx.get(f"{prometheus.url}/-/ready", timeout=10).is_success:
                return
        except httpx.HTTPError:
            pass
        if time.monotonic() > end:
            raise RuntimeError(f"Prometheus is not ready within {READY_SECONDS} s:\n{log.read_text()[-2000:]}")
        time.sleep(0.1)
