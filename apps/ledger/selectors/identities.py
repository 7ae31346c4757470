"""The identities under which facts of one business were reported, and the businesses that are judged together."""

from collections.abc import Collection

from django.db import connection
from django.db.models import BooleanField, Count, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Upper

from apps.ledger.facts import KSN_SOURCE
from apps.ledger.models import ProgramEntry, Reporter, Seller, Tally, Violation
from apps.ledger.vocabulary import Determination, ProgramEntryKind, ReporterKind
from apps.matching import names_formed
from apps.shippers.models import Shipper, Storefront

# As many identities are shown, those that are linked to nobody first; nobody reads more.
MAX_IDENTITIES = 50


def identities_reported(shipper: Shipper) -> list[Seller]:
    """Return the identities that are, or may be, those of a business (`identities_query`), in one query."""
    return list(identities_query(shipper)[:MAX_IDENTITIES])


def identities_query(shipper: Shipper) -> QuerySet[Seller]:
    """Find the identities that are, or may be, those of a business.

    They are: the linked ones; those that anybody, agencies too, reports under the seller ID of a storefront or under
    the code of a linked identity (`same_code`); and those with the name of the business. Identities that sellers
    themselves upload are left out. Each has its `parcels`, those `examined` and `discrepant`, and its
    `violations_standing`, which were not reversed.
    """
    linked = Seller.objects.filter(shipper=shipper)
    storefronts = Storefront.objects.filter(shipper=shipper).exclude(seller_id="").order_by()
    codes = storefronts.values("seller_id").union(linked.exclude(source=KSN_SOURCE).order_by().values("code"))
    others = Seller.objects.filter(
        source__in=Reporter.objects.exclude(kind=ReporterKind.SELLER).order_by().values("code")
    ).order_by()
    same_code = others.filter(code__in=codes)
    same_name = others.alias(upper=Upper("name")).filter(upper__in=_names_of(shipper))
    found = linked.order_by().values("pk").union(same_code.values("pk"), same_name.values("pk"))
    return (
        Seller.objects.filter(pk__in=found)
        .select_related("shipper")
        .annotate(
            parcels=_tally_sum("shipments"),
            examined=_tally_sum("examined"),
            discrepant=_tally_sum("discrepant"),
            violations_standing=_standing_violations(),
            same_code=ExpressionWrapper(Q(code__in=codes), output_field=BooleanField()),
        )
        .order_by(F("shipper").asc(nulls_first=True), "source", "code")
    )


def identities_unlinked(reported: list[Seller]) -> list[Seller]:
    """Return those of the identities of `identities_reported` that are linked to nobody and have a history."""
    # pyrefly: ignore[missing-attribute] (annotated above)
    return [one for one in reported if one.shipper_id is None and (one.parcels or one.violations_standing)]


def _names_of(shipper: Shipper) -> set[str]:
    """Return the names of a business in capital letters, each also without and with each form of a company.

    Reporters write or leave out the form by habit. Whole names are compared, so that an index answers.
    """
    names = [name for name in (shipper.name, shipper.trade_name) if name]
    return {written.upper() for name in names for written in (name, *names_formed(name))}


def _tally_sum(column: str) -> Subquery:
    months = Tally.objects.filter(seller=OuterRef("pk")).order_by().values("seller")
    return Subquery(months.annotate(sum=Sum(column)).values("sum"))


def _standing_violations() -> Subquery:
    present: QuerySet[Violation] = Violation.objects.filter(
        seller=OuterRef("pk"), voided=False, pk=F("case__violation_id")
    )
    counted = present.exclude(determination=Determination.REVERSED).order_by().values("seller")
    return Subquery(counted.annotate(count=Count("pk")).values("count"))


def controlled_with(shipper_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Return the businesses that are judged together with each of the asked ones, itself included, in the order of
    their ids, by one statement. A business that is judged alone has itself.
    """
    found: dict[int, tuple[int, ...]] = dict.fromkeys(shipper_ids, ())
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ledger_judged_together(%s::bigint[])", [list(found)])
        for pk, member in cursor.fetchall():
            found[pk] += (member,)
    return {pk: members or (pk,) for pk, members in found.items()}


def control_of(shipper_ids: Collection[int]) -> dict[int, ProgramEntry]:
    """Return the entry by which each business was bound to the group in which it is now; others are left out."""
    last = (
        ProgramEntry.objects.filter(shipper__in=shipper_ids, control__isnull=False, takes_back=None, taken_back_by=None)
        .order_by("shipper_id", "-pk")
        .distinct("shipper_id")
    )
    return {entry.shipper_id: entry for entry in last if entry.kind == ProgramEntryKind.CONTROL_BOUND}
