from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """People sign up by themselves as sellers; members of staff are made by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True
