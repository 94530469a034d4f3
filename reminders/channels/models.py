"""Channels and what is announced in them."""

from django.db import models
from django.urls import reverse

from reminders.channels.chats import BY_KEY
from reminders.outlets.models import Errand, Outlet


class Channel(Outlet):
    """A room in a chat service; `service` is its name among those we speak to (reminders.channels.chats)."""

    service = models.CharField(max_length=20)

    def get_absolute_url(self) -> str:
        return reverse("reminders:channels", args=[self.team_id])

    @property
    def service_name(self) -> str:
        return BY_KEY[self.service].name


class Announcement(Errand):
    """One line for a channel. What it says is made when it goes out, and only if it is still true then."""

    outlet = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="errands", db_index=False)
