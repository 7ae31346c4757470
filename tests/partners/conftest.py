from collections.abc import Callable, Iterator

import pytest

from apps.partners.webhooks.sender import Sender
from tests.partners.client import PartnerClient, partner_client
from tests.partners.hooks import Receiver, receiving


@pytest.fixture
def partner_with() -> Callable[..., PartnerClient]:
    """Makes a carrier's system with these scopes."""
    return lambda *scopes: partner_client(*scopes)


@pytest.fixture(scope="module")
def sender() -> Iterator[Sender]:
    """A sender of webhooks, which a test has send what is due by `drain`."""
    sender = Sender()
    yield sender
    sender.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A server of webhooks on this machine, which answers 200."""
    with receiving() as receiver:
        yield receiver
