from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _lazy

from apps.portal.files import FilesField
from apps.portal.forms import SellerForm


class PostForm(SellerForm):
    """Something to write to the program. The language is the page's, until one says otherwise."""

    text = forms.CharField(
        label=_lazy("Your message"),
        max_length=8000,
        error_messages={"required": _lazy("Write your message.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    language = forms.ChoiceField(
        label=_lazy("Language in which you write"),
        help_text=_lazy("The officer is told. You may write in any of these."),
        choices=settings.LANGUAGES,
    )

    files = FilesField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = get_language()


class QuestionForm(PostForm):
    subject = forms.CharField(
        label=_lazy("What is it about?"),
        help_text=_lazy("A few words, such as “a parcel that is held” or “new address”."),
        max_length=120,
        error_messages={"required": _lazy("Say in a few words what your question is about.")},
    )
    field_order = ("subject", "text", "language", "files")
