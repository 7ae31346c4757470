"""What is wrong with the running program by its measures: each condition once, for the page of staff and for alerts."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.desk.running.measures import Running

PREFIX = "known_shipper_"


@dataclass(frozen=True, slots=True)
class Alert:
    """A rule by which Prometheus alerts: its name and expression, what is wrong, and the step that mends it."""

    name: str
    expression: str
    wrong: Promise
    step: Promise


# What the program can't say of itself, or not at one moment: Prometheus alone sees these.
SEEN_FROM_OUTSIDE = (
    Alert(
        "SiteAway",
        'up{job="known-shipper"} == 0',
        _lazy("A host does not report its measures. Its web process has stopped, or the database does not answer."),
        _lazy("Ask `/readyz` of the host what is missing, and start that: the web process or PostgreSQL."),
    ),
    Alert(
        "RequestsFail",
        # More than six a minute and a hundredth of all.
        'sum(rate(known_shipper_request_seconds_count{status=~"5.."}[1m]))'
        " > 0.1 + 0.01 * sum(rate(known_shipper_request_seconds_count[1m]))",
        _lazy("Requests are answered with errors, or refused because the site has too much to do."),
        _lazy("Read in the log why (`request_failed`), and correct the cause; if the site is busy, start more hosts."),
    ),
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A measure that should not be above a bound: its name, what is wrong if it is, and the step that mends it.

    The bounds are decisions of the program: what people or partners would notice soon afterwards.
    """

    name: str
    measure: str
    bound: float
    wrong: Promise
    step: Promise

    @property
    def alert(self) -> Alert:
        """The rule by which Prometheus alerts on the condition."""
        return Alert(self.name, f"{PREFIX}{self.measure} > {self.bound:g}", self.wrong, self.step)

    @property
    def unit(self) -> Promise | str:
        """The unit of the measure; "" of a plain number."""
        if self.measure.endswith("_wait"):
            return _lazy("seconds")
        return _lazy("days") if self.measure.endswith("_days") else ""


CONDITIONS = (
    Condition(
        "BrokerAway",
        "broker_away",
        0,
        _lazy("The broker does not answer. Work is kept, and begins minutes later than it should."),
        _lazy("Start Valkey again. Nothing is lost: all work waits in the database."),
    ),
    Condition(
        "QueuesWait",
        "queues_wait",
        30,
        _lazy("For half a minute no worker has taken a task of one of the queues. Its work stands still."),
        _lazy(
            "See whether beat runs, and a worker for each of the queues `urgent`, `normal`, `bulk` and `webhooks`, and"
            " start what is missing. If all of them run, they are busy: start more."
        ),
    ),
    Condition(
        "DeliveriesWait",
        "deliveries_wait",
        60,
        _lazy("Work that follows from events has waited for more than a minute. Notices and the feed are late."),
        _lazy("See whether the workers run, and start them. If they run, start more of them."),
    ),
    Condition(
        "DeliveriesParked",
        "deliveries_parked",
        0,
        _lazy("Work that follows from an event has failed too often, and nobody tries it again."),
        _lazy("Open the parked deliveries, read why they failed, correct the cause, and replay them."),
    ),
    Condition(
        "TimersWait",
        "timers_wait",
        180,
        _lazy("The program's clock has stopped: nothing happens when a time limit is over."),
        _lazy("See whether beat runs, and start it. It needs one worker beside it."),
    ),
    Condition(
        "EvaluationsWait",
        "evaluations_wait",
        300,
        _lazy("A business has waited for its evaluation for more than five minutes."),
        _lazy("See whether the workers run, and start more of them; or run `manage.py evaluate`."),
    ),
    Condition(
        "WebhooksWait",
        "webhooks_wait",
        300,
        _lazy("A message to a partner has waited for more than five minutes after its time."),
        _lazy("See whether the worker of the queue `webhooks` runs, and start it."),
    ),
    Condition(
        "JobsWait",
        "jobs_wait",
        120,
        _lazy("A long job has shown no progress for two minutes: an import, a take-back or a what-if."),
        _lazy("See whether the workers run, and start them. A job goes on where it stopped."),
    ),
    Condition(
        "DecisionsOverdue",
        "decisions_overdue",
        0,
        _lazy("Decisions are past the day that was promised for them."),
        _lazy("Open the overdue work, assign it to somebody who has time, and see that it is decided."),
    ),
    Condition(
        "CommitsWait",
        "commits_wait",
        10,
        _lazy("The standby of the database does not follow, and commits wait for it. Nobody can save anything."),
        _lazy(
            "Start the standby. If it can't follow, empty `synchronous_standby_names` of the primary and reload it:"
            " commits go on, and the primary alone has them. Then make a new standby."
        ),
    ),
    Condition(
        "ConnectionsShort",
        "connections_used",
        0.8,
        _lazy("More than 80% of the connections of the database are in use. Soon requests are refused."),
        _lazy("End what holds connections without need, or raise `max_connections`."),
    ),
    Condition(
        "DiskShort",
        "disk_used",
        0.9,
        _lazy("The disk of files is more than 90% full. Soon uploads are refused."),
        _lazy("Make room, or move the folder of files to a larger disk."),
    ),
    Condition(
        "StoresAway",
        "stores_away",
        0,
        _lazy(
            "A store on an S3 API does not answer, or refuses: that of files, or that of archived months. What lies"
            " there can't be read or added to; everything else works."
        ),
        _lazy("Run `manage.py check --deploy`, which says what the store answers. Start it, or correct its settings."),
    ),
    Condition(
        "SealsWait",
        "unsealed_days",
        2,
        _lazy("A day that is over was not sealed in the night after it."),
        _lazy("Run `manage.py seal`, and read why it does not seal."),
    ),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A condition with what was measured, and whether the condition is met now."""

    condition: Condition
    value: float
    is_wrong: bool

    @property
    def is_known(self) -> bool:
        """Whether there was anything to measure."""
        return math.isfinite(self.value)


def conditions_of(running: Running) -> list[Shown]:
    """Return each condition with its measure, those that are wrong first."""
    values = [(condition, getattr(running, condition.measure)) for condition in CONDITIONS]
    shown = [Shown(condition, value, value > condition.bound) for condition, value in values]
    return sorted(shown, key=lambda each: not each.is_wrong)


def alert_rules() -> str:
    """Return the rules by which Prometheus alerts on the conditions, as a file of YAML."""
    return "\n".join(["groups:", "- name: known-shipper", "  rules:", *_rules(), ""])


def _rules() -> Iterator[str]:
    for alert in (*SEEN_FROM_OUTSIDE, *(condition.alert for condition in CONDITIONS)):
        yield f"  - alert: {alert.name}"
        # A text of JSON is a text of YAML.
        yield f"    expr: {json.dumps(alert.expression)}"
        yield f"    annotations: {json.dumps({'summary': str(alert.wrong), 'runbook': str(alert.step)})}"
