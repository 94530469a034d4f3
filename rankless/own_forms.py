"""Forms that act in somebody's own name: made for whoever they are shown to, and taken from nobody else.

A session may end and somebody else sign in, in the same browser, before a form is sent. What it says is then not theirs.
"""

from django.http import HttpRequest

from foundation.form_keys import form_key_for, is_form_of


def member(person_id: int | None) -> str:
    """A person as the one for whom a form is made: the same before they take part and after they stepped out."""
    return f"person {person_id}"


def own_form_key(request: HttpRequest) -> str:
    """The key of a form that is shown to whoever is signed in."""
    return form_key_for(member(request.user.pk))


def is_own_form(request: HttpRequest) -> bool:
    """Whether the form that was sent was shown to whoever is signed in now."""
    return is_form_of(request, member(request.user.pk))
