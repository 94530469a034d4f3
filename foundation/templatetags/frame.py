"""What the frame of a page needs to know about the page inside it: which entry of the navigation leads here."""

from django import template
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from foundation.addresses import only_address_of

register = template.Library()

EXACTLY = mark_safe(' aria-current="page"')
WITHIN = mark_safe(' aria-current="true"')
ELSEWHERE = mark_safe("")


@register.simple_tag(takes_context=True)
def here(context: template.Context, name: str, *apart: str) -> SafeString:
    """Mark a navigation entry as current on its own page and on the pages below it.

    Pages below one of the entries named in `apart` belong to those entries, not to this one.
    """
    request: HttpRequest | None = context.get("request")
    if request is None:
        return ELSEWHERE
    path, own = request.path, only_address_of(name)
    if path == own:
        return EXACTLY
    inside = own != "/" and path.startswith(own)
    if not inside or any(path.startswith(only_address_of(other)) for other in apart):
        return ELSEWHERE
    return WITHIN
