"""The risk model: the chance of a declared parcel to be wrong, learned from past exams, with its reasons.

`model_train` learns, `Model.risks` tells, `rolling_validation` says how well, and `drifts_found` whether the parcels
that come now differ from those of which a model learned. Pure but for the library of trees. `docs/risk-model.md` has
the figures.
"""

from apps.targeting.risk_model.arrivals import DeclaredParcel, PastParcel, arrival_of
from apps.targeting.risk_model.drift import Drift, drifts_found
from apps.targeting.risk_model.features import FEATURES
from apps.targeting.risk_model.learning import DOUBLING, REASONS, Model, RiskReason, model_load, model_train
from apps.targeting.risk_model.validation import MIN_EXAMPLES, rolling_validation
