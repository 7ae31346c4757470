"""Snapshots: with the feed after its cursor, the file tells what the sellers of a partner stand for."""

import gzip
import json
import os
import subprocess
import sys
from base64 import b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import KeySet

from apps.core import clock
from apps.partners.feed.services import feed_number
from apps.partners.grants.services import grant_ask, grant_end, grant_give
from apps.partners.models import Snapshot
from apps.partners.rosters.lines import RosterLine
from apps.partners.rosters.selectors import roster_of
from apps.partners.rosters.services import roster_remove
from apps.partners.snapshots.selectors import partners_due
from apps.partners.snapshots.services import snapshot_make, snapshots_clear
from apps.partners.tasks import make_snapshots
from apps.shippers.models import Shipper
from apps.standing.members.services import standing_change, standing_lock
from apps.standing.members.states import ChangeReason
from apps.standing.models import Change, Standing
from tests.disputes.sources import at
from tests.outbox import deliver
from tests.partners.client import PartnerClient, follower_of_everybody, partner_client
from tests.partners.test_grants import REASON
from tests.people import staff
from tests.standing.evaluations import enrolled, evaluated

LATEST = "/api/v1/snapshots/latest"
EXAMPLE = Path(django_settings.BASE_DIR) / "docs" / "examples" / "check_parcels.py"
STANDING = ("status", "validated", "tier", "examine_all")


@pytest.fixture(scope="module")
def ids(lasting) -> list[int]:
    def make() -> list[int]:
        made = [enrolled(tier=tier).pk for tier in (0, 1, 2, 1)]
        deliver()
        return made

    return lasting(make)


@pytest.fixture
def members(ids: list[int]) -> list[Shipper]:
    return list(Shipper.objects.filter(pk__in=ids).order_by("pk"))


def made_for(partner: PartnerClient) -> Snapshot:
    snapshot = snapshot_make(partner_id=partner.credentials.partner.pk)
    assert snapshot
    return snapshot


def lines_of(content: bytes) -> tuple[dict, list[dict], dict]:
    head, *sellers, signature = map(json.loads, content.splitlines())
    return head, sellers, signature


def plain(partner: PartnerClient, **headers: str) -> Any:
    return partner.get(LATEST, headers={"Accept-Encoding": "identity"} | headers)


def present(shipper_ids: list[int]) -> dict[str, tuple]:
    rows = Standing.objects.filter(shipper__in=shipper_ids).values_list("shipper__ksn", *STANDING)
    return {ksn: tuple(rest) for ksn, *rest in rows}


def standings(rows: list[dict]) -> dict[str, tuple]:
    return {row["ksn"]: tuple(row[name] for name in STANDING) for row in rows if row["ksn"]}


@pytest.mark.slow
def test_the_file_tells_of_the_roster_and_where_the_feed_goes_on(partner, members):
    partner.follow(members[2], members[0])
    end = partner.feed()["next"]
    made_for(partner)

    answer = plain(partner)
    head, sellers, _signature = lines_of(answer.getvalue())

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/x-ndjson")
    assert standings(sellers) == present([members[0].pk, members[2].pk])
    assert [seller["ksn"] for seller in sellers] == sorted(seller["ksn"] for seller in sellers)
    told = partner.get(f"/api/v1/shippers/{members[2].ksn}").json()
    assert (head["format"], head["sellers"], head["cursor"]) == ("known-shipper-snapshot/1", 2, end)
    assert head["policy_version"] == told["policy_version"]
    kind = {"status": told["status"], "tier": told["tier"], "examine_all": False}
    assert [row["benefits"] for row in head["benefits"] if kind.items() <= row.items()] == [told["benefits"]]
    assert partner.get(f"/api/v1/rosters?after={head['rosters_after']}").json()["results"] == []


def test_the_signature_is_by_a_published_key_over_all_lines_before_it(partner, members):
    partner.follow(members[0])
    made_for(partner)

    content = plain(partner).getvalue()
    *before, last = content.splitlines(keepends=True)
    keys = KeySet.import_key_set(Client().get("/.well-known/jwks.json").json())
    token = jwt.decode(json.loads(last)["signature"], keys, algorithms=["ES256"])

    head = json.loads(before[0])
    assert token.claims["sha256"] == sha256(b"".join(before)).hexdigest()
    assert token.claims["sub"] == partner.credentials.client_id, "the file of one partner is not another's"
    assert (token.claims["cursor"], token.header["typ"]) == (head["cursor"], "known-shipper-snapshot+jwt")
    assert datetime.fromisoformat(head["valid_until"]).timestamp() == token.claims["exp"]


def test_the_content_comes_compressed_with_a_digest_and_only_once(partner, members):
    partner.follow(*members)
    made_for(partner)

    packed, whole = partner.get(LATEST, headers={"Accept-Encoding": "br, gzip"}), plain(partner)
    contents = packed.content, whole.getvalue()

    assert (packed["Content-Encoding"], whole.get("Content-Encoding")) == ("gzip", None)
    assert gzip.decompress(contents[0]) == contents[1]
    for answer, content in zip((packed, whole), contents, strict=True):
        assert answer["Content-Digest"] == f"sha-256=:{b64encode(sha256(content).digest()).decode()}:"
    assert packed["ETag"] != whole["ETag"], "two representations"
    again = plain(partner, **{"If-None-Match": whole["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", whole["ETag"])
    assert plain(partner, **{"If-None-Match": '"1-other"'}).status_code == 200
    assert "Content-Encoding" not in partner.get(LATEST, headers={"Accept-Encoding": "gzip;q=0, identity"})


def test_the_same_standings_make_the_same_lines(members):
    one, other = partner_client(), partner_client()
    for partner in (one, other):
        partner.follow(*members)
    with at(clock.now()):
        contents = [gzip.decompress(made_for(partner).content).splitlines() for partner in (one, other)]
    heads = [json.loads(lines[0]) | {"rosters_after": None} for lines in contents]
    assert heads[0] == heads[1]
    assert contents[0][1:-1] == contents[1][1:-1]


def test_each_has_a_file_of_its_own_and_who_follows_nobody_has_none(members):
    one, other, nobody = partner_client(), partner_client(), partner_client()
    one.follow(members[0])
    other.follow(members[1])

    make_snapshots()
    for partner in (one, other):
        made_for(partner)

    seen = [[row["ksn"] for row in lines_of(plain(partner).getvalue())[1]] for partner in (one, other)]
    assert seen == [[members[0].ksn], [members[1].ksn]]
    assert snapshot_make(partner_id=nobody.credentials.partner.pk) is None
    missing = plain(nobody)
    assert (missing.status_code, missing.json()["type"].rsplit("/")[-1]) == (404, "no-snapshot")


def test_one_a_day_is_made_and_kept_for_a_week(partner, members):
    partner.follow(members[0])
    mine = partner.credentials.partner.pk
    first = made_for(partner)
    assert snapshot_make(partner_id=mine) is None, "there is one of today"
    assert partners_due() == []

    with at(clock.start_of(clock.add_days(clock.today(), 1)) + timedelta(seconds=1)):
        assert partners_due() == [mine]
        second = made_for(partner)
        assert plain(partner)["ETag"] == f'"{second.pk}"'
        assert snapshots_clear() == 0
    with at(first.as_of + timedelta(days=7, seconds=1)):
        assert snapshots_clear() == 1
    assert list(Snapshot.objects.values_list("pk", flat=True)) == [second.pk]


def test_a_file_of_many_sellers_takes_as_many_queries_as_one_of_one(members):
    def queries(*followed: Shipper) -> int:
        partner = partner_client()
        partner.follow(*followed)
        with CaptureQueriesContext(connection) as found:
            made_for(partner)
        return len(found)

    queries(members[0])  # A process reads its signing key and the policy once.
    assert queries(members[0]) == queries(*members)


def test_an_agency_that_follows_everybody_gets_everybody(members):
    snapshot = made_for(follower_of_everybody())

    head, sellers, _signature = lines_of(gzip.decompress(snapshot.content))
    assert {row["ksn"] for row in sellers} >= {member.ksn for member in members}
    assert head["sellers"] == len(sellers)


def test_a_file_of_everybody_is_read_only_while_the_agency_follows_everybody(members):
    agency = partner_client("status:read", reporter_kind="agency")
    agency.follow(members[0])
    of_roster = made_for(agency)
    partner_id = agency.credentials.partner.pk
    first, second = (staff("supervisor", email=f"{name}@staff.example") for name in ("a", "b"))
    grant = grant_ask(actor=first, partner_id=partner_id, reason=REASON)
    assert partners_due() == []

    grant_give(actor=second, grant_id=grant.pk)

    assert partners_due() == [partner_id], "the file of today has the roster alone"
    of_all = made_for(agency)
    assert plain(agency)["ETag"] == f'"{of_all.pk}"'

    grant_end(actor=first, grant_id=grant.pk)

    assert plain(agency)["ETag"] == f'"{of_roster.pk}"'
    assert partners_due() == []
    roster_remove(partner_id=partner_id, lines=[RosterLine(0, ksn=members[0].ksn)])
    with at(of_roster.as_of + timedelta(days=7, seconds=1)):
        Snapshot.objects.filter(pk=of_all.pk).update(as_of=clock.now())
        snapshots_clear()
        assert plain(agency).status_code == 404


# A shipper of four, by its place.
shippers = st.integers(0, 3)
steps = st.one_of(
    st.tuples(st.just("change"), shippers, st.sampled_from(["active", "conditional", "suspended"]), st.integers(0, 3)),
    st.tuples(st.just("number"), shippers),
    st.tuples(st.just("add"), st.lists(shippers, min_size=1, max_size=3)),
    st.tuples(st.just("remove"), st.lists(shippers, min_size=1, max_size=2)),
    st.tuples(st.just("replace"), st.lists(shippers, max_size=3)),
    st.just(("read",)),
    st.just(("snapshot",)),
)


class Mirror:
    """What a partner knows of the shippers on its roster, by answers, files and pages of the feed."""

    def __init__(self, partner: PartnerClient) -> None:
        self.partner, self.known, self.cursor = partner, {}, 0

    def read(self) -> None:
        while (page := self.partner.feed(self.cursor, limit=2))["results"]:
            self.known |= standings(page["results"])
            self.cursor = page["next"]
        self.cursor = page["next"]

    def told(self, results: list[dict]) -> None:
        told = [{"examine_all": False} | row["standing"] for row in results if "standing" in row]
        self.known |= standings(told)


@pytest.mark.slow
@pytest.mark.parametrize("examples", [25, pytest.param(500, marks=pytest.mark.soak)])
def test_a_mirror_equals_the_present_however_roster_and_standings_changed(partner, members, examples):
    """One mirror begins in the middle and goes on; another begins with the snapshot when all is over."""

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(steps, max_size=14))
    def holds(history: list[tuple]) -> None:
        with transaction.atomic():
            run(history)
            transaction.set_rollback(True)

    def run(history: list[tuple]) -> None:
        mirror, snapshot = Mirror(partner), None
        mine = partner.credentials.partner.pk
        mirror.cursor = partner.feed(0)["next"]
        for kind, *values in history:
            match kind:
                case "change":
                    place, status, tier = values
                    locked = standing_lock(members[place].pk)
                    standing_change(locked, "test", ChangeReason.RESTORED, status=status, tier=tier)
                case "number":
                    feed_number(change_ids=[Change.objects.filter(shipper=members[values[0]]).latest("pk").pk])
                case "add":
                    mirror.told(partner.follow(*(members[place] for place in values[0]))["results"])
                case "remove":
                    lines = [RosterLine(place, ksn=members[place].ksn) for place in set(values[0])]
                    roster_remove(partner_id=mine, lines=lines)
                case "replace":
                    numbers = [members[place].ksn for place in values[0]]
                    answer = partner.put("/api/v1/rosters", json.dumps(numbers), "application/json").json()
                    mirror.told(answer["results"])
                case "read":
                    mirror.read()
                case "snapshot":
                    Snapshot.objects.all().delete()
                    snapshot = snapshot_make(partner_id=mine)
        feed_number(change_ids=[change.pk for change in Change.objects.all()])
        mirror.read()
        expected = present([entry.shipper_id for entry in roster_of(mine)])
        assert {ksn: mirror.known[ksn] for ksn in expected} == expected
        if snapshot:
            restored = Mirror(partner)
            head, sellers, _signature = lines_of(gzip.decompress(snapshot.content))
            restored.known, restored.cursor = standings(sellers), head["cursor"]
            since = partner.get("/api/v1/rosters", {"after": head["rosters_after"]}).json()
            restored.told(since["results"])
            restored.read()
            assert {ksn: restored.known[ksn] for ksn in expected} == expected

    holds()


@pytest.mark.slow
def test_the_example_program_checks_parcels_without_a_call_for_each(site, live_db, tmp_path):
    carrier = partner_client()
    kept, changed, late, stranger = (enrolled(tier=tier) for tier in (2, 1, 1, 1))
    deliver()
    carrier.follow(kept, changed)
    made_for(carrier)
    carrier.follow(late)
    with transaction.atomic():
        standing_change(standing_lock(changed.pk), "suspend", ChangeReason.SUSPENDED, status="suspended")
    evaluated(late, enter=2, keep=2)
    deliver()
    parcels = tmp_path / "parcels.csv"
    lines = [f"P{place},{seller.ksn}\n" for place, seller in enumerate((kept, changed, late, stranger))]
    parcels.write_text("".join(["parcel,ksn\n", *lines]))
    credentials = carrier.credentials
    environment = os.environ | {
        "SITE": site.url,
        "CLIENT_ID": credentials.client_id,
        "CLIENT_SECRET": credentials.client_secret,
    }

    done = subprocess.run(
        [sys.executable, EXAMPLE, parcels], env=environment, capture_output=True, text=True, timeout=180, check=False
    )

    assert done.stderr == ""
    assert done.stdout.splitlines() == ["P0\ttier 2", "P1\tsuspended", "P2\ttier 2", "P3\tunknown"]
