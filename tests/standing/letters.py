"""The acts beside those of officers that the machine of due process tries: holds of agencies, letters, a found owner.

The world gives the people, the time and the business. Agency officers are three, of whom one asked for the account of
another.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from apps.accounts.models import Access, User
from apps.agencies.models import Hold
from apps.agencies.services import hold_extend, hold_lift, hold_place
from apps.core import clock
from apps.core.files import identify_file
from apps.events.services import record
from apps.ledger.models import Parcel, Service
from apps.ledger.services import service_by_post
from apps.shippers.models import Membership, Shipper
from apps.standing.models import ProposedChange
from apps.standing.selectors import has_reached_nobody
from apps.standing.services import change_serve
from tests.agencies.agencies import agency_officer, parcel_of
from tests.applications.answers import PDF
from tests.people import on_team

RECEIPT = [identify_file("receipt.pdf", [PDF])]


class Letters:
    """The acts of agencies, of those who post a letter, and of whoever is found to sign for the business."""

    now: datetime
    shipper: Shipper
    team: list[User]
    made: set[frozenset[int]]
    attempt: Callable[..., object]
    case: Callable[..., int]
    time_works: Callable[[], None]

    def agency_comes(self) -> None:
        """Let an agency see a parcel of the business, by officers of whom two count as one."""
        self.parcel: Parcel = parcel_of(self.shipper)
        self.agents = [agency_officer(email=f"agent{number}@agency.example") for number in range(3)]
        Access.objects.create(user=self.agents[1], actor=self.agents[0], kind=Access.Kind.ASKED)
        self.made.add(frozenset({self.agents[0].pk, self.agents[1].pk}))

    def hold_the_parcel(self, actor: User, number: int) -> None:
        agent = self.agents[number % 3]
        hold = Hold.objects.filter(parcel=self.parcel).order_by("-pk").first()
        said = {"grounds": f"Ground {number % 5}.", "language": "en"}
        until = self.today() + timedelta(days=(5, 12, 30, 40)[number % 4])
        if hold is None or hold.state != "in_force":
            self.attempt(hold_place, agent, parcel_id=self.parcel.pk, until=until, **said)
        elif number % 4:
            self.attempt(hold_extend, agent, hold_id=hold.pk, until=until, **said)
        else:
            self.attempt(hold_lift, agent, hold_id=hold.pk, **said)

    def post_a_letter(self, actor: User, number: int) -> None:
        """Say that a notice, a decision or an allegation came by post, with or without a proof."""
        files = RECEIPT if number % 3 else []
        day = self.today() - timedelta(days=number % 2)
        if number % 4 == 0:
            case = Service.objects.filter(answer_by=None).values_list("case", flat=True).first()
            case = case or self.case(number, "alleged")
            self.attempt(service_by_post, actor, [("case", case)], case_id=case, day=day, note="Mail.", files=files)
            return
        change = (
            ProposedChange.objects.filter(has_reached_nobody(), shipper=self.shipper)
            .values_list("pk", flat=True)
            .first()
        )
        posted = {"change_id": change or 0, "day": day, "note": "Mail.", "files": files}
        self.attempt(change_serve, actor, [("change", change or 0)], **posted)

    def somebody_is_found(self, actor: User, number: int) -> None:
        """Let the owner join, if nobody signs for the business."""
        owner = self.team[0]
        if number % 3 or Membership.objects.filter(shipper=self.shipper, user=owner).exists():
            return
        on_team(self.shipper, "owner", owner)
        with clock.at(self.now):
            record("shippers.member_joined", subject=("shipper", self.shipper.pk), shipper_id=self.shipper.pk)
        self.time_works()

    def today(self) -> date:
        with clock.at(self.now):
            return clock.today()
