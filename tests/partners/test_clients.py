"""Programs of others against a live site: clients made of the API's document call every operation, and libraries of
OAuth, of signatures and of webhooks work unchanged.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from authlib.integrations.requests_client import OAuth2Session as AuthlibSession
from oauthlib.oauth2 import BackendApplicationClient
from pytest_django.live_server_helper import LiveServer
from requests_oauthlib import OAuth2Session
from standardwebhooks.webhooks import Webhook

from apps.partners.systems.services import Credentials
from apps.partners.webhooks.sender import Sender
from config.engines import PROJECT
from tests.partners.calls import Call, World, caller, calls_of, world
from tests.partners.client import partner_client
from tests.partners.clients import generators
from tests.partners.hooks import receiving
from tests.partners.test_document import operations

pytestmark = pytest.mark.slow

GUIDE = (PROJECT / "docs" / "partners.md").read_text()


def block(language: str) -> str:
    """Return the first piece of the guide in a language."""
    return GUIDE.split(f"```{language}\n", 1)[1].split("```", 1)[0]


@dataclass
class Stage:
    """A live site with its document, and a folder for what generators make of it."""

    site: str
    folder: Path
    world: World
    described: dict[str, tuple[str, str, dict[str, Any]]]

    def calls(self) -> tuple[dict[str, Call], dict[str, str]]:
        """Let another partner in; return its calls, and where and how it makes them."""
        partner = caller()
        token = partner.defaults["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
        proof = f"{partner.credentials.client_id}:{partner.credentials.client_secret}"
        return calls_of(self.world, partner), {"site": self.site, "token": token, "proof": proof}


@pytest.fixture(scope="module")
def stage(module_site: LiveServer, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    folder = tmp_path_factory.mktemp("clients")
    document = httpx.get(f"{module_site.url}/api/v1/openapi.json", timeout=180)
    (folder / "openapi.json").write_bytes(document.content)
    described = {
        operation["operationId"]: (path, method, operation) for path, method, operation in operations(document.json())
    }
    return Stage(module_site.url, folder, world(), described)


def assert_answered(calls: Mapping[str, Call], answers: Mapping[str, tuple[int, Any]]) -> None:
    assert {name: answers[name] for name, call in calls.items() if answers[name][0] != call.status} == {}


def test_openapi_python_client_calls_every_operation(stage):
    generators.python_generate(stage.folder, block("yaml"))
    calls, how = stage.calls()
    tags = {
        name: operation["tags"][0].lower().replace(" ", "_")
        for name, (_path, _method, operation) in stage.described.items()
    }
    answers = generators.python_call(stage.folder, calls, tags, site=stage.site, token=how["token"])

    assert answers.keys() == stage.described.keys()
    assert_answered(calls, answers)
    (status,) = [parsed for name, (_status, parsed) in answers.items() if name == "shipper_status"]
    assert (status.known, status.tier) == (True, 2)


def test_openapi_typescript_and_hey_api_call_every_operation(stage):
    (hey, by_hey), (fetch, by_fetch) = stage.calls(), stage.calls()
    generators.typescript_generate(stage.folder, stage.described, hey=hey, fetch=fetch)

    for program, calls, how in (("hey_calls", hey, by_hey), ("fetch_calls", fetch, by_fetch)):
        answers = generators.typescript_call(stage.folder, program, **how)
        assert answers.keys() == stage.described.keys()
        assert_answered(calls, answers)


@pytest.fixture
def credentials(stage: Stage) -> Credentials:
    return partner_client().credentials


@pytest.fixture
def address(stage: Stage) -> str:
    return f"{stage.site}/api/v1/shippers/{stage.world.member.ksn}"


def test_authlib_signs_in_and_asks(stage, credentials, address):
    with AuthlibSession(credentials.client_id, credentials.client_secret, scope="status:read") as session:
        token = session.fetch_token(f"{stage.site}/oauth/token", grant_type="client_credentials")
        assert token["scope"] == "status:read"
        assert session.get(address).json()["tier"] == 2


def test_requests_oauthlib_signs_in_and_asks(stage, credentials, address, monkeypatch):
    # The site of the test speaks no TLS.
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    with OAuth2Session(client=BackendApplicationClient(credentials.client_id)) as session:
        session.fetch_token(
            f"{stage.site}/oauth/token", client_id=credentials.client_id, client_secret=credentials.client_secret
        )
        assert session.get(address).json()["tier"] == 2


def test_openid_client_jose_and_standardwebhooks_verify_what_is_sent(stage):
    partner = partner_client()
    with receiving() as receiver:
        endpoint = partner.send("/api/v1/webhook-endpoints", {"url": receiver.url}).json()
        partner.send(f"/api/v1/webhook-endpoints/{endpoint['id']}/test", None)
        sender = Sender()
        sender.drain()
        sender.close()
    (delivered,) = receiver.received
    body = delivered.body.decode()
    assert Webhook(endpoint["secret"]).verify(body, delivered.headers) == json.loads(body)

    found = json.loads(
        generators.run(
            "node",
            "tests/partners/clients/interoperability.mjs",
            folder=PROJECT,
            SITE=stage.site,
            CLIENT_ID=partner.credentials.client_id,
            CLIENT_SECRET=partner.credentials.client_secret,
            KSN=stage.world.member.ksn,
            DELIVERY=json.dumps({"secret": endpoint["secret"], "headers": dict(delivered.headers), "body": body}),
        )
    )
    assert found["token"] == {"scope": "status:read", "expires": 3600, "type": "bearer"}
    assert found["answer"]["tier"] == 2
    assert found["delivery"] == json.loads(body)
    assert found["forged"] == "WebhookVerificationError"
    claims = found["signed"]["claims"]
    assert (claims["iss"], found["signed"]["header"]["alg"]) == (stage.site, "ES256")


@pytest.mark.parametrize(
    ("language", "command", "last"),
    [
        ("bash", ("bash", "-eu", "-o", "pipefail"), '"accepted":1'),
        ("python", (sys.executable,), "accepted: 1 rejected: []"),
        ("javascript", ("node",), "accepted: 1 rejected: []"),
    ],
)
def test_the_quickstart_of_the_guide_runs(stage, credentials, tmp_path, language, command, last):
    file = tmp_path / {"bash": "quick.sh", "python": "quick.py", "javascript": "quick.mjs"}[language]
    file.write_text(block(language))
    said = generators.run(
        *command,
        str(file),
        folder=tmp_path,
        SITE=stage.site,
        KSN=stage.world.member.ksn,
        CLIENT_ID=credentials.client_id,
        CLIENT_SECRET=credentials.client_secret,
    ).splitlines()
    assert last in said[-1]
    assert "active" in said[0]
