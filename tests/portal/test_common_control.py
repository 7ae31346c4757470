"""The page of a case of common control: what a business reads of it, its answer, and the request to be judged alone."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from apps.accounts.models import User
from apps.standing.models import Control, ControlState, SeparationState
from apps.standing.services import control_bind, separation_decide
from tests.markup import assert_valid
from tests.people import on_team, signed_in, staff
from tests.standing.controlled import ask, bind, contest, ids_of, propose
from tests.standing.evaluations import owner_of


@pytest.fixture
def control(officer: User) -> Control:
    return propose(officer)


def owners(control: Control) -> list[tuple[Client, str]]:
    """Return the owner of each business of a case, signed in, with the page of the case."""
    return [
        (signed_in(owner_of(each.shipper)), reverse("portal:control", args=[each.shipper_id, control.pk]))
        for each in control.businesses.select_related("shipper").order_by("shipper")
    ]


def test_business_reads_the_names_of_the_others_its_own_values_and_what_it_means(control: Control) -> None:
    (client, page), _other = owners(control)
    one, other = (each.shipper for each in control.businesses.order_by("shipper"))
    text = client.get(page).text
    for words in (other.ksn, f"bank as {one.pk} writes it", "One account pays both.", "Nothing is taken away by that"):
        assert words in text
    assert f"bank as {other.pk} writes it" not in text
    assert_valid(text)
    overview = client.get(reverse("portal:shipper", args=[one.pk])).text
    assert page in overview
    assert "Agree or contest it by" in overview


def test_answer_of_another_business_is_never_shown_and_its_page_and_files_are_not_found(control: Control) -> None:
    one, other = (each.shipper for each in control.businesses.order_by("shipper"))
    contest(control, other, final=False)
    file = control.businesses.get(shipper=other).files.get()
    (client, page), (their_client, their_page) = owners(control)
    text = client.get(page).text
    assert "We sold that shop" not in text
    assert file.name not in text
    for path in (
        their_page,
        reverse("portal:control_file", args=[one.pk, file.pk]),
        reverse("portal:control_file", args=[other.pk, file.pk]),
    ):
        assert client.get(path).status_code == 404
    assert their_client.get(reverse("portal:control_file", args=[other.pk, file.pk])).status_code == 200


def test_business_contests_adds_and_says_everything(control: Control) -> None:
    (client, page), _other = owners(control)
    sent = {"position": "contests", "text": "", "language": "en"}
    assert client.post(page, sent).status_code == 422
    assert "We have another owner." in client.post(page, sent | {"text": "We have another owner."}, follow=True).text
    text = client.post(page, sent | {"text": "Since May.", "final": "on"}, follow=True).text
    assert "Since May." in text
    assert "You have said everything." in text
    assert 'name="position"' not in text


def test_bound_business_asks_to_be_judged_alone_and_reads_from_when_it_asks_again(officer: User) -> None:
    control = bind(officer)
    (client, page), (other_client, other_page) = owners(control)
    one = ids_of(control)[0]
    assert page in client.get(reverse("portal:shipper", args=[one])).text
    alone = reverse("portal:control_alone", args=[one, control.pk])
    assert client.post(alone, {"text": "", "language": "en"}).status_code == 422
    text = client.post(alone, {"text": "It was sold.", "language": "en"}, follow=True).text
    assert "It was sold." in text
    assert "somebody who took no part decides by" in text
    assert "It was sold." not in other_client.get(other_page).text
    assert "You took your request back." in client.post(alone, {"withdraw": "1"}, follow=True).text
    asked = ask(control)
    hearer = staff("supervisor", email="hears@staff.example")
    separation_decide(actor=hearer, separation_id=asked.pk, decision="deny", reasons="Nothing shows it.")
    text = client.get(page).text
    assert "Nothing shows it." in text
    assert "with a file that you have not sent before" in text
    refused = client.post(alone, {"text": "Again.", "language": "en"})
    assert refused.status_code == 422
    assert "Add a file that you have not sent before" in refused.text
    assert asked.controlled.separations.filter(state=SeparationState.OPEN).count() == 0


def test_business_that_is_judged_alone_has_no_request_to_take_back(control: Control) -> None:
    (client, page), _other = owners(control)
    assert "Your business is judged alone." in client.post(f"{page}alone/", {"withdraw": "1"}, follow=True).text


def test_viewer_reads_and_does_not_answer(control: Control) -> None:
    shipper_id = ids_of(control)[0]
    client, page = signed_in(on_team(shipper_id)), reverse("portal:control", args=[shipper_id, control.pk])
    assert 'name="position"' not in client.get(page).text
    assert client.post(page, {"position": "agrees", "language": "en"}).status_code == 403
    assert client.post(f"{page}alone/", {"text": "Out.", "language": "en"}).status_code == 403


def test_two_agree_on_the_site_and_are_bound_without_waiting(control: Control) -> None:
    for client, page in owners(control):
        assert client.post(page, {"position": "agrees", "language": "en"}, follow=True).status_code == 200
    second = staff("officer", email="second@staff.example")
    control_bind(actor=second, control_id=control.pk, shipper_ids=ids_of(control), reasons="Both say so.")
    client, page = owners(control)[0]
    text = client.get(page).text
    assert "You are judged together with other numbers" in text
    assert "Both say so." in text
    with override("es"):
        assert "Se le evalúa junto con otros números" in client.get(page, headers={"accept-language": "es"}).text
    control.refresh_from_db()
    assert control.state == ControlState.BOUND
