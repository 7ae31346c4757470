"""Every published month to a tier and every published error rate is the one that the benchmark computes."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from apps.core import clock
from apps.core.shares import percent
from apps.evaluation.months_to_tiers import months_to_tiers
from apps.evaluation.operating_characteristic import SimulatedWorld, months_to_detection
from apps.evaluation.power import MONTHS_TO_FIND, SIZES, TRUE_SHARES, TURNED_TIMES, TURNS, power_of
from apps.evaluation.power_rows import NEVER
from apps.evaluation.powers import power_measure
from apps.policy.published import published
from apps.policy.schema import TIERS
from apps.policy.selectors import policy_on
from benchmarks.power import AFTER, BEFORE, DETECTION_MONTHS, share_of_sellers, terms_published
from benchmarks.power_strategies import REQUESTED
from tests.portal.test_eligibility import asked

POLICY_PAGE = Path(__file__).parents[2] / "docs" / "policy.md"
PROMISE = re.compile(r"A clean shop of (\d+) parcels a month reaches it in (\d+) months")
FEW = 2


def rows_of(page: str) -> list[list[str]]:
    """Return the texts of the cells of each row of the tables of a page."""
    rows = re.findall(r"<tr.*?</tr>", page, re.DOTALL)
    cells = [re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL) for row in rows]
    return [[" ".join(re.sub(r"<[^>]*>", "", cell).split()) for cell in row] for row in cells]


def months_told(parcels: int, *, requested: int = 0) -> list[int | None]:
    """Return the months to each tier by the benchmark, from the first tier."""
    months = months_to_tiers(terms_published(), parcels, requested=requested)
    return [months[tier] for tier in TIERS]


@pytest.mark.slow
def test_page_of_the_policy_shows_the_months_and_error_rates_of_the_benchmark(client: Client, monkeypatch) -> None:
    monkeypatch.setattr("apps.evaluation.powers.power_of", lambda terms, sellers: power_of(terms, sellers=FEW))
    policy = policy_on(clock.today())
    power_measure(policy)
    rows = rows_of(client.get(reverse("portal:policy_version", args=[policy.version])).content.decode())

    terms = terms_published()
    assert (BEFORE, max(AFTER)) == TURNS
    for size in SIZES[:-1]:
        world = SimulatedWorld(size)
        sellers = FEW * (TURNED_TIMES if size <= 100 else 1)
        found = months_to_detection(world, *TURNS, terms, sellers=sellers, months=DETECTION_MONTHS, tier=max(TIERS))
        turned = [months if months and months <= MONTHS_TO_FIND else None for months in (found.half, found.most)]
        assert [f"{size:,}", *(str(each or NEVER) for each in (*months_told(size), *turned))] in rows
        for wrong in TRUE_SHARES:
            line = share_of_sellers(terms, FEW, world, wrong)
            held = (percent(line.at_least(tier), 0) for tier in TIERS)
            told = [f"{size:,}", percent(wrong), *held, percent(line.false_alarms, 2), percent(line.opened)]
            assert told in rows


@pytest.mark.parametrize("size", [5, 20, 100, 5_000])
def test_eligibility_check_tells_the_months_of_the_benchmark(size: int) -> None:
    assert terms_published().exam_requests.max_exams == REQUESTED
    rows = rows_of(asked(monthly_parcels=str(size)))
    months = zip(months_told(size), months_told(size, requested=REQUESTED), strict=True)
    told = [[f"{each} months" if each else "more than ten years" for each in both] for both in months]
    assert [row[1:] for row in rows if len(row) == 3 and "months" in row[2]] == told


def test_document_on_the_policy_tells_the_months_of_the_benchmark() -> None:
    page = POLICY_PAGE.read_text()
    lines = re.findall(r"^\| ([\d,]+) \| [\d.]+% \| ([\d–]+) \| ([\d–]+) \| ([\d–]+) \|$", page, re.MULTILINE)
    assert len(lines) > 10
    for place, (size, *told) in enumerate(lines):
        months = months_told(int(size.replace(",", "")), requested=REQUESTED * (place % 2))
        assert told == [str(each or "–") for each in months], size


def test_reasons_of_the_policy_promise_the_months_of_the_benchmark() -> None:
    promised = {row.key: found.groups() for row in published(1).rows if (found := PROMISE.search(row.reason))}
    assert promised == {
        f"tier.{tier}.compliance": ("20", str(months)) for tier, months in enumerate(months_told(20), 1) if tier > 1
    }
