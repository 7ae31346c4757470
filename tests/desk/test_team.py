"""The load of the team, and moving work from one officer to another."""

from django.test import Client

from apps.accounts.models import User
from apps.work import services
from apps.work.models import Item
from tests.people import staff

PAGE = "/admin/team/"


def open_question(number: int, holder: User | None = None) -> Item:
    return services.item_open(kind="question", subject=("thread", number), title=f"Question {number}", holder=holder)


def test_chart_and_table_have_the_same_numbers(supervisor_desk: Client, officer: User):
    for number in range(3):
        open_question(number, officer)
    open_question(4)
    page = supervisor_desk.get(PAGE)
    text = page.content.decode()
    assert [(row.label, row.said) for row in page.context["rows"]] == [(str(officer), "3")]
    assert f'?officer={officer.pk}">{officer}</a></th><td class="ks-number">3</td>' in text
    assert "1 piece of work is unassigned" in text
    assert "style=" not in text


def test_work_is_moved_from_an_officer_or_from_nobody_to_another_officer(supervisor_desk: Client, officer: User):
    other = staff("officer", email="other@staff.example")
    for number in range(3):
        open_question(number, officer)
    open_question(4)
    supervisor_desk.post(PAGE, {"giver": officer.pk, "holder": other.pk, "most": 2})
    assert Item.objects.filter(holder=other).count() == 2
    supervisor_desk.post(PAGE, {"giver": "nobody", "holder": other.pk, "most": 5})
    assert Item.objects.filter(holder=other).count() == 3
    assert Item.objects.filter(holder=officer).count() == 1


def test_invalid_form_shows_errors_beside_the_fields_and_moves_nothing(supervisor_desk: Client, officer: User):
    open_question(1, officer)
    for given in (
        {"giver": officer.pk, "holder": officer.pk, "most": 1},
        {"giver": 0, "holder": officer.pk, "most": 1},
        {"giver": officer.pk, "holder": "", "most": 1},
        {"giver": officer.pk, "holder": officer.pk, "most": 0},
    ):
        answer = supervisor_desk.post(PAGE, given)
        assert answer.status_code in (409, 422)
        assert "errorlist" in answer.content.decode()
    assert Item.objects.get().holder == officer


def test_page_of_a_large_team_takes_under_twenty_queries(supervisor_desk: Client, django_assert_max_num_queries):
    for number in range(12):
        open_question(number, staff("officer", email=f"o{number}@staff.example", factor=False))
    with django_assert_max_num_queries(19):
        assert supervisor_desk.get(PAGE).status_code == 200
