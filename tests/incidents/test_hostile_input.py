"""Names, titles, texts and file names that try to become code come out as the words they are.

CORPUS may name a folder of attack strings made by others; a short list of our own is tried in any case.
"""

from __future__ import annotations

import json
import os
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from incidents.models import Incident, Polarity
from incidents.papers import keep_paper
from incidents.passages import add_point
from tests.factories import make_customer, make_incident, make_original
from tests.incidents import paper_files as files

pytestmark = pytest.mark.same_on_any_engine

OURS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</textarea><script>alert(1)</script>",
    "</title><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7|add:7 }}{% debug %}",
    "<!--<img src='--><img src=x onerror=alert(1)>",
    "\u202e<b>evil</b>\u2066",
    '=HYPERLINK("http://evil")',
    "<a href='data:text/html,x'>x</a>",
    "\r\nSet-Cookie: evil=1",
]


def attacks() -> list[str]:
    folder = os.environ.get("CORPUS")
    if not folder:
        return OURS
    naughty = json.loads((Path(folder) / "attack" / "blns.json").read_text())
    purify = json.loads((Path(folder) / "attack" / "dompurify_expect.json").read_text())
    return [*OURS, *filter(None, naughty), *(case["payload"] for case in purify if isinstance(case, dict))]


class Danger(HTMLParser):
    """Collects what in a page would run: inline code, handlers, addresses that are code."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if (tag == "script" and "src" not in given) or tag in {"iframe", "object", "embed", "base", "style"}:
            self.found.append(tag)
        for name, value in given.items():
            address = (value or "").strip().lower()
            if name.startswith("on") or (
                name in {"href", "src", "action"} and address.startswith(("javascript:", "data:"))
            ):
                self.found.append(f"{tag} {name}={value}")


def assert_harmless(response) -> None:
    assert response.status_code in {200, 302, 422}
    if response.status_code != 302:
        assert Danger(response.content.decode()).found == []


def test_words_that_would_be_code_come_out_as_words(as_manager, team, manager):
    everything = attacks()
    for n in range(0, len(everything), 25):
        some = everything[n : n + 25]
        text = "\n".join(some)[:150_000]
        incident = make_incident(
            team=team,
            text=text,
            customer=make_customer(team=team, name=some[0][:120], phone=some[0][:40], email=some[-1][:200]),
            title=some[-1][:120],
        )
        if some[0].strip():
            add_point(incident=incident, quote=some[0], polarity=Polarity.BAD, stage=None, factor=None, effect=None)
        for path in ("", "edit/", "points/", "promises/"):
            assert_harmless(as_manager.get(f"/letters/{incident.pk}/{path}"))
        original = make_original(team=team, text=text)
        original.typed = {"title": some[0], "customer_name": some[-1], "received_on": some[0], "kind": some[0]}
        original.save()
        assert_harmless(as_manager.get(f"/letters/sort/{original.pk}/"))


@pytest.mark.parametrize("attack", OURS)
def test_a_form_that_comes_back_is_harmless(as_manager, attack):
    fields = [
        "text",
        "title",
        "kind",
        "received_on",
        "customer",
        "customer_name",
        "customer_email",
        "stage",
        "form_key",
    ]
    assert_harmless(as_manager.post("/letters/new/", {**dict.fromkeys(fields, attack), "then": "log"}))
    assert_harmless(as_manager.get("/letters/customers/", {"q": attack}))


def test_file_names_are_words_too(as_manager, team):
    incident = make_incident(team=team)
    for n, attack in enumerate(attacks()[:300]):
        original = incident.originals.get() if n < 8 else make_original(team=team)
        paper = keep_paper(original, ContentFile(files.PDF + b"%d" % n, name=attack))
        if n < 8:
            response = as_manager.get(f"/letters/{incident.pk}/papers/{paper.key}/")
            disposition = response.headers["Content-Disposition"]
            assert disposition.startswith("attachment")
            assert not set("\r\n") & set(disposition)
            assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert_harmless(as_manager.get(incident.get_absolute_url()))
    assert Incident.objects.count() == 1
