"""How a letter comes in: first kept as it came, then, once its kind and team are known, logged as an incident.

`keep` commits the original in a transaction of its own before anything else is tried, so an accepted letter is never
lost. `log_letter` makes the incident and, by the one signal of this room, its debrief in the same transaction.
"""

import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.dispatch import Signal
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from foundation.database.engine import Statement
from foundation.database.rows import give_key, insert_alone, insert_together
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
it is written; a receiver's error undoes it. What a receiver adds to the list `along` is written right after the incident.
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
    is_logged_next: bool = False,
) -> Original:
    """Keep a letter as it came; it waits to be sorted. IntegrityError if one is kept under this `form_key`.

    With `is_logged_next` it is written to disk together with what `log_letter` makes of it, before the person is told
    anything.
    """
    original = Original(
        form_key=form_key or uuid.uuid4(),
        way_in=way_in,
        logged_by=by,
        received_at=at,
        remind_at=at,
        **_content(text=text, team=team, typed=typed or {}),
    )
    insert_alone(original, is_flushed=not is_logged_next)
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


class _Overtaken(Exception):
    """The original is not any more as it was read: somebody logged it meanwhile, or went on writing."""


@transaction.atomic
def _log(original: Original, sorted_as: Sorted, *, by: User | None, at: datetime) -> Incident:
    incident = _incident(original, sorted_as, by=by, at=at)
    along: list[Model] = []
    incident_logged.send(
        sender=Incident, incident=incident, at=at, people_hear_first=sorted_as.people_hear_first, along=along
    )
    # Nearly nobody presses twice at once, so nobody waits for the original before; who comes second undoes their own.
    is_logged_by_us = insert_together(
        incident,
        *(Incident.themes.through(incident=incident, theme=theme) for theme in sorted_as.themes),
        _first_point(incident, stage=sorted_as.stage),
        *recovery_steps(incident, at=at),
        entry(incident, Happening.LOGGED, at=at, by=by),
        *along,
        then=_to_log(original, incident),
    )
    if not is_logged_by_us:
        raise _Overtaken
    return incident


def _to_log(original: Original, incident: Incident) -> Statement:
    """What makes the original one that is logged, and returns a row, if it is as it was read; travels with the new rows."""
    sql = f"""
        UPDATE {Original._meta.db_table}
        SET outcome = %s, incident_id = %s, team_id = %s, remind_at = NULL, typed = '{{}}'
        WHERE id = %s AND sha256 = %s AND incident_id IS NULL RETURNING id
    """
    return sql, [Outcome.LOGGED.value, incident.pk, incident.team_id, original.pk, original.sha256]


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


def _incident(original: Original, sorted_as: Sorted, *, by: User | None, at: datetime) -> Incident:
    """The incident with its key, still to be written."""
    text = storable(original.text)
    incident = Incident(
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
    give_key(incident)
    return incident


def title_without_words(received_on: date) -> str:
    """A letter that is only a photo is called by its day, in the language of the installation: all read the same title."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("Photo or scan, %(day)s") % {"day": date_format(received_on, pgettext("day and year", "j F Y"))}


def _first_point(incident: Incident, *, stage: Stage | None) -> Point:
    """The whole letter is the first point, at the stage chosen while logging or at “not sure”."""
    polarity = Polarity.BAD if incident.kind == Kind.COMPLAINT else Polarity.GOOD
    return Point(incident=incident, polarity=polarity, stage=stage)
