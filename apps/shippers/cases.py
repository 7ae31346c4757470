"""Cases about a business: its team may act on them by its abilities, and is told what becomes of them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from django.db.models import Model

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core.lazy import in_paragraphs
from apps.notices.services import Text, message_send
from apps.shippers.models import Shipper
from apps.shippers.selectors import abilities_of, people_of
from apps.work.cases import Cases


@dataclass(frozen=True, kw_only=True)
class CaseNotice[Case: Model]:
    """What a team receives about a kind of case: messages of a `kind`, which lead to the page of the case.

    `names_case`: the site must know who received a message about this case.
    """

    kind: str | Callable[[Case], str]
    page: Callable[[Case], str]
    names_case: bool = False


@dataclass(frozen=True, kw_only=True)
class TeamCases[Case: Model](Cases[Case]):
    """A kind of case about a business, on which its team acts and of which its team is told."""

    business: Callable[[Case], Shipper] = attrgetter("shipper")
    notice: CaseNotice[Case] | None = None

    def tell(
        self,
        case: Case,
        subject: Text,
        *paragraphs: Text,
        notice: CaseNotice[Case] | None = None,
        act_by: datetime | None = None,
    ) -> None:
        """Tell the team of a business about a case, by the notice of its kind or by another one.

        `act_by` is the end of the time to act that the message gives.
        """
        notice = notice or self.notice
        assert notice
        business, kind = self.business(case), notice.kind
        message_send(
            recipients=people_of(business.pk),
            kind=kind if isinstance(kind, str) else kind(case),
            subject=subject,
            body=in_paragraphs(*paragraphs),
            link=notice.page(case),
            shipper_id=business.pk,
            about=self.subject(case) if notice.names_case else ("", 0),
            act_by=act_by,
        )

    def _held(self, case: Case, actor: User) -> Collection[str]:
        return abilities_of(actor, self.business(case).pk) | permissions.held(actor)
