import json
import threading
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection, transaction

from apps.core import clock
from apps.core.verification import checks
from apps.partners.feed.services import feed_number, feed_policy_number
from apps.partners.models import FeedEntry
from apps.policy.services import policy_publish
from apps.shippers.ksn import new_ksn
from apps.shippers.models import Shipper
from apps.standing.members.services import standing_change, standing_lock
from apps.standing.members.states import ChangeReason
from apps.standing.models import Change, Status
from tests.disputes.sources import at
from tests.outbox import deliver
from tests.partners.client import PartnerClient, follower_of_everybody
from tests.people import staff
from tests.policy.versions import GIVES, drafted, submitted
from tests.races import at_once
from tests.standing.evaluations import enrolled, evaluated


def change(shipper: Shipper, tier: int = 0) -> Change:
    return Change.objects.create(
        shipper=shipper, at=clock.now(), action="promote", status=Status.ACTIVE, validated=False, tier=tier
    )


def shipper() -> Shipper:
    return Shipper.objects.create(ksn=new_ksn())


def numbered() -> list[int]:
    """The changes in the order of the feed, once it is sure that it has no gap."""
    entries = list(FeedEntry.objects.order_by("seq").values_list("seq", "change_id"))
    assert [seq for seq, _change in entries] == list(range(1, len(entries) + 1))
    return [change for _seq, change in entries]


def test_a_partner_reads_what_has_changed_page_by_page(partner):
    first, second = enrolled(), enrolled()
    partner.follow(first, second)
    evaluated(first, enter=1, keep=1)
    evaluated(first, enter=2, keep=2)
    deliver()

    page = partner.get("/api/v1/status-changes", {"limit": 3}).json()
    rest = partner.get("/api/v1/status-changes", {"after": page["next"]}).json()
    end = partner.get("/api/v1/status-changes", {"after": rest["next"]}).json()

    told = [
        (entry["seq"], entry["ksn"], entry["tier"], entry["reasons"]) for entry in page["results"] + rest["results"]
    ]
    assert told == [
        (1, first.ksn, 0, ["enrolled"]),
        (2, second.ksn, 0, ["enrolled"]),
        (3, first.ksn, 1, ["tier_earned"]),
        (4, first.ksn, 2, ["tier_earned"]),
    ]
    assert end == {"results": [], "next": 4}
    beyond = partner.get("/api/v1/status-changes", {"after": 5})
    assert (beyond.status_code, list(beyond.json()["errors"])) == (422, ["after"])
    assert partner.get("/api/v1/status-changes", {"limit": 3}).json() == page


def suspended_and_back(member: Shipper) -> None:
    for action, reason, status in (
        ("suspend", ChangeReason.SUSPENDED, Status.SUSPENDED),
        ("reinstate", ChangeReason.REINSTATED, Status.ACTIVE),
    ):
        with transaction.atomic():
            standing_change(standing_lock(member.pk), action, reason, status=status)


def told_of(partner: PartnerClient, member: Shipper) -> list[tuple[str, int, list[str]]]:
    """Return what the feed of a partner tells of a member from its beginning."""
    return [
        (each["status"], each["tier"], each["reasons"])
        for each in partner.feed(0)["results"]
        if each["ksn"] == member.ksn
    ]


@pytest.mark.parametrize("how", ["added", "replaced", "uploaded"])
def test_a_feed_begins_with_what_held_when_the_shipper_was_listed(partner, how):
    member = enrolled(tier=1)
    suspended_and_back(member)
    content = {"uploaded": (f"ksn\n{member.ksn}\n", "text/csv")}
    send = partner.put if how == "replaced" else partner.post
    send("/api/v1/rosters", *content.get(how, (json.dumps([member.ksn]), "application/json")))
    deliver()
    assert told_of(partner, member) == [("active", 1, ["listed"])]
    evaluated(member, enter=2, keep=2)
    deliver()
    assert told_of(partner, member) == [("active", 1, ["listed"]), ("active", 2, ["tier_earned"])]


def test_a_feed_replays_what_the_partner_saw_and_nothing_of_the_time_between(partner):
    member = enrolled()
    partner.follow(member)
    evaluated(member, enter=1, keep=1)
    deliver()
    seen = told_of(partner, member)
    assert seen == [("active", 0, ["enrolled"]), ("active", 1, ["tier_earned"])]
    partner.send("/api/v1/rosters/removals", [member.ksn])
    assert told_of(partner, member) == []
    suspended_and_back(member)
    deliver()
    partner.follow(member)
    assert told_of(partner, member) == [*seen, ("active", 1, ["listed"])]
    evaluated(member, enter=2, keep=2)
    deliver()
    again = told_of(partner, member)
    assert again == [*seen, ("active", 1, ["listed"]), ("active", 2, ["tier_earned"])]
    whole = partner.feed(0)["results"]
    pieces, place = [], 0
    while page := partner.feed(place, limit=1)["results"]:
        pieces += page
        place = page[-1]["seq"]
    assert pieces == whole


def test_a_partner_that_may_follow_everybody_reads_every_change():
    agency = follower_of_everybody()
    member = enrolled()
    suspended_and_back(member)
    deliver()
    assert [status for status, _tier, _reasons in told_of(agency, member)] == ["active", "suspended", "active"]


def test_a_place_tells_all_that_an_answer_tells(partner):
    member = enrolled(tier=2)
    with transaction.atomic():
        standing_change(
            standing_lock(member.pk), "examine", ChangeReason.ON_CONDITIONS, status="conditional", examine_all=True
        )
    partner.follow(member)
    deliver()

    last = partner.get("/api/v1/status-changes").json()["results"][-1]
    answer = partner.get(f"/api/v1/shippers/{member.ksn}").json()

    told = ("ksn", "status", "validated", "tier", "examine_all", "policy_version")
    assert {name: last[name] for name in told} == {name: answer[name] for name in told}
    assert last["examine_all"] is True


def test_a_policy_is_in_the_feed_on_the_day_on_which_it_takes_effect(partner):
    author, publisher = (
        staff("policy manager", email="a@staff.example"),
        staff("policy manager", email="b@staff.example"),
    )
    before = enrolled()
    partner.follow(before)
    day = clock.add_days(clock.today(), 3)
    policy = submitted(author, drafted(author, GIVES, day=day))
    policy_publish(actor=publisher, policy_id=policy.pk, effective_from=day)
    deliver()
    with at(clock.start_of(day) - timedelta(seconds=1)):
        assert len(partner.get("/api/v1/status-changes").json()["results"]) == 1
    with at(clock.start_of(day)):
        after = enrolled()
        partner.follow(after)
        deliver()
        feed_policy_number(policy_id=policy.pk)
        results = partner.get("/api/v1/status-changes").json()["results"]
    assert [(row["seq"], row["ksn"], row["policy_version"], row["reasons"]) for row in results] == [
        (1, before.ksn, policy.version - 1, ["enrolled"]),
        (2, None, policy.version, ["policy"]),
        (3, after.ksn, policy.version, ["enrolled"]),
    ]
    assert datetime.fromisoformat(results[1]["changed_at"]) == clock.start_of(day)
    assert checks()["feed"]().differing == 0


@pytest.mark.parametrize(
    "query",
    ["after=-1", "after=x", "limit=0", "limit=1001", f"after={2**64}", "after=", "limit=", "limit=1&limit=2"],
)
def test_a_cursor_that_can_not_be_is_a_clear_problem(partner, query):
    answer = partner.get(f"/api/v1/status-changes?{query}")

    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert list(answer.json()["errors"]) == [query.partition("=")[0]]


def test_numbering_takes_along_all_that_waits_and_does_nothing_twice():
    one, two = shipper(), shipper()
    changes = [change(one), change(two), change(one, 1)]

    feed_number(change_ids=[changes[1].pk])
    feed_number(change_ids=[changes[0].pk])
    feed_number(change_ids=[changes[1].pk])

    assert numbered() == [found.pk for found in changes]


def test_verify_finds_a_change_that_is_missing_and_one_out_of_place():
    one = shipper()
    early, late, lost = change(one), change(one), change(one)
    FeedEntry.objects.bulk_create([FeedEntry(seq=1, change=late), FeedEntry(seq=3, change=early)])

    verdict = checks()["feed"]()

    assert verdict.compared == 3
    assert verdict.differing == 2
    assert [str(lost.pk) in difference for difference in verdict.differences] == [False, True]


def test_verify_is_content_with_the_feed_as_it_is_made():
    evaluated(enrolled(), enter=2, keep=2)

    waiting = checks()["feed"]()
    deliver()
    done = checks()["feed"]()

    assert (waiting.differing, len(waiting.notes)) == (0, 1)
    assert (done.compared, done.differing, done.notes) == (2, 0, [])


@pytest.mark.slow
def test_a_change_that_commits_late_gets_a_later_place(live_db):
    one, two = shipper(), shipper()
    entered, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            held.append(change(one).pk)
            entered.set()
            go_on.wait(180)
        connection.close()

    held: list[int] = []
    thread = threading.Thread(target=slow)
    thread.start()
    entered.wait(180)
    quick = change(two).pk
    feed_number(change_ids=[quick])
    go_on.set()
    thread.join()
    feed_number(change_ids=[held[0]])

    assert held[0] < quick
    assert numbered() == [quick, held[0]]


@pytest.mark.slow
def test_many_sequencers_at_once_leave_no_gap_and_never_overtake(live_db):
    shippers = [shipper() for _ in range(4)]
    stop = threading.Event()
    seen: list[list[int]] = []

    def write(mine: Shipper) -> None:
        for tier in range(25):
            feed_number(change_ids=[change(mine, tier).pk])

    def read() -> None:
        while not stop.is_set():
            seen.append(list(FeedEntry.objects.order_by("seq").values_list("seq", flat=True)))
        connection.close()

    reader = threading.Thread(target=read)
    reader.start()
    try:
        at_once(*(partial(write, mine) for mine in shippers))
    finally:
        stop.set()
        reader.join()

    assert len(numbered()) == 100
    assert all(places == list(range(1, len(places) + 1)) for places in seen)
    for mine in shippers:
        tiers = Change.objects.filter(shipper=mine, feed_entry__isnull=False).order_by("feed_entry__seq")
        assert list(tiers.values_list("tier", flat=True)) == list(range(25))
