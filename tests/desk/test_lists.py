"""The lists and forms of the desk, as all of them are drawn."""

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils.text import capfirst

from apps.accounts.staff_admin import StaffModelAdmin
from apps.ledger.models import Parcel
from tests.ledger.conftest import report, shipment
from tests.people import signed_in, staff

pytestmark = pytest.mark.django_db


def test_clean_parcel_says_no_in_words_and_shows_no_cross():
    report(shipment())
    parcel = Parcel.objects.get()
    client = signed_in(staff("auditor"))
    for name, args in (("changelist", []), ("change", [parcel.pk])):
        text = client.get(reverse(f"admin:ledger_parcel_{name}", args=args)).content.decode()
        assert "icon-no" not in text
        assert "icon-yes" not in text
        assert ">No<" in text


def test_title_of_a_list_names_the_records_and_asks_for_no_selection():
    client, wrong = signed_in(staff("auditor")), {}
    for model, kind in admin.site._registry.items():
        if isinstance(kind, StaffModelAdmin):
            opts = model._meta
            answer = client.get(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"))
            if answer.status_code == 200 and "Select " in str(answer.context["title"]):
                wrong[opts.label] = str(answer.context["title"])
    assert not wrong
    parcels = client.get(reverse("admin:ledger_parcel_changelist"))
    assert parcels.context["title"] == capfirst("parcels")
