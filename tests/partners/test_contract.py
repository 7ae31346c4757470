"""The API keeps its own document: whatever is sent, the answer is one that the document describes.

schemathesis reads the document of a live site, and sends what the document allows and what not: its examples, the
bounds of each parameter, chance values, and calls that follow from each other by the links.
"""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from pytest_django.live_server_helper import LiveServer

from apps.measures import urls as measures
from apps.partners.document.sign_in import sign_in_paths
from apps.partners.urls import v1
from apps.targeting import urls as risk
from config.engines import PROJECT
from tests.partners.calls import caller, calls_of, world
from tests.partners.clients.generators import run

pytestmark = pytest.mark.slow
PATHS = [
    f"/api/v1/{re.sub(r'<\w+:(\w+)>', r'{\1}', str(pattern.pattern))}"
    for pattern in [*v1, *risk.urlpatterns, *measures.urlpatterns]
]
# What schemathesis calls a failure, and is none: by its code and the operation, with the reason.
REFUSED_THOUGH_VALID, TAKEN_THOUGH_INVALID = "ST202", "ST201"
BY_PLACE = "A fact, line or number that can't be is told by its place, and those beside it are taken."
NUMBER = "No pattern tells which check character a number has."
LINES = "Each line must name a shipper, and in one way; a name beside a number must hold letters that can be read."
END = "The feed and the corrections end somewhere, and the end moves."
PROOF = "Only some texts are a token, a client and its proof, and none holds a NUL."
TEXT = "A text of blanks says nothing."
ANY_TEXT = "A number is taken as the text of its digits."
FIELDS = "The corrected fields must be those that can be corrected, with values that can be."
EMPTY = "A header or a member without a value says nothing."
DIGEST = "The content must have a line, and the digest that is said of it."
MACHINE = "The address must be that of a machine that there is."
DAYS = "No pattern bounds the days that the tables of duties and fees hold."
EXCLUDED: dict[tuple[str, str], str] = {
    (REFUSED_THOUGH_VALID, "GET /api/v1/shippers/{ksn}"): NUMBER,
    (REFUSED_THOUGH_VALID, "GET /api/v1/shippers/{ksn}/evaluation"): NUMBER,
    (REFUSED_THOUGH_VALID, "GET /api/v1/shippers/{ksn}/facts"): NUMBER,
    (REFUSED_THOUGH_VALID, "GET /api/v1/shippers/{ksn}/past"): NUMBER,
    (REFUSED_THOUGH_VALID, "GET /api/v1/costs"): DAYS,
    (REFUSED_THOUGH_VALID, "POST /oauth/token"): PROOF,
    (REFUSED_THOUGH_VALID, "POST /oauth/revoke"): PROOF,
    (REFUSED_THOUGH_VALID, "GET /api/v1/corrections"): END,
    (REFUSED_THOUGH_VALID, "GET /api/v1/status-changes"): END,
    (REFUSED_THOUGH_VALID, "POST /api/v1/status-checks"): LINES,
    (REFUSED_THOUGH_VALID, "PUT /api/v1/rosters"): LINES,
    (REFUSED_THOUGH_VALID, "POST /api/v1/policies/drafts/{version}/comments"): TEXT,
    (REFUSED_THOUGH_VALID, "POST /api/v1/recordings/{recording_id}/reversal"): TEXT,
    (REFUSED_THOUGH_VALID, "POST /api/v1/disputes/{source_check_id}/answer"): FIELDS,
    (REFUSED_THOUGH_VALID, "POST /api/v1/risk-assessments/{assessment_id}/information"): FIELDS,
    (REFUSED_THOUGH_VALID, "POST /api/v1/risk-assessments/{assessment_id}/screening"): TEXT,
    (REFUSED_THOUGH_VALID, "POST /api/v1/imports"): DIGEST,
    (REFUSED_THOUGH_VALID, "PATCH /api/v1/imports/{import_id}"): DIGEST,
    (REFUSED_THOUGH_VALID, "POST /api/v1/webhook-endpoints"): MACHINE,
    (REFUSED_THOUGH_VALID, "PATCH /api/v1/webhook-endpoints/{endpoint_id}"): MACHINE,
    (TAKEN_THOUGH_INVALID, "POST /api/v1/imports"): EMPTY,
    (TAKEN_THOUGH_INVALID, "POST /api/v1/policies/drafts/{version}/comments"): ANY_TEXT,
    (TAKEN_THOUGH_INVALID, "POST /api/v1/status-checks"): BY_PLACE,
    (TAKEN_THOUGH_INVALID, "PUT /api/v1/rosters"): EMPTY,
    (TAKEN_THOUGH_INVALID, "POST /api/v1/rosters"): BY_PLACE,
    (TAKEN_THOUGH_INVALID, "POST /api/v1/rosters/removals"): BY_PLACE,
    (TAKEN_THOUGH_INVALID, "POST /api/v1/risk-assessments"): BY_PLACE,
    (TAKEN_THOUGH_INVALID, "POST /api/v1/risk-assessments/{assessment_id}/information"): ANY_TEXT,
    (TAKEN_THOUGH_INVALID, "POST /api/v1/risk-assessments/{assessment_id}/screening"): ANY_TEXT,
    (TAKEN_THOUGH_INVALID, "POST /api/v1/shipments"): BY_PLACE,
    (TAKEN_THOUGH_INVALID, "POST /api/v1/shipments/validate"): BY_PLACE,
    (TAKEN_THOUGH_INVALID, "POST /api/v1/violations"): BY_PLACE,
}
LONG = ("--phases", "examples,coverage,fuzzing,stateful", "--max-examples", "50", "--generation-database", "none")
# The same at each run: what chance finds is looked for by the long form.
FEW = ("--phases", "examples,fuzzing", "--generation-deterministic", "--max-examples")
SHORT, SHORTEST = (*FEW, "5"), (*FEW, "2")


@pytest.fixture(scope="module")
def token(module_site: LiveServer) -> str:
    """Let a partner in that finds what an operation is about, where there is anything to find."""
    partner = caller()
    calls_of(world(), partner)
    return partner.defaults["HTTP_AUTHORIZATION"]


def test_the_document_tells_of_every_address(module_site):
    document = httpx.get(f"{module_site.url}/api/v1/openapi.json", timeout=180).json()
    assert sorted(document["paths"]) == sorted([*PATHS, *sign_in_paths()])


def failures(site: str, folder: Path, *options: str) -> list[dict[str, Any]]:
    """Run schemathesis; return the failures that are not excluded."""
    report = folder / "report.json"
    said = run(
        *("sh", "-c", 'schemathesis "$@"; test $? -le 1', "schemathesis", "run", f"{site}/api/v1/openapi.json"),
        *("--continue-on-failure", "--warnings", "off", "--no-color"),
        *("--request-timeout", "180", "--report-json-path", str(report), *options),
        folder=folder,
        PYTHONPATH=str(PROJECT),
        SCHEMATHESIS_HOOKS="tests.partners.clients.schemathesis_hooks",
    )
    found = json.loads(report.read_text())
    assert found["complete"], said
    assert found["errors"] == [], said
    # Shown with the test where it fails.
    print(said)  # noqa: T201
    return [
        failure
        for failure in found["failures"]
        if not all((failure["code"], name) in EXCLUDED for name in failure["operations"])
    ]


@pytest.mark.parametrize("form", [SHORT, pytest.param(LONG, marks=pytest.mark.soak)], ids=["short", "long"])
def test_every_answer_to_a_partner_is_described(module_site, token, tmp_path, form):
    assert failures(module_site.url, tmp_path, *form, "--header", f"Authorization: {token}") == []


@pytest.mark.parametrize("form", [SHORTEST, pytest.param(LONG, marks=pytest.mark.soak)], ids=["short", "long"])
def test_every_answer_to_a_stranger_is_described(module_site, tmp_path, form):
    assert failures(module_site.url, tmp_path, *form) == []
