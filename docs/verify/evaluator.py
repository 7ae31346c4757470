"""Repeat the evaluations of a business from published answers alone, and compare them with those that were stored.

Run `python evaluator.py POLICY.json [...] FACTS.json [...]`, with the answers of /api/v1/policies/{version} and
/api/v1/shippers/{ksn}/facts (README.md). Needs Python 3.12. Shares, factors and points are whole millionths.
"""

import json
import sys
from calendar import monthrange
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from functools import reduce
from pathlib import Path

LISTS = ("links", "controlled", "months", "violations", "parcels", "program_entries", "declared_months")
ONE, TIERS, TOP, SIDES, COUNTED = 1_000_000, (1, 2, 3), 3, ("enter", "keep"), ("parcels", "could", "declared")
DEFAULTS = dict.fromkeys(("observed", "required", *SIDES, "moves", "clean_enter", "clean_keep")) | {"suspend": False}


def month_of(day):  # the number of the calendar month of a day, or of a month written as 2026-01
    return int(str(day)[:4]) * 12 + int(str(day)[5:7]) - 1


def first_of(month):
    return date(month // 12, month % 12 + 1, 1)


def later(day, months):  # the same day some months later, or the last day of that month if it is shorter
    first = first_of(month_of(day) + months)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def highest(reached):  # the highest tier that is reached together with all tiers below it
    return next((tier - 1 for tier in TIERS if not reached(tier)), TOP)


def product(factors):  # of millionths; each product is cut to whole millionths
    return reduce(lambda left, right: left * right // ONE, factors, ONE)


class Policy:  # a published policy: its numbers by key, the same in millionths, and its conventions
    def __init__(self, answer):
        self.version, self.conventions = answer["version"], answer["conventions"]
        self.first_day = date.fromisoformat(answer["effective_from"])
        self.published_at = datetime.fromisoformat(answer["published_at"])
        self.number = {each["key"]: each["value"] for part in answer["sections"] for each in part["numbers"]}
        self.exact = {key: int(Decimal(str(value)) * ONE) for key, value in self.number.items()}

    def age_step(self, age):  # the factor for an age in months, and the age at which the next step begins
        steps = [(self.number[f"age.{step}.months"], self.exact[f"age.{step}.factor"]) for step in (1, 2, 3)]
        factor = next((factor for begins, factor in reversed(steps) if age >= begins), ONE)
        return factor, next((begins for begins, _factor in steps if age < begins), None)

    def factors(self, violation):  # severity, culpability, attribution, self-disclosure
        names = [f"{name}.{violation[name]}" for name in ("severity", "culpability", "attribution")]
        return [self.exact[f"weight.{name}"] for name in names + ["self_disclosed"] * violation["self_disclosed"]]


class Record:  # what an evaluation saw of the facts: the random exams, the violations and the acts up to its day
    def __init__(self, facts, as_of, known_at, policy, policies):
        self.as_of, self.known_at, self.month, self.ahead = as_of, known_at, month_of(as_of), []
        self.first = self.month - max(n for key, n in policy.number.items() if key.startswith("window.")) + 1
        known = {n: [r for r in facts[n] if datetime.fromisoformat(r["known_from"]) <= known_at] for n in LISTS}
        last = {link["identity"]: link["mine"] for link in known["links"]}
        since = {row["identity"]: row["since"] for row in known["controlled"]}  # of those judged with the business
        self.mine = {i for i in last | since if last.get(i) or (since.get(i) or "never") <= str(as_of)}
        self.read_exams(known["months"])
        self.policies = sorted(policies.values(), key=lambda each: (each.first_day, each.version))
        self.read_violations(known["violations"], {row["parcel"]: row for row in known["parcels"]}, policy)
        self.read_acts(known["program_entries"])
        counted = {month_of(r["month"]): r for r in known["declared_months"] if (r["since"] or "") <= str(as_of)}
        self.declared = sorted((month, *map(row.get, COUNTED)) for month, row in counted.items() if row["parcels"])
        self.ahead += [first_of(month + 1) for month, *_counts in self.declared if month >= self.month]

    def read_exams(self, rows):
        sums = defaultdict(Counter)
        for row in rows:
            if row["identity"] in self.mine and date.fromisoformat(row["counts_from"]) <= self.as_of:
                sums[month_of(row["month"])].update(row["counts"])
        sums = {m: row for m, row in sorted(sums.items()) if m >= self.first and row["drawn"] + row["followed"]}
        self.ahead += [first_of(month) for month in sums if month > self.month]
        self.exams = {month: counts for month, counts in sums.items() if month <= self.month}

    def read_violations(self, rows, parcels, policy):
        self.offenses, self.clearances, counting, last = [], [], [], {row["case"]: row for row in rows}
        for row in sorted((row for row in last.values() if row["identity"] in self.mine), key=lambda row: row["id"]):
            parcel, day = parcels.get(row["parcel"]), date.fromisoformat(row["date"])
            drawn = parcel and (parcel["drawn"] or parcel["followed"]) and parcel["identity"] in self.mine and parcel
            counts = row["determination"] in policy.conventions["counting_determinations"]
            if row["voided"] or month_of(day) < self.first - 12 or not (counts or (drawn and drawn["discrepant"])):
                continue
            severity = policy.conventions["severity"][row["category"]][row["culpability"]]
            then = [each for each in self.policies if each.first_day <= day and each.published_at <= self.known_at]
            judges = [policy, *(then[-1:] or self.policies[:1])]  # that of the evaluation, and of the day of the act
            violation = row | {"month": month_of(day), "severity": severity, "drawn": drawn, "judges": judges}
            self.ahead += [day] if day > self.as_of else []
            counting += [violation] if counts else []
            (self.offenses if counts else self.clearances).extend([violation] if day <= self.as_of else [])
        self.blame_after_notice(counting, policy.conventions["third_parties"])

    def blame_after_notice(self, rows, asked):  # what a third party does again after notice is the seller's own
        def gave_notice(other, row):
            told = date.fromisoformat(max(other["told_on"], other["date"])) + timedelta(days=asked["notice_days"])
            same = all(other[name] == row[name] for name in ("category", "attribution"))
            return same and row["month"] - other["month"] <= asked["notice_months"] and str(told) < row["date"]

        for row in [row for row in rows if any(gave_notice(other, row) or gave_notice(row, other) for other in rows)]:
            row["attribution"] = "seller"

    def read_acts(self, rows):
        self.last, self.open, taken_back = {}, Counter(), {row["takes_back"] for row in rows}
        rows = [row for row in rows if row["takes_back"] is None and row["id"] not in taken_back]
        for row in sorted(rows, key=lambda row: (row["date"], row["id"])):
            kind, day = row["kind"], date.fromisoformat(row["date"])
            if day > self.as_of:
                self.ahead.append(day)
            elif kind in ("enrolled", "validated", "annual_review"):
                self.last[kind] = day
            elif kind == "unvalidated":
                self.last.pop("validated", None)
            else:
                matter, act = kind.split("_")
                self.open[matter] = max(0, self.open[matter] + (1 if act in ("opened", "placed") else -1))


class Rules:  # the rules, applied to a record under a policy; each rule gives values of `DEFAULTS`
    def __init__(self, record, policy):
        self.record, self.policy, self.number, self.exact = record, policy, policy.number, policy.exact
        self.least = min(p.exact["exams.least_share"] for p in record.policies if p.first_day <= record.as_of)

    def _drawn(self, window):  # the parcels opened at random in a window, by month
        return {month: row["drawn"] for month, row in self.record.exams.items() if month > self.record.month - window}

    def _falls_below(self, window, least):  # the day on which the random exams of a window fall below a number
        drawn = list(self._drawn(window).items())
        left = ((month, sum(count for _, count in drawn[n:])) for n, (month, _) in enumerate(drawn, 1))
        return next((first_of(month + window) for month, exams in left if exams < least), None)

    def minimum_history(self):
        window, asked = self.number["window.record_months"], self.number
        exams = sum(self._drawn(window).values())
        needed = {(t, side): asked[f"tier.{t}.{side}.exams"] for t in TIERS for side in SIDES}
        enter, keep = (highest(lambda tier, side=side: exams >= needed[tier, side]) for side in SIDES)
        moves = self._falls_below(window, max(needed.get((enter, "enter"), 0), needed.get((keep, "keep"), 0)))
        clean = [max(0, needed[n] - exams) if n in needed else None for n in ((enter + 1, "enter"), (keep + 1, "keep"))]
        return exams, asked[f"tier.{min(enter + 1, TOP)}.enter.exams"], enter, keep, moves, *clean

    def _exam_months(self, kinds):  # months with random exams: number, in order, wrong ones by loss, undecided ones
        record, parcels, losses, months = self.record, {}, Counter(), []
        for violation in [*record.offenses, *record.clearances]:
            if violation["drawn"] and any(violation["drawn"][kind] for kind in kinds):
                parcels[violation["parcel"]] = violation["drawn"]
                lost = [product(policy.factors(violation)[0:3:2]) for policy in violation["judges"]]
                losses[violation["parcel"]] += min(lost) if violation in record.offenses else 0
        for month in self._drawn(self.number["window.record_months"]):
            drawn, found = (sum(record.exams[month][kind + name] for kind in kinds) for name in ("", "_discrepant"))
            decided = [parcel for parcel in parcels.values() if month_of(parcel["month"]) == month]
            wrong = Counter(loss for row in decided if (loss := min(ONE, losses[row["parcel"]])))
            undecided = found - sum(row["discrepant"] for row in decided)
            months.append((month, drawn - undecided - wrong.total(), wrong, undecided))
        return months

    def _bet(self, tier):  # factors of the evidence against a tier's rate: of a parcel in order, and of a wrong part
        allowed = 1 - Decimal(self.exact[f"tier.{tier}.compliance"]) / ONE
        sought = allowed * Decimal(str(self.number["rate.alternative"]))
        return (1 - sought) / (1 - allowed), (sought - allowed) / (allowed * (1 - allowed))

    def _evidence(self, months, tier):  # that a tier's rate is not met: a sum of bets, one from each month with a loss
        (right, wrong), stakes = self._bet(tier), Decimal(0)
        for _month, in_order, losses, undecided in months:
            stakes += 1 if losses else 0
            if stakes:
                stakes *= right ** (in_order + undecided)
                for loss, count in losses.items():
                    stakes *= (right + wrong * loss / ONE) ** count
        return min(stakes, Decimal(ONE)).quantize(Decimal("0.001"), ROUND_DOWN)

    def _rate(self, months):  # the rate, the parcels with those of the prior, and the millionths of them in order
        prior = self.number["rate.prior_exams"]  # what was found wrong and is not decided counts as wrong
        parcels = prior + sum(in_order + losses.total() + undecided for _month, in_order, losses, undecided in months)
        lost = sum(sum(losses.elements()) + undecided * ONE for _month, _in_order, losses, undecided in months)
        good = (parcels - prior) * ONE - lost + prior * self.exact["rate.prior_compliance"]
        return good // (parcels * 100) * 100 if parcels else 0, parcels, good

    def _by_rate(self, months, bets, bound):  # the tiers that the exams of some months allow; `bets`: with follow-ups
        keep = highest(lambda tier: self._evidence(bets, tier) < bound)
        return min(highest(lambda tier: self._rate(months)[0] >= self.exact[f"tier.{tier}.compliance"]), keep), keep

    def _bound(self):  # the evidence at which a lower tier is proposed; two kinds share the false alarms
        return 2 * 12 / Decimal(str(self.number["rate.false_alarms"]))

    def _until_below(self, against, in_order):  # the parcels in order until some evidence is below the bound
        return max(1, int((against / self._bound()).ln() / -in_order.ln())) if against >= self._bound() else 0

    def compliance_rate(self):
        window, bound, moves, clean_enter = self.number["window.record_months"], self._bound(), None, None
        months, bets = self._exam_months(["drawn"]), self._exam_months(["drawn", "followed"])
        enter, keep = self._by_rate(months, bets, bound)
        rate, parcels, good = self._rate(months)
        asked = self.exact[f"tier.{min(enter + 1, TOP)}.compliance"]
        for place, (month, *_counts, undecided) in enumerate(months, start=1):
            lost = (bets[place - 1][2] or undecided) and enter < TOP
            if not moves and (lost or self._by_rate(months[place:], bets[place:], bound) != (enter, keep)):
                moves = first_of(month + window)
        until = {t: self._until_below(self._evidence(bets, t), self._bet(t)[0]) for t in TIERS}
        if enter < TOP:
            clean_enter = max(0, -(-(asked * parcels - good) // (ONE - asked)), *list(until.values())[: enter + 1])
        return rate / ONE, asked / ONE, enter, keep, moves, clean_enter, until[keep + 1] if keep < TOP else None

    def _weigh(self, offenses):  # their weight in the window, and the day on which age alone lowers it next
        window, total, eases = self.number["window.points_months"], 0, []
        for offense in offenses:
            age, judges = self.record.month - offense["month"], offense["judges"]
            weights = [product([*policy.factors(offense), policy.age_step(age)[0]]) for policy in judges]
            total += (weight := min(weights) if age < window else 0)
            end = min(window, *(policy.age_step(age)[1] or window for policy in judges))
            eases += [first_of(offense["month"] + end)] if weight else []
        return total, min(eases, default=None)

    def points(self):
        window, grave = self.number["window.points_months"], self.policy.conventions["grave_culpabilities"]
        acts = [o for o in self.record.offenses if not (o["culpability"] in grave or o["drawn"] or o["self_disclosed"])]
        total, eases = self._weigh(acts)
        exams = sum(self._drawn(window).values())
        allowed = {tier: ONE - self.exact[f"tier.{tier}.compliance"] for tier in TIERS}
        needed = {tier: -(-total * self.least // (ONE * allowed[tier])) for tier in TIERS}
        parts = self._parts_found(acts, window)
        against = {tier: self._evidence_found(parts, tier) for tier in TIERS}
        until = {tier: self._until_below(against[tier], Decimal("0.75")) for tier in TIERS}
        keep = highest(lambda tier: against[tier] < self._bound())
        enter = min(highest(lambda tier: exams >= needed[tier]), keep)
        leaves = first_of(min(parts) + window) if parts else None
        moves = min(filter(None, (self._falls_below(window, needed.get(enter, 0)), eases, leaves)), default=None)
        clean_enter = max(needed[enter + 1] - exams, *list(until.values())[: enter + 1]) if enter < TOP else None
        required = exams * allowed[min(enter + 1, TOP)] / self.least
        return total / ONE, required, enter, keep, moves, clean_enter, until[keep + 1] if keep < TOP else None

    def _parts_found(self, offenses, window):  # the wrong parts that violations prove, by month
        recent = [each for each in offenses if each["month"] > self.record.month - window]
        parts = [(o["month"], min([ONE, *(product(p.factors(o)) for p in o["judges"])])) for o in recent]
        return {month: sorted(part for m, part in parts if part and m == month) for month, part in parts if part}

    def _evidence_found(self, parts, tier):  # that a tier's rate is not met, by what was found otherwise than at random
        allowed = 1 - Decimal(self.exact[f"tier.{tier}.compliance"]) / ONE
        gain = (1 / (1 - Decimal(self.least) / ONE * Decimal("0.25")) - 1) / allowed
        drawn, stakes = {month: row["drawn"] for month, row in self.record.exams.items()}, Decimal(0)
        for month in sorted(parts.keys() | {month for month in drawn if parts and month > min(parts)}):
            stakes += 1 if month in parts else 0
            stakes *= Decimal("0.75") ** drawn.get(month, 0)
            for part in parts.get(month, ()):
                stakes *= 1 + gain * part / ONE
        return min(stakes, Decimal(ONE)).quantize(Decimal("0.001"), ROUND_DOWN)

    def grave_violations(self):
        grave = self.policy.conventions["grave_culpabilities"]
        total, eases = self._weigh(each for each in self.record.offenses if each["culpability"] in grave)
        asked = {side: {tier: self.exact[f"tier.{tier}.{side}.grave_points"] for tier in TIERS} for side in SIDES}
        enter, keep = (highest(lambda tier, side=side: total <= asked[side][tier]) for side in SIDES)
        return total / ONE, asked["enter"][min(enter + 1, TOP)] / ONE, enter, keep, eases

    def critical_violation(self):
        words, own, month = self.policy.conventions, self.exact["critical.own_attribution"], self.record.month
        bars, suspends = self.number["window.critical_months"], self.number["window.suspend_months"]
        critical = [each for each in self.record.offenses if each["severity"] == "critical"]
        critical = [each for each in critical if min(p.factors(each)[2] for p in each["judges"]) >= own]
        barring = [each["month"] + bars for each in critical if month - each["month"] < bars]
        grounds = [each for each in critical if each["determination"] in words["suspending_determinations"]]
        grounds = [each["month"] + suspends for each in grounds if each["basis"] in words["suspending_bases"]]
        grounds = [end for end in grounds if month < end]
        tiers, ends = [0 if barring else TOP] * 2, [first_of(end) for end in barring + grounds]
        return len(barring), 0, *tiers, min(ends, default=None), None, None, bool(grounds)

    def time_in_program(self):
        start, asked = self.record.last.get("enrolled"), {tier: self.number[f"tier.{tier}.months"] for tier in TIERS}
        if start is None:
            return None, asked[1], 0, 0
        months = self.record.month - month_of(start)
        months -= later(start, months) > self.record.as_of
        tier = highest(lambda tier: months >= asked[tier])
        return months, asked[min(tier + 1, TOP)], tier, tier, None if tier == TOP else later(start, asked[tier + 1])

    def _lasting(self, done, keys, missing):  # what lasts some months to enter, some more to keep, and then caps
        months, grace, cap = (self.number[f"{keys[0]}.{name}"] for name in (keys[1], "grace_months", keys[2]))
        ends = [later(done, months), later(done, months + grace)] if done else []
        tiers = [TOP if self.record.as_of < day else cap for day in ends] or [missing(cap)] * 2
        return done, months, *tiers, next((day for day in ends if self.record.as_of < day), None)

    def validation_current(self):
        keys = ("validation", "valid_months", "certified_tier")
        return self._lasting(self.record.last.get("validated"), keys, lambda cap: cap)

    def annual_review(self):
        days = [day for kind, day in self.record.last.items() if kind != "validated"]
        return self._lasting(max(days, default=None), ("review", "every_months", "overdue_tier"), lambda cap: TOP)

    def corrective_plan(self, matter="plan"):
        is_open = self.record.open[matter] > 0
        return is_open, False, *(self.number[f"{matter}.{side}_tier"] if is_open else TOP for side in SIDES)

    def screening_hold(self):
        return self.corrective_plan("hold")

    def declared_parcels(self):
        least, window = self.number["declared.least_parcels"], self.number["window.declared_months"]
        months = [row for row in self.record.declared if 0 < self.record.month - row[0] < window]
        asked = [self.exact[f"declared.{side}_share"] for side in SIDES]

        def allowed(rows):  # the parcels, those declared in time, and the tiers to enter and to keep
            sent, could, declared = (sum(row[place] for row in rows) for place in (1, 2, 3))
            met = [of < least or declared * ONE >= of * share for of, share in zip((sent, could), asked, strict=True)]
            return sent, declared, (TOP * all(met), TOP * met[1])

        sent, declared, tiers = allowed(months)
        left = (first_of(row[0] + window) for n, row in enumerate(months, 1) if allowed(months[n:])[2] != tiers)
        share = None if not sent or sent < least else declared * ONE // (sent * 100) * 100 / ONE
        return share, asked[0] / ONE, *tiers, next(left, None)


def evaluate(facts, stored, policies):  # the evaluation that the facts give for the day and the time of a stored one
    as_of, known_at = date.fromisoformat(stored["as_of"]), datetime.fromisoformat(stored["known_at"])
    record = Record(facts, as_of, known_at, policy := policies[stored["policy_version"]], policies)
    rules = {name: rule(Rules(record, policy)) for name, rule in vars(Rules).items() if name[0] != "_"}
    findings = {name: DEFAULTS | dict(zip(DEFAULTS, values, strict=False)) for name, values in rules.items()}
    found = {side: min(each[side] for each in findings.values()) for side in SIDES}
    found["suspend"] = any(each["suspend"] for each in findings.values())
    ahead = [each.first_day for each in policies.values() if each.first_day > as_of and each.published_at <= known_at]
    days = record.ahead + [each["moves"] for each in findings.values()] + ([] if stored["retrospective"] else ahead)
    found["quiet_until"] = min(filter(None, days), default=None)
    clean = [[each[f"clean_{side}"] for each in findings.values() if each[side] == found[side]] for side in SIDES]
    found["clean_left"] = min((max(counts) for counts in clean if None not in counts), default=None)
    return json.loads(json.dumps(found | findings, default=date.isoformat))


if __name__ == "__main__":
    answers = [json.loads(Path(name).read_text()) for name in sys.argv[1:]]
    policies = {each["version"]: Policy(each) for each in answers if "sections" in each}
    compared = differing = 0
    for facts in (each for each in answers if "evaluations" in each):
        if facts["archived"]:
            print(f"{facts['ksn']}: without {', '.join(facts['archived'])}, so that evaluations that saw them differ")
        for stored in facts["evaluations"]:
            rules = {each["rule"]: {k: each.get(k, DEFAULTS[k]) for k in DEFAULTS} for each in stored["findings"]}
            for name, value in evaluate(facts, stored, policies).items():
                kept = rules.get(name) or stored.get(name)
                compared, differing = compared + 1, differing + (kept != value)
                if kept != value:
                    print(f"{facts['ksn']}, evaluation {stored['id']}: {name} is {kept}, computed {value}")
    print(f"{compared:,} values and findings compared, {differing:,} differ")
    sys.exit(differing > 0)
