import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandParser

from apps.core.management.refusals import refusals_told
from apps.core.shares import percent
from apps.evaluation.power import SELLERS, PowerTable, power_of
from apps.evaluation.rules import RULES
from apps.evaluation.what_if import GroupCounts, Mover
from apps.policy.models import Policy
from apps.policy.selectors import policy_numbered, terms_of
from apps.policy.terms import ONE, TOP
from apps.shippers.models import Shipper
from apps.standing.services import MAX_MOVERS, DraftTrial, draft_try, group_rows


class Command(BaseCommand):
    help = "Evaluate every member under a policy, such as a draft: who would move, and why. Writes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("policy", type=int, metavar="POLICY", help="the version of the policy, as 2")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")
        parser.add_argument(
            "--sellers",
            type=int,
            default=SELLERS,
            metavar="N",
            help=f"sellers to simulate for each line of the policy's power, 0 for none ({SELLERS})",
        )

    @refusals_told()
    def handle(self, *args: Any, **options: Any) -> None:
        policy = policy_numbered(options["policy"])
        trial = draft_try(policy=policy)
        tables = _powers(trial.compared, policy, options["sellers"])
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(policy, trial, tables), indent=1))
        else:
            self._report(policy, trial, tables)

    def _report(self, policy: Policy, trial: DraftTrial, tables: Sequence[PowerTable]) -> None:
        compared, counts, pooled = trial.compared, trial.effects, trial.pooled
        self.stdout.write(
            f"{counts.members:,} members under policy {policy.version} ({policy.get_state_display()}), beside policy "
            f"{compared.version}, which is in force"
        )
        self.stdout.write("tier now   " + "".join(f"{f'tier {tier}':>10}" for tier in range(TOP + 1)))
        for tier, row in enumerate(counts.matrix):
            self.stdout.write(f"  tier {tier}   " + "".join(f"{count:>10,}" for count in row))
        self.stdout.write(f"{counts.suspended:,} would be suspended at once")
        for title, rules in (("Would fall, by", counts.down), ("Would rise, no longer held back by", counts.up)):
            for rule, count in rules.most_common():
                self.stdout.write(f"{title} {RULES[rule].TITLE}: {count:,}")
        if pooled.compliance is not None:
            share, prior = percent(pooled.compliance), percent(terms_of(policy).rate.prior_compliance / ONE)
            self.stdout.write(f"{pooled.exams:,} parcels of all sellers were opened at random: {share} in order")
            self.stdout.write(f"The policy assumes {prior} of a seller about whom nothing is known")
        for title, groups in (("Parcels a month", counts.by_size), ("Country", counts.by_country)):
            self.stdout.write(f"{title:<16}{'members':>10}{'fall':>10}{'rise':>10}{'suspended':>10}")
            for group, *numbers in group_rows(groups):
                self.stdout.write(f"{group or '?':<16}" + "".join(f"{number:>10,}" for number in numbers))
        for before, after in zip(*(table.shares for table in tables), strict=True):
            held = (", ".join(percent(share) for share in line.held) for line in (before, after))
            self.stdout.write(
                f"{before.parcels:,} parcels a month, {percent(before.wrong)} wrong: hold tiers 1, 2 and 3 or more "
                f"{', then '.join(held)}; false alarms a year {percent(before.false_alarms, 2)}, then "
                f"{percent(after.false_alarms, 2)}"
            )
        movers = counts.movers[:MAX_MOVERS]
        ksns = _ksns(movers)
        for mover in movers:
            self.stdout.write(
                f"  {ksns[mover.shipper_id]}: tier {mover.before} to {mover.after} ({', '.join(mover.rules)})"
            )


def _powers(compared: Policy, policy: Policy, sellers: int) -> list[PowerTable]:
    """Return the power under the policy in force and under the other one; nothing for no `sellers`."""
    return [power_of(terms_of(each), sellers=sellers) for each in (compared, policy)] if sellers else []


def _ksns(movers: Sequence[Mover]) -> dict[int, str | None]:
    ids = [mover.shipper_id for mover in movers]
    return dict(Shipper.objects.filter(pk__in=ids).values_list("pk", "ksn"))


def _groups(groups: Mapping[str, GroupCounts]) -> list[dict[str, Any]]:
    names = ("group", "members", "down", "up", "suspended")
    return [dict(zip(names, row, strict=True)) for row in group_rows(groups)]


def _as_json(policy: Policy, trial: DraftTrial, tables: Sequence[PowerTable]) -> dict[str, Any]:
    counts, pooled = trial.effects, trial.pooled
    movers = counts.movers[:MAX_MOVERS]
    ksns = _ksns(movers)
    moved = sum(count for before, row in enumerate(counts.matrix) for after, count in enumerate(row) if before != after)
    return {
        "policy": policy.version,
        "digest": trial.digest,
        "compared_with": trial.compared.version,
        "members": counts.members,
        "moved": moved,
        "suspended": counts.suspended,
        "matrix": counts.matrix,
        "rules_down": dict(counts.down.most_common()),
        "rules_up": dict(counts.up.most_common()),
        "movers": [
            {
                "ksn": ksns[mover.shipper_id],
                "before": mover.before,
                "after": mover.after,
                "rules": list(mover.rules),
                "suspends": mover.suspends,
                "size": mover.size,
                "country": mover.country,
            }
            for mover in movers
        ],
        "by_size": _groups(counts.by_size),
        "by_country": _groups(counts.by_country),
        "power": [msgspec.to_builtins(table) for table in tables],
        "pooled": {
            "exams": pooled.exams,
            "wrong": pooled.wrong,
            "compliance": pooled.compliance,
            "prior_compliance": terms_of(policy).rate.prior_compliance / ONE,
        },
    }
