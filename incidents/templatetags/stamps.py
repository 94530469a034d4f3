"""The two stamps: ▼ complaint and ▲ praise, always a shape with its word."""

from django import template

register = template.Library()


@register.inclusion_tag("incidents/_stamp.html")
def stamp(kind: str) -> dict[str, str]:
    """`{% stamp incident.kind %}`"""
    return {"kind": kind}
