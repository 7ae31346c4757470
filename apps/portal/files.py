"""The field by which every form of sellers takes files.

`{{ form }}` draws the field with its hint and script. The page must send the form as multipart/form-data.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from apps.core.errors import InvalidInput
from apps.core.files import ACCEPTED, IdentifiedFile
from apps.core.lazy import Promise
from apps.core.text import file_name
from apps.core.uploads import MAX_FILES_AT_ONCE, accept_files, files_limit_check, incoming_files


def _hint(most: int) -> str:
    return ngettext(
        "PDF, PNG, JPEG, Word (DOCX), Excel (XLSX) or CSV. Up to %(most)d file, of up to %(size)d MB.",
        "PDF, PNG, JPEG, Word (DOCX), Excel (XLSX) or CSV. Up to %(most)d files, of up to %(size)d MB each.",
        most,
    ) % {"most": most, "size": settings.EVIDENCE_MAX_BYTES // 2**20}


# The types of files, their size and number, said before a file is chosen.
files_hint = lazy(_hint, str)


class FilesInput(forms.FileInput):
    """An input for several files, chosen in a dialog or, with scripts, dropped.

    `send_to` is the address to which a script sends each file at once. Without it, files are sent with the form.
    """

    allow_multiple_selected = True
    template_name = "portal/files.html"

    def __init__(self, *, send_to: str = "") -> None:
        super().__init__({"accept": ACCEPTED})
        self.send_to = send_to

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add `again`, the names of the files of a refused form, which have to be chosen again."""
        return super().get_context(name, value, attrs) | {
            "send_to": self.send_to,
            "largest": settings.EVIDENCE_MAX_BYTES,
            "again": ", ".join(file_name(file.name or "") for file in value or ()),
        }


ADD_FILES = _lazy("Add files")


class FilesField(forms.Field):
    """A field for several files, each of a type that is taken. Its clean value is a list of `Identified`."""

    widget = FilesInput

    def __init__(
        self,
        *,
        limit: int = MAX_FILES_AT_ONCE,
        required: bool = False,
        help_text: str | Promise = "",
        label: str | Promise = ADD_FILES,
        **kwargs: Any,
    ) -> None:
        hint = format_lazy("{} {}", help_text, files_hint(limit)) if help_text else files_hint(limit)
        super().__init__(required=required, label=label, help_text=hint, **kwargs)
        self.limit = limit

    def clean(self, value: Any) -> list[IdentifiedFile]:
        files = super().clean(value or [])
        try:
            files_limit_check(len(files), self.limit)
        except InvalidInput as refusal:
            raise forms.ValidationError(refusal.message, code=refusal.code) from refusal
        taken, refused = accept_files(incoming_files(files))
        if refused:
            raise forms.ValidationError(refused)
        return taken

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)


class FilesForm(forms.Form):
    """A form that has only files to add."""

    use_required_attribute = False

    def __init__(self, *args: Any, limit: int = MAX_FILES_AT_ONCE, send_to: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"] = FilesField(limit=limit, widget=FilesInput(send_to=send_to))
