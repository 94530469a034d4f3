"""How the engine fares: its last beats, addresses that take no mail, its pace, and what was found amiss at night."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F

BELL = "bell"
WORKER = "worker:"
"""The names of heartbeats: `bell`, and `worker:` with the name of each worker."""


class Heartbeat(models.Model):
    """When a part of the engine was last seen at work: beat, the queue and a worker show it together, end to end."""

    name = models.CharField(max_length=120, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at}"

    @property
    def worker_name(self) -> str:
        return self.name.removeprefix(WORKER)


class DeadAddressQuerySet(models.QuerySet["DeadAddress"]):
    def dead(self) -> "DeadAddressQuerySet":
        """Those that get no more mail: refused for good, and still their person's address."""
        return self.filter(dead_since__isnull=False, address=F("person__email"))


class DeadAddress(models.Model):
    """A person's address that a mail server refused for good, or too often. It counts only while they still have it.

    `refusals` counts the days on which it was refused, one after the other; it is dead from `dead_since` on.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="dead_address"
    )
    address = models.EmailField(max_length=254)
    refusals = models.PositiveSmallIntegerField(default=0)
    refused_on = models.DateField(null=True, blank=True)
    dead_since = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    objects = DeadAddressQuerySet.as_manager()

    def __str__(self) -> str:
        return self.address


class MailMinute(models.Model):
    """How many mails all processes together may have handed over in one minute of the clock (EMAIL_PER_MINUTE)."""

    minute = models.DateTimeField(primary_key=True)
    mails = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.mails} mails at {self.minute}"


class Checkup(models.Model):
    """What a night's check found amiss (reminders.checkup): of each kind of trouble how many rows, and the ids of a few."""

    day = models.DateField(primary_key=True)
    at = models.DateTimeField()
    found = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-day"]

    def __str__(self) -> str:
        return f"night of {self.day}: {len(self.found)} kinds of trouble"
