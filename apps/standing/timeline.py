"""The words for what happened to a member's standing, as the member reads them.

What the member was not told of, such as a suspension that waits to be confirmed, or what officers do among themselves,
has none.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Of this kind are also those that ended before the member was told of them: these are not to be shown.
WITHDRAWN = "standing.proposal_withdrawn"
SHOWN: dict[str, Promise] = {
    "standing.proposal_proposed": _("A change of your standing was proposed"),
    "standing.proposal_served": _("A notice was delivered by post"),
    "standing.proposal_responded": _("You responded to a proposed change"),
    "standing.proposal_file_added": _("You added files to your response"),
    "standing.proposal_extension_asked": _("You asked for more time to respond"),
    "standing.proposal_extension_declined": _("No more time to respond was given"),
    "standing.proposal_extended": _("You got more time to respond"),
    "standing.proposal_upheld": _("A proposed change of your standing was made"),
    "standing.proposal_reduced": _("A proposed change of your standing was reduced"),
    WITHDRAWN: _("A proposed change of your standing was dropped"),
    "standing.proposal_lapsed": _("A proposed change lapsed: nobody decided in time"),
    "standing.proposal_overturned": _("A decision about your standing was overturned on appeal"),
    "standing.appeal_made": _("You appealed a decision"),
    "standing.appeal_granted": _("Your appeal was granted"),
    "standing.appeal_denied": _("Your appeal was denied"),
    "standing.appeal_withdrawn": _("You took an appeal back"),
    "standing.plan_opened": _("A corrective plan was opened"),
    "standing.plan_answered": _("You answered an item of your corrective plan"),
    "standing.plan_accepted": _("An item of your corrective plan was accepted"),
    "standing.plan_declined": _("An answer to your corrective plan was not accepted"),
    "standing.plan_extended": _("You got more time for an item of your corrective plan"),
    "standing.plan_completed": _("Your corrective plan is completed"),
    "standing.plan_missed": _("The day of an item of your corrective plan passed without an answer"),
    "standing.plan_resumed": _("Your corrective plan goes on"),
    "standing.plan_cancelled": _("Your corrective plan was ended"),
}
