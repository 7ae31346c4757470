"""The kind of work that a request about an account opens for the other administrators."""

from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.roles import ADMINISTER
from apps.work.kinds import register, subject_page

REQUEST = register(
    "account_request",
    _lazy("Request about an account"),
    url=subject_page("admin:staff_accountrequest_change"),
    permission=ADMINISTER,
    help=_lazy(
        "An administrator asks for an account of staff, for roles, for the removal of second factors, or to unlock an "
        "account. Ask the person concerned, by a way of your own, whether it is theirs; then confirm or decline."
    ),
    target_days=2,
)
