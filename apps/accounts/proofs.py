"""The proof of a mailbox by a person who signs up. There is no account before the proof (ADR 0121)."""

from typing import Self

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils import translation

from apps.accounts.models import User
from apps.accounts.selectors import is_address_taken
from apps.accounts.services import person_sign_up
from apps.core.client_addresses import place_of
from apps.core.limits import action_count
from apps.core.mail_addresses import mailbox_of

# The keys of allauth's state that only a sign-up has.
PASSWORD, LANGUAGE, NEXT = "password", "language", "next"


class SignUpProcess(EmailVerificationProcess):
    """A sign-up that waits in the session for the code that was mailed: an address, a password and a language.

    Several people may sign up with one address at once, each with a code of their own. None of them keeps the others
    from it, and who has the mailbox gets the account, with the password typed beside the code.
    """

    @classmethod
    def begin(cls, request: HttpRequest, *, email: str, password: str) -> Self:
        """Mail a code, and keep in the session what was typed, the password as a digest, and the next page."""
        language, page = translation.get_language() or "", get_next_redirect_url(request)
        typed = {PASSWORD: make_password(password), LANGUAGE: language, NEXT: page}
        process = cls(request, state=cls.initial_state(None, email) | typed)
        process.generate_code()
        process.send()
        process.persist()
        return process

    @classmethod
    def of(cls, process: EmailVerificationProcess) -> Self | None:
        """Return the sign-up of a process of allauth; None for a process of somebody who has an account."""
        return cls(process.request, state=process.state) if PASSWORD in process.state else None

    def send(self, skip_enumeration_mails: bool = False) -> None:
        """Mail the code, or, to somebody who has an account, that somebody tried to sign up; the page does not tell.

        The first limit counts for the visitor's place alone, so that a stranger can't use up the mails of a mailbox.
        """
        mailbox = mailbox_of(self.email)
        if not (
            action_count(self.request, "code_mailed", key=f"{mailbox} {place_of(self.request)}")
            and action_count(self.request, "codes_mailed", key=mailbox)
        ):
            raise ImmediateHttpResponse(respond_429(self.request))
        if not is_address_taken(self.email):
            get_adapter().send_mail("account/email/email_confirmation_signup", self.email, {"code": self.code})
        elif not skip_enumeration_mails:
            get_adapter().send_account_already_exists_mail(self.email)

    @property
    def next_page(self) -> str | None:
        """The page of this site that led to the sign-up, and comes after it."""
        return self.state[NEXT]

    def account_make(self) -> User:
        """Make the account of the person who typed the code, and end the sign-up."""
        user = person_sign_up(email=self.email, password=self.state[PASSWORD], language=self.state[LANGUAGE])
        self.abort()
        return user
