"""The clusters of all businesses, kept for the list at the desk and written anew."""

from datetime import timedelta

import pytest

from apps.core import clock
from apps.shippers.models import Cluster, ClusterMember, MatchKey, Shipper
from apps.shippers.relations import clusters_refresh
from tests.applications.removed_businesses import bar
from tests.shippers.test_relations import make_world


def kept() -> dict[str, set[str]]:
    """Return the names of the businesses of each cluster, by the name of its lead."""
    found: dict[str, set[str]] = {}
    for lead, name in ClusterMember.objects.values_list("cluster__lead__name", "shipper__name"):
        found.setdefault(lead, set()).add(name)
    return found


@pytest.fixture
def made() -> dict[str, Shipper]:
    pairs = (("A", "1"), ("B", "1"), ("C", "2"), ("D", "2"), ("E", "3"))
    return make_world([(name, "bank", value) for name, value in pairs])


def test_clusters_are_kept_with_their_size_and_the_removed_businesses_in_them(made) -> None:
    bar(made["D"])
    assert clusters_refresh() == 2
    assert kept() == {"A": {"A", "B"}, "C": {"C", "D"}}
    assert list(Cluster.objects.order_by("pk").values_list("size", "removed")) == [(2, 0), (2, 1)]


def test_clusters_found_anew_take_the_place_of_the_old_and_keep_when_they_were_first_found(made) -> None:
    with clock.at(clock.now() - timedelta(days=9)):
        clusters_refresh()
    # C and D come apart, and E joins A and B.
    MatchKey.objects.filter(shipper__name="D").delete()
    MatchKey.objects.filter(shipper__name="E").update(digest=MatchKey.objects.get(shipper__name="A").digest)
    assert clusters_refresh() == 1
    assert kept() == {"A": {"A", "B", "E"}}
    (cluster,) = Cluster.objects.all()
    assert (cluster.size, (cluster.found_at - cluster.first_found_at).days) == (3, 9)
    # Without its lead, the cluster goes on under the business known next longest.
    MatchKey.objects.filter(shipper__name="A").delete()
    clusters_refresh()
    assert kept() == {"B": {"B", "E"}}


def test_number_of_statements_does_not_grow_with_the_clusters(django_assert_max_num_queries) -> None:
    make_world((f"B{number}", "bank", str(number // 2)) for number in range(60))
    with django_assert_max_num_queries(20):
        assert clusters_refresh() == 30
