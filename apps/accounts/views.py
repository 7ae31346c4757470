"""The page on which a person proves a mailbox by the code that was mailed to it."""

from typing import Any

from allauth.account.forms import ConfirmEmailVerificationCodeForm
from allauth.account.utils import complete_signup
from allauth.account.views import ConfirmEmailVerificationCodeView
from django.http import HttpRequest, HttpResponse

from apps.accounts.proofs import SignUpProcess


class ProofView(ConfirmEmailVerificationCodeView):
    """The page of allauth, which also ends a sign-up that has no account yet."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        assert self._process  # `dispatch` has turned away whoever has none
        self._process = SignUpProcess.of(self._process) or self._process
        return super().post(request, *args, **kwargs)

    def _verify_form_valid(self, form: ConfirmEmailVerificationCodeForm) -> HttpResponse:
        if not isinstance(self._process, SignUpProcess):
            return super()._verify_form_valid(form)
        made, page = self._process.account_make(), self._process.next_page
        return complete_signup(self.request, made, email_verification=None, success_url=page)
