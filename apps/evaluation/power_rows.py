"""The power of a policy as rows of a page, beside that of another policy where there is one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from apps.core.shares import percent
from apps.evaluation.power import MONTHS_TO_FIND, TURNS, SharePower, SizePower
from apps.evaluation.powers import powers_known, table_of
from apps.policy.models import Policy

NEVER = "–"


class PowerCell(NamedTuple):
    """A figure as text. `before` is that of the other policy; "" where it is the same, or there is no other policy."""

    now: str
    before: str


class PowerRow(NamedTuple):
    """The figures of shops of one size or, if `wrong` is not None, of sellers of one size and true share."""

    parcels: int
    wrong: float | None
    cells: list[PowerCell]


@dataclass(frozen=True, slots=True)
class PowerRows:
    """The figures of a policy, by size, and by size and true share of wrong parcels."""

    sellers: int
    made_at: datetime
    sizes: list[PowerRow]
    shares: list[PowerRow]

    # What the captions of the tables say of the sellers that turn bad.
    good_share, bad_share = TURNS
    months_to_find = MONTHS_TO_FIND


def power_rows(policy: Policy, *, beside: Policy | None = None) -> PowerRows | None:
    """Return the figures of a policy beside those of another one; None where either was not measured yet."""
    measured, *others = powers_known(policy, *([beside] if beside else ()))
    compared = others[0] if others else measured
    if measured is None or compared is None:
        return None
    now, before = table_of(measured), table_of(compared)
    # Another release of the program may have measured other sizes.
    sizes = {line.parcels: _size_texts(line) for line in before.sizes}
    shares = {(line.parcels, line.wrong): _share_texts(line) for line in before.shares}
    return PowerRows(
        now.sellers,
        measured.made_at,
        [PowerRow(line.parcels, None, _cells(_size_texts(line), sizes.get(line.parcels))) for line in now.sizes],
        [
            PowerRow(line.parcels, line.wrong, _cells(_share_texts(line), shares.get((line.parcels, line.wrong))))
            for line in now.shares
        ],
    )


def _cells(now: Sequence[str], before: Sequence[str] | None) -> list[PowerCell]:
    return [
        PowerCell(text, "" if text == other else other)
        for text, other in zip(now, before or [""] * len(now), strict=True)
    ]


def _size_texts(line: SizePower) -> list[str]:
    return [str(months) if months else NEVER for months in (*line.reached, line.half, line.most)]


def _share_texts(line: SharePower) -> list[str]:
    return [*(percent(share, 0) for share in line.held), percent(line.false_alarms, 2), percent(line.opened)]
