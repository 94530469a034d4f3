"""Webhooks and the calls made to them."""

import uuid
from datetime import datetime

from django.db import models
from django.urls import reverse

from foundation.sealing import unseal
from reminders.outlets.models import Errand, Outlet

SECRET = "reminders.webhooks.secret"
"""The purpose for which secrets are sealed."""


class Webhook(Outlet):
    """An address that is called. The secret before a renewal signs beside the new one until `old_secret_ends_at`."""

    sealed_secret = models.TextField()
    sealed_old_secret = models.TextField(blank=True)
    old_secret_ends_at = models.DateTimeField(null=True, blank=True)

    def get_absolute_url(self) -> str:
        return reverse("reminders:webhook", args=[self.team_id, self.pk])

    def secrets(self, *, at: datetime) -> list[str]:
        """The secrets that sign now, the newest first. Raises CannotOpen."""
        sealed = [self.sealed_secret]
        if self.old_secret_ends_at and at < self.old_secret_ends_at:
            sealed.append(self.sealed_old_secret)
        return [unseal(secret, purpose=SECRET) for secret in sealed]


class Call(Errand):
    """One call: `body` is sent as it stands, under the same `uuid` each time. `status` is what the last one answered."""

    outlet = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="errands", db_index=False)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    body = models.TextField()
    status = models.PositiveSmallIntegerField(null=True, blank=True)
