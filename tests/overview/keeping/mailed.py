"""Kept searches of which somebody is mailed what is new, and the mails that go out by some moments."""

from __future__ import annotations

from datetime import timedelta

from django.core import mail

from overview.keeping.mailing import mail_to
from reminders.models import Digest, DigestKind
from reminders.sweep import sweep
from tests.factories import MONDAY
from tests.overview.keeping.made import make_kept

A_WEEK = timedelta(days=7)
MINUTE = timedelta(minutes=1)
SUBJECT = "New in your kept searches"
SOFA = "A sofa is late"
TUESDAY = MONDAY + timedelta(days=1)
FIRST, SECOND, THIRD = ((MONDAY + week * A_WEEK).replace(hour=8) for week in (1, 2, 3))


def make_mailed(person, **fields):
    kept = make_kept(person=fields.pop("of", person), **{"name": "Sofas", "query": "q=sofa", **fields})
    mail_to(person, kept, at=MONDAY)
    return kept


def mails_at(*moments):
    """The mails that went out by then, of all such."""
    for moment in moments:
        sweep(at=moment)
    return [message for message in mail.outbox if message.subject == SUBJECT]


def told_at(*moments):
    """What the last of them says; nothing if none went out at any of these moments."""
    before = len(mails_at())
    mails = mails_at(*moments)
    return mails[-1].body if len(mails) > before else ""


def states():
    return list(Digest.objects.filter(kind=DigestKind.KEPT).order_by("day").values_list("state", flat=True))
