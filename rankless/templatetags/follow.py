"""What a page carries to follow its debrief."""

from django import template
from django.urls import reverse

from rankless.following import state_of, token_of
from rankless.models import Debrief

register = template.Library()


@register.simple_tag
def follow_address(debrief: Debrief) -> str:
    return reverse("rankless:follow", args=[token_of(debrief)])


@register.simple_tag
def follow_state(debrief: Debrief) -> str:
    return state_of(debrief)
