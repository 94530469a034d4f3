"""Whatever people do while they write alone, in whatever order: nothing shows before its time, and nothing is lost."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from rankless.alone.gathering import AlreadyHandedIn, Note, UnknownKey, change, hand_in, sealed_notes, withdraw
from rankless.alone.revealing import TooFewToRead, accept_few, agree_to_read, reveal_if_due, set_reveal
from rankless.models import Contribution, Debrief, Envelope, Gathering, Phase, Section, Voice
from tests.examples import stories
from tests.factories import MONDAY, make_gathering

PEOPLE = 5
voices = st.integers(min_value=0, max_value=PEOPLE - 1)
texts = st.lists(st.sampled_from(["It was late.", "🙈", "<b>bold</b>", "I forgot.\nSorry."]), max_size=3)


class Gatherings(RuleBasedStateMachine):
    """Beside the product runs a model of it: who holds what sealed, who said what, and what time it is."""

    @initialize()
    def open(self) -> None:
        self.debrief = make_gathering(people=PEOPLE)
        self.voices = list(self.debrief.voices.order_by("pk"))
        self.now = MONDAY
        self.moment = Gathering.objects.get(pk=self.debrief.pk).reveal_at
        self.sealed: dict[int, list[Note]] = {}
        self.accepting: set[int] = set()
        self.wanting: set[int] = set()
        self.asks = self.is_shown = False

    def key(self, who: int) -> str:
        return f"key of {who}"

    def look(self) -> None:
        """The bell rings, or the page looks after itself: either way the reveal comes if it is due."""
        heard = len(self.sealed)
        is_time = self.asks or self.now >= self.moment or heard == PEOPLE or (len(self.wanting) >= 2 and heard >= 3)
        if not self.is_shown and is_time:
            self.is_shown = heard >= 3 or 0 < heard == len(self.accepting)
            self.asks = not self.is_shown
        reveal_if_due(self.debrief.pk, at=self.now)

    @precondition(lambda self: not self.is_shown)
    @rule(who=voices, written=texts)
    def hand_in(self, who: int, written: list[str]) -> None:
        notes = [Note(Section.WHAT, text) for text in written]
        if who in self.sealed and notes != self.sealed[who]:
            with pytest.raises(AlreadyHandedIn):
                hand_in(self.voices[who], notes, key=self.key(who))
        else:
            hand_in(self.voices[who], notes, key=self.key(who))
            self.sealed[who] = notes
        self.look()

    @precondition(lambda self: not self.is_shown)
    @rule(who=voices, key_of=voices, written=texts)
    def change(self, who: int, key_of: int, written: list[str]) -> None:
        notes = [Note(Section.WHY, text) for text in written]
        if who == key_of and who in self.sealed:
            change(self.voices[who], notes, key=self.key(key_of))
            self.sealed[who] = notes
        else:
            with pytest.raises(UnknownKey):
                change(self.voices[who], notes, key=self.key(key_of))

    @precondition(lambda self: not self.is_shown)
    @rule(who=voices)
    def withdraw(self, who: int) -> None:
        if who in self.sealed:
            assert withdraw(self.voices[who], key=self.key(who)) == self.sealed.pop(who)
            self.accepting.clear()
        else:
            with pytest.raises(UnknownKey):
                withdraw(self.voices[who], key=self.key(who))
        self.look()

    @precondition(lambda self: not self.is_shown)
    @rule(who=voices)
    def accept(self, who: int) -> None:
        accept_few(self.voices[who])
        if self.asks and who in self.sealed:
            self.accepting.add(who)
        self.look()

    @precondition(lambda self: not self.is_shown)
    @rule(who=voices)
    def want(self, who: int) -> None:
        self.wanting.add(who)
        with suppress(TooFewToRead):
            agree_to_read(self.voices[who])
        if len(self.wanting) >= 2 and len(self.sealed) < 3:
            self.wanting.clear()
        self.look()

    @precondition(lambda self: not self.is_shown)
    @rule(hours=st.integers(min_value=1, max_value=200))
    def set_the_moment(self, hours: int) -> None:
        self.moment = self.now + timedelta(hours=hours)
        set_reveal(self.debrief, reveal_at=self.moment, at=self.now)
        self.asks, self.accepting = False, set()

    @rule(hours=st.integers(min_value=0, max_value=60))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.look()

    @invariant()
    def it_is_shown_exactly_when_its_time_has_come(self) -> None:
        debrief = Debrief.objects.get(pk=self.debrief.pk)
        assert (debrief.phase == Phase.REVEAL) == self.is_shown
        assert debrief.hand_ins == (len(self.sealed) if self.is_shown else None)

    @invariant()
    def nothing_shows_before_and_nothing_is_lost(self) -> None:
        handed_in = sorted(note.text for notes in self.sealed.values() for note in notes)
        shown = sorted(Contribution.objects.filter(debrief=self.debrief).values_list("text", flat=True))
        assert shown == (handed_in if self.is_shown else [])
        for who, voice in enumerate(self.voices):
            expected = None if self.is_shown else self.sealed.get(who)
            assert sealed_notes(voice, self.key(who)) == expected

    @invariant()
    def no_mark_or_key_outlives_it(self) -> None:
        marks = Voice.objects.filter(debrief=self.debrief).values_list("has_handed_in", "wants_reveal", "accepts_few")
        if self.is_shown:
            assert set(marks) == {(False, False, False)}
            assert not Envelope.objects.filter(debrief=self.debrief).exists()
            assert not Gathering.objects.filter(pk=self.debrief.pk).exists()
        else:
            assert sum(handed_in for handed_in, _, _ in marks) == len(self.sealed)


@pytest.mark.django_db
def test_whatever_people_do():
    run_state_machine_as_test(
        Gatherings,
        settings=settings(
            max_examples=stories(12),
            stateful_step_count=20,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
