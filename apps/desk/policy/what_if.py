"""The panel of what-if on the page of a policy: who would move, why, by size and country; and how far the work is."""

from collections.abc import Iterator, Sequence
from itertools import batched
from typing import Any

from django.utils.translation import gettext as _
from django_countries import countries

from apps.core.charts import pair_chart
from apps.core.spreadsheets import Row
from apps.evaluation.power_rows import power_rows
from apps.evaluation.rules import RULES
from apps.events.selectors import event_waits
from apps.jobs.models import Job, JobState
from apps.policy.models import Policy, WhatIf, WhatIfMove
from apps.policy.selectors import moves_of, terms_of, what_if_latest
from apps.policy.terms import ONE, TOP
from apps.shippers.models import Shipper

TIERS = range(TOP + 1)
# The events that a worker answers by an evaluation of everybody.
ASKING = ("policy.submitted", "policy.what_if_asked")
UNDER_WAY = (JobState.QUEUED, JobState.RUNNING)
# The groups of members that the page shows; the file has all.
MAX_GROUPS = 12
HEAD = ("what", "number", "country", "parcels_a_month", "tier_before", "tier_after", "members", "suspended", "rules")
MOVES_AT_ONCE = 1_000


def is_under_way(job: Job | None) -> bool:
    """Tell whether an evaluation of everybody waits for a worker or runs."""
    return job is not None and job.state in UNDER_WAY


def what_if_panel(policy: Policy, job: Job | None) -> dict[str, Any]:
    """Return what the page shows of the latest evaluation of everybody under a policy, and of the latest job."""
    made = what_if_latest(policy)
    # Until a worker has read what was asked for, there is no job.
    is_asked = not is_under_way(job) and event_waits(("policy", policy.pk), ASKING)
    return {
        "what_if": made,
        "what_if_job": job,
        "what_if_asked": is_asked,
        "what_if_waits": is_asked or (job is not None and job.state == JobState.QUEUED),
        "what_if_under_way": is_asked or is_under_way(job),
        **(_panel_of(policy, made) if made else {}),
    }


def _panel_of(policy: Policy, made: WhatIf) -> dict[str, Any]:
    businesses = Shipper.objects.in_bulk([shipper_id for shipper_id, *_more in made.movers])
    return {
        "what_if_rows": list(enumerate(made.matrix)),
        "what_if_chart": pair_chart(
            [(_("Tier %(tier)s") % {"tier": tier}, sum(made.matrix[tier]), _under_draft(made, tier)) for tier in TIERS]
        ),
        "what_if_rules": [
            (up, RULES[rule].TITLE, count)
            for up, counts in ((False, made.rules_down), (True, made.rules_up))
            for rule, count in counts.items()
            if rule in RULES
        ],
        "what_if_movers": [
            (businesses[shipper_id], before, after, _titles(rules))
            for shipper_id, before, after, rules in made.movers
            if shipper_id in businesses
        ],
        "what_if_groups": [
            (title, column, groups[:MAX_GROUPS], len(groups) - MAX_GROUPS)
            for title, column, groups in (
                (_("By parcels a month"), _("Parcels a month"), made.by_size or []),
                (_("By country"), _("Country"), _with_names(made.by_country or [])),
            )
            if groups
        ],
        "power": power_rows(policy, beside=made.compared),
        "what_if_prior": terms_of(policy).rate.prior_compliance / ONE,
    }


def _under_draft(made: WhatIf, tier: int) -> int:
    return sum(row[tier] for row in made.matrix)


def _titles(rules: Sequence[str]) -> list[str]:
    return [str(RULES[rule].TITLE) for rule in rules if rule in RULES]


def _with_names(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    return [[countries.name(code) or _("Not known"), *counts] for code, *counts in rows]


def what_if_lines(policy: Policy) -> Iterator[Row]:
    """Yield the lines of the file of the latest evaluation of everybody: the cells of the matrix, then all who move.

    There are none where nobody was evaluated under the present numbers.
    """
    made = what_if_latest(policy)
    if made is None:
        return
    for before in TIERS:
        for after in TIERS:
            yield ("matrix", "", "", "", before, after, made.matrix[before][after], "", "")
    yield from _group_lines(made)
    for moves in batched(moves_of(made).iterator(chunk_size=MOVES_AT_ONCE), MOVES_AT_ONCE):
        yield from _move_lines(moves)


def _group_lines(made: WhatIf) -> Iterator[Row]:
    """Yield a line for those who would fall and one for those who would rise, of each group of sizes and countries."""
    for name, groups in (("size", made.by_size or []), ("country", made.by_country or [])):
        for group, members, down, up, suspended in groups:
            country, size = (group, "") if name == "country" else ("", group)
            for what, count in ((f"{name}_members", members), (f"{name}_fall", down), (f"{name}_rise", up)):
                yield (what, "", country, size, "", "", count, suspended if what.endswith("members") else "", "")


def _move_lines(moves: Sequence[WhatIfMove]) -> Iterator[Row]:
    numbers = dict(Shipper.objects.filter(pk__in=[move.shipper_id for move in moves]).values_list("pk", "ksn"))
    for move in moves:
        ksn, rules = numbers.get(move.shipper_id) or "", " ".join(move.rules)
        yield ("move", ksn, move.country, move.size, move.before, move.after, 1, int(move.suspends), rules)
