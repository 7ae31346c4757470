"""Run the rules forward over the calendar, from published answers alone, as if nothing further were recorded.

Run `python forecast.py POLICY.json [...] FACTS.json [...]`, with every policy that was published: it prints, as of the
time of the facts and for each tier, when the business may enter the tier and until when it keeps the tier, if nothing
is recorded, and the path: the day on which exams and acts are all that is missing, with what is missing then. Needs
`evaluator.py` beside it, Python 3.12 and nothing else.
"""

import json
import sys
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from evaluator import TIERS, Policy, Record, Rules, evaluate

# The rules that further parcels can satisfy that are opened at random and found in order, and those that acts can.
EXAMS = ("minimum_history", "compliance_rate", "points")
ACTS = ("validation_current", "annual_review", "corrective_plan", "screening_hold", "declared_parcels")
MAX_EXAMS = 1_000_000
COUNTS = ("drawn", "drawn_discrepant", "followed", "followed_discrepant")


def day_of(facts):  # the day on which facts were known, in New York
    return datetime.fromisoformat(facts["known_at"]).astimezone(ZoneInfo("America/New_York")).date()


def in_force(policies, day):  # the policy in force on a day: of those that have begun the one that began last
    begun = [policy for policy in policies.values() if policy.first_day <= day]
    return max(begun, key=lambda policy: (policy.first_day, policy.version))


def answer_on(facts, policies, day):  # what the rules say of a day by the policy in force then
    asked = {"as_of": day.isoformat(), "known_at": facts["known_at"], "retrospective": False}
    return evaluate(facts, asked | {"policy_version": in_force(policies, day).version}, policies)


def answers_ahead(facts, policies):  # today's answer, and that of each later day on which it may change
    day = day_of(facts)
    while day:
        found = answer_on(facts, policies, day)
        yield day, found
        day = found["quiet_until"] and date.fromisoformat(found["quiet_until"])


def exams_needed(facts, policies, day, tier):  # the least exams in order, by a day, that satisfy the rules about exams
    policy = in_force(policies, day)
    record = Record(facts, day, datetime.fromisoformat(facts["known_at"]), policy, policies)
    opened = record.exams.setdefault(record.month, dict.fromkeys(COUNTS, 0))
    before = opened["drawn"]

    def reached(number):
        opened["drawn"] = before + number
        return all(getattr(Rules(record, policy), name)()[2] >= tier for name in EXAMS)

    short, enough = -1, 0
    while not reached(enough):
        short, enough = enough, 2 * enough or 1
        if short >= MAX_EXAMS:
            return None
    while enough - short > 1:
        middle = (short + enough) // 2
        short, enough = (short, middle) if reached(middle) else (middle, enough)
    return enough


def path(facts, policies, answers, tier):  # the first day on which exams and acts are all that is missing
    for day, found in answers:
        against = {name for name in (*EXAMS, *ACTS) if found[name]["enter"] < tier}
        others = [each for each in found.values() if isinstance(each, dict) and each["enter"] < tier]
        if len(others) > len(against):
            continue
        exams = exams_needed(facts, policies, day, tier) if against & {*EXAMS} else 0
        if exams is not None:
            return {"day": day.isoformat(), "exams": exams, "acts": [name for name in ACTS if name in against]}
    return None


def forecast(facts, policies):  # by tier: when it may be entered and until when it is kept with nothing new; the path
    answers = list(answers_ahead(facts, policies))

    def first(side, holds):  # the first day on which it holds of the tier to enter or to keep
        return next((day.isoformat() for day, found in answers if holds(found[side])), None)

    return {
        tier: {
            "entered_on": first("enter", lambda reached, tier=tier: reached >= tier),
            "kept_until": first("keep", lambda kept, tier=tier: kept < tier),
            "path": path(facts, policies, answers, tier),
        }
        for tier in TIERS
    }


if __name__ == "__main__":
    answers = [json.loads(Path(name).read_text()) for name in sys.argv[1:]]
    policies = {each["version"]: Policy(each) for each in answers if "sections" in each}
    for facts in (each for each in answers if "evaluations" in each):
        for tier, told in forecast(facts, policies).items():
            print(f"{facts['ksn']}, tier {tier}: {json.dumps(told)}")
