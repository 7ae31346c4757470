"""Kombu's transport of Valkey, in which a channel that was given up is a connection that was lost."""

from typing import Any

import redis
from kombu.transport import redis as kombu


class Channel(kombu.Channel):
    """A channel whose use after its end is an error that workers expect.

    When the broker is lost, Celery gives the connection up, and closes its channels and acknowledges messages of tasks
    that still ran. Kombu 5.7 raises AttributeError there, which ends the worker.
    """

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        if self.connection is None or self.connection.client is None:
            raise redis.ConnectionError("The connection to the broker was given up.")
        return super()._connparams(asynchronous)


class Transport(kombu.Transport):
    """The transport of such channels."""

    Channel = Channel
