"""The system of a port: what staff decides about it, whom it follows, and what it asks."""

from apps.ledger.vocabulary import Category, ReporterKind
from apps.partners.grants.services import grant_ask, grant_decline, grant_end, grant_give, grant_withdraw
from apps.partners.models import Partner
from apps.partners.questions.services import further_look_note, look_note
from apps.partners.reports.services import reporting_rights_set
from apps.partners.rosters.lines import RosterLine
from apps.partners.rosters.services import roster_add
from apps.partners.systems.services import partner_create
from config.simulation.people.acts import NOBODY, Story, Turn, officer, often, second_supervisor, supervisor

NAME = "Port of Elm Bay (simulated)"
FOLLOWED = 3


def _port(_turn: Turn) -> int:
    return Partner.objects.get(name=NAME).pk


def members_look_up(*, turn: Turn) -> None:
    for member in turn.cast.numbered[:FOLLOWED]:
        look_note(partner_id=_port(turn), ksn=member.ksn)
        further_look_note(partner_id=_port(turn), ksn=member.ksn, kind="facts", told="no_consent")


ask = often(supervisor, grant_ask, partner_id=_port, reason="Its targeting reads the whole list.")
STORIES = (
    Story(
        NOBODY,
        officer(
            22,
            partner_create,
            name=NAME,
            scopes=["status:read"],
            reporter_code="elmbay",
            reporter_kind=ReporterKind.AGENCY,
            competence=[Category.UNSAFE_GOODS],
        ),
        officer(
            22,
            roster_add,
            partner_id=_port,
            lines=lambda turn: [
                RosterLine(place, ksn=member.ksn) for place, member in enumerate(turn.cast.numbered[:FOLLOWED])
            ],
        ),
        supervisor(
            22,
            reporting_rights_set,
            partner_id=_port,
            rights=["violations"],
            codes=[],
            reason="A trial: its laboratory reports what it finds.",
        ),
        # That the port follows every member is declined, taken back, granted and ended, and asked again.
        ask(15),
        second_supervisor(15, grant_decline),
        ask(15),
        supervisor(15, grant_withdraw),
        ask(15),
        second_supervisor(15, grant_give),
        supervisor(15, grant_end),
        ask(15),
        officer(4, members_look_up),
    ),
)
