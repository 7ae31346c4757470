"""Ways to reach somebody in the words of others: addresses of sites and of mail, and telephone numbers."""

import re
import unicodedata

from django.utils.translation import gettext as _

_LINK = r"(?:\b[a-z][a-z0-9+.-]*://|\bwww\.)[^\s<>\"“”]+"
_MAIL = r"[^\s@<>\"“”]+@[^\s@<>\"“”]+"
# A last label of letters alone, so that amounts, dates and codes of goods such as 6109.10 stay.
_SITE = r"\b(?:[\w-]+\.)+(?:xn--[a-z0-9-]+|[^\W\d_]{2,24})\b(?:[/?#:][^\s<>\"“”]*)?"
# Numbers of parcels and entries stay, which are digits in a row: a telephone number has its country or its groups.
_TELEPHONE = r"\+\d[\d\s().-]{6,}\d|\(\d{2,4}\)\s?\d[\d\s.-]{4,}\d|\b\d{3}[-. ]\d{3}[-. ]\d{4}\b"
_CONTACT = re.compile("|".join((_LINK, _MAIL, _SITE, _TELEPHONE)), re.IGNORECASE)


def contacts_removed(text: str) -> str:
    """Return a text with a remark in place of each link, mail address and telephone number.

    A reader trusts a notice of the program, and follows it: the words of a reporter in the notice lead nowhere. Letters
    that only look like a full stop or a Latin letter count as those for which they stand.
    """
    plain = unicodedata.normalize("NFKC", text).replace("。", ".")
    return _CONTACT.sub(_("[link or number left out]"), plain) if _CONTACT.search(plain) else text
