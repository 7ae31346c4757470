"""Messages and mails about requests that concern the accounts of people."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.selectors import password_link
from apps.core.lazy import Promise
from apps.notices.services import message_send
from apps.staff.models import AccountRequest

Kind = AccountRequest.Kind
ASKED: dict[str, Promise] = {
    Kind.ROLES: _lazy("An administrator asks to change your roles on this site."),
    Kind.FACTORS: _lazy("An administrator asks to remove your second factors."),
    Kind.UNLOCK: _lazy("An administrator asks to unlock your account."),
}
DONE: dict[str, Promise] = {
    Kind.ACCOUNT: _lazy("Two administrators made you an account as a member of staff."),
    Kind.ROLES: _lazy("Two administrators changed your roles on this site."),
    Kind.FACTORS: _lazy("Two administrators removed your second factors. Set up a new one when you next sign in."),
    Kind.UNLOCK: _lazy("Two administrators unlocked your account."),
}
SUSPENDED = _lazy(
    "An administrator took roles from you on this site. They are off until a second administrator confirms it or gives "
    "them back."
)
RESTORED = _lazy("You have the roles again that an administrator took from you on this site.")
FACTORS_REMOVED = _lazy("Your second factors were removed. Set up a new one when you next sign in.")
OBJECTION = _lazy("If you did not ask for this, answer this mail or call the program at once.")


def person_notify(person: User, sentence: Promise, *, request_id: int = 0) -> None:
    """Put a message about their account into the inbox of a person; a worker mails it."""
    message_send(
        recipients=[person],
        kind="staff.account",
        subject=_lazy("About your account"),
        body=format_lazy("{sentence}\n\n{objection}", sentence=sentence, objection=OBJECTION),
        link=reverse("portal:account"),
        about=("accountrequest", request_id),
    )


def administrators_notify(request: AccountRequest, administrators: list[User]) -> None:
    """Tell the other administrators that a request waits for one of them."""
    message_send(
        recipients=administrators,
        kind="staff.request",
        subject=_lazy("A request about an account waits for a second administrator"),
        body=_lazy("Ask the person concerned, by a way of your own, whether it is theirs. Then confirm or decline."),
        link=reverse("admin:staff_accountrequest_change", args=[request.pk]),
        about=("accountrequest", request.pk),
    )


def account_mail(*, request_id: int) -> None:
    """Mail a new member of staff the link by which they set a password. Nobody else is shown the link.

    Raises the errors of the mail server, so that the outbox tries again.
    """
    request = AccountRequest.objects.select_related("person").get(pk=request_id)
    if request.kind != Kind.ACCOUNT or request.person is None or request.person.has_usable_password():
        return
    with translation.override(request.person.language or settings.LANGUAGE_CODE):
        EmailMessage(
            subject=_("Your account on %(site)s") % {"site": settings.SITE["name"]},
            body=render_to_string("staff/account.txt", {"link": password_link(request.person)}),
            to=[request.person.email],
        ).send()
