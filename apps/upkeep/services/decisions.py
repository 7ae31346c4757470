"""What change requests, identity claims and objections share."""

from collections.abc import Callable, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.files import IdentifiedFile
from apps.core.languages import language_check
from apps.core.text import text_required
from apps.core.uploads import upload_columns
from apps.shippers.cases import CaseNotice, TeamCases
from apps.upkeep.models import Proof, Request, RequestState
from apps.upkeep.selectors import facts_of
from apps.upkeep.states import LIFECYCLE
from apps.work.cases import CaseClock, CaseWork
from apps.work.kinds import WorkKind


def request_cases[Kept: Request](
    rows: QuerySet[Kept], kind: WorkKind, page: Callable[[Kept], str], clock: CaseClock[Kept] | None = None
) -> TeamCases[Kept]:
    """Return the kind of case of some requests that open work of a kind for officers."""
    return TeamCases(
        rows=rows,
        lifecycle=LIFECYCLE,
        missing=_lazy("There is no such request."),
        facts=facts_of,
        signed={RequestState.ACCEPTED: "decided", RequestState.DECLINED: "decided"},
        work=CaseWork(kind=kind, states=[RequestState.SUBMITTED]),
        clock=clock,
        events=f"upkeep.{kind.code}_",
        notice=CaseNotice(kind=lambda request: f"upkeep.{kind.code}_{request.state}", page=page),
    )


def decision_write(request: Request, text: str, language: str) -> None:
    """Write the reasons of the decision into a request; raise Invalid without reasons. The caller saves."""
    request.decision_text = text_required(text, "text", _("Give the reasons of the decision."))
    request.decision_language = language_check(language)


def proofs_keep(files: Sequence[IdentifiedFile], *, asked_by: User, **about: Request) -> None:
    """Store the files that support a request."""
    for file in files:
        Proof.objects.create(uploaded_by=asked_by, **about, **upload_columns(file))
