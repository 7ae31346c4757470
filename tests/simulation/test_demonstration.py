"""The desk of the demonstration: no list of it is empty, and an officer's day of sixty cases has no dead end."""

from collections.abc import Callable
from itertools import cycle, islice
from random import Random

import pytest
from django.conf import settings

from apps.accounts.models import User
from apps.applications.models import Application, ApplicationState
from apps.applications.selectors import practice_told
from apps.core import clock
from apps.correspondence.services import question_ask
from apps.events.models import Delivery, DeliveryState
from apps.ledger.models import HeldReport, Violation
from apps.measures.models import Edition, EditionMail, Release
from apps.shippers.models import Membership
from apps.standing.models import ProposedChange, Standing
from apps.targeting.fairness import Grouping
from apps.targeting.selectors import groups_compared
from apps.work.models import Item
from config.simulation import selectors
from config.simulation.numbers import happenings
from config.simulation.services import demo, program_simulate
from tests.measures.independent import QUERIES, differences
from tests.people import administrator, confirmed, with_every_role
from tests.simulation.lists import lists_empty, states_empty
from tests.simulation.officers_day import draw, work_on
from tests.simulation.programs import assert_nothing_is_overdue, rows_counted

pytestmark = pytest.mark.slow
CASES, SEED = 60, 15


def questions_arrive(count: int) -> None:
    """Let owners of members ask so many questions: fewer cases than a day has wait in the demonstration."""
    owners = Membership.objects.filter(role="owner", until=None, shipper__standing__status="active")
    for place in islice(cycle(owners.select_related("user").order_by("pk")), count):
        question_ask(
            actor=place.user, shipper_id=place.shipper_id, subject="A label", text="Is ours right?", language="en"
        )


@pytest.fixture(scope="module", autouse=True)
def _demonstration(lasting: Callable[..., object]) -> None:
    """Simulate as many sellers as the demonstration has, so that there is a member for each story, and few parcels:
    they take most of the time of a simulation.
    """

    def make() -> None:
        with pytest.MonkeyPatch.context() as patch, rows_counted():
            patch.setattr(happenings, "_count", lambda dice, seller, *, begin, last, part: (last - begin + 1) // 6)
            size = demo.SIZE._replace(enrolled=0)
            program_simulate(size=size, days=demo.DAYS, seed=demo.SEED)

    lasting(make)


def test_demonstration_fills_every_list_of_the_desk_and_every_state() -> None:
    assert set(ProposedChange.objects.values_list("kind", flat=True)) >= {"suspension", "removal", "validation"}
    assert Standing.objects.filter(status="conditional", examine_all=True).exists()
    for change in ProposedChange.objects.filter(decided_by__isnull=False, confirmed_by__isnull=False):
        assert change.decided_by != change.confirmed_by
    assert not Delivery.objects.filter(state=DeliveryState.PENDING).exists()
    assert_nothing_is_overdue()
    approved = Application.objects.filter(state=ApplicationState.APPROVED, ended_at=None)
    assert any(practice_told(application.shipper_id) for application in approved)
    assert all(map(selectors.owner_of, ("member on conditions", "removed seller", "suspended seller")))
    assert selectors.portraits_choose().keys() == {"small", "large", "mended"}
    assert states_empty() <= OF_MANY_PARCELS
    assert lists_empty() == set()


def test_demonstration_has_reports_that_contradict_each_other_and_violations_that_say_what_was_found() -> None:
    held = HeldReport.objects.order_by("index")
    assert [report.stood for report in held] == [False, True]
    assert set(Item.objects.filter(kind="held_reports", closed_at=None).values_list("subject_id", flat=True)) == {
        report.reporter_id for report in held
    }
    wrong = Violation.objects.filter(category__in=("origin", "evasion", "classification"))
    assert wrong.exclude(found_origin="", found_hs="").exists()
    assert wrong.filter(found_origin="", found_hs="").exists()


def test_demonstration_compares_sellers_of_every_language_of_the_site() -> None:
    _since, groups = groups_compared()
    named = {group.name for group in groups if group.grouping is Grouping.LANGUAGE}
    assert named == {code for code, _label in settings.LANGUAGES}


def test_demonstration_released_its_figures_at_the_announced_moments() -> None:
    editions = list(Edition.objects.select_related("release"))
    assert {edition.release.kind for edition in editions} == {"quarter", "year"}
    assert {edition.release.number for edition in editions} == {1, 2}
    assert not [edition for edition in editions if edition.delay]
    assert not Release.objects.filter(due_at__lte=clock.now(), edition__isnull=True)
    assert Release.objects.filter(due_at__gt=clock.now())
    last = max(editions, key=lambda edition: edition.released_at)
    mails = EditionMail.objects.select_related("subscription")
    told = {(mail.edition_id, mail.subscription.language, mail.mailed_at) for mail in mails}
    assert told == {(last.pk, language, last.released_at) for language in ("en", "es")}


def test_figures_of_every_edition_equal_independent_queries() -> None:
    """Each query is written from the published definition of its measure, and not from the code."""
    editions = list(Edition.objects.select_related("release", "policy"))
    assert {measure["code"] for edition in editions for measure in edition.published["measures"]} == set(QUERIES)
    assert [difference for edition in editions for difference in differences(edition)] == []


# With so few parcels nobody rises to the tier that is called before a change.
OF_MANY_PARCELS = {
    f"standing-assurance: {state}" for state in ("waiting", "reached", "not_reached", "proposed", "dropped")
}


def test_day_of_sixty_cases_has_no_dead_end() -> None:
    """The staff of the program take each case, and act as its page offers, until the case is decided or waits."""
    questions_arrive(CASES - Item.objects.filter(closed_at=None).count())
    staff = [*User.objects.filter(is_staff=True, is_active=True), with_every_role(administrator())]
    people = [(user, confirmed(user)) for user in staff]
    dice = Random(SEED)
    items = draw(dice, CASES)
    kinds = {item.kind for item in items}
    assert len(items) == CASES
    assert kinds == set(Item.objects.filter(closed_at=None).values_list("kind", flat=True))
    cases = [work_on(item, people, dice) for item in items]
    assert [str(case) for case in cases if not case.has_moved] == []
    closed = Item.objects.filter(pk__in=[item.pk for item in items], closed_at__isnull=False).count()
    # The others wait for a second officer, for the applicant, or for the end of a time.
    assert closed > CASES / 2
