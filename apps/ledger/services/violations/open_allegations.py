"""The bound on the allegations that one reporter has open against one business."""

from collections import Counter
from collections.abc import Collection

from django.db.models import F, Q
from django.utils.translation import gettext as _

from apps.ledger.facts import Errors
from apps.ledger.models import Recording, Seller, Violation
from apps.ledger.vocabulary import Determination, ReporterKind

# A business must answer each allegation: nobody but an agency or an officer may give another more of them at a time.
MAX_OPEN_ALLEGATIONS = 20


class OpenAllegations:
    """The allegations of a recording's reporter that wait for a determination, by business of the program.

    The operator, officers and agencies, who answer for what they allege, have no bound. Nor has what is reported of a
    seller outside of the program, whom nobody notifies.
    """

    def __init__(self, recording: Recording, sellers: Collection[int], *, by_operator: bool) -> None:
        self._businesses: dict[int, int] = {}
        self._open: Counter[int] = Counter()
        reporter = recording.reporter
        if by_operator or recording.kind == Recording.Kind.DESK or reporter.kind == ReporterKind.AGENCY:
            return
        linked = Seller.objects.filter(pk__in=sellers, shipper__isnull=False)
        self._businesses = {pk: shipper for pk, shipper in linked.values_list("pk", "shipper") if shipper is not None}
        businesses = set(self._businesses.values())
        present = Violation.objects.filter(
            Q(determination=Determination.ALLEGED, voided=False, pk=F("case__violation_id")),
            case__reporter=reporter,
            seller__shipper__in=businesses,
        )
        if businesses:
            self._open.update(present.values_list("seller__shipper", flat=True))

    def add(self, seller_id: int) -> Errors:
        """Count a further allegation against a seller; return why the seller's business may get no further one."""
        business = self._businesses.get(seller_id)
        if business is None:
            return {}
        if self._open[business] >= MAX_OPEN_ALLEGATIONS:
            return {
                "ksn": [
                    _(
                        "%(count)s of your reports about this business wait for an answer and a decision. Send further "
                        "ones when some of these are decided, or ask the program to look at all of them together."
                    )
                    % {"count": MAX_OPEN_ALLEGATIONS}
                ]
            }
        self._open[business] += 1
        return {}
