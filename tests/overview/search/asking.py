"""Asking the page of the search, and reading what it says."""

from datetime import timedelta

from django.urls import reverse

from tests.factories import agree, make_lesson, write_sections


def search(client, q, **query):
    response = client.get(reverse("overview:search"), {"q": q, **query})
    assert response.status_code == 200
    return response


def counts(response):
    return {sort.name: sort.count.number for sort in response.context["sorts"]}


def sides(response):
    """What can be chosen on each side, and how many each leaves."""
    return {
        str(title): {str(choice.label): choice.number for choice in choices}
        for title, choices in response.context["sides"]
    }


def agreed(debrief, **texts):
    """The debrief with these texts, which everybody stands behind."""
    write_sections(debrief, **texts)
    if not debrief.lessons.exists():
        make_lesson(debrief=debrief)
    return agree(debrief, at=debrief.opened_at + timedelta(days=1))
