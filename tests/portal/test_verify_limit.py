"""Numbers are checked on the public page only so often from one network."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.core.limits import SECONDS_AN_HOUR
from apps.shippers.ksn import new_ksn

pytestmark = pytest.mark.usefixtures("fresh_limits")
A_MINUTE = 30


def test_numbers_are_not_tried_out_from_one_network() -> None:
    page, visitor = reverse("portal:verify"), Client(REMOTE_ADDR="198.51.100.7")
    answers = [visitor.get(page, {"ksn": new_ksn()}) for _number in range(A_MINUTE + 1)]
    assert {answer.status_code for answer in answers[:-1]} == {200}
    refused = answers[-1]
    assert (refused.status_code, refused["Retry-After"]) == (429, str(SECONDS_AN_HOUR))
    assert "not known" not in refused.content.decode()
    # The empty page stays open, a number that is none is not counted, and so is nobody else.
    assert visitor.get(page).status_code == 200
    assert visitor.get(page, {"ksn": "KS-1"}).status_code == 422
    assert Client(REMOTE_ADDR="203.0.113.9").get(page, {"ksn": new_ksn()}).status_code == 200
