"""Rosters: whom a partner deals with, and that it sees nobody else in its feed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.ledger.facts import SellerKey
from apps.ledger.services import seller_link
from apps.ledger.services.sellers import sellers_ensure
from apps.partners.models import Look, RosterEntry
from apps.partners.rosters.services import ListedLines, roster_add
from apps.shippers.ksn import new_ksn
from apps.shippers.models import Shipper
from tests.outbox import deliver
from tests.partners.client import PartnerClient, partner_client
from tests.standing.evaluations import enrolled, evaluated

ROSTERS, REMOVALS = "/api/v1/rosters", "/api/v1/rosters/removals"
STANDING = ("status", "validated", "tier", "policy_version")


@pytest.fixture(scope="module")
def ids(lasting) -> list[int]:
    """Three members, of tiers 0, 1 and 2, whose changes have their places in the feed."""

    def make() -> list[int]:
        made = [enrolled(tier=tier).pk for tier in (0, 1, 2)]
        deliver()
        return made

    return lasting(make)


@pytest.fixture
def members(ids: list[int]) -> list[Shipper]:
    return list(Shipper.objects.filter(pk__in=ids).order_by("pk"))


def outcomes(answer: dict) -> list[str]:
    assert [row["index"] for row in answer["results"]] == list(range(len(answer["results"])))
    return [row["outcome"] for row in answer["results"]]


def told(partner: PartnerClient, after: int = 0) -> list[str | None]:
    return [row["ksn"] for row in partner.feed(after)["results"]]


def listed(partner: PartnerClient) -> list[str]:
    return [row["ksn"] for row in partner.get(ROSTERS).json()["results"]]


def proved(partner: PartnerClient, code: str, shipper: Shipper) -> None:
    """Link a code of the partner to a business, as an officer does who accepts the proof of the business."""
    key = SellerKey(partner.credentials.partner.reporter.code, code)
    seller_link(seller_id=sellers_ensure({key: ""})[key], shipper_id=shipper.pk)


@pytest.mark.slow
def test_partners_see_the_changes_of_their_own_roster_and_others_none(members):
    one, two, three = partner_client(), partner_client(), partner_client()
    one.follow(members[0])
    two.follow(members[1], members[2])
    third = three.feed()

    assert told(one) == [members[0].ksn]
    assert told(two) == [members[1].ksn, members[2].ksn]
    assert third["results"] == []
    # `next` leaves the places of others behind, for each of them.
    assert {page["next"] for page in (third, one.feed(), two.feed())} == {third["next"]}


def test_a_page_ends_where_the_limit_says_and_passes_what_is_of_others(members):
    partner = partner_client()
    partner.follow(members[2], members[1])
    whole = partner.feed()["results"]

    page = partner.feed(limit=1)
    rest = partner.feed(page["next"], limit=1)
    end = partner.feed(rest["next"])

    assert page["results"] + rest["results"] == whole
    assert [page["next"], rest["next"]] == [row["seq"] for row in whole]
    assert end["results"] == []


def test_an_added_line_tells_its_outcome_and_what_it_stands_for(partner, members):
    nobody = new_ksn()
    lines = [members[2].ksn, {"ksn": f" {members[2].ksn.lower()} "}, nobody, "KS1", {"seller": "S1"}, {"ksn": 7}, 7]
    lines += [{"ksn": nobody, "seller": "S1"}, {"ksn": nobody, "name": "Lotus"}, {"seller": "S\0"}, {}]

    answer = partner.follow(*lines)

    assert outcomes(answer) == ["added", "present", "unknown", "malformed", "unknown", *["malformed"] * 6]
    assert [answer[count] for count in ("added", "present", "unknown", "malformed", "removed")] == [1, 1, 2, 7, 0]
    assert [list(row.get("errors", ())) for row in answer["results"]] == [
        *([], [], ["ksn"], ["ksn"], ["seller"], ["ksn"], ["line"]),
        *(["line"], ["name"], ["seller"], ["line"]),
    ]
    asked = partner.get(f"/api/v1/shippers/{members[2].ksn}").json()
    assert all(row["standing"].keys() == asked.keys() for row in answer["results"][:2])
    assert [answer["results"][0]["standing"][name] for name in STANDING] == [asked[name] for name in STANDING]
    assert Look.objects.filter(ksn=members[2].ksn).count() == 2, "who was told is noted, once for each request"


def test_the_same_request_again_changes_nothing_and_tells_the_same(partner, members):
    first = partner.follow(*members)
    entries = list(RosterEntry.objects.values())

    again = partner.follow(*members)

    assert (first["added"], again["added"], again["present"]) == (3, 0, 3)
    assert [row["standing"]["tier"] for row in again["results"]] == [0, 1, 2]
    assert list(RosterEntry.objects.values()) == entries


def test_a_change_that_the_feed_passed_before_the_roster_was_committed_is_in_the_answer(partner, members, monkeypatch):
    """A page that is read meanwhile does not know the roster yet, and leaves the place behind."""
    cursor = []

    def add_late(**asked: object) -> ListedLines:
        evaluated(members[0], enter=2, keep=2)
        deliver()
        cursor.append(partner.feed()["next"])
        return roster_add(**asked)

    monkeypatch.setattr("apps.partners.api.rosters.roster_add", add_late)

    answer = partner.follow(members[0])

    assert answer["results"][0]["standing"]["tier"] == 2
    assert partner.feed(cursor[0])["results"] == []


def test_a_removed_member_leaves_the_feed_and_comes_back_with_what_it_missed(partner, members):
    partner.follow(*members[:2])
    gone = partner.send(REMOVALS, [members[1].ksn, members[2].ksn, "KS1"]).json()
    evaluated(members[1], enter=2, keep=2)
    deliver()

    assert outcomes(gone) == ["removed", "absent", "malformed"]
    assert gone["removed"] == 1
    assert set(told(partner)) == {members[0].ksn}
    assert partner.send(REMOVALS, [members[1].ksn]).json()["removed"] == 0

    back = partner.follow(members[1])

    assert (outcomes(back), back["results"][0]["standing"]["tier"]) == (["added"], 2)
    assert set(told(partner)) == {members[0].ksn, members[1].ksn}
    kept = RosterEntry.objects.filter(shipper=members[1]).order_by("pk")
    assert [entry.until is None for entry in kept] == [False, True], "it can be told who was on it when"
    assert kept[0].since < kept[0].until <= kept[1].since


def test_replacing_takes_off_whoever_is_not_named(partner, members):
    partner.follow(*members[:2])

    answer = partner.put(ROSTERS, [members[1].ksn, members[2].ksn], "application/json").json()

    assert outcomes(answer) == ["present", "added"]
    assert answer["removed"] == 1
    assert listed(partner) == [members[1].ksn, members[2].ksn]

    refused = partner.put(ROSTERS, [members[0].ksn, "KS1"], "application/json")

    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["1.ksn"])
    assert listed(partner) == [members[1].ksn, members[2].ksn], "a garbled list ends nothing"

    assert partner.put(ROSTERS, b"", "application/json").status_code == 422, "nor does a request without content"

    emptied = partner.put(ROSTERS, [], "application/json").json()

    assert (emptied["removed"], listed(partner)) == (2, [])


def test_a_roster_comes_as_csv_too(partner, members):
    proved(partner, "S,1", members[1])
    content = f'\ufeffseller,KSN\r\n,{members[0].ksn}\r\n"S,1",\r\nS2,,\r\n,\r\n\r\n{"x" * 101},\r\n'

    answer = partner.post(ROSTERS, content.encode(), "text/csv").json()

    assert outcomes(answer) == ["added", "added", "malformed", "malformed", "malformed"]
    assert answer["results"][1]["ksn"] == members[1].ksn
    for wrong in (b"name\nLotus\n", b"\n", b"ksn,ksn\n", members[0].ksn.encode(), b"ksn\n\xff\n"):
        refused = partner.post(ROSTERS, wrong, "text/csv")
        assert (refused.status_code, refused.json()["type"].rsplit("/")[-1]) == (400, "malformed"), wrong
    assert {partner.post(ROSTERS, none, "text/csv").status_code for none in (b"ksn\n", b"")} == {422}
    assert partner.post(ROSTERS, b"<ksn/>", "application/xml").status_code == 415


@pytest.mark.parametrize("nothing", ["", None])
def test_a_member_without_a_value_beside_a_filled_one_gives_nothing(partner, members, nothing):
    proved(partner, "S1", members[1])
    lines = [{"ksn": members[0].ksn, "seller": nothing}, {"ksn": nothing, "seller": "S1"}]

    answer = partner.put(ROSTERS, lines, "application/json").json()

    assert outcomes(answer) == ["added", "added"]
    assert listed(partner) == [members[0].ksn, members[1].ksn]
    for wrong in ({"ksn": nothing}, {"ksn": nothing, "seller": nothing}, {"ksn": members[0].ksn, "seller": "S1"}):
        assert partner.put(ROSTERS, [wrong], "application/json").status_code == 422, wrong


def test_a_seller_id_counts_where_its_business_has_proved_it_to_this_partner(members):
    one, other = partner_client(reporter_kind="marketplace"), partner_client(reporter_kind="marketplace")
    proved(one, "SHOP-1", members[1])
    sellers_ensure({SellerKey(one.credentials.partner.reporter.code, "SHOP-2"): ""})

    mine = one.follow({"seller": "SHOP-1"}, {"seller": "SHOP-2"})
    theirs = other.follow({"seller": "SHOP-1"})

    assert outcomes(mine) == ["added", "unknown"], "nobody has proved the second one"
    assert (mine["results"][0]["ksn"], mine["results"][0]["seller"]) == (members[1].ksn, "SHOP-1")
    assert outcomes(theirs) == ["unknown"], "a storefront of another marketplace"
    assert "standing" not in theirs["results"][0]
    assert told(other) == []
    assert set(told(one)) == {members[1].ksn}


def test_a_code_takes_off_its_own_entry_and_a_number_all_of_its_shipper(members):
    partner = partner_client(reporter_kind="marketplace")
    for code in ("A", "B"):
        proved(partner, code, members[1])
    partner.follow({"seller": "A"}, {"seller": "B"}, members[1])

    assert partner.send(REMOVALS, [{"seller": "A"}]).json()["removed"] == 1
    assert set(told(partner)) == {members[1].ksn}, "listed by its other code and its number still"
    assert [row["tier"] for row in partner.feed()["results"]] == [1], "each change once"
    assert partner.send(REMOVALS, [members[1].ksn]).json()["removed"] == 2
    assert told(partner) == []


def test_the_roster_is_listed_in_pages_with_present_standings(partner, members):
    proved(partner, "S1", members[0])
    partner.follow({"seller": "S1"}, members[1], members[2])

    page = partner.get(ROSTERS, {"limit": 2}).json()
    rest = partner.get(ROSTERS, {"limit": 2, "after": page["next"]}).json()
    end = partner.get(ROSTERS, {"after": rest["next"]}).json()

    rows = page["results"] + rest["results"]
    assert [(row["ksn"], row.get("seller"), row["standing"]["tier"]) for row in rows] == [
        (members[0].ksn, "S1", 0),
        (members[1].ksn, None, 1),
        (members[2].ksn, None, 2),
    ]
    assert end == {"results": [], "next": rest["next"]}
    assert partner.get(ROSTERS, {"since": "x"}).status_code == 422
    assert partner.post(f"{ROSTERS}?after=1", [members[0].ksn], "application/json").status_code == 422


def test_a_roster_of_many_lines_takes_as_many_queries_as_one_of_one(partner, members):
    Shipper.objects.bulk_create([Shipper(ksn=new_ksn()) for _number in range(300)])
    known = [member.ksn for member in members]
    numbers = list(Shipper.objects.exclude(ksn__in=known).values_list("ksn", flat=True))

    def queries(lines: list[str]) -> int:
        with CaptureQueriesContext(connection) as found:
            partner.follow(*lines)
        return len(found)

    # With the first line of a roster a snapshot is made; the benefits of a member's tier are one query for all members.
    partner.follow(known[0])
    assert queries([known[1], *numbers]) == queries([known[2]])


def test_each_line_counts_as_a_question(partner, members, settings):
    settings.PARTNER_QUESTIONS_PER_MINUTE = 2

    answer = partner.post(ROSTERS, [new_ksn() for _number in range(3)], "application/json")

    assert (answer.status_code, RosterEntry.objects.count()) == (429, 0)
    assert partner.post(ROSTERS, [], "application/json").status_code in (422, 429)


def test_a_request_has_a_bound(partner):
    for path, most in ((ROSTERS, 10_000), (REMOVALS, 10_000)):
        assert partner.post(path, ["KS1"] * (most + 1), "application/json").status_code == 422
    assert partner.put(ROSTERS, ["KS1"] * 50_001, "application/json").status_code == 422
    assert partner.post(ROSTERS, b'["' + b"x" * 2**23 + b'"]', "application/json").status_code == 413
