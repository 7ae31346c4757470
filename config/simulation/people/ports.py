"""Models of risk, and the ports on the last two days: carriers declare parcels like those that came lately, each port
draws which of these it opens, and officers record what they found.
"""

from collections import defaultdict
from collections.abc import Iterator

from apps.core import clock
from apps.ledger.models import Shipment
from apps.ledger.vocabulary import Category, ExamResult
from apps.partners.systems.services import partner_create
from apps.targeting import services
from apps.targeting.models import Lot, PortDay, RiskModel
from apps.targeting.selectors import champion
from apps.targeting.vocabulary import ExamDisposition
from config.simulation.numbers import catalog
from config.simulation.numbers.sellers import stream
from config.simulation.numbers.violations import Raw
from config.simulation.people.accounts import second_ensure, staff_ensure

# The days of exams from which models learn: the champion and its challenger, the second and the last, from the most.
LEARNED_DAYS = (60, 92, 45, 45, 92)
# The parcels that each port can open on a day.
CAPACITIES = {
    "4701": 9,
    "2720": 8,
    "3901": 7,
    "5206": 6,
    "2809": 6,
    "2704": 5,
    "4601": 5,
    "3001": 4,
    "1401": 4,
    "2506": 4,
    "2304": 4,
    "3801": 3,
}
# The parcels that come to a port on a day, and the days whose parcels they are like.
PARCELS, LATELY_DAYS = (24, 48), 60
# What carriers declare of a parcel. Of one parcel in so many they know the goods as little as their sender says.
DECLARED = (
    *("description", "hs", "origin", "departure", "value", "currency", "weight_kg", "quantity", "mode", "entry_type"),
    *("port", "carrier", "storefront"),
)
VAGUE_OF, VAGUE = 16, {"description": "Gift", "hs": ""}
EXAMINED_SHARE = 0.6
FINDINGS = (
    (Category.UNDERVALUATION, ExamDisposition.RELEASED, "The receipt in the parcel names twice the declared value."),
    (Category.CLASSIFICATION, ExamDisposition.RELEASED, "The declared code does not fit what the parcel held."),
    (Category.MARKING, ExamDisposition.DETAINED, "Neither the goods nor their packaging name the country of origin."),
    (Category.COUNTERFEIT, ExamDisposition.SEIZED, "The goods bear a copied mark, as the owner of the mark confirmed."),
)


def models_train() -> None:
    """Train models by points, which takes seconds: one is champion after another, and others wait or were discarded."""
    author, approver = staff_ensure(role="policy manager"), second_ensure("policy manager")
    for seed, days in enumerate(LEARNED_DAYS):
        services.model_learn(
            first=clock.add_days(clock.today(), -days),
            last=clock.today(),
            seed=seed,
            report=lambda _done, _total: None,
            trees=False,
        )
    first, second, weak, waiting, _new = RiskModel.objects.order_by("pk")
    because = "It finds more among parcels that no other resembles."
    for model in (first, second):
        services.model_propose(actor=author, model_id=model.pk, reasons=because)
        services.model_approve(actor=approver, model_id=model.pk)
    services.model_discard(actor=author, model_id=weak.pk)
    services.model_propose(actor=author, model_id=waiting.pk, reasons=because)


def parcels_declare() -> None:
    """Say how many parcels each port can open, and have carriers declare the parcels of the next day."""
    supervisor = staff_ensure(role="supervisor")
    for port, exams in CAPACITIES.items():
        services.capacity_set(actor=supervisor, port=port, exams=exams)
    declared: dict[str, list[Raw]] = defaultdict(list)
    for number, parcel in enumerate(_parcels_lately(), start=1):
        declared[parcel.carrier].append(_declaration(parcel, number))
    for party in catalog.CARRIERS:
        if party.code in declared:
            system = partner_create(
                name=party.name, scopes=["risk:assess"], reporter_code=party.code, reporter_kind=party.kind
            )
            services.parcels_declare(partner_id=system.partner.pk, items=enumerate(declared[party.code]))


def ports_open() -> None:
    """Have the ports draw among the parcels of today, and officers open most of those that were drawn. Whether parcels
    have changed since the champion learned decides how many are drawn at random.
    """
    if model := champion():
        services.drift_look(model_id=model.pk, day=clock.today(), report=lambda _done, _total: None)
    services.draws_start()
    for port_day in PortDay.objects.order_by("pk"):
        services.parcels_draw(port_day_id=port_day.pk)
    officers = (staff_ensure(role="officer"), second_ensure("officer"))
    lots = list(Lot.objects.exclude(share="").select_related("assessment").order_by("pk"))
    riskiest = max(lots, key=_chance, default=None)
    for lot in lots:
        dice = stream("exam", lot.assessment.reference)
        # Nobody knows what a port draws, so chance alone may find nothing on a whole day: the riskiest parcel is wrong.
        is_wrong = dice.random() < _chance(lot) or lot is riskiest
        if dice.random() > EXAMINED_SHARE and lot is not riskiest:
            continue
        found = {"result": ExamResult.CLEAN, "disposition": ExamDisposition.RELEASED, "text": "As declared."}
        if is_wrong:
            category, disposition, text = dice.choice(FINDINGS)
            found = {"result": ExamResult.DISCREPANT, "category": category, "disposition": disposition, "text": text}
        services.exam_record(actor=dice.choice(officers), lot_id=lot.pk, **found)


def _chance(lot: Lot) -> float:
    return lot.assessment.chance or 0.0


def _parcels_lately() -> Iterator[Shipment]:
    """Yield some of the parcels that came to each port lately."""
    carriers = [party.code for party in catalog.CARRIERS]
    lately = Shipment.objects.filter(
        date__gt=clock.add_days(clock.today(), -LATELY_DAYS), port__in=CAPACITIES, carrier__in=carriers, voided=False
    )
    found: dict[str, list[int]] = defaultdict(list)
    for port, pk in lately.order_by("id").values_list("port", "id"):
        found[port].append(pk)
    for port, ids in sorted(found.items()):
        dice = stream("declared", port)
        chosen = dice.sample(ids, min(len(ids), dice.randint(*PARCELS)))
        yield from lately.filter(id__in=chosen).select_related("seller__shipper").order_by("id")


def _declaration(parcel: Shipment, number: int) -> Raw:
    """Return what the carrier of a parcel declares of another one like it, which comes tomorrow."""
    told = {name: str(value) for name in DECLARED if (value := getattr(parcel, name))}
    seller = parcel.seller
    who = {"ksn": seller.shipper.ksn} if seller.shipper else {"seller": seller.code, "seller_name": seller.name}
    known = told | (VAGUE if number % VAGUE_OF == 0 else {})
    return known | who | {"reference": f"D{number:06}", "date": clock.add_days(clock.today(), 1).isoformat()}
