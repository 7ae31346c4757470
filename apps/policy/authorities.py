"""The authority on which a number of a policy rests: its kind and its citation."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.errors import InvalidInput


class AuthorityKind(models.TextChoices):
    """The kinds of authority that a number may rest on. All but a decision of the program need a citation."""

    STATUTE = "Statute", _lazy("Statute")
    REGULATION = "Regulation", _lazy("Regulation")
    GAO_REPORT = "GAO report", _lazy("GAO report")
    DECISION = "Program decision", _lazy("Program decision")


def authority_of(source: AuthorityKind, citation: str) -> str:
    """Return an authority as text: “Statute: 15 U.S.C. 45f(f)(3)”, “Program decision, after 6 U.S.C. 967(c)”.

    Raises Invalid for the field `citation` if the source needs a citation and has none.
    """
    citation = citation.strip()
    if source is AuthorityKind.DECISION:
        return f"{source}, {citation}" if citation else str(source)
    if not citation:
        raise InvalidInput(
            _("Cite the statute, regulation or report."),
            fields={"citation": [_("Cite the statute, regulation or report.")]},
        )
    return f"{source}: {citation}"


def authority_parts(authority: str) -> tuple[AuthorityKind, str]:
    """Split an authority into its source and its citation, the reverse of `authority_of`."""
    for source in AuthorityKind:
        if authority.startswith(source):
            return source, authority.removeprefix(source).lstrip(":,").strip()
    return AuthorityKind.DECISION, authority
