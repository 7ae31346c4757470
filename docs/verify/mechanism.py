"""Simulate sellers under a published policy, with a draw and rules of its own, and print what becomes of them.

Run `python mechanism.py POLICY.json [sellers]`. The policy is the answer of /api/v1/policies/{version}. Nothing of the
site's program is used: who doubts the table on the page of the policy can compare the two. Needs Python 3.12 and
nothing else. docs/measure.md explains what is computed here in plain floating point.
"""

import json
import sys
from collections import deque
from pathlib import Path
from random import Random

TIERS = (1, 2, 3)
SIZES, WRONG = (20, 100, 500), (0.0, 0.01, 0.02, 0.05, 0.09, 0.25)
MONTHS, SELLERS, COMES_TO_LIGHT = 36, 200, 0.05
YEARS_PLAYED, PLAYERS = 5, 100
# A seller pays one officer, and disowns each wrong parcel twice; of the second officers, one in ten believes it.
BELIEVED = 1 - 0.9**2
SETBACK = 0.25  # what an exam takes from the bets on what was found otherwise


class Numbers:  # the numbers of a policy that a seller of moderate faults by negligence meets
    def __init__(self, policy):
        of = {each["key"]: each["value"] for part in policy["sections"] for each in part["numbers"]}
        self.compliance = [of[f"tier.{tier}.compliance"] for tier in TIERS]
        self.exams = [(of[f"tier.{tier}.enter.exams"], of[f"tier.{tier}.keep.exams"]) for tier in TIERS]
        self.months = [of[f"tier.{tier}.months"] for tier in TIERS]
        self.record, self.recent = of["window.record_months"], of["window.points_months"]
        self.prior, self.average = of["rate.prior_exams"], of["rate.prior_compliance"]
        self.alternative, self.threshold = of["rate.alternative"], 2 * 12 / of["rate.false_alarms"]
        self.least, self.yearly, self.most = (
            of[f"exams.{name}"] for name in ("least_share", "least_yearly", "most_share")
        )
        self.after, self.after_months = of["exams.after_wrong"], of["exams.after_wrong_months"]
        self.visited, self.certified = of["clock.validation_months"], of["validation.certified_tier"]
        self.asked, self.asked_months = of["request.max_exams"], of["request.months"]
        self.declared_window, self.few = of["window.declared_months"], of["declared.least_parcels"]
        self.declared_enter, self.declared_keep = of["declared.enter_share"], of["declared.keep_share"]
        self.ages = [(of[f"age.{step}.months"], of[f"age.{step}.factor"]) for step in (1, 2, 3)]

    def chances(self, parcels, followed, asked=False):  # of a parcel: to be opened and count, to be opened as follow-up
        counted = max(self.least, min(self.yearly / (12 * parcels), self.most))
        counted = min(1.0, counted + asked * self.asked / (self.asked_months * parcels))
        return counted, max(0.0, min(1.0, self.after / parcels) - counted) if followed else 0.0

    def age(self, months):  # the part of its weight that a violation keeps
        return next((factor for begins, factor in reversed(self.ages) if months >= begins), 1.0)


class Month:  # what became of the parcels of a month; the wrong ones are among the undeclared first
    def __init__(self, parcels, sent, chances, believed, dice):
        (wrong, undeclared), (counted, further) = sent, chances
        self.parcels, hidden = parcels, round(parcels * undeclared)
        self.declared = parcels - hidden
        self.counted = self.counted_wrong = self.followed = self.followed_wrong = self.otherwise = 0
        for place in range(parcels):
            share = min(1.0, wrong / undeclared) if place < hidden else max(0.0, wrong - undeclared) / (1 - undeclared)
            drawn, is_wrong = 1.0 if place < hidden else dice.random(), dice.random() < share
            if is_wrong and drawn < counted + further and believed and dice.random() < believed:
                continue  # disowned, and out of the record with its exam
            if drawn < counted:
                self.counted, self.counted_wrong = self.counted + 1, self.counted_wrong + is_wrong
            elif drawn < counted + further:
                self.followed, self.followed_wrong = self.followed + 1, self.followed_wrong + is_wrong
            elif is_wrong and dice.random() < COMES_TO_LIGHT:
                self.otherwise += 1


def answer(months, done, numbers):  # the tiers to enter and to keep after so many months, the latest month last
    exams = sum(month.counted for month in months)
    wrong = sum(month.counted_wrong for month in months)
    rate = (exams - wrong + numbers.prior * numbers.average) / (exams + numbers.prior)
    recent = list(months)[-numbers.recent :]
    points = sum(month.otherwise * numbers.age(age) for age, month in enumerate(reversed(recent)))
    recent_exams = sum(month.counted for month in recent)
    enter = keep = 3
    for tier in reversed(TIERS):
        allowed = 1 - numbers.compliance[tier - 1]
        disproved = at_random(months, allowed, numbers) or otherwise(recent, allowed, numbers)
        if disproved or exams < numbers.exams[tier - 1][1]:
            keep = tier - 1
        shown = int(rate * 10_000 + 1e-6) >= round(numbers.compliance[tier - 1] * 10_000)
        enough = exams >= numbers.exams[tier - 1][0] and done >= numbers.months[tier - 1]
        if disproved or not (shown and enough and points * numbers.least <= allowed * recent_exams + 1e-9):
            enter = tier - 1
    cap = 3 if done >= numbers.visited else numbers.certified
    may_enter, may_keep = declared_in_time(months, numbers)
    return min(enter, cap) * may_enter, min(keep, cap) * may_keep


def declared_in_time(
    months, numbers
):  # whether enough was declared to enter and to keep; a month is counted in the next
    counted = list(months)[1 - numbers.declared_window : -1]
    sent, declared = sum(month.parcels for month in counted), sum(month.declared for month in counted)
    keeps = sent < numbers.few or declared >= numbers.declared_keep * sent - 1e-9
    return keeps and (sent < numbers.few or declared >= numbers.declared_enter * sent - 1e-9), keeps


def at_random(months, allowed, numbers):  # whether what exams at random found disproves the allowed share
    sought, stakes = numbers.alternative * allowed, 0.0
    right, bad = (1 - sought) / (1 - allowed), sought / allowed
    for month in months:
        wrong = month.counted_wrong + month.followed_wrong
        stakes = (stakes + (wrong > 0)) * right ** (month.counted + month.followed - wrong) * bad**wrong
    return stakes >= numbers.threshold


def otherwise(months, allowed, numbers):  # whether what was found otherwise disproves the allowed share
    gain, stakes = (1 / (1 - numbers.least * SETBACK) - 1) / allowed, 0.0
    for month in months:
        stakes = (stakes + (month.otherwise > 0)) * (1 - SETBACK) ** month.counted * (1 + gain) ** month.otherwise
    return stakes >= numbers.threshold


def live(parcels, sent, numbers, dice, months=MONTHS, pause=None, believed=0.0):
    """Return the tier held after each month, and the tiers taken away.

    `sent` gives the shares of wrong and of undeclared parcels, by the month, the tier held, and whether exams are asked
    for: again and again, with a `pause` of so many months.
    """
    kept, held, taken, last_wrong = deque(maxlen=numbers.record), [], [], None
    for done in range(1, months + 1):
        asked = pause is not None and (done - 1) % (numbers.asked_months + pause) < numbers.asked_months
        followed = last_wrong is not None and done - last_wrong <= numbers.after_months
        tier = held[-1] if held else 0
        chances = numbers.chances(parcels, followed, asked)
        month = Month(parcels, sent(done, tier, asked), chances, believed, dice)
        if month.counted_wrong + month.followed_wrong:
            last_wrong = done
        kept.append(month)
        enter, keep = answer(kept, done, numbers)
        taken += range(keep + 1, tier + 1)
        held.append(keep if keep < tier else max(tier, enter))
    return held, taken


PLAYS = {  # name: parcels a month, tier, what is sent, months between requests, share of disowned parcels believed
    "20 % wrong, but while exams are asked for": (
        20, 2, lambda _done, _tier, asked: (0.0 if asked else 0.2, 0.0), 3, 0.0,
    ),
    "20 % wrong, none declared": (100, 2, lambda *_now: (0.2, 0.2), None, 0.0),
    "5 % wrong, none declared": (100, 2, lambda *_now: (0.05, 0.05), None, 0.0),
    "5 % wrong, half declared": (100, 2, lambda *_now: (0.05, 0.5), None, 0.0),
    "5 % wrong, disowned with a paid officer": (100, 2, lambda *_now: (0.05, 0.0), None, BELIEVED),
}  # fmt: skip


def played(name, numbers, sellers=PLAYERS, seed=1):  # of each seller, the share of its parcels wrong and with the tier
    parcels, wanted, sent, pause, believed = PLAYS[name]
    for seller in range(sellers):
        wrong = []

        def noted(done, tier, asked, wrong=wrong):
            now = sent(done, tier, asked)
            wrong.append(now[0] if tier >= wanted else 0.0)
            return now

        live(parcels, noted, numbers, Random(f"{seed} {name} {seller}"), 12 * YEARS_PLAYED, pause, believed)
        yield sum(wrong) / len(wrong)


def shares(parcels, wrong, numbers, sellers=SELLERS, seed=1):  # of sellers at each tier; false alarms a year
    counts, alarms = [0, 0, 0, 0], 0
    for seller in range(sellers):
        held, taken = live(parcels, lambda *_now: (wrong, 0.0), numbers, Random(f"{seed} {parcels} {wrong} {seller}"))
        counts[held[-1]] += 1
        alarms += sum(wrong <= 1 - numbers.compliance[tier - 1] + 1e-9 for tier in taken)
    return [count / sellers for count in counts], alarms * 12 / (sellers * MONTHS)


def months_until_found(parcels, before, after, numbers, sellers=SELLERS, most=60, seed=1):
    """Return the months in which half of the sellers of tier 3 lost the tier after they turned bad; None if never."""
    found = []
    for seller in range(sellers):
        dice = Random(f"{seed} {parcels} {after} {seller}")
        turns = lambda done, _tier, _asked: (before if done <= MONTHS else after, 0.0)  # noqa: E731
        held, _taken = live(parcels, turns, numbers, dice, MONTHS + most)
        if held[MONTHS - 1] == 3:
            found.append(next((done for done, tier in enumerate(held[MONTHS:], 1) if tier < 3), most + 1))
    half = sorted(found)[len(found) // 2] if found else most + 1
    return half if half <= most else None


if __name__ == "__main__":
    numbers = Numbers(json.loads(Path(sys.argv[1]).read_text()))
    sellers = int(sys.argv[2]) if len(sys.argv) > 2 else SELLERS
    print("parcels a month  truly wrong  tier 0  tier 1  tier 2  tier 3  false alarms a year")
    for parcels in SIZES:
        for wrong in WRONG:
            tiers, alarms = shares(parcels, wrong, numbers, sellers)
            cells = "  ".join(f"{share:6.1%}" for share in tiers)
            print(f"{parcels:15,}  {wrong:11.2%}  {cells}  {alarms:19.2%}")
    for parcels in SIZES[:2]:
        found = months_until_found(parcels, 0.005, 0.2, numbers, sellers)
        print(f"{parcels} parcels a month, from 0.5 % to 20 % wrong: half are below tier 3 after {found} months")
    for name, (parcels, tier, *_how) in PLAYS.items():
        gained = list(played(name, numbers, max(1, sellers // 2)))
        print(f"{name}, at {parcels} parcels a month: {sum(gained) / len(gained):.1%} travel with tier {tier}")
