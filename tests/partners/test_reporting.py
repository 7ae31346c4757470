import json
from datetime import timedelta

import pytest
from oauth2_provider.models import AccessToken

from apps.core import clock
from apps.core.deadlines import day_there
from apps.core.languages import day_in_words
from apps.ledger.models import Case, Parcel, Recording, Service, Shipment, Tally, Violation
from apps.ledger.services import violation_determine
from apps.partners.reports.selectors import KEY_TIME
from apps.partners.systems.services import partner_create
from apps.shippers.zones import zone_of
from apps.standing.models import ProposedChange, Status
from tests.evaluation.ledger import member, time_to_answer_over
from tests.outbox import deliver
from tests.partners.client import PartnerClient, partner_client
from tests.people import on_team, seller, staff

SHIPMENTS, VIOLATIONS = "/api/v1/shipments", "/api/v1/violations"


@pytest.fixture
def reported():
    return member(clock.today())


def shipment(shipper, reference: str, **fields) -> dict:
    return {"ksn": shipper.ksn, "reference": reference, "date": clock.today().isoformat(), **fields}


def test_what_is_good_is_kept_beside_what_is_not(partner, reported):
    answer = partner.send(
        SHIPMENTS,
        [
            shipment(reported, "A1", value="12.10", currency="USD"),
            shipment(reported, "A2", date="soon", colour="red"),
            "A3",
            shipment(reported, "A1", value="12.10", currency="USD"),
        ],
    )

    told = answer.json()
    assert answer.status_code == 200
    assert (told["accepted"], told["amended"], told["duplicates"]) == (1, 0, 1)
    assert [(found["index"], sorted(found["errors"])) for found in told["rejected"]] == [
        (1, ["colour", "date"]),
        (2, ["fact"]),
    ]
    assert Parcel.objects.get().reporter == partner.credentials.partner.reporter
    assert Recording.objects.get(pk=told["recording"]).kind == Recording.Kind.API


def test_money_is_kept_to_the_cent_as_text_or_as_a_number(partner, reported):
    body = (
        f'[{{"ksn": "{reported.ksn}", "reference": "A1", "date": "{clock.today()}", '
        '"value": 1234567890123.45, "currency": "USD"}]'
    )

    partner.post(SHIPMENTS, body, "application/json")

    assert str(Shipment.objects.get().value) == "1234567890123.45"


def test_one_object_a_line_and_a_line_that_can_not_be_read(partner, reported):
    lines = [json.dumps(shipment(reported, "A1")), '{"reference": ', json.dumps(shipment(reported, "A2"))]

    told = partner.post(SHIPMENTS, "\n".join(lines), "application/x-ndjson").json()

    assert told["accepted"] == 2
    assert [found["index"] for found in told["rejected"]] == [1]


@pytest.mark.parametrize(("path", "reference"), [(SHIPMENTS, "A2"), (VIOLATIONS, "A1")])
def test_the_same_key_for_another_request_is_refused(partner, reported, path, reference):
    partner.send(SHIPMENTS, [shipment(reported, "A1")], **{"Idempotency-Key": "monday"})

    answer = partner.send(path, [shipment(reported, reference)], **{"Idempotency-Key": "monday"})

    assert (answer.status_code, answer.json()["code"]) == (409, "key_reused")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_key_may_be_used_anew_after_its_time(partner, reported):
    key, begin = {"Idempotency-Key": "monday"}, clock.now()
    numbers = []
    for at, reference in (
        (begin, "A1"),
        (begin + KEY_TIME - timedelta(seconds=1), "A1"),
        (begin + KEY_TIME + timedelta(seconds=1), "B1"),
        (begin + KEY_TIME + timedelta(days=1), "B1"),
        (begin + 2 * KEY_TIME + timedelta(days=2), "C1"),
    ):
        with clock.at(at):
            AccessToken.objects.update(expires=at + timedelta(hours=1))
            answer = partner.send(SHIPMENTS, [shipment(reported, reference, date=f"{begin:%Y-%m-%d}")], **key)
            numbers.append(answer.json()["recording"])

    first, again, anew, anew_again, third = numbers
    assert first == again != anew == anew_again != third


@pytest.mark.parametrize(
    ("body", "content_type", "status", "kind"),
    [
        ("[{", "application/json", 400, "malformed"),
        ('{"reference": "A1"}', "application/json", 400, "malformed"),
        (b"\xff\xfe[]", "application/json", 400, "malformed"),
        ("[]", "application/json", 422, "invalid"),
        ("", "application/x-ndjson", 422, "invalid"),
        ("reference\nA1", "text/csv", 415, "unsupported-media-type"),
    ],
)
def test_a_body_that_can_not_be_taken_says_why(partner, body, content_type, status, kind):
    answer = partner.post(SHIPMENTS, body, content_type)

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["type"].endswith(f"/{kind}")
    assert answer.json()["detail"]


def test_too_large_a_body_is_refused_before_it_is_read(partner, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10

    answer = partner.send(SHIPMENTS, [{"reference": "A1"}])

    assert (answer.status_code, answer.json()["type"].split("/")[-1]) == (413, "too-large")


def test_too_long_a_key_is_refused(partner):
    assert partner.send(SHIPMENTS, [{}], **{"Idempotency-Key": "k" * 101}).status_code == 422


def test_a_critical_violation_that_an_agency_determined_changes_what_partners_are_told(reported):
    partner = partner_client(reporter_kind="agency")
    deliver()
    partner.follow(reported)
    violation = {"ksn": reported.ksn, "reference": "V1", "date": clock.today().isoformat(), "category": "narcotics"}

    answer = partner.send(VIOLATIONS, [violation | {"basis": "seizure", "determination": "sustained"}])
    deliver()

    assert answer.json()["accepted"] == 1
    assert Violation.objects.get().basis == "seizure"
    assert partner.get(f"/api/v1/shippers/{reported.ksn}").json()["status"] == Status.SUSPENDED
    last = partner.get("/api/v1/status-changes").json()["results"][-1]
    assert (last["ksn"], last["status"], last["reasons"]) == (reported.ksn, "suspended", ["suspended"])


@pytest.mark.parametrize("kind", ["carrier", "marketplace", "broker", "agency"])
def test_one_that_anybody_else_reports_is_alleged_and_the_answer_says_so(reported, kind):
    partner = partner_client(reporter_kind=kind, competence=())
    deliver()
    violation = {"ksn": reported.ksn, "reference": "V1", "date": clock.today().isoformat(), "category": "narcotics"}
    found = violation | {"basis": "seizure", "determination": "sustained"}

    told = partner.send(VIOLATIONS, [violation | {"reference": "V0"}, found]).json()
    again = partner.send(VIOLATIONS, [{"reference": "V0", "determination": "mitigated"}]).json()
    deliver()

    assert (told["accepted"], told["rejected"], again["duplicates"]) == (2, [], 1)
    (remark,) = told["remarks"]
    assert (remark["index"], remark["code"]) == (1, "alleged")
    assert "only an officer" in remark["detail"]
    assert [(remark["index"], remark["code"]) for remark in again["remarks"]] == [(0, "alleged")]
    assert partner.get(f"/api/v1/recordings/{told['recording']}").json()["remarks"] == told["remarks"]
    assert set(Violation.objects.values_list("determination", flat=True)) == {"alleged"}
    assert not ProposedChange.objects.exists()
    assert partner.get(f"/api/v1/shippers/{reported.ksn}").json()["status"] == Status.ACTIVE


def test_ones_own_recording_can_be_read_and_taken_back_once(partner, reported):
    number = partner.send(SHIPMENTS, [shipment(reported, "A1"), {}]).json()["recording"]
    path = f"/api/v1/recordings/{number}"
    before = partner.get(path).json()

    reversal = partner.send(f"{path}/reversal", {"reason": "The file was of another day."})
    after = partner.get(path).json()
    again = partner.send(f"{path}/reversal", {"reason": "The file was of another day."})

    assert (before["accepted"], before["rejected"][0]["index"], before["reversed_by"]) == (1, 1, None)
    assert reversal.json()["reverses"] == number
    assert after["reversed_by"] == reversal.json()["recording"]
    assert (again.status_code, again.json()["code"]) == (409, "taken_back")
    assert [tally.shipments for tally in Tally.objects.all()] in ([], [0])


def test_a_replay_says_so_and_whether_the_recording_was_taken_back(partner, reported):
    key = {"Idempotency-Key": "monday"}
    first = partner.send(SHIPMENTS, [shipment(reported, "A1"), shipment(reported, "A2")], **key)
    again = partner.send(SHIPMENTS, [shipment(reported, "A1"), shipment(reported, "A2")], **key)
    assert "Idempotent-Replayed" not in first
    assert (again["Idempotent-Replayed"], again.json()) == ("true", first.json())
    assert (Recording.objects.filter(kind="api").count(), Tally.objects.get().shipments) == (1, 2)
    path = f"/api/v1/recordings/{first.json()['recording']}"

    reversal = partner.send(f"{path}/reversal", {"reason": "The file was of another day."}).json()
    late = partner.send(SHIPMENTS, [shipment(reported, "A1"), shipment(reported, "A2")], **key).json()

    assert reversal["took_back"] == {"shipments": 2, "violations": 0}
    assert partner.get(path).json()["took_back"] is None
    assert late["reversed_by"] == reversal["recording"]


def test_two_systems_of_one_reporter_share_neither_keys_nor_recordings(reported):
    one, other = (
        PartnerClient(partner_create(name=name, scopes=["ledger:write"], reporter_code="bpl", reporter_kind="carrier"))
        for name in ("One", "Other")
    )
    key = {"Idempotency-Key": "monday"}
    number = one.send(SHIPMENTS, [shipment(reported, "A1")], **key).json()["recording"]
    theirs = other.send(SHIPMENTS, [shipment(reported, "A2")], **key).json()
    assert (theirs["accepted"], theirs["recording"] != number) == (1, True)
    assert other.get(f"/api/v1/recordings/{number}").status_code == 404
    assert other.send(f"/api/v1/recordings/{number}/reversal", {"reason": "It is wrong."}).status_code == 404
    assert one.get(f"/api/v1/recordings/{number}").status_code == 200
    assert not Recording.objects.filter(reverses=number).exists()


def test_a_reversal_states_its_reason(partner, reported):
    number = partner.send(SHIPMENTS, [shipment(reported, "A1")]).json()["recording"]

    answer = partner.send(f"/api/v1/recordings/{number}/reversal", {})

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["reason"])


def test_what_is_alleged_is_not_sustained_before_it_was_served_and_its_time_is_over(reported):
    partner = partner_client(reporter_kind="agency")
    on_team(reported, "owner", seller())
    fact = {"ksn": reported.ksn, "reference": "C1", "date": clock.today().isoformat(), "category": "counterfeit"}
    sustained = {"reference": "C1", "determination": "sustained"}
    told = partner.send(VIOLATIONS, [fact, sustained, fact | {"reference": "C2"}]).json()
    assert (told["accepted"], [found["index"] for found in told["rejected"]]) == (2, [1])
    assert "not served" in told["rejected"][0]["errors"]["determination"][0]

    deliver()
    service = Service.objects.get(case__reference="C1")
    told = partner.send(VIOLATIONS, [sustained]).json()
    last = day_in_words(day_there(service.answer_by, zone_of(reported)))
    assert f"may answer until {last}" in told["rejected"][0]["errors"]["determination"][0]
    Service.objects.update(answer_by=clock.now())
    assert partner.send(VIOLATIONS, [sustained]).json()["amended"] == 1


def test_what_an_officer_determined_of_ones_case_is_not_ones_own_to_take_back(partner, reported):
    fact = {"ksn": reported.ksn, "reference": "C1", "date": clock.today().isoformat(), "category": "counterfeit"}
    partner.send(VIOLATIONS, [fact])
    case = violation_determine(
        actor=staff("officer"),
        case_id=time_to_answer_over(Case.objects.get()).pk,
        fact={"determination": "sustained"},
        reason="The exam report shows it.",
    )
    number = Violation.objects.get(pk=case.violation_id).recording_id

    read = partner.get(f"/api/v1/recordings/{number}")
    taken_back = partner.send(f"/api/v1/recordings/{number}/reversal", {"reason": "We think otherwise."})

    assert (read.status_code, taken_back.status_code) == (404, 404)
    assert Violation.objects.get(pk=Case.objects.get().violation_id).determination == "sustained"


@pytest.mark.parametrize("path", [SHIPMENTS, VIOLATIONS, "/api/v1/status-checks"])
@pytest.mark.parametrize("body", ["[" * 100_000, '{"ksns": ' * 100_000], ids=["lists", "objects"])
def test_a_body_nested_without_end_is_no_fault_of_ours(partner, path, body):
    answer = partner.post(path, body, "application/json")

    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (400, "malformed")


def test_a_line_nested_without_end_is_rejected_alone(partner, reported):
    good = json.dumps(shipment(reported, "A1"))

    answer = partner.post(SHIPMENTS, "[" * 100_000 + "\n" + good, "application/x-ndjson").json()

    assert (answer["accepted"], [item["index"] for item in answer["rejected"]]) == (1, [0])


def test_half_a_character_is_no_fault_of_ours(partner, reported):
    number = partner.send(SHIPMENTS, [shipment(reported, "A1")]).json()["recording"]

    checked = partner.post("/api/v1/status-checks", '{"ksns": ["\\ud800"]}', "application/json")
    reversed_ = partner.post(f"/api/v1/recordings/{number}/reversal", '{"reason": "\\ud800"}', "application/json")

    assert (checked.status_code, reversed_.status_code) == (400, 400)


@pytest.mark.parametrize("media_type", ["application/x-ndjson", "application/json"])
def test_more_than_one_request_takes_are_sent_as_an_import(partner, media_type):
    content = b"{}\n" * 10_001 if media_type != "application/json" else b"[" + b"{}," * 10_000 + b"{}]"

    answer = partner.post(SHIPMENTS, content, media_type)

    assert (answer.status_code, "POST /api/v1/imports" in answer.json()["detail"]) == (422, True)
    assert not Recording.objects.exists()


def test_a_list_of_a_million_numbers_is_refused_unread(partner):
    answer = partner.post(SHIPMENTS, b"[" + b"1," * 1_000_001 + b"1]", "application/json")

    assert answer.status_code == 413
    assert "/api/v1/imports" in answer.json()["detail"]
