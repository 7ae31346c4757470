import re

import pytest
from django.core import mail
from django.urls import reverse

from apps.events.services import drain
from apps.shippers.models import Membership, Shipper
from apps.shippers.services import shipper_create
from tests.people import seller, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shipper:
    return shipper_create(actor=seller())


def url(shop: Shipper) -> str:
    return reverse("portal:team", args=[shop.pk])


def test_an_owner_invites_and_the_invited_joins(shop: Shipper):
    ada = shop.team.get().user
    response = signed_in(ada).post(url(shop), {"email": "bo@shop.example", "role": "signatory"})
    assert response.url == url(shop)
    drain()
    path = re.search(r"http://\S+?(/invitations/\S+)", mail.outbox[-1].body)[1]
    bo = signed_in(seller("bo@shop.example"))
    assert "Join the team" in bo.get(path).content.decode()
    assert not shop.team.filter(user__email="bo@shop.example").exists()
    bo.post(path)
    assert shop.team.get(user__email="bo@shop.example").role == "signatory"
    assert bo.get(path).status_code == 404


def test_an_address_that_is_none_is_told_beside_the_field(shop: Shipper):
    response = signed_in(shop.team.get().user).post(url(shop), {"email": "bo", "role": "viewer"})
    assert response.status_code == 422
    assert 'href="#id_email"' in response.content.decode()


def test_a_viewer_sees_the_team_and_changes_nothing(shop: Shipper):
    vi = seller("vi@shop.example")
    Membership.objects.create(shipper=shop, user=vi, role=Membership.Role.VIEWER)
    client = signed_in(vi)
    assert "Invite somebody" not in client.get(url(shop)).content.decode()
    assert client.post(url(shop), {"email": "x@shop.example", "role": "owner"}).status_code == 403
    member = reverse("portal:team_member", args=[shop.pk, vi.pk])
    assert client.post(member, {"role": "owner"}).status_code == 403


def test_roles_change_and_members_leave(shop: Shipper):
    ada = shop.team.get().user
    bo = seller("bo@shop.example")
    Membership.objects.create(shipper=shop, user=bo, role=Membership.Role.VIEWER)
    client = signed_in(ada)
    member = reverse("portal:team_member", args=[shop.pk, bo.pk])
    client.post(member, {"role": "preparer"})
    assert shop.team.get(user=bo).role == "preparer"
    client.post(member, {"remove": "1"})
    assert not shop.team.filter(user=bo).exists()
    response = client.post(reverse("portal:team_member", args=[shop.pk, ada.pk]), {"role": "viewer"}, follow=True)
    assert "needs an owner" in response.content.decode()
