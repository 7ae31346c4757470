"""The list of clusters at the desk, their pages, and who sees them."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.shippers.models import Shipper
from apps.shippers.relations import clusters_refresh
from tests.applications import answers
from tests.applications.removed_businesses import bar
from tests.desk.test_relations import share
from tests.people import on_team, seller, signed_in, staff

LIST = reverse("admin:shippers_cluster_changelist")


def page_of(lead: Shipper) -> str:
    return reverse("admin:shippers_cluster_change", args=[lead.pk])


def pair_of(name: str, kind: str = "bank") -> tuple[Shipper, Shipper]:
    one, other = (Shipper.objects.create(name=f"{name} {part}") for part in ("One", "Two"))
    share(kind, one, other, value=name)
    return one, other


def listed(client, **asked: str) -> list[str]:
    return [str(cluster) for cluster in client.get(LIST, asked).context_data["cl"].result_list]


def test_list_has_each_cluster_with_the_removed_ones_first_and_filters_them(desk: Client) -> None:
    pair_of("Plain")
    bar(pair_of("Removed")[1])
    applicant = answers.submitted(seller()).shipper
    share("bank", applicant, Shipper.objects.create(name="Kin of the applicant"), value="applicant")
    clusters_refresh()
    assert listed(desk) == ["Removed One", "Plain One", str(applicant)]
    assert listed(desk, removed="yes") == ["Removed One"]
    assert listed(desk, applying="yes") == [str(applicant)]
    assert listed(desk, applying="no") == ["Removed One", "Plain One"]
    assert listed(desk, q="Plain Two") == ["Plain One"]
    assert "Removed One, Removed Two" in desk.get(LIST).content.decode()


def test_page_shows_the_cluster_as_it_is_now_with_each_tie() -> None:
    one, other = pair_of("Kite")
    clusters_refresh()
    further = Shipper.objects.create(name="Kite Three")
    share("phone", other, further)
    text = signed_in(staff("auditor")).get(page_of(one)).content.decode()
    for found in ("Kite One", "Kite Two", "Kite Three", "shared bank", "shared phone", "<svg"):
        assert found in text


def test_people_of_a_business_see_nothing_of_its_cluster(officer: User, desk: Client) -> None:
    one, other = pair_of("Kite")
    clusters_refresh()
    assert listed(desk) == ["Kite One"]
    on_team(other, "viewer", officer)
    assert listed(desk) == []
    assert desk.get(page_of(one)).status_code == 302


def test_list_and_page_take_under_twenty_queries_and_no_more_for_more() -> None:
    client, counts = signed_in(staff("officer")), []
    for number in range(12):
        one, _other = pair_of(f"Kite {number}")
        if number in (1, 11):
            clusters_refresh()
            client.get(LIST)
            for address in (LIST, f"{LIST}?removed=no&applying=no&q=Kite", page_of(one)):
                with CaptureQueriesContext(connection) as captured:
                    assert client.get(address).status_code == 200
                counts.append(len(captured))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 19
