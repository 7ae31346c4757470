"""The sources of a page: a citation of law, the policy of the program, or a named document with its address."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

POLICY = "policy"
_CODE = re.compile(r"(\d+) U\.S\.C\. (\d+[a-z]*)")
_REGULATION = re.compile(r"(\d+) CFR (part )?(\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class GuidanceSource:
    """A source as the front matter of a page writes it: a citation, `policy`, or "name | address"."""

    written: str

    @property
    def name(self) -> str:
        """Return the name by which readers know the source."""
        if self.written == POLICY:
            return _("The program's policy")
        return self.written.split(" | ")[0]

    @property
    def address(self) -> str:
        """Return where the text of the source is published; "" for a citation of no known form."""
        if self.written == POLICY:
            return "/policy/"
        if " | " in self.written:
            return self.written.split(" | ")[1]
        if found := _CODE.match(self.written):
            title, section = found.groups()
            return f"https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title{title}-section{section}"
        if found := _REGULATION.match(self.written):
            title, part, number = found.groups()
            return f"https://www.ecfr.gov/current/title-{title}/{'part' if part else 'section'}-{number}"
        return ""
