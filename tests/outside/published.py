"""A simulated program as people outside know it: by its pages, its API and its downloads, and by nothing else."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.shippers.models import Membership
from config.engines import PROJECT
from config.simulation.numbers.sellers import Size
from config.simulation.services import program_simulate
from tests.people import signed_in
from tests.simulation.programs import rows_counted

SHIPPERS, DAYS = 16, 270
# Any programs. Other tests simulate further ones.
SEEDS = (4, *(pytest.param(seed, marks=pytest.mark.soak) for seed in (19, 23)))


def program(seed: int) -> None:
    """Let a program be lived through."""
    with rows_counted():
        program_simulate(size=Size(SHIPPERS), days=DAYS, seed=seed)


def verifier(name: str) -> ModuleType:
    """Return a program of `docs/verify`, which uses nothing of this project."""
    folder = str(PROJECT / "docs/verify")
    if folder not in sys.path:
        sys.path.append(folder)
    return import_module(name)


@dataclass(frozen=True, slots=True)
class Member:
    """A member as its own team reads of it."""

    client: Client
    shipper_id: int
    ksn: str

    def told(self, what: str) -> dict[str, Any]:
        """Return what the API tells about the member."""
        answer = self.client.get(f"/api/v1/shippers/{self.ksn}/{what}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def page(self, name: str) -> str:
        """Return a page of the member, with its white space collapsed."""
        return text_of(self.client, reverse(f"portal:{name}", args=[self.shipper_id]))


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def members() -> Iterator[Member]:
    """Yield the members of the program, each as an owner of its own reads of it in English."""
    User.objects.update(language="en")
    owners = Membership.objects.filter(role="owner", until=None, shipper__watch__isnull=False)
    for place in owners.select_related("user", "shipper").order_by("shipper_id", "pk").distinct("shipper_id"):
        yield Member(signed_in(place.user), place.shipper_id, place.shipper.ksn or "")


def policies_published() -> list[dict[str, Any]]:
    """Return every policy that was ever published, as the API answers anybody."""
    last = Client().get("/api/v1/policies/current").json()["version"]
    answers = [Client().get(f"/api/v1/policies/{version}") for version in range(1, last + 10)]
    return [json.loads(answer.content) for answer in answers if answer.status_code == 200]
