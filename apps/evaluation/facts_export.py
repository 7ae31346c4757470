"""The export of all facts of a shipper that a rule may read, in the words of the ledger (docs/verify/README.md).

With a published policy, the export suffices to repeat every evaluation of the shipper.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
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
    rows = list(_controlled(history, known_at))
    own = {link.seller_id for link in history.links if link.shipper_id == shipper.pk}
    gone = _departed_identities(history, rows)
    counting = own | {row["identity"] for row in rows}
    told = _entries_told(history, counting, gone)
    evaluations = Evaluation.objects.filter(shipper=shipper, known_at__lte=known_at).select_related("policy")
    return {
        "format": FORMAT,
        "ksn": shipper.ksn,
        "known_at": known_at.isoformat(),
        "archived": [f"{month:%Y-%m}" for month in sorted({missing.month for missing in history.missing})],
        "identities": _identities(own, counting),
        "links": [
            {
                "identity": link.seller_id,
                "mine": link.shipper_id == shipper.pk,
                "reason": link.reason if link.shipper_id == shipper.pk else None,
                **_times(link.known_from, link.recorded_at),
            }
            for link in history.links
            if link.known_from <= known_at and link.seller_id in own
        ],
        "controlled": [row | {"known_from": row["known_from"].isoformat()} for row in rows],
        "months": [
            {
                "identity": change.seller_id,
                "month": f"{change.month:%Y-%m}",
                "counts_from": change.counts_from.isoformat(),
                "known_from": change.known_from.isoformat(),
                "counts": change.counts._asdict(),
            }
            for change in history.months
            if change.known_from <= known_at
            and change.seller_id in counting
            and not _is_gone(gone, change.seller_id, change.known_from)
        ],
        "violations": [_violation(entry, counting, gone) for entry in told if entry.known_from <= known_at],
        "parcels": _parcels(history, told, counting, gone, known_at),
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
        "declared_months": list(_declared_months(history, known_at)),
        "evaluations": [_evaluation(evaluation) for evaluation in evaluations.order_by("pk").iterator(chunk_size=500)],
    }


def _times(known_from: datetime, recorded_at: datetime) -> dict[str, str]:
    return {"recorded_at": recorded_at.isoformat(), "known_from": known_from.isoformat()}


def _controlled(history: History, known_at: datetime) -> Iterator[dict[str, Any]]:
    """Yield a row wherever an identity of another business begins or ends to count for the shipper, since both are
    judged together: the first day that is asked about on which the identity counts, and from when that is known.
    """
    moments = {row.known_from for row in (*history.links, *history.bindings) if row.known_from <= known_at}
    told: dict[int, date | None] = {}
    for moment in sorted(moments if history.bindings else ()):
        since = history.bound_since(moment)
        last = {link.seller_id: link.shipper_id for link in history.links if link.known_from <= moment}
        for identity, whose in last.items():
            day = since.get(whose) if whose and whose != history.shipper_id else None
            if day != told.get(identity):
                told[identity] = day
                yield {"identity": identity, "since": day.isoformat() if day else None, "known_from": moment}


def _declared_months(history: History, known_at: datetime) -> Iterator[dict[str, Any]]:
    """Yield the count of a completed month wherever the count changes: the sum of all that are judged together on days
    since one, and from when that is known.
    """
    days = [date.min, *sorted({act.date for act in history.bindings})]
    moments = {row.known_from for row in (*history.declared, *history.bindings) if row.known_from <= known_at}
    told: dict[date, list[tuple[int, int, int]]] = {}
    for moment in sorted(moments):
        found = [history.declared_months(as_of=day, known_at=moment) for day in days]
        for month in sorted({month for counts in found for month in counts} | told.keys()):
            counts = [each.get(month, (0, 0, 0)) for each in found]
            if counts == told.get(month):
                continue
            told[month] = counts
            for place, (day, count) in enumerate(zip(days, counts, strict=True)):
                if not place or count != counts[place - 1]:
                    yield {
                        "month": f"{month:%Y-%m}",
                        "since": day.isoformat() if place else None,
                        "known_from": moment.isoformat(),
                        **dict(zip(("parcels", "could", "declared"), count, strict=True)),
                    }


def _departed_identities(history: History, controlled: Sequence[Mapping[str, Any]]) -> dict[int, datetime]:
    """Return the identities that count for the shipper no longer, each with the time from which that is known."""
    last = {link.seller_id: link for link in history.links}
    gone = {seller_id: link.known_from for seller_id, link in last.items() if link.shipper_id != history.shipper_id}
    for row in controlled:
        if row["since"]:
            gone.pop(row["identity"], None)
        elif last[row["identity"]].shipper_id != history.shipper_id:
            gone[row["identity"]] = row["known_from"]
    return gone


def _is_gone(gone: dict[int, datetime], seller_id: int, known_from: datetime) -> bool:
    """Tell whether a fact was known only after its identity had left the shipper: the fact is not the shipper's."""
    return seller_id in gone and known_from >= gone[seller_id]


def _identities(own: set[int], counting: set[int]) -> list[dict[str, Any]]:
    """Return the identities that count. Who the others are that are judged with the shipper is not told."""
    sellers = Seller.objects.filter(pk__in=own).in_bulk()
    found = [(pk, sellers.get(pk)) for pk in sorted(counting)]
    return [
        {"id": pk, "source": seller.source if seller else None, "code": seller.code if seller else None}
        for pk, seller in found
    ]


def _entries_told(history: History, own: set[int], gone: dict[int, datetime]) -> list[CaseEntry]:
    """Return the entries of cases from the first decision on that counts for the shipper. No rule reads an allegation
    before that.
    """
    begun: set[int] = set()
    found = []
    for entry in history.cases:
        counts = entry.seller_id in own and not _is_gone(gone, entry.seller_id, entry.known_from)
        if counts and entry.determination != Determination.ALLEGED:
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


def _parcels(
    history: History, told: Sequence[CaseEntry], own: set[int], gone: dict[int, datetime], known_at: datetime
) -> list[dict[str, Any]]:
    """Return the entries of the parcels of decided violations. An entry that names another business is exported without
    its content: it says only that the entry before no longer counts.
    """
    named = {entry.parcel_id for entry in told if entry.seller_id in own}
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
