import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core.errors import DomainError
from apps.core.shares import percent
from apps.evaluation.rules import RULES
from apps.evaluation.what_if import EffectCounts
from apps.policy.models import Policy
from apps.policy.selectors import policy_numbered, terms_of
from apps.policy.terms import ONE, TOP
from apps.shippers.models import Shipper
from apps.standing.services import Trial, draft_try


class Command(BaseCommand):
    help = "Evaluate every member under a policy, such as a draft: who would move, and why. Writes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("policy", type=int, metavar="POLICY", help="the version of the policy, as 2")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            policy = policy_numbered(options["policy"])
            trial = draft_try(policy=policy)
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(policy, trial), indent=1))
        else:
            self._report(policy, trial)

    def _report(self, policy: Policy, trial: Trial) -> None:
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
            self.stdout.write(f"The policy assumes {prior} of a seller of whom nothing is known")
        ksns = _ksns(counts)
        for shipper_id, before, after, rules in counts.movers:
            self.stdout.write(f"  {ksns[shipper_id]}: tier {before} to {after} ({', '.join(rules)})")


def _ksns(counts: EffectCounts) -> dict[int, str | None]:
    movers = [shipper_id for shipper_id, *_more in counts.movers]
    return dict(Shipper.objects.filter(pk__in=movers).values_list("pk", "ksn"))


def _as_json(policy: Policy, trial: Trial) -> dict[str, Any]:
    counts, pooled = trial.effects, trial.pooled
    ksns = _ksns(counts)
    moved = sum(count for before, row in enumerate(counts.matrix) for after, count in enumerate(row) if before != after)
    return {
        "policy": policy.version,
        "compared_with": trial.compared.version,
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
        "pooled": {
            "exams": pooled.exams,
            "wrong": pooled.wrong,
            "compliance": pooled.compliance,
            "prior_compliance": terms_of(policy).rate.prior_compliance / ONE,
        },
    }
