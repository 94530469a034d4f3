"""Adding, renewing and trying out webhooks, and making a call once more."""

from datetime import datetime, timedelta
from uuid import uuid4

from foundation.outward import check
from foundation.sealing import seal
from people.models import Team
from reminders.outlets import keeping
from reminders.outlets.kinds import Outcome
from reminders.outlets.models import ErrandState
from reminders.outlets.sending import send_now
from reminders.webhooks.calling import KIND
from reminders.webhooks.models import SECRET, Call, Webhook
from reminders.webhooks.payload import trial_body
from reminders.webhooks.signing import new_secret

OLD_SECRET_HOLDS = timedelta(days=1)


def add_webhook(*, team: Team, name: str, address: str, at: datetime) -> tuple[Webhook, str]:
    """Return the webhook, and its secret, which is told this once.

    Raises Refused, and TooMany and AlreadyThere of reminders.outlets.keeping.
    """
    check(address)
    secret = new_secret()
    webhook = Webhook(sealed_secret=seal(secret, purpose=SECRET))
    keeping.add(webhook, team=team, name=name, address=address, at=at)
    return webhook, secret


def renew_secret(webhook: Webhook, *, at: datetime) -> str:
    """Return the new secret, which is told this once. For a day calls bear the signature of the old one beside it."""
    secret = new_secret()
    Webhook.objects.filter(pk=webhook.pk).update(
        sealed_secret=seal(secret, purpose=SECRET),
        sealed_old_secret=webhook.sealed_secret,
        old_secret_ends_at=at + OLD_SECRET_HOLDS,
    )
    return secret


def try_out(webhook: Webhook, *, at: datetime) -> Outcome | None:
    """Make a call that tells nothing, now; None if the webhook is busy and it is made within a minute."""
    uuid = uuid4()
    body = trial_body(team_id=webhook.team_id, uuid=uuid, at=at)
    return keeping.try_out(KIND, webhook, at=at, uuid=uuid, body=body)


def replay(call: Call, *, at: datetime) -> Outcome | None:
    """Make a call once more as it was, under the same id; None if the webhook is busy and it is made within a minute."""
    Call.objects.filter(pk=call.pk).update(
        state=ErrandState.WAITING, wanted_at=at, try_at=at, attempts=0, sent_at=None, reason="", status=None
    )
    call.refresh_from_db()
    return send_now(KIND, call, at=at)
