"""The secrets of partners' systems: two at a time, so that a system can change them without a pause."""

import json
import re
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.core import clock
from apps.core.errors import Conflict, NotAllowed, NotFound
from apps.events.models import Event
from apps.partners.credentials.services import SECRET_OVERLAP, client_key_add, client_secret_add, client_secret_end
from apps.partners.models import ClientSecret
from tests.partners.client import partner_client
from tests.partners.proofs import EC, application_of, assertion, by_assertion, by_secret, public
from tests.people import signed_in, staff

pytestmark = pytest.mark.usefixtures("fresh_limits")


class TestSecrets:
    def test_a_second_secret_works_beside_the_first_until_that_ends(self, partner):
        first = partner.credentials.client_secret
        _secret, second = client_secret_add(client_id=application_of(partner))

        assert (by_secret(partner, first), by_secret(partner, second)) == (200, 200)
        with clock.at(clock.now() + SECRET_OVERLAP):
            assert (by_secret(partner, first), by_secret(partner, second)) == (401, 200)

    def test_two_secrets_work_and_no_third(self, partner):
        secret, _text = client_secret_add(client_id=application_of(partner))
        with pytest.raises(Conflict):
            client_secret_add(client_id=application_of(partner))

        client_secret_end(client_id=application_of(partner), secret_id=secret.pk)

        assert client_secret_add(client_id=application_of(partner))
        told = Event.objects.filter(kind__startswith="client.").order_by("pk")
        assert list(told.values_list("kind", "subject_id")) == [
            (kind, partner.credentials.partner.pk)
            for kind in ("client.secret_added", "client.secret_added", "client.secret_ended", "client.secret_added")
        ]

    def test_a_secret_that_is_ended_stops_at_once_and_only_its_own_client_has_it(self, partner):
        other = partner_client()
        secret = ClientSecret.objects.get(client=application_of(partner))
        with pytest.raises(NotFound):
            client_secret_end(client_id=application_of(other), secret_id=secret.pk)

        client_secret_end(client_id=application_of(partner), secret_id=secret.pk)

        assert by_secret(partner, partner.credentials.client_secret) == 401
        assert by_secret(other, other.credentials.client_secret) == 200

    def test_staff_need_the_permission(self, partner):
        with pytest.raises(NotAllowed):
            client_secret_add(client_id=application_of(partner), actor=staff("officer"))

    def test_the_commands_print_the_secret_once_and_end_one(self, partner):
        name, written = partner.credentials.partner.name, StringIO()

        call_command("partner_secret_add", name, "--overlap-days", "7", stdout=written)
        printed = json.loads(written.getvalue())
        assert by_secret(partner, printed["client_secret"]) == 200
        first, second = printed["secrets"]
        assert datetime.fromisoformat(first["ends"]) - clock.now() <= timedelta(days=7)
        assert (second["number"], second["ends"]) == (printed["number"], None)
        call_command("partner_secret_end", name, str(first["number"]), stdout=written)
        assert by_secret(partner, partner.credentials.client_secret) == 401
        with pytest.raises(CommandError, match="no partner of the name"):
            call_command("partner_secret_add", "Nobody")


class TestDesk:
    """What a supervisor does for a partner, without a command line."""

    @pytest.fixture
    def desk(self) -> Client:
        return signed_in(staff("supervisor"))

    def act(self, desk: Client, model: str, action: str, *rows: int) -> HttpResponse:
        return desk.post(reverse(f"admin:partners_{model}_changelist"), {"action": action, "_selected_action": rows})

    def test_a_second_secret_is_shown_once(self, partner, desk):
        answer = self.act(desk, "partner", "give_secret", partner.credentials.partner.pk)

        (secret,) = re.findall(r"<code>(\w{128})</code>", answer.text)
        assert by_secret(partner, secret) == 200
        assert "no-store" in answer["Cache-Control"]
        assert "works until" in answer.text
        again = desk.get(reverse("admin:partners_partner_changelist"))
        assert secret not in again.text
        refused = self.act(desk, "partner", "give_secret", partner.credentials.partner.pk)
        assert "End one of them first" in desk.get(refused["Location"]).text

    def test_a_secret_and_a_key_are_ended(self, partner, desk):
        key = client_key_add(client_id=application_of(partner), jwk=public(EC))
        secret = ClientSecret.objects.get()

        self.act(desk, "clientsecret", "end", secret.pk)
        self.act(desk, "clientkey", "end", key.pk)

        assert by_secret(partner, partner.credentials.client_secret) == 401
        assert by_assertion(assertion(partner)).status_code == 401
        assert Event.objects.filter(kind__endswith="_ended", actor__isnull=False).count() == 2

    def test_a_key_is_added_and_a_private_one_refused(self, partner, desk):
        asked = {"client": application_of(partner), "public": json.dumps(public(EC))}
        path = reverse("admin:partners_clientkey_add")

        refused = desk.post(path, asked | {"public": json.dumps(EC.as_dict(private=True))})
        assert "This is a private key" in refused.text
        assert desk.post(path, asked).status_code == 302
        assert by_assertion(assertion(partner)).status_code == 200
