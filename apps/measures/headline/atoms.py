"""The parts of the population of parcels, which several measures cut in different ways."""

from apps.measures.facts import ParcelGroup


def parcel_atom(group: ParcelGroup) -> str:
    """Return the name of the part to which a group of parcels belongs: by membership, value, reporter and mode."""
    return (
        f"parcels {'member' if group.member else 'other'} {'low' if group.low else 'high'} "
        f"{'evidence' if group.evidence else 'own'} {group.mode}"
    )
