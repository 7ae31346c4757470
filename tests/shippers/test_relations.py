"""Related businesses: what a shared value says, and which businesses are one cluster."""

import hashlib
import io
import json
import random
from collections.abc import Iterable, Sequence
from itertools import combinations

import pytest
from django.core.management import call_command
from hypothesis import assume, given
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.core.errors import Conflict, InvalidInput, NotAllowed
from apps.events.models import Event
from apps.shippers.matches.scores import WEIGHTS as MATCH_WEIGHTS
from apps.shippers.models import MatchDismissal, MatchKey, Shipper
from apps.shippers.relations import MAX_MEMBERS, clusters_resolve, members_of, values_shared
from apps.shippers.relations.weights import (
    MAX_HOLDERS,
    MIN_WEIGHT,
    RELATED,
    WEIGHTS,
    max_holders,
    pair_weight,
    tie_weight,
)
from apps.shippers.selectors import dismissals_of
from apps.shippers.services import match_dismissal_undo, tie_dismiss
from benchmarks.related import world_make
from tests.applications.removed_businesses import bar
from tests.people import on_team, staff

KINDS = st.sampled_from(sorted(WEIGHTS))
HOLDERS = st.integers(2, 10_000)
WHY = "The register names other owners, and the street has two houses of this number."

type Held = tuple[str, str, str]


@given(kind=KINDS, few=HOLDERS, more=HOLDERS)
def test_a_tie_says_the_less_the_more_businesses_share_it(kind: str, few: int, more: int):
    assume(few < more)
    assert 0 < tie_weight(kind, more) < tie_weight(kind, few) < 1


@given(kind=KINDS, holders=st.integers(2, 5_000))
def test_a_tie_loses_one_bit_each_time_the_others_double(kind: str, holders: int):
    def odds(count: int) -> float:
        weight = tie_weight(kind, count)
        return weight / (1 - weight)

    assert odds(2 * holders - 1) == pytest.approx(odds(holders) / 2)


@given(kind=KINDS)
def test_a_value_of_two_businesses_alone_says_what_the_table_says(kind: str):
    assert tie_weight(kind, 2) == pytest.approx(WEIGHTS[kind].alone)
    assert tie_weight(kind, max_holders(kind)) >= MIN_WEIGHT
    assert tie_weight(kind, MAX_HOLDERS + 1) < RELATED


@given(
    ties=st.lists(st.tuples(st.sampled_from("abcd"), st.floats(0, 0.99)), max_size=8),
    further=st.tuples(st.sampled_from("abcde"), st.floats(0, 0.99)),
)
def test_the_ties_of_a_pair_are_a_probability_that_grows_and_knows_no_order(ties, further):
    assert 0 <= pair_weight(ties) <= pair_weight([*ties, further]) < 1
    assert pair_weight(ties) == pytest.approx(pair_weight(ties[::-1]))


def test_of_one_family_only_the_strongest_tie_counts():
    assert pair_weight([("place", 0.5), ("place", 0.4)]) == 0.5
    assert WEIGHTS["phone"].family == WEIGHTS["address"].family
    assert WEIGHTS["email"].family == WEIGHTS["domain"].family


def test_every_kind_of_key_has_a_weight_and_no_person_or_name_is_strong_alone():
    assert WEIGHTS.keys() == MATCH_WEIGHTS.keys()
    assert {kind for kind in WEIGHTS if tie_weight(kind, 2) < RELATED} == {"owner", "name"}


def make_world(held: Iterable[Held]) -> dict[str, Shipper]:
    """Create businesses by name, and give each the values that it holds: (name, kind, value)."""
    held = list(held)
    names = dict.fromkeys(name for name, *_rest in held)
    made = {shipper.name: shipper for shipper in Shipper.objects.bulk_create(Shipper(name=name) for name in names)}
    MatchKey.objects.bulk_create(
        MatchKey(shipper=made[name], kind=kind, digest=hashlib.sha256(value.encode()).digest(), shown=value)
        for name, kind, value in held
    )
    return made


def plain_clusters(held: Sequence[Held]) -> set[frozenset[str]]:
    """Resolve the clusters pair by pair, in the plainest way."""
    holders: dict[str, dict[str, set[str]]] = {}
    for name, kind, value in held:
        holders.setdefault(value, {}).setdefault(name, set()).add(kind)
    cluster_of = {name: {name} for name, *_rest in held}
    for one, other in combinations(cluster_of, 2):
        ties = []
        for of_value in holders.values():
            for kind in of_value.get(one, ()):
                for other_kind in of_value.get(other, ()):
                    count = len(of_value)
                    if count <= min(max_holders(kind), max_holders(other_kind)):
                        weakest = min(kind, other_kind, key=lambda each: WEIGHTS[each].odds)
                        ties.append((WEIGHTS[weakest].family, tie_weight(weakest, count)))
        if pair_weight(ties) >= RELATED and cluster_of[one] is not cluster_of[other]:
            joined = cluster_of[one] | cluster_of[other]
            cluster_of |= dict.fromkeys(joined, joined)
    return {frozenset(cluster) for cluster in cluster_of.values() if len(cluster) > 1}


def random_world(chance: random.Random) -> list[Held]:
    """Return businesses that share values of all kinds, some with few and some with many others."""
    kinds, found = sorted(WEIGHTS), set()
    names = [f"B{number}" for number in range(80)]
    for number in range(24):
        kind = chance.choice(kinds)
        for name in chance.sample(names, chance.choice([2, 2, 2, 3, 4])):
            found.add((name, kind, f"value {number}"))
    # Customers of an agent, of whom some share a common name as well.
    for kind, count in (("address", 30), ("phone", 30), ("owner", 9), ("name", 9)):
        found |= {(name, kind, f"common {kind}") for name in chance.sample(names[:40], count)}
    # Values that one business has as its own, and others have of it.
    for number in range(4):
        one, *others = chance.sample(names, 3)
        own, other_kind = chance.choice([("email", "sale"), ("owner", "sale"), ("lei", "parent")])
        found |= {(one, own, f"of another {number}"), *((name, other_kind, f"of another {number}") for name in others)}
    return sorted(found)


def named(clusters: Iterable[Iterable[int]], made: dict[str, Shipper]) -> set[frozenset[str]]:
    name_of = {shipper.pk: name for name, shipper in made.items()}
    return {frozenset(name_of[pk] for pk in cluster) for cluster in clusters}


class TestClusters:
    @pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 5))])
    def test_are_those_of_a_plain_resolution_whatever_the_order(self, seed: int):
        chance = random.Random(seed)
        held = random_world(chance)
        wanted = plain_clusters(held)
        assert 1 < len(wanted) < 40
        chance.shuffle(held)
        made = make_world(held)
        assert named(clusters_resolve(), made) == wanted
        of_each = {frozenset({pk, *(other.pk for other in members_of(pk))}) for pk in (s.pk for s in made.values())}
        assert named((cluster for cluster in of_each if len(cluster) > 1), made) == wanted

    def test_ring_over_nine_kinds_is_one_cluster_and_no_customer_of_its_agent_is_in_it(self):
        ring = world_make(700, random.Random(3))
        clusters = clusters_resolve()
        assert [sorted(ring)] == [cluster for cluster in clusters if set(cluster) & set(ring)]
        others = members_of(ring[20])
        assert sorted([ring[20], *(other.pk for other in others)]) == sorted(ring)
        assert sum(other.was_removed for other in others) >= 2
        values = values_shared(ring)
        assert len({value.kind for value in values} - {"address", "owner"}) >= 7
        agent = next(value for value in values if value.shown == "phone:the agent of the ring")
        assert agent.is_common
        assert agent.weight < RELATED
        assert set(agent.members) == set(ring)

    def test_command_prints_the_clusters_with_a_removed_business(self):
        made = make_world([("A", "bank", "1"), ("B", "bank", "1"), ("C", "bank", "2"), ("D", "bank", "2")])
        bar(made["D"])
        told = io.StringIO()
        call_command("related_clusters", removed=True, stdout=told)
        (cluster,) = map(json.loads, told.getvalue().splitlines())
        assert (cluster["size"], cluster["removed"]) == (2, 1)
        assert [(each["name"], each["removed"]) for each in cluster["businesses"]] == [("C", False), ("D", True)]

    def test_long_chain_is_one_cluster_in_few_rounds(self, django_assert_max_num_queries):
        names = [f"B{number}" for number in range(150)]
        random.Random(5).shuffle(names)
        held = [(name, "bank", f"{place}") for place in range(149) for name in names[place : place + 2]]
        made = make_world(held)
        with django_assert_max_num_queries(40):
            assert named(clusters_resolve(), made) == {frozenset(names)}
        assert len(members_of(made["B0"].pk)) == 149

    def test_cluster_of_one_business_is_read_in_one_query_and_not_beyond_its_bound(self, django_assert_num_queries):
        count = MAX_MEMBERS + 20
        made = make_world((f"B{number}", "ein", f"{number}") for number in range(count))
        hub = Shipper.objects.create(name="Hub")
        MatchKey.objects.bulk_create(
            MatchKey(shipper=each, kind="bank", digest=hashlib.sha256(f"hub {number}".encode()).digest())
            for number, shipper in enumerate(made.values())
            for each in (hub, shipper)
        )
        with django_assert_num_queries(1):
            assert MAX_MEMBERS <= len(members_of(hub.pk)) <= MAX_MEMBERS + 1

    def test_merged_record_is_in_no_cluster_and_counts_as_no_holder(self):
        made = make_world([(name, "phone", "1") for name in ("A", "B", "C")])
        Shipper.objects.filter(pk=made["C"].pk).update(merged_into=made["A"], merged_at="2026-01-01T00:00:00Z")
        assert [other.name for other in members_of(made["A"].pk)] == ["B"]
        assert members_of(made["C"].pk) == []
        assert named(clusters_resolve(), made) == {frozenset("AB")}
        assert values_shared([made["A"].pk, made["B"].pk])[0].holders == 2

    def test_value_of_another_business_is_called_so_and_weighed_by_its_weaker_kind(self):
        made = make_world([("Seller", "sale", "b@x.example"), ("Buyer", "email", "b@x.example")])
        (value,) = values_shared([shipper.pk for shipper in made.values()])
        assert (value.kind, value.weight) == ("sale", pytest.approx(WEIGHTS["sale"].alone))
        assert str(value.label) == "Buyer in a declared sale"


class TestDismissal:
    @pytest.fixture
    def made(self) -> dict[str, Shipper]:
        return make_world([(name, "phone", "1") for name in ("A", "B")])

    def share(self, kind: str, *shippers: Shipper) -> None:
        digest = hashlib.sha256(f"further {kind}".encode()).digest()
        MatchKey.objects.bulk_create(MatchKey(shipper=each, kind=kind, digest=digest) for each in shippers)

    def are_related(self, one: Shipper, other: Shipper) -> bool:
        found = [other.pk] == [each.pk for each in members_of(one.pk)]
        assert found == ([sorted([one.pk, other.pk])] == clusters_resolve())
        return found

    def dismiss(self, actor: User, one: Shipper, other: Shipper) -> MatchDismissal:
        return tie_dismiss(actor=actor, shipper_id=one.pk, other_id=other.pk, reason=WHY)

    def test_takes_what_both_have_out_of_their_tie_until_it_is_undone(self, officer: User, made):
        one, other = made.values()
        assert self.are_related(one, other)
        dismissal = self.dismiss(officer, other, one)
        assert not self.are_related(one, other)
        assert list(dismissals_of(one.pk, "related")) == [dismissal]
        assert list(dismissals_of(one.pk)) == [], "nobody found that they are not the same business"
        assert Event.objects.filter(kind="shippers.tie_dismissed").count() == 2
        match_dismissal_undo(actor=officer, dismissal_id=dismissal.pk, reason="They share a director.")
        assert self.are_related(one, other)
        assert Event.objects.filter(kind="shippers.tie_dismissal_undone").count() == 2

    def test_gives_way_to_further_values_that_relate_by_themselves_alone(self, officer: User, made):
        one, other = made.values()
        self.dismiss(officer, one, other)
        self.share("owner", one, other)
        assert not self.are_related(one, other), "an owner does not do by itself, nor with what the officer saw"
        self.share("bank", one, other)
        assert self.are_related(one, other)
        self.dismiss(officer, one, other)
        assert not self.are_related(one, other)
        assert dismissals_of(one.pk, "related").count() == 1

    def test_leaves_both_in_the_cluster_of_a_third(self, officer: User, made):
        one, other = made.values()
        third = Shipper.objects.create(name="C")
        self.share("bank", one, third)
        self.share("ein", other, third)
        self.dismiss(officer, one, other)
        assert {each.name for each in members_of(one.pk)} == {"B", "C"}

    def test_of_a_removed_business_takes_somebody_who_oversees_changes(self, officer: User, made):
        one, other = made.values()
        dismissal = self.dismiss(officer, one, other)
        bar(other)
        assert self.are_related(one, other), "an officer alone does not hide a removed business"
        match_dismissal_undo(actor=officer, dismissal_id=dismissal.pk, reason="Removed.")
        with pytest.raises(Conflict, match="Ask a supervisor"):
            self.dismiss(officer, one, other)
        self.dismiss(staff("supervisor"), one, other)
        assert not self.are_related(one, other)

    def test_is_refused_without_right_reason_tie_or_distance(self, officer: User, made):
        one, other = made.values()
        with pytest.raises(NotAllowed):
            self.dismiss(staff("auditor"), one, other)
        with pytest.raises(InvalidInput):
            tie_dismiss(actor=officer, shipper_id=one.pk, other_id=other.pk, reason=" ")
        with pytest.raises(InvalidInput):
            self.dismiss(officer, one, Shipper.objects.create(name="Stranger"))
        with pytest.raises(InvalidInput):
            self.dismiss(officer, one, one)
        on_team(other, "viewer", officer)
        with pytest.raises(Conflict):
            self.dismiss(officer, one, other)
