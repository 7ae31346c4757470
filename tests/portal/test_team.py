"""The team of a business: invitations, roles and agents."""

import re
from datetime import date

import pytest
from django.core import mail
from django.urls import reverse

from apps.events.services import drain
from apps.shippers.models import Membership, Shipper
from tests.people import PASSWORD, on_team, seller, signed_in
from tests.portal.pages import at


def test_an_owner_invites_and_the_invited_joins(shop: Shipper):
    ada = shop.team.get().user
    response = signed_in(ada).post(at("team", shop), {"email": "bo@shop.example", "role": "signatory"})
    assert response.url == at("team", shop)
    drain()
    path = re.search(r"http://\S+?(/invitations/\S+)", mail.outbox[-1].body)[1]
    bo = signed_in(seller("bo@shop.example"))
    assert "Join the team" in bo.get(path).content.decode()
    assert not shop.team.filter(user__email="bo@shop.example").exists()
    bo.post(path)
    assert shop.team.get(user__email="bo@shop.example").role == "signatory"
    assert bo.get(path).status_code == 404


def test_an_invalid_address_is_marked(shop: Shipper):
    response = signed_in(shop.team.get().user).post(at("team", shop), {"email": "bo", "role": "viewer"})
    assert response.status_code == 422
    assert 'href="#id_email"' in response.content.decode()


def test_a_viewer_sees_the_team_and_changes_nothing(shop: Shipper):
    vi = on_team(shop, "viewer", seller("vi@shop.example"))
    client = signed_in(vi)
    assert "Invite somebody" not in client.get(at("team", shop)).content.decode()
    assert client.post(at("team", shop), {"email": "x@shop.example", "role": "owner"}).status_code == 403
    member = reverse("portal:team_member", args=[shop.pk, vi.pk])
    assert client.post(member, {"role": "owner"}).status_code == 403


@pytest.mark.slow
def test_roles_change_and_members_leave(shop: Shipper):
    ada = shop.team.get().user
    bo = on_team(shop, "viewer", seller("bo@shop.example"))
    client = signed_in(ada)
    member = reverse("portal:team_member", args=[shop.pk, bo.pk])
    client.post(member, {"role": "preparer"})
    assert shop.team.get(user=bo).role == "preparer"
    client.post(member, {"remove": "1"})
    assert not shop.team.filter(user=bo).exists()
    response = client.post(reverse("portal:team_member", args=[shop.pk, ada.pk]), {"role": "viewer"}, follow=True)
    assert "needs an owner" in response.content.decode()


def test_an_agent_is_invited_and_shown_with_firm_and_last_day(shop: Shipper):
    ada = shop.team.get().user
    client = signed_in(ada)
    given = {"agent": "1", "agent-email": "cy@brisk.example", "agent-organisation": "Brisk Brokers"}
    wrong = client.post(at("team", shop), given | {"agent-until": "2020-01-01"})
    assert wrong.status_code == 422
    assert 'href="#id_agent-until"' in wrong.content.decode()
    client.post(at("team", shop), given | {"agent-until": "2099-03-01"})
    invitation = shop.invitations.get()
    assert "March 1, 2099" in client.get(at("team", shop)).content.decode()
    offer = reverse("portal:team_invitation", args=[shop.pk, invitation.pk])
    client.post(offer, {"withdraw": "1"})
    assert not shop.invitations.exists()
    assert client.post(offer).status_code == 404


def test_whoever_has_no_account_comes_back_from_signing_up(shop: Shipper, client):
    ada = shop.team.get().user
    signed_in(ada).post(at("team", shop), {"email": "bo@shop.example", "role": "viewer"})
    drain()
    path = re.search(r"http://\S+?(/invitations/\S+)", mail.outbox[-1].body)[1]
    page = client.get(path).content.decode()
    sign_up = re.search(r'href="(/accounts/signup/[^"]+)"', page)[1].replace("&amp;", "&")
    form = client.get(sign_up).content.decode()
    assert 'value="bo@shop.example"' in form
    assert f'value="{path}"' in form
    given = {"email": "bo@shop.example", "password1": PASSWORD, "password2": PASSWORD, "next": path}
    client.post(reverse("account_signup"), given)
    code = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", mail.outbox[-1].body, re.MULTILINE)[1]
    answer = client.post(reverse("account_email_verification_sent"), {"code": code}, follow=True)
    assert "Join the team" in answer.content.decode()
    assert answer.redirect_chain[-1][0] == path


def test_my_businesses_lists_them_with_role_and_end(shop: Shipper):
    clerk = seller("cy@brisk.example")
    Membership.objects.create(
        shipper=shop, user=clerk, role="agent", organisation="Brisk Brokers", until=date(2099, 3, 1)
    )
    page = signed_in(clerk).get(reverse("portal:businesses")).content.decode()
    assert reverse("portal:shipper", args=[shop.pk]) in page
    assert "March 1, 2099" in page
    assert signed_in(clerk).get(at("team", shop)).status_code == 200
    shop.team.filter(user=clerk).update(until=date(2020, 1, 1))
    assert signed_in(clerk).get(at("team", shop)).status_code == 404
    assert (
        reverse("portal:shipper", args=[shop.pk])
        not in signed_in(clerk).get(reverse("portal:businesses")).content.decode()
    )
