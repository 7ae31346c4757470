from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.text import PlainTextForm
from apps.shippers.ksn import is_ksn, normal_ksn


class SellerForm(PlainTextForm):
    """Drawn without the browser's own checks: what is missing is told by the page, with what was typed kept."""

    use_required_attribute = False


class KsnForm(forms.Form):
    """A Known Shipper Number as people type it: with spaces or hyphens, in any case."""

    ksn = forms.CharField(
        label=_("Known Shipper Number"),
        help_text=_("KS and ten letters and digits, for example on the seller's page or certificate."),
        max_length=40,
        error_messages={"required": _("Enter a Known Shipper Number.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_ksn(self) -> str:
        ksn = normal_ksn(self.cleaned_data["ksn"])
        if not is_ksn(ksn):
            raise forms.ValidationError(
                _(
                    "This can't be a Known Shipper Number: check for a letter or digit that is missing or mistyped. "
                    "The last one is a check on the others."
                )
            )
        return ksn

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)


class ResponseForm(SellerForm):
    """What a seller answers to a notice."""

    response = forms.CharField(
        label=_("Your response"),
        help_text=_("Say what you see differently, or what you have done about it. You can send it once."),
        error_messages={"required": _("Write your response.")},
        max_length=10_000,
        # The page around it may be drawn anew while somebody types.
        widget=forms.Textarea(attrs={"rows": 8, "hx-preserve": "true"}),
    )
