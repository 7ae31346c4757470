"""The check of each determination in a batch: an allegation is sustained only after service and answer."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from apps.ledger.facts import Errors
from apps.ledger.models import Case, Recording, Seller, Service, Violation
from apps.ledger.selectors import facts_of
from apps.ledger.states import determination_obstacle
from apps.ledger.vocabulary import COUNTING, Determination


class DeterminationCheck:
    """The check of the determinations in a batch, for its locked cases and the identities that they concern.

    Services and businesses are read once, and only if a report needs them.
    """

    def __init__(self, recording: Recording, cases: Sequence[Case], sellers: Collection[int]) -> None:
        self._recording = recording
        self._cases = cases
        self._sellers = sellers
        self._entered: list[Violation] = []

    def entry_add(self, entry: Violation) -> None:
        """Add an entry that this batch made."""
        self._entered.append(entry)

    def errors_of(self, before: Violation, content: Mapping[str, Any]) -> Errors:
        """Return why a further entry of that content can't be made now, by field; {} if it can."""
        after = Violation(**content)
        if after.determination not in COUNTING:
            return {}
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
            # Otherwise an allegation could be sustained against a seller without a business, and then be moved.
            return {
                "ksn": [_("This was alleged of another business. Report a new case, which this business may answer.")]
            }
        return {}

    def _is_authority(self, category: str) -> bool:
        return self._recording.kind == Recording.Kind.DESK or self._recording.reporter.determines(category)

    @cached_property
    def _services(self) -> dict[int, Service]:
        found = Service.objects.filter(case__in=self._cases).select_related("shipper")
        return {service.case_id: service for service in found}

    @cached_property
    def _businesses(self) -> dict[int, int | None]:
        """Return the business to which each identity is linked."""
        return dict(Seller.objects.filter(pk__in=self._sellers).values_list("pk", "shipper"))

    def _was_alleged(self, case_id: int) -> bool:
        return case_id in self._alleged or any(
            entry.case_id == case_id and entry.determination == Determination.ALLEGED for entry in self._entered
        )

    @cached_property
    def _alleged(self) -> set[int]:
        entries = Violation.objects.filter(case__in=self._cases, determination=Determination.ALLEGED)
        return set(entries.values_list("case", flat=True))
