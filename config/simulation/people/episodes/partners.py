"""The system of a port: what staff decides about it, whom it follows, and what it asks."""

from functools import partial

from apps.ledger.vocabulary import Category, ReporterKind
from apps.partners.grants.services import grant_ask, grant_decline, grant_end, grant_give, grant_withdraw
from apps.partners.models import Partner
from apps.partners.questions.services import further_look_note, look_note
from apps.partners.reports.services import reporting_rights_set
from apps.partners.rosters.lines import RosterLine
from apps.partners.rosters.services import roster_add
from apps.partners.systems.services import partner_create
from config.simulation.people.accounts import second_ensure
from config.simulation.people.cast import Cast, Scenes

NAME = "Port of Elm Bay (simulated)"
FOLLOWED = 3


def _let_in(cast: Cast) -> None:
    partner = partner_create(
        name=NAME,
        scopes=["status:read"],
        reporter_code="elmbay",
        reporter_kind=ReporterKind.AGENCY,
        competence=[Category.UNSAFE_GOODS],
    ).partner
    followed = [member.ksn for member in cast.numbered[:FOLLOWED]]
    roster_add(partner_id=partner.pk, lines=[RosterLine(place, ksn=ksn) for place, ksn in enumerate(followed)])
    reporting_rights_set(
        actor=cast.staff.supervisor,
        partner_id=partner.pk,
        rights=["violations"],
        codes=[],
        reason="A trial: its laboratory reports what it finds.",
    )


def _ask_for_scope(cast: Cast) -> None:
    """Ask four times that the port follows every member: declined, taken back, granted and ended, and asked again."""
    partner, first, second = Partner.objects.get(name=NAME), cast.staff.supervisor, second_ensure("supervisor")
    ask = partial(grant_ask, actor=first, partner_id=partner.pk, reason="Its targeting reads the whole list.")
    grant_decline(actor=second, grant_id=ask().pk)
    grant_withdraw(actor=first, grant_id=ask().pk)
    granted = ask()
    grant_give(actor=second, grant_id=granted.pk)
    grant_end(actor=first, grant_id=granted.pk)
    ask()


def _look(cast: Cast) -> None:
    partner = Partner.objects.get(name=NAME)
    for member in cast.numbered[:FOLLOWED]:
        look_note(partner_id=partner.pk, ksn=member.ksn)
        further_look_note(partner_id=partner.pk, ksn=member.ksn, kind="facts", told="no_consent")


SCENES: Scenes = ((22, _let_in), (15, _ask_for_scope), (4, _look))
