"""Reads of what is left of a checklist: what may be noted as met in one go, and what an officer must look at alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.applications.models import Check, Evidence, Submission
from apps.applications.sections.forms import CriterionForm
from apps.applications.selectors.answers import SubmittedSection
from apps.applications.selectors.checklist import CheckedCriterion
from apps.audit.selectors import last_views
from apps.core.fields import name_of


@dataclass(frozen=True, slots=True)
class ChecklistRest:
    """The rest of a checklist: the criteria that may be noted as met together, and those that are left, with why."""

    met: list[CheckedCriterion]
    left: list[tuple[CheckedCriterion, str]]

    @property
    def left_text(self) -> str:
        """Return in one line which criteria are left and why; empty where none is."""
        return "; ".join(f"{checked.criterion.number}: {why}" for checked, why in self.left)


def rest_of(
    submission: Submission, read: Sequence[SubmittedSection], checklist: Sequence[CheckedCriterion], actor: User
) -> ChecklistRest:
    """Return the rest of the checklist for an officer who has read the sections of the latest submission.

    Only a plain yes may be met together with others, and only where the officer has opened each of its files. A
    criterion that was found not met is looked at alone.
    """
    sections = {one.section.criterion.number: one for one in read if one.section.criterion}
    files = [file.pk for one in sections.values() for file in one.files]
    opened = last_views(actor, name_of(Evidence), files).keys() if files else frozenset()
    rest = ChecklistRest([], [])
    for checked in filter(_is_rest, checklist):
        section = sections.get(checked.criterion.number)
        unread = sum(file.pk not in opened for file in section.files) if section else 0
        typed = submission.content["sections"].get(checked.criterion.key, {})
        if why := _open_question(typed.get("answer", ""), typed.get("explanation", ""), unread):
            rest.left.append((checked, why))
        else:
            rest.met.append(checked)
    return rest


def _open_question(answer: str, words: str, unread: int) -> str:
    """Return why a criterion must be looked at alone; empty if it need not."""
    if answer not in CriterionForm.ANSWERS:
        return _("no answer")
    if answer != "yes":
        return _("answered “%(answer)s”") % {"answer": CriterionForm.ANSWERS[answer]}
    if words.strip():
        return _("words beside the answer")
    return (
        ngettext("%(number)d file not opened", "%(number)d files not opened", unread) % {"number": unread}
        if unread
        else ""
    )


def _is_rest(checked: CheckedCriterion) -> bool:
    return checked.check is None or (checked.outdated and checked.check.outcome == Check.Outcome.MET)
