"""The reference number of an application: what an applicant quotes, and an officer finds the application by. Pure.

It is the number of the application in six digits or more, with a check character (ISO 7064 MOD 37,36), as in
AP-000041-E, so that a digit mistyped or misheard finds nothing in place of another business's application.
"""

import re

from stdnum.iso7064 import mod_37_36

from apps.core.codes import code_form

MAX_TYPED = 40
_SHAPE = re.compile(r"AP(\d{6,18})([0-9A-Z])")


def reference_of(application_id: int) -> str:
    """Return the reference number of an application."""
    body = f"AP{application_id:06d}"
    return f"AP-{application_id:06d}-{mod_37_36.calc_check_digit(body)}"


def application_id_of(typed: str) -> int | None:
    """Return the number of the application of a typed reference number; None if the text is none.

    It may be typed in small letters, with spaces or without hyphens.
    """
    if len(typed) > MAX_TYPED:
        return None
    found = _SHAPE.fullmatch(re.sub(r"[\s-]", "", code_form(typed)))
    return int(found[1]) if found and mod_37_36.is_valid(found[0]) else None
