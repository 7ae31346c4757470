"""The rules of who may determine a violation, and when: the outcome of each report of a batch.

Only an officer, the operator of the site, and an agency in its competence determine. Everybody else alleges. An
allegation is sustained only after service and answer (`states.DETERMINATIONS`).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from apps.ledger.claims import claims_beyond
from apps.ledger.facts import Errors
from apps.ledger.models import Case, Recording, Remark, Seller, Service, Violation
from apps.ledger.selectors import facts_of
from apps.ledger.states import determination_obstacle, may_follow
from apps.ledger.vocabulary import COUNTING, RECORDED_BASIS, Attribution, Culpability, Determination

type Content = dict[str, Any]
# Takes businesses, and returns those that let the reporter of a batch say that they disclosed a violation.
type Disclosers = Callable[[Collection[int]], Collection[int]]


def nobody(businesses: Collection[int]) -> Collection[int]:
    """Return no business: the disclosers of a reporter to which none consented."""
    return ()


@dataclass(slots=True)
class ReportRuling:
    """The outcome of a report: `content` becomes an entry; without it, the report is kept beside its case.

    `remarks` tell the reporter what is otherwise than it said, by code; `errors` reject the report.
    """

    content: Content | None = None
    remarks: dict[Remark.Code, str] = field(default_factory=dict)
    errors: Errors = field(default_factory=dict)


class DeterminationCheck:
    """The check of the determinations in a batch, for its locked cases and the identities that they concern.

    `by_operator`: the operator of the site stands for the determinations of a file. `disclosers` gives the businesses
    in whose name the reporter may disclose. Services, businesses and consents are read once, and only if a report needs
    them.
    """

    def __init__(
        self,
        recording: Recording,
        cases: Sequence[Case],
        sellers: Collection[int],
        *,
        by_operator: bool,
        disclosers: Disclosers,
    ) -> None:
        self._recording = recording
        self._cases = cases
        self._sellers = sellers
        self._by_operator = by_operator
        self._disclosers = disclosers
        self._entered: list[Violation] = []

    def entry_add(self, entry: Violation) -> None:
        """Add an entry that this batch made."""
        self._entered.append(entry)

    def claims_sort(self, base: Content, content: Content) -> tuple[Content, set[str]]:
        """Return a report without what its reporter may not say, and the fields that are left out. `base` is the
        content of the present entry.
        """
        after = base | content
        if self._is_authority(*{entry["category"] for entry in (base, after) if "category" in entry}):
            return content, set()
        beyond = claims_beyond(self._recording.reporter.kind, content)
        if content.get("self_disclosed") and not base.get("self_disclosed"):
            business = self._businesses[after["seller_id"]]
            if business is None or business not in self._may_disclose:
                beyond.add("self_disclosed")
        return {name: value for name, value in content.items() if name not in beyond}, beyond

    def first(self, content: Content) -> ReportRuling:
        """Return what becomes of the first report of a case."""
        if content.get("determination") in COUNTING and not self._is_authority(content["category"]):
            return _alleged_ruling(content, _not_competent())
        return ReportRuling(content)

    def further(self, case: Case, before: Violation, base: Content, content: Content) -> ReportRuling:
        """Return what becomes of a further report of a case, whose present entry `before` has the content `base`."""
        after = Violation(**base | content)
        is_authority = self._is_authority(before.category, after.category)
        is_own = case.reporter_id == self._recording.reporter_id
        if before.determination != Determination.ALLEGED:
            if not is_authority or not (is_own or before.recording.reporter_id == self._recording.reporter_id):
                return ReportRuling(remarks={Remark.Code.BESIDE: _determined_text()})
        elif not is_authority:
            if not is_own:
                return ReportRuling(remarks={Remark.Code.BESIDE: _anothers()})
            if after.determination in COUNTING:
                return _alleged_ruling(content, _not_competent())
        elif not is_own and (errors := self._errors_of(before, after)):
            return _alleged_ruling(content, " ".join(message for messages in errors.values() for message in messages))
        if errors := _transition_errors(before, after) or self._errors_of(before, after):
            return ReportRuling(errors=errors)
        return ReportRuling(content)

    def _errors_of(self, before: Violation, after: Violation) -> Errors:
        """Return why an entry can't be made now, by field; {} if it can."""
        if after.determination not in COUNTING:
            return {}
        if self._recording.kind == Recording.Kind.DESK and _says_more(before, after):
            # Otherwise whoever determines could type the heavier finding that nobody alleged.
            return {"determination": [_("This says more than was alleged. Allege it as a violation of its own.")]}
        if before.determination == Determination.ALLEGED:
            blocked = determination_obstacle(
                before.determination,
                after.determination,
                facts_of(
                    after,
                    self._services.get(before.case_id),
                    self._businesses[after.seller_id],
                    is_authority=self._is_authority(after.category),
                ),
            )
            return {"determination": [str(blocked)]} if blocked else {}
        business = self._businesses[after.seller_id]
        if business not in (None, self._businesses[before.seller_id]) and self._was_alleged(before.case_id):
            # Otherwise an allegation could be sustained against one business, and then be moved to another.
            return {
                "ksn": [_("This was alleged of another business. Report a new case, which this business may answer.")]
            }
        return {}

    def _is_authority(self, *categories: str) -> bool:
        """Return whether who reports determines violations of all of these categories."""
        return (
            self._by_operator
            or self._recording.kind == Recording.Kind.DESK
            or all(self._recording.reporter.determines(category) for category in categories)
        )

    @cached_property
    def _services(self) -> dict[int, Service]:
        found = Service.objects.filter(case__in=self._cases).select_related("shipper")
        return {service.case_id: service for service in found}

    @cached_property
    def _businesses(self) -> dict[int, int | None]:
        """Return the business to which each identity is linked."""
        return dict(Seller.objects.filter(pk__in=self._sellers).values_list("pk", "shipper"))

    @cached_property
    def _may_disclose(self) -> set[int]:
        """Return the businesses that disclose by this reporter: the one whose system it is, and those that consent."""
        own = self._recording.reporter.shipper_id
        named = {business for business in self._businesses.values() if business is not None}
        return {*self._disclosers(named), *([own] if own else [])}

    def _was_alleged(self, case_id: int) -> bool:
        return case_id in self._alleged_cases or any(
            entry.case_id == case_id and entry.determination == Determination.ALLEGED for entry in self._entered
        )

    @cached_property
    def _alleged_cases(self) -> set[int]:
        entries = Violation.objects.filter(case__in=self._cases, determination=Determination.ALLEGED)
        return set(entries.values_list("case", flat=True))


def _says_more(before: Violation, after: Violation) -> bool:
    """Return whether an entry says something else of a seller than the entry before it, or something graver."""
    gravity = Culpability.values.index
    return (
        any(getattr(before, name) != getattr(after, name) for name in ("seller_id", "parcel_id", "date", "category"))
        or gravity(after.culpability) > gravity(before.culpability)
        or (after.basis in RECORDED_BASIS and before.basis not in RECORDED_BASIS)
        or (after.attribution == Attribution.SELLER != before.attribution)
        or (before.self_disclosed and not after.self_disclosed)
    )


def _alleged_ruling(content: Mapping[str, Any], why: str) -> ReportRuling:
    return ReportRuling({**content, "determination": Determination.ALLEGED}, {Remark.Code.ALLEGED: why})


def _not_competent() -> str:
    return _(
        "It is recorded as alleged: only an officer, or an agency in its competence, determines a violation of this "
        "category. The business is told and can answer. Then an officer decides."
    )


def claims_text(fields: Collection[str]) -> str:
    """Return the remark on a report that said more than its reporter may say."""
    return _(
        "You may not say this of a violation, so the case does not have it: %(fields)s. Your whole report is kept "
        "beside the case, and officers read it there."
    ) % {"fields": ", ".join(sorted(fields))}


def _determined_text() -> str:
    return _(
        "This violation was determined by an officer or an agency, so your report changes nothing. It is kept beside "
        "the case, and officers read it there."
    )


def _anothers() -> str:
    return _(
        "Another reporter's case is open on this. Your report is kept beside the case, and officers read it there."
    )


def _transition_errors(before: Violation, after: Violation) -> Errors:
    if may_follow(before.determination, after.determination):
        return {}
    message = _("This violation was %(before)s and can't become %(after)s.") % {
        "before": Determination(before.determination).label.lower(),
        "after": Determination(after.determination).label.lower(),
    }
    return {"determination": [message]}
