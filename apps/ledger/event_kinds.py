"""The kinds of event of the ledger."""

from apps.events.kinds import declare

declare(
    "ledger",
    "answer_extended",
    "answer_heard",
    "answer_over",
    "answer_reminder",
    "due",
    "enrolled",
    "held_reports_settled",
    "history_exported",
    "month_archived",
    "month_restored",
    "notice_due",
    "party_disowned",
    "party_owned",
    "program_entered",
    "recording_reversed",
    "reversal_asked",
    "seller_linked",
    "seller_unlinked",
    "service_delayed",
    "service_due",
    "unlisted_party",
    "upload_recorded",
    "violation_recorded",
    "violation_served",
)
