"""The words for what happens to visits: all of it is the business's own to see."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHOWN: dict[str, Promise] = {
    "validations.visit_planned": _("Validation visit planned"),
    "validations.visit_moved": _("Validation visit moved"),
    "validations.visit_cancelled": _("Validation visit cancelled"),
    "validations.visit_held": _("Validation visit took place"),
    "validations.findings_added": _("More was recorded of a validation visit"),
    "validations.action_answered": _("Action required by a visit answered"),
    "validations.action_accepted": _("Answer to an action required accepted"),
    "validations.action_declined": _("Answer to an action required not accepted"),
    "validations.action_extended": _("More time given for an action required"),
    "validations.visit_validated": _("Validation visit closed: validated"),
    "validations.visit_not_validated": _("Validation visit closed: not validated"),
}
