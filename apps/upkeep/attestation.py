"""The statement that a signatory signs once a year."""

from django.utils.translation import gettext_lazy as _lazy

# The review keeps the statement as the signatory read it.
ATTESTATION = _lazy(
    "I may sign for this business. I have gone through its profile. What I marked as still right is true and complete, "
    "and I have asked for a change of all else. I know that a knowingly false statement can lead to removal and "
    "penalties (18 U.S.C. 1001)."
)
