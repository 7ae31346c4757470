"""What officers write into the ledger."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.ledger.models import Violation
from apps.ledger.states import may_follow
from apps.ledger.vocabulary import Determination

MONEY = ["currency", "revenue_loss", "penalty_assessed", "penalty_mitigated", "collected"]
DETERMINATION_HELP = _(
    "An allegation does not count. Sustained and mitigated do: the seller is evaluated again within seconds, and a "
    "critical finding with a recorded basis suspends it at once. Saving adds an entry; none is changed or deleted."
)


class ViolationForm(forms.ModelForm):
    """A new violation. Whose and what it is, is checked by the service, as for every other source."""

    reference = forms.CharField(label=_("Case number"), max_length=160)
    ksn = forms.CharField(label=_("Known Shipper Number"), required=False)
    seller_code = forms.CharField(
        label=_("Seller, if it has no number"), required=False, help_text=_("Your own code for the seller.")
    )
    shipment = forms.CharField(
        label=_("Shipment"),
        required=False,
        help_text=_("Carrier or filer, a colon, and the tracking number, as in UPSN:1Z001."),
    )

    class Meta:
        model = Violation
        help_texts = {"determination": DETERMINATION_HELP}
        fields = [
            *("date", "category", "culpability", "basis", "agency", "attribution", "self_disclosed", "determination"),
            *MONEY,
            "note",
        ]
        widgets = {"date": forms.DateInput(attrs={"type": "date"})}


class DeterminationForm(forms.ModelForm):
    """A further entry of a violation: what was determined, and the money."""

    class Meta:
        model = Violation
        help_texts = {"determination": DETERMINATION_HELP}
        fields = ["determination", *MONEY, "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["determination"].choices = [
            (state, state.label) for state in Determination if may_follow(self.instance.determination, state)
        ]
