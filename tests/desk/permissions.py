"""What each list, address and act of the desk takes: the tables that `test_matrix.py` goes through."""

from apps.accounts.roles import ACT_FOR_AGENCY, ADMINISTER

READ = "read_everything"
ADMINISTERED = frozenset({READ, ADMINISTER})
# Officers of agencies see what is of their agency. The records of the world are, and so are the members of staff here.
OF_AGENCY = frozenset({READ, ACT_FOR_AGENCY})
ENTERED = ADMINISTERED | OF_AGENCY
# The kind of a work item names the permission to hold the item.
BY_KIND = ""

# Permissions beyond reading everything, by model: to see the list and its records, to add, to fill in the form.
SEE: dict[str, str | frozenset[str]] = {
    "accounts.access": "read_audit",
    "audit.recordchange": "read_audit",
    "audit.view": "read_audit",
    **dict.fromkeys(("accounts.user", "staff.accountrequest"), ADMINISTERED),
    **dict.fromkeys(("agencies.agencyparcel", "agencies.agencyquestion", "agencies.hold"), OF_AGENCY),
    "work.item": ENTERED,
}
ADD = {
    "agencies.operation": "assign_work",
    "agencies.agencyofficer": "manage_partners",
    "agencies.agencyquestion": "review_applications",
    "ledger.violation": "record_violations",
    "partners.clientkey": "manage_partners",
    "partners.reportingrights": "manage_partners",
    "policy.policy": "draft_policy",
    "targeting.portcapacity": "assign_work",
    "agencies.watchedgoods": "record_violations",
    "staff.accountrequest": ADMINISTER,
}
CHANGE = {
    "agencies.agencyofficer": "manage_partners",
    "accounts.user": ADMINISTER,
    "partners.reportingrights": "manage_partners",
    "targeting.portcapacity": "assign_work",
}
LIST_ACTIONS = {
    "applications.application": {"approve": "decide_applications"},
    "events.delivery": {"replay": "operate"},
    "ledger.recording": {"ask": "reverse_recordings", "take_back": "reverse_recordings"},
    "partners.clientkey": {"end": "manage_partners"},
    "partners.clientsecret": {"end": "manage_partners"},
    "partners.partner": dict.fromkeys(("shut_out", "let_in", "give_secret"), "manage_partners"),
    "work.item": {"claim": "review_applications", "release": "review_applications", "assign": "assign_work"},
}
ACTS = {
    "applications.application": {
        "take": "review_applications",
        "release": "review_applications",
        "assign": "assign_work",
        "ask": "review_applications",
        "resume": "review_applications",
        "check": "review_applications",
        "rest": "review_applications",
        "answer": "review_applications",
        "settle": "review_applications",
        "note": "review_applications",
        "look": "decide_applications",
        "approve": "decide_applications",
        "deny": "decide_applications",
        "refuse": "decide_applications",
        "countersign": "decide_applications",
        "send_back": "decide_applications",
        "grant": "decide_appeals",
        "uphold": "decide_appeals",
    },
    "agencies.agencyparcel": dict.fromkeys(("hold", "report"), ACT_FOR_AGENCY),
    "agencies.agencyquestion": {
        "answer": ACT_FOR_AGENCY,
        **dict.fromkeys(("withdraw", "close"), "review_applications"),
    },
    "agencies.filedfirm": dict.fromkeys(("confirm", "dismiss"), "record_violations"),
    "agencies.hold": dict.fromkeys(("extend", "lift"), ACT_FOR_AGENCY),
    "allegations.tip": dict.fromkeys(("start", "ask", "duplicate", "refer", "reject", "substantiate"), "triage_tips"),
    "correspondence.thread": {"answer": "review_applications", "close": "review_applications"},
    "disputes.dispute": dict.fromkeys(("accept", "decline", "note"), "record_violations"),
    "disputes.sourcecheck": dict.fromkeys(("tell", "confirm", "correct", "withdraw", "certify"), "record_violations"),
    "disputes.disclosure": dict.fromkeys(("accept", "decline"), "record_violations"),
    "disputes.disowning": dict.fromkeys(("recommend", "accept", "decline"), "record_violations"),
    "events.delivery": {"replay": "operate"},
    "ledger.reporter": {"settle": "manage_partners"},
    "ledger.parcel": {"allege": "record_violations"},
    "ledger.violation": {
        **dict.fromkeys(
            ("sustain", "mitigate", "reverse", "amounts", "found", "post", "more_time"), "record_violations"
        ),
        **dict.fromkeys(("delay", "serve"), "oversee_changes"),
    },
    "measures.edition": dict.fromkeys(("approve_explanation", "explain", "propose"), "publish_policy"),
    "measures.target": {"approve": "publish_policy"},
    "agencies.operation": {"report": "record_violations", "call_off": "assign_work"},
    "partners.partner": {"ask": "manage_partners", "contact": "manage_partners"},
    "partners.scopegrant": dict.fromkeys(("grant", "decline", "withdraw", "end"), "manage_partners"),
    "policy.policy": {
        "submit": "draft_policy",
        "describe": "draft_policy",
        "open": "publish_policy",
        # A policy manager drafts and publishes; no other role does either.
        **dict.fromkeys(("try", "cancel_try"), "draft_policy"),
        "return": "publish_policy",
        "publish": "publish_policy",
        "retire": "publish_policy",
    },
    "policy.comment": dict.fromkeys(("show", "answer"), "draft_policy"),
    "screening.businesshit": dict.fromkeys(("clear", "confirm", "reopen"), "decide_hits"),
    "shippers.shipper": {
        **dict.fromkeys(("suspend", "remove", "start_departure"), "decide_changes"),
        **dict.fromkeys(("reinstate", "reinstate_conditionally"), "decide_changes"),
        **dict.fromkeys(("end_validation", "open_plan", "propose_control"), "decide_changes"),
        "plan_visit": "review_applications",
        "manager": "oversee_changes",
        **dict.fromkeys(("correct_identifier", "correct_name", "correct_address"), "correct_records"),
        **dict.fromkeys(("link", "unlink"), "review_applications"),
        **dict.fromkeys(("dismiss_match", "undo_dismissal"), "review_applications"),
        **dict.fromkeys(("dismiss_tie", "undo_tie"), "review_applications"),
        **dict.fromkeys(("record_check", "withdraw_check"), "review_applications"),
    },
    "staff.accountrequest": dict.fromkeys(("confirm", "decline", "withdraw"), ADMINISTER),
    "standing.appeal": {**dict.fromkeys(("grant", "deny"), "decide_appeals"), "keep": "oversee_changes"},
    "standing.assurancecall": dict.fromkeys(("try", "reach", "withdraw"), "decide_changes"),
    "standing.control": dict.fromkeys(("bind", "drop", "serve"), "decide_changes"),
    "standing.departure": dict.fromkeys(("sign", "agree", "send_back", "cancel"), "decide_changes"),
    "standing.plan": dict.fromkeys(("accept", "decline", "extend", "complete", "resume", "cancel"), "decide_changes"),
    "standing.restrictionreview": dict.fromkeys(("lift", "keep"), "decide_appeals"),
    "standing.separation": dict.fromkeys(("grant", "deny"), "decide_appeals"),
    "standing.proposedchange": dict.fromkeys(
        (
            *(
                "confirm",
                "dismiss",
                "serve",
                "serve_decision",
                "extend",
                "grant",
                "decline",
                "uphold",
                "recommend",
                "agree",
            ),
            *("send_back", "reduce", "withdraw", "continue", "lift"),
        ),
        "decide_changes",
    ),
    "targeting.assessment": dict.fromkeys(("set_aside", "end_alarm", "uphold_alarm"), "record_violations"),
    "targeting.lot": {"record": "record_violations"},
    "targeting.riskmodel": {
        **dict.fromkeys(("propose", "discard", "answer_drift"), "draft_policy"),
        **dict.fromkeys(("approve", "return", "roll_back"), "publish_policy"),
    },
    "upkeep.changerequest": dict.fromkeys(("accept", "decline", "vet"), "review_applications"),
    "upkeep.identityclaim": dict.fromkeys(("accept", "decline"), "review_applications"),
    "upkeep.linkobjection": dict.fromkeys(("accept", "decline"), "review_applications"),
    "upkeep.annualreview": {"look": "review_applications"},
    "upkeep.overduereview": {"follow_up": "review_applications"},
    "validations.visit": dict.fromkeys(
        ("reschedule", "cancel", "hold", "add", "validate", "refuse", "accept", "decline", "extend"),
        "review_applications",
    ),
    "validations.examrequest": dict.fromkeys(("grant", "decline"), "review_applications"),
    "agencies.watchedgoods": dict.fromkeys(("confirm", "end"), "record_violations"),
    "agencies.sighting": {"close": "record_violations"},
    # Every work item here has a holder, so that only staff who assign work can change the holder.
    "work.item": {"take": BY_KIND, "back": "assign_work", "assign": "assign_work"},
}
# Addresses beside those that the admin makes for each model, with their permissions.
FURTHER = {
    "admin/": ENTERED,
    "admin/help/": ENTERED,
    "admin/commands/": ENTERED,
    "admin/figures/<slug:code>/": frozenset({"assign_work", "export_data"}),
    "admin/running/": "operate",
    "admin/search/": READ,
    "admin/targeting/portcapacity/plan/": READ,
    "admin/targeting/portcapacity/plan/export/": READ,
    "admin/targeting/riskmodel/fairness/": READ,
    "admin/targeting/riskmodel/missed/": READ,
    "admin/team/": "assign_work",
    "admin/validations/visit/calendar/": READ,
    "admin/work/item/export/": "export_data",
    "admin/shippers/shipper/export/": "export_data",
    "admin/audit/recordchange/export/": "read_audit",
    "admin/audit/recordchange/of/<str:app_label>/<str:model_name>/<int:pk>/": READ,
    "admin/policy/policy/compare/": READ,
    "admin/policy/policy/<int:policy_id>/edit/<slug:section>/": "draft_policy",
    "admin/policy/policy/<int:policy_id>/what-if/": READ,
    "admin/policy/policy/<int:policy_id>/what-if/file/": frozenset({"draft_policy", "publish_policy", "export_data"}),
    "admin/shippers/correction/merge/<int:one_id>/<int:other_id>/": "merge_records",
}
BY_POST = {"admin/work/item/export/", "admin/shippers/shipper/export/"}
