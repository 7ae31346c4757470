"""Officers watch for precursors and pill presses, and look at reported parcels that may hold them."""

from apps.agencies.watchlists import services
from apps.agencies.watchlists.models import MAX_WATCH_DAYS, Result, Sighting
from apps.core import clock
from apps.ledger.services import shipments_record
from config.simulation.numbers import catalog
from config.simulation.numbers.reports import facts_record
from config.simulation.people.acts import NOBODY, Act, Story, in_days, officer, often, row_of, second

PRESS = "A press without the mark of its maker, or molds with the letters of a medicine. Tell the DEA and the FDA."
SEIZED = "Two presses without a mark were seized at this port in the last month."
POWDER, SHIPPED = "Powder without a data sheet.", "The DEA wrote that it is shipped as plastic."


def _proposed(
    before: int, name: str, hs_codes: str, phrases: str, look_for: str, ground: str, days: int = MAX_WATCH_DAYS
) -> Act:
    said = {"name": name, "hs_codes": hs_codes, "phrases": phrases, "look_for": look_for, "ground": ground}
    return officer(before, services.goods_propose, last_day=in_days(days), **said)


def parcel_report(*, reference: str, hs: str, description: str) -> None:
    """Have an agency report a parcel of a sender that is no member."""
    parcel = {"reference": reference, "date": clock.today().isoformat(), "hs": hs, "description": description}
    facts_record(
        shipments_record, catalog.AGENCY, parcel | {"seller": "amber-gate", "seller_name": "Amber Gate Industries"}
    )


confirm = often(second, services.goods_confirm)
STORIES = (
    Story(
        NOBODY,
        _proposed(
            24,
            "Pill presses and molds",
            "8474\n8479\n8480",
            "pill press\ntablet press\ntdp-0\nmolde para pastillas\n压片机",
            PRESS,
            SEIZED,
        ),
        confirm(24),
        _proposed(24, "4-Piperidone", "", "4-piperidone", POWDER, SHIPPED),
        confirm(24),
        officer(24, services.goods_end, reasons="The salts and the Chinese name were missing."),
        _proposed(24, "4-Piperidone and its salts", "2933.39", "4-piperidone\n40064-34-4\n哌啶酮", POWDER, SHIPPED),
        confirm(24),
        officer(22, parcel_report, reference="W00001", hs="847989", description="Tablet press for bath salts"),
        officer(
            21,
            services.sighting_close,
            sighting_id=row_of(lambda _turn: Sighting.objects.order_by("pk")),
            result=Result.OTHER,
            conclusion="A press for bath tablets with the mark of its maker. Nothing follows.",
        ),
        officer(2, parcel_report, reference="W00002", hs="847410", description="Pill press TDP-0, hand tool"),
        _proposed(1, "Capsule fillers", "8422", "capsule filler\ncapsule filling machine", PRESS, SEIZED, 30),
    ),
)
