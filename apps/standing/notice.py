"""The words of notices: what is to be taken away, and each finding that it rests on.

A notice of record is kept in the program's language with the proposed change; each person on the team gets it in their
own.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise, lazy
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.languages import with_language
from apps.evaluation.explain import FindingText, findings_of, sentences
from apps.evaluation.models import Evaluation
from apps.standing.models import ProposedChange

SUBJECTS: dict[str, Promise] = {
    ProposedChange.Kind.DEMOTION: gettext_lazy("We propose to lower your tier: please respond"),
    ProposedChange.Kind.SUSPENSION: gettext_lazy("We propose to suspend you: please respond"),
    ProposedChange.Kind.REMOVAL: gettext_lazy("We propose to remove you from the program: please respond"),
}
SUSPENDED_AT_ONCE = gettext_lazy("You are suspended: please respond")


def notice_of(
    *,
    kind: str,
    tier: int | None,
    tier_held: int,
    evaluation: Evaluation | None,
    reasons: str,
    language: str,
    at_once: bool,
) -> dict[str, Any]:
    """What the proposed change keeps. Either findings of an evaluation, or an officer's reasons in their language, say
    why."""
    with translation.override(settings.LANGUAGE_CODE):
        return {
            "kind": kind,
            "at_once": at_once,
            "tier_held": tier_held,
            "tier": tier,
            "reasons": reasons,
            "reasons_language": language or settings.LANGUAGE_CODE,
            "findings": [
                {
                    "rule": found.rule,
                    "title": str(found.title),
                    "sentence": str(found.sentence),
                    "observed": found.observed,
                    "required": found.required,
                }
                for found in grounds(evaluation, below=tier_held, suspending=kind == ProposedChange.Kind.SUSPENSION)
            ],
        }


def grounds(evaluation: Evaluation | None, *, below: int, suspending: bool) -> list[FindingText]:
    """The findings that a change rests on: those that suspend, or those that do not let the tier be kept."""
    if evaluation is None:
        return []
    rules = {found.rule for found in findings_of(evaluation) if (found.suspend if suspending else found.keep < below)}
    return [found for found in sentences(evaluation) if found.rule in rules]


def findings_shown(proposal: ProposedChange) -> list[FindingText]:
    """What a proposed change rests on, in the reader's language."""
    return grounds(
        proposal.evaluation,
        below=proposal.notice["tier_held"],
        suspending=proposal.kind == ProposedChange.Kind.SUSPENSION,
    )


def reasons_language(proposal: ProposedChange) -> str:
    """In which language the officer's reasons are; notices of earlier versions, which do not say so, are English."""
    return proposal.notice.get("reasons_language", settings.LANGUAGE_CODE)


def subject_of(proposal: ProposedChange) -> Promise:
    return SUSPENDED_AT_ONCE if proposal.notice["at_once"] else SUBJECTS[proposal.kind]


def body_of(proposal: ProposedChange) -> Promise:
    """The message to the team, in each reader's language."""
    return _later(lambda: "\n\n".join(_paragraphs(proposal)))


def _paragraphs(proposal: ProposedChange) -> list[str]:
    notice = proposal.notice
    respond_by = day(proposal.respond_by)
    if notice["at_once"]:
        opening = _(
            "Your standing is suspended from today, because of a critical finding with a recorded basis. "
            "You keep access: you can read everything and respond. An officer reviews it within days."
        )
    elif proposal.kind == ProposedChange.Kind.DEMOTION:
        opening = _(
            "Your record no longer allows tier %(held)s. We propose tier %(tier)s. "
            "Nothing changes before an officer has decided."
        ) % {"held": notice["tier_held"], "tier": notice["tier"]}
    else:
        opening = _("Nothing changes before an officer has decided.")
    return [
        opening,
        *([str(with_language(notice["reasons"], reasons_language(proposal)))] if notice["reasons"] else []),
        *(
            _("%(title)s. %(sentence)s (found: %(observed)s, required: %(required)s)")
            % {
                "title": finding.title,
                "sentence": finding.sentence,
                "observed": finding.observed,
                "required": finding.required,
            }
            for finding in findings_shown(proposal)
        ),
        _("You can respond on your page until %(date)s. An owner or a signatory of your team does so.")
        % {"date": respond_by},
    ]


def day(moment: datetime) -> str:
    return date_format(localtime(moment), "DATE_FORMAT")


def _later(text: Callable[[], str]) -> Promise:
    return lazy(text, str)()
