"""The writes of shippers and their teams, by subject."""

from apps.shippers.services.code_choices import code_choices_count
from apps.shippers.services.consents import consent_give, consent_withdraw, consents_answer
from apps.shippers.services.devices import device_record, devices_forget
from apps.shippers.services.dismissals import match_dismiss, match_dismissal_undo, tie_dismiss
from apps.shippers.services.external_checks import external_check_record, external_check_withdraw
from apps.shippers.services.keys import match_keys_refresh
from apps.shippers.services.page_visits import page_visit_record
from apps.shippers.services.profile import (
    Profile,
    ksn_issue,
    profile_part_replace,
    profile_replace,
    shipper_create,
    shippers_create,
    shippers_lock,
    time_zone_set,
)
from apps.shippers.services.records import (
    address_correct,
    identifier_correct,
    name_correct,
    record_mark_merged,
    shipper_bar,
)
from apps.shippers.services.team import (
    OWN_ROLES,
    delegation_last_day_set,
    invitation_accept,
    invitation_mail,
    invitation_read,
    invitation_resend,
    invitation_send,
    invitation_withdraw,
    member_change,
    member_remove,
)
from apps.shippers.services.waiting_changes import address_change_ask, waiting_change_do, waiting_change_stop
from apps.shippers.services.waits import moment_in_words, wait_announce, wait_end, wait_mail
