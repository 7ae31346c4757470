"""What a trial must have left behind: every acknowledged fact once, and nothing stuck. Reads the log and the database.

The comparison of facts is the set-full check of Jepsen (https://jepsen.io): whatever was acknowledged is read at the
end exactly once, and in its last state.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import LiteralString

from tests.chaos.acts import acts_compare
from tests.chaos.log import Log
from tests.chaos.site import Site

# Until all that waits is done, once everything runs. A webhook whose sender was killed is sent again after minutes.
DRAIN_SECONDS = 300
UNANSWERED = "parcel without an answer"
STUCK: dict[str, LiteralString] = {
    "deliveries of events": "SELECT count(*) FROM events_delivery WHERE state <> 'done'",
    "timers": "SELECT count(*) FROM events_timer WHERE due_at < now() - interval '10 seconds'",
    "jobs": "SELECT count(*) FROM jobs_job WHERE state IN ('queued', 'running')",
    "evaluations": "SELECT count(*) FROM ledger_watch WHERE due_since IS NOT NULL",
    "messages of webhooks": "SELECT count(*) FROM partners_webhookdelivery WHERE done_at IS NULL",
    "acts of officers": "SELECT count(*) FROM work_scheduledact WHERE outcome = ''",
    "mails": "SELECT count(*) FROM notices_message WHERE mailed_at IS NULL",
}


@dataclass(frozen=True, slots=True)
class Check:
    """A comparison: how much was compared, and what was found to be wrong."""

    name: str
    compared: int
    wrong: list[str]


def drain(site: Site) -> list[str]:
    """Wait until nothing waits, or for `DRAIN_SECONDS`; return in words what waits still."""
    end = time.monotonic() + DRAIN_SECONDS
    while waiting := [f"{count} {name} wait" for name, query in STUCK.items() if (count := site.rows(query)[0][0])]:
        if time.monotonic() > end:
            break
        time.sleep(0.5)
    return waiting


def checks_make(site: Site, log: Log, *, waiting: list[str]) -> list[Check]:
    """Compare the log with the database; `waiting` is what `drain` returned."""
    answers = [str(line) for line in log.of("wrong answer")]
    return [
        Check("kinds of work", len(STUCK), waiting),
        Check("answers to reports", len(list(log.of("parcel", "violation"))), answers),
        _parcels(site, log),
        _violations(site, log),
        _imports(site, log),
        _feed(site, log),
        _webhooks(site, log),
        _messages(site),
        _mails(site),
        *_acts(site, log),
        _verify(site),
        # Days are sealed where the clock was moved.
        *([_verify(site, "--seals")] if site.rows("SELECT 1 FROM seals_seal LIMIT 1") else []),
    ]


def _parcels(site: Site, log: Log) -> Check:
    """Compare each acknowledged parcel with its identity and present value."""
    last = {line["fact"]["reference"]: line["fact"] for line in log.of("parcel")}
    # The last of a source, which may have been recorded or not.
    unanswered = {(line["fact"]["reference"], Decimal(line["fact"]["value"])) for line in log.of(UNANSWERED)}
    found = site.rows("SELECT reference, value FROM ledger_parcel WHERE reference = ANY(%s)", list(last))
    times = Counter(reference for reference, _value in found)
    wrong = [f"{reference}: {times[reference]} times" for reference in last if times[reference] != 1]
    wrong += [
        f"{reference}: {value}, and {last[reference]['value']} was acknowledged"
        for reference, value in found
        if value != Decimal(last[reference]["value"]) and (reference, value) not in unanswered
    ]
    return Check("parcels", len(last), wrong)


def _violations(site: Site, log: Log) -> Check:
    references = [line["fact"]["reference"] for line in log.of("violation")]
    query = "SELECT c.reference, count(*) FROM ledger_case c JOIN ledger_violation v ON v.case_id = c.id"
    found = dict(site.rows(f"{query} WHERE c.reference = ANY(%s) AND v.revision = 1 GROUP BY 1", references))
    return Check("violations", len(references), list(_not_once(references, lambda each: found.get(each, 0))))


def _imports(site: Site, log: Log) -> Check:
    references = [reference for line in log.of("import") for reference in line["references"]]
    found = dict(
        site.rows("SELECT reference, count(*) FROM ledger_parcel WHERE reference = ANY(%s) GROUP BY 1", references)
    )
    return Check("lines of imports", len(references), list(_not_once(references, lambda each: found.get(each, 0))))


def _not_once(references: list[str], times: Callable[[str], int]) -> Iterator[str]:
    return (f"{reference}: {times(reference)} times" for reference in references if times(reference) != 1)


def _feed(site: Site, log: Log) -> Check:
    """Compare what the follower read during the trial with the feed at its end, and the feed with its numbering."""
    read, again = ([line["seq"] for line in log.of(what)] for what in ("change", "change read again"))
    whole = [seq for (seq,) in site.rows("SELECT seq FROM partners_feedentry ORDER BY seq")]
    wrong = [f"place {seq} was left out" for seq in sorted(set(again) - set(read))]
    wrong += [f"place {seq} came twice" for seq, times in Counter(read).items() if times > 1]
    if read != sorted(read):
        wrong.append("places came out of order")
    if whole and whole != list(range(whole[0], whole[0] + len(whole))):
        wrong.append("the feed has gaps")
    return Check("places of the feed", len(again), wrong)


def _webhooks(site: Site, log: Log) -> Check:
    """Compare the webhooks that arrived with those that were to be sent."""
    arrived = {line["data"].get("seq") for line in log.of("webhook")}
    wanted = [seq for (seq,) in site.rows("SELECT seq FROM partners_webhookdelivery WHERE kind = 'status.changed'")]
    return Check("webhooks", len(wanted), [f"place {seq} was not told" for seq in wanted if seq not in arrived])


def _messages(site: Site) -> Check:
    """Look for a message that somebody has twice about one matter."""
    query = """
        SELECT count(*), recipient_id, kind, subject, about_type, about_id, md5(body) FROM notices_message
        WHERE about_id IS NOT NULL GROUP BY 2, 3, 4, 5, 6, 7 HAVING count(*) > 1
    """
    count = site.rows("SELECT count(*) FROM notices_message")[0][0]
    return Check("messages", count, [f"sent {times} times: {about}" for times, *about in site.rows(query)])


def _mails(site: Site) -> Check:
    """Compare the mails that were sent with the messages that are marked as mailed."""
    query = """
        WITH marked AS (
            SELECT email AS "to", subject, count(*) FROM notices_message
            JOIN accounts_user ON accounts_user.id = recipient_id WHERE mailed_at IS NOT NULL GROUP BY 1, 2
        ), sent AS (
            SELECT "to", subject, count(*) FROM notices_mail GROUP BY 1, 2
        )
        SELECT marked.subject, marked."to", marked.count, coalesce(sent.count, 0) FROM marked LEFT JOIN sent
        ON (sent."to", sent.subject) = (marked."to", marked.subject) WHERE sent.count IS DISTINCT FROM marked.count
    """
    count = site.rows("SELECT count(*) FROM notices_message WHERE mailed_at IS NOT NULL")[0][0]
    wrong = [f"{subject} to {to}: {marked} messages, {sent} mails" for subject, to, marked, sent in site.rows(query)]
    return Check("mails", count, wrong)


def _acts(site: Site, log: Log) -> Iterator[Check]:
    """Compare each act that was said to be saved."""
    counts, wrong = acts_compare(site, log)
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    yield Check(f"acts of people, and what is told of them: {told}", counts.total(), wrong)


def _verify(site: Site, *options: str) -> Check:
    """Recompute tallies, evaluations and feed, or seals, from the entries."""
    name = " ".join(("verify", *options))
    try:
        told = site.manage("verify", *options)
    except RuntimeError as error:
        return Check(f"runs of {name}", 1, [str(error)])
    return Check(f"runs of {name}: {', '.join(told.splitlines())}", 1, [])
