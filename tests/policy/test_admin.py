import pytest
from django.urls import reverse

from apps.policy.models import Policy
from tests.people import signed_in, staff

pytestmark = pytest.mark.django_db


def test_staff_read_every_number_with_its_reason_and_change_none():
    auditor = signed_in(staff("auditor"))
    change = reverse("admin:policy_policy_change", args=[Policy.objects.get().pk])

    assert auditor.get(reverse("admin:policy_policy_changelist")).status_code == 200
    page = auditor.get(change).content.decode()
    assert "clock.appeal_days" in page
    assert "The same right as a CTPAT member has." in page
    assert auditor.post(change, {"summary": "mine"}).status_code == 403
