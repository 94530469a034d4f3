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
    handed_in = debrief.hand_ins or 0
    said = ngettext("%(way)s · %(n)s handed in", "%(way)s · %(n)s handed in", handed_in)
    return said % {"way": Way.LONG.label, "n": handed_in}
