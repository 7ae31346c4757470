"""The export of all facts of a shipper that a rule may read, in the words of the ledger (docs/verify/README.md).

With a published policy, the export suffices to repeat every evaluation of the shipper.
"""

from datetime import datetime
from typing import Any

from apps.core import clock
from apps.evaluation.models import Evaluation
from apps.ledger.models import Seller
from apps.ledger.selectors.histories import CaseEntry, History, histories
from apps.ledger.vocabulary import Determination
from apps.shippers.models import Shipper

FORMAT = "known-shipper-facts/1"
# The fields of a violation that rules read.
CONTENT = ("category", "culpability", "attribution", "basis", "self_disclosed", "determination")


def facts_document(shipper: Shipper, *, known_at: datetime | None = None) -> dict[str, Any]:
    """Return the facts of a shipper that are known at a time, by default now, with the evaluations made until then.

    Facts of `archived` months are left out: their entries are in files.
    """
    known_at = known_at or clock.now()
    history = histories([shipper.pk])[shipper.pk]
    own, gone = {link.seller_id for link in history.links}, _departed_identities(history)
    evaluations = Evaluation.objects.filter(shipper=shipper, known_at__lte=known_at).select_related("policy")
    return {
        "format": FORMAT,
        "ksn": shipper.ksn,
        "known_at": known_at.isoformat(),
        "archived": [f"{month:%Y-%m}" for month in sorted({missing.month for missing in history.missing})],
        "identities": _identities(own),
        "links": [
            {
                "identity": link.seller_id,
                "mine": link.mine,
                "reason": link.reason if link.mine else None,
                **_times(link.known_from, link.recorded_at),
            }
            for link in history.links
            if link.known_from <= known_at
        ],
        "months": [
            {
                "identity": change.seller_id,
                "month": f"{change.month:%Y-%m}",
                "counts_from": change.counts_from.isoformat(),
                "known_from": change.known_from.isoformat(),
                "counts": change.counts._asdict(),
            }
            for change in history.months
            if change.known_from <= known_at and not _is_gone(gone, change.seller_id, change.known_from)
        ],
        "violations": [
            _violation(entry, own, gone) for entry in _entries_since_decision(history) if entry.known_from <= known_at
        ],
        "parcels": _parcels(history, own, gone, known_at),
        "program_entries": [
            {
                "id": act.id,
                "takes_back": act.takes_back,
                "kind": act.kind,
                "date": act.date.isoformat(),
                **_times(act.known_from, act.recorded_at),
            }
            for act in history.acts
            if act.known_from <= known_at
        ],
        "declared_months": [
            {
                "month": f"{counted.month:%Y-%m}",
                "parcels": counted.parcels,
                "could": counted.could,
                "declared": counted.declared,
                **_times(counted.known_from, counted.recorded_at),
            }
            for counted in history.declared
            if counted.known_from <= known_at
        ],
        "evaluations": [_evaluation(evaluation) for evaluation in evaluations.order_by("pk").iterator(chunk_size=500)],
    }


def _times(known_from: datetime, recorded_at: datetime) -> dict[str, str]:
    return {"recorded_at": recorded_at.isoformat(), "known_from": known_from.isoformat()}


def _departed_identities(history: History) -> dict[int, datetime]:
    """Return the identities that no longer belong to the shipper, each with the time from which that is known."""
    last = {link.seller_id: link for link in history.links}
    return {seller_id: link.known_from for seller_id, link in last.items() if not link.mine}


def _is_gone(gone: dict[int, datetime], seller_id: int, known_from: datetime) -> bool:
    """Tell whether a fact was known only after its identity had left the shipper: the fact is not the shipper's."""
    return seller_id in gone and known_from >= gone[seller_id]


def _identities(ids: set[int]) -> list[dict[str, Any]]:
    sellers = Seller.objects.filter(pk__in=ids).order_by("pk")
    return [{"id": seller.pk, "source": seller.source, "code": seller.code} for seller in sellers]


def _entries_since_decision(history: History) -> list[CaseEntry]:
    """Return the entries of cases from their first decision on. No rule reads an allegation before that."""
    begun: set[int] = set()
    found = []
    for entry in history.cases:
        if entry.determination != Determination.ALLEGED:
            begun.add(entry.case_id)
        if entry.case_id in begun:
            found.append(entry)
    return found


def _violation(entry: CaseEntry, own: set[int], gone: dict[int, datetime]) -> dict[str, Any]:
    """Return an entry of a case. One that names another business says only that the entry before no longer counts."""
    exported = {"case": entry.case_id, "revision": entry.revision, **_times(entry.known_from, entry.recorded_at)}
    if entry.seller_id not in own or _is_gone(gone, entry.seller_id, entry.known_from):
        return exported | {"identity": None, "voided": True}
    exported |= {"id": entry.id, "identity": entry.seller_id, "voided": entry.voided, "date": entry.date.isoformat()}
    exported |= {name: getattr(entry, name) for name in CONTENT} | {"parcel": entry.parcel_id}
    return exported | {"told_on": clock.day_of(entry.recorded_at).isoformat()}


def _parcels(history: History, own: set[int], gone: dict[int, datetime], known_at: datetime) -> list[dict[str, Any]]:
    """Return the entries of the parcels of decided violations. An entry that names another business is exported without
    its content: it says only that the entry before no longer counts.
    """
    named = {entry.parcel_id for entry in _entries_since_decision(history) if entry.seller_id in own}
    found = []
    for entry in history.parcels:
        if entry.parcel_id not in named or entry.known_from > known_at:
            continue
        exported: dict[str, Any] = {"parcel": entry.parcel_id, "revision": entry.revision}
        exported |= _times(entry.known_from, entry.recorded_at)
        if entry.seller_id in own and not _is_gone(gone, entry.seller_id, entry.known_from):
            exported |= {"identity": entry.seller_id, "month": f"{entry.date:%Y-%m}"}
            exported |= {"drawn": entry.drawn, "followed": entry.followed}
            exported |= {"discrepant": entry.opened and entry.discrepant}
        else:
            exported |= {"identity": None, "month": None, "drawn": False, "followed": False, "discrepant": False}
        found.append(exported)
    return found


def _evaluation(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "id": evaluation.pk,
        "as_of": evaluation.as_of.isoformat(),
        "known_at": evaluation.known_at.isoformat(),
        "policy_version": evaluation.policy.version,
        "retrospective": evaluation.retrospective,
        "enter": evaluation.enter,
        "keep": evaluation.keep,
        "suspend": evaluation.suspend,
        "quiet_until": evaluation.quiet_until.isoformat() if evaluation.quiet_until else None,
        "clean_left": evaluation.clean_left,
        "findings": evaluation.findings,
    }
