"""The debrief page's form as a browser without script sends it, and what other people do meanwhile."""

import re
from uuid import uuid4

from django.utils import timezone

from rankless.agreeing import complete
from rankless.models import Debrief, Section
from rankless.seen import Seen
from rankless.writing import Typed, save_sections


def address(debrief: Debrief) -> str:
    return f"/letters/{debrief.incident_id}/debrief/"


def filled_in(debrief: Debrief, **sent: str) -> dict[str, str]:
    """The form as the page now shows it, with what somebody changes in it."""
    debrief = Debrief.objects.get(pk=debrief.pk)
    form = {"form_key": str(uuid4())}
    for section in Section:
        form[section.value] = debrief.text_of(section)
        form[f"{section.value}_seen"] = str(Seen.of(debrief, section))
    return form | sent


def save_elsewhere(debrief: Debrief, **texts: str) -> None:
    """Somebody else saves these sections."""
    debrief = Debrief.objects.get(pk=debrief.pk)
    sections = {Section(name): text for name, text in texts.items()}
    assert not save_sections(debrief, {s: Typed(t, based_on=debrief.version_of(s)) for s, t in sections.items()})


def complete_elsewhere(debrief: Debrief) -> None:
    debrief = Debrief.objects.get(pk=debrief.pk)
    complete(debrief, seen={s: debrief.version_of(s) for s in Section}, at=timezone.now())


def text_in_box(html: str, name: str) -> str:
    found = re.search(rf'<textarea[^>]* name="{name}"[^>]*>\n(.*?)</textarea>', html, re.DOTALL)
    assert found, f"no box for {name}"
    return found[1]


def boxes_in(html: str) -> list[str]:
    return [name for name in Section.values if f'name="{name}_seen"' in html]


def seen_in(html: str, name: str = "what") -> str:
    """What the box of a section says its reader has seen."""
    found = re.search(rf'name="{name}_seen" value="(\d+)"', html)
    assert found
    return found[1]


def box_opened_in(html: str) -> list[str]:
    return re.findall(r'id="(\w+)" data-open', html)
