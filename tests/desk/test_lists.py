"""The lists and forms of the desk, as all of them are drawn."""

from django.contrib import admin
from django.urls import reverse
from django.utils.text import capfirst

from apps.accounts.staff_admin import StaffModelAdmin
from apps.ledger.models import Parcel
from tests.ledger.conftest import report, shipment
from tests.people import signed_in, staff


def test_clean_parcel_says_no_in_words_and_shows_no_cross():
    report(shipment())
    parcel = Parcel.objects.get()
    client = signed_in(staff("auditor"))
    for name, args in (("changelist", []), ("change", [parcel.pk])):
        text = client.get(reverse(f"admin:ledger_parcel_{name}", args=args)).content.decode()
        assert "icon-no" not in text
        assert "icon-yes" not in text
        assert ">No<" in text


def test_every_list_is_titled_by_its_records_and_says_what_it_contains():
    # A supervisor and an auditor together see every list.
    readers = [signed_in(staff(role)) for role in ("supervisor", "auditor")]
    selecting, unexplained, titles = {}, [], {}
    for model, kind in admin.site._registry.items():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        answers = (reader.get(address) for reader in readers)
        answer = next((answer for answer in answers if answer.status_code == 200), None)
        if answer is None or '<p class="help">' not in answer.content.decode():
            unexplained.append(address)
            continue
        titles[model] = str(answer.context["title"])
        if isinstance(kind, StaffModelAdmin) and "Select " in titles[model]:
            selecting[model._meta.label] = titles[model]
    assert unexplained == []
    assert not selecting
    assert titles[Parcel] == capfirst("parcels")
