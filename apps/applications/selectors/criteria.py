"""The criteria that an application answers, by the policy and by what was sent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Subquery

from apps.applications.criteria import CRITERIA, Criterion
from apps.applications.models import Application, ApplicationState
from apps.applications.sections import SECTIONS, ApplicationPage, SectionDefinition
from apps.applications.sections.pages import page_more
from apps.applications.selectors.applications import inquiry_open
from apps.core import clock
from apps.policy.selectors import policies_until, policy_on, terms_of, terms_published
from apps.policy.terms import Terms

ALL = frozenset(criterion.number for criterion in CRITERIA)


@dataclass(frozen=True, slots=True)
class AskedCriteria:
    """The criteria that an application answers now, by number. `proofs`: those that are not sent without a file."""

    numbers: frozenset[str]
    proofs: frozenset[str] = frozenset()

    def sections(self) -> list[SectionDefinition]:
        """Return the sections of an application that answers these criteria."""
        return [
            section for section in SECTIONS if section.criterion is None or section.criterion.number in self.numbers
        ]

    def needs_file(self, section: SectionDefinition) -> bool:
        """Tell whether a section is not sent without a file."""
        return section.criterion is not None and section.criterion.number in self.proofs


def musts() -> frozenset[str]:
    """Return the numbers of the criteria that are a condition of approval by the policy in force today."""
    return terms_of(policy_on(clock.today())).musts


def criteria_must() -> list[Criterion]:
    """Return the criteria that are a condition of approval by the policy in force today."""
    return _criteria(musts())


def criteria_proved() -> list[Criterion]:
    """Return the criteria that are not sent without a file by the policy in force today."""
    return _criteria(terms_of(policy_on(clock.today())).proofs)


def criteria_sent(asked: Sequence[str]) -> frozenset[str]:
    """Return the numbers of the criteria of a submission, given those that it says were asked."""
    return frozenset(asked) or ALL


def criteria_asked(application: Application) -> AskedCriteria:
    """Return the criteria that an application answers now.

    These are the musts until it is sent, then those that were sent and those about which an officer asks. A member may
    answer every criterion. The policy on the day on which the application was sent says what may not lack a file while
    the applicant is asked; nobody changes anything else that was sent.
    """
    if _tells_more(application):
        return AskedCriteria(ALL)
    if application.state == ApplicationState.INFO_REQUESTED and (inquiry := inquiry_open(application)):
        named = {field.partition(":")[0].removeprefix("criterion-") for field in inquiry.fields}
        sent, terms = _latest_criteria(application)
        return AskedCriteria(criteria_sent(sent) | (named & ALL), terms.proofs)
    sent = None if application.state == ApplicationState.DRAFT else _asked_latest(application)
    if sent is None:
        terms = _terms_for(application)
        return AskedCriteria(terms.musts, terms.proofs)
    return AskedCriteria(criteria_sent(sent))


def sections_of(application: Application) -> list[SectionDefinition]:
    """Return the sections of which an application consists now."""
    return criteria_asked(application).sections()


def sections_more(application: Application) -> list[SectionDefinition]:
    """Return the criteria about which a member may tell after the approval, since they were not asked before it."""
    if not _tells_more(application):
        return []
    sent = criteria_sent(_asked_latest(application) or [])
    return [section for section in SECTIONS if section.criterion and section.criterion.number not in sent]


def page_asked(application: Application, page: ApplicationPage) -> ApplicationPage:
    """Return a page with those of its sections of which the application consists; a section by itself unchanged."""
    if page.alone:
        return page
    asked = criteria_asked(application)
    sections = (each for each in asked.sections() if page.has(each, proof=asked.needs_file(each)))
    return replace(page, sections=tuple(sorted(sections, key=page.sections.index)))


def page_to_tell_more(application: Application) -> ApplicationPage | None:
    """Return the page of the criteria that were not asked before the approval; None if there are none to answer."""
    sections = sections_more(application)
    return page_more(sections) if sections else None


def musts_for(application: Application) -> frozenset[str]:
    """Return the musts of the policy in force today, without a query for an application that knows the policy."""
    return _terms_for(application).musts


def _terms_for(application: Application) -> Terms:
    if hasattr(application, "policy_id"):
        return terms_published(application.policy_id, application.policy_published_at)
    return terms_of(policy_on(clock.today()))


def _criteria(numbers: frozenset[str]) -> list[Criterion]:
    return [criterion for criterion in CRITERIA if criterion.number in numbers]


def _tells_more(application: Application) -> bool:
    return application.state == ApplicationState.APPROVED and application.ended_at is None


def _latest_criteria(application: Application) -> tuple[list[str], Terms]:
    """Return the criteria that the latest submission was asked for, and the policy on the day of the first submission.
    Takes one query.
    """
    assert application.submitted_at is not None
    policy = policies_until(clock.day_of(application.submitted_at))
    asked, policy_id, published_at = application.submissions.order_by("-version").values_list(
        "asked", Subquery(policy.values("pk")[:1]), Subquery(policy.values("published_at")[:1])
    )[0]
    return asked, terms_published(policy_id, published_at)


def _asked_latest(application: Application) -> list[str] | None:
    """Return the criteria that the latest submission was asked for, None if nothing was sent yet."""
    if hasattr(application, "asked"):
        return application.asked
    return application.submissions.order_by("-version").values_list("asked", flat=True).first()
