"""The debrief page's form as a browser without script sends it, and what other people do meanwhile."""

import re

from django.utils import timezone

from rankless.models import Debrief, Part
from rankless.texts.seen import Seen
from rankless.texts.writing import Typed, save_texts
from tests.factories import agree


def address(debrief: Debrief) -> str:
    return f"/letters/{debrief.incident_id}/debrief/"


def filled_in(debrief: Debrief, **sent: str) -> dict[str, str]:
    """The form as the page now shows it, with what somebody changes in it."""
    debrief = Debrief.objects.get(pk=debrief.pk)
    form = {}
    for part in Part:
        form[part.value] = debrief.text_of(part)
        form[f"{part.value}_seen"] = str(Seen.of(debrief, part))
    return form | sent


def save_elsewhere(debrief: Debrief, **texts: str) -> None:
    """Somebody else saves these texts."""
    debrief = Debrief.objects.get(pk=debrief.pk)
    typed = {Part(name): Typed(text, based_on=debrief.version_of(Part(name))) for name, text in texts.items()}
    assert not save_texts(debrief, typed)


def complete_elsewhere(debrief: Debrief) -> None:
    debrief = Debrief.objects.get(pk=debrief.pk)
    agree(debrief, at=timezone.now())


def text_in_box(html: str, name: str) -> str:
    found = re.search(rf'<textarea[^>]* name="{name}"[^>]*>\n(.*?)</textarea>', html, re.DOTALL)
    assert found, f"no box for {name}"
    return found[1]


def boxes_in(html: str) -> list[str]:
    return [name for name in Part.values if f'name="{name}_seen"' in html]


def seen_in(html: str, name: str = "what") -> str:
    """What the box of a section says its reader has seen."""
    found = re.search(rf'name="{name}_seen" value="(\d+)"', html)
    assert found
    return found[1]


def box_opened_in(html: str) -> list[str]:
    return re.findall(r'id="(\w+)"[^>]* data-open', html)
