"""How the engine fares: the last beat of each of its parts, and addresses that take no mail."""

from django.conf import settings
from django.db import models


class Heartbeat(models.Model):
    """When a part of the engine was last seen at work: beat, the queue and a worker show it together, end to end."""

    name = models.CharField(max_length=120, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at}"


class DeadAddress(models.Model):
    """A person's address that a mail server refused for good, or too often. It counts only while they still have it."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="dead_address"
    )
    address = models.EmailField(max_length=254)
    refusals = models.PositiveSmallIntegerField(default=0)
    dead_since = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.address
