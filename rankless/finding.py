"""The debrief that an address names, for whoever may see it: nothing more is ever asked about a person here."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from foundation.database.prepared import Prepared
from people.models import User
from rankless.models import Debrief, Voice


def _visible(person: int, letter: int) -> QuerySet[Debrief]:
    visible = Debrief.objects.visible_at_once(User(pk=person))
    return visible.select_related("incident__team__pace").filter(incident=letter)


VISIBLE = Prepared(_visible, numbers=2)


def find_debrief(request: HttpRequest, pk: int) -> Debrief:
    """The debrief of letter `pk` with its letter, team and pace, in one query; 404 for those who may not see it."""
    found = VISIBLE(request.user.pk, pk)  # type: ignore[arg-type]  # whoever comes here has signed in
    if not found:
        raise Http404
    return found[0]


def own_voice(request: HttpRequest, debrief: Debrief) -> Voice | None:
    """The voice of whoever asks; None for somebody who sees the debrief and does not take part."""
    return Voice.objects.filter(debrief=debrief, person_id=request.user.pk).first()
