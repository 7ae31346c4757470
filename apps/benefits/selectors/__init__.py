"""Reads of promised and received benefits: by tier, by shipper and by shipment."""

from apps.benefits.selectors.program import members_counted
from apps.benefits.selectors.shipments import ShipmentMeasure, measure_of_shipment
from apps.benefits.selectors.shippers import (
    LATEST_SHIPMENTS,
    ShipperMeasure,
    hours_to_release,
    measure_of,
    measures_of,
    shippers_in_breach,
)
from apps.benefits.selectors.tiers import TierMeasure, tiers_measured
from apps.benefits.selectors.window import Window, window_now, window_of
