"""How a letter comes in: first kept as it came, then, once its kind and team are known, logged as an incident.

`keep` commits the original in a transaction of its own before anything else is tried, so an accepted letter is never
lost. `log_letter` makes the incident and, by the one signal of this room, its debrief in the same transaction. Nearly every
letter is logged by the press that brings it: `log_at_once` does both in one transaction, and who calls it keeps the letter
first if that fails.
"""

import hashlib
import uuid
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.dispatch import Signal
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from foundation.database.rows import Alike, insert_alone, insert_together
from foundation.text import first_line, is_seen, storable
from incidents.customers import Contact, who_wrote
from incidents.models import (
    Attachment,
    Customer,
    Happening,
    Incident,
    Kind,
    Original,
    Outcome,
    Point,
    Polarity,
    Stage,
    Theme,
    WayIn,
)
from incidents.models.incidents import TITLE_LENGTH
from incidents.models.timeline import entry
from incidents.recovery import recovery_steps
from people.models import Team, User

incident_logged = Signal()
"""Sent with `send(sender, incident, at, people_hear_first, along)` inside the transaction that logs an incident, just before
it is written and has a key; a receiver's error undoes it. What a receiver adds to the list `along` is written with it.
`people_hear_first` is what whoever logged it decided (`Sorted`)."""


@dataclass(frozen=True, kw_only=True)
class Sorted:
    """What somebody decided about a letter. Only kind and team are needed; the rest has a sensible default.

    With `people_hear_first` somebody speaks with the people whom a harsh letter concerns before they read it among others.
    """

    kind: Kind
    team: Team
    received_on: date
    title: str = ""
    customer: Customer | None = None
    contact: Contact | None = None
    channel: str = ""
    stage: Stage | None = None
    themes: list[Theme] = field(default_factory=list)
    people_hear_first: bool = False


def keep(
    *,
    text: str,
    team: Team,
    by: User | None,
    at: datetime,
    form_key: uuid.UUID | None = None,
    way_in: WayIn = WayIn.FORM,
    typed: dict[str, Any] | None = None,
) -> Original:
    """Keep a letter as it came; it waits to be sorted. IntegrityError if one is kept under this `form_key`."""
    original = Original(
        form_key=form_key or uuid.uuid4(),
        way_in=way_in,
        logged_by=by,
        received_at=at,
        remind_at=at,
        **_content(text=text, team=team, typed=typed or {}),
    )
    insert_alone(original)
    return original


def receive(
    *, text: str, team: Team, form_key: uuid.UUID | None = None, typed: dict[str, Any] | None = None, **how: Any
) -> Original:
    """Keep a letter as it came, as `keep` does; the same `form_key` twice keeps it once.

    A letter that still waits takes over what was typed since: the person went on writing.
    """
    key = form_key or uuid.uuid4()
    try:
        # Nearly every press is the first of its form, so nothing is asked before it is kept.
        return keep(text=text, team=team, form_key=key, typed=typed, **how)
    except IntegrityError:
        kept = Original.objects.filter(form_key=key).first()
        if kept is None:
            raise
    content = _content(text=text, team=team, typed=typed or {})
    Original.objects.to_sort().filter(pk=kept.pk).update(**content)
    kept.refresh_from_db()
    return kept


def _content(*, text: str, team: Team, typed: dict[str, Any]) -> dict[str, Any]:
    raw = text.encode("utf-8", "surrogatepass")
    return {"raw": raw, "sha256": hashlib.sha256(raw).hexdigest(), "typed": typed, "team": team}


def log_letter(*, original: Original, sorted_as: Sorted, by: User | None, at: datetime) -> Incident:
    """Make an incident of a kept letter, with its first point, its recovery steps and its debrief.

    Called again for a letter already logged (a second press of the button), it returns the incident that is there.
    """
    while original.incident is None:
        try:
            return _log(original, sorted_as, by=by, at=at)
        except _Overtaken:
            original.refresh_from_db()
    return original.incident


def log_at_once(
    *, text: str, team: Team, form_key: uuid.UUID, sorted_as: Sorted, by: User | None, at: datetime
) -> Incident:
    """Keep a letter and log it in one transaction. IntegrityError if one is kept under this `form_key`.

    Whatever goes wrong, nothing is kept: whoever calls it has to keep the letter then, before anything else is tried.
    """
    content = _content(text=text, team=team, typed={})
    # What becomes of the customer belongs to it; where nobody is named, the rows are a transaction by themselves.
    is_somebody_named = bool(sorted_as.customer or sorted_as.contact)
    with transaction.atomic() if is_somebody_named or connection.in_atomic_block else nullcontext():
        incident = _incident(text, sorted_as, by=by, at=at)
        original = Original(
            form_key=form_key,
            way_in=WayIn.FORM,
            outcome=Outcome.LOGGED,
            incident=incident,
            logged_by=by,
            received_at=at,
            **content,
        )
        insert_together(*_all_of(incident, sorted_as, by=by, at=at), original)
    return incident


class _Overtaken(Exception):
    """The original is not any more as it was read: somebody logged it meanwhile, or went on writing."""


@transaction.atomic
def _log(original: Original, sorted_as: Sorted, *, by: User | None, at: datetime) -> Incident:
    incident = _incident(original.text, sorted_as, by=by, at=at)
    insert_together(*_all_of(incident, sorted_as, by=by, at=at))
    # Nearly nobody presses twice at once, so nobody waits for the original before; who comes second undoes their own.
    as_it_was_read = Original.objects.filter(pk=original.pk, sha256=original.sha256, incident=None)
    if not as_it_was_read.update(
        outcome=Outcome.LOGGED, incident=incident, team=incident.team_id, remind_at=None, typed={}
    ):
        raise _Overtaken
    return incident


def _all_of(incident: Incident, sorted_as: Sorted, *, by: User | None, at: datetime) -> list[Model | Alike]:
    """The incident and all rows that come into being with it, still to be written."""
    along: list[Model | Alike] = []
    incident_logged.send(
        sender=Incident, incident=incident, at=at, people_hear_first=sorted_as.people_hear_first, along=along
    )
    return [
        incident,
        *(Incident.themes.through(incident=incident, theme=theme) for theme in sorted_as.themes),
        _first_point(incident, stage=sorted_as.stage),
        recovery_steps(incident, at=at),
        entry(incident, Happening.LOGGED, at=at, by=by),
        *along,
    ]


@transaction.atomic
def discard(original: Original) -> None:
    """Put aside what turned out not to be a letter. It stays stored; it no longer waits on the desk."""
    Original.objects.to_sort().filter(pk=original.pk).update(outcome=Outcome.DISCARDED, remind_at=None)


@transaction.atomic
def withdraw(original: Original) -> None:
    """Forget an original that holds neither a word nor a paper: nothing came in after all."""
    if not is_seen(original.text) and not Attachment.objects.filter(original=original).exists():
        Original.objects.to_sort().filter(pk=original.pk).delete()


def title_of(text: str) -> str:
    """The title a letter gets when nobody gave one: its first line. Empty for a photo without a word."""
    return first_line(storable(text), limit=TITLE_LENGTH)


def _incident(text: str, sorted_as: Sorted, *, by: User | None, at: datetime) -> Incident:
    """The incident of a letter, still to be written."""
    text = storable(text)
    return Incident(
        kind=sorted_as.kind,
        team=sorted_as.team,
        customer=who_wrote(customer=sorted_as.customer, contact=sorted_as.contact, team=sorted_as.team),
        title=storable(sorted_as.title) or title_of(text) or title_without_words(sorted_as.received_on),
        text=text,
        received_on=sorted_as.received_on,
        channel=sorted_as.channel,
        logged_by=by,
        logged_at=at,
    )


def title_without_words(received_on: date) -> str:
    """A letter that is only a photo is called by its day, in the language of the installation: all read the same title."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("Photo or scan, %(day)s") % {"day": date_format(received_on, pgettext("day and year", "j F Y"))}


def _first_point(incident: Incident, *, stage: Stage | None) -> Point:
    """The whole letter is the first point, at the stage chosen while logging or at “not sure”."""
    polarity = Polarity.BAD if incident.kind == Kind.COMPLAINT else Polarity.GOOD
    of_letter = {"incident": incident, "team_id": incident.team_id, "received_on": incident.received_on}
    return Point(**of_letter, polarity=polarity, stage=stage)
