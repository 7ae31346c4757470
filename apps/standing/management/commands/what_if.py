import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core.errors import DomainError
from apps.evaluation.rules import RULES
from apps.evaluation.what_if import EffectCounts
from apps.policy.models import Policy
from apps.policy.selectors import policy_numbered
from apps.policy.terms import TOP
from apps.shippers.models import Shipper
from apps.standing.services import draft_try


class Command(BaseCommand):
    help = "Evaluate every member under a policy, such as a draft: who would move, and why. Writes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("policy", type=int, metavar="POLICY", help="the version of the policy, as 2")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            policy = policy_numbered(options["policy"])
            counts, compared = draft_try(policy=policy)
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(policy, compared, counts), indent=1))
        else:
            self._report(policy, compared, counts)

    def _report(self, policy: Policy, compared: Policy, counts: EffectCounts) -> None:
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
        ksns = _ksns(counts)
        for shipper_id, before, after, rules in counts.movers:
            self.stdout.write(f"  {ksns[shipper_id]}: tier {before} to {after} ({', '.join(rules)})")


def _ksns(counts: EffectCounts) -> dict[int, str | None]:
    movers = [shipper_id for shipper_id, *_more in counts.movers]
    return dict(Shipper.objects.filter(pk__in=movers).values_list("pk", "ksn"))


def _as_json(policy: Policy, compared: Policy, counts: EffectCounts) -> dict[str, Any]:
    ksns = _ksns(counts)
    moved = sum(count for before, row in enumerate(counts.matrix) for after, count in enumerate(row) if before != after)
    return {
        "policy": policy.version,
        "compared_with": compared.version,
        "members": counts.members,
        "moved": moved,
        "suspended": counts.suspended,
        "matrix": counts.matrix,
        "rules_down": dict(counts.down.most_common()),
        "rules_up": dict(counts.up.most_common()),
        "movers": [
            {"ksn": ksns[shipper_id], "before": before, "after": after, "rules": list(rules)}
            for shipper_id, before, after, rules in counts.movers
        ],
    }
