"""The sources of keys that apps above this one hold, such as registers of companies and declared sales."""

from collections.abc import Callable, Mapping, Sequence

from apps.shippers.matches.normal_forms import BusinessKey

# A source gives, by the id of each business, the keys that it knows of. It is asked with every change of a profile, so
# it takes few queries for any number of businesses.
type KeySource = Callable[[Sequence[int]], Mapping[int, Sequence[BusinessKey]]]

_SOURCES: dict[str, KeySource] = {}


def key_source_register(name: str, source: KeySource) -> None:
    """Let a source be asked for further keys of businesses; the app that holds the facts calls this when it loads."""
    _SOURCES[name] = source


def keys_from_sources(shipper_ids: Sequence[int]) -> dict[int, list[BusinessKey]]:
    """Return the keys that all sources know of businesses, by the id of the business."""
    found: dict[int, list[BusinessKey]] = {shipper_id: [] for shipper_id in shipper_ids}
    for name in sorted(_SOURCES):
        for shipper_id, keys in _SOURCES[name](shipper_ids).items():
            found[shipper_id] += keys
    return found
