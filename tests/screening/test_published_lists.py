"""Lists as they are published are loaded, their parties are found, and people who are on no list are not."""

import csv
import random
from pathlib import Path

import pytest

from apps.matching import BearerKind
from apps.screening.models import Entry
from apps.screening.parties import ComparedParty
from apps.screening.search import ListSearch
from tests.screening.lists import load
from tests.screening.test_formats import DATA

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real data is absent (KNOWN_SHIPPER_DATA names it)"),
]
SAMPLE = 150


def test_listed_parties_are_found_and_others_are_not(tmp_path: Path) -> None:
    files = {"ofac": "ofac_sdn.csv", "csl": "consolidated_sample.csv", "un": "un_sample.xml"}
    for format_code, name in files.items():
        told = load(DATA / name, format_code, source=format_code, folder=tmp_path)
        assert told["added"] > 0
        assert load(DATA / name, format_code, source=format_code, folder=tmp_path)["changed"] == 0
    chance = random.Random(7)
    entries = chance.sample(list(Entry.objects.order_by("pk")), SAMPLE)
    search = ListSearch()
    found = search.hits([ComparedParty(str(entry), BearerKind.ANY) for entry in entries])
    own = [any(hit.entry_id == entry.pk for hit in hits) for entry, hits in zip(entries, found, strict=True)]
    assert sum(own) >= 0.98 * SAMPLE
    with (DATA / "negatives_us_1000.csv").open(encoding="utf-8", newline="") as file:
        people = [row["full_name"] for row in csv.DictReader(file)]
    hits = search.hits([ComparedParty(name, BearerKind.ANY) for name in people])
    flagged = [name for name, own_hits in zip(people, hits, strict=True) if own_hits]
    assert len(flagged) <= 1, flagged
