"""Nothing of whoever sends a tip is kept: no address, no program, no account, no name of a file, no fact in a file."""

import json
import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from psycopg import sql

from apps.accounts.models import Session
from apps.allegations.models import Tip, TipFile, TipPost
from apps.allegations.rules import QUARTER, quarter_of
from apps.audit.models import View
from apps.core import clock
from apps.core.limits import network_key
from apps.events.models import Event
from tests.allegations.tips import taken_in
from tests.core.test_redrawn_files import photo
from tests.people import seller, signed_in, staff
from tests.portal.test_tips import NEW, STATUS, code_in
from tests.security.test_logs_of_a_journey import Typed, written

__all__ = ["written"]

ADDRESS, AGENT = "198.51.100.77", "Zorblax/7.1 (Quincephone)"
HEADERS = {"REMOTE_ADDR": ADDRESS, "HTTP_USER_AGENT": AGENT, "HTTP_REFERER": "https://employer.example/intranet"}


def send(client: Client, typed: Typed) -> str:
    """Send a tip with everything that a form takes, and add a message; return the receipt code."""
    tip = {
        "group": "forced_labor",
        "language": "en",
        "text": typed("text", "They lock the marmalade hall at night."),
        "company": typed("company", "Persimmon Textile Works"),
        "site": typed("site", "persimmon-works.example/shirts"),
        "address": typed("address", "Umber Lane 41, Riverside"),
        "product": typed("product", "Persimmon shirts"),
        "parcel": typed("parcel", "1ZPERSIMMON77"),
        "sender": typed("sender", "Zephyrine Quillfeather, zephyrine.quill@home.example"),
        "files": [SimpleUploadedFile(typed("file", "zephyrine at home.jpg"), photo())],
    }
    code = typed("code", code_in(client.post(NEW, tip, **HEADERS)))
    more = {"code": code, "write": "1", "language": "en", "text": typed("message", "Quince was there as well.")}
    assert client.post(STATUS, more, **HEADERS).status_code == 200
    assert client.post(STATUS, {"code": typed("guess", "QUINC-QUINC-QUINC-QUINC")}, **HEADERS).status_code == 422
    client.post(NEW, tip | {"group": ""}, **HEADERS)
    return code


@pytest.fixture
def typed() -> Typed:
    found = Typed()
    for where, value in {"network address": ADDRESS, "program": AGENT, "page before": "employer.example"}.items():
        found(where, value)
    return found


def rows() -> list[str]:
    """Return all rows of the database as texts, but those of the tables in which a tip itself is kept."""
    kept = {Tip._meta.db_table, TipFile._meta.db_table, Tip._meta.get_field("versions").related_model._meta.db_table}
    # The title of the work and its versions name the company, as the list of work does.
    kept |= {"work_item", "work_itemversion"}
    found = []
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) - kept:
            cursor.execute(sql.SQL("SELECT row_to_json(t)::text FROM {} t").format(sql.Identifier(table)))
            found += [row for (row,) in cursor.fetchall()]
    return found


@pytest.mark.parametrize("signed", [False, True], ids=["a stranger", "somebody who is signed in"])
def test_nothing_of_the_sender_is_in_the_log_or_in_another_table(written: StringIO, typed: Typed, signed: bool) -> None:
    ada = seller("quill@home.example")
    client = signed_in(ada) if signed else Client()
    before = Session.objects.count()
    send(client, typed)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert not [line for line in lines if line.get("route", "").startswith("allegations/")]
    assert not typed.found_in([json.dumps(line | {"timestamp": "", "request": ""}) for line in lines])
    assert not typed.found_in(rows())
    assert Session.objects.count() == before
    assert not View.objects.exists()


def test_the_tip_and_its_versions_name_no_account(typed: Typed) -> None:
    ada = seller("quill@home.example")
    send(signed_in(ada), typed)
    tip = Tip.objects.get()
    assert not tip.versions.exists()
    taken_in()
    assert {version.pgh_context for version in tip.versions.all()} == {None}
    assert not Event.objects.filter(kind__startswith="tip.", actor__isnull=False).exists()
    versions = Tip._meta.get_field("versions").related_model
    kept = " ".join(str(list(model.objects.values_list())) for model in (Tip, TipFile, versions))
    assert not {where for where in ("network address", "program", "file", "code") if typed.values[where] in kept}


def test_a_row_of_a_tip_has_no_time_finer_than_a_quarter_of_an_hour(typed: Typed) -> None:
    """Prove that nobody can be found by what was written just before or after: times, events, and times of files."""
    events = Event.objects.count()
    send(Client(), typed)
    quarter = quarter_of(clock.now())
    for model in (Tip, TipPost, TipFile):
        for row in model.objects.values():
            assert {at for at in row.values() if isinstance(at, datetime)} <= {quarter, quarter - QUARTER}
    file = TipFile.objects.get().file
    assert datetime.fromtimestamp(Path(file.path).stat().st_mtime, UTC) in (quarter, quarter - QUARTER)
    assert Event.objects.count() == events


def test_whoever_sends_a_tip_is_signed_in_nowhere() -> None:
    """Prove that an account and a tip never meet in one request, and that the account stays signed in elsewhere."""
    ada = signed_in(seller("quill@home.example"))
    name = settings.SESSION_COOKIE_NAME
    kept = ada.cookies[name].value
    for address in (NEW, STATUS):
        answer = ada.get(address)
        assert not answer.wsgi_request.user.is_authenticated
        assert name not in answer.cookies
    assert ada.cookies[name].value == kept
    assert ada.get(reverse("portal:home"), follow=True).wsgi_request.user.is_authenticated


def test_counts_of_limits_hold_no_address() -> None:
    """The key of a network is a digest that changes each day, of which nobody can tell the network."""
    request = RequestFactory().get(NEW, REMOTE_ADDR=ADDRESS)
    key = network_key(request)
    assert re.fullmatch(r"[0-9a-f]{64}", key)
    assert key == network_key(request) != network_key(RequestFactory().get(NEW, REMOTE_ADDR="198.51.100.78"))
    with clock.at(clock.now() + timedelta(days=1)):
        assert network_key(request) != key
    for action in ("tip_sent", "tips_sent", "tip_written", "tip_code_wrong"):
        rates = settings.ACCOUNT_RATE_LIMITS[action].split(",")
        assert {rate.rpartition("/")[2] for rate in rates} == {"key"}, "none by the address itself"


@pytest.mark.parametrize("role", ["policy manager", "analyst", "auditor"])
def test_only_those_who_look_into_tips_read_the_sender_and_the_files(typed: Typed, role: str) -> None:
    send(Client(), typed)
    taken_in()
    tip = Tip.objects.get()
    client, page = signed_in(staff(role)), reverse("admin:allegations_tip_change", args=[tip.pk])
    file = reverse("admin:allegations_tip_file", args=[tip.files.get().pk])
    shown = client.get(page).content.decode()
    assert "marmalade" in shown
    assert "Quillfeather" not in shown
    assert client.get(file).status_code == 404
    officer = signed_in(staff("officer"))
    assert "Quillfeather" in officer.get(page).content.decode()
    assert officer.get(file).status_code == 200
