"""The risk of a business at a glance, which stands at the top of its cases, and the acts of its panel of vetting."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.desk.actions import StaffActions
from apps.desk.dismissals import DISMISS, UNDO, dismissal_actions
from apps.desk.external_checks import RECORD, WITHDRAW, CheckShown, check_actions
from apps.desk.histories import history_actions
from apps.desk.impartiality import is_on_team
from apps.desk.vetting import BusinessRelations, FirmSeen, HitSeen, TeamRelation, UnlinkedHistory, relations_for
from apps.ledger.vocabulary import COUNTING, Determination, Severity
from apps.shippers.matches import BusinessMatch
from apps.shippers.models import Shipper
from apps.shippers.relations import RelatedBusiness
from apps.shippers.roles import ON_TEAM
from apps.tariff.agencies import agencies_of
from apps.tariff.chapters import chapter_title
from apps.tariff.troubles import GoodsTrouble, troubles_of

OFFICER = "review_applications"
# The codes of the acts beside the panel of vetting.
ACTIONS = ("link", "unlink", DISMISS, UNDO, RECORD, WITHDRAW)
# The most of each kind that are named; the panel of vetting has all.
MAX_NAMED, MAX_CHAPTERS, MAX_LOOKED, MAX_HITS, MAX_FIRMS = 3, 6, 3, 3, 3
# The determinations that count in the score, and the one that does not.


@dataclass(frozen=True, slots=True)
class SeverityCount:
    """The violations of a business of one severity."""

    severity: Severity
    count: int

    @property
    def is_grave(self) -> bool:
        """Say whether the violations are marked as grave."""
        return self.severity in (Severity.CRITICAL, Severity.MAJOR)


@dataclass(frozen=True, slots=True)
class ChapterGoods:
    """The product lines of a business in one chapter of the Harmonized System, and what is known of such goods."""

    chapter: str
    title: str
    agencies: list[str]
    troubles: list[GoodsTrouble]


@dataclass(frozen=True, slots=True)
class BusinessRisk:
    """The facts about a business that an officer looks at first. `counting` are the violations that score, and
    `alleged` those that do not.

    `tied` are the businesses in one cluster with it, `unlinked` the histories that somebody reports under its codes or
    its name, and `dismissed` is the number of matches that officers dismissed. `hits` are the screening hits that are
    to be decided or were confirmed, `cleared` counts those of others, and `compared` is when the business was compared
    with the lists last. `firms` are those of agencies' files that may be the business, or are the business. `vetting`
    is the address of the panel that has all of it.
    """

    counting: list[SeverityCount]
    alleged: list[SeverityCount]
    matches: list[BusinessMatch]
    dismissed: int
    related: list[TeamRelation]
    tied: list[RelatedBusiness]
    absorbed: list[Shipper]
    unlinked: list[UnlinkedHistory]
    goods: list[ChapterGoods]
    looked: list[CheckShown]
    hits: list[HitSeen]
    cleared: int
    compared: datetime | None
    firms: list[FirmSeen]
    vetting: str
    may_look: bool
    shipper_id: int

    @property
    def matches_named(self) -> list[BusinessMatch]:
        return self.matches[:MAX_NAMED]

    @property
    def tied_removed(self) -> list[RelatedBusiness]:
        """Return the businesses in the cluster that were removed, or left while their removal was proposed."""
        return [other for other in self.tied if other.was_removed]

    @property
    def related_named(self) -> list[TeamRelation]:
        return self.related[:MAX_NAMED]

    @property
    def unlinked_named(self) -> list[UnlinkedHistory]:
        return self.unlinked[:MAX_NAMED]

    @property
    def goods_named(self) -> list[ChapterGoods]:
        return self.goods[:MAX_CHAPTERS]

    @property
    def looked_named(self) -> list[CheckShown]:
        return self.looked[:MAX_LOOKED]

    @property
    def hits_named(self) -> list[HitSeen]:
        return self.hits[:MAX_HITS]

    @property
    def firms_named(self) -> list[FirmSeen]:
        return self.firms[:MAX_FIRMS]

    @property
    def more(self) -> dict[str, int]:
        """Return how many of each list are not named."""
        return {
            "matches": max(0, len(self.matches) - MAX_NAMED),
            "related": max(0, len(self.related) - MAX_NAMED),
            "unlinked": max(0, len(self.unlinked) - MAX_NAMED),
            "goods": max(0, len(self.goods) - MAX_CHAPTERS),
            "looked": max(0, len(self.looked) - MAX_LOOKED),
            "hits": max(0, len(self.hits) - MAX_HITS),
            "firms": max(0, len(self.firms) - MAX_FIRMS),
        }


def risk_of(request: HttpRequest, shipper: Shipper, vetting: str) -> BusinessRisk | None:
    """Return the risk of a business at a glance; None for a reader who is, or was lately, on its team.

    Businesses of the cluster on whose team the reader is, or was lately, are left out. Takes no query beside those of
    `relations_for`, but for a reader on some team. `vetting` is the address of the panel of vetting.
    """
    relations = relations_for(request, shipper)
    if relations.reader_had_place and is_on_team(request, shipper.pk):
        return None
    return BusinessRisk(
        counting=_by_severity(relations, *COUNTING),
        alleged=_by_severity(relations, Determination.ALLEGED),
        matches=relations.matches,
        dismissed=len(relations.dismissed),
        related=relations.related,
        tied=[other for other in relations.tied if not (relations.reader_had_teams and is_on_team(request, other.pk))],
        absorbed=relations.absorbed,
        unlinked=relations.unlinked,
        goods=goods_of(relations.codes),
        # A check that was withdrawn is no risk; the panel of vetting shows it.
        looked=[one for one in relations.looked if one.counts],
        hits=[hit for hit in relations.hits if hit.stands],
        cleared=sum(not hit.stands for hit in relations.hits),
        compared=relations.compared,
        firms=relations.firms,
        vetting=vetting,
        may_look=OFFICER in held(user_of(request)),
        shipper_id=shipper.pk,
    )


def goods_of(codes: list[str]) -> list[ChapterGoods]:
    """Return the chapters of HS codes, those of most codes first, with the agencies concerned and known troubles."""
    codes = [code for code in codes if code]
    chapters = [code[:2] for code in codes]
    found = []
    for chapter in sorted(set(chapters), key=lambda one: (-chapters.count(one), one)):
        troubles = troubles_of(chapter)
        needed = [agency for code in codes if code[:2] == chapter for agency in agencies_of(code)]
        named = [*needed, *(agency for trouble in troubles for agency in trouble.agencies)]
        found.append(ChapterGoods(chapter, chapter_title(chapter), sorted(set(named)), troubles))
    return found


def _by_severity(relations: BusinessRelations, *determinations: Determination) -> list[SeverityCount]:
    """Count the violations with some determinations, the gravest first."""
    counts = [
        SeverityCount(severity, sum(relations.violations[severity, determination] for determination in determinations))
        for severity in Severity
    ]
    return [each for each in counts if each.count]


def vetting_actions(request: HttpRequest, shipper: Shipper, *, on_team: bool) -> StaffActions:
    """Return what an officer may do beside the panel of vetting, on whose team the officer is or was lately."""
    user = user_of(request)
    if OFFICER not in held(user):
        return {}
    actions = history_actions(request, shipper, on_team=on_team)
    if on_team:
        # The form gets no matches to choose from, since they are closed to the team.
        return actions | check_actions(shipper.pk, [], blocked=ON_TEAM)
    relations = relations_for(request, shipper)
    return {
        **actions,
        **dismissal_actions(user, shipper.pk, relations.matches, relations.dismissed),
        **check_actions(shipper.pk, relations.looked),
    }


def shipper_vetting_actions(request: HttpRequest, shown: Shipper) -> StaffActions:
    """Return what an officer may do beside the panel of vetting of the page of a business."""
    return vetting_actions(request, shown, on_team=is_on_team(request, shown.pk))
