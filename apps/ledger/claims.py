"""What a report may say of a violation, by the kind of its reporter. Pure.

How grave a fault is, what a laboratory found and who is at fault are findings: whoever determines a violation says
them. Everybody else says what they can have seen (docs/adr/0124).
"""

from collections.abc import Container, Mapping
from typing import Any

from apps.ledger.vocabulary import GRAVE, Attribution, Basis, Culpability, ReporterKind

_DEGREES = frozenset(Culpability.values) - GRAVE
# A seizure is told to whoever carries, clears or sells a parcel. A laboratory and a list are the authorities' own.
_TOLD = frozenset({Basis.DETENTION, Basis.SEIZURE, Basis.PENALTY, Basis.FINDING})
_PENALTY = ("penalty_assessed", "penalty_mitigated", "collected")
_NOTHING: Container[Any] = frozenset()
_NO_PENALTY = dict.fromkeys(_PENALTY, _NOTHING)

# The values of a field that reporters of a kind may give. A field that is not here they may fill in as they will.
_MAY_SAY: dict[str, dict[str, Container[Any]]] = {
    ReporterKind.AGENCY: {},
    ReporterKind.CARRIER: {
        "culpability": _DEGREES,
        "basis": _TOLD,
        "attribution": {Attribution.SELLER, Attribution.CARRIER},
    },
    ReporterKind.BROKER: {
        "culpability": _DEGREES,
        "basis": _TOLD,
        "attribution": {Attribution.SELLER, Attribution.BROKER},
    },
    ReporterKind.MARKETPLACE: {
        "culpability": _DEGREES,
        "basis": _TOLD,
        "attribution": {Attribution.SELLER},
        "agency": _NOTHING,
        **_NO_PENALTY,
    },
    # Whoever discloses a fault says how grave it is, and puts it on nobody else.
    ReporterKind.SELLER: {
        "basis": {Basis.FINDING},
        "attribution": {Attribution.SELLER},
        "agency": _NOTHING,
        **_NO_PENALTY,
    },
}


def claims_beyond(kind: str, content: Mapping[str, Any]) -> set[str]:
    """Return the fields of a report by which a reporter of a kind says more than it may."""
    return {name for name, values in _MAY_SAY[kind].items() if name in content and content[name] not in values}
