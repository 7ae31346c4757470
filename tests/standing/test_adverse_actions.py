"""The table of adverse actions: an action that is no more than a row of the table goes the whole way."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.measures.reasons import generalization
from apps.measures.tasks import release_reasons
from apps.notices.models import Message
from apps.shippers.models import Shipper
from apps.standing.adverse_actions import ADVERSE_ACTIONS, ActionWords, AdverseAction, StaffOffer
from apps.standing.members.states import ChangeReason
from apps.standing.models import Appeal, ProposedChange
from apps.standing.selectors import calls_running
from tests.evaluation.ledger import parcels
from tests.outbox import deliver
from tests.partners.client import PartnerClient
from tests.people import signed_in
from tests.portal.pages import page_text
from tests.standing.evaluations import calls_end, enrolled, owner_of

pytestmark = pytest.mark.django_db
PROBATION = AdverseAction(
    code="probation",
    name="Probation",
    act="put_on_conditions",
    reason=ChangeReason.ON_CONDITIONS,
    offer=StaffOffer(label="Propose a probation", effect="The team is heard before the probation begins."),
    second_officer=lambda changes: changes.second_officer_removal,
    words=ActionWords(
        call="A probation is considered: we call you first",
        notice="We propose to put you on probation: please respond",
        proposed="It is proposed to put you on probation.",
        was_proposed="It was proposed to put you on probation.",
        decided="Decided on %(day)s: you were put on probation.",
    ),
)
# Later than any time to appeal.
LATER = timedelta(days=500)


@pytest.fixture(autouse=True)
def probation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add a made-up action to the table."""
    monkeypatch.setitem(ADVERSE_ACTIONS, PROBATION.code, PROBATION)


def at_desk(record: Model) -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def act(client: Client, record: Model, name: str, **given: str) -> None:
    given = {"reasons": "No records were kept.", "language": "en"} | given
    sent = client.post(at_desk(record), {"act": name} | {f"{name}-{field}": text for field, text in given.items()})
    assert sent.status_code == 302, sent.text


def status_of(partner: PartnerClient, shop: Shipper) -> str:
    return partner.get(f"/api/v1/shippers/{shop.ksn}").json()["status"]


def test_few_files_name_an_action() -> None:
    named = re.compile(r"""["'](demotion|suspension)["']""")
    files = (path for root in ("apps", "config", "templates") for path in (settings.BASE_DIR / root).rglob("*.*"))
    naming = {
        path.name
        for path in files
        if path.suffix in (".py", ".html") and path.parent.name != "migrations" and named.search(path.read_text())
    }
    assert naming <= {"adverse_actions.py", "due_process.py", "restrictions.py"}, "the others ask the row"


def test_made_up_action_is_announced_by_a_call(desk: Client) -> None:
    shop = enrolled(tier=2)
    act(desk, shop, PROBATION.act, parcels=parcels(shop, clock.today(), 1)[0])
    call = calls_running(shop.pk).get()
    assert Message.objects.filter(recipient=owner_of(shop), subject=PROBATION.words.call).exists()
    assert "Probation" in page_text(signed_in(owner_of(shop)), reverse("portal:call", args=[shop.pk, call.pk]))
    assert "Probation" in desk.get(at_desk(call)).text
    calls_end(shop)
    assert ProposedChange.objects.get(shipper=shop).kind == PROBATION.code


def test_made_up_action_goes_from_the_proposal_to_the_appeal_and_the_register(
    desk: Client, second: User, supervisor_desk: Client, partner: PartnerClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, second_desk = enrolled(), signed_in(second)
    owner = signed_in(owner_of(shop))
    partner.follow(shop)

    # An officer proposes it. The notice, its page, and the response: nothing is taken meanwhile.
    assert "Propose a probation" in desk.get(at_desk(shop)).text
    act(desk, shop, PROBATION.act, parcels=parcels(shop, clock.today(), 1)[0])
    change = ProposedChange.objects.get(shipper=shop)
    told = Message.objects.filter(recipient=owner_of(shop), kind="standing.probation")
    assert told.get().subject == PROBATION.words.notice
    page = reverse("portal:change", args=[shop.pk, change.pk])
    for said in ("Proposed: Probation", PROBATION.words.proposed):
        assert said in page_text(owner, page)
    sent = owner.post(page, {"response": "They were kept.", "language": "en", "final": "on"})
    assert sent.status_code == 302
    assert status_of(partner, shop) == "active"

    # The decision of a second officer, and what partners read of it.
    assert "Probation" in second_desk.get(reverse("admin:standing_proposedchange_changelist")).text
    assert "They were kept." in second_desk.get(at_desk(change)).text
    act(second_desk, change, "uphold")
    assert status_of(partner, shop) == "conditional"
    deliver()
    assert partner.feed()["results"][-1]["reasons"] == [ChangeReason.ON_CONDITIONS]
    assert "you were put on probation." in page_text(owner, page)
    assert "you were put on probation." in page_text(owner, reverse("portal:shipper", args=[shop.pk]))

    # The appeal gives it back.
    appealed = owner.post(reverse("portal:change_appeal", args=[shop.pk, change.pk]), {"text": "No.", "language": "en"})
    assert appealed.status_code == 302
    act(supervisor_desk, Appeal.objects.get(), "grant")
    assert status_of(partner, shop) == "active"

    # The public register of reasons, in which one business is enough here.
    monkeypatch.setattr(generalization, "MIN_BUSINESSES", 1)
    monkeypatch.setattr(generalization, "_are_diverse", lambda _actions: True)
    with clock.at(clock.now() + LATER):
        release_reasons()
        register = Client().get("/performance/reasons/?action=probation").text
    assert "Probation: Overturned on appeal" in register
    (row,) = Client().get("/api/v1/reasons").json()["results"]
    assert (row["action"], row["at_once"]) == ("probation", "no")
