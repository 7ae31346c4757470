"""The meaning of each state and the purpose of each role, in words for staff."""

from apps.shippers.roles import Ability

# By the lifecycle's code (`core/lifecycle.py`), then by state.
MEANS: dict[str, dict[str, str]] = {
    "applications-lifecycle": {
        "draft": "The business fills it in. Nobody at the program reads it yet.",
        "submitted": (
            "The business signed and sent the application. The 90 days have begun. Nobody has taken the application."
        ),
        "in_review": "An officer reads it, fills in the checklist, and asks or decides.",
        "info_requested": (
            "The business was asked for something. The 90 days are paused until the business replies, or until an "
            "officer goes on after the last day to reply."
        ),
        "denial_proposed": (
            "An officer means to deny it. The business does not know. Another officer countersigns it or sends it back."
        ),
        "approved": "The business is a member with a Known Shipper Number. A visit follows.",
        "denied": "The business has the reasons in writing, may appeal once, and may apply again at any time.",
        "appealed": "Somebody who had no part in the denial reads the application again and decides.",
        "withdrawn": "The business took it back. Nothing is held against it.",
    },
    "agencies-hold": {
        "in_force": "An agency holds the parcel, until the day that the hold names at the latest.",
        "lifted": "The agency lifted the hold, or its day is over. The parcel may go on.",
    },
    "agencies-question": {
        "asked": "An officer asked the agency. The agency has not answered.",
        "answered": "The agency answered. The officer who asked reads the answer.",
        "withdrawn": "The officer no longer asks.",
        "closed": "The answer was read.",
    },
    "agencies-firm": {
        "unmatched": "No business here is like the firm. It is compared again when a business applies or changes.",
        "suggested": "A business here is like the firm. An officer must compare both.",
        "confirmed": (
            "An officer found that the firm is the business. If the business is a member, the findings are alleged."
        ),
        "dismissed": "An officer found that the firm is another business. Nothing follows, unless one of them changes.",
    },
    "allegations-lifecycle": {
        "received": "Somebody sent it on the public form. Nobody has looked into it.",
        "in_triage": "An officer looks into it.",
        "asked": "The sender was asked. The target is paused until the sender answers with the receipt code.",
        "duplicate": "It tells the same as another tip, which goes on.",
        "referred": "An agency looks into it.",
        "not_substantiated": "The tip was not confirmed. Nothing is held against the business.",
        "substantiated": "A violation was alleged. The business answers it like any other.",
    },
    "screening-lifecycle": {
        "potential": (
            "A name is like one on a list. An officer compares both parties. The business is on hold until then."
        ),
        "cleared": "It is another party. It stays cleared until the entry or the party changes.",
        "confirmed": (
            "It is the party on the list. An application can't be approved. If the business is enrolled, a violation "
            "was alleged, which somebody else determines."
        ),
        "lapsed": "The list took the entry off, or the business no longer has the name. Nothing is held.",
    },
    "agencies-operation": {
        "planned": "The operation is to take place, takes place, or has ended without a report.",
        "called_off": "The operation did not take place.",
        "reported": "The counts and the results are recorded. No rate reads them.",
    },
    "agencies-goods": {
        "waiting": "A second person has not confirmed the watch. Nothing is looked for.",
        "watched": "Each batch of reports is looked through for the codes and words, until the last day.",
        "ended": "Reports are no longer looked through for them.",
    },
    "agencies-sighting": {
        "open": "Reported parcels may hold the goods. An officer must look at them.",
        "closed": "An officer said what was found and what follows. A further batch with such parcels opens it.",
    },
    "targeting-model": {
        "challenger": "It was trained from past exams. It decides nothing.",
        "proposed": "Somebody wants it as champion. Another person approves it, or leaves it a challenger.",
        "champion": "Declared parcels are assessed by it, beside hard rules and standing.",
        "retired": "It was champion. A rollback of the one after it brings it back.",
        "discarded": "It was not good enough. It is kept, so that its figures can be read.",
    },
    "correspondence-lifecycle": {
        "waiting": "The business wrote last. It waits for an answer.",
        "answered": "The program wrote last.",
        "closed": "It was answered, or needed no answer. If the business writes again it waits again.",
    },
    "disputes-dispute": {
        "open": "A business answered a violation. An officer must decide the answer.",
        "accepted": "The record was changed as the business asked, or as the officer found.",
        "declined": "The record stays as it is, for the reasons that the business was given.",
        "noted": "The business agreed or explained. It asked for no change and there was none.",
        "withdrawn": "The business took its answer back.",
    },
    "disputes-source_check": {
        "open": "A business disputes a violation. Its source is told, and says in time whether it stands by it.",
        "confirmed": "The source stands by its report. An officer decides the answer of the business.",
        "corrected": "The source changed its report. An officer decides the answer of the business.",
        "withdrawn": "The source took its report back. The violation does not count.",
        "unconfirmed": "Nobody confirmed the violation in time. It no longer counts and can't be sustained.",
        "certified": "The source certified its report later. The violation counts again, and the business was told.",
        "closed": "The business took its answer back, or the record was changed as the business asked.",
    },
    "disputes-disowning": {
        "open": "A business says that a shipment under its number is not its own. An officer must decide.",
        "accepted": "The shipment no longer counts for this business.",
        "declined": "The shipment stays in the record of this business.",
        "withdrawn": "The business found that the shipment is its own after all.",
    },
    "disputes-disclosure": {
        "open": "A business reports a violation of its own. An officer must decide the disclosure.",
        "accepted": "The violation is in the record as sustained, and as disclosed by the business first.",
        "declined": "Nothing was recorded, for the reasons that the business was given.",
        "withdrawn": "The business took the disclosure back. Nothing was recorded.",
    },
    "ledger-determinations": {
        "alleged": (
            "Somebody says so. It never counts against the business, which is served with the law, the acts and the "
            "shipment, and has its time to answer."
        ),
        "sustained": "The violation was confirmed, and counts with its full weight.",
        "mitigated": (
            "The violation was confirmed, with something in the business's favor. It counts with its reduced weight."
        ),
        "reversed": "The violation was not confirmed. It no longer counts; the report stays in the record.",
    },
    "policy-lifecycle": {
        "draft": "Its authors change it. The policy is not in force yet, and the public can't see it.",
        "in_review": (
            "Its numbers can't be changed while somebody other than its authors reads it. That person publishes it or "
            "gives it back."
        ),
        "open": (
            "The public reads it, and members and partners comment until a day. Each comment is shown and answered "
            "before somebody other than its authors publishes it."
        ),
        "published": (
            "Its numbers hold from its day on, until a later policy takes effect. It never changes again: a change is "
            "a new version."
        ),
        "retired": "A later policy holds now. The days on which this one was in force are still judged by it.",
    },
    "policy-comment": {
        "received": "Nobody has looked for personal data in it yet. The public can't see it.",
        "shown": "The public reads it, without personal data. It waits for an answer.",
        "answered": "The public reads the answer, which is published with the policy.",
    },
    "standing-status": {
        "active": "A member in good standing, with the benefits of its tier.",
        "conditional": "A member again, on conditions that it must meet.",
        "suspended": "The member has no benefits for now. It may read, respond and appeal.",
        "removed": "The business is no longer a member, by a decision of two officers.",
        "withdrawn": "The business left the program by its owner's act, and may come back.",
    },
    "standing-proposal": {
        "to_confirm": (
            "A critical finding would suspend the member, but somebody must confirm it first. Nothing has changed, "
            "and the business received no notice of a suspension."
        ),
        "proposed": "The business received the notice with each finding, and has time to respond.",
        "responded": "The business responded. An officer may decide.",
        "to_agree": "One officer recommends to uphold the change. Another agrees, or sends it back.",
        "upheld": "The change was made. The business may appeal.",
        "reduced": "Less was taken away than was proposed. The business may appeal.",
        "withdrawn": "Nothing was taken away.",
        "lapsed": (
            "Nobody decided in time: nothing is taken away. A suspension at once becomes a membership on conditions, "
            "with every parcel examined."
        ),
        "overturned": "An appeal was granted: what was taken away was given back.",
    },
    "standing-assurance": {
        "waiting": (
            "Something was found that may cost the member something. It knows, and its account manager must call it "
            "before the time is over. Nothing is proposed before."
        ),
        "reached": "An officer spoke with the member in time. The change is not proposed before the time is over.",
        "not_reached": "The time is over, and nobody reached the member: counted as missed.",
        "proposed": "The time was over and the change was still asked for: the member has its notice.",
        "dropped": "Nothing was proposed. The member has been told why.",
    },
    "standing-extension": {
        "open": (
            "The business asks for more time to respond. An officer must answer before anything is upheld. The days "
            "that the request waits are added to the time to respond."
        ),
        "granted": "The business has until another day.",
        "declined": "The day stays as it was, except that the days for which the request waited are added.",
        "closed": "The business responded, or the proposed change ended, before an officer answered.",
    },
    "standing-appeal": {
        "open": "The business appealed. An officer who took no part in the decision hears the appeal.",
        "granted": "What was taken away was given back, and the record was evaluated again.",
        "denied": "The decision stands. The business has the reasons.",
        "withdrawn": "The business took its appeal back.",
    },
    "standing-plan": {
        "open": "The member is on conditions. It carries out the items and answers each by its day.",
        "completed": "Every item was accepted. The member is in full standing.",
        "missed": "The day of an item passed without an answer. The removal of the member is proposed.",
        "cancelled": "The plan was ended before all of it was done, or the business is no longer a member.",
    },
    "standing-departure": {
        "open": "An officer recorded that the business asked to leave. It stays a member until the owner confirms.",
        "signed": "An officer recorded the owner's signature. Another officer reads the file and agrees.",
        "confirmed": "The owner confirmed, and the business has left.",
        "declined": "The owner said that the business stays. Nothing has changed.",
        "lapsed": "Nobody confirmed in time. The business stays a member.",
        "cancelled": "An officer took it back, or the business was removed meanwhile.",
    },
    "standing-review": {
        "open": "A member asks that its conditions be reviewed. Somebody who took no part in them decides.",
        "lifted": "The conditions ended at once.",
        "kept": "The conditions hold until their last day, and end by themselves then.",
        "lapsed": "Nobody decided in time, so the conditions ended.",
        "withdrawn": "The business took its request back.",
        "ended": "The conditions ended in another way before anybody decided.",
    },
    "standing-control": {
        "proposed": (
            "An officer proposed to judge these businesses together. Each may agree or contest it. When they were "
            "heard, another officer binds two or more of them, or drops the case. Undecided, it lapses."
        ),
        "bound": "The exams and violations of the bound businesses count as one record for each of them.",
        "dropped": "An officer dropped it, or nobody decided in time. Each business is judged as before.",
        "ended": "Fewer than two were left, so each is judged alone again.",
    },
    "standing-separation": {
        "open": "A bound business asks to be judged alone. Somebody who took no part in the case decides.",
        "granted": "It is judged alone: so decided, not decided in time, or its group ended.",
        "denied": "It stays judged together. It may ask again with a new file, or after a time.",
        "withdrawn": "The business took its request back.",
    },
    "standing-item": {
        "open": "The business must carry out the item and answer it by the due day.",
        "answered": "The business answered. An officer must accept or decline the answer.",
        "accepted": "An officer accepted the answer.",
    },
    "staff-lifecycle": {
        "waiting": "Nothing has changed yet. Another administrator confirms or declines within seven days.",
        "confirmed": "The account was changed, and the person concerned was told.",
        "declined": "Another administrator refused. Nothing was changed.",
        "withdrawn": "The person who asked took the request back. Nothing was changed.",
        "lapsed": "Nobody confirmed within seven days. Nothing was changed; ask again if it is still needed.",
    },
    "partners-scope_grant": {
        "waiting": "Nothing has changed yet. Somebody else who manages partners grants or declines it.",
        "granted": "The agency follows every shipper of the program. Anybody who manages partners may end it.",
        "declined": "A second member of staff refused. Nothing was changed.",
        "withdrawn": "The person who asked took it back. Nothing was changed.",
        "ended": "The scope was taken away. The agency follows the shippers on its roster alone.",
    },
    "shippers-lifecycle": {
        "waiting": "The owners were told of a change of who signs, or of an address to sign in, and can stop it.",
        "done": "The wait was over, and nobody had stopped the change.",
        "stopped": "An owner, or the person whom it is about, stopped the change.",
        "lapsed": "When the wait was over, the change was no longer possible.",
    },
    "upkeep-lifecycle": {
        "waiting": "A member asks for a change that a thief would make. The owners were told and can stop it.",
        "submitted": "A member asks or objects, with proof. Nothing has changed yet.",
        "accepted": "The profile has the change, or the history is linked, or no longer linked.",
        "declined": "Nothing was changed. The team has the reasons and may ask again.",
        "withdrawn": "The team withdrew the request.",
    },
    "validations-visit": {
        "planned": "The day is set, and the business was notified.",
        "visited": "The visit took place. The required actions are being answered and accepted.",
        "validated": (
            "The officers found the practice as described. The business is validated, no longer only certified."
        ),
        "not_validated": "The officers did not find the practice as described. The business stays certified.",
        "cancelled": "The visit did not take place.",
    },
    "validations-exam_request": {
        "asked": "A member asks to have parcels opened at random. Nothing is opened yet.",
        "granted": "The draws of ports open more parcels of the member at random, until the last day.",
        "done": "The last day is over. The team was told how many parcels were opened at random.",
        "declined": "Nothing is opened. The team has the reasons and may ask again.",
        "withdrawn": "The team withdrew the request.",
    },
    "validations-action": {
        "open": "The business must act and answer by the due day.",
        "answered": "The business answered. An officer must accept or decline the answer.",
        "accepted": "An officer accepted the answer.",
    },
}

# The actors who are not staff. The table of permissions says what staff may do.
OTHERS: dict[str, str] = {
    Ability.PREPARE: "The business: who fills in for it",
    Ability.ATTEST: "The business: who signs for it",
    Ability.MANAGE_TEAM: "The business: its owner",
    Ability.LEAVE: "The business: its owner",
    "person": "The person whom the change is about",
    "program": "The program itself",
    "reporter": "The partner that reports",
    "sender": "The person with the receipt code of the tip",
}

ROLES: dict[str, str] = {
    "officer": "Reads applications and cases and decides them.",
    "supervisor": "Does what officers do, assigns their work, decides appeals, and runs operations.",
    "deputy": "Stands in for the supervisor: assigns work, decides appeals, and is told what is overdue.",
    "policy manager": "Drafts policies, and publishes those that others drafted.",
    "analyst": "Reads and exports.",
    "auditor": "Reads everything, who did what and who looked at what, and changes nothing.",
    "agency officer": "Acts for a partner agency: holds parcels, reports violations, and answers questions.",
}
