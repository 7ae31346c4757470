"""The places of an application that an officer can ask about: an answer, a file, or a whole section."""

from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy

from apps.applications.sections.registry import MAX_ROWS, SECTIONS, SectionDefinition
from apps.core.bounds import whole_number
from apps.core.lazy import Promise

# In place of the name of a field, before the number of a file.
FILE = "file"
_BY_KEY = {section.key: section for section in SECTIONS}


@dataclass(frozen=True, slots=True)
class AnswerPlace:
    """An answer (`field`; of a repeated section with `row`, from 1, or 0 for any row), a file by its number, or the
    whole section.
    """

    section: SectionDefinition
    field: str = ""
    row: int = 0
    file: int = 0

    @property
    def code(self) -> str:
        """Return the place as a request for information keeps it: "products:hs:2", "criterion-1.1:file:17"."""
        if self.file:
            return f"{self.section.key}:{FILE}:{self.file}"
        parts = [self.section.key, self.field, str(self.row or "")]
        return ":".join(part for part in parts if part)

    def label(self, file_name: str = "") -> str | Promise:
        """Return the place in words, within its section. `file_name` is the name of its file, if that is known."""
        if self.file:
            return format_lazy(_lazy("File: {name}"), name=file_name or str(self.file))
        if not self.field:
            return _lazy("The whole section")
        label = self.section.questions[self.field]
        return self.section.question_of_row(self.row, label) if self.row else label


def place_of(code: str) -> AnswerPlace | None:
    """Return the place that a code names; None if there is no such place. Whether the file exists is not looked up."""
    key, *rest = code.split(":")
    section = _BY_KEY.get(key)
    if section is None:
        return None
    match rest:
        case []:
            return AnswerPlace(section)
        case [field] if field in section.questions:
            return AnswerPlace(section, field)
        case [kind, number] if kind == FILE and section.criterion and (file := whole_number(number)):
            return AnswerPlace(section, file=file)
        case [field, number] if field in section.questions and section.repeated:
            row = whole_number(number)
            return AnswerPlace(section, field, row) if row and row <= MAX_ROWS else None
    return None
