"""The service of violations on businesses."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.history import tracked
from apps.core.uploads import Upload
from apps.ledger.models.violations import Case
from apps.shippers.models import Shipper


@tracked
class Service(models.Model):
    """The service of a violation on its business. An allegation can't be sustained before it is served.

    `served_at` is empty until then; `delayed_until` is the end of a supervisor's delay. A violation that was recorded
    as sustained is served too, with no time to answer: `answer_by` is empty. `answered_at` is when the business
    answered, `heard_at` when the business agreed or an officer decided its answer, `final_at` when the business agreed
    or said that it has said everything. An answer that is not final leaves the time to answer as it is.
    """

    class Channel(models.TextChoices):
        SITE = "site", _lazy("On the site and by mail")
        POST = "post", _lazy("By other means")

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="service", verbose_name=_lazy("violation"))
    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="+", verbose_name=_lazy("business"))
    # Of violations that one notice told of, the case that the messages of the notice are about.
    told_with = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.CharField(_lazy("served how"), max_length=4, choices=Channel, blank=True)
    served_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    final_at = models.DateTimeField(_lazy("said everything at"), null=True, blank=True)
    # Set while a disputed violation is not confirmed by its source: only the source's certificate lets it be sustained.
    unconfirmed_at = models.DateTimeField(_lazy("not confirmed since"), null=True, blank=True)
    delayed_until = models.DateTimeField(_lazy("service delayed until"), null=True, blank=True)
    delay_reason = models.TextField(_lazy("why service is delayed"), blank=True)
    delayed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The columns of service by other means.
    note = models.TextField(_lazy("how it was served"), blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _lazy("service of a violation")

    def __str__(self) -> str:
        return str(self.case)

    @property
    def told_about(self) -> tuple[str, int]:
        """The record that the messages of the notice are about."""
        return "case", self.told_with_id or self.case_id

    def is_heard(self, now: datetime) -> bool:
        """Return whether the answer of the business is decided, and nothing more of it is to be waited for."""
        over = self.answer_by is not None and self.answer_by < now
        return self.heard_at is not None and (self.final_at is not None or over)

    def is_delayed(self, now: datetime) -> bool:
        """Return whether a supervisor's delay of the notice lasts beyond a moment."""
        return self.served_at is None and self.delayed_until is not None and self.delayed_until > now


class ServiceProof(Upload):
    """The file that proves that a violation was served by other means."""

    belongs_to = "case.seller"
    # A service ends with its report; what was recorded of it stays.
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="service_proofs")
