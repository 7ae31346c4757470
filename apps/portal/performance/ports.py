"""The largest ports of small parcels, in the language of the reader."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from apps.core.lazy import Promise
from apps.measures.headline.low_value import ALL
from apps.measures.headline.low_value import MEASURE as LOW_VALUE
from apps.measures.models import Edition

# The page shows so many ports; the files have all.
MAX_PORTS = 10


@dataclass(frozen=True, slots=True)
class PortShown:
    """The small parcels of a port in words: by all modes, then by each, with its title. "" where nothing is told."""

    name: str
    parcels: list[tuple[Promise, str]]


def ports_shown(edition: Edition) -> list[PortShown]:
    """Return the largest ports of an edition whose number of all parcels was published, the largest first."""
    ports = defaultdict[str, dict[str, int]](dict)
    for table in edition.published.get("tables", []):
        for row in table["rows"]:
            ports[row["port"]][row["mode"]] = int(row["parcels"])
    told = sorted((-modes[ALL], port) for port, modes in ports.items() if ALL in modes)
    return [
        PortShown(
            name=port or _("Not stated"),
            parcels=[(line.title, _number(ports[port].get(line.code))) for line in LOW_VALUE.lines],
        )
        for _parcels, port in told[:MAX_PORTS]
    ]


def _number(parcels: int | None) -> str:
    return "" if parcels is None else number_format(parcels, force_grouping=True)
