"""Keeping a letter back: until somebody spoke with the people it concerns, nothing calls it by its own words.

The title is mostly the letter's first line. It is put aside here, at the one place that every list, mail, page and search
reads it from; whoever looks after the letter still reads it on its page.
"""

from django.db.models import F
from django.utils.translation import gettext as _

from incidents.models import Incident


def keep_back_unwritten(incident: Incident) -> None:
    """Call a letter by neutral words that is about to be written for the first time."""
    incident.title_kept_back, incident.title = incident.title, neutral_title()


def keep_back(incident: Incident) -> None:
    """Call the letter by neutral words; doing it twice changes nothing."""
    shown = Incident.objects.filter(pk=incident.pk, title_kept_back="")
    if shown.update(title_kept_back=F("title"), title=neutral_title()):
        _read_anew(incident)


def let_go(incident: Incident) -> None:
    """Give the letter its own title back."""
    hidden = Incident.objects.filter(pk=incident.pk).exclude(title_kept_back="")
    if hidden.update(title=F("title_kept_back"), title_kept_back=""):
        _read_anew(incident)


def neutral_title() -> str:
    return _("A letter kept back until the heads-up")


def _read_anew(incident: Incident) -> None:
    incident.refresh_from_db(fields=["title", "title_kept_back"])
