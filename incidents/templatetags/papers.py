"""What papers a letter takes, as its forms and their script say it."""

from django import template
from django.utils.translation import gettext as _

from incidents import papers

register = template.Library()

MOST_MEGABYTES = papers.LARGEST_PAPER // papers.MEGABYTE


@register.simple_tag
def papers_taken() -> str:
    """`{% papers_taken %}`: of what sort and how large."""
    return _("PDF or picture, %(most)s MB at most") % {"most": MOST_MEGABYTES}


@register.simple_tag
def papers_accepted() -> str:
    """`accept="{% papers_accepted %}"`: what a browser offers to choose among."""
    return papers.ACCEPT


@register.simple_tag
def most_papers() -> int:
    """`{% most_papers as most %}`: how many one letter takes."""
    return papers.MOST_PAPERS


@register.simple_tag
def most_megabytes() -> int:
    """`{% most_megabytes as most %}`: how large each may be."""
    return MOST_MEGABYTES
