"""The words for the events of a member's standing, as the member reads them.

Events of which the member receives no notice, such as a suspension that waits to be confirmed, or what officers do
among themselves, have no words here.
"""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise

# This kind includes proposed changes that ended before the member received a notice. Pages leave those out.
WITHDRAWN = "standing.proposal_withdrawn"
PUBLIC_LABELS: dict[str, Promise] = {
    "standing.proposal_proposed": _lazy("A change of your standing was proposed"),
    "standing.proposal_served": _lazy("A notice or a decision was delivered"),
    "standing.proposal_responded": _lazy("You responded to a proposed change"),
    "standing.proposal_added": _lazy("You added to your response"),
    "standing.proposal_extension_asked": _lazy("You asked for more time to respond"),
    "standing.proposal_extension_declined": _lazy("No more time to respond was given"),
    "standing.proposal_extension_closed": _lazy("Your request for more time was closed without an answer"),
    "standing.proposal_extended": _lazy("You got more time to respond"),
    "standing.proposal_reviewed": _lazy("Your suspension was reviewed: it stays until the decision"),
    "standing.proposal_lifted": _lazy("Your suspension was lifted until the decision"),
    "standing.proposal_unreviewed": _lazy("Nobody reviewed your suspension in time: you are a member on conditions"),
    "standing.proposal_upheld": _lazy("A proposed change of your standing was made"),
    "standing.proposal_reduced": _lazy("A proposed change of your standing was reduced"),
    WITHDRAWN: _lazy("A proposed change of your standing was dropped"),
    "standing.proposal_lapsed": _lazy("A proposed change lapsed: nobody decided in time"),
    "standing.proposal_overturned": _lazy("A decision about your standing was overturned on appeal"),
    "standing.call_opened": _lazy("We told you of a finding, and call you before anything is proposed"),
    "standing.call_reached": _lazy("We spoke with you about a finding"),
    "standing.call_tried": _lazy("We tried to reach you about a finding"),
    "standing.call_missed": _lazy("We did not reach you about a finding in time"),
    "standing.call_dropped": _lazy("A finding led to no proposal"),
    "standing.call_followed": _lazy("After a call, the change was proposed"),
    "standing.call_contact_set": _lazy("The contact for calls was changed"),
    "standing.manager_set": _lazy("You got an account manager"),
    "standing.appeal_made": _lazy("You appealed a decision"),
    "standing.appeal_kept": _lazy("A change that you appealed stays in effect for a time"),
    "standing.appeal_stayed": _lazy("You got back what was taken away until your appeal is decided"),
    "standing.appeal_granted": _lazy("Your appeal was granted"),
    "standing.appeal_denied": _lazy("Your appeal was denied"),
    "standing.appeal_withdrawn": _lazy("You took an appeal back"),
    "standing.review_asked": _lazy("You asked for a review of your conditions"),
    "standing.review_lifted": _lazy("Your conditions were reviewed and lifted"),
    "standing.review_kept": _lazy("Your conditions were reviewed and kept until their last day"),
    "standing.review_lapsed": _lazy("Nobody decided the review in time: your conditions were lifted"),
    "standing.review_withdrawn": _lazy("You took your request for a review back"),
    "standing.control_proposed": _lazy("It was proposed to judge you together with other numbers"),
    "standing.control_served": _lazy("The notice of a case of common control was delivered"),
    "standing.control_responded": _lazy("You responded to a case of common control"),
    "standing.control_bound": _lazy("You are judged together with other numbers"),
    "standing.control_dropped": _lazy("A case of common control was dropped for you"),
    "standing.control_freed": _lazy("You are judged alone again"),
    "standing.separation_asked": _lazy("You asked to be judged alone again"),
    "standing.separation_granted": _lazy("Your request to be judged alone was granted"),
    "standing.separation_denied": _lazy("Your request to be judged alone was denied"),
    "standing.separation_withdrawn": _lazy("You took your request to be judged alone back"),
    "standing.departure_started": _lazy("An officer recorded that you asked to leave"),
    "standing.departure_confirmed": _lazy("Your departure was confirmed"),
    "standing.departure_declined": _lazy("You declined to leave"),
    "standing.departure_lapsed": _lazy("Your departure was not confirmed, so you stay"),
    "standing.departure_cancelled": _lazy("The departure was cancelled"),
    "standing.plan_opened": _lazy("A corrective plan was opened"),
    "standing.plan_answered": _lazy("You answered an item of your corrective plan"),
    "standing.plan_accepted": _lazy("An item of your corrective plan was accepted"),
    "standing.plan_declined": _lazy("An answer to your corrective plan was not accepted"),
    "standing.plan_extended": _lazy("You got more time for an item of your corrective plan"),
    "standing.plan_completed": _lazy("Your corrective plan is completed"),
    "standing.plan_warned": _lazy("You were told that an item of your corrective plan is not answered yet"),
    "standing.plan_missed": _lazy("The day of an item of your corrective plan passed without an answer"),
    "standing.plan_resumed": _lazy("Your corrective plan is resumed"),
    "standing.plan_cancelled": _lazy("Your corrective plan was ended"),
}
