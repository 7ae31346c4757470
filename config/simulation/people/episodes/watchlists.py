"""Officers watch for precursors and pill presses, and look at reported parcels that may hold them."""

from functools import partial

from apps.agencies.watchlists import services
from apps.agencies.watchlists.models import MAX_WATCH_DAYS, Result, Sighting, WatchedGoods
from apps.core import clock
from apps.ledger.services import shipments_record
from config.simulation.numbers import catalog
from config.simulation.numbers.reports import facts_record
from config.simulation.people.cast import Cast, Scenes

LOOK_FOR = "A press without the mark of its maker, or molds with the letters of a medicine. Tell the DEA and the FDA."


def _watch(cast: Cast) -> None:
    """Watch for presses and for a precursor, whose first words are ended. Each watch takes two officers."""
    officer = cast.staff.officer

    def watch(name: str, *, hs_codes: str, phrases: str, look_for: str, ground: str) -> WatchedGoods:
        goods = services.goods_propose(
            actor=officer,
            name=name,
            hs_codes=hs_codes,
            phrases=phrases,
            look_for=look_for,
            ground=ground,
            last_day=clock.add_days(clock.today(), MAX_WATCH_DAYS),
        )
        return services.goods_confirm(actor=cast.staff.second, goods_id=goods.pk)

    watch(
        "Pill presses and molds",
        hs_codes="8474\n8479\n8480",
        phrases="pill press\ntablet press\ntdp-0\nmolde para pastillas\n压片机",
        look_for=LOOK_FOR,
        ground="Two presses without a mark were seized at this port in the last month.",
    )
    powder = {"look_for": "Powder without a data sheet.", "ground": "The DEA wrote that it is shipped as plastic."}
    first = watch("4-Piperidone", hs_codes="", phrases="4-piperidone", **powder)
    services.goods_end(actor=officer, goods_id=first.pk, reasons="The salts and the Chinese name were missing.")
    watch("4-Piperidone and its salts", hs_codes="2933.39", phrases="4-piperidone\n40064-34-4\n哌啶酮", **powder)


def _propose(cast: Cast) -> None:
    """Propose a watch that waits for a second officer."""
    services.goods_propose(
        actor=cast.staff.officer,
        name="Capsule fillers",
        hs_codes="8422",
        phrases="capsule filler\ncapsule filling machine",
        look_for=LOOK_FOR,
        ground="A filler was seized with three presses.",
        last_day=clock.add_days(clock.today(), 30),
    )


def _report(reference: str, hs: str, description: str, _cast: Cast) -> None:
    """Have an agency report a parcel of a sender that is no member."""
    parcel = {"reference": reference, "date": clock.today().isoformat(), "hs": hs, "description": description}
    sender = {"seller": "amber-gate", "seller_name": "Amber Gate Industries"}
    facts_record(shipments_record, catalog.AGENCY, parcel | sender)


def _close(cast: Cast) -> None:
    for sighting in Sighting.objects.order_by("pk")[:1]:
        services.sighting_close(
            actor=cast.staff.officer,
            sighting_id=sighting.pk,
            result=Result.OTHER,
            conclusion="A press for bath tablets with the mark of its maker. Nothing follows.",
        )


SCENES: Scenes = (
    (24, _watch),
    (22, partial(_report, "W00001", "847989", "Tablet press for bath salts")),
    (21, _close),
    (1, _propose),
    (2, partial(_report, "W00002", "847410", "Pill press TDP-0, hand tool")),
)
