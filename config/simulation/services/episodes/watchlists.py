"""Officers watch for precursors and pill presses, and look at reported parcels that may hold them."""

from functools import partial

from apps.core import clock
from apps.ledger.services import shipments_record
from apps.watchlists import services
from apps.watchlists.models import Result, Sighting
from config.simulation import catalog
from config.simulation.services.episodes.stage import Scenes, Stage
from config.simulation.services.reports import facts_record

LOOK_FOR = "A press without the mark of its maker, or molds with the letters of a medicine. Tell the DEA and the FDA."


def _watch(stage: Stage) -> None:
    """Watch for presses and for a precursor, whose first words are ended."""
    officer = stage.staff.officer
    services.goods_add(
        actor=officer,
        name="Pill presses and molds",
        hs_codes="8474\n8479\n8480",
        phrases="pill press\ntablet press\ntdp-0\nmolde para pastillas\n压片机",
        look_for=LOOK_FOR,
    )
    first = services.goods_add(
        actor=officer, name="4-Piperidone", hs_codes="", phrases="4-piperidone", look_for="Powder without a data sheet."
    )
    services.goods_end(actor=officer, goods_id=first.pk, reasons="The salts and the Chinese name were missing.")
    services.goods_add(
        actor=officer,
        name="4-Piperidone and its salts",
        hs_codes="2933.39",
        phrases="4-piperidone\n40064-34-4\n哌啶酮",
        look_for="Powder without a data sheet.",
    )


def _report(reference: str, hs: str, description: str, _stage: Stage) -> None:
    """Have an agency report a parcel of a sender that is no member."""
    parcel = {"reference": reference, "date": clock.today().isoformat(), "hs": hs, "description": description}
    sender = {"seller": "amber-gate", "seller_name": "Amber Gate Industries"}
    facts_record(shipments_record, catalog.AGENCY, parcel | sender)


def _close(stage: Stage) -> None:
    for sighting in Sighting.objects.order_by("pk")[:1]:
        services.sighting_close(
            actor=stage.staff.officer,
            sighting_id=sighting.pk,
            result=Result.OTHER,
            conclusion="A press for bath tablets with the mark of its maker. Nothing follows.",
        )


SCENES: Scenes = (
    (24, _watch),
    (22, partial(_report, "W00001", "847989", "Tablet press for bath salts")),
    (21, _close),
    (2, partial(_report, "W00002", "847410", "Pill press TDP-0, hand tool")),
)
