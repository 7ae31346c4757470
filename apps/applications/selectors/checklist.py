"""The checklists of applications, with what was changed since a criterion was checked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects

from apps.applications.criteria import CRITERIA, Criterion, Mark
from apps.applications.models import Application, Check, Submission

# For each submission of an application: its version, and the keys of the sections that it changed.
type Changes = list[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class CheckedCriterion:
    """A criterion with its check. `outdated`: the answer or the files were changed after the check."""

    criterion: Criterion
    check: Check | None = None
    outdated: bool = False

    @property
    def counts(self) -> bool:
        """Return whether the check is of the criterion as it reads now."""
        return self.check is not None and not self.outdated


def checklist_of(application: Application) -> list[CheckedCriterion]:
    """Return the checklist of an application, in the order of the criteria."""
    return checklists_of([application])[application.pk]


def checklists_of(applications: Sequence[Application]) -> dict[int, list[CheckedCriterion]]:
    """Return the checklists of several applications, by the id of the application, in two queries."""
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
    return {
        each.pk: [
            _checked_criterion(criterion, checks.get((each.pk, criterion.number)), changes[each.pk])
            for criterion in CRITERIA
        ]
        for each in applications
    }


def _checked_criterion(criterion: Criterion, check: Check | None, changes: Changes) -> CheckedCriterion:
    """Join a criterion with its check, which is outdated if the application changed the answer since then."""
    outdated = check is not None and any(
        version > check.version and criterion.key in changed for version, changed in changes
    )
    return CheckedCriterion(criterion, check, outdated)


def may_be_inapplicable(criterion: Criterion) -> bool:
    """Return whether an officer may find that a criterion does not apply: it is optional, or marked should."""
    return criterion.optional or criterion.mark is Mark.SHOULD
