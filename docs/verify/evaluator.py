"""Repeat the evaluations of a business from published answers alone, and compare them with those that were stored.

    python evaluator.py POLICY.json [...] FACTS.json [...]

A policy is the answer of /api/v1/policies/{version}, facts are that of /api/v1/shippers/{ksn}/facts: README.md says
what they hold. Needs Python 3.12 and nothing else. Shares, factors and points are whole millionths, so all is exact.
"""

import json
import sys
from calendar import monthrange
from collections import Counter, defaultdict
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from pathlib import Path

ONE, TIERS, TOP, SIDES = 1_000_000, (1, 2, 3), 3, ("enter", "keep")
RULES = "minimum_history compliance_rate critical_violation points grave_violations time_in_program validation_current"
RULES = (*RULES.split(), "annual_review", "corrective_plan", "screening_hold")
COMPARED = ("observed", "required", "enter", "keep", "moves", "clean_enter", "clean_keep", "suspend")
DEFAULTS = dict.fromkeys(COMPARED) | {"suspend": False}


def month_of(day):
    """Return the number of the calendar month of a day, or of a month written as 2026-01."""
    year, month = (int(part) for part in str(day).split("-")[:2])
    return year * 12 + month - 1


def first_of(month):
    return date(month // 12, month % 12 + 1, 1)


def later(day, months):
    """Return the same day some months later, or the last day of that month if it is shorter."""
    first = first_of(month_of(day) + months)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def earliest(days):
    return min(filter(None, days), default=None)


def highest(reached):
    """Return the highest tier that is reached together with all tiers below it."""
    return next((tier - 1 for tier in TIERS if not reached(tier)), TOP)


def product(factors):
    """Multiply millionths; each product is cut to whole millionths."""
    found = ONE
    for factor in factors:
        found = found * factor // ONE
    return found


class Policy:
    """A published policy: its numbers by key, the same in millionths, and its conventions."""

    def __init__(self, answer):
        self.version, self.conventions = answer["version"], answer["conventions"]
        self.first_day = date.fromisoformat(answer["effective_from"])
        self.published_at = datetime.fromisoformat(answer["published_at"])
        self.number = {each["key"]: each["value"] for part in answer["sections"] for each in part["numbers"]}
        self.exact = {key: int(Decimal(str(value)) * ONE) for key, value in self.number.items()}

    def age_step(self, age):
        """Return the factor for an age in months, and the age at which the next step begins."""
        factor = ONE
        for step in (1, 2, 3):
            if age < (begins := self.number[f"age.{step}.months"]):
                return factor, begins
            factor = self.exact[f"age.{step}.factor"]
        return factor, None

    def factors(self, violation):
        """Return the factors of a violation: severity, attribution, culpability, self-disclosure."""
        names = [f"{name}.{violation[name]}" for name in ("severity", "attribution", "culpability")]
        disclosed = self.exact["weight.self_disclosed"] if violation["self_disclosed"] else ONE
        return [*(self.exact[f"weight.{name}"] for name in names), disclosed]


class Record:
    """What an evaluation saw of the facts: the random exams, the violations and the acts up to its day."""

    def __init__(self, facts, as_of, known_at, policy):
        self.as_of, self.month, self.ahead = as_of, month_of(as_of), []
        windows = [policy.number[f"window.{name}_months"] for name in ("record", "points", "critical", "suspend")]
        self.first = self.month - max(windows) + 1

        def known(name):
            return [row for row in facts[name] if datetime.fromisoformat(row["known_from"]) <= known_at]

        last = {link["identity"]: link["mine"] for link in known("links")}
        self.mine = {identity for identity, mine in last.items() if mine}
        self.read_exams(known("months"))
        self.read_violations(known("violations"), {row["parcel"]: row for row in known("parcels")}, policy)
        self.read_acts(known("program_entries"))

    def read_exams(self, rows):
        sums = defaultdict(Counter)
        for row in rows:
            if row["identity"] in self.mine and date.fromisoformat(row["counts_from"]) <= self.as_of:
                sums[month_of(row["month"])].update(row["counts"])
        sums = {month: counts for month, counts in sorted(sums.items()) if counts["drawn"] and month >= self.first}
        self.ahead += [first_of(month) for month in sums if month > self.month]
        self.exams = {month: counts for month, counts in sums.items() if month <= self.month}

    def read_violations(self, rows, parcels, policy):
        self.offenses, self.clearances = [], []
        last = {row["case"]: row for row in rows}
        for row in sorted((row for row in last.values() if row["identity"] in self.mine), key=lambda row: row["id"]):
            parcel, day = parcels.get(row["parcel"]), date.fromisoformat(row["date"])
            drawn = parcel if parcel and parcel["drawn"] and parcel["identity"] in self.mine else None
            counts = row["determination"] in policy.conventions["counting_determinations"]
            if row["voided"] or month_of(day) < self.first - 12 or not (counts or (drawn and drawn["discrepant"])):
                continue
            severity = policy.conventions["severity"][row["category"]][row["culpability"]]
            if day > self.as_of:
                self.ahead.append(day)
            else:
                violation = row | {"month": month_of(day), "severity": severity, "drawn": drawn}
                (self.offenses if counts else self.clearances).append(violation)

    def read_acts(self, rows):
        taken_back = {row["takes_back"] for row in rows}
        self.last, self.open = {}, Counter()
        for row in sorted(rows, key=lambda row: (row["date"], row["id"])):
            kind, day = row["kind"], date.fromisoformat(row["date"])
            if row["takes_back"] is not None or row["id"] in taken_back:
                continue
            if day > self.as_of:
                self.ahead.append(day)
            elif kind in ("enrolled", "validated", "annual_review"):
                self.last[kind] = day
            elif kind == "unvalidated":
                self.last.pop("validated", None)
            else:
                matter, act = kind.split("_")
                self.open[matter] = max(0, self.open[matter] + (1 if act in ("opened", "placed") else -1))


class Rules:
    """The rules, applied to a record under a policy. Each gives a finding."""

    def __init__(self, record, policy):
        self.record, self.policy, self.number, self.exact = record, policy, policy.number, policy.exact

    def drawn(self, window):
        """Count the parcels opened at random in a window, by month."""
        first = self.record.month - window + 1
        return {month: counts["drawn"] for month, counts in self.record.exams.items() if month >= first}

    def by_exams(self, window, needed):
        """Return the tiers for which enough parcels were opened at random, when too few are left, and how many lack.

        `needed` gives the number for a tier and a side; None where no number is enough.
        """
        drawn, moves = self.drawn(window), None
        left = exams = sum(drawn.values())
        tiers = [
            highest(lambda tier, side=side: (least := needed(tier, side)) is not None and exams >= least)
            for side in SIDES
        ]
        least = max(needed(tier, side) if tier else 0 for tier, side in zip(tiers, SIDES, strict=True))
        for month, count in drawn.items():
            left -= count
            moves = moves or (first_of(month + window) if left < least else None)
        missing = [needed(tier + 1, side) if tier < TOP else None for tier, side in zip(tiers, SIDES, strict=True)]
        return *tiers, moves, *(None if each is None else max(0, each - exams) for each in missing)

    def minimum_history(self):
        window = self.number["window.record_months"]
        found = self.by_exams(window, lambda tier, side: self.number[f"tier.{tier}.{side}.exams"])
        return sum(self.drawn(window).values()), self.number[f"tier.{min(found[0] + 1, TOP)}.enter.exams"], *found

    def exam_months(self):
        """Return the months with random exams: number, parcels in order, wrong ones by their loss, undecided ones."""
        record, parcels, losses, months = self.record, {}, Counter(), []
        for violation in [*record.offenses, *record.clearances]:
            if violation["drawn"]:
                parcels[violation["parcel"]] = violation["drawn"]
                loss = min(ONE, product(self.policy.factors(violation)[:2])) if violation in record.offenses else 0
                losses[violation["parcel"]] += loss
        for month, drawn in self.drawn(self.number["window.record_months"]).items():
            decided = [parcel for parcel in parcels.values() if month_of(parcel["month"]) == month]
            wrong = Counter(loss for row in decided if (loss := min(ONE, losses[row["parcel"]])))
            discrepant = record.exams[month]["drawn_discrepant"]
            found = sum(row["discrepant"] for row in decided)
            months.append((month, drawn - discrepant + found - wrong.total(), wrong, discrepant - found))
        return months

    def bet(self, tier):
        """Return the factors of the evidence against a tier's rate: of a parcel in order, and of a wrong part."""
        allowed = 1 - Decimal(self.exact[f"tier.{tier}.compliance"]) / ONE
        sought = allowed * Decimal(str(self.number["rate.alternative"]))
        return (1 - sought) / (1 - allowed), (sought - allowed) / (allowed * (1 - allowed))

    def evidence(self, months, tier):
        """Return the evidence that a tier's rate is not met: a sum of bets, one from each month with a wrong parcel."""
        (right, wrong), stakes = self.bet(tier), Decimal(0)
        for _month, in_order, losses, undecided in months:
            stakes += 1 if losses else 0
            if stakes:
                stakes *= right ** (in_order + undecided)
                for loss, count in losses.items():
                    stakes *= (right + wrong * loss / ONE) ** count
        return min(stakes, Decimal(ONE)).quantize(Decimal("0.001"), ROUND_DOWN)

    def compliance_rate(self):
        window, prior = self.number["window.record_months"], self.number["rate.prior_exams"]
        asked = {tier: self.exact[f"tier.{tier}.compliance"] for tier in TIERS}
        bound = 12 / Decimal(str(self.number["rate.false_alarms"]))
        months, moves = self.exam_months(), None

        def answer(months):
            parcels = prior + sum(in_order + losses.total() for _month, in_order, losses, _undecided in months)
            lost = sum(sum(losses.elements()) for _month, _in_order, losses, _undecided in months)
            good = (parcels - prior) * ONE - lost + prior * self.exact["rate.prior_compliance"]
            rate = good // (parcels * 100) * 100 if parcels else 0
            keep = highest(lambda tier: self.evidence(months, tier) < bound)
            return min(highest(lambda tier: rate >= asked[tier]), keep), keep, rate, parcels, good

        def until_below(tier):
            against = self.evidence(months, tier)
            return max(1, int((against / bound).ln() / -self.bet(tier)[0].ln())) if against >= bound else 0

        enter, keep, rate, parcels, good = answer(months)
        for place, (month, _in_order, losses, _undecided) in enumerate(months, start=1):
            if (losses and enter < TOP) or answer(months[place:])[:2] != (enter, keep):
                moves = first_of(month + window)
                break
        clean = [None, None if keep == TOP else until_below(keep + 1)]
        if enter < TOP:
            short = -(-(asked[enter + 1] * parcels - good) // (ONE - asked[enter + 1]))
            clean[0] = max(0, short, *(until_below(tier) for tier in range(1, enter + 2)))
        return rate / ONE, asked[min(enter + 1, TOP)] / ONE, enter, keep, moves, *clean

    def weigh(self, offenses):
        """Return the weight of the offenses of the window, and the day on which age alone lowers it next."""
        window, total, eases = self.number["window.points_months"], 0, []
        for offense in offenses:
            age = self.record.month - offense["month"]
            factor, next_age = self.policy.age_step(age)
            severity, attribution, culpability, disclosed = self.policy.factors(offense)
            weight = product([severity, culpability, attribution, disclosed, factor]) if age < window else 0
            total += weight
            eases += [first_of(offense["month"] + min(window, next_age or window))] if weight else []
        return total, earliest(eases)

    def points(self):
        window, grave = self.number["window.points_months"], self.policy.conventions["grave_culpabilities"]
        found = [each for each in self.record.offenses if each["culpability"] not in grave and not each["drawn"]]
        total, eases = self.weigh(found)

        def needed(tier, side):
            allowed = self.exact[f"tier.{tier}.{side}.points"]
            return -(-total * 100 // allowed) if total and allowed else None if total else 0

        enter, keep, moves, *clean = self.by_exams(window, needed)
        exams = sum(self.drawn(window).values())
        required = self.exact[f"tier.{min(enter + 1, TOP)}.enter.points"] * exams / 100 / ONE
        return total / ONE, required, enter, keep, earliest([moves, eases]), *clean

    def grave_violations(self):
        grave = self.policy.conventions["grave_culpabilities"]
        total, eases = self.weigh(each for each in self.record.offenses if each["culpability"] in grave)
        asked = {side: {tier: self.exact[f"tier.{tier}.{side}.grave_points"] for tier in TIERS} for side in SIDES}
        enter, keep = (highest(lambda tier, side=side: total <= asked[side][tier]) for side in SIDES)
        return total / ONE, asked["enter"][min(enter + 1, TOP)] / ONE, enter, keep, eases

    def critical_violation(self):
        words, month = self.policy.conventions, self.record.month
        bars, suspends = self.number["window.critical_months"], self.number["window.suspend_months"]
        critical = [each for each in self.record.offenses if each["severity"] == "critical"]
        own = self.exact["critical.own_attribution"]
        critical = [each for each in critical if self.exact[f"weight.attribution.{each['attribution']}"] >= own]
        barring = [each["month"] for each in critical if month - each["month"] < bars]
        grounds = [each for each in critical if each["determination"] in words["suspending_determinations"]]
        grounds = [each["month"] for each in grounds if each["basis"] in words["suspending_bases"]]
        grounds = [each for each in grounds if month - each < suspends]
        moves = earliest(first_of(each) for each in [*(m + bars for m in barring), *(m + suspends for m in grounds)])
        tier = 0 if barring else TOP
        return len(barring), 0, tier, tier, moves, None, None, bool(grounds)

    def time_in_program(self):
        start, asked = self.record.last.get("enrolled"), {tier: self.number[f"tier.{tier}.months"] for tier in TIERS}
        if start is None:
            return None, asked[1], 0, 0
        months = self.record.month - month_of(start)
        months -= later(start, months) > self.record.as_of
        tier = highest(lambda tier: months >= asked[tier])
        required = asked[min(tier + 1, TOP)]
        return months, required, tier, tier, None if tier == TOP else later(start, required)

    def expiring(self, done, months, grace, cap):
        """Return the finding of a rule by which something lasts some months to enter, and some more to keep."""
        ends = [later(done, months), later(done, months + grace)]
        tiers = [TOP if self.record.as_of < day else cap for day in ends]
        return done, months, *tiers, next((day for day in ends if self.record.as_of < day), None)

    def validation_current(self):
        names = ("valid_months", "grace_months", "certified_tier")
        months, grace, cap = (self.number[f"validation.{name}"] for name in names)
        done = self.record.last.get("validated")
        return self.expiring(done, months, grace, cap) if done else (None, months, cap, cap)

    def annual_review(self):
        months, grace, cap = (self.number[f"review.{n}"] for n in ("every_months", "grace_months", "overdue_tier"))
        days = [day for kind, day in self.record.last.items() if kind in ("enrolled", "annual_review")]
        return self.expiring(max(days), months, grace, cap) if days else (None, months, TOP, TOP)

    def capped(self, matter):
        is_open = self.record.open[matter] > 0
        return is_open, False, *(self.number[f"{matter}.{side}_tier"] if is_open else TOP for side in SIDES)

    def corrective_plan(self):
        return self.capped("plan")

    def screening_hold(self):
        return self.capped("hold")


def evaluate(facts, stored, policies):
    """Return the evaluation that the facts give for the day and the time of a stored one."""
    as_of, known_at = date.fromisoformat(stored["as_of"]), datetime.fromisoformat(stored["known_at"])
    policy = policies[stored["policy_version"]]
    rules = Rules(record := Record(facts, as_of, known_at, policy), policy)
    findings = {rule: DEFAULTS | dict(zip(COMPARED, getattr(rules, rule)(), strict=False)) for rule in RULES}
    found = {side: min(each[side] for each in findings.values()) for side in SIDES}
    later_ones = [each for each in policies.values() if each.published_at <= known_at and each.first_day > as_of]
    known = [] if stored["retrospective"] else [each.first_day for each in later_ones]
    quiet_until = earliest([*known, *record.ahead, *(each["moves"] for each in findings.values())])
    clean = [[each[f"clean_{side}"] for each in findings.values() if each[side] == found[side]] for side in SIDES]
    clean_left = min((max(counts) for counts in clean if None not in counts), default=None)
    found |= {"suspend": any(each["suspend"] for each in findings.values()), "clean_left": clean_left}
    return json.loads(json.dumps(found | {"quiet_until": quiet_until} | findings, default=date.isoformat))


def main():
    answers = [json.loads(Path(name).read_text()) for name in sys.argv[1:]]
    policies = {each["version"]: Policy(each) for each in answers if "sections" in each}
    compared = differing = 0
    for facts in (each for each in answers if "evaluations" in each):
        for stored in facts["evaluations"]:
            kept = stored | {
                each["rule"]: DEFAULTS | {name: each[name] for name in COMPARED if name in each}
                for each in stored["findings"]
            }
            for name, value in evaluate(facts, stored, policies).items():
                compared += 1
                if value != kept.get(name):
                    differing += 1
                    print(f"{facts['ksn']}, evaluation {stored['id']}: {name} is {kept.get(name)}, computed {value}")
    print(f"{compared:,} values and findings compared, {differing:,} differ")
    sys.exit(differing > 0)


if __name__ == "__main__":
    main()
