"""The HS codes that sellers chose for their products and officers confirmed, from which the search for codes learns."""

from collections.abc import Iterator

from apps.shippers.models import ProductLine
from apps.tariff.services import code_choices_replace

# Enough for one read of the server, and little to hold in memory.
CHUNK = 5_000


def code_choices_count() -> int:
    """Count anew which codes sellers chose for which words; return the number of pairs of word and code.

    Only businesses with a Known Shipper Number count: an officer approved their products with their application, and
    accepted the changes since. Merged records are left out, since the business goes on under another record.
    """
    return code_choices_replace(chosen=_chosen_codes())


def _chosen_codes() -> Iterator[tuple[int, str, str]]:
    lines = ProductLine.objects.filter(shipper__ksn__isnull=False, shipper__merged_into=None)
    yield from lines.values_list("shipper_id", "description", "hs").iterator(chunk_size=CHUNK)
