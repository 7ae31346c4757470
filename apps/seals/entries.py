"""The entries that are sealed: their order within a day, and what each says.

The seal of a day has the entries of the ledger that were recorded on the day, and the acts of the day before: events,
looks of staff, sign-ins, and appeals as they were sent. An act bears the moment at which its transaction began, and no
writer of acts waits for the seal: by the next day every such transaction has ended.

An entry is written as a JSON object with its fields in a fixed order. A field without a value is left out, so that a
field that the ledger gets later changes no entry of before. Times are in UTC, days are days in New York, amounts are
texts, as in the API.
"""

from dataclasses import dataclass

from apps.ledger.schema import FIELDS, TEXT_KINDS, FieldKind

# The kinds of entries, in the order in which they are sealed. The number of a kind is the place of its name here; a
# place has room for eight. A seal keeps how many of them it has: a new kind changes no seal of before.
KINDS = ("shipment", "violation", "program entry", "link", "event", "look of staff", "sign-in", "appeal")
_SHIFT = 60


def place_of(kind: str, pk: int) -> int:
    """Return the place of an entry in the order of sealing: by kind, then by number."""
    return (KINDS.index(kind) << _SHIFT) | pk


def place_text(place: int) -> str:
    """Return the kind and the number of the entry at a place."""
    return f"{KINDS[place >> _SHIFT]} {place & ((1 << _SHIFT) - 1)}"


@dataclass(frozen=True, slots=True)
class SealedTable:
    """A table of entries, with the SQL of what each entry says.

    `columns` has the SQL of each field's value as JSON by the field's name; SQL that gives null leaves the field out.
    `where` chooses the entries of a day, from `since` to `until`; the day before begins at `before`. `number` tells the
    entries of a kind apart.
    """

    kind: str
    tables: str
    columns: dict[str, str]
    where: str = "e.recorded_at >= %(since)s AND e.recorded_at < %(until)s"
    number: str = "e.id"

    def sql(self, of: str = "true") -> str:
        """Return the statement that gives the place and the content of each entry of a day that fulfils a condition."""
        number = KINDS.index(self.kind)
        place = f"(({number}::bigint << {_SHIFT}) + {self.number})" if number else "e.id"
        fields = ",\n        ".join(f"""'"{name}":' || {value}""" for name, value in self.columns.items())
        return f"""
    SELECT {place} AS place, '{{' || concat_ws(',',
        '"entry":"{self.kind}"',
        {fields}
    ) || '}}' AS content
    FROM {self.tables}
    WHERE {self.where} AND {of}"""  # noqa: S608 # nosec B608 # made of the constants of this module


def _text(column: str) -> str:
    return f"to_json(nullif({column}, ''))::text"


def _number(column: str) -> str:
    return f"{column}::text"


def _amount(column: str) -> str:
    return f"""'"' || {column}::text || '"'"""


def _day(column: str) -> str:
    return f"to_json({column})::text"


def _moment(column: str) -> str:
    return f"to_json({column} AT TIME ZONE 'UTC')::text"


def _truth(column: str) -> str:
    return f"CASE WHEN {column} THEN 'true' END"


def _digest(column: str) -> str:
    return f"""'"' || encode({column}, 'hex') || '"'"""


_OF_KIND = dict.fromkeys(TEXT_KINDS, _text) | {
    FieldKind.AMOUNT: _amount,
    FieldKind.DAY: _day,
    FieldKind.MOMENT: _moment,
    FieldKind.TRUTH: _truth,
    FieldKind.DIGEST: _digest,
}
_RECORDED = {"recording": _number("e.recording_id"), "recorded_at": _moment("e.recorded_at")}
_SELLER = {"source": _text("seller.source"), "seller": _text("seller.code")}
_REPORT = {"voided": _truth("e.voided"), "reported_at": _moment("e.reported_at"), "version": _number("e.version")}

SHIPMENTS = SealedTable(
    kind="shipment",
    tables="ledger_shipment AS e JOIN ledger_parcel AS parcel ON parcel.id = e.parcel_id "
    "JOIN ledger_seller AS seller ON seller.id = e.seller_id",
    columns={
        "id": _number("e.id"),
        "issuer": _text("parcel.issuer"),
        "reference": _text("parcel.reference"),
        "parcel": _number("e.parcel_id"),
        "revision": _number("e.revision"),
        **_RECORDED,
        **_SELLER,
        **{field.name: _OF_KIND[field.kind](f"e.{field.name}") for field in FIELDS},
        "evidence": _truth("e.evidence"),
        "drawn": _truth("e.drawn"),
        "followed": _truth("e.followed"),
        "flags": "to_json(nullif(e.flags, '{}'))::text",
        **_REPORT,
    },
)
_VIOLATION = SealedTable(
    kind="violation",
    tables="ledger_violation AS e JOIN ledger_case AS cases ON cases.id = e.case_id "
    "JOIN ledger_seller AS seller ON seller.id = e.seller_id",
    columns={
        "id": _number("e.id"),
        "case": _number("e.case_id"),
        "case_reference": _text("cases.reference"),
        "revision": _number("e.revision"),
        **_RECORDED,
        **_SELLER,
        "date": _day("e.date"),
        **{name: _text(f"e.{name}") for name in ("category", "culpability", "basis", "agency", "attribution")},
        "self_disclosed": _truth("e.self_disclosed"),
        "determination": _text("e.determination"),
        "parcel": _number("e.parcel_id"),
        "currency": _text("e.currency"),
        **{
            name: _amount(f"e.{name}")
            for name in ("revenue_loss", "penalty_assessed", "penalty_mitigated", "collected")
        },
        **{name: _text(f"e.{name}") for name in ("found_origin", "found_hs", "note")},
        **_REPORT,
    },
)
_PROGRAM_ENTRY = SealedTable(
    kind="program entry",
    tables="ledger_programentry AS e",
    columns={
        "id": _number("e.id"),
        "shipper": _number("e.shipper_id"),
        **_RECORDED,
        "kind": _text("e.kind"),
        "date": _day("e.date"),
        "takes_back": _number("e.takes_back_id"),
        "control": _number("e.control"),
    },
)
# A business has its own number since the business is on record, without a recording: that link is no entry of a day.
_LINK = SealedTable(
    kind="link",
    tables="ledger_sellerlink AS e JOIN ledger_seller AS seller ON seller.id = e.seller_id",
    columns={
        "id": _number("e.id"),
        **_SELLER,
        "shipper": _number("e.shipper_id"),
        "reason": _text("e.reason"),
        **_RECORDED,
    },
    where="e.recorded_at >= %(since)s AND e.recorded_at < %(until)s AND e.recording_id IS NOT NULL",
)
_DAY_BEFORE = "e.at >= %(before)s AND e.at < %(since)s"
_SUBJECT = {"subject": _text("e.subject_type"), "number": _number("e.subject_id"), "shipper": _number("e.shipper_id")}
_EVENT = SealedTable(
    kind="event",
    tables="events_event AS e",
    columns={
        "id": _number("e.id"),
        "kind": _text("e.kind"),
        "at": _moment("e.at"),
        "actor": _number("e.actor_id"),
        **_SUBJECT,
        "payload": "e.payload::text",
    },
    where=_DAY_BEFORE,
)
_LOOK = SealedTable(
    kind="look of staff",
    tables="audit_view AS e",
    columns={"id": _number("e.id"), "at": _moment("e.at"), "actor": _number("e.actor_id"), **_SUBJECT},
    where=_DAY_BEFORE,
)
_SIGN_IN = SealedTable(
    kind="sign-in",
    tables="accounts_access AS e",
    columns={
        "id": _number("e.id"),
        "at": _moment("e.at"),
        "person": _number("e.user_id"),
        "kind": _text("e.kind"),
        "actor": _number("e.actor_id"),
    },
    where=_DAY_BEFORE,
)


def _appeal(table: str, about: str, place: int) -> SealedTable:
    """Return the appeals of a table, as they were sent. The two tables of appeals share the numbers of their kind."""
    return SealedTable(
        kind="appeal",
        tables=f"{table} AS e",
        columns={
            "id": _number("e.id"),
            about: _number(f"e.{about}_id"),
            "at": _moment("e.at"),
            "by": _number("e.by_id"),
            "text": _text("e.text"),
        },
        where=_DAY_BEFORE,
        number=f"2 * e.id + {place}",
    )


SOURCES = (
    *(SHIPMENTS, _VIOLATION, _PROGRAM_ENTRY, _LINK, _EVENT, _LOOK, _SIGN_IN),
    *(_appeal("standing_appeal", "proposal", 0), _appeal("applications_appeal", "application", 1)),
)
