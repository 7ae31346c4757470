"""The load of an agency's file: firms and findings are kept, and the firms are compared with the businesses here."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass

from django.db import transaction

from apps.agencies.files.lines import FiledLine
from apps.agencies.likeness import firm_keys
from apps.agencies.models import FiledFinding, FiledFirm, FirmState
from apps.agencies.selectors import businesses_compared, days_last_found, firms_numbered
from apps.agencies.services.matches import COMPARED, FIRMS_LOCK, firm_suggest, firms_suggest
from apps.core import clock
from apps.core.fields import max_length_of
from apps.core.locks import lock_take

_RECORD = ["name", "address", "country", "keys"]


@dataclass(frozen=True, slots=True)
class FirmsLoad:
    """The figures of a load: findings read, those that were new, the firms that were new, and the firms that may be a
    business here and wait for an officer.
    """

    read: int
    added: int
    firms: int
    suggested: int


@transaction.atomic
def firms_load(*, agency: str, lines: Iterable[FiledLine]) -> FirmsLoad:
    """Load findings of an agency's file, and suggest the business that each firm may be.

    A finding that was loaded before is not loaded again. A firm has the name and the address of its latest finding. A
    firm that an officer confirmed waits for an officer again if the file has new findings about it. A firm that an
    officer dismissed waits again if it changed, or if it is like another business or like one that changed.
    """
    found = list(lines)
    latest = {line.firm: line for line in sorted(found, key=lambda line: line.day)}
    lock_take(FIRMS_LOCK)
    # No officer decides on a firm meanwhile.
    list(FiledFirm.objects.select_for_update().filter(agency=agency).order_by("pk").values_list("pk"))
    before = firms_numbered(agency, latest.keys())
    FiledFirm.objects.bulk_create([_firm(agency, line) for number, line in latest.items() if number not in before])
    _renew(before, latest)
    firms = firms_numbered(agency, latest.keys())
    known = set(FiledFinding.objects.filter(firm__in=firms.values()).values_list("firm", "number"))
    new = {(firms[line.firm].pk, line.number): line for line in found}
    added = [_finding_row(pk, line) for (pk, _number), line in new.items() if (pk, line.number) not in known]
    FiledFinding.objects.bulk_create(added)
    again = _confirmed_with_news(firms.values(), {finding.firm_id for finding in added})
    for firm in again:
        firm_suggest(firm)
    compared = [firm for firm in firms.values() if firm.state in COMPARED]
    suggested = firms_suggest(compared, businesses_compared()) if compared else 0
    return FirmsLoad(len(found), len(added), len(firms) - len(before), len(again) + suggested)


def _renew(before: Mapping[str, FiledFirm], latest: Mapping[str, FiledLine]) -> None:
    """Give firms that were known the name and the address of their latest finding, and the keys of the name."""
    days = days_last_found(before.values())
    renewed = []
    for number, firm in before.items():
        line = latest[number]
        record = _firm(firm.agency, line) if line.day >= days[firm.pk] else firm
        values = {name: getattr(record, name) for name in _RECORD} | {"keys": firm_keys(record.name)}
        if any(getattr(firm, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(firm, name, value)
            renewed.append(firm)
    FiledFirm.objects.bulk_update(renewed, _RECORD)


def _confirmed_with_news(firms: Collection[FiledFirm], news: Collection[int]) -> list[FiledFirm]:
    return [firm for firm in firms if firm.state == FirmState.CONFIRMED and firm.pk in news]


def _firm(agency: str, line: FiledLine) -> FiledFirm:
    name = line.name[: max_length_of(FiledFirm, "name")]
    return FiledFirm(
        agency=agency,
        number=line.firm[: max_length_of(FiledFirm, "number")],
        name=name,
        address=line.address[: max_length_of(FiledFirm, "address")],
        country=line.country,
        keys=firm_keys(name),
    )


def _finding_row(firm_id: int, line: FiledLine) -> FiledFinding:
    return FiledFinding(
        firm_id=firm_id,
        number=line.number[: max_length_of(FiledFinding, "number")],
        day=line.day,
        product=line.product[: max_length_of(FiledFinding, "product")],
        category=line.category,
        charges=[asdict(charge) for charge in line.charges],
        loaded_at=clock.now(),
    )
