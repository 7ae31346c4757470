"""A worker outlives the loss of its broker: what it still does with a lost connection is an error that it expects."""

import logging
from contextlib import suppress

import redis
from kombu import Queue

from config.celery import app


def test_a_lost_connection_is_closed_and_its_messages_acknowledged_without_an_error(own_broker: str) -> None:
    """Celery collects the connection and then closes it; each closes the channel, which reads what is on its way."""
    connection = app.connection_for_read(own_broker)
    channel = connection.default_channel
    with connection.Producer() as producer:
        producer.publish("held", routing_key="probe", declare=[Queue("probe")])
    message = Queue("probe")(channel).get()
    assert message.payload == "held"

    reads = iter([redis.ConnectionError, redis.ConnectionError])

    def lost(**_options: object) -> None:
        for error in reads:
            raise error

    channel._in_poll, channel._brpop_read = object(), lost
    connection.collect()
    with suppress(*connection.connection_errors):
        connection.close()
    message.ack_log_error(logging.getLogger("probe"), connection.connection_errors)
