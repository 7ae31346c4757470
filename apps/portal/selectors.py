from apps.standing.models import Standing


def standing_by_ksn(ksn: str) -> Standing | None:
    """Where the holder of that number stands; None for a number that nobody has."""
    return Standing.objects.select_related("shipper").filter(shipper__ksn=ksn).first()
