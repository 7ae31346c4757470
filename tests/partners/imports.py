"""Imports as tests send them: content, its digests, and the requests of a partner's system."""

import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage

from apps.jobs.services import job_run
from apps.partners.models import Import
from tests.ledger.conftest import shipment
from tests.partners.client import PartnerClient

IMPORTS = "/api/v1/imports"
SHIPMENTS = f"{IMPORTS}?facts=shipments"
NDJSON = "application/x-ndjson"
FIELDS = ("reference", "seller", "date", "value", "currency")


def fact(number: int, **fields: Any) -> dict[str, Any]:
    return shipment(f"1Z{number:05}") | fields


def content(count: int, *, bad: Callable[[int], bool] = lambda _number: False) -> bytes:
    """Return so many facts as NDJSON; the bad ones have no date that can be read."""
    facts = (fact(number, **({"date": "soon"} if bad(number) else {})) for number in range(count))
    return b"".join(json.dumps(each, default=str).encode() + b"\n" for each in facts)


def digest(algorithm: Callable, data: bytes) -> str:
    found = algorithm(data)
    return f"{found.name.replace('sha', 'sha-')}=:{b64encode(found.digest()).decode()}:"


def create(partner: PartnerClient, data: bytes = b"", media_type: str = NDJSON, path: str = SHIPMENTS, **headers: str):
    # Without content, Django's client leaves the type out.
    return partner.post(path, data, media_type, headers={"Content-Type": media_type} | headers)


def part(partner: PartnerClient, where: str, offset: int, data: bytes, *, last: bool = False, **headers: str):
    headers |= {"Upload-Offset": str(offset), "Upload-Complete": "?1" if last else "?0"}
    return partner.patch(where, data, "application/octet-stream", headers=headers)


def recorded(partner: PartnerClient, where: str) -> dict[str, Any]:
    """Return an import after its job was run."""
    job_run(job_id=Import.objects.get(pk=int(where.rpartition("/")[2])).job_id)
    return partner.get(where).json()


def kept() -> list[str]:
    """Return the contents of imports that are in the storage."""
    folder = Path(default_storage.path("imports"))
    return [path.name for path in folder.iterdir()] if folder.exists() else []


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> None:
    """Keep the contents of imports in a folder of the test."""
    settings.MEDIA_ROOT = tmp_path / "media"
