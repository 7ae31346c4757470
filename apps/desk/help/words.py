"""What the tables of the program don't say: what a state means, when an act is possible, what a role is for."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.shippers.roles import Ability

# By the lifecycle's code (`core/lifecycles.py`), then by state.
MEANS: dict[str, dict[str, Promise]] = {
    "applications-lifecycle": {
        "draft": _("The business fills it in. Nobody at the program reads it yet."),
        "submitted": _("The business signed and sent it. The 90 days run. Nobody has taken it."),
        "in_review": _("An officer reads it, fills in the checklist, and asks or decides."),
        "info_requested": _(
            "The business was asked for something. The 90 days stand until it replies, or until an officer goes on "
            "after the day by which it should have."
        ),
        "denial_proposed": _(
            "An officer means to deny it. The business does not know. Another officer countersigns it or sends it back."
        ),
        "approved": _("The business is a member with a Known Shipper Number. A visit follows."),
        "denied": _("The business has the reasons in writing, may appeal once, and may apply again at any time."),
        "appealed": _("Somebody who had no part in the denial reads it anew and decides."),
        "withdrawn": _("The business took it back. Nothing is held against it."),
    },
    "correspondence-lifecycle": {
        "waiting": _("The business wrote last. It waits for an answer."),
        "answered": _("The program wrote last."),
        "closed": _("It needed no answer. If the business writes again it waits anew."),
    },
    "disputes-dispute": {
        "open": _("A business answered a violation. Its answer waits for an officer."),
        "accepted": _("The record was changed as the business asked, or as the officer found."),
        "declined": _("The record stays as it is, for the reasons that the business was given."),
        "noted": _("The business agreed or explained. It asked for no change and there was none."),
        "withdrawn": _("The business took its answer back."),
    },
    "disputes-disowning": {
        "open": _("A business says that a shipment under its number is not its own. It waits for an officer."),
        "accepted": _("The shipment counts for this business no longer."),
        "declined": _("The shipment stays in the record of this business."),
        "withdrawn": _("The business found that the shipment is its own after all."),
    },
    "disputes-disclosure": {
        "open": _("A business reports a violation of its own. It waits for an officer."),
        "accepted": _("It is in the record as sustained, and as disclosed by the business first."),
        "declined": _("Nothing was recorded, for the reasons that the business was given."),
        "withdrawn": _("The business took it back. Nothing was recorded."),
    },
    "ledger-determinations": {
        "alleged": _(
            "Somebody says so. It never counts against the business, which is served with the law, the acts and the "
            "shipment, and has its time to answer."
        ),
        "sustained": _("It was found to be so, and counts by its whole weight."),
        "mitigated": _("It was found to be so, with something in the business's favor. It counts by its weight."),
        "reversed": _("It was not so. It counts no longer; that it was said stays in the record."),
    },
    "policy-lifecycle": {
        "draft": _("Its authors change it. It is no law yet, and the public can't see it."),
        "in_review": _(
            "Its numbers stand still while somebody else than its authors reads it, who publishes it or gives it back."
        ),
        "published": _(
            "Its numbers hold from its day on, until a later policy takes effect. It never changes again: a change is "
            "a new version."
        ),
        "retired": _("A later policy holds now. The days on which this one was in force are still judged by it."),
    },
    "standing-status": {
        "active": _("A member in good standing, with the benefits of its tier."),
        "conditional": _("A member again, on conditions that it must meet."),
        "suspended": _("Its benefits rest. It may read, respond and appeal."),
        "removed": _("It is no longer a member, by a decision that two officers made."),
        "withdrawn": _("It left by itself, and may come back."),
    },
    "standing-proposal": {
        "to_confirm": _(
            "A critical finding would suspend the member, but somebody must stand for it first. Nothing has changed, "
            "and the business was not told of a suspension."
        ),
        "proposed": _("The business was sent the notice with each finding, and has time to respond."),
        "responded": _("The business responded. An officer may decide."),
        "to_agree": _("One officer recommends to uphold it. Another agrees, or sends it back."),
        "upheld": _("The change was made. The business may appeal."),
        "reduced": _("Less was taken away than was proposed. The business may appeal."),
        "withdrawn": _("Nothing was taken away."),
        "lapsed": _(
            "Nobody decided in time: nothing is taken away. A suspension at once becomes a membership on conditions, "
            "with every parcel examined."
        ),
        "overturned": _("An appeal was granted: what was taken away was given back."),
    },
    "standing-extension": {
        "open": _("The business asks for more time to respond. It waits for an officer; the time that is set runs on."),
        "granted": _("The business has until another day."),
        "declined": _("The day stays as it was."),
    },
    "standing-appeal": {
        "open": _("The business appealed. Somebody who took no part in the decision hears it."),
        "granted": _("What was taken away was given back, and the record was evaluated anew."),
        "denied": _("The decision stands. The business has the reasons."),
        "withdrawn": _("The business took its appeal back."),
    },
    "standing-plan": {
        "open": _("The member is on conditions. It carries out the items and answers each by its day."),
        "completed": _("Every item was accepted. The member is in full standing."),
        "missed": _("The day of an item passed without an answer. The removal of the member is proposed."),
        "cancelled": _("It was ended without being carried out, or the business is a member no longer."),
    },
    "standing-item": {
        "open": _("The business is to do it and say so, by the day given."),
        "answered": _("The business said what it did. It waits for an officer."),
        "accepted": _("It is done."),
    },
    "upkeep-lifecycle": {
        "submitted": _("A member asks for it, with proof. Nothing has changed yet."),
        "accepted": _("The profile says it now, or the history is linked."),
        "declined": _("Nothing was changed. The team has the reasons and may ask again."),
        "withdrawn": _("The team took it back."),
    },
    "validations-visit": {
        "planned": _("A day is agreed on. The business knows of it."),
        "visited": _("The visit was held. What it requires is being answered and accepted."),
        "validated": _("The business was found as it said. It is validated, no longer only certified."),
        "not_validated": _("The business was not found as it said. It stays certified."),
        "cancelled": _("It did not take place."),
    },
    "validations-action": {
        "open": _("The business is to do something and say so, by the day given."),
        "answered": _("The business said what it did. It waits for an officer."),
        "accepted": _("It is done."),
    },
}

# By the name of the guard in `states.py`: what must hold before the act is possible.
MUST_HOLD: dict[str, Promise] = {
    "impartial": _("Who acts is not on the team of the business."),
    "finished": _("All sections that must be filled in are."),
    "sendable": _(
        "All sections that must be filled in are. A business that was removed waits for the day from which it may "
        "apply again."
    ),
    "reply_overdue": _("The business's time to reply is over. Who acts is not on its team."),
    "not_responded": _("The business has not responded to it before."),
    "appealable": _(
        "The time to appeal has not ended, and it was not appealed before. Of an application, none is newer."
    ),
    "appeal_impartial": _("Who decides neither proposed nor countersigned the denial, and is not on the team."),
    "checked": _("Every criterion is checked as it now reads. Who acts is not on the team."),
    "met": _(
        "Every criterion is checked, and every must is met. It is not very likely a business that was removed and may "
        "not apply again yet; else a supervisor or a deputy says why it is another. Who acts is not on the team."
    ),
    "second_officer": _("Who countersigns did not propose the denial, where the policy asks for two officers."),
    "served_and_heard": _(
        "The business was served, and its answer is decided, or it agreed, or its time to answer is over without one. "
        "Where no business is linked to the seller there is nobody to serve."
    ),
    "served_and_heard_or_at_once": _(
        "The business was served and heard, as to mitigate. At once only what is critical and rests on a seizure, a "
        "laboratory result or a confirmed list match, by an officer or by an agency that determines such violations."
    ),
    "asks_nothing": _("The business asked for no change of the record. Who acts is not on the team."),
    "complete": _("All numbers are within bounds and agree; the summary and the day are given."),
    "publishable": _(
        "Who publishes neither drafted it nor changed its numbers. The day is today or later, and no other policy has "
        "it. It is complete."
    ),
    "retirable": _("A later policy has taken effect."),
    "heard_and_agreed": _(
        "The notice was delivered, and the business has responded or its time to respond is over; or the suspension "
        "stands already. Where the policy asks for two officers, who acts is another than the one who proposed or "
        "confirmed it. Who acts is not on the team."
    ),
    "heard_and_two_needed": _(
        "The same, where the policy asks for two officers and the program itself proposed it. Who acts is not on the "
        "team."
    ),
    "another_agrees": _("Who acts is another officer than the one who recommended it, and is not on the team."),
    "can_be_less": _(
        "There is something less than what was proposed: a tier between, conditions instead of a suspension, a "
        "suspension instead of a removal. The business was heard. Who acts is not on the team."
    ),
    "may_be_confirmed": _(
        "Who acts is not on the team; beyond the hourly limit of a source, who acts is a supervisor or a deputy."
    ),
    "not_served": _("Nobody is on the team of the business on the site. Who acts is not on it either."),
    "time_is_over": _("The time to decide, and the further time until it lapses, are over."),
    "took_no_part": _("Who hears it neither proposed, confirmed, recommended nor decided it, and is not on the team."),
    "all_items_accepted": _("Every item was accepted. Who acts is not on the team."),
    "item_overdue": _("The day of an item is over without an answer."),
    "removal_decided": _("The removal that was proposed is decided. Who acts is not on the team."),
    "plan_is_open": _("The plan runs."),
    "plan_open_and_impartial": _("The plan runs. Who acts is not on the team."),
    "day_has_come": _("The day of the visit has come. Who acts is not on the team."),
    "all_actions_accepted": _("All that the visit required was accepted, and the business is still a member."),
    "visit_is_open": _("The visit is not closed."),
    "open_and_impartial": _("The visit is not closed. Who acts is not on the team."),
}

# Who acts without being staff. What staff may do is in the table of permissions.
OTHERS: dict[str, Promise] = {
    Ability.PREPARE: _("The business: who fills in for it"),
    Ability.ATTEST: _("The business: who signs for it"),
    "program": _("The program itself"),
    "reporter": _("The partner that reports"),
}

ROLES: dict[str, Promise] = {
    "officer": _("Reads applications and cases and decides them."),
    "supervisor": _("Does what officers do, assigns their work, decides appeals, and runs operations."),
    "deputy": _("Stands in for the supervisor: assigns work, decides appeals, and is told what is overdue."),
    "policy manager": _("Drafts policies, and publishes those that others drafted."),
    "analyst": _("Reads and exports."),
    "auditor": _("Reads everything, who did what and who looked at what, and changes nothing."),
}
