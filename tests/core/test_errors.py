import pytest
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import override

from apps.core.errors import Conflict, DomainError, InvalidInput, NotAllowed, NotFound


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        (InvalidInput, 422, "invalid"),
        (NotAllowed, 403, "not_allowed"),
        (NotFound, 404, "not_found"),
        (Conflict, 409, "conflict"),
    ],
)
def test_each_refusal_has_a_status_and_a_code_of_its_own(kind: type[DomainError], status: int, code: str) -> None:
    assert (kind("No.").status, kind("No.").code) == (status, code)
    assert kind("No.", code="held").code == "held"


def test_a_refusal_has_a_message_and_the_names_of_fields() -> None:
    error = InvalidInput("Write a name.", fields={"name": ["Write a name."]})
    assert (str(error), error.fields) == ("Write a name.", {"name": ["Write a name."]})


def test_the_message_of_a_refusal_is_in_the_readers_language() -> None:
    error = Conflict(_lazy("Yes"))
    with override("es"):
        assert f"{error.message}" == "Sí"
