"""The pages of the demonstration, and that they exist nowhere else."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings as configured
from django.test import Client

from apps.notices.models import Mail
from config.simulation import installation
from config.simulation.installation import Account, Demo, PartnerClient
from config.simulation.people.editions import READERS, readers_subscribe
from tests.measures.world import IN_QUARTER, noon
from tests.outbox import deliver
from tests.portal.test_performance import released

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
DEMO = Demo(
    url="http://localhost:8765",
    accounts=[
        Account("seller", "owner@shop.example", "word-one", name="Ana Costa"),
        Account("officer", "officer@staff.example", "word-two", SECRET, "Bo Lind"),
    ],
    partner=PartnerClient("client-one", "secret-one"),
)


@pytest.fixture(autouse=True)
def local_dir(settings, tmp_path) -> None:
    settings.LOCAL_DIR = tmp_path


def test_the_file_is_as_promised_and_for_its_owner_alone():
    installation.write(DEMO)
    assert installation.read() == DEMO
    assert installation.path().stat().st_mode & 0o777 == 0o600
    assert set(installation.path().parent.iterdir()) == {installation.path()}


def test_the_page_lists_every_sign_in_with_its_code_and_the_partner(client: Client):
    installation.write(DEMO)
    shown = client.get("/demo/").content.decode()
    for account in DEMO.accounts:
        assert account.name in shown
        assert account.email in shown
        assert account.password in shown
    assert len(re.findall(r"<code>\d{6}</code>", shown)) == 1
    assert "client-one" in shown
    assert "secret-one" in shown
    assert "http://localhost:8765/api/v1/shippers/" in shown
    assert SECRET not in shown


def test_before_preparation_the_page_says_what_to_do(client: Client):
    assert "manage.py demo_prepare" in client.get("/demo/").content.decode()


def test_the_mailbox_shows_all_mail_the_newest_first_page_by_page(client: Client):
    Mail.objects.bulk_create(
        Mail(to="a@shop.example", subject=f"Letter {number}", body=f"Go to http://localhost/{number} <b>")
        for number in range(30)
    )
    first, second = (client.get("/demo/mail/", {"page": page}).content.decode() for page in (1, 2))
    assert first.index("Letter 29") < first.index("Letter 28")
    assert "Letter 2<" not in first
    assert "Letter 2<" in second
    mail = Mail.objects.latest("pk")
    shown = client.get(f"/demo/mail/{mail.pk}/").content.decode()
    assert 'href="http://localhost/29"' in shown
    assert "&lt;b&gt;" in shown
    assert client.get("/demo/mail/999999/").status_code == 404


def test_the_mailbox_shows_what_readers_of_the_figures_get(client: Client, settings):
    settings.MAILERS = {"default": {"BACKEND": "apps.notices.backends.DatabaseMailbox"}}
    readers_subscribe(day=noon(IN_QUARTER))
    released()
    deliver()
    shown = client.get("/demo/mail/").content.decode()
    for address, _language in READERS:
        assert shown.count(address) == 2, "the link that confirms, and the edition"
    mail = Mail.objects.get(subject__startswith="Nuevas cifras")
    assert "/end/" in client.get(f"/demo/mail/{mail.pk}/").content.decode()


@pytest.mark.slow
def test_under_production_settings_there_is_no_such_page_and_no_such_app():
    asked = """
import django
django.setup()
from django.apps import apps
from django.urls import Resolver404, resolve
assert not apps.is_installed("config.simulation")
for path in ("/demo/", "/demo/mail/", "/demo/mail/1/"):
    try:
        resolve(path)
    except Resolver404:
        continue
    raise SystemExit(path)
"""
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": "x" * 50,
        "FIELD_KEYS": "x" * 50,
        "BLIND_INDEX_KEY": "x" * 50,
        "DATABASE_URL": "postgres://nobody@localhost/nothing",
        "CELERY_BROKER_URL": "redis://localhost:1/0",
        "ALLOWED_HOSTS": "shipper.example",
        "EMAIL_URL": "smtp://localhost:25",
    }
    done = subprocess.run(
        [sys.executable, "-c", asked],
        env=environment,
        cwd=configured.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
