"""The pages of a business say which of its shipments are archived, where a reader would see nothing."""

from pathlib import Path

import pytest
from django.urls import reverse

from apps.core import clock
from apps.ledger.models import Parcel
from apps.ledger.services.archives import months_archive
from tests.ledger.archives.winter import JANUARY, NOW, winter
from tests.people import on_team, seller, signed_in, staff


@pytest.mark.usefixtures("owner_db")
def test_pages_of_a_business_name_the_archived_month(settings, tmp_path: Path) -> None:
    settings.SEALS_FOLDER = str(tmp_path / "seals")
    shipper = winter()
    client = signed_in(on_team(shipper, "owner", seller()))
    inside, outside = (Parcel.objects.get(reference=number) for number in ("IN", "STAYS"))
    listed = reverse("portal:shipments", args=[shipper.pk])

    def page(address: str) -> str:
        return client.get(address).content.decode()

    with clock.at(NOW):
        assert "archived" not in page(f"{listed}?since=2025-01-01")
        list(months_archive(before=JANUARY.replace(month=2), folder=tmp_path, actor=staff("supervisor")))
        found = page(f"{listed}?since=2025-01-01")
        assert "January 2025 are archived" in found
        assert "STAYS" in found
        assert "2 shipments" in found
        assert "archived" not in page(f"{listed}?since=2025-02-01")
        told = page(reverse("portal:shipment", args=[shipper.pk, inside.pk]))
        assert "The reports of January 2025 are archived" in told
        assert "archived" not in page(reverse("portal:shipment", args=[shipper.pk, outside.pk]))
        proof = client.get(reverse("portal:parcel_proof", args=[shipper.pk, inside.pk]))
        assert proof.status_code == 409
        assert "2025-01" in proof.content.decode()
        assert client.get(reverse("portal:parcel_proof", args=[shipper.pk, outside.pk])).status_code == 200
