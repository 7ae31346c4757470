from datetime import datetime, timedelta

import pytest
from django.test import Client
from oauth2_provider.models import AccessToken

from apps.core import clock
from apps.partners.models import Look, Partner
from apps.policy.selectors import policy_on, terms_of
from apps.policy.services import policy_publish
from apps.shippers.ksn import new_ksn
from apps.standing.models import Status
from apps.standing.services import member_leave
from tests.people import staff
from tests.policy.versions import GIVES, drafted, submitted
from tests.standing.evaluations import enrolled, evaluated, owner_of

# The headers that tell one request from another, or that the framework adds to answers of its views.
OF_ONE_WAY = ("X-Request-Id", "RateLimit", "Vary", "Allow")


def path(ksn: str) -> str:
    return f"/api/v1/shippers/{ksn}"


def test_a_known_shipper(partner):
    shipper = enrolled(tier=2)

    answer = partner.get(path(shipper.ksn))

    told = answer.json()
    terms = terms_of(policy_on(clock.today()))
    assert answer.status_code == 200
    assert told["benefits"] == [{"code": benefit.code, "value": benefit.value} for benefit in terms.benefits(2)]
    as_of, valid_until = (datetime.fromisoformat(told.pop(name)) for name in ("as_of", "valid_until"))
    assert valid_until - as_of == timedelta(hours=terms.clocks.status_hours)
    del told["benefits"]
    assert told == {
        "ksn": shipper.ksn,
        "known": True,
        "status": "active",
        "validated": False,
        "tier": 2,
        "policy_version": terms.version,
    }


def test_the_common_question_is_answered_as_the_view_answers(partner):
    ksn = enrolled(tier=2).ksn
    # One moment for both, which the answers name in whole seconds.
    with clock.at(clock.now()):
        answers = [
            partner.get(path(ksn), headers={"Accept": form}) for form in ("application/json", "application/json,*/*")
        ]
    common, other = ({name: value for name, value in answer.items() if name not in OF_ONE_WAY} for answer in answers)
    assert common == other
    first, second = (answer.json() for answer in answers)
    assert first == second
    assert {answer.resolver_match.route for answer in answers} == {"api/v1/shippers/<str:ksn>"}


def test_a_number_that_nobody_holds_counts_as_one_question(partner):
    def left() -> int:
        return int(partner.get(path(new_ksn()))["RateLimit"].split("r=")[1].split(";")[0])

    assert left() - left() == 1


def test_a_foreign_host_gets_no_answer(partner, settings):
    settings.ALLOWED_HOSTS = ["shipper.example"]
    assert partner.get(path(enrolled(tier=2).ksn), headers={"Host": "other.example"}).status_code == 400


def test_an_answer_is_valid_no_longer_than_the_policy_behind_it(partner):
    ksn = enrolled(tier=2).ksn
    author, publisher = (staff("policy manager", email=f"{who}@staff.example") for who in ("author", "publisher"))
    tomorrow = clock.add_days(clock.today(), 1)
    policy = submitted(author, drafted(author, GIVES, day=tomorrow))
    policy_publish(actor=publisher, policy_id=policy.pk, effective_from=tomorrow)

    one = partner.get(path(ksn)).json()
    (batched,) = partner.send("/api/v1/status-checks", {"ksns": [ksn]}).json()["results"]

    for told in (one, batched):
        assert clock.day_of(datetime.fromisoformat(told["valid_until"])) == clock.today()


def test_the_number_may_be_typed_with_spaces_hyphens_and_small_letters(partner):
    ksn = enrolled().ksn

    assert partner.get(path(f"{ksn[:4].lower()}-{ksn[4:8]} {ksn[8:]}")).json()["ksn"] == ksn


def test_nothing_has_changed_is_said_without_a_body(partner):
    shipper = enrolled(tier=1)
    tag = partner.get(path(shipper.ksn))["ETag"]

    same = partner.get(path(shipper.ksn), headers={"If-None-Match": tag})
    evaluated(shipper, enter=2, keep=2)
    changed = partner.get(path(shipper.ksn), headers={"If-None-Match": tag})

    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    assert (changed.status_code, changed.json()["tier"]) == (200, 2)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("*", 304),
        ("{tag}", 304),
        ('"other", {tag}', 304),
        ("{strong}", 304),
        ('"other"', 200),
        ("x{tag}", 200),
        ("{tag}x", 200),
    ],
)
def test_entity_tags_are_compared_as_rfc_9110_has_it(partner, asked, status):
    ksn = enrolled(tier=1).ksn
    tag = partner.get(path(ksn))["ETag"]
    sent = asked.replace("{tag}", tag).replace("{strong}", tag.removeprefix("W/"))

    assert partner.get(path(ksn), headers={"If-None-Match": sent}).status_code == status


def test_caches_may_keep_an_answer_as_long_as_the_answer_is_valid(partner):
    ksn = enrolled(tier=1).ksn
    hours = terms_of(policy_on(clock.today())).clocks.status_hours

    answer = partner.get(path(ksn))
    same = partner.get(path(ksn), headers={"If-None-Match": answer["ETag"]})

    assert answer["Cache-Control"] == same["Cache-Control"] == f"private, max-age={hours * 3600}"
    assert answer["Vary"] == same["Vary"] == "Accept, Authorization"


def test_who_has_left_is_known_and_promised_nothing(partner):
    shipper = enrolled(tier=2)
    member_leave(actor=owner_of(shipper), shipper_id=shipper.pk)

    told = partner.get(path(shipper.ksn)).json()

    assert (told["known"], told["status"], told["benefits"]) == (True, Status.WITHDRAWN, [])


def test_a_number_that_nobody_holds_is_a_clear_404(partner):
    ksn = new_ksn()

    answer = partner.get(path(ksn))

    told = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert told["type"].endswith("/unknown-ksn")
    assert (told["ksn"], told["known"], told["instance"]) == (ksn, False, path(ksn))


def test_a_mistyped_number_is_told_from_an_unknown_one(partner):
    ksn = enrolled().ksn
    mistyped = ksn[:-1] + ("A" if ksn[-1] != "A" else "B")

    answer = partner.get(path(mistyped))

    assert (answer.status_code, answer.json()["type"].split("/")[-1]) == (400, "malformed-ksn")
    assert "mistyped" in answer.json()["detail"]


@pytest.mark.parametrize("name", ["names", "known_at", "fields"])
def test_a_parameter_that_is_not_known_is_refused_by_its_name(partner, name):
    answer = partner.get(path(enrolled().ksn), {name: "2026-01-01"})

    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["errors"].keys() == {name}


@pytest.mark.parametrize(
    ("body", "unknown"),
    [
        ({"ksns": ["KS1"], "as_of": "2026-01-01"}, "as_of"),
        ({"ksns": ["KS1", {"ksn": "KS2", "names": ["Lotus Trading"]}]}, "ksns.1.names"),
    ],
)
def test_a_batch_with_a_field_that_is_not_known_is_refused_by_its_name(partner, body, unknown):
    answer = partner.send("/api/v1/status-checks", body)

    assert (answer.status_code, list(answer.json()["errors"])) == (422, [unknown])


def test_feed_refuses_a_parameter_that_is_not_known_and_names_the_known_ones(partner):
    answer = partner.get("/api/v1/status-changes", {"after": 0, "since": "yesterday"})

    assert answer.status_code == 422
    assert "after, limit" in answer.json()["errors"]["since"][0]


def test_a_batch_answers_in_order_and_keeps_what_is_good(partner):
    first, second, nobody = enrolled(tier=1).ksn, enrolled().ksn, new_ksn()

    answer = partner.send("/api/v1/status-checks", {"ksns": [second, nobody, "KS-NOT-ONE", {"ksn": first}, second]})

    results = answer.json()["results"]
    assert [(told["ksn"], told["known"]) for told in results] == [
        (second, True),
        (nobody, False),
        ("KSNOTONE", False),
        (first, True),
        (second, True),
    ]
    assert results[1] == {"ksn": nobody, "known": False}
    assert "mistyped" in results[2]["error"]
    assert results[3]["tier"] == 1


@pytest.mark.parametrize(
    "body",
    [{}, [], {"ksns": []}, {"ksns": "KS"}, {"ksns": [1]}, {"ksns": [{"name": "Lotus"}]}, {"ksns": ["KS"] * 1001}],
)
def test_a_batch_that_can_not_be_taken_says_why(partner, body):
    answer = partner.send("/api/v1/status-checks", body)

    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["errors"]


def test_a_thousand_are_answered_in_a_few_statements(partner, django_assert_max_num_queries):
    enrolled()
    partner.send("/api/v1/status-checks", {"ksns": [new_ksn()]})

    with django_assert_max_num_queries(3):
        answer = partner.send("/api/v1/status-checks", {"ksns": [new_ksn() for _ in range(1000)]})

    assert len(answer.json()["results"]) == 1000


def test_who_asked_for_whom_is_noted(partner):
    first, second = enrolled().ksn, new_ksn()

    partner.get(path(first))
    partner.send("/api/v1/status-checks", {"ksns": [second, first, "KS-NOT-ONE"]})
    Client().get(path(first))

    looks = Look.objects.order_by("pk").values_list("partner", "ksn")
    number = partner.credentials.partner.pk
    assert list(looks) == [(number, first), (number, second), (number, first)]


def test_the_common_question_takes_one_statement(partner, django_assert_num_queries):
    ksn = enrolled().ksn
    partner.get(path(ksn))

    with django_assert_num_queries(1):
        assert partner.get(path(ksn)).status_code == 200


def test_asking_for_one_form_or_any_gives_the_same(partner):
    ksn = enrolled(tier=1).ksn

    answers = [
        partner.get(path(ksn), headers={"Accept": accept}).json() | {"as_of": "", "valid_until": ""}
        for accept in ("application/json", "*/*", "application/json;q=0.9, */*;q=0.1")
    ]

    assert answers[0] == answers[1] == answers[2]
    assert Look.objects.filter(ksn=ksn).count() == 3


@pytest.mark.parametrize("loss", ["revoked", "shut out", "scope"])
def test_a_token_that_was_good_a_moment_ago_is_asked_again_each_time(partner, loss):
    ksn = enrolled().ksn
    assert partner.get(path(ksn)).status_code == 200

    match loss:
        case "revoked":
            AccessToken.objects.all().delete()
        case "shut out":
            Partner.objects.update(active=False)
        case "scope":
            Partner.objects.update(scopes=["ledger:write"])

    assert partner.get(path(ksn)).status_code == (403 if loss == "scope" else 401)
    assert Look.objects.count() == 1


def test_the_common_question_counts_against_the_limit(partner, settings):
    ksn = enrolled().ksn
    settings.PARTNER_QUESTIONS_PER_MINUTE = 0

    assert partner.get(path(ksn)).status_code == 429
