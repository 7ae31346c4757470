from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _lazy

from apps.portal.files import FilesField
from apps.portal.forms import SellerForm


class ActionForm(SellerForm):
    """What a business did about an action that its visit requires."""

    text = forms.CharField(
        label=_lazy("What did you do?"),
        help_text=_lazy("Say what you changed, since when, and who sees to it that it stays so."),
        max_length=8000,
        error_messages={"required": _lazy("Say what you did.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    language = forms.ChoiceField(
        label=_lazy("Language in which you write"),
        help_text=_lazy("The officer is told. You may write in any of these."),
        choices=settings.LANGUAGES,
    )
    files = FilesField(
        label=_lazy("Files that show it"), help_text=_lazy("For example a photo, a written procedure, a contract.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = get_language()
