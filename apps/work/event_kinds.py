"""The kinds of event that this app records, with the words for them."""

from apps.events.kinds import declare

declare(
    staff={
        "work.exported": "List of work copied to a file",
        "work.act_scheduled": "An act was chosen (%(act)s) and can be undone for a short time",
        "work.act_undone": "An act was undone before it was done (%(act)s)",
        "work.act_refused": "An act could not be done when its time came (%(act)s)",
        "work.asked": "A colleague was asked",
        "work.advised": "A colleague gave advice",
        "work.act_due": "The time to undo an act is over",
        "work.opened": "Work for staff: opened",
        "work.claimed": "Work for staff: taken",
        "work.taken_over": "Work for staff: taken over from a colleague",
        "work.released": "Work for staff: given back",
        "work.assigned": "Work for staff: assigned",
        "work.paused": "Work for staff: it waits on the seller",
        "work.put_aside": "Work for staff: put aside until %(until)s",
        "work.taken_up": "Work for staff: taken up again",
        "work.reopened": "Work for staff: open again",
        "work.resumed": "Work for staff: its time to decide runs again",
        "work.closed": "Work for staff: done",
    },
)
