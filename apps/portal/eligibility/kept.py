"""The answers in the visitor's session.

They last through sign-up: Django gives a session a new key when somebody signs in, and leaves what is in it.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from apps.portal.eligibility.forms import EligibilityForm

KEY = "eligibility"


def answers_keep(session: SessionBase, given: Mapping[str, Any]) -> None:
    session[KEY] = {name: "" if value is None else str(value) for name, value in given.items()}


def answers_typed(session: SessionBase) -> dict[str, str]:
    """The answers as the form shows them again; empty if none were given."""
    return session.get(KEY, {})


def answers_given(session: SessionBase) -> dict[str, Any] | None:
    """The clean answers, if there are any and they still answer what is asked."""
    form = EligibilityForm(answers_typed(session))
    return form.cleaned_data if form.is_valid() else None


def answers_forget(session: SessionBase) -> None:
    """Once they are in one business's application they must not get into another's."""
    session.pop(KEY, None)
