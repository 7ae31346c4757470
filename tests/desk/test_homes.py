"""The home of each role: its panels, what they show, and that no other role gets them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.desk.homes.dashboard import FIGURES
from apps.desk.homes.page import HOMES
from apps.policy import services as policy_services
from apps.policy.models import Policy
from apps.work import services
from apps.work.forecast import MIN_DECISIONS
from apps.work.models import Item
from tests.people import administrator, signed_in, staff, with_every_role

DAY = timedelta(days=1)
BY_ROLE = pytest.mark.parametrize("role", HOMES)


def open_question(number: int) -> Item:
    return services.item_open(kind="question", subject=("thread", number), title=f"Question {number}")


def close_question(number: int, actor: User | None) -> None:
    services.item_close(kind="question", subject=("thread", number), actor=actor)


@pytest.fixture
def worked_weeks() -> User:
    """Settle five questions on a day of each of the last six whole weeks; return the officer who did."""
    officer = staff("officer", email="settles@staff.example")
    number = 0
    for week in range(1, 7):
        monday = clock.start_of(clock.add_days(clock.today(), -clock.today().weekday())) - timedelta(weeks=week)
        for _question in range(5):
            number += 1
            with clock.at(monday + 10 * DAY / 24):
                open_question(number)
            with clock.at(monday + 2 * DAY + 10 * DAY / 24):
                close_question(number, officer)
    for waits in range(1, 4):
        open_question(1000 + waits)
    return officer


@BY_ROLE
def test_home_has_the_panels_of_the_role_and_no_other(role: str) -> None:
    answer = signed_in(staff(role)).get("/admin/")
    text = answer.content.decode()
    assert tuple(answer.context["panels"]) == HOMES[role]
    every = {panel.code for panels in HOMES.values() for panel in panels}
    shown = {code for code in every if f'<section id="{code}"' in text}
    assert shown == {panel.code for panel in HOMES[role]}


@BY_ROLE
def test_home_takes_under_twenty_queries(role: str, worked_weeks: User, django_assert_max_num_queries) -> None:
    client = signed_in(staff(role))
    client.get("/admin/")
    with django_assert_max_num_queries(19):
        assert client.get("/admin/").status_code == 200


def test_several_roles_get_the_panels_of_each_once() -> None:
    answer = signed_in(staff("officer", "supervisor", "analyst")).get("/admin/")
    assert [panel.code for panel in answer.context["panels"]] == ["today", "dashboard", "data"]
    everybody = signed_in(with_every_role(administrator("all@staff.example"))).get("/admin/")
    assert [panel.code for panel in everybody.context["panels"]] == [
        "today",
        "dashboard",
        "policy",
        "data",
        "trail",
        "agency",
    ]


def test_staff_without_a_role_are_told_so(officer: User) -> None:
    officer.groups.clear()
    text = signed_in(officer).get("/admin/").content.decode()
    assert "You hold no role. An administrator gives you one." in text


class TestFigures:
    def figures_of(self, supervisor_desk: Client, query: str = "") -> dict:
        return {figure.code: figure for figure in supervisor_desk.get(f"/admin/{query}").context["figures"]}

    def test_without_data_each_figure_says_so(self, supervisor_desk: Client) -> None:
        answer = supervisor_desk.get("/admin/")
        figures = {figure.code: figure for figure in answer.context["figures"]}
        assert figures.keys() == FIGURES.keys()
        assert all(figure.missing for figure in figures.values())
        assert "Too little was decided for a forecast. It takes 20 decisions" in answer.content.decode()

    def test_table_has_the_numbers_of_the_chart(self, supervisor_desk: Client, worked_weeks: User) -> None:
        answer = supervisor_desk.get("/admin/")
        figures = {figure.code: figure for figure in answer.context["figures"]}
        flow = figures["flow"]
        assert [row[1:] for row in flow.rows] == [(0, 0)] * 7 + [(5, 5)] * 6
        assert flow.chart.highest == 5
        assert figures["ages"].rows[0] == ("0–7", 3, 0, 0)
        assert figures["times"].rows == [("Question to answer", 30, 2, 2)]
        assert figures["kinds"].rows == [("Question to answer", 3, 0, 30, 30)]
        assert figures["load"].rows[0][:4] == ("settles@staff.example", 0, 0, 0) or figures["load"].missing
        text = answer.content.decode()
        assert "half in 2.0, nine of ten in 2.0" in text
        assert 'style="' not in text
        assert text.count("The same numbers as a table") == sum(bool(figure.rows) for figure in figures.values())

    def test_forecast_answers_the_number_of_officers_that_was_asked_for(
        self, supervisor_desk: Client, worked_weeks: User
    ) -> None:
        assert MIN_DECISIONS <= 30
        none = self.figures_of(supervisor_desk, "?officers=0")["forecast"]
        some = self.figures_of(supervisor_desk, "?officers=3")["forecast"]
        assert len(none.rows) == len(some.rows) == 12
        assert none.rows[-1][2] > 3 > some.rows[-1][2] == 0
        assert none.url.endswith("/admin/figures/forecast/?officers=0")
        # Nobody worked in seven of the weeks, so that less than one officer was at work.
        assert self.figures_of(supervisor_desk)["forecast"].asked.officers == 1

    def test_kind_is_chosen_for_what_came_and_how_old_it_is(self, supervisor_desk: Client, worked_weeks: User) -> None:
        figures = self.figures_of(supervisor_desk, "?kind=application")
        assert figures["flow"].missing == "Nothing came in these weeks."
        assert figures["ages"].missing == "Nothing is open."
        assert not figures["kinds"].missing

    @pytest.mark.parametrize("query", ["?kind=nonsense", "?officers=-1", "?officers=many", "?officers=" + "9" * 40])
    def test_what_can_not_be_read_is_pointed_out_and_asks_for_nothing(
        self, supervisor_desk: Client, query: str
    ) -> None:
        answer = supervisor_desk.get(f"/admin/{query}")
        assert answer.status_code == 200
        assert "errorlist" in answer.content.decode()

    def test_files_have_the_rows_of_the_tables(self, supervisor_desk: Client, worked_weeks: User) -> None:
        figures = self.figures_of(supervisor_desk)
        assert figures.keys() == FIGURES.keys()
        for code, figure in figures.items():
            answer = supervisor_desk.get(figure.url)
            assert answer["Content-Type"] == "text/csv; charset=utf-8", code
            lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
            assert len(lines) == len(figure.file[1]) + 1, code

    @pytest.mark.parametrize("role", HOMES)
    def test_files_open_to_the_roles_of_their_permissions(self, role: str) -> None:
        person = staff(role)
        client, held = signed_in(person), person.permission_codes
        asked = {code: client.get(reverse("admin:figure", args=[code])).status_code for code in FIGURES}
        assert asked == {code: 200 if figure[1] & held else 403 for code, figure in FIGURES.items()}

    def test_unknown_figure_is_not_found(self, supervisor_desk: Client) -> None:
        assert supervisor_desk.get("/admin/figures/nonsense/").status_code == 404


def test_policy_manager_reads_drafts_comments_and_what_takes_effect_when() -> None:
    manager = staff("policy manager")
    in_force = Policy.objects.get()
    draft = policy_services.policy_draft(
        actor=manager, base_version=in_force.version, summary="Less.", effective_from=clock.today() + 90 * DAY
    )
    answer = signed_in(manager).get("/admin/")
    ((found, _means),) = answer.context["drafts"]
    assert (found.policy, found.comments, found.unanswered, found.what_if) == (draft, 0, 0, None)
    assert [(policy, str(now)) for policy, now in answer.context["policies"]] == [(in_force, "in force")]
    text = answer.content.decode()
    assert reverse("admin:policy_policy_change", args=[draft.pk]) in text
    assert "Members have not been evaluated under it yet." in text


def test_auditor_reads_what_changed_and_who_looked() -> None:
    officer = staff("officer", email="looks@staff.example")
    item = open_question(1)
    signed_in(officer).get(reverse("admin:work_item_change", args=[item.pk]))
    answer = signed_in(staff("auditor")).get("/admin/")
    changed = {kind.label: kind.count for kind in answer.context["changed"]}
    assert changed["Work items"] == 1
    assert [(one.actor, one.count) for one, _url in answer.context["looked"]] == [(officer, 1)]
    auditor = signed_in(staff("auditor", email="second@staff.example"))
    for kind in answer.context["changed"]:
        assert auditor.get(kind.url).status_code == 200
    for _one, url in answer.context["looked"]:
        assert "looks@staff.example" in auditor.get(url).content.decode()


def test_analyst_is_led_to_lists_files_and_the_survey() -> None:
    client = signed_in(staff("analyst"))
    context = client.get("/admin/").context
    assert len(context["lists"]) == 8
    assert [place.url.rsplit("/", 2)[1] for place in context["files"]] == [code for code in FIGURES if code != "load"]
    for place in (*context["lists"], *context["files"]):
        assert client.get(place.url).status_code == 200
    assert [row.answers for row in context["survey"]] == [0] * len(context["survey"])
