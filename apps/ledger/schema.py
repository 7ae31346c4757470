"""The fields of a shipment beside its number and its seller, each declared once.

Parsing (`facts`), the columns in the SQL of the recording path (`statements`), the labels on pages and in files, and
the request document of the API are generated from this list. A test proves that the model and the table have exactly
these columns. A new field takes an entry here, the column in `models.shipments` and a migration of the table.
"""

from dataclasses import dataclass
from enum import Enum, auto

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.ledger.vocabulary import Disposition, ExamBasis, ExamResult, Mode


class FieldKind(Enum):
    """The kind of values of a field. An unknown code or country is kept and flagged; a digest stands for a name.

    A name is a code of which nobody has the whole list: of a port, a carrier or a broker.
    """

    TEXT = auto()
    NAME = auto()
    CODE = auto()
    COUNTRY = auto()
    HS = auto()
    CURRENCY = auto()
    AMOUNT = auto()
    DAY = auto()
    MOMENT = auto()
    TRUTH = auto()
    DIGEST = auto()


# Columns of these kinds are "" where nothing was reported.
TEXT_KINDS = frozenset(
    (
        *(FieldKind.TEXT, FieldKind.NAME, FieldKind.CODE),
        *(FieldKind.COUNTRY, FieldKind.HS, FieldKind.CURRENCY),
    )
)
SQL_TYPES = dict.fromkeys(TEXT_KINDS, "text") | {
    FieldKind.DAY: "date",
    FieldKind.MOMENT: "timestamp with time zone",
    FieldKind.TRUTH: "boolean",
    FieldKind.DIGEST: "bytea",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentField:
    """A field of a shipment.

    `label` is for people, `help` for the document of the API. `max_length` counts the characters of a text; `digits`
    counts all digits of an amount, and `places` those after the point. `by_seller`: a seller may say this of its own
    shipments; all other fields are for officers and for those who carry or clear a shipment.
    """

    name: str
    kind: FieldKind
    label: Promise
    help: str = ""
    max_length: int = 40
    digits: int = 0
    places: int = 0
    choices: type[TextChoices] | None = None
    required: bool = False
    by_seller: bool = False

    @property
    def sql_type(self) -> str:
        """The type of the column."""
        return f"numeric({self.digits},{self.places})" if self.kind is FieldKind.AMOUNT else SQL_TYPES[self.kind]

    @property
    def sql_default(self) -> str:
        """The SQL literal of a field without a reported value; "" for a column that is null then."""
        if self.kind in TEXT_KINDS:
            return "''"
        return "false" if self.kind is FieldKind.TRUTH else ""


# In the order in which people read them.
FIELDS: tuple[ShipmentField, ...] = (
    ShipmentField(
        name="date",
        kind=FieldKind.DAY,
        label=_lazy("Date of shipment"),
        help="ISO 8601. A moment with a time zone counts for its day in New York.",
        required=True,
        by_seller=True,
    ),
    ShipmentField(
        name="description",
        kind=FieldKind.TEXT,
        label=_lazy("Description of the goods"),
        max_length=2000,
        by_seller=True,
    ),
    ShipmentField(
        name="hs",
        kind=FieldKind.HS,
        label=_lazy("HS code"),
        help="4, 6, 8 or 10 digits of the Harmonized System.",
        max_length=20,
        by_seller=True,
    ),
    ShipmentField(
        name="origin",
        kind=FieldKind.COUNTRY,
        label=_lazy("Country of origin"),
        help="ISO 3166-1 alpha-2.",
        by_seller=True,
    ),
    ShipmentField(
        name="departure",
        kind=FieldKind.COUNTRY,
        label=_lazy("Country sent from"),
        help="ISO 3166-1 alpha-2.",
        by_seller=True,
    ),
    ShipmentField(
        name="value",
        kind=FieldKind.AMOUNT,
        label=_lazy("Value"),
        help="In the currency of `currency`.",
        digits=16,
        places=2,
        by_seller=True,
    ),
    ShipmentField(
        name="currency",
        kind=FieldKind.CURRENCY,
        label=_lazy("Currency"),
        help="ISO 4217.",
        max_length=3,
        by_seller=True,
    ),
    ShipmentField(
        name="weight_kg",
        kind=FieldKind.AMOUNT,
        label=_lazy("Weight in kg"),
        digits=14,
        places=3,
        by_seller=True,
    ),
    ShipmentField(name="quantity", kind=FieldKind.AMOUNT, label=_lazy("Quantity"), digits=14, places=3, by_seller=True),
    ShipmentField(
        name="storefront",
        kind=FieldKind.TEXT,
        label=_lazy("Storefront"),
        help="The shop or listing where the goods were sold.",
        max_length=200,
        by_seller=True,
    ),
    ShipmentField(name="mode", kind=FieldKind.CODE, label=_lazy("Mode of transport"), choices=Mode, by_seller=True),
    ShipmentField(
        name="carrier", kind=FieldKind.NAME, label=_lazy("Carrier"), help="The carrier's code.", by_seller=True
    ),
    ShipmentField(
        name="broker",
        kind=FieldKind.NAME,
        label=_lazy("Customs broker"),
        help="The customs broker's code.",
        by_seller=True,
    ),
    ShipmentField(
        name="port",
        kind=FieldKind.NAME,
        label=_lazy("Port of entry"),
        max_length=20,
        by_seller=True,
    ),
    ShipmentField(name="entry_type", kind=FieldKind.TEXT, label=_lazy("Entry type"), max_length=10),
    ShipmentField(
        name="declarant", kind=FieldKind.DIGEST, label=_lazy("Declarant"), help="Kept only as a keyed digest."
    ),
    ShipmentField(
        name="consignee", kind=FieldKind.DIGEST, label=_lazy("Consignee"), help="Kept only as a keyed digest."
    ),
    ShipmentField(name="lodged_at", kind=FieldKind.MOMENT, label=_lazy("Lodged"), help="When the entry was lodged."),
    ShipmentField(name="arrived_at", kind=FieldKind.MOMENT, label=_lazy("Arrived"), help="When the parcel arrived."),
    ShipmentField(
        name="released_at", kind=FieldKind.MOMENT, label=_lazy("Released"), help="When the parcel was released."
    ),
    ShipmentField(
        name="disposition",
        kind=FieldKind.CODE,
        label=_lazy("State"),
        help="What became of the parcel at the border.",
        choices=Disposition,
    ),
    ShipmentField(
        name="examined",
        kind=FieldKind.TRUTH,
        label=_lazy("Examined"),
        help="True also where `exam_result` is given or `disposition` is `examined`.",
    ),
    ShipmentField(name="exam_basis", kind=FieldKind.CODE, label=_lazy("Basis of the exam"), choices=ExamBasis),
    ShipmentField(name="exam_result", kind=FieldKind.CODE, label=_lazy("Result of the exam"), choices=ExamResult),
)
LABELS: dict[str, Promise] = {field.name: field.label for field in FIELDS}


def names_of(*kinds: FieldKind) -> frozenset[str]:
    """Return the names of the fields of these kinds."""
    return frozenset(field.name for field in FIELDS if field.kind in kinds)
