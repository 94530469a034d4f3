"""Changing what is known about a letter after it was logged. The letter's own words never change.

Somebody took praise for a complaint, or found out later who wrote: kind, title, day, customer, channel and themes may be
put right, and the timeline says what was.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.database.engine import locked
from incidents.customers import Contact, who_wrote
from incidents.models import Customer, Happening, Incident, Kind, Point, Polarity, RecoveryStep, Theme
from incidents.models.timeline import record
from incidents.recovery import plan_recovery
from people.models import User

NAMES = {
    "kind": _("complaint or praise"),
    "title": _("title"),
    "title_kept_back": _("title"),
    "received_on": _("date of the letter"),
    "customer": _("customer"),
    "channel": _("how it came"),
    "themes": _("themes"),
}


@dataclass(frozen=True, kw_only=True)
class Details:
    """What somebody now knows about a letter."""

    kind: Kind
    title: str
    received_on: date
    customer: Customer | None = None
    contact: Contact | None = None
    channel: str = ""
    themes: list[Theme] = field(default_factory=list)


@transaction.atomic
def edit_letter(*, incident: Incident, details: Details, by: User, at: datetime) -> list[str]:
    """Put the details right, and return the names of those that changed; nothing changed leaves no trace.

    Another kind brings the recovery steps of that kind and turns the point about the whole letter round. Whether the
    kind may still change is for the caller to know: not once the debrief is complete.
    """
    incident = locked(Incident.objects.select_related("team").filter(pk=incident.pk)).get()
    customer = who_wrote(customer=details.customer, contact=details.contact, team=incident.team)
    changes: dict[str, Any] = {
        "kind": details.kind,
        "title_kept_back" if incident.is_kept_back else "title": details.title,
        "received_on": details.received_on,
        "customer": customer,
        "channel": details.channel,
    }
    changed = [name for name, value in changes.items() if getattr(incident, name) != value]
    for name in changed:
        setattr(incident, name, changes[name])
    incident.save(update_fields=changed)
    if "received_on" in changed:
        Point.objects.filter(incident=incident).update(received_on=incident.received_on)
    if "kind" in changed:
        _turn_round(incident, at=at)
    if _change_themes(incident, details.themes):
        changed.append("themes")
    names = [str(NAMES[name]) for name in changed]
    if names:
        record(incident, Happening.EDITED, at=at, by=by, detail=", ".join(names))
    return names


def _change_themes(incident: Incident, themes: list[Theme]) -> bool:
    before = set(incident.themes.values_list("pk", flat=True))
    after = {theme.pk for theme in themes}
    if before != after:
        incident.themes.set(after)
    return before != after


def _turn_round(incident: Incident, *, at: datetime) -> None:
    """Swap the steps still open for those of the new kind, and the point made when the letter was logged."""
    RecoveryStep.objects.still_open().filter(incident=incident).delete()
    plan_recovery(incident, at=at)
    polarity = Polarity.BAD if incident.is_complaint else Polarity.GOOD
    whole = (
        Point.objects.filter(incident=incident, start__isnull=True).exclude(polarity=polarity).order_by("pk").first()
    )
    if whole is None:
        return
    same = {"stage": whole.stage, "factor": whole.factor, "polarity": polarity, "start__isnull": True}
    if Point.objects.filter(incident=incident, **same).exists():
        whole.delete()
    else:
        whole.polarity = polarity
        whole.save(update_fields=["polarity"])
