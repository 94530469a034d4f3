"""What templates and static files may hold: nothing inline, no other host, no word that cannot be translated."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.rules import checkout
from tests.rules.checkout import ROOT

TEMPLATES = [path for path in checkout.templates() if path.suffix in {".html", ".txt", ".svg"}]
STATIC = [
    path
    for path in sorted((ROOT / "static").rglob("*"))
    if path.suffix in {".css", ".js", ".svg", ".html"} and "vendor" not in path.parts
]
PROPER_NAMES = {"Debrief"}
READ_ALOUD = {"alt", "title", "placeholder", "aria-label", "aria-description", "aria-placeholder", "label"}
GLUED = re.compile(r'{% translate "[^"]*[^.:?!…"]" %} {{')
"""Words that only become a sentence with what follows them: other languages put them in another order."""
FIELD_TO_MEND = re.compile(r"<(?:input|select|textarea)\b[^>]*\bis-invalid\b[^>]*>")
OTHER_HOST = re.compile(r"""(?:(?:src|href|action|poster|srcset|url)\s*[=(]\s*['"]?|@import\s+['"])(?:https?:)?//""")
NAME_OF_TEMPLATE = re.compile(r"[\w/]+\.html")
NAMESPACE = re.compile(r"http://www\.w3\.org/[\w/]+")


def told(found: dict[Path, list[str]]) -> list[str]:
    """Where something stands that must not."""
    return [f"{path.relative_to(ROOT)}: {what}" for path, all_found in found.items() for what in all_found]


def test_there_are_templates_and_static_files():
    assert TEMPLATES
    assert STATIC


def test_every_template_can_be_read():
    """Those too that a page includes only now and then: a mistake in them would be met by whoever opens it then."""
    for path in TEMPLATES:
        assert get_template(str(path.relative_to(checkout.TEMPLATES)))


def test_every_template_that_is_named_is_there():
    """Code and templates name templates in words, which nothing else holds to what they are called."""
    texts = [use for path in checkout.product_files() for use in checkout.strings(path)]
    tags = [use for path in TEMPLATES for use in checkout.tags(path)]
    quoted = [
        checkout.Use(word[1:-1], use.path, use.line) for use in tags for word in checkout.QUOTED.findall(use.name)
    ]
    named = [use for use in (*texts, *quoted) if NAME_OF_TEMPLATE.fullmatch(use.name)]
    assert named
    assert [str(use) for use in named if not (checkout.TEMPLATES / use.name).is_file()] == []


SILENT = {"script", "style", "code", "kbd"}


class Page(HTMLParser):
    """Collects what the browser would show or read aloud, and what our content policy would block."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.blocked: list[str] = []
        self._inside: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line, _ = self.getpos()
        given = dict(attrs)
        if tag in SILENT:
            self._inside.append(tag)
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") != "application/json"):
            self.blocked.append(f"line {line}: <{tag}> with its code inside")
        for name, value in given.items():
            if (
                name == "style"
                or name.startswith(("on", "hx-on"))
                or (value or "").strip().lower().startswith("javascript:")
            ):
                self.blocked.append(f"line {line}: {name}=")
            if name in READ_ALOUD or (name == "value" and tag == "input" and given.get("type") in {"submit", "button"}):
                self._note(value or "", line)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and tag == self._inside[-1]:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self._note(data, self.getpos()[0])

    def _note(self, text: str, line: int) -> None:
        words = [word for word in re.findall(r"[^\W\d_]{2,}", text) if word not in PROPER_NAMES]
        if words:
            self.words.append(f"line {line}: {' '.join(words)[:80]}")


def without_template_language(text: str) -> str:
    """What is left when Django's tags are gone, lines kept; what stands in translation blocks goes with them."""
    gone = (
        r"{% block \w*class %}.*?{% endblock.*?%}",  # fills an attribute of the frame
        r"{% comment\b.*?{% endcomment %}",
        r"{#.*?#}",
        r"{% blocktrans(?:late)?\b.*?{% endblocktrans(?:late)? %}",
        r"{%.*?%}",
        r"{{.*?}}",
    )
    for pattern in gone:
        text = re.sub(pattern, lambda match: "\n" * match[0].count("\n"), text, flags=re.DOTALL)
    return text


@pytest.fixture(scope="module")
def pages() -> dict[Path, Page]:
    return {path: Page(without_template_language(path.read_text())) for path in TEMPLATES}


def test_no_code_and_no_looks_inside_a_page(pages):
    assert told({path: page.blocked for path, page in pages.items()}) == []


def test_every_word_on_screen_can_be_translated(pages):
    assert told({path: page.words for path, page in pages.items()}) == []


def test_sentences_are_translated_whole():
    assert told({path: GLUED.findall(path.read_text(encoding="utf-8")) for path in TEMPLATES}) == []


def test_a_field_that_looks_wrong_is_said_to_be():
    """Whoever cannot see the red hears it, and the keyboard is put there."""
    fields = {path: FIELD_TO_MEND.findall(path.read_text(encoding="utf-8")) for path in TEMPLATES}
    assert any(fields.values())
    assert told({path: [one for one in found if "aria-invalid" not in one] for path, found in fields.items()}) == []


def test_nothing_is_fetched_from_another_host():
    texts = {path: NAMESPACE.sub("", path.read_text()) for path in [*TEMPLATES, *STATIC]}
    assert told({path: [match[0] for match in OTHER_HOST.finditer(text)] for path, text in texts.items()}) == []
