"""Several people press at the same moment, each in a browser of their own: notes are shown once, whole, and none is lost."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from incidents.models import Kind
from rankless.alone.revealing import reveal_what_is_due
from rankless.models import Contribution, Debrief, Envelope, Gathering, Phase, Voice
from tests.factories import make_gathering
from tests.rankless.gathering_page.desk import address, browser_of, typed

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(params=Kind)
def debrief(request) -> Debrief:
    return make_gathering(people=5, kind=request.param, at=timezone.now())


@pytest.fixture
def browsers(debrief) -> list[Client]:
    return [browser_of(voice.person) for voice in debrief.voices.select_related("person").order_by("pk")]


def at_once(*presses: Callable[[], Any]) -> list[Any]:
    """All of them begin together; the first that failed fails the test."""
    together = Barrier(len(presses))
    answers: dict[int, Any] = {}
    failures: list[BaseException] = []

    def press(number: int) -> None:
        try:
            together.wait()
            answers[number] = presses[number]()
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=press, args=(number,)) for number in range(len(presses))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    return [answers[number] for number in range(len(presses))]


def handing_in(client: Client, debrief: Debrief, text: str) -> Callable[[], int]:
    form = typed(client, what=text)
    return lambda: client.post(address(debrief, "hand-in"), form).status_code


def shown() -> list[str]:
    return sorted(Contribution.objects.values_list("text", flat=True))


def test_all_hand_in_at_once(debrief, browsers):
    answers = at_once(*(handing_in(c, debrief, f"Note {n}") for n, c in enumerate(browsers)))
    assert answers == [302] * 5
    assert shown() == [f"Note {n}" for n in range(5)]
    assert Debrief.objects.get().hand_ins == 5
    assert not Envelope.objects.exists()
    assert not Voice.objects.filter(has_handed_in=True).exists()


def test_one_form_sent_twice_at_once_is_handed_in_once(debrief, browsers):
    press = handing_in(browsers[0], debrief, "Mine.")
    assert at_once(press, press) == [302, 302]
    assert Envelope.objects.count() == 1


def test_of_two_tabs_at_once_one_is_handed_in_and_the_other_is_told(debrief, browsers):
    tabs = (handing_in(browsers[0], debrief, text) for text in ("One", "Two"))
    assert sorted(at_once(*tabs)) == [302, 409]
    assert Envelope.objects.count() == 1


def test_two_press_at_once_that_all_are_here(debrief, browsers):
    for number, client in enumerate(browsers[:3]):
        handing_in(client, debrief, f"Note {number}")()
    at_once(*(lambda client=client: client.post(address(debrief, "reveal")).status_code for client in browsers[3:]))
    assert Debrief.objects.get().phase == Phase.REVEAL
    assert shown() == ["Note 0", "Note 1", "Note 2"]


def test_a_hand_in_while_the_bell_shows_the_notes_is_shown_with_them_or_told(debrief, browsers):
    for number, client in enumerate(browsers[:3]):
        handing_in(client, debrief, f"Note {number}")()
    Gathering.objects.update(reveal_at=timezone.now())
    answer, _ = at_once(handing_in(browsers[3], debrief, "Note 3"), lambda: reveal_what_is_due(at=timezone.now()))
    expected = {302: ["Note 0", "Note 1", "Note 2", "Note 3"], 409: ["Note 0", "Note 1", "Note 2"]}
    assert shown() == expected[answer]
    assert Debrief.objects.get().hand_ins == len(shown())


def test_a_change_while_the_last_hands_in_is_shown_or_told(debrief, browsers):
    for number, client in enumerate(browsers[:4]):
        handing_in(client, debrief, f"Note {number}")()
    form = typed(browsers[0], what="Note 0, better")
    changed, last = at_once(
        lambda: browsers[0].post(address(debrief, "change"), form).status_code,
        handing_in(browsers[4], debrief, "Note 4"),
    )
    assert last == 302
    assert shown()[0] == {302: "Note 0, better", 409: "Note 0"}[changed]
    assert len(shown()) == 5
