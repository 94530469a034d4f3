"""A channel and a webhook as they lie in the database. Their addresses lead inside, so that no press calls anybody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from foundation.sealing import seal
from people.models import Team
from reminders.models import Call, Channel, Webhook
from reminders.outlets.models import Event
from reminders.webhooks.models import SECRET
from reminders.webhooks.signing import new_secret
from tests.factories import MONDAY

CHANNEL_ADDRESS = "mmosts://127.0.0.1/3ccdd113474722377935511fc85d3dd4"
WEBHOOK_ADDRESS = "https://127.0.0.1/hooks/a1b2c3"


def make_channel(*, team: Team, name: str = "#service", at: datetime = MONDAY, **fields: Any) -> Channel:
    channel = Channel(team=team, name=name, service="mattermost", switched_on_at=at, looked_at=at, **fields)
    channel.address = CHANNEL_ADDRESS
    channel.save()
    return channel


def make_webhook(*, team: Team, name: str = "Stock", at: datetime = MONDAY, **fields: Any) -> Webhook:
    webhook = Webhook(team=team, name=name, switched_on_at=at, looked_at=at, **fields)
    webhook.address = WEBHOOK_ADDRESS
    webhook.sealed_secret = seal(new_secret(), purpose=SECRET)
    webhook.save()
    return webhook


def make_call(*, webhook: Webhook, at: datetime = MONDAY, event: Event = Event.LETTER_LOGGED, **fields: Any) -> Call:
    number = Call.objects.count()
    moments = {"happened_at": at, "wanted_at": at, "try_at": at}
    return Call.objects.create(
        key=f"call {number}", outlet=webhook, event=event, subject_id=1, body="{}", **moments, **fields
    )
