"""Reads of assessments: what is known beside declared parcels, and the assessments of a partner."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from apps.agencies.models import Hold, HoldState
from apps.agencies.watchlists.selectors import goods_in_force
from apps.core.rows import row_get
from apps.ledger.facts import KSN_SOURCE, SellerKey, ShipmentFact
from apps.ledger.models import Seller
from apps.ledger.parcel_keys import parcel_key
from apps.matching import BearerKind
from apps.policy.terms import Terms
from apps.screening.models import STANDING as HIT_STANDS
from apps.screening.models import BusinessHit, HitState
from apps.screening.parties import ComparedParty
from apps.screening.search import search_now
from apps.shippers.models import Address, Shipper
from apps.standing.models import Standing
from apps.standing.selectors import benefits_promised
from apps.standing.states import MEMBER
from apps.targeting.messages import NOT_YOURS
from apps.targeting.models import Assessment
from apps.targeting.rules import CHINA, XINJIANG, DeclarationContext, KnownSeller
from apps.targeting.selectors.parcels import ParcelsBefore
from apps.targeting.vocabulary import Addressee, Cause

# Of a seller that is no business of ours nobody decides whether it is the one of a list, so that only a name that is
# more likely the listed one than not asks for anything.
MIN_PROBABILITY = 0.5
# A business hears of parcels that it is asked about once in this time; its page lists all of them.
TOLD_AGAIN = timedelta(days=1)
# Few parcels are asked about more often.
MAX_CHAIN = 50


def known_beside(facts: Sequence[ShipmentFact], terms: Terms, before: ParcelsBefore) -> DeclarationContext:
    """Return what is known beside a batch of declarations, in as many queries for a thousand as for one. `before` is
    what was said of their parcels.
    """
    facts = [*facts, *(fact for declared in before.declared.values() for fact in declared)]
    identities, shippers = _identities({fact.seller for fact in facts})
    sellers = _sellers(set(shippers.values()), terms)
    return DeclarationContext(
        identities=identities,
        sellers={key: sellers[shipper_id] for key, shipper_id in shippers.items()},
        listed=_listed_names({fact.seller_name for fact in facts if fact.seller not in shippers and fact.seller_name}),
        held=_held_parcels(),
        alarmed=before.alarmed,
        unscreened=before.unscreened,
        unanswered=before.unanswered,
        before=before.declared,
        watched=[(goods.codes, goods.words) for goods in goods_in_force()],
    )


def assessments_of(partner_id: int) -> QuerySet[Assessment]:
    """Return the assessments of a partner's declarations, in the order in which the partner reads them."""
    return Assessment.objects.filter(partner=partner_id).select_related("followed_by").order_by("pk")


def assessment_of(partner_id: int, assessment_id: int) -> Assessment:
    """Return an assessment of a partner's declarations; raise NotFound for any other."""
    return row_get(assessments_of(partner_id), _("You have no assessment with this number."), pk=assessment_id)


def asked_of_seller(shipper_id: int | OuterRef) -> QuerySet[Assessment]:
    """Return the assessments by which a business is asked about its parcels now, the most urgent first."""
    asked = Assessment.objects.filter(shipper=shipper_id, addressee=Addressee.SELLER, followed_by=None)
    return asked.order_by("answer_by", "pk")


def assessment_asked(shipper_id: int, assessment_id: int) -> Assessment:
    """Return an assessment by which a business is or was asked about a parcel, with what followed; raise NotFound for
    any other.
    """
    asked = Assessment.objects.filter(shipper=shipper_id, addressee=Addressee.SELLER)
    return row_get(asked.select_related("followed_by", "partner"), NOT_YOURS, pk=assessment_id)


def was_told_recently(assessment: Assessment) -> bool:
    """Return whether the business was asked about another parcel in the day before an assessment. Where an earlier
    answer settled the question at once, nobody was told.
    """
    earlier = Assessment.objects.filter(shipper=assessment.shipper_id, addressee=Addressee.SELLER)
    earlier = earlier.exclude(followed_by__cause=Cause.REPEATED)
    return earlier.filter(pk__lt=assessment.pk, at__gt=assessment.at - TOLD_AGAIN).exists()


def chain_of(assessment: Assessment) -> list[Assessment]:
    """Return all assessments of the parcel of one by the partner who declared it, in their order."""
    found = Assessment.objects.filter(partner=assessment.partner_id, parcel=assessment.parcel)
    return list(found.order_by("-pk")[:MAX_CHAIN])[::-1]


def follow_up_of(assessment: Assessment) -> Assessment | None:
    """Return the assessment that took the place of one, None for one that holds."""
    return getattr(assessment, "followed_by", None)


def is_open(assessment: Assessment) -> bool:
    """Return whether an answer to what an assessment asks is still awaited."""
    return bool(assessment.addressee) and follow_up_of(assessment) is None


def _identities(keys: set[SellerKey]) -> tuple[dict[SellerKey, int], dict[SellerKey, int]]:
    """Return the numbers of sellers in the ledger, and the businesses to which sellers are known to belong."""
    numbers = {key.code for key in keys if key.source == KSN_SOURCE}
    businesses = Shipper.objects.filter(ksn__in=numbers).values_list("ksn", "pk")
    shippers = {SellerKey(KSN_SOURCE, ksn): pk for ksn, pk in businesses if ksn}
    identities: dict[SellerKey, int] = {}
    rows = Seller.objects.filter(source__in={key.source for key in keys}, code__in={key.code for key in keys})
    for pk, source, code, shipper_id in rows.values_list("pk", "source", "code", "shipper"):
        if (key := SellerKey(source, code)) in keys:
            identities[key] = pk
            if shipper_id:
                shippers.setdefault(key, shipper_id)
    return identities, shippers


def _sellers(shipper_ids: set[int], terms: Terms) -> dict[int, KnownSeller]:
    standings = Standing.objects.in_bulk(shipper_ids)
    hits: dict[int, set[str]] = {}
    for shipper_id, state in BusinessHit.objects.filter(shipper__in=shipper_ids, state__in=HIT_STANDS).values_list(
        "shipper", "state"
    ):
        hits.setdefault(shipper_id, set()).add(state)
    there = Q(*(Q(postal_code__startswith=code) for code in XINJIANG), _connector=Q.OR)
    in_xinjiang = set(
        Address.objects.filter(there, shipper__in=shipper_ids, country=CHINA).values_list("shipper", flat=True)
    )
    return {
        shipper_id: KnownSeller(
            shipper_id=shipper_id,
            is_confirmed_on_list=HitState.CONFIRMED in hits.get(shipper_id, ()),
            may_be_on_list=HitState.POTENTIAL in hits.get(shipper_id, ()),
            is_in_xinjiang=shipper_id in in_xinjiang,
            **_benefits(standings.get(shipper_id), terms),
        )
        for shipper_id in shipper_ids
    }


def _benefits(standing: Standing | None, terms: Terms) -> Mapping[str, Any]:
    if standing is None:
        return {}
    promised = {
        benefit.code: benefit.value
        for benefit in benefits_promised(
            terms, status=standing.status, tier=standing.tier, examine_all=standing.is_examined_fully
        )
    }
    return {
        "can_be_asked": standing.status in MEMBER,
        "is_examined_fully": standing.examine_all,
        "tier": standing.tier,
        "exam_rate": promised.get("exam_rate", 1.0),
        "corrections_waived": promised.get("data_corrections", 0.0),
    }


def _listed_names(names: Iterable[str]) -> frozenset[str]:
    asked = sorted(names)
    hits = search_now().hits([ComparedParty(name, BearerKind.ANY) for name in asked]) if asked else []
    return frozenset(
        name
        for name, found in zip(asked, hits, strict=True)
        if any(hit.probability >= MIN_PROBABILITY for hit in found)
    )


def _held_parcels() -> frozenset[bytes]:
    """Return the keys of all parcels that agencies hold. People place holds one by one, so that few are in force."""
    holds = Hold.objects.filter(state=HoldState.IN_FORCE).values_list("parcel__issuer", "parcel__reference")
    return frozenset(parcel_key(issuer, reference) for issuer, reference in holds)
