"""The statement that a signatory attests when an application is submitted."""

from django.utils.translation import gettext_lazy as _lazy

# A submission keeps the statement in the language in which the signatory read the text.
ATTESTATION = _lazy(
    "I may sign for this business. To the best of my knowledge, what this application says is true and complete. "
    "I know that a knowingly false statement can lead to denial, removal and penalties (18 U.S.C. 1001)."
)
