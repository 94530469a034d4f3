"""The key of a form as a page shows it to whoever is signed in, made without reading the page."""

from django.contrib.auth import SESSION_KEY
from django.test import Client

from foundation.form_keys import form_key_for
from rankless.desk import member


def key_shown_to(client: Client) -> str:
    """The key that a writing form has for the person of this browser; empty when nobody is signed in."""
    person = client.session.get(SESSION_KEY)
    return form_key_for(member(int(person))) if person else ""
