"""A list of restricted parties that nobody published is loaded, and officers decide who is on it."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from apps.applications.models import Application, ApplicationState
from apps.core import clock
from apps.core.spreadsheets import CsvWriter
from apps.screening import services
from apps.screening.files.formats import FORMATS
from apps.screening.models import BusinessHit
from apps.shippers.models import Owner, Shipper
from config.simulation.people.acts import Story, Turn, officer
from config.simulation.people.cast import KEEPER

LIST = "Invented list of the demonstration"
COLUMNS = ("number", "name", "kind", "countries", "programs", "remarks")
REMARK = "Invented for the demonstration. No list has this party."


def _load(parties: Sequence[tuple[str, str, str, str]]) -> None:
    """Load the list whole, and compare the businesses that it can touch, as a worker would."""
    rows = [(*party, "DEMO", REMARK) for party in parties]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "invented.csv"
        with path.open("w", newline="") as file:
            writer = CsvWriter(file)
            for row in (COLUMNS, *rows):
                writer.write(row)
        version = services.list_load(
            name=LIST, format_code="csv", file=FORMATS["csv"](path), on_rejected=lambda _line, _reason: None
        )
    services.version_follow(version_id=version.pk, report=lambda _done, _total: None)


def businesses_screen(*, turn: Turn) -> None:
    """Show a hit in each state: one is confirmed, one cleared, one lapses with its entry, and one waits.

    All of it happens on the last day, so that no hit stands in the way of a story.
    """
    member, officer = Shipper.objects.get(pk=turn.shipper_id), turn.cast.staff.officer
    owner = Owner.objects.filter(shipper=member).order_by("pk")[0]
    other = Shipper.objects.filter(ksn__isnull=False).exclude(pk=member.pk).order_by("pk")[0]
    confirmed, cleared = ("1", owner.name, "person", owner.country.code), ("2", other.name, "organization", "")
    _load([confirmed, cleared, ("3", member.name, "organization", "")])
    for hit in BusinessHit.objects.filter(shipper=other, name=other.name):
        services.hit_clear(
            actor=officer, hit_id=hit.pk, reasons="The entry is a shipping company; the register has another seat."
        )
    for hit in BusinessHit.objects.filter(shipper=member, name=owner.name)[:1]:
        services.hit_confirm(
            actor=officer,
            hit_id=hit.pk,
            reasons="Name, country and day of birth in the register are those of the entry.",
            reference=f"NY-{clock.today():%y}-S{member.pk:04}",
            culpability="negligence",
            acts="One of your owners is on a list of restricted parties of the demonstration: entry 1, program DEMO.",
            language="en",
        )
    waiting = Application.objects.filter(state=ApplicationState.SUBMITTED).order_by("pk").last()
    _load([confirmed, cleared, *([("4", waiting.shipper.name, "organization", "")] if waiting else [])])


STORIES = (Story(KEEPER, officer(0, businesses_screen)),)
