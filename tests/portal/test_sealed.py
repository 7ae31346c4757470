"""The number of a bank account is neither kept nor shown anywhere in plain form, whether accepted or refused."""

import json
import re

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from psycopg import sql

from apps.accounts.models import User
from apps.applications import services
from apps.applications.models import Application, Section, Submission
from apps.events.services import drain
from apps.shippers.models import BankAccount
from tests.applications import answers
from tests.people import on_team, seller, signed_in

pytestmark = pytest.mark.slow

IBAN = "DE89 3704 0044 0532 0130 00"
# Valid numbers, an IBAN with a slip, a sentence, a number too short, one with invisible characters. Five digits alone
# would stand by chance in the times and digests of so many rows, so the short one has letters that no digest has.
TYPED = [
    "0532 0130 7716",
    IBAN,
    "DE88 3704 0044 0532 0130 00",
    "my account is 0532-0130",
    "7ZXQ1",
    "053201307716\u200b\x00",
]


def page(application: Application) -> str:
    return reverse("portal:apply_section", args=[application.pk, "payout"])


def form_data(number: str, *, version: int = 0, holder: str = "Blue Kite", country: str = "DE") -> dict[str, object]:
    return {"version": version, "holder": holder, "country": country, "number": number}


def everything_kept() -> str:
    """Return all rows of all tables, with the encrypted drafts and submissions decrypted."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table)))
            rows += [row[0] for row in cursor.fetchall()]
    documents = [*Section.objects.values_list("data", flat=True), *Submission.objects.values_list("content", flat=True)]
    return "\n".join([*rows, *map(json.dumps, documents)])


def tells(text: str, number: str) -> bool:
    """Return whether a text holds the number in any spelling, or more of the number than its ending."""
    squeezed = re.sub(r"[\s.\-/\u200b\x00]", "", text).upper()
    whole = re.sub(r"[\s.\-/\u200b\x00]", "", number).upper()
    return number in text or whole in squeezed or (len(whole) > 11 and whole[:-4] in squeezed)


@pytest.mark.parametrize("number", TYPED)
def test_no_number_is_found_anywhere_after_saving_conflicting_and_sending(
    ada: User, number: str, caplog: pytest.LogCaptureFixture
):
    application = answers.filled(ada)
    bo = on_team(application.shipper, "preparer", seller("bo@shop.example", name="Bo Li"))
    client, other = signed_in(ada), signed_in(bo)

    answered: list[HttpResponse] = [client.post(page(application), form_data(number, version=1), follow=True)]
    answered.append(client.get(page(application)))
    answered.append(other.post(page(application), form_data(number, version=0, holder="Bo's"), follow=True))
    assert answered[-1].status_code == 409
    current = application.sections.get(key="payout").version
    answered.append(other.post(page(application), form_data(number, version=current, holder="Bo's"), follow=True))
    names = ("application", "apply_review")
    answered += [client.get(reverse(f"portal:{name}", args=[application.pk])) for name in names]

    right = "digest" in application.sections.get(key="payout").data["number"]
    if right:
        services.application_submit(actor=ada, application_id=application.pk, signed_name="Ada Park")
        answered.append(client.get(reverse("portal:apply_review", args=[application.pk])))
        officer = signed_in(answers.officer())
        answered.append(officer.get(reverse("admin:applications_application_change", args=[application.pk])))
    drain()

    shown = "\n".join(answer.content.decode() for answer in answered)
    for told in (everything_kept(), shown, caplog.text):
        assert not tells(told, number)
    assert right == ("ends in" in answered[-1].content.decode())


def test_only_the_digest_and_the_ending_are_kept(ada: User, portal: Client):
    application = answers.filled(ada)
    portal.post(page(application), form_data(IBAN, version=1))
    assert "ends in 3000" in portal.get(page(application)).content.decode()
    services.application_submit(actor=ada, application_id=application.pk, signed_name="Ada Park")
    kept = BankAccount.objects.get()
    assert (kept.holder, kept.country.code, kept.last_four) == ("Blue Kite", "DE", "3000")
    assert bytes(kept.digest).hex() == application.submissions.get().content["sections"]["payout"]["number"]["digest"]


def test_a_field_left_empty_keeps_its_value(ada: User):
    application = answers.filled(ada)
    before = application.sections.get(key="payout").data["number"]
    signed_in(ada).post(page(application), form_data("", version=1, holder="Blue Kite GmbH", country="US"))
    after = application.sections.get(key="payout").data
    assert after == {"holder": "Blue Kite GmbH", "country": "US", "number": before}


def test_another_country_asks_for_the_number_again(ada: User, portal: Client):
    application = answers.filled(ada)
    portal.post(page(application), form_data("", version=1, country="VN"))
    text = portal.get(page(application)).content.decode()
    assert "Enter the number once more" in text
    assert portal.post(page(application), form_data("0532 0130 7716", version=2, country="VN")).url != page(application)


def test_a_slip_is_told_and_the_rest_is_kept(ada: User, application: Application, portal: Client):
    response = portal.post(page(application), form_data("DE88 3704 0044 0532 0130 00"))
    assert response.url == page(application)
    text = portal.get(page(application)).content.decode()
    assert "This IBAN is not right" in text
    assert 'value="Blue Kite"' in text
    assert "DE88" not in text


def test_who_typed_over_a_newer_version_is_told_to_enter_the_number_again(ada: User):
    application = answers.filled(ada)
    response = signed_in(ada).post(page(application), form_data(IBAN, version=0))
    text = response.content.decode()
    assert response.status_code == 409
    assert "ends in 7716" in text
    assert "ends in 3000" in text
    assert "Enter it again" in text


def test_a_sealed_number_is_not_in_the_page(ada: User):
    application = answers.filled(ada)
    text = signed_in(ada).get(page(application)).content.decode()
    field = re.search(r"<input[^>]*name=\"number\"[^>]*>", text)[0]
    assert "data-sealed" in field
    assert "value=" not in field
    assert 'autocomplete="off"' in field
