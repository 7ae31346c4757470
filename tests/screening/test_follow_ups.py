"""A version of a list is followed by the parties that it can touch alone, and finds what a full comparison finds."""

import json
from collections.abc import Sequence
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.events.services import record
from apps.jobs.models import Job
from apps.screening import services
from apps.screening.models import (
    BusinessHit,
    EntryChange,
    EntryName,
    ListFollowUp,
    ScreenedParty,
    Screening,
    Version,
)
from apps.screening.parties import ComparedParty
from apps.screening.search import ListSearch, ScreeningHit
from apps.screening.selectors import parties_touched, shippers_unscreened
from apps.shippers.models import Shipper
from apps.shippers.services import shipper_create
from tests.outbox import deliver
from tests.people import seller
from tests.screening.hits import FIRM, FIRM_NAME, OWNER_NAME, PERSON, followed, list_loaded, owned_by, screened

# Invented names of our businesses, and of entries: some are alike, most are not.
OURS = [
    *(OWNER_NAME, "Dado Mrkvanovich", "Wilhelmine Oberhauser", "Miroslav Dugandzic"),
    *("Yevgenia Quastenberg", "Vornexia Pelagos", "Tamsin Okonkwo-Reyes", "Ludmila Grebenyuk"),
]
THEIRS = [
    *("MRKVANOVIC, Dalibor", "Mrkvanovich Dado", "Мирослав Дуганджич", "VORNEXIA PELAGOS SHIPPING"),
    *("Grebeniuk, Liudmyla", "Zebulon Thackerwright", "Quastenberg, Evgenia", "OBERHAUSER, Wilhelmina"),
]
LISTS = st.dictionaries(
    st.integers(1, 8), st.tuples(st.sampled_from(THEIRS), st.sampled_from(["", "SY", "DE"])), min_size=1, max_size=8
)


def hits() -> set[tuple[str, str, str]]:
    """Return the hits that are open, as name of ours, number of the entry and state, with their evidence."""
    kept = BusinessHit.objects.exclude(state="lapsed").values_list("name", "entry__number", "state", "score")
    return {(name, number, f"{state} {score:.6f}") for name, number, state, score in kept}


def parties(drawn: dict[int, tuple[str, str]]) -> list[dict[str, str]]:
    return [{"number": str(number), "name": name, "countries": country} for number, (name, country) in drawn.items()]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(versions=st.lists(LISTS, min_size=2, max_size=3))
def test_what_a_version_touches_finds_what_a_full_comparison_finds(versions: list[dict]) -> None:
    """After each version a comparison of everybody has nothing to change, though the version touched only the parties
    that share a key with an entry that changed or had a hit on one.
    """
    for name in OURS:
        if not Shipper.objects.filter(name=f"Shop of {name}").exists():
            shop = Shipper.objects.create(name=f"Shop of {name}")
            screened(owned_by(name, shop))
    for drawn in versions:
        version = list_loaded(*parties(drawn))
        can_touch = parties_that_can_be_touched(version)
        done = services.version_follow(version_id=version.pk, report=lambda _done, _total: None)
        assert done.touched == len(can_touch)
        by_delta = hits()
        told = StringIO()
        call_command("businesses_screen", stdout=told)
        counts = {"businesses": len(OURS), "parties": 2 * len(OURS), "found": 0, "lapsed": 0}
        assert json.loads(told.getvalue()) == counts
        assert hits() == by_delta


def parties_that_can_be_touched(version: Version) -> set[tuple[int, str]]:
    """Return the parties that share a key with an entry that changed, or have a hit on one, by reading all of them."""
    changed = set(EntryChange.objects.filter(version=version).values_list("entry", flat=True))
    keys = {key for name in EntryName.objects.filter(entry__in=changed) for key in name.keys}
    sharing = {(own.shipper_id, own.name) for own in ScreenedParty.objects.all() if keys & set(own.keys)}
    return sharing | {(hit.shipper_id, hit.name) for hit in BusinessHit.objects.filter(entry__in=changed)}


def test_a_version_touches_few_and_counts_them(monkeypatch: pytest.MonkeyPatch) -> None:
    list_loaded(PERSON, FIRM)
    for number in range(30):
        screened(owned_by(f"Wilhelmine Oberhauser {number}", Shipper.objects.create(name=f"Quiet Harbor {number}")))
    listed = screened(owned_by())
    compared: list[str] = []
    hits_found = ListSearch.hits

    def note(self: ListSearch, parties: Sequence[ComparedParty]) -> list[list[ScreeningHit]]:
        compared.extend(party.name for party in parties)
        return hits_found(self, parties)

    monkeypatch.setattr(ListSearch, "hits", note)
    done = followed(PERSON | {"countries": "TR"}, FIRM)
    assert compared == [OWNER_NAME]
    assert (done.entries, done.parties, done.touched, done.businesses, done.new) == (1, 62, 1, 1, 0)
    assert BusinessHit.objects.get().shipper == listed
    nobody = followed(PERSON | {"countries": "TR"}, FIRM, {"number": "9", "name": "Zebulon Thackerwright"})
    assert (nobody.entries, nobody.touched, nobody.found) == (1, 0, 0)
    same = followed(PERSON | {"countries": "TR"}, FIRM, {"number": "9", "name": "Zebulon Thackerwright"})
    assert (same.entries, same.touched) == (0, 0)


def test_an_entry_that_is_taken_off_ends_its_hits() -> None:
    list_loaded(PERSON, FIRM)
    screened(owned_by())
    done = followed(FIRM)
    assert (done.touched, done.lapsed) == (1, 1)
    assert BusinessHit.objects.get().state == "lapsed"


def test_a_business_that_nobody_compared_is_compared_with_the_first_list() -> None:
    shipper = owned_by()
    assert list(shippers_unscreened()) == [shipper]
    done = followed(PERSON)
    assert (done.new, done.found) == (1, 1)
    assert Screening.objects.get().versions == {"made": 1}


def test_a_draft_is_not_compared_with_a_list_nor_when_its_team_changes() -> None:
    draft = shipper_create(actor=seller(name=OWNER_NAME))
    done = followed(PERSON)
    place = draft.team.get()
    record("shippers.member_joined", subject=("membership", place.pk), shipper_id=draft.pk)
    deliver()
    assert (done.new, done.found) == (0, 0)
    assert not Screening.objects.exists()
    assert not ScreenedParty.objects.exists()


def test_a_load_starts_one_job_and_a_version_is_followed_once() -> None:
    owned_by()
    version = list_loaded(PERSON)
    deliver()
    job = Job.objects.get(kind="screening.follow")
    assert job.arguments == {"version_id": version.pk}
    for _time in range(2):
        services.version_follow(version_id=version.pk, report=lambda _done, _total: None)
    assert ListFollowUp.objects.count() == BusinessHit.objects.count() == 1


def test_touched_parties_are_found_by_one_statement_and_compared_in_a_batch() -> None:
    list_loaded(FIRM)
    for number in range(12):
        screened(owned_by(OWNER_NAME, Shipper.objects.create(name=f"Quiet Harbor {number}")))
    version = list_loaded(FIRM, {"number": "9", "name": "Zebulon Thackerwright"})
    owned_by("Zebulon Thackerwrighd", Shipper.objects.create(name=FIRM_NAME))
    with CaptureQueriesContext(connection) as queries:
        assert parties_touched(version.pk) == set()
    assert len(queries) == 2
    with CaptureQueriesContext(connection) as queries:
        services.shippers_screen(shipper_ids=list(Shipper.objects.values_list("pk", flat=True)[:12]))
    few = len(queries)
    with CaptureQueriesContext(connection) as queries:
        services.shippers_screen(shipper_ids=list(Shipper.objects.values_list("pk", flat=True)[:2]))
    assert few == len(queries), "however many businesses"
