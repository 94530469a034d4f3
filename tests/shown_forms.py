"""The key of a form as a page shows it to whoever is signed in, made without reading the page."""

import re
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.test import Client

from foundation.form_keys import form_key_for
from rankless.own_forms import member


def key_shown_to(client: Client) -> str:
    """The key that a writing form has for the person of this browser; empty when nobody is signed in."""
    person = client.session.get(SESSION_KEY)
    return form_key_for(member(int(person))) if person else ""


class Browser(Client):
    """Sends what was shown to whoever is signed in here: each form goes with a key of its own, unless it says which."""

    def post(self, path: str, data: Any = None, *args: Any, **options: Any) -> Any:
        is_form = data is None or isinstance(data, dict)
        sent = {"form_key": key_shown_to(self)} | (data or {}) if is_form else data
        return super().post(path, sent, *args, **options)


def without_keys(html: str) -> str:
    """The page without what is drawn anew each time: the security token and form keys."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", html)
