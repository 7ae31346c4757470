"""The writes of disputes, by subject."""

from apps.disputes.services.disclosures import (
    disclosure_decide,
    disclosure_open,
    disclosure_settle,
    disclosure_withdraw,
)
from apps.disputes.services.disownings import (
    disowning_decide,
    disowning_open,
    disowning_recommend,
    disowning_withdraw,
    disownings_open,
)
from apps.disputes.services.disputes import (
    dispute_decide,
    dispute_file_add,
    dispute_open,
    dispute_withdraw,
)
from apps.disputes.services.source_checks import (
    source_check_answer,
    source_check_hand_over,
    source_check_lapse,
    source_check_tell,
    source_checks_deliver,
)
