"""Practise the alerts: `python -m tests.alerts [DRILL ...]`.

A site of its own is watched by Prometheus, as `config/prometheus.yml` and `manage.py alert_rules` say. The program is
broken in one way after the other: each alert must fire within 60 seconds, and be over after the step that its runbook
names. Prints both times. All of it stays on this machine. Needs `prometheus` on the path, and root for a small disk.
"""

import argparse
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.alerts.drills import DRILLS, Drill, scene_set
from tests.alerts.prometheus import Prometheus, watching
from tests.chaos.network import Way
from tests.chaos.site import Site, own_site
from tests.object_store import bucket_make, object_store, variables

FIRE_SECONDS = 60
# For the step to mend all that has waited, beside whatever else this machine does.
MEND_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the alerts of a drill, by name: after how many seconds each fired, and was over after the step."""

    drill: Drill
    fired: dict[str, float]
    mended: dict[str, float]

    @property
    def is_good(self) -> bool:
        """Whether each alert fired in time and was over after the step."""
        alerts = set(self.drill.alerts)
        return max(self.fired.values(), default=0) <= FIRE_SECONDS and alerts == set(self.fired) == set(self.mended)

    def lines(self) -> Iterator[str]:
        """Return the lines that tell of the drill."""
        for alert in self.drill.alerts:
            fired, mended = (
                f"{times[alert]:.0f} s" if alert in times else "NOT" for times in (self.fired, self.mended)
            )
            yield f"{self.drill.name:32}{alert:20}fired {fired:>6}   over {mended:>6}"


def drill_run(drill: Drill, site: Site, prometheus: Prometheus) -> Outcome:
    """Break the site, wait for the alerts, mend it, and wait until no alert fires at all."""
    begun = time.monotonic()
    mend = drill.breaks(site)
    breaking = time.monotonic() - begun
    fired = prometheus.wait_for(drill.alerts, fire=True, seconds=FIRE_SECONDS)
    begun = time.monotonic()
    mend()
    mending = time.monotonic() - begun
    mended = prometheus.wait_for(drill.alerts, fire=False, seconds=MEND_SECONDS)
    return Outcome(
        drill,
        {name: breaking + seconds for name, seconds in fired.items()},
        {name: mending + seconds for name, seconds in mended.items()},
    )


def drills_run(folder: Path, drills: Sequence[Drill]) -> Iterator[Outcome]:
    """Run the drills on a site of their own, each once nothing is wrong any more."""
    token = secrets.token_urlsafe(24)
    local, counts = folder / "local", folder / "counts"
    local.mkdir(mode=0o700)
    counts.mkdir()
    settings = {"METRICS_TOKEN": token, "PROMETHEUS_MULTIPROC_DIR": str(counts), "STATEMENT_SECONDS": "2"}
    with archives_kept() as (way, store), own_site(local, supervised=False, **settings, **store) as site:
        site.ways["store"] = way
        scene_set(site)
        with watching(site, token) as prometheus:
            for drill in drills:
                if wrong := _waited_for_quiet(prometheus):
                    raise RuntimeError(f"Before {drill.name} these alerts fire: {', '.join(sorted(wrong))}.")
                yield drill_run(drill, site, prometheus)


@contextmanager
def archives_kept() -> Iterator[tuple[Way, dict[str, str]]]:
    """Start a store of archived months; yield the way to it, and the settings by which a site goes that way."""
    with pytest.MonkeyPatch.context() as patch, object_store(patch) as server:
        _host, port = server.get_host_and_port()
        way = Way(lambda: port)
        yield way, {"ARCHIVES_FOLDER": f"s3://{bucket_make()}/archives"} | variables(f"http://127.0.0.1:{way.port}")


def _waited_for_quiet(prometheus: Prometheus) -> set[str]:
    end = time.monotonic() + MEND_SECONDS
    while (wrong := prometheus.firing()) and time.monotonic() < end:
        time.sleep(0.5)
    return wrong


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.alerts", description="Practise the alerts.")
    parser.add_argument(
        "drills", nargs="*", metavar="DRILL", help="the beginning of the name of a drill; all by default"
    )
    options = parser.parse_args(arguments)
    chosen = [drill for drill in DRILLS if drill.name.startswith(tuple(options.drills) or "")]
    good = True
    with tempfile.TemporaryDirectory(prefix="known-shipper-alerts-", ignore_cleanup_errors=True) as folder:
        for outcome in drills_run(Path(folder), chosen):
            sys.stdout.write("\n".join([*outcome.lines(), ""]))
            sys.stdout.flush()
            good = good and outcome.is_good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
