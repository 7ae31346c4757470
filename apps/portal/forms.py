from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.core.text import PlainTextForm
from apps.shippers.ksn import is_ksn, normal_ksn


class SellerForm(PlainTextForm):
    """Drawn without the browser's own checks: what is missing is told by the page, with what was typed kept."""

    use_required_attribute = False


class KsnForm(forms.Form):
    """A Known Shipper Number as people type it: with spaces or hyphens, in any case."""

    ksn = forms.CharField(
        label=_lazy("Known Shipper Number"),
        help_text=_lazy("KS and ten letters and digits, for example on the seller's page or certificate."),
        max_length=40,
        error_messages={"required": _lazy("Enter a Known Shipper Number.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_ksn(self) -> str:
        ksn = normal_ksn(self.cleaned_data["ksn"])
        if not is_ksn(ksn):
            raise forms.ValidationError(
                _lazy(
                    "This can't be a Known Shipper Number: check for a letter or digit that is missing or mistyped. "
                    "The last one is a check on the others."
                )
            )
        return ksn

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)


def refuse_all(form: forms.BaseForm, message: str | Promise) -> None:
    """Say one thing of a form that can't be taken whatever is in it: what is wrong in its fields does not matter."""
    form.errors.clear()
    form.add_error(None, str(message))
