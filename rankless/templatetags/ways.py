"""Which way a debrief went, in the words of its record."""

from django import template
from django.utils.translation import ngettext

from rankless.models import Debrief, Way

register = template.Library()


@register.simple_tag
def way_taken(debrief: Debrief) -> str:
    """`{% way_taken debrief %}`: “short way”, or “notes first” and how many voices handed in."""
    if debrief.is_short:
        return str(Way.SHORT.label)
    handed_in = ngettext("%(n)s handed in", "%(n)s handed in", debrief.hand_ins or 0) % {"n": debrief.hand_ins or 0}
    return f"{Way.LONG.label} · {handed_in}"
