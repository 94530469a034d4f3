"""The three-part mark: What, Why, Differently, each with its word and its state. The sign of the product in every list."""

from django import template

from rankless.models import Debrief, SectionMark

register = template.Library()


@register.inclusion_tag("rankless/_mark.html")
def three_part_mark(debrief: Debrief, *, large: bool = False) -> dict[str, bool | list[SectionMark]]:
    """`{% three_part_mark debrief %}`, or `large=True` at the head of a page."""
    return {"marks": debrief.section_marks, "large": large}
