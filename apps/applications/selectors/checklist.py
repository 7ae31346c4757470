"""The checklists of applications, with what was changed since a criterion was checked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects

from apps.applications.criteria import CRITERIA, Criterion, Mark
from apps.applications.models import Application, Check, Submission

# Of the versions of a submission: the number, and the keys of the sections that it changed.
type Changes = list[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class CheckedCriterion:
    """A criterion with what was found about it. `outdated`: its section or its files were changed after that."""

    criterion: Criterion
    check: Check | None = None
    outdated: bool = False

    @property
    def counts(self) -> bool:
        return self.check is not None and not self.outdated


def checklist_of(application: Application) -> list[CheckedCriterion]:
    """The checklist of an application, in the order of the criteria."""
    return checklists_of([application])[application.pk]


def checklists_of(applications: Sequence[Application]) -> dict[int, list[CheckedCriterion]]:
    """The checklists of several, by application, in two queries."""
    checks = {
        (check.application_id, check.criterion): check
        for check in Check.objects.filter(application__in=applications).select_related("by")
    }
    # Who has read the submissions already need not read them again.
    prefetch_related_objects(applications, Prefetch("submissions", Submission.objects.defer("content")))
    changes: dict[int, Changes] = {
        each.pk: [(submission.version, submission.changed) for submission in each.submissions.all()]
        for each in applications
    }
    return {
        each.pk: [
            _checked(criterion, checks.get((each.pk, criterion.number)), changes[each.pk]) for criterion in CRITERIA
        ]
        for each in applications
    }


def _checked(criterion: Criterion, check: Check | None, changes: Changes) -> CheckedCriterion:
    outdated = check is not None and any(
        version > check.version and criterion.key in changed for version, changed in changes
    )
    return CheckedCriterion(criterion, check, outdated)


def may_be_inapplicable(criterion: Criterion) -> bool:
    """Whether a criterion may be found not to apply: the optional ones, and those that are good practice."""
    return criterion.optional or criterion.mark is Mark.SHOULD
