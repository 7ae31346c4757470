"""The writes of the ledger, by subject."""

from apps.ledger.services.control import control_bind, control_free
from apps.ledger.services.days import day_close
from apps.ledger.services.disowned_shipments import parcels_disown
from apps.ledger.services.held_reports import held_reports_settle
from apps.ledger.services.history import history_export_record, history_import, sellers_enroll
from apps.ledger.services.notices.officers import answer_extend, service_by_post, service_delay, service_hasten
from apps.ledger.services.notices.service import (
    case_answer,
    case_answer_withdraw,
    case_hear,
    cases_serve,
    services_remind,
)
from apps.ledger.services.parties import parties_notify, party_answer
from apps.ledger.services.program import (
    DeclaredCount,
    declared_months_record,
    program_entries_record,
    program_entry_record,
    seller_link,
    seller_unlink,
    sellers_move,
    shipper_enroll_again,
    shippers_enroll,
)
from apps.ledger.services.recordings import (
    TICK,
    BatchCounts,
    issuer_codes_set,
    recording_advance,
    recording_finish,
    recording_lock,
    recording_open,
    reporter_ensure,
    reporter_limit,
    seller_reporter_ensure,
)
from apps.ledger.services.reversal_requests import reversal_ask
from apps.ledger.services.reversals import recording_reverse, recording_take_back
from apps.ledger.services.shipments import shipments_record
from apps.ledger.services.uploads import (
    upload_add,
    upload_describe,
    upload_discard,
    upload_record,
    upload_take_back,
)
from apps.ledger.services.violations.confirmations import (
    violation_certify,
    violation_disclosed_set,
    violation_unconfirm,
    violation_withdraw,
)
from apps.ledger.services.violations.determinations import Disclosers, nobody
from apps.ledger.services.violations.entries import violations_record
from apps.ledger.services.violations.officers import DESK, violation_admit, violation_allege, violation_determine
