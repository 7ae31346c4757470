"""The same as `ingest`, from many small sellers: 5,000 in each batch, with two parcels each."""

from benchmarks.common import Result
from benchmarks.ingest import CONNECTIONS, ROWS, measure

PARCELS = 2


def run(*, rows: int | None = None) -> Result:
    rows = rows or ROWS
    # The connections take the numbers of parcels in turn, so each has its share of the parcels of every seller.
    parcels = PARCELS * CONNECTIONS
    return measure(
        "ingest_small",
        rows,
        sellers=-(-rows // parcels),
        seller_of=lambda number, _chance: number // parcels,
        bound=0.30,
    )
