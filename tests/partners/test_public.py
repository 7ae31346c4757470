import json

import pytest
from django.test import Client

from apps.core import clock
from apps.evaluation.conventions import policy_with_conventions
from apps.evaluation.explanations import path_texts
from apps.evaluation.judgments import judgment_today
from apps.evaluation.selectors import evaluation_latest
from apps.policy.selectors import policy_on
from apps.shippers.ksn import new_ksn
from tests.evaluation.ledger import member, parcels
from tests.outbox import deliver
from tests.people import seller, signed_in, staff
from tests.standing.evaluations import enrolled, evaluated, owner_of


def path(ksn: str) -> str:
    return f"/api/v1/shippers/{ksn}/evaluation"


def test_anyone_reads_the_policy_in_force_and_any_version_published():
    policy = policy_on(clock.today())

    current = Client().get("/api/v1/policies/current").json()

    # As text, since 90 days and 90.0 days are equal and do not read alike.
    assert json.dumps(current) == json.dumps(policy_with_conventions(policy))
    assert all(number["authority"] for section in current["sections"] for number in section["numbers"])
    assert Client().get(f"/api/v1/policies/{policy.version}").json() == current


@pytest.mark.parametrize("address", ["policies/current", "policies/1", "policies/drafts", "openapi.json"])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_public_documents_may_be_kept_by_any_cache_and_are_asked_for_by_their_tag(address, encoding):
    headers = {"Accept-Encoding": encoding}
    first = Client().get(f"/api/v1/{address}", headers=headers)
    assert first["Cache-Control"] == "public, max-age=300"
    assert "Cookie" not in first.get("Vary", "")
    again = Client().get(f"/api/v1/{address}", headers=headers | {"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "public, max-age=300"
    other = Client().get(f"/api/v1/{address}", headers=headers | {"If-None-Match": 'W/"another"'})
    assert other.status_code == 200


def test_the_guide_is_on_the_site(client):
    guide = client.get("/api/guide")
    assert guide["Content-Type"] == "text/markdown; charset=utf-8"
    assert guide.content.startswith(b"# The API for partner systems")
    assert guide["Cache-Control"] == "public, max-age=300"


def test_what_is_not_there_is_kept_by_no_cache():
    assert "Cache-Control" not in Client().get("/api/v1/policies/99")


def test_the_team_reads_the_findings_behind_its_tier():
    shipper = enrolled(tier=2)
    evaluated(shipper, enter=0, keep=1)

    told = signed_in(owner_of(shipper)).get(path(shipper.ksn)).json()

    evaluation = evaluation_latest(shipper.pk)
    assert (told["ksn"], told["enter"], told["keep"]) == (shipper.ksn, 0, 1)
    assert told["policy_version"] == evaluation.policy.version
    assert {finding["rule"] for finding in told["findings"]} == {found["rule"] for found in evaluation.findings}
    assert all(finding["explanation"] for finding in told["findings"])
    (binding,) = [finding for finding in told["findings"] if finding["binding"]]
    assert (binding["rule"], binding["enter"], binding["keep"]) == ("compliance_rate", 0, 1)
    assert (told["next_tier"], bool(told["path_to_next"])) == (3, True)


@pytest.mark.parametrize(("held", "next_tier"), [(0, 1), (1, 2), (2, 3), (3, None)])
def test_path_leads_to_the_tier_after_the_one_held_though_less_may_be_entered(held, next_tier):
    shipper = enrolled(tier=held)
    evaluated(shipper, enter=0, keep=3)

    told = signed_in(owner_of(shipper)).get(path(shipper.ksn)).json()

    assert told["next_tier"] == next_tier
    judgment = judgment_today(shipper.pk)
    assert told["path_to_next"] == (path_texts(judgment.path(next_tier)).steps if next_tier else [])
    assert bool(told["path_to_next"]) == (held < 3)


def test_path_is_told_with_the_days_on_which_time_alone_gives_and_takes_a_tier():
    today = clock.today()
    shipper = enrolled()
    parcels(shipper, today, 30, drawn="clean")
    deliver()

    told = signed_in(owner_of(shipper)).get(path(shipper.ksn)).json()

    assert (told["next_tier_on"], told["kept_until"]) == (clock.anniversary(today, 3).isoformat(), None)


@pytest.mark.parametrize("role", ["officer", "auditor"])
def test_staff_who_may_read_everything_read_it(role):
    shipper = member(clock.today())
    deliver()

    answer = signed_in(staff(role)).get(path(shipper.ksn))

    assert answer.status_code == 200
    assert answer.json()["quiet_until"]


def test_others_do_not_learn_that_there_is_such_a_shipper():
    shipper = enrolled(tier=1)
    stranger = signed_in(seller("stranger@shop.example"))

    told, unknown = stranger.get(path(shipper.ksn)), stranger.get(path(new_ksn()))

    assert (told.status_code, unknown.status_code) == (404, 404)
    assert told.json()["detail"] == unknown.json()["detail"]


def test_a_partner_is_told_that_it_needs_the_shippers_consent(partner):
    answer = partner.get(path(enrolled(tier=1).ksn))

    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert "consent" in answer.json()["detail"]


def test_before_the_first_evaluation_there_is_a_clear_answer():
    answer = signed_in(staff("officer")).get(path(member(clock.today()).ksn))

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert "not been evaluated" in answer.json()["detail"]


def test_the_pages_of_the_api_run_no_script_of_their_own(client):
    page = client.get("/api/docs")

    assert page.status_code == 200
    assert b"<script>" not in page.content
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert "unsafe" not in page["Content-Security-Policy"]
