"""The tables of targeting: models of risk, the answers to parcels that are declared before they are loaded, and which
parcels a port opens.
"""

from apps.targeting.models.parcels import (
    Assessment,
    Draw,
    Exam,
    Lot,
    PortCapacity,
    PortDay,
    SetAside,
    UpheldAlarm,
)
from apps.targeting.models.risk_models import DriftAnswer, DriftLook, FeatureDrift, ModelState, RiskModel
