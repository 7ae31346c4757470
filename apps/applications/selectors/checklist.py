"""The checklists of applications, with what was changed since a criterion was checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import Prefetch, prefetch_related_objects

from apps.applications.criteria import CRITERIA, Criterion
from apps.applications.models import Application, Check, Submission
from apps.applications.selectors.criteria import criteria_sent, musts_for

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
