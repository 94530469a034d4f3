"""The hints on wording, against sentences labelled by hand: how many they find, and how many of those rightly.

Figures of the sentences that nobody looked at while the words were chosen are the honest ones.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.running import RunningChromium
from tests.browser.wording_sentences import INVITED, KNOWN, UNSEEN, Sentence
from tests.services.project import ROOT

FOUND = """([sentences, people]) => sentences.map(text => ({
    t: debrief.wording.telling(text).length > 0,
    b: debrief.wording.blaming(text).length > 0,
    n: debrief.wording.naming(text, people).length > 0,
}))"""


@pytest.fixture(scope="module")
def page(running_chromium: RunningChromium) -> Iterator[Page]:
    page = running_chromium.browser.new_page()
    page.add_script_tag(path=ROOT / "static/js/wording.js")
    yield page
    page.close()


def measured(page: Page, sentences: list[Sentence], kind: str) -> tuple[float, float]:
    """Precision and recall."""
    found = page.evaluate(FOUND, [[sentence.text for sentence in sentences], INVITED])
    pairs = [(kind in sentence.kinds, answer[kind]) for sentence, answer in zip(sentences, found, strict=True)]
    right = pairs.count((True, True))
    return right / (right + pairs.count((False, True))), right / (right + pairs.count((True, False)))


def stretches(page: Page, call: str, *given: object) -> list[str]:
    return page.evaluate(f"([text, ...more]) => {call}(text, ...more).map(at => text.slice(...at))", [*given])


def test_there_are_sentences_enough_of_every_kind() -> None:
    assert len(KNOWN) + len(UNSEEN) >= 300
    assert len({sentence.text for sentence in KNOWN + UNSEEN}) == len(KNOWN) + len(UNSEEN)
    for kind, least in {"t": 80, "b": 75, "n": 30}.items():
        assert sum(kind in sentence.kinds for sentence in KNOWN + UNSEEN) >= least
    assert sum(not sentence.kinds for sentence in KNOWN + UNSEEN) >= 120


@pytest.mark.parametrize(
    ("kind", "sentences", "precision", "recall"),
    [
        ("t", KNOWN, 0.98, 0.98),
        ("t", UNSEEN, 0.95, 0.88),
        ("b", KNOWN, 0.96, 0.98),
        ("b", UNSEEN, 0.90, 0.68),
        ("n", KNOWN, 0.98, 0.88),
        ("n", UNSEEN, 0.98, 0.78),
    ],
    ids=lambda value: None if isinstance(value, list) else str(value),
)
def test_hints_find_what_people_would(
    page: Page, kind: str, sentences: list[Sentence], precision: float, recall: float
) -> None:
    seen = measured(page, sentences, kind)
    assert seen[0] >= precision
    assert seen[1] >= recall


def test_the_words_themselves_are_found(page: Page) -> None:
    text = "It was my first week. When I came back from holiday I was alone."
    assert stretches(page, "debrief.wording.telling", text) == ["my first week", "I came back", "I was alone"]
    assert stretches(page, "debrief.wording.blaming", "Who forgot it? He should have called.") == [
        "Who",
        "should have called",
    ]


def test_names_are_found_as_they_are_written(page: Page) -> None:
    text = "Renée Dubois’s note, and Ann-Sophie's. Not Renéesse, no Ann-Sophies."
    assert stretches(page, "debrief.wording.naming", text, INVITED) == ["Renée Dubois", "Ann-Sophie"]
    assert stretches(page, "debrief.wording.naming", "Sophie asked; Ann did not.", INVITED) == ["Sophie", "Ann"]
    assert stretches(page, "debrief.wording.naming", "a+b (c) asked", ["a+b (c)"]) == ["a+b (c)"]
    assert stretches(page, "debrief.wording.naming", "Mara called.", []) == []


def test_names_are_found_in_small_letters_too_where_they_are_no_words(page: Page) -> None:
    def named(text: str) -> list[str]:
        return stretches(page, "debrief.wording.naming", text, [*INVITED, "Ludwig van Dyck", "Jack Stone"])

    assert named("ask mara or renée dubois, JONAS knows; will parker was there") == [
        "mara",
        "renée dubois",
        "JONAS",
        "will parker",
    ]
    assert named("we will mark the stone in the van with a jack, by the grace of the depot") == []
    assert named("we asked jack stone") == ["jack stone"]
    assert named("It was Will. Ask Jack, not dyck") == ["Will", "Jack", "dyck"]


@pytest.mark.parametrize("text", ["", "\n\n\n", " \u200b \n\n\u00ad", "\r\n\r\n"])
def test_what_nobody_would_see_is_no_note(page: Page, text: str) -> None:
    assert page.evaluate("text => debrief.wording.notes(text)", text) == []
