"""Telephone numbers one can press to dial."""

from django import template
from django.utils.html import format_html

from incidents.customers import dialable

register = template.Library()


@register.simple_tag
def phone_link(phone: str, *, look: str = "") -> str:
    """`{% phone_link customer.phone look="btn" %}`; words without a digit stay words."""
    number = dialable(phone)
    if not number:
        return phone
    return format_html('<a href="tel:{}"{}>{}</a>', number, format_html(' class="{}"', look) if look else "", phone)
