"""The checklists of applications: what was changed since a criterion was checked, and what is left to check."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.applications.criteria import CRITERIA, Criterion
from apps.applications.models import Application, Check, Evidence, Submission
from apps.applications.sections.forms import CriterionForm
from apps.applications.selectors.answers import SubmittedSection
from apps.applications.selectors.criteria import criteria_sent, musts_for
from apps.audit.selectors import last_views
from apps.core.fields import name_of

# For each submission of an application: its version, and the keys of the sections that it changed.
type Changes = list[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class CheckedCriterion:
    """A criterion with its check. `outdated`: the answer or the files were changed after the check.

    `must`: the criterion is a condition of approval by the policy in force today.
    """

    criterion: Criterion
    must: bool
    check: Check | None = None
    outdated: bool = False

    @property
    def may_be_inapplicable(self) -> bool:
        """Return whether an officer may find that the criterion does not apply: it is optional, or no must."""
        return self.criterion.optional or not self.must

    @property
    def counts(self) -> bool:
        """Return whether the check is of the criterion as it reads now."""
        return self.check is not None and not self.outdated


def checklist_of(application: Application) -> list[CheckedCriterion]:
    """Return the checklist of an application, in the order of the criteria."""
    return checklists_of([application])[application.pk]


def checklists_of(applications: Sequence[Application]) -> dict[int, list[CheckedCriterion]]:
    """Return the checklists of several applications, by the id of the application, in three queries at most."""
    checks = {
        (check.application_id, check.criterion): check
        for check in Check.objects.filter(application__in=applications).select_related("by")
    }
    # A caller that has prefetched the submissions saves this query.
    prefetch_related_objects(applications, Prefetch("submissions", Submission.objects.defer("content")))
    changes: dict[int, Changes] = {
        each.pk: [(submission.version, submission.changed) for submission in each.submissions.all()]
        for each in applications
    }
    marked = musts_for(applications[0]) if applications else frozenset()
    asked = {each.pk: _asked_numbers(each, marked) for each in applications}
    return {
        each.pk: [
            _checked_criterion(
                criterion, criterion.number in marked, checks.get((each.pk, criterion.number)), changes[each.pk]
            )
            for criterion in CRITERIA
            if criterion.number in asked[each.pk]
        ]
        for each in applications
    }


def _asked_numbers(application: Application, marked: frozenset[str]) -> frozenset[str]:
    """Return the numbers of the criteria of the latest submission; the musts if nothing was sent."""
    latest = max(application.submissions.all(), key=attrgetter("version"), default=None)
    return criteria_sent(latest.asked) if latest else marked


def _checked_criterion(criterion: Criterion, must: bool, check: Check | None, changes: Changes) -> CheckedCriterion:
    """Join a criterion with its check, which is outdated if the application changed the answer since then."""
    outdated = check is not None and any(
        version > check.version and criterion.key in changed for version, changed in changes
    )
    return CheckedCriterion(criterion, must, check, outdated)


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
