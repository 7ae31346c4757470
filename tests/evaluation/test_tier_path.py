"""The path to a tier equals a search through the records that the shipper might have later."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core import clock
from apps.evaluation.explanations import PathTexts, path_texts
from apps.evaluation.formats import Reader
from apps.evaluation.monthly_record import record_months
from apps.evaluation.record import Offense, RecordEntry, RecordFacts, ShipmentMonth, month_number, month_start
from apps.evaluation.rules import EXAM_RULES, compliance_rate, judge
from apps.evaluation.selectors import facts_now, records_now
from apps.evaluation.tier_path import TierPath, exams_needed, path_to_tier, record_with_exams
from apps.evaluation.weights import WeightSum, weigh
from apps.ledger.vocabulary import Attribution, Basis, Culpability, ProgramEntryKind, Severity
from apps.policy.selectors import Calendar, policy_on, terms_of
from apps.policy.terms import ONE, TOP, Terms, TermsAhead
from tests.evaluation.conftest import terms_with
from tests.evaluation.ledger import entry, member, parcels, violation
from tests.evaluation.records import TODAY, months, months_ago, offense

# Requirements of few exams, so that a test can try each number of exams.
SMALL = terms_with(
    **{f"tier__{tier}__compliance": rate for tier, rate in ((1, 0.915), (2, 0.92), (3, 0.93))},
    **{
        f"tier__{tier}__{side}__exams": exams
        for tier, exams in ((1, 10), (2, 20), (3, 40))
        for side in ("enter", "keep")
    },
)
ages = st.integers(0, 48)
past_months = st.lists(st.tuples(ages, st.integers(1, 30), st.integers(0, 3), st.integers(0, 2)), max_size=6)
offenses = st.lists(
    st.tuples(
        ages,
        st.integers(1, 28),
        st.sampled_from([Severity.MINOR, Severity.MODERATE, Severity.MAJOR]),
        st.sampled_from(Culpability.values),
        st.sampled_from(Attribution.values),
        st.booleans(),
    ),
    max_size=3,
)
enrolled = st.integers(0, 1500)
tiers = st.integers(1, TOP)


def facts_of(shipped: list, offended: list, since: int) -> RecordFacts:
    counted: dict[int, ShipmentMonth] = {}
    for age, count, examined, discrepant in shipped:
        drawn = min(count, max(examined, discrepant))
        wrong = min(drawn, discrepant)
        counted[months_ago(age)] = ShipmentMonth(months_ago(age), count, drawn, wrong, drawn, wrong)
    found = [
        Offense(
            id=number,
            day=min(TODAY, month_start(months_ago(age)) + timedelta(days=day - 1)),
            month=months_ago(age),
            severity=severity,
            culpability=culpability,
            attribution=attribution,
            basis=Basis.FINDING,
            self_disclosed=disclosed,
            sustained=True,
        )
        for number, (age, day, severity, culpability, attribution, disclosed) in enumerate(offended)
    ]
    day = TODAY - timedelta(days=since)
    entries = [RecordEntry(ProgramEntryKind.ENROLLED, day), RecordEntry(ProgramEntryKind.VALIDATED, TODAY)]
    entries += [RecordEntry(ProgramEntryKind.ANNUAL_REVIEW, TODAY + timedelta(days=300 * year)) for year in range(7)]
    return RecordFacts([counted[number] for number in sorted(counted)], found, entries, [])


@given(past_months, offenses, enrolled, tiers)
@settings(max_examples=60, deadline=None)
def test_the_number_of_exams_is_the_least_that_suffices(shipped, offended, since, tier):
    record = facts_of(shipped, offended, since).on(TODAY)

    def enough(count: int) -> bool:
        more = record_with_exams(record, count)
        return all(rule.find(more, SMALL).enter >= tier for rule in EXAM_RULES.values())

    found = exams_needed(record, SMALL, tier=tier)
    expected = next((count for count in range(2000) if enough(count)), None)
    assert found == expected or (expected is None and (found is None or found >= 2000))


@given(past_months, offenses, enrolled)
@settings(max_examples=60, deadline=None)
def test_each_month_has_the_rate_of_its_end(shipped, offended, since):
    facts = facts_of(shipped, offended, since)
    past = record_months(facts, SMALL, today=TODAY, count=12)
    assert [month.month for month in past] == [month_start(months_ago(back)) for back in range(11, -1, -1)]
    now = compliance_rate.find(facts.on(TODAY), SMALL)
    assert past[-1].rate == (now.observed if now.detail["decided"] else None)
    for month in past[:-1]:
        end = month_start(month_number(month.month) + 1) - timedelta(days=1)
        then = judge(facts.on(end), SMALL).findings[1]
        assert month.rate == (then.observed if then.detail["decided"] else None)
    assert sum(month.parcels.parcels for month in past) == sum(
        month.parcels for month in facts.months if month.number > months_ago(12)
    )


def test_the_weight_of_a_violation_is_the_product_of_its_factors(terms):
    one = offense(13, severity="major", culpability="gross_negligence", attribution="broker", self_disclosed=True)
    record = RecordFacts([], [one], [], []).on(TODAY)
    by_hand = Decimal(3) * 2 * Decimal("0.5") * Decimal("0.25") * Decimal("0.5")
    found = weigh(record, record.offenses, terms.weights, 36)
    assert found == WeightSum(1, int(by_hand * ONE), found.eases)


def path_of(facts: RecordFacts, terms: Terms, tier: int) -> TierPath:
    return path_to_tier(facts, TermsAhead(terms), today=TODAY, tier=tier)


def test_path_names_the_exams_their_time_and_the_day(terms):
    entered = [
        RecordEntry("enrolled", date(2023, 1, 1)),
        RecordEntry("validated", TODAY),
        RecordEntry("annual_review", TODAY),
    ]
    facts = RecordFacts(months(20, 40, 2), [offense(11, severity="major")] * 30, entered, [])
    found = path_of(facts, terms, 2)
    texts = path_texts(found)
    assert " ".join(texts.steps) == (
        "16 more parcels opened at random and found in order. With the exams that every member gets at least, this "
        "takes about 1 month. You can ask for more exams."
    )
    assert found.entry_day == date(2026, 12, 1), "the next step of age is a year after the violation"
    assert texts.wait == "Wait until Dec. 1, 2026: then your violation of Dec. 1, 2025 counts for less."


def test_path_past_a_knowing_act_names_the_day_on_which_all_rules_allow_the_tier(terms):
    """The next step of age, a year after the violation, is not enough."""
    reviews = [RecordEntry("annual_review", date(year, 11, 1)) for year in (2026, 2027, 2028, 2029)]
    facts = RecordFacts(
        months(30, 900, 40),
        [offense(11, culpability="fraud")],
        [RecordEntry("enrolled", date(2023, 1, 1)), *reviews],
        [],
    )
    found = path_of(facts, terms, 1)
    days = (TODAY + timedelta(days=ahead) for ahead in range(2000))
    entered = next(day for day in days if judge(facts.on(day), terms).enter >= 1)
    assert found.day == found.entry_day == entered == date(2027, 12, 1)
    assert path_texts(found) == PathTexts(
        ["Wait until Dec. 1, 2027: then your violation of Dec. 1, 2025 counts for less."], None
    )


def test_path_beyond_a_wait_names_the_exams_and_acts_that_are_missing_then(terms):
    facts = RecordFacts(
        months(36, 900, 1), [offense(11, culpability="fraud")], [RecordEntry("enrolled", date(2023, 1, 1))], []
    )
    found = path_of(facts, terms, 2)
    wait, exams, *acts = path_texts(found).steps
    assert (wait, found.entry_day) == (
        "Wait until Dec. 1, 2027: then your violation of Dec. 1, 2025 counts for less.",
        None,
    )
    assert exams.startswith("By then, ")
    assert acts == ["A validation visit.", "Do the annual review: confirm your profile."]


def test_path_names_steps_that_exams_can_not_replace(terms):
    facts = RecordFacts(months(5, 20, 2), [], [RecordEntry("enrolled", date(2026, 6, 1))], [])
    found = path_of(facts, terms, 2)
    texts = path_texts(found)
    assert found.day == date(2027, 6, 1)
    assert texts.steps[0] == "Wait until June 1, 2027: then you have been a member long enough."
    assert "A validation visit." in texts.steps
    assert any("opened at random and found in order" in sentence for sentence in texts.steps)
    assert texts.wait is None, "waiting alone leads nowhere without a visit"


def test_path_waits_for_a_policy_that_is_published(terms):
    facts = RecordFacts(months(12, 100, 10), [], [RecordEntry("enrolled", date(2026, 11, 1))], [])
    begins = date(2026, 12, 15)
    ahead = TermsAhead(terms, ((begins, terms_with(tier__1__months=0)),))
    texts = path_texts(path_to_tier(facts, ahead, today=TODAY, tier=1))
    assert texts.steps == ["Wait until Dec. 15, 2026: then you have been a member long enough."]


def test_path_says_when_the_least_exams_never_suffice(terms):
    entered = [
        RecordEntry("enrolled", date(2020, 1, 1)),
        RecordEntry("validated", TODAY),
        RecordEntry("annual_review", TODAY),
    ]
    texts = path_texts(path_of(RecordFacts(months(12, 1), [], entered, []), terms, 3))
    assert "earlier exams grow too old meanwhile" in texts.steps[0]


def test_path_without_a_day_says_what_is_asked(terms):
    """Of a business that was never enrolled, no day can be told."""
    found = path_of(RecordFacts([], [], [], []), terms, 1)
    texts = path_texts(found, Reader.OFFICER)
    assert (found.day, found.entry_day) == (None, None)
    assert "The business is not a member yet." in texts.steps


def test_path_to_a_tier_that_may_be_entered_has_no_steps(terms):
    facts = RecordFacts(
        months(30, 200, 4), [], [RecordEntry("enrolled", date(2023, 1, 1)), RecordEntry("annual_review", TODAY)], []
    )
    found = path_of(facts, terms, 1)
    assert (found.blocking, found.exams, found.day) == ((), 0, TODAY)
    assert path_texts(found) == PathTexts([], None)


def test_one_statement_reads_the_facts_that_an_evaluation_reads():
    today = clock.today()
    shipper = member(clock.add_months(today, -30))
    entry(shipper, clock.add_months(today, -2), "validated")
    for back in (0, 3, 20):
        day = clock.add_months(today, -back)
        drawn = parcels(shipper, day, 3, drawn="discrepant" if back == 3 else "clean")
        named = {"shipment": f"usps:{drawn[0]}"}
        violation(shipper, day, determination="mitigated" if back else "alleged", **named)
        violation(shipper, day, determination="reversed", **named)
    terms = terms_of(policy_on(today))
    facts = facts_now(shipper.pk, first=clock.add_months(today, -11), window=terms.windows.longest, calendar=Calendar())
    assert facts.on(today) == records_now([shipper.pk], as_of=today, terms=terms)[shipper.pk]
    assert [month.parcels for month in facts.months] == [3, 3, 3]
    assert [offense.sustained for offense in facts.offenses] == [False, False]
    assert [offense.drawn.discrepant for offense in facts.offenses] == [True, False]
    assert [clearance.drawn for clearance in facts.clearances] == [facts.offenses[0].drawn]
