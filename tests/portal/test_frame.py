"""The frame of all pages of a business: its name, its navigation, and the way to other businesses."""

from django.test import Client
from django.urls import reverse

from apps.shippers.models import Membership
from tests.people import seller, signed_in, staff
from tests.portal.members import member_of


def test_who_acts_for_several_businesses_goes_from_one_to_the_same_page_of_another() -> None:
    agent = seller("agent@broker.example")
    first, second = (member_of(agent, months=1, role=Membership.Role.PREPARER) for _number in range(2))
    page = signed_in(agent).get(reverse("portal:questions", args=[first.pk])).content.decode()
    assert f"<strong>{first}</strong>" in page
    assert first.ksn in page
    assert "Active" in page
    assert f'<a href="{reverse("portal:questions", args=[second.pk])}">{second}</a>' in page
    current = f'<a href="{reverse("portal:questions", args=[first.pk])}" aria-current="page">'
    assert current in page


def test_who_has_one_business_is_not_asked_which() -> None:
    ada = seller()
    shipper = member_of(ada, months=0)
    assert "Another business" not in signed_in(ada).get(reverse("portal:questions", args=[shipper.pk])).content.decode()


def test_only_staff_are_led_to_the_desk() -> None:
    desk = f'href="{reverse("admin:index")}"'
    assert desk in signed_in(staff("officer")).get("/").content.decode()
    assert desk not in signed_in(seller()).get("/").content.decode()
    assert desk not in Client().get("/").content.decode()
