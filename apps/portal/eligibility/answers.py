"""The answers of the eligibility check in the session of a visitor.

They survive sign-up: at sign-in, Django gives the session a new key and keeps its content.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from apps.portal.eligibility.forms import EligibilityForm

KEY = "eligibility"


def answers_keep(session: SessionBase, given: Mapping[str, Any]) -> None:
    """Keep the cleaned answers in the session."""
    session[KEY] = {name: "" if value is None else str(value) for name, value in given.items()}


def answers_typed(session: SessionBase) -> dict[str, str]:
    """Return the answers as the form shows them again; empty if none were given."""
    return session.get(KEY, {})


def answers_given(session: SessionBase) -> dict[str, Any] | None:
    """Return the cleaned answers; None if there are none, or if they no longer fit the questions."""
    form = EligibilityForm(answers_typed(session))
    return form.cleaned_data if form.is_valid() else None


def answers_forget(session: SessionBase) -> None:
    """Forget the answers, once they are in an application, so that another application does not get them."""
    session.pop(KEY, None)
