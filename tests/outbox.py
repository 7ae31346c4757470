from apps.events.models import Delivery, DeliveryState
from apps.events.services import drain


def deliver() -> None:
    """Handle all events recorded so far, as a worker would; fail if a handler fails."""
    drain()
    failed = Delivery.objects.filter(attempts__gt=0).exclude(state=DeliveryState.DONE)
    assert not failed.exists(), [f"{delivery.handler}: {delivery.error}" for delivery in failed]
