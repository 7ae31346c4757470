"""Evaluating only what is due gives the same answers as evaluating everybody every day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.evaluation.record import Clearance, DeclaredMonth, DrawnParcel, Offense, month_number, month_start
from apps.evaluation.rules import judge
from apps.ledger.vocabulary import Attribution, Basis, Culpability, ProgramEntryKind, Severity
from apps.policy.terms import Terms
from tests.evaluation.policies import numbers, terms_with
from tests.evaluation.shops import Shop, answer_values

START = date(2025, 1, 14)
DAYS = 1200

TERMS = terms_with({})

days = st.integers(0, DAYS - 1)
# The days between the recording of an entry and its own date: mostly none, sometimes before, at times after.
shifts = st.one_of(st.just(0), st.integers(-900, -1), st.integers(1, 45))
clean = st.tuples(
    st.just("clean"), days, shifts, st.integers(1, 300), st.booleans(), st.integers(1, 40)
)  # day, shift, parcels, opened at random, repeated on so many days
# Parcels that exams found wrong: opened at random or not, and what is decided of each at once, if anything.
faulty = st.tuples(
    st.just("discrepant"),
    days,
    shifts,
    st.integers(1, 3),
    st.booleans(),
    st.sampled_from([None, "reversed", *Severity.values]),
)
amended = st.tuples(st.just("amended"), days, st.integers(0, 30))
entered = st.tuples(st.just("entry"), days, shifts, st.sampled_from(ProgramEntryKind.values))
offended = st.tuples(
    st.just("offense"),
    days,
    shifts,
    st.sampled_from(Severity.values),
    st.sampled_from(Culpability.values),
    st.sampled_from(Attribution.values),
    st.sampled_from(Basis.values),
    st.booleans(),
    st.booleans(),
)
# The last completed month, with its parcels, those that could be declared, and those that were.
counted = st.tuples(
    st.just("counted"),
    days,
    st.lists(st.sampled_from([0, 30, 90, 95, 100]), min_size=3, max_size=3).map(
        lambda each: sorted(each, reverse=True)
    ),
)
streams = st.lists(st.one_of(clean, clean, clean, faulty, amended, entered, offended, counted), max_size=40)


def event_apply(shop: Shop, event: tuple, today: date) -> None:
    kind, _day, *rest = event
    if kind == "amended":
        shop.amend(month_number(today) - rest[0])
        return
    if kind == "counted":
        shop.count(DeclaredMonth(month_number(today) - 1, *rest[0]))
        return
    day = today + timedelta(days=rest[0])
    if kind == "clean":
        shop.parcels(day, rest[1], drawn=rest[2])
    elif kind == "discrepant":
        _, count, drawn, decided = rest
        shop.parcels(day, count, drawn=drawn, discrepant=True)
        for number in range(count) if drawn and decided else ():
            parcel = DrawnParcel(_day * 10 + number, month_number(day), discrepant=True)
            if decided == "reversed":
                shop.clearance(Clearance(day, parcel))
            else:
                shop.offense(offense_on(day, decided, drawn=parcel))
    elif kind == "entry":
        shop.entry(rest[1], day)
    else:
        severity, culpability, attribution, basis, disclosed, sustained = rest[1:]
        shop.offense(
            Offense(0, day, month_number(day), severity, culpability, attribution, basis, disclosed, sustained)
        )


def offense_on(day: date, severity: str, **fields: object) -> Offense:
    """Return a violation by the seller's negligence."""
    number = month_number(day)
    return Offense(
        0, day, number, severity, Culpability.NEGLIGENCE, Attribution.SELLER, Basis.FINDING, False, True, **fields
    )


# The history of a shop: months, parcels a month, whether it was validated, and whether it did its reviews on time.
histories = st.tuples(st.integers(0, 50), st.sampled_from([3, 20, 70, 400]), st.booleans(), st.booleans())


def shop_with(history: tuple[int, int, bool, bool], terms: Terms) -> Shop:
    months, parcels, validated, reviewed = history
    shop = Shop(terms)
    shop.entry(ProgramEntryKind.ENROLLED, START - timedelta(days=30 * months))
    for number in range(month_number(START) - months, month_number(START)):
        shop.parcels(month_start(number), parcels)
        shop.parcels(month_start(number), max(2, parcels // 50), drawn=True)
    if validated:
        shop.entry(ProgramEntryKind.VALIDATED, START - timedelta(days=20 * months))
    for year in range(DAYS // 360 + 1) if reviewed else ():
        shop.entry(ProgramEntryKind.ANNUAL_REVIEW, START + timedelta(days=360 * year))
    return shop


@pytest.mark.slow
@pytest.mark.parametrize("examples", [60, pytest.param(2_000, marks=pytest.mark.soak)])
def test_evaluating_what_is_due_equals_evaluating_everyone_every_day(examples: int):
    """Under any policy."""

    @settings(max_examples=examples, deadline=None)
    @given(histories, streams, numbers)
    def holds(history: tuple[int, int, bool, bool], stream: list[tuple], changed: dict[str, str]) -> None:
        terms = terms_with(changed)
        by_day: dict[int, list[tuple]] = {}
        for event in stream:
            for repeat in range(event[5] if event[0] == "clean" else 1):
                by_day.setdefault(event[1] + repeat, []).append(event)
        shop = shop_with(history, terms)
        for offset in range(DAYS):
            today = START + timedelta(days=offset)
            for event in by_day.get(offset, ()):
                event_apply(shop, event, today)
            shop.evaluate_if_due(today)
            assert shop.latest == answer_values(judge(shop.record(today), terms)), today

    holds()


def test_a_shop_with_only_clean_parcels_is_rarely_evaluated():
    shop = Shop(TERMS)
    shop.entry(ProgramEntryKind.ENROLLED, START)
    for offset in range(DAYS):
        today = START + timedelta(days=offset)
        shop.parcels(today, 7)
        if offset % 10 == 0:
            shop.parcels(today, 1, drawn=True)
        shop.evaluate_if_due(today)

    assert shop.evaluations < DAYS / 20
