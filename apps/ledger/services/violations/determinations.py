"""Whether what is alleged in a batch of reports may be determined by them, whoever reports."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from apps.ledger.facts import Errors
from apps.ledger.models import Case, Recording, Seller, Service, Violation
from apps.ledger.selectors import facts_of
from apps.ledger.states import determination_obstacle
from apps.ledger.vocabulary import COUNTING, Determination


class Hearing:
    """The cases of a batch, which are locked, and all identities of which they are or are to be.

    What it takes to judge is read once, and only if a report asks for it.
    """

    def __init__(self, recording: Recording, cases: Sequence[Case], sellers: Collection[int]) -> None:
        self._recording = recording
        self._cases = cases
        self._sellers = sellers
        self._entered: list[Violation] = []

    def saw(self, entry: Violation) -> None:
        """An entry was made by this batch."""
        self._entered.append(entry)

    def refuses(self, before: Violation, content: Mapping[str, Any]) -> Errors:
        """Why a further entry of that content can't be made now; nothing where it can."""
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
            # Else an allegation could be sustained of somebody whom nobody can serve, and then be moved.
            return {
                "ksn": [_("This was alleged of somebody else. Report it as a new case: this business may answer it.")]
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
        """The business to which each identity is linked."""
        return dict(Seller.objects.filter(pk__in=self._sellers).values_list("pk", "shipper"))

    def _was_alleged(self, case_id: int) -> bool:
        return case_id in self._alleged or any(
            entry.case_id == case_id and entry.determination == Determination.ALLEGED for entry in self._entered
        )

    @cached_property
    def _alleged(self) -> set[int]:
        entries = Violation.objects.filter(case__in=self._cases, determination=Determination.ALLEGED)
        return set(entries.values_list("case", flat=True))
