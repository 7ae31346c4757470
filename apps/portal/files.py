"""Files to add to something: one field for every form that takes them.

`{{ form }}` draws it with all that belongs to it; the form's page must send it as multipart/form-data.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from apps.core.errors import Invalid
from apps.core.files import ACCEPTED, Identified
from apps.core.lazy import Promise
from apps.core.text import file_name
from apps.core.uploads import MAX_FILES_AT_ONCE, brought, each_taken, files_limit_check


def _hint(most: int) -> str:
    return ngettext(
        "PDF, PNG, JPEG, Word (DOCX), Excel (XLSX) or CSV. Up to %(most)d file, of up to %(size)d MB.",
        "PDF, PNG, JPEG, Word (DOCX), Excel (XLSX) or CSV. Up to %(most)d files, of up to %(size)d MB each.",
        most,
    ) % {"most": most, "size": settings.EVIDENCE_MAX_BYTES // 2**20}


# What is taken, how large and how many: told before anything is chosen.
files_hint = lazy(_hint, str)


class FilesInput(forms.FileInput):
    """Chosen in the browser's dialog or, with scripts, dropped.

    `send_to`: where scripts send each file at once, for what exists already. Without it files go with the form.
    """

    allow_multiple_selected = True
    template_name = "portal/files.html"

    def __init__(self, *, send_to: str = "") -> None:
        super().__init__({"accept": ACCEPTED})
        self.send_to = send_to

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """`again` names the files that came with a form that could not be taken: no page can put them back."""
        return super().get_context(name, value, attrs) | {
            "send_to": self.send_to,
            "largest": settings.EVIDENCE_MAX_BYTES,
            "again": ", ".join(file_name(file.name or "") for file in value or ()),
        }


ADD_FILES = _lazy("Add files")


class FilesField(forms.Field):
    """Several files, each of a type that is taken; clean, it is a list of `Identified`."""

    widget = FilesInput

    def __init__(
        self,
        *,
        most: int = MAX_FILES_AT_ONCE,
        required: bool = False,
        help_text: str | Promise = "",
        label: str | Promise = ADD_FILES,
        **kwargs: Any,
    ) -> None:
        hint = format_lazy("{} {}", help_text, files_hint(most)) if help_text else files_hint(most)
        super().__init__(required=required, label=label, help_text=hint, **kwargs)
        self.most = most

    def clean(self, value: Any) -> list[Identified]:
        files = super().clean(value or [])
        try:
            files_limit_check(len(files), self.most)
        except Invalid as refusal:
            raise forms.ValidationError(refusal.message, code=refusal.code) from refusal
        taken, refused = each_taken(brought(files))
        if refused:
            raise forms.ValidationError(refused)
        return taken

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)


class FilesForm(forms.Form):
    """Nothing but files to add."""

    use_required_attribute = False

    def __init__(self, *args: Any, most: int = MAX_FILES_AT_ONCE, send_to: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"] = FilesField(most=most, widget=FilesInput(send_to=send_to))
