"""Readers ask and end while others do, and while an edition is released: nothing fails and nothing stays behind."""

from functools import partial

import pytest

from apps.core import clock
from apps.measures.edition_mails import edition_mails_make
from apps.measures.models import EditionMail, Subscription
from apps.measures.subscriptions import (
    end_link,
    subscription_ask,
    subscription_confirm,
    subscription_end,
    token_to_confirm,
)
from tests.measures.test_subscriptions import token_of
from tests.measures.world import IN_QUARTER, members, noon
from tests.portal.test_performance import released
from tests.races import at_once

pytestmark = pytest.mark.slow
ADDRESS = "quince.reader@paper.example"


def test_requests_for_one_address_at_one_moment_make_one_subscription(live_db: str) -> None:
    assert at_once(*[partial(subscription_ask, email=ADDRESS, language="en")] * 4) == [None] * 4
    assert Subscription.objects.count() == 1


def test_a_reader_ends_the_mail_while_mails_are_made(live_db: str) -> None:
    members(1)
    edition = released()
    for _time in range(8):
        with clock.at(noon(IN_QUARTER)):
            subscription_id = subscription_ask(email=ADDRESS, language="en")
            subscription_confirm(token=token_to_confirm(subscription_id))
        token = token_of(end_link(subscription_id).partition("/performance/subscribe/")[2])
        make, end = partial(edition_mails_make, edition_id=edition.pk), partial(subscription_end, token=token)
        assert at_once(make, end) == [None, None]
        assert not Subscription.objects.exists()
        assert not EditionMail.objects.exists()
