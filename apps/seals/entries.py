"""The entries that are sealed: their order within a day, and what each says.

An entry is written as a JSON object with its fields in a fixed order. A field without a value is left out, so that a
field that the ledger gets later changes no entry of before. Times are in UTC, days are days in New York, amounts are
texts, as in the API.
"""

from dataclasses import dataclass

from apps.ledger.schema import FIELDS, TEXT_KINDS, FieldKind

# The kinds of entries, in the order in which they are sealed. The number of a kind is the place of its name here.
KINDS = ("shipment", "violation", "program entry", "link")
_SHIFT = 60


def place_of(kind: str, pk: int) -> int:
    """Return the place of an entry in the order of sealing: by kind, then by number."""
    return (KINDS.index(kind) << _SHIFT) | pk


def place_text(place: int) -> str:
    """Return the kind and the number of the entry at a place."""
    return f"{KINDS[place >> _SHIFT]} {place & ((1 << _SHIFT) - 1)}"


@dataclass(frozen=True, slots=True)
class Source:
    """A table of entries, with the SQL of what each entry says.

    `columns` has the SQL of each field's value as JSON by the field's name; SQL that gives null leaves the field out.
    """

    kind: str
    tables: str
    columns: dict[str, str]
    where: str = "true"

    def sql(self, of: str = "true") -> str:
        """Return the statement that gives the place and the content of each entry of a day that fulfils a condition."""
        number = KINDS.index(self.kind)
        place = f"(({number}::bigint << {_SHIFT}) + e.id)" if number else "e.id"
        fields = ",\n        ".join(f"""'"{name}":' || {value}""" for name, value in self.columns.items())
        return f"""
    SELECT {place} AS place, '{{' || concat_ws(',',
        '"entry":"{self.kind}"',
        {fields}
    ) || '}}' AS content
    FROM {self.tables}
    WHERE e.recorded_at >= %(since)s AND e.recorded_at < %(until)s AND {self.where} AND {of}"""  # noqa: S608 # nosec B608 # made of the constants of this module


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

SHIPMENTS = Source(
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
        "flags": "to_json(nullif(e.flags, '{}'))::text",
        **_REPORT,
    },
)
_VIOLATION = Source(
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
        "note": _text("e.note"),
        **_REPORT,
    },
)
_PROGRAM_ENTRY = Source(
    kind="program entry",
    tables="ledger_programentry AS e",
    columns={
        "id": _number("e.id"),
        "shipper": _number("e.shipper_id"),
        **_RECORDED,
        "kind": _text("e.kind"),
        "date": _day("e.date"),
        "takes_back": _number("e.takes_back_id"),
    },
)
# A business has its own number since the business is on record, without a recording: that link is no entry of a day.
_LINK = Source(
    kind="link",
    tables="ledger_sellerlink AS e JOIN ledger_seller AS seller ON seller.id = e.seller_id",
    columns={
        "id": _number("e.id"),
        **_SELLER,
        "shipper": _number("e.shipper_id"),
        "reason": _text("e.reason"),
        **_RECORDED,
    },
    where="e.recording_id IS NOT NULL",
)
SOURCES = (SHIPMENTS, _VIOLATION, _PROGRAM_ENTRY, _LINK)
