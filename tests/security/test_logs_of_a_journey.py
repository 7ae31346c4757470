"""The log of a whole journey holds nothing that a person typed and no secret, whichever logger writes a line."""

import json
import logging
import logging.config
import re
from base64 import b64encode
from collections.abc import Iterator
from io import StringIO
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
import structlog
from celery import shared_task
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.applications.models import Application, ApplicationState
from apps.applications.selectors import criteria_proved, sections_of
from apps.core import clock, logs
from apps.events.tasks import dispatch
from apps.ledger.models import Case
from apps.partners.scopes import GIVEN
from apps.partners.systems.services import partner_create
from apps.shippers.models import Shipper
from tests.applications.answers import ANSWERS, CSV, PDF, checked
from tests.evaluation.ledger import violation
from tests.outbox import deliver
from tests.people import code_of, signed_in, staff

CODE = re.compile(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", re.MULTILINE)
PASSWORD = "zebra umbrella forty-two quilts"
# A text of the journey that only names the program's own things is nobody's data.
ROWS = "row-{}-{}".format


class Typed:
    """Everything that somebody typed or that opens something, by where it was typed; each value is unique."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {"password": PASSWORD}

    def __call__(self, where: str, value: str) -> str:
        assert value not in self.values.values(), value
        self.values[where] = value
        return value

    def found_in(self, lines: list[str]) -> dict[str, str]:
        """Return the values that some lines hold, with the line: as they are, quoted, or without their spaces."""
        found = {}
        for where, value in self.values.items():
            forms = {value, quote(value), quote_plus(value), json.dumps(value)[1:-1], value.replace(" ", "")}
            if "@" in value:
                forms.add(value.partition("@")[0])
            forms |= {form.lower() for form in forms}
            for line in lines:
                if any(form in line or form in line.lower() for form in forms):
                    found[where] = line
        return found


@pytest.fixture
def written(settings, tmp_path) -> Iterator[StringIO]:
    """Return all that is logged, in the form of production, by every logger at the level of information."""
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    text = StringIO()
    config = logs.configure(json=True)
    config["handlers"]["console"]["stream"] = text
    config["root"]["level"] = "INFO"
    for name in config["loggers"]:
        config["loggers"][name]["level"] = "INFO"
    logging.config.dictConfig(config)
    # A test runs no server and no worker, whose loggers are made when they start.
    for name in ("allauth", "celery", "celery.app.trace", "django.security.csrf", "oauth2_provider", "oauthlib"):
        logging.getLogger(name).disabled = False
    yield text
    logging.config.dictConfig(settings.LOGGING)
    # A task leaves its name with the lines of its process.
    structlog.contextvars.clear_contextvars()
    cache.clear()


@pytest.fixture
def typed() -> Typed:
    return Typed()


@pytest.mark.slow
def test_nothing_that_was_typed_is_in_the_log(written: StringIO, typed: Typed) -> None:
    ada, application = apply(typed)
    shipper = decide(typed, application)
    run_a_team(typed, ada, shipper)
    write_and_dispute(typed, ada, shipper)
    partner(typed, shipper)
    go_wrong(typed, ada)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert len(lines) > 80
    assert {line["logger"].partition(".")[0] for line in lines} >= {"apps", "django"}
    # The time and the number of a request are digits, among which a one-time code may be by chance.
    assert not typed.found_in([json.dumps(line | {"timestamp": "", "request": "", "task_id": ""}) for line in lines])


def apply(typed: Typed) -> tuple[Client, Application]:
    """Sign up, fill in every section with a file, and sign."""
    client, email = Client(), typed("e-mail", "zephyrine.quill@plumshop.example")
    sign_up(typed, client, email)
    client.post(reverse("portal:account"), {"name": typed("own name", "Zephyrine Quillfeather")})
    client.post(reverse("portal:apply"))
    application = Application.objects.get()
    for section in sections_of(application):
        fields = section_fields(typed, section.key)
        if section.criterion in criteria_proved():
            name = typed(f"file of {section.key}", f"ledger of {section.key} kumquat.pdf")
            fields["files"] = [SimpleUploadedFile(name, PDF)]
        path = reverse("portal:apply_section", args=[application.pk, section.key])
        assert client.post(path, fields).status_code == 302, section.key
    signature = {"attested": "on", "not_named": "on", "signed_name": typed("signature", "Zephyrine Q. Quillfeather")}
    assert client.post(reverse("portal:apply_review", args=[application.pk]), signature).status_code == 302
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED
    deliver()
    return client, application


def sign_up(typed: Typed, client: Client, email: str) -> None:
    sent = {"email": email, "password1": PASSWORD, "password2": PASSWORD}
    confirm = client.post(reverse("account_signup"), sent).url
    code = typed(f"code for {email}", CODE.search(mail.outbox[-1].body)[1])
    client.post(confirm, {"code": code})
    client.logout()
    client.post(reverse("account_login"), {"login": email, "password": typed(f"wrong {email}", f"kiwi wrong {email}")})
    client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    assert client.session["_auth_user_id"]
    typed(f"session of {email}", client.session.session_key)


def section_fields(typed: Typed, key: str) -> dict[str, Any]:
    """Return the answers of a section with a unique text wherever a person may write one."""
    unique = {
        "business": {"name": "Plumtree Novelties LLC", "trade_name": "Plumtreat", "website": "plumtreat.example"},
        "contacts": {
            "contact_name": "Zephyrine Contactperson",
            "contact_title": "Grand Vizier",
            "email": "vizier@plumtreat.example",
            "phone": "+1 202 555 0187",
            "second_name": "Balthasar Secondary",
            "second_email": "balthasar@plumtreat.example",
            "second_phone": "+1 202 555 0119",
        },
        "addresses": {"street": "77 Marmalade Alley", "city": "Quincetown", "postal_code": "89523"},
        "identifiers": {"ein": "42-1103772"},
        "storefronts": {"marketplace": "Gherkinmart", "seller_id": "GHK-777123"},
        "payout": {"holder": "Plumtree Payout Holder", "number": "0532 0130 9944"},
        "owners": {"name": "Ottoline Majority"},
        "products": {"description": "hand-carved rutabaga whistles"},
        "parties": {"name": "Pelican Parcels", "code": "plcn"},
    }.get(key, {"explanation": f"We weigh each turnip for {key}."} if "explanation" in ANSWERS[key] else {})
    kept = {name: typed(f"{key}: {name}", value) for name, value in unique.items()}
    answers = ANSWERS[key]
    if "rows" not in answers:
        return {"version": 0, **answers, **kept}
    rows = [{**row, **kept} for row in answers["rows"]]
    fields = {ROWS(number, name): value for number, row in enumerate(rows) for name, value in row.items()}
    return {"version": 0, "row-TOTAL_FORMS": len(rows), "row-INITIAL_FORMS": 0, **fields}


def decide(typed: Typed, application: Application) -> Shipper:
    """Sign in at the desk by password and code, look for the business, ask, read the reply, and approve."""
    officer = staff("officer", "supervisor", email=typed("officer", "gwendolyn.officer@staff.example"))
    officer.set_password(typed("password of the officer", "quokka lantern sixty-six"))
    officer.save()
    desk = Client()
    desk.post(reverse("account_login"), {"login": officer.email, "password": typed.values["password of the officer"]})
    desk.post(reverse("mfa_authenticate"), {"code": typed("one-time code", code_of(officer))})
    page = reverse("admin:applications_application_change", args=[application.pk])
    assert desk.get(page).status_code == 200
    for name in ("business: name", "contacts: email", "identifiers: ein", "owners: name"):
        assert desk.get("/admin/search/", {"q": typed.values[name]}).status_code == 200
        desk.get("/admin/shippers/shipper/", {"q": typed.values[name]})
    desk.post(page, {"act": "take"})
    asked = typed("request", "Who carved the third rutabaga?")
    desk.post(page, {"act": "ask", "ask-about-products:hs": asked})
    deliver()
    applicant = signed_in(application.created_by)
    reply = {"text": typed("reply", "Aunt Philippa carved the rutabaga."), "attested": "on", "signed_name": "Z"}
    applicant.post(
        reverse("portal:apply_reply", args=[application.pk]), reply | {"signed_name": "Zephyrine", "not_named": "on"}
    )
    desk.post(page, {"act": "note", "note-text": typed("note", "Telephoned Aunt Philippa at noon.")})
    desk.post(page, {"act": "ask", "ask-text": ""})
    checked(officer, application)
    desk.post(page, {"act": "approve", "approve-text": typed("decision", "Welcome among the gherkins.")})
    deliver()
    application.refresh_from_db()
    assert application.state == ApplicationState.APPROVED
    return application.shipper


def run_a_team(typed: Typed, ada: Client, shipper: Shipper) -> None:
    """Invite somebody, who signs up by the link of the mail and joins."""
    team, email = reverse("portal:team", args=[shipper.pk]), typed("invited", "barnaby.clerk@plumtreat.example")
    assert ada.post(team, {"email": email, "role": "viewer"}).status_code == 302
    agent = {"agent-email": typed("agent", "agatha@heronbrokers.example"), "agent-until": "2099-03-01"}
    ada.post(team, {"agent": "1", "agent-organisation": typed("firm", "Heron & Heron Brokers"), **agent})
    deliver()
    link = re.search(r"/invitations/(\S+)/", next(sent.body for sent in reversed(mail.outbox) if sent.to == [email]))
    typed("token of the invitation", link[1])
    barnaby = Client()
    assert barnaby.get(link[0]).status_code == 200
    sign_up(typed, barnaby, email)
    assert barnaby.post(link[0]).status_code == 302
    assert barnaby.get(link[0]).status_code == 404
    more = {"email": typed("not invited", "mildred@plumtreat.example"), "role": "viewer"}
    assert barnaby.post(team, more).status_code == 403


def write_and_dispute(typed: Typed, ada: Client, shipper: Shipper) -> None:
    """Ask a question with a file, and dispute a violation, which an officer decides."""
    question = {
        "subject": typed("subject", "Ladles of brine"),
        "text": typed("question", "May I ship brine in ladles?"),
    }
    files = [SimpleUploadedFile(typed("file of the question", "brine ladle.csv"), CSV)]
    assert ada.post(reverse("portal:questions", args=[shipper.pk]), question | {"language": "en", "files": files})
    case = Case.objects.get(reference=violation(shipper, clock.today()))
    answer = reverse("portal:answer", args=[shipper.pk, case.pk])
    fields = {"position": "dispute", "text": typed("dispute", "The brine was never in the ladle."), "language": "en"}
    proof = SimpleUploadedFile(typed("proof", "photo of a ladle.pdf"), PDF)
    assert ada.post(answer, fields | {"files": [proof]}).status_code == 302
    page = ada.get(reverse("portal:violation", args=[shipper.pk, case.pk]))
    assert page.status_code == 200
    deliver()
    dispute = case.disputes.get()
    desk = signed_in(User.objects.get(email=typed.values["officer"]))
    reasons = typed("reasons", "The ladle was seen by two herons.")
    desk.post(reverse("admin:disputes_dispute_change", args=[dispute.pk]), {"act": "decline", "decline-text": reasons})
    deliver()


def partner(typed: Typed, shipper: Shipper) -> None:
    """Get a token as a partner's system, ask and report, rightly and wrongly."""
    made = partner_create(
        name=typed("partner", "Pangolin Post"), scopes=GIVEN, reporter_code="pango", reporter_kind="carrier"
    )
    typed("client secret", made.client_secret)
    basic = b64encode(f"{made.client_id}:{made.client_secret}".encode()).decode()
    system, form = Client(), {"grant_type": "client_credentials"}
    answer = system.post("/oauth/token", form, headers={"Authorization": f"Basic {typed('basic', basic)}"})
    token = typed("access token", answer.json()["access_token"])
    wrong = typed("wrong secret", "f00dcafe-wrong-secret-9917")
    system.post("/oauth/token", form | {"client_id": made.client_id, "client_secret": wrong})
    system.post("/oauth/token", {"grant_type": "password", "username": "walrus@tusk.example", "password": wrong + "x"})
    signed = {"Authorization": f"Bearer {token}"}
    assert system.get(f"/api/v1/shippers/{shipper.ksn}", headers=signed).status_code == 200
    system.get(f"/api/v1/shippers/{shipper.ksn}?name={quote(typed('asked name', 'Plumtree Asked'))}", headers=signed)
    system.get("/api/v1/shippers/none", headers={"Authorization": f"Bearer {typed('wrong token', 'wr0ngt0ken' * 4)}"})
    facts = [
        {
            "reference": typed("reference", "PANGO-REF-000777"),
            "date": str(clock.today()),
            "seller": typed("seller code", "PANGO-SELLER-9"),
            "seller_name": typed("seller name", "Wilhelmina Seller"),
            "description": typed("goods", "pickled pangolin-shaped soap"),
            "consignee": typed("consignee", "Mr Ignatius Consignee, 9 Fig Row"),
        },
        {"reference": typed("bad reference", "PANGO-REF-000778"), "date": "never", "note": "?"},
    ]
    for content in (json.dumps(facts), json.dumps(facts)[:-4]):
        system.post("/api/v1/shipments", content, content_type="application/json", headers=signed)
    system.post("/api/v1/violations", json.dumps(facts), content_type="application/json", headers=signed)
    system.post("/oauth/revoke", {"token": token}, headers={"Authorization": f"Basic {basic}"})


def go_wrong(typed: Typed, ada: Client) -> None:
    """Bring about the lines of errors: pages that are not found, refused and failing, and a task that fails."""
    odd = typed("odd", "Mrs Hepzibah Oddity")
    ada.get(f"/no/such/page/?q={quote(odd)}")
    ada.get("/inbox/", {"page": f"{odd}\0"})
    ada.get("/inbox/", headers={"host": typed("host", "hepzibah-host.example")})
    strict = Client(enforce_csrf_checks=True)
    strict.post(reverse("account_login"), {"login": typed("unproved", "hepzibah@oddity.example")})
    strict.post(f"/accounts/login/?next=/{quote(typed('next', 'hepzibah next page'))}")
    ada.raise_request_exception = False
    reset = {"email": typed.values["e-mail"]}
    Client().post(reverse("account_reset_password"), reset)
    key = re.search(r"/accounts/password/reset/key/(\S+)/", mail.outbox[-1].body)[1]
    typed("key of the reset", key.partition("-")[2])
    Client().get(f"/accounts/password/reset/key/{key}/", follow=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("apps.portal.inbox.PAGE_SIZE", odd)
        assert ada.get("/inbox/").status_code == 500
        patch.setattr("apps.partners.api.public.policy_on", lambda day: int(odd))
        assert ada.get("/api/v1/policies/current").status_code == 500
        patch.setattr("apps.events.tasks.services.dispatch", lambda *lane: int(odd))
        dispatch.apply(["urgent"])

    @shared_task(name="tests.greet")
    def greet(name: str) -> None:
        raise ValueError(name)

    greet.apply([odd], {})
