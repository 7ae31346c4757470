"""The one form in which codes are kept, found and compared: those of ports, carriers, brokers, issuers and reporters.

A letter that only looks like another one must not be that one to one comparison and another to the next: to PostgreSQL
and to Python the capital of the dotless i (U+0131) is I, and the long s (U+017F) folds to s. So a code gets its form
once, and equal means the same characters (ADR 0130).
"""

from apps.core.fields import OneFormField
from apps.core.text import plain_code


def code_form(typed: str) -> str:
    """Return a code in the form in which codes are kept and compared: in capital letters, without further blanks.

    Compatible letters are taken for their plain ones (NFKC). A letter outside ASCII whose capital is one of ASCII stays
    as it is: its code is another one, and equals none in ASCII. A text that is no code has a form too.
    """
    plain = " ".join(typed.split())
    if plain.isascii():
        return plain.upper()
    return "".join(_capital(letter) for letter in " ".join(plain_code(plain).split()))


def _capital(letter: str) -> str:
    capital = letter.upper()
    return letter if capital.isascii() and not letter.isascii() else capital


class CodeField(OneFormField):
    """A column of codes in their one form, also in what a query compares them with."""

    def one_form(self, text: str) -> str:
        return code_form(text)
