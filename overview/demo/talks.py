"""Telling one debrief of the story, phase by phase, by the verbs that people's presses call.

Whoever tells a story knows all notes before they are handed in; who handed in which is drawn from nothing but the order of
the cast, and is forgotten by the reveal as everybody's is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from itertools import chain
from uuid import UUID

from foundation.working_days import ONE_DAY
from incidents.models import Stage
from overview.demo.written import Noted, Written
from people.models import User
from rankless.afterwards import answer, close
from rankless.alone.gathering import Note, hand_in
from rankless.alone.one_time_key import make_key
from rankless.alone.revealing import reveal_within
from rankless.choosing import take_short_way
from rankless.heads_up import record
from rankless.models import Afterwards, Debrief, HeadsUp, Part, Phase, Section, Voice
from rankless.notes.weighing import cast, count_ballots, put_together, sign, start_weighing
from rankless.opening_line import say
from rankless.texts.agreeing import add_later, complete_standing, reopen, stand_behind
from rankless.texts.objecting import object_to, open_objections
from rankless.texts.writing import Typed, save_texts
from reminders.models import Hindrance
from reminders.obstacles import say_what_is_in_the_way

CLOSED_AT = time(12, 30)
ONE_MINUTE = timedelta(minutes=1)


@dataclass
class Talk:
    """One debrief and what the story has of it; nothing of it happens after `until`, the moment the story is told at."""

    debrief: Debrief
    written: Written
    people: dict[str, User]
    stages: Mapping[str, Stage]
    until: datetime

    def tell_up_to_the_texts(self) -> None:
        """What is said and noted before all stand behind the texts."""
        if self.written.heads_up:
            record(self.debrief, HeadsUp.DONE)
        if opening := self.written.opening:
            say(self.debrief, opening.text, signed=self.people[opening.by].name)
        if self.written.is_long:
            self._go_the_long_way()
        else:
            take_short_way(self.debrief.pk)
        self._write()

    def stand_behind(self, *, has_lesson: bool, at: datetime) -> None:
        """On the long way there is time to object, which may still be running now."""
        debrief = self.debrief
        seen = {part: debrief.version_of(part) for part in Part}
        stand_behind(debrief, seen=seen, has_lesson=has_lesson, at=at)
        if self.written.objected:
            object_to(debrief, reason=self.written.objected, key=make_key(self._voices[0], form_key=""))
            open_objections()
        elif debrief.objections_until and debrief.objections_until < self.until - ONE_MINUTE:
            complete_standing(at=debrief.objections_until + ONE_MINUTE)
        debrief.refresh_from_db()

    def look_back(self) -> None:
        """What comes after a completed debrief: the two questions, and words that were added."""
        if asked := self.written.asked:
            for number, voice in enumerate(self._voices[: asked.answers]):
                answer(voice, could_say=number < asked.could_say, come_again=number < asked.come_again)
        self._close_afterwards()
        if added := self.written.added:
            add_later(self.debrief, section=Section(added.section), text=added.text)

    def say_what_is_in_the_way(self) -> None:
        """Three working days after it was due its host is asked."""
        debrief = self.debrief
        on = debrief.incident.team.working_days.add(debrief.due_on, 3)
        host = User.objects.get(voices__debrief=debrief, voices__is_host=True)
        say_what_is_in_the_way(debrief, Hindrance(self.written.in_the_way), by=host, on=on, at=self.until)

    def reopen(self, *, reason: str, at: datetime) -> None:
        reopen(self.debrief, reason=reason, at=at)

    @cached_property
    def _voices(self) -> list[Voice]:
        """All voices; those of the people that visitors sign in as come last, so that something is left for them to do."""
        voices = {voice.person_id: voice for voice in self.debrief.voices.all()}
        return [voices[person.pk] for person in reversed(self.people.values()) if person.pk in voices]

    def _go_the_long_way(self) -> None:
        for voice, notes in zip(self._voices, self.written.hand_ins, strict=False):
            hand_in(voice, [self._sealed(note) for note in notes], key=make_key(voice, form_key=""))
        reveal_within(self.debrief.pk, at=self.until)
        if self.written.has_reached(Phase.WEIGH):
            self._weigh()
        if self.written.has_reached(Phase.AGREE):
            count_ballots(self.debrief)
        self.debrief.refresh_from_db()

    def _sealed(self, note: Noted) -> Note:
        return Note(Section(note.section), note.text, self.stages[note.stage].pk if note.stage else None)

    def _weigh(self) -> None:
        start_weighing(self.debrief)
        keys = dict(self.debrief.contributions.values_list("text", "key"))
        for pile in self.written.piles:
            put_together(self.debrief, [keys[note.text] for note in pile])
        for voice, picks in zip(self._voices, self._ballots(keys), strict=False):
            cast(self.debrief, voice, picks)
        for note in self.written.notes:
            if note.signed:
                sign(self.debrief.contributions.get(key=keys[note.text]), self.people[note.signed].name)

    def _ballots(self, keys: Mapping[str, UUID]) -> Iterator[list[UUID]]:
        """The votes of each pile dealt to the voters in turn, so that nobody gets one pile twice."""
        voters = self.written.voters
        picks = list(chain.from_iterable([keys[pile[0].text]] * _votes(pile) for pile in self.written.piles))
        return (picks[first::voters] for first in range(voters))

    def _write(self) -> None:
        texts = self.written.texts.items()
        versions = {part: self.debrief.version_of(part) for part in Part}
        save_texts(self.debrief, {part: Typed(text, based_on=versions[part]) for part, text in texts})

    def _close_afterwards(self) -> None:
        for asked in Afterwards.objects.filter(debrief=self.debrief, closed_at__isnull=True):
            closing = datetime.combine(asked.due_on + ONE_DAY, CLOSED_AT, UTC)
            if closing <= self.until:
                close(asked.pk, at=closing)


def _votes(pile: Iterable[Noted]) -> int:
    return sum(note.votes for note in pile)
