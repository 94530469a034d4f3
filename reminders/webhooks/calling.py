"""Calls to webhooks: written down when something happened, signed and sent when it is their turn."""

from datetime import datetime
from uuid import uuid4

from reminders.outlets.happenings import Happening, happenings
from reminders.outlets.kinds import Kind, Outcome
from reminders.webhooks.models import Call, Webhook
from reminders.webhooks.payload import body_of
from reminders.webhooks.signing import signed

HEADERS = {"Content-Type": "application/json", "User-Agent": "Debrief-Webhook/1"}


def call_of(webhook: Webhook, happening: Happening, at: datetime) -> Call:
    uuid = uuid4()
    return Call(**happening.errand_for(webhook, at=at), uuid=uuid, body=body_of(happening, uuid=uuid))


def send(webhook: Webhook, calls: list[Call], at: datetime, seconds: float) -> Outcome:
    """Make one call. Every answer between 200 and 299 means that it was taken. Raises CannotOpen."""
    from foundation.outward.requesting import post  # for the few processes that come here

    [call] = calls
    headers = signed(str(call.uuid), call.body, by=webhook.secrets(at=at), at=at)
    came = post(webhook.address, body=call.body.encode(), headers=HEADERS | headers, seconds=seconds)
    answer = came.answer
    if answer is None:
        return Outcome(reason=came.reason)
    return Outcome(reason="" if answer.is_good else came.reason, status=answer.status, wait=answer.wait)


KIND = Kind(
    outlets=Webhook,
    errands=Call,
    read=lambda teams, since, at: happenings(teams, since=since, at=at),
    write=call_of,
    send=send,
)
