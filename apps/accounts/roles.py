"""The table of staff roles and their permissions.

Roles are Django groups. After each migration, `roles_sync` makes the groups equal to this table. No role grants
`ADMINISTER`: administrators hold it, who are made on the command line of the server (ADR 0040), and they hold no
other permission unless a role gives it to them.
"""

ADMINISTER = "administer"
ACT_FOR_AGENCY = "act_for_agency"
PERMISSIONS = {
    ADMINISTER: "Ask for accounts and roles of staff, confirm those that somebody else asks for, lock accounts",
    "read_everything": "Read every record of the program",
    "review_applications": "Review applications, ask for information, validate",
    "decide_applications": "Approve or deny applications",
    "decide_appeals": "Decide appeals",
    "correct_records": "Correct the identifiers of a business",
    "merge_records": "Merge two records of one business",
    "record_violations": "Record violations and their determinations",
    "decide_hits": "Decide whether a business is the party on a list of restricted parties",
    "triage_tips": "Look into tips, read what their senders say of themselves, ask them and close tips",
    "reverse_recordings": "Take a recording back",
    "decide_changes": "Decide proposed changes of standing",
    "oversee_changes": "Delay a notice, let suspensions beyond the hourly limit take effect, be told what is overdue",
    "assign_work": "Assign work to others",
    "draft_policy": "Draft and submit a policy",
    "publish_policy": "Publish a policy that somebody else drafted",
    "manage_partners": "Manage partner systems and their access",
    "operate": "Replay parked deliveries and run operations",
    "export_data": "Export records",
    "read_audit": "Read who did and who looked at what",
    ACT_FOR_AGENCY: "Place and lift holds, report findings and answer questions for one agency, and read no more",
}

ROLES: dict[str, frozenset[str]] = {
    "officer": frozenset(
        {
            "read_everything",
            "review_applications",
            "decide_applications",
            "correct_records",
            "record_violations",
            "decide_hits",
            "triage_tips",
            "decide_changes",
        }
    ),
    "supervisor": frozenset(
        {
            "read_everything",
            "review_applications",
            "decide_applications",
            "decide_appeals",
            "correct_records",
            "merge_records",
            "record_violations",
            "decide_hits",
            "triage_tips",
            "reverse_recordings",
            "decide_changes",
            "oversee_changes",
            "assign_work",
            "manage_partners",
            "operate",
            "export_data",
            "read_audit",
        }
    ),
    # The deputy stands in for the supervisor, but does not run operations, merge or export.
    "deputy": frozenset(
        {
            "read_everything",
            "review_applications",
            "decide_applications",
            "decide_appeals",
            "correct_records",
            "record_violations",
            "decide_hits",
            "triage_tips",
            "reverse_recordings",
            "decide_changes",
            "oversee_changes",
            "assign_work",
        }
    ),
    "policy manager": frozenset({"read_everything", "draft_policy", "publish_policy"}),
    "analyst": frozenset({"read_everything", "export_data"}),
    "auditor": frozenset({"read_everything", "export_data", "read_audit"}),
    # This role belongs to a partner agency, which `apps.agencies` names, and reads nothing beyond its competence.
    "agency officer": frozenset({ACT_FOR_AGENCY}),
}

# The permissions by which somebody reads and takes copies, and changes nothing.
READING = frozenset({"read_everything", "export_data", "read_audit"})
