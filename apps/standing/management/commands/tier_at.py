import json
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core import clock
from apps.core.management.arguments import archives_argument_add, day_argument
from apps.core.management.refusals import refusals_told
from apps.evaluation.explanations import finding_texts
from apps.evaluation.formats import Reader
from apps.evaluation.past import LaterEntry, PastStep
from apps.evaluation.rules import RULES, RulesAnswer
from apps.evaluation.selectors import shipper_of_ksn
from apps.ledger.selectors.archives import archives_opened
from apps.standing.selectors import PastStanding, known_at_end_of, past_of


class Command(BaseCommand):
    help = (
        "Say which standing a member had on a day, and what the rules say of that day: by what was known then, and now."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ksn", help="the member's Known Shipper Number")
        parser.add_argument("--as-of", type=day_argument, required=True, metavar="DAY", help="as 2026-01-31")
        parser.add_argument(
            "--known-at", type=day_argument, metavar="DAY", help="by what was known at the end of a day (as-of)"
        )
        archives_argument_add(parser)
        parser.add_argument("--json", action="store_true", help="print the answer as JSON (docs/operators.md)")

    @refusals_told()
    def handle(self, *args: Any, **options: Any) -> None:
        as_of = options["as_of"]
        known_at = known_at_end_of(options["known_at"] or as_of)
        if as_of > clock.today():
            raise CommandError("--as-of is a day that has not come. Give today or an earlier day.")
        shipper_id = shipper_of_ksn(options["ksn"])
        with archives_opened(options["archives"]):
            past = past_of(shipper_id, as_of=as_of, known_at=known_at, until=clock.now())
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(options["ksn"], past), indent=1))
        else:
            self._report(options["ksn"], past)

    def _report(self, ksn: str, past: PastStanding) -> None:
        held, answers = past.held_then, past.answers
        standing = "not a member yet"
        if held:
            validated = "validated" if held.validated else "not validated"
            standing = (
                f"{held.get_status_display()}, tier {held.tier}, {validated}, since {held.at:%Y-%m-%d} ({held.action})"
            )
        self.stdout.write(f"{ksn} on {answers.as_of}, under policy {answers.policy.version}: {standing}")
        for title, moment, answer in (
            ("By what was known", answers.known_at, answers.then),
            ("By what is known now", answers.until, answers.now),
        ):
            suspends = ", suspends at once" if answer.suspend else ""
            self.stdout.write(
                f"{title}, {moment:%Y-%m-%d %H:%M %Z}: enter {answer.enter}, keep {answer.keep}{suspends}"
            )
            for text in finding_texts(answer.findings, enter=answer.enter, reader=Reader.OFFICER):
                self.stdout.write(f"  {'*' if text.binding else ' '} {text.title}: {text.sentence}")
        self.stdout.write(f"Entries that became known in between: {len(answers.later):,}")
        for step in answers.steps:
            for entry in step.entries:
                facts = ", ".join(f"{name} {value}" for name, value in entry.facts.items())
                self.stdout.write(f"  {entry.known_from:%Y-%m-%d} {entry.kind} of {entry.date or 'all days'}: {facts}")
            if step.changes:
                changed = ", ".join(str(RULES[change.rule].TITLE) for change in step.changes)
                self.stdout.write(f"    changed {changed}: enter {step.answer.enter}, keep {step.answer.keep}")


def _as_json(ksn: str, past: PastStanding) -> dict[str, Any]:
    held, answers = past.held_then, past.answers
    standing = held and {
        "status": held.status,
        "validated": held.validated,
        "tier": held.tier,
        "examine_all": held.examine_all,
        "since": held.at.isoformat(),
        "action": held.action,
    }
    return {
        "ksn": ksn,
        "as_of": answers.as_of.isoformat(),
        "known_at": answers.known_at.isoformat(),
        "policy": answers.policy.version,
        "tier": held.tier if held else None,
        "standing": standing,
        "by_then": _answer(answers.then),
        "by_now": _answer(answers.now),
        "known_later": [_entry(entry, step) for step in answers.steps for entry in step.entries],
    }


def _answer(answer: RulesAnswer) -> dict[str, Any]:
    sentences = {
        text.rule: text.sentence for text in finding_texts(answer.findings, enter=answer.enter, reader=Reader.OFFICER)
    }
    return {
        "enter": answer.enter,
        "keep": answer.keep,
        "suspend": answer.suspend,
        "findings": [
            {
                "rule": finding.rule,
                "observed": msgspec.to_builtins(finding.observed),
                "required": msgspec.to_builtins(finding.required),
                "enter": finding.enter,
                "keep": finding.keep,
                "sentence": sentences[finding.rule],
            }
            for finding in answer.findings
        ],
    }


def _entry(entry: LaterEntry, step: PastStep) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "date": entry.date.isoformat() if entry.date else None,
        "known_from": entry.known_from.isoformat(),
        "facts": entry.facts,
        "changed": [change.rule for change in step.changes],
    }
