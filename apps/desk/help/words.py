"""The meaning of each state and the purpose of each role, in words for staff."""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.shippers.roles import Ability

# By the lifecycle's code (`core/lifecycle.py`), then by state.
MEANS: dict[str, dict[str, Promise]] = {
    "applications-lifecycle": {
        "draft": _lazy("The business fills it in. Nobody at the program reads it yet."),
        "submitted": _lazy(
            "The business signed and sent the application. The 90 days have begun. Nobody has taken the application."
        ),
        "in_review": _lazy("An officer reads it, fills in the checklist, and asks or decides."),
        "info_requested": _lazy(
            "The business was asked for something. The 90 days are paused until the business replies, or until an "
            "officer goes on after the last day to reply."
        ),
        "denial_proposed": _lazy(
            "An officer means to deny it. The business does not know. Another officer countersigns it or sends it back."
        ),
        "approved": _lazy("The business is a member with a Known Shipper Number. A visit follows."),
        "denied": _lazy("The business has the reasons in writing, may appeal once, and may apply again at any time."),
        "appealed": _lazy("Somebody who had no part in the denial reads the application again and decides."),
        "withdrawn": _lazy("The business took it back. Nothing is held against it."),
    },
    "agencies-hold": {
        "in_force": _lazy("An agency holds the parcel, until the day that the hold names at the latest."),
        "lifted": _lazy("The agency lifted the hold, or its day is over. The parcel may go on."),
    },
    "agencies-question": {
        "asked": _lazy("An officer asked the agency. The agency has not answered."),
        "answered": _lazy("The agency answered. The officer who asked reads the answer."),
        "withdrawn": _lazy("The officer no longer asks."),
        "closed": _lazy("The answer was read."),
    },
    "agencies-firm": {
        "unmatched": _lazy(
            "No business here is like the firm. It is compared again when a business applies or changes."
        ),
        "suggested": _lazy("A business here is like the firm. An officer must compare both."),
        "confirmed": _lazy(
            "An officer found that the firm is the business. If the business is a member, the findings are alleged."
        ),
        "dismissed": _lazy(
            "An officer found that the firm is another business. Nothing follows, unless one of them changes."
        ),
    },
    "allegations-lifecycle": {
        "received": _lazy("Somebody sent it on the public form. Nobody has looked into it."),
        "in_triage": _lazy("An officer looks into it."),
        "asked": _lazy("The sender was asked. The target is paused until the sender answers with the receipt code."),
        "duplicate": _lazy("It says the same as another tip, which goes on."),
        "referred": _lazy("An agency looks into it."),
        "not_substantiated": _lazy("The tip was not confirmed. Nothing is held against the business."),
        "substantiated": _lazy("A violation was alleged. The business answers it like any other."),
    },
    "screening-lifecycle": {
        "potential": _lazy(
            "A name is like one on a list. An officer compares both parties. The business is on hold until then."
        ),
        "cleared": _lazy("It is another party. It stays cleared until the entry or the party changes."),
        "confirmed": _lazy(
            "It is the party on the list. An application can't be approved. If the business is enrolled, a violation "
            "was alleged, which somebody else determines."
        ),
        "lapsed": _lazy("The entry was taken off the list, or the business no longer has the name. Nothing is held."),
    },
    "agencies-operation": {
        "planned": _lazy("The operation is to take place, takes place, or has ended without a report."),
        "called_off": _lazy("The operation did not take place."),
        "reported": _lazy("The counts and the results are recorded. No rate reads them."),
    },
    "agencies-goods": {
        "waiting": _lazy("A second person has not confirmed the watch. Nothing is looked for."),
        "watched": _lazy("Each batch of reports is looked through for the codes and words, until the last day."),
        "ended": _lazy("Reports are no longer looked through for them."),
    },
    "agencies-sighting": {
        "open": _lazy("Reported parcels may hold the goods. An officer must look at them."),
        "closed": _lazy("An officer said what was found and what follows. A further batch with such parcels opens it."),
    },
    "targeting-model": {
        "challenger": _lazy("It was trained from past exams. It decides nothing."),
        "proposed": _lazy("Somebody wants it as champion. Another person approves it, or leaves it a challenger."),
        "champion": _lazy("Declared parcels are assessed by it, beside hard rules and standing."),
        "retired": _lazy("It was champion. A rollback of the one after it brings it back."),
        "discarded": _lazy("It was not good enough. It is kept, so that its figures can be read."),
    },
    "correspondence-lifecycle": {
        "waiting": _lazy("The business wrote last. It waits for an answer."),
        "answered": _lazy("The program wrote last."),
        "closed": _lazy("It was answered, or needed no answer. If the business writes again it waits again."),
    },
    "disputes-dispute": {
        "open": _lazy("A business answered a violation. An officer must decide the answer."),
        "accepted": _lazy("The record was changed as the business asked, or as the officer found."),
        "declined": _lazy("The record stays as it is, for the reasons that the business was given."),
        "noted": _lazy("The business agreed or explained. It asked for no change and there was none."),
        "withdrawn": _lazy("The business took its answer back."),
    },
    "disputes-source_check": {
        "open": _lazy("A business disputes a violation. Its source is told, and says in time whether it stands by it."),
        "confirmed": _lazy("The source stands by its report. An officer decides the answer of the business."),
        "corrected": _lazy("The source changed its report. An officer decides the answer of the business."),
        "withdrawn": _lazy("The source took its report back. The violation does not count."),
        "unconfirmed": _lazy("Nobody confirmed the violation in time. It no longer counts and can't be sustained."),
        "certified": _lazy(
            "The source certified its report later. The violation counts again, and the business was told."
        ),
        "closed": _lazy("The business took its answer back, or the record was changed as the business asked."),
    },
    "disputes-disowning": {
        "open": _lazy("A business says that a shipment under its number is not its own. An officer must decide."),
        "accepted": _lazy("The shipment no longer counts for this business."),
        "declined": _lazy("The shipment stays in the record of this business."),
        "withdrawn": _lazy("The business found that the shipment is its own after all."),
    },
    "disputes-disclosure": {
        "open": _lazy("A business reports a violation of its own. An officer must decide the disclosure."),
        "accepted": _lazy("The violation is in the record as sustained, and as disclosed by the business first."),
        "declined": _lazy("Nothing was recorded, for the reasons that the business was given."),
        "withdrawn": _lazy("The business took the disclosure back. Nothing was recorded."),
    },
    "ledger-determinations": {
        "alleged": _lazy(
            "Somebody says so. It never counts against the business, which is served with the law, the acts and the "
            "shipment, and has its time to answer."
        ),
        "sustained": _lazy("The violation was confirmed, and counts with its full weight."),
        "mitigated": _lazy(
            "The violation was confirmed, with something in the business's favor. It counts with its reduced weight."
        ),
        "reversed": _lazy("The violation was not confirmed. It no longer counts; the report stays in the record."),
    },
    "policy-lifecycle": {
        "draft": _lazy("Its authors change it. The policy is not in force yet, and the public can't see it."),
        "in_review": _lazy(
            "Its numbers can't be changed while somebody other than its authors reads it. That person publishes it or "
            "gives it back."
        ),
        "open": _lazy(
            "The public reads it, and members and partners comment until a day. Each comment is shown and answered "
            "before somebody other than its authors publishes it."
        ),
        "published": _lazy(
            "Its numbers hold from its day on, until a later policy takes effect. It never changes again: a change is "
            "a new version."
        ),
        "retired": _lazy("A later policy holds now. The days on which this one was in force are still judged by it."),
    },
    "policy-comment": {
        "received": _lazy("Nobody has looked for personal data in it yet. The public can't see it."),
        "shown": _lazy("The public reads it, without personal data. It waits for an answer."),
        "answered": _lazy("The public reads the answer, which is published with the policy."),
    },
    "standing-status": {
        "active": _lazy("A member in good standing, with the benefits of its tier."),
        "conditional": _lazy("A member again, on conditions that it must meet."),
        "suspended": _lazy("The member has no benefits for now. It may read, respond and appeal."),
        "removed": _lazy("The business is no longer a member, by a decision of two officers."),
        "withdrawn": _lazy("The business left the program by its owner's act, and may come back."),
    },
    "standing-proposal": {
        "to_confirm": _lazy(
            "A critical finding would suspend the member, but somebody must confirm it first. Nothing has changed, and "
            "the business received no notice of a suspension."
        ),
        "proposed": _lazy("The business received the notice with each finding, and has time to respond."),
        "responded": _lazy("The business responded. An officer may decide."),
        "to_agree": _lazy("One officer recommends to uphold the change. Another agrees, or sends it back."),
        "upheld": _lazy("The change was made. The business may appeal."),
        "reduced": _lazy("Less was taken away than was proposed. The business may appeal."),
        "withdrawn": _lazy("Nothing was taken away."),
        "lapsed": _lazy(
            "Nobody decided in time: nothing is taken away. A suspension at once becomes a membership on conditions, "
            "with every parcel examined."
        ),
        "overturned": _lazy("An appeal was granted: what was taken away was given back."),
    },
    "standing-assurance": {
        "waiting": _lazy(
            "Something was found that may cost the member something. It knows, and its account manager must call it "
            "before the time is over. Nothing is proposed before."
        ),
        "reached": _lazy(
            "An officer spoke with the member in time. The change is not proposed before the time is over."
        ),
        "not_reached": _lazy("The time is over, and nobody reached the member: counted as missed."),
        "proposed": _lazy("The time was over and the change was still asked for: the member has its notice."),
        "dropped": _lazy("Nothing was proposed. The member has been told why."),
    },
    "standing-extension": {
        "open": _lazy(
            "The business asks for more time to respond. An officer must answer before anything is upheld. The days "
            "that the request waits are added to the time to respond."
        ),
        "granted": _lazy("The business has until another day."),
        "declined": _lazy("The day stays as it was, except that the days for which the request waited are added."),
        "closed": _lazy("The business responded, or the proposed change ended, before an officer answered."),
    },
    "standing-appeal": {
        "open": _lazy("The business appealed. An officer who took no part in the decision hears the appeal."),
        "granted": _lazy("What was taken away was given back, and the record was evaluated again."),
        "denied": _lazy("The decision stands. The business has the reasons."),
        "withdrawn": _lazy("The business took its appeal back."),
    },
    "standing-plan": {
        "open": _lazy("The member is on conditions. It carries out the items and answers each by its day."),
        "completed": _lazy("Every item was accepted. The member is in full standing."),
        "missed": _lazy("The day of an item passed without an answer. The removal of the member is proposed."),
        "cancelled": _lazy("The plan was ended before all of it was done, or the business is no longer a member."),
    },
    "standing-departure": {
        "open": _lazy(
            "An officer recorded that the business asked to leave. It stays a member until the owner confirms."
        ),
        "signed": _lazy("An officer recorded the owner's signature. Another officer reads the file and agrees."),
        "confirmed": _lazy("The owner confirmed, and the business has left."),
        "declined": _lazy("The owner said that the business stays. Nothing has changed."),
        "lapsed": _lazy("Nobody confirmed in time. The business stays a member."),
        "cancelled": _lazy("An officer took it back, or the business was removed meanwhile."),
    },
    "standing-review": {
        "open": _lazy("A member asks that its conditions be reviewed. Somebody who took no part in them decides."),
        "lifted": _lazy("The conditions ended at once."),
        "kept": _lazy("The conditions hold until their last day, and end by themselves then."),
        "lapsed": _lazy("Nobody decided in time, so the conditions ended."),
        "withdrawn": _lazy("The business took its request back."),
        "ended": _lazy("The conditions ended in another way before anybody decided."),
    },
    "standing-control": {
        "proposed": _lazy(
            "An officer proposed to judge these businesses together. Each may agree or contest it. When they were "
            "heard, another officer binds two or more of them, or drops the case. Undecided, it lapses."
        ),
        "bound": _lazy("The exams and violations of the bound businesses count as one record for each of them."),
        "dropped": _lazy("An officer dropped it, or nobody decided in time. Each business is judged as before."),
        "ended": _lazy("Fewer than two were left, so each is judged alone again."),
    },
    "standing-separation": {
        "open": _lazy("A bound business asks to be judged alone. Somebody who took no part in the case decides."),
        "granted": _lazy("It is judged alone: so decided, not decided in time, or its group ended."),
        "denied": _lazy("It stays judged together. It may ask again with a new file, or after a time."),
        "withdrawn": _lazy("The business took its request back."),
    },
    "standing-item": {
        "open": _lazy("The business must carry out the item and answer it by the due day."),
        "answered": _lazy("The business answered. An officer must accept or decline the answer."),
        "accepted": _lazy("An officer accepted the answer."),
    },
    "staff-lifecycle": {
        "waiting": _lazy("Nothing has changed yet. Another administrator confirms or declines within seven days."),
        "confirmed": _lazy("The account was changed, and the person concerned was told."),
        "declined": _lazy("Another administrator refused. Nothing was changed."),
        "withdrawn": _lazy("The person who asked took the request back. Nothing was changed."),
        "lapsed": _lazy("Nobody confirmed within seven days. Nothing was changed; ask again if it is still needed."),
    },
    "partners-scope_grant": {
        "waiting": _lazy("Nothing has changed yet. Somebody else who manages partners grants or declines it."),
        "granted": _lazy("The agency follows every shipper of the program. Anybody who manages partners may end it."),
        "declined": _lazy("A second member of staff refused. Nothing was changed."),
        "withdrawn": _lazy("The person who asked took it back. Nothing was changed."),
        "ended": _lazy("The scope was taken away. The agency follows the shippers on its roster alone."),
    },
    "shippers-lifecycle": {
        "waiting": _lazy(
            "The owners were told of a change of who signs, or of an address to sign in, and can stop it."
        ),
        "done": _lazy("The wait was over, and nobody had stopped the change."),
        "stopped": _lazy("An owner, or the person whom it is about, stopped the change."),
        "lapsed": _lazy("When the wait was over, the change was no longer possible."),
    },
    "upkeep-lifecycle": {
        "waiting": _lazy("A member asks for a change that a thief would make. The owners were told and can stop it."),
        "submitted": _lazy("A member asks or objects, with proof. Nothing has changed yet."),
        "accepted": _lazy("The profile has the change, or the history is linked, or no longer linked."),
        "declined": _lazy("Nothing was changed. The team has the reasons and may ask again."),
        "withdrawn": _lazy("The team withdrew the request."),
    },
    "validations-visit": {
        "planned": _lazy("The day is set, and the business was notified."),
        "visited": _lazy("The visit took place. The required actions are being answered and accepted."),
        "validated": _lazy(
            "The officers found the practice as described. The business is validated, no longer only certified."
        ),
        "not_validated": _lazy("The officers did not find the practice as described. The business stays certified."),
        "cancelled": _lazy("The visit did not take place."),
    },
    "validations-exam_request": {
        "asked": _lazy("A member asks to have parcels opened at random. Nothing is opened yet."),
        "granted": _lazy("The draws of ports open more parcels of the member at random, until the last day."),
        "done": _lazy("The last day is over. The team was told how many parcels were opened at random."),
        "declined": _lazy("Nothing is opened. The team has the reasons and may ask again."),
        "withdrawn": _lazy("The team withdrew the request."),
    },
    "validations-action": {
        "open": _lazy("The business must act and answer by the due day."),
        "answered": _lazy("The business answered. An officer must accept or decline the answer."),
        "accepted": _lazy("An officer accepted the answer."),
    },
}

# The actors who are not staff. The table of permissions says what staff may do.
OTHERS: dict[str, Promise] = {
    Ability.PREPARE: _lazy("The business: who fills in for it"),
    Ability.ATTEST: _lazy("The business: who signs for it"),
    Ability.MANAGE_TEAM: _lazy("The business: its owner"),
    Ability.LEAVE: _lazy("The business: its owner"),
    "person": _lazy("The person whom the change is about"),
    "program": _lazy("The program itself"),
    "reporter": _lazy("The partner that reports"),
    "sender": _lazy("The person with the receipt code of the tip"),
}

ROLES: dict[str, Promise] = {
    "officer": _lazy("Reads applications and cases and decides them."),
    "supervisor": _lazy("Does what officers do, assigns their work, decides appeals, and runs operations."),
    "deputy": _lazy("Stands in for the supervisor: assigns work, decides appeals, and is told what is overdue."),
    "policy manager": _lazy("Drafts policies, and publishes those that others drafted."),
    "analyst": _lazy("Reads and exports."),
    "auditor": _lazy("Reads everything, who did what and who looked at what, and changes nothing."),
    "agency officer": _lazy("Acts for a partner agency: holds parcels, reports violations, and answers questions."),
}
