"""Whether a name is the name of the business behind a number: never shown, with consent alone, and not to be probed."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from apps.core import clock
from apps.partners.models import AskedNames, FurtherLook
from apps.partners.names import services
from apps.partners.names.services import MAX_NAMES_A_DAY, names_forget, names_match
from apps.partners.systems.selectors import SystemAccess
from apps.partners.tasks import forget_names
from apps.shippers.ksn import new_ksn
from apps.shippers.models import Consent, Shipper
from apps.shippers.services import consent_give, consent_withdraw
from tests.disputes.sources import at
from tests.partners.client import PartnerClient, partner_client
from tests.races import at_once
from tests.standing.evaluations import enrolled, owner_of

CHECKS = "/api/v1/status-checks"


def named(name: str = "Lotus Trading, Inc.", trade_name: str = "Red Lantern") -> Shipper:
    shipper = enrolled()
    Shipper.objects.filter(pk=shipper.pk).update(name=name, trade_name=trade_name)
    return shipper


def consent(shipper: Shipper, audience: str = "carrier", partner_id: int | None = None) -> Consent:
    return consent_give(
        actor=owner_of(shipper), shipper_id=shipper.pk, scope="name", audience=audience, partner_id=partner_id
    )


def ask(partner: PartnerClient, shipper: Shipper, name: str) -> dict:
    answer = partner.get(f"/api/v1/shippers/{shipper.ksn}", {"name": name})
    assert answer.status_code == 200, answer.json()
    return answer.json()


def told(answer: dict) -> tuple[str | None, str]:
    return answer["name_match"], answer["name_match_reason"]


def test_a_name_is_compared_and_never_shown(partner):
    shipper = named()
    consent(shipper)

    one = partner.get(f"/api/v1/shippers/{shipper.ksn}", {"name": "LOTUS TRADING"})
    batch = partner.send(
        CHECKS,
        {
            "ksns": [
                {"ksn": shipper.ksn, "name": "Lotus Trading, Inc."},
                {"ksn": shipper.ksn},
                {"ksn": shipper.ksn, "name": "Lotos Trading"},
                {"ksn": new_ksn(), "name": "Lotus Trading"},
            ]
        },
    )

    assert told(one.json()) == ("yes", "normal_form")
    assert one["Cache-Control"] == "no-store"
    results = batch.json()["results"]
    assert told(results[0]) == ("yes", "exact")
    assert "name_match" not in results[1]
    assert told(results[2]) == ("close", "similar")
    assert results[3] == {"ksn": results[3]["ksn"], "known": False}
    for answer in (one, batch):
        assert "Lotus" not in answer.content.decode()
    looks = FurtherLook.objects.order_by("told").values_list("kind", "told", "count")
    assert list(looks) == [("name", "close:similar", 1), ("name", "yes:exact", 1), ("name", "yes:normal_form", 1)]


def test_consent_counts_in_the_next_answer_and_so_does_its_end(partner):
    shipper = named()
    assert told(ask(partner, shipper, "Lotus Trading")) == (None, "no_consent")

    given = consent(shipper, "partner", partner.credentials.partner.pk)
    assert told(ask(partner, shipper, "Lotus Trading")) == ("yes", "normal_form")
    other = partner_client()
    assert told(ask(other, shipper, "Lotus Trading")) == (None, "no_consent")

    consent_withdraw(actor=owner_of(shipper), shipper_id=shipper.pk, consent_id=given.pk)
    assert told(ask(partner, shipper, "Lotus Trading")) == (None, "no_consent")


def test_a_consent_for_a_kind_of_partners_is_for_this_kind_alone(partner):
    shipper = named()
    consent(shipper, "marketplace")

    assert told(ask(partner, shipper, "Lotus Trading")) == (None, "no_consent")
    assert told(ask(partner_client(reporter_kind="marketplace"), shipper, "Lotus Trading"))[0] == "yes"


def test_names_can_not_be_probed(partner):
    shipper, other = named(), named()
    consent(shipper)
    for number in range(MAX_NAMES_A_DAY):
        assert told(ask(partner, shipper, f"Guess {number}"))[0] == "no"

    refused = partner.get(f"/api/v1/shippers/{shipper.ksn}", {"name": "Lotus Trading"})
    (batched,) = partner.send(CHECKS, {"ksns": [{"ksn": shipper.ksn, "name": "Lotus Trading"}]}).json()["results"]

    assert (refused.status_code, refused.json()["type"].split("/")[-1]) == (429, "too-many-names")
    assert 0 < int(refused["Retry-After"]) <= 25 * 3600
    assert (told(batched), batched["tier"]) == ((None, "too_many_names"), 0)
    # A name that was asked before may be asked again, in any spelling, and so may others of other numbers.
    assert told(ask(partner, shipper, "GUESS 0"))[0] == "no"
    assert told(ask(partner, other, "Lotus Trading")) == (None, "no_consent")
    assert told(ask(partner_client(), shipper, "Lotus Trading"))[0] == "yes"
    with at(clock.end_of(clock.today()) + timedelta(seconds=1)):
        services_match = names_match(access=access(partner), asked=[(shipper.ksn or "", "Lotus Trading")])
        assert services_match[0].answer == "yes"
        assert names_forget() == 2 + 1
        forget_names()


def test_the_bound_holds_inside_of_one_batch_and_says_nothing_of_consent(partner):
    shipper = named()
    items = [{"ksn": shipper.ksn, "name": f"Guess {number}"} for number in range(MAX_NAMES_A_DAY + 2)]

    without = [told(result) for result in partner.send(CHECKS, {"ksns": items}).json()["results"]]
    consent(shipper)
    with_consent = [told(result) for result in partner_client().send(CHECKS, {"ksns": items}).json()["results"]]

    assert without == [(None, "no_consent")] * MAX_NAMES_A_DAY + [(None, "too_many_names")] * 2
    assert with_consent == [("no", "different")] * MAX_NAMES_A_DAY + [(None, "too_many_names")] * 2


def test_only_digests_of_names_are_kept(partner):
    shipper = named()
    ask(partner, shipper, "Lotus Trading")
    ask(partner, shipper, "lotus  TRADING, Inc.")

    (kept,) = AskedNames.objects.all()
    assert len(kept.digests) == 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT partners_askednames::text FROM partners_askednames "
            "UNION ALL SELECT partners_furtherlook::text FROM partners_furtherlook"
        )
        assert "lotus" not in str(cursor.fetchall()).lower()


def test_the_work_is_the_same_with_and_without_consent(partner, django_assert_num_queries, monkeypatch):
    """An answer that took longer where a consent is would tell of the consent, or of the name itself."""
    without, with_consent = named(), named()
    consent(with_consent)
    compared: list[str] = []
    compare = services.name_match
    monkeypatch.setattr(services, "name_match", lambda name, **own: compared.append(name) or compare(name, **own))

    for shipper, name in ((without, "Lotus Trading"), (with_consent, "Lotus Trading"), (with_consent, "Other")):
        with django_assert_num_queries(5):
            names_match(access=access(partner), asked=[(shipper.ksn or "", name)])

    assert compared == ["Lotus Trading", "Lotus Trading", "Other"]


def test_a_thousand_names_take_a_few_statements(partner, django_assert_max_num_queries):
    shippers = [named() for _ in range(3)]
    ksns = [shipper.ksn for shipper in shippers]
    items = [{"ksn": ksns[place % 3], "name": f"Name {place % 4}"} for place in range(1000)]

    with django_assert_max_num_queries(8):
        answer = partner.send(CHECKS, {"ksns": items})

    assert len(answer.json()["results"]) == 1000
    assert sum(FurtherLook.objects.values_list("count", flat=True)) == 1000


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, None, 7, ["Lotus"], {"a": 1}, "Lotus\0", "Lotus\u0007", True])
def test_what_can_be_no_name_is_refused(partner, name):
    shipper = named()

    answer = partner.send(CHECKS, {"ksns": [{"ksn": shipper.ksn}, {"ksn": shipper.ksn, "name": name}]})

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["ksns.1.name"])


@pytest.mark.parametrize("name", ["!!!", "🏮", "%", "' OR 1=1 --", "\u202e\u200f", "ﷺ" * 60, "I\u0307" * 90, "LLC"])
def test_odd_names_are_only_other_names(partner, name):
    shipper = named()
    consent(shipper)

    assert told(ask(partner, shipper, name))[0] == "no"


@pytest.mark.parametrize("query", [{"name": ""}, {"name": "x" * 201}, {"name": "Lotus", "as_of": "2026-01-01"}])
def test_a_single_question_refuses_the_same(partner, query):
    answer = partner.get(f"/api/v1/shippers/{named().ksn}", query)

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["name"])


def access(partner: PartnerClient) -> SystemAccess:
    kept = partner.credentials.partner
    return SystemAccess(kept.pk, kept.reporter_id, frozenset({"status:read"}))


@pytest.mark.slow
def test_questions_at_once_do_not_pass_the_bound(live_db):
    partner, shipper = partner_client(), named()
    consent(shipper)
    who = access(partner)
    answered: list[str | None] = []

    def guess(number: int) -> None:
        (match,) = names_match(access=who, asked=[(shipper.ksn or "", f"Guess {number}")])
        answered.append(match.answer)

    at_once(*(partial(guess, number) for number in range(8)))

    assert sorted(answered, key=str) == [None] * 3 + ["no"] * MAX_NAMES_A_DAY
