"""The power of each policy is measured by the rules, kept, and shown to whoever reads the policy."""

from datetime import timedelta

import pytest
from django.urls import reverse

from apps.core import clock
from apps.evaluation.models import Power
from apps.evaluation.power import SIZES, TRUE_SHARES, power_of
from apps.evaluation.power_rows import power_rows
from apps.evaluation.powers import MAX_AGE, power_measure, power_measure_next, powers_known
from apps.evaluation.tasks import measure_power
from apps.policy.selectors import policy_on, terms_of
from tests.policy.versions import GIVES, TAKES, drafted, submitted

STRICTER = {"tier.2.compliance": "0.99", "tier.3.compliance": "0.995"}


@pytest.fixture
def few(monkeypatch):
    """Simulate few sellers, wherever no number is asked."""
    monkeypatch.setattr("apps.evaluation.powers.power_of", lambda terms, sellers: power_of(terms, sellers=1))


@pytest.mark.slow
def test_power_of_a_stricter_draft_lets_no_more_sellers_hold_a_tier_and_takes_longer(author):
    in_force, draft = policy_on(clock.today()), drafted(author, STRICTER)

    before, after = (power_of(terms_of(policy), sellers=10) for policy in (in_force, draft))

    assert [(line.parcels, line.wrong) for line in after.shares] == [(s, w) for s in SIZES for w in TRUE_SHARES]
    assert [line.reached for line in before.sizes][1:4] == [(4, 18, 35), (4, 18, 35), (3, 12, 24)]
    assert all(line.reached[2] is None or line.reached[2] >= 24 for line in after.sizes)
    assert sum(line.held[2] for line in after.shares) < sum(line.held[2] for line in before.shares)
    assert before.sizes[3].half is not None


def test_power_is_measured_once_for_the_same_numbers_and_anew_when_it_is_old(author, few):
    policy = policy_on(clock.today())
    power_measure(policy)
    power_measure(policy)
    assert Power.objects.count() == 1
    with clock.at(clock.now() + MAX_AGE + timedelta(days=1)):
        power_measure(policy)
    assert Power.objects.count() == 2
    assert powers_known(policy) == [Power.objects.latest("pk")]


def test_powers_are_measured_of_every_policy_that_others_read_and_of_a_draft_that_is_tried(author, few):
    draft, in_review = drafted(author, GIVES), submitted(author, drafted(author, TAKES))

    assert power_measure_next()
    assert power_measure_next()
    assert not power_measure_next()
    assert powers_known(policy_on(clock.today())) != [None]
    assert powers_known(in_review) != [None]
    assert powers_known(draft) == [None]

    measure_power(draft.version)
    assert powers_known(draft) != [None]


def test_rows_of_a_power_show_the_figure_of_the_policy_in_force_only_where_it_differs(author, few):
    in_force, draft = policy_on(clock.today()), drafted(author, STRICTER)
    assert power_rows(draft, beside=in_force) is None
    for policy in (in_force, draft):
        power_measure(policy)

    rows = power_rows(draft, beside=in_force)
    cells = [cell for row in (*rows.sizes, *rows.shares) for cell in row.cells]
    assert any(cell.before for cell in cells)
    assert not any(cell.before == cell.now for cell in cells)
    alone = power_rows(in_force)
    assert not any(cell.before for row in (*alone.sizes, *alone.shares) for cell in row.cells)
    assert [cell.now for cell in alone.sizes[1].cells[:3]] == ["4", "18", "35"]


def test_page_of_a_published_policy_says_what_its_rules_do_with_good_and_with_bad_sellers(client, few):
    policy = policy_on(clock.today())
    address = reverse("portal:policy_version", args=[policy.version])
    assert "The figures are being made" in client.get(address).content.decode()

    power_measure(policy)

    page = client.get(address).content.decode()
    assert "Tiers held and false alarms" in page
    assert '<td class="ks-number">35</td>' in page
