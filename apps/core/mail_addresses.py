"""The one form in which e-mail addresses are kept, found and compared.

Signs that only look alike are one letter to one comparison and two to another: to PostgreSQL the capital of the dotless
i (U+0131) is I, and its small letter is itself. So an address is written in ASCII alone, in small letters, and equal
means the same characters (ADR 0121).
"""

import re
from typing import Any, ClassVar

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.core.fields import OneFormField
from apps.core.text import plain_code

INVALID = _lazy("Enter an e-mail address, such as name@example.com.")
NOT_ASCII = _lazy(
    "Write the e-mail address with the letters a to z, digits and signs alone. A domain in other letters has a form "
    "that begins with xn--."
)
# The characters of an address in its one form: ASCII that can be seen, without capital letters.
CHARACTERS = r"^[!-@[-~]*$"
MAX_LENGTH = 254
# Google delivers an address to the same mailbox with and without dots, and at both domains
# (support.google.com/mail/answer/7436150 and answer/10313).
GOOGLE = ("gmail.com", "googlemail.com")


def mail_address(typed: str) -> str:
    """Return an address in the form in which addresses are kept and compared.

    A text that is no address has a form too, which equals no address that is kept.
    """
    return plain_code(typed).strip().lower()


def mail_address_check(typed: str) -> str:
    """Return a typed address in its one form; raise ValidationError for a text that is no address."""
    address = mail_address(typed)
    if not address.isascii():
        raise ValidationError(NOT_ASCII, code="not_ascii")
    if len(address) > MAX_LENGTH or not re.fullmatch(CHARACTERS, address):
        raise ValidationError(INVALID, code="invalid")
    validators.EmailValidator(INVALID)(address)
    return address


def mailbox_of(email: str) -> str:
    """Return the form in which the addresses of one mailbox are equal: without the tag that many servers let one put
    after a plus, and at Google without dots. A text that is no address has a form too, which equals that of no address.

    Limits count the mails to a mailbox by this form, and businesses are compared by it.
    """
    address = mail_address(email)
    local, _at, domain = address.rpartition("@")
    name = local.partition("+")[0]
    if domain in GOOGLE:
        name, domain = name.replace(".", ""), GOOGLE[0]
    return f"{name}@{domain}" if name else address


class MailAddressField(OneFormField, models.EmailField):
    """A column of e-mail addresses in their one form, also in what a query compares them with."""

    def one_form(self, text: str) -> str:
        return mail_address(text)


class MailAddressFormField(forms.EmailField):
    """A field of a form that takes an e-mail address, in its one form. `autocomplete` is "email" for one's own."""

    widget = forms.EmailInput
    default_error_messages: ClassVar = {"invalid": INVALID}
    # The address is checked once it has its one form.
    default_validators = []

    def __init__(self, *, autocomplete: str = "off", **kwargs: Any) -> None:
        super().__init__(max_length=MAX_LENGTH, **kwargs)
        self.widget.attrs["autocomplete"] = autocomplete

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        return mail_address_check(typed) if typed else typed
