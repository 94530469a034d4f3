"""Made-up debriefs, six of ten complete, most of them the long way: who was invited, what they noted, and how they found it.

Keys are made like everything else by the one source of chance, so that the same seed gives the same notes in the same
order. What was sealed long ago has been read: only young gatherings have their moment still ahead.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from uuid import UUID

from incidents.models import Happening, Incident
from overview.demo import wording
from overview.demo.ground import QUARTER, Maker, later_day
from rankless.afterwards import ANSWER_WITHIN_WORKING_DAYS, bits_of
from rankless.alone.gathering import Tally
from rankless.models import (
    Afterwards,
    Contribution,
    Debrief,
    Envelope,
    Gathering,
    Pace,
    Phase,
    Purpose,
    Section,
    Voice,
    Way,
)
from rankless.opening import REVEAL_HOUR
from rankless.texts.agreeing import LAST_MINUTE

COMPLETE = 0.6
DRAWS_A_LESSON = 0.3
LONG = 0.8
LIES_IN_A_PILE = 0.25
STANDS = 0.3
OPEN_PHASES = [Phase.GATHER, Phase.REVEAL, Phase.WEIGH, *[Phase.AGREE] * 3]
WEIGHED = {Phase.AGREE, Phase.COMPLETE}
NOTES = (4, 4, 4, 5, 5, 6, 7, 10)
VOTES = (0, 0, 1, 1, 2, 3)


@dataclass
class TalkMaker(Maker):
    """`teaching` gathers the debriefs from which a lesson is drawn."""

    teaching: list[Debrief] = field(default_factory=list)

    def debrief(self, incident: Incident) -> Debrief:
        completed_at = incident.logged_at + timedelta(days=self.chance.uniform(0.3, 12))
        is_complete = self.chance.random() < COMPLETE and completed_at < self.ground.until
        way = Way.LONG if self.chance.random() < LONG else Way.SHORT
        phase = self._phase(way, is_complete=is_complete)
        debrief = Debrief(
            incident=incident,
            team_id=incident.team_id,
            way=way,
            phase=phase,
            opened_at=incident.logged_at,
            due_on=later_day(incident.logged_at.date(), Pace().due_after_days),
            completed_at=completed_at if is_complete else None,
            remind_at=self.awaited(completed_at if is_complete else None),
        )
        self._write(debrief)
        if is_complete and self.chance.random() < DRAWS_A_LESSON:
            self.teaching.append(debrief)
        elif is_complete and not debrief.is_short:
            debrief.no_change_because, debrief.no_change_because_version = wording.sentence(self.chance), 1
        return debrief

    def hang_on(self, debrief: Debrief) -> None:
        team = self.ground.teams[debrief.team_id]
        people = sorted(self.chance.sample(team.people, k=self.chance.choice((3, 4))))
        handed_in = self._gather(debrief, invited=len(people)) if debrief.is_gathering else 0
        host = None if debrief.is_short else self.chance.choice(people)
        for number, person in enumerate(people):
            self.add(
                Voice(
                    debrief_id=debrief.pk,
                    person_id=person,
                    is_host=person == host,
                    has_handed_in=number < handed_in,
                )
            )
        if debrief.hand_ins:
            self._add_notes(debrief)
        if debrief.completed_at:
            self.tell(debrief.incident, Happening.DEBRIEF_COMPLETED, debrief.completed_at)
            self._ask_afterwards(debrief, debrief.completed_at, people)

    def _phase(self, way: Way, *, is_complete: bool) -> Phase:
        if is_complete:
            return Phase.COMPLETE
        return self.chance.choice(OPEN_PHASES) if way == Way.LONG else Phase.AGREE

    def _write(self, debrief: Debrief) -> None:
        """The texts, as far as they are; where notes were read, how many had handed in."""
        if not debrief.is_short and not debrief.is_gathering:
            debrief.hand_ins = self.chance.choice((3, 3, 4))
        if debrief.phase not in WEIGHED:
            return
        for section in list(Section)[: self._written(debrief)]:
            text = wording.paragraph(self.chance, sentences=self.chance.randint(1, 4))
            setattr(debrief, section.value, text)
            setattr(debrief, f"{section.value}_version", 1)
        if debrief.is_short or debrief.unwritten:
            return
        debrief.other_side, debrief.other_side_version = wording.sentence(self.chance), 1
        if not debrief.is_complete and self.chance.random() < STANDS:
            self._stand(debrief)

    def _written(self, debrief: Debrief) -> int:
        if debrief.is_complete:
            return 3
        return self.chance.choice((0, 0, 1, 2)) if debrief.is_short else self.chance.choice((1, 2, 3, 3))

    def _stand(self, debrief: Debrief) -> None:
        """The time to object ends within the days to come; what stood longer is complete."""
        debrief.no_change_because, debrief.no_change_because_version = wording.sentence(self.chance), 1
        last_day = later_day(self.ground.until.date(), self.chance.randint(1, Pace().objection_days))
        debrief.objections_until = datetime.combine(last_day, LAST_MINUTE, self.ground.until.tzinfo)

    def _gather(self, debrief: Debrief, *, invited: int) -> int:
        """Voices that write alone; whose moment has passed are too few to be read. Returns how many handed in."""
        reveal_on = later_day(debrief.opened_at.date(), Pace().writing_days)
        reveal_at = datetime.combine(reveal_on, REVEAL_HOUR, self.ground.until.tzinfo)
        is_ahead = reveal_at > self.ground.until + timedelta(days=1)
        handed_in = self.chance.randint(0, invited - 1 if is_ahead else 2)
        self.add(
            Gathering(
                debrief_id=debrief.pk,
                reveal_at=reveal_at if is_ahead else None,
                asks_writers=not is_ahead,
                progress=Tally(invited=invited, heard=handed_in, accepting=0, wanting=0).progress,
            )
        )
        for _ in range(handed_in):
            self.add(self._envelope(debrief))
        return handed_in

    def _envelope(self, debrief: Debrief) -> Envelope:
        sections = self.chance.choices(Section.values, k=self.chance.randint(1, 3))
        notes = [{"section": section, "stage": None, "text": self._words()} for section in sections]
        return Envelope(key=self._key(), debrief_id=debrief.pk, purpose=Purpose.NOTES, content=notes)

    def _add_notes(self, debrief: Debrief) -> None:
        """Four to ten notes; some of one section lie together, which then share their votes."""
        is_weighed, may_be_piled = debrief.phase in WEIGHED, debrief.phase != Phase.REVEAL
        pile, weight, pile_section = self._key(), 0, ""
        for section in self._sections():
            key = self._key()
            is_together = may_be_piled and section == pile_section and self.chance.random() < LIES_IN_A_PILE
            if not is_together:
                pile, weight, pile_section = key, self.chance.choice(VOTES) if is_weighed else 0, section
            self.add(
                Contribution(
                    key=key,
                    debrief_id=debrief.pk,
                    section=section,
                    stage_id=self.stage() if section == Section.WHAT and self.chance.random() < 0.6 else None,
                    text=self._words(),
                    pile=pile,
                    weight=weight,
                )
            )

    def _sections(self) -> Iterator[str]:
        """The section of each note, one section after the other."""
        return iter(sorted(self.chance.choices(Section.values, k=self.chance.choice(NOTES)), reverse=True))

    def _words(self) -> str:
        return wording.sentence(self.chance, 4, 9)

    def _key(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def _ask_afterwards(self, debrief: Debrief, completed_at: datetime, people: Iterable[int]) -> None:
        """Recent debriefs only: of older ones nothing is asked and nothing shown."""
        if self.ground.until - completed_at > QUARTER:
            return
        due_on = later_day(completed_at.date(), ANSWER_WITHIN_WORKING_DAYS)
        closing = datetime.combine(due_on, time(12), self.ground.until.tzinfo) + timedelta(days=1)
        closed_at = closing if closing < self.ground.until else None
        self.add(
            Afterwards(
                debrief_id=debrief.pk,
                begun_at=completed_at,
                due_on=due_on,
                closed_at=closed_at,
                remind_at=self.awaited(closed_at),
                people_bits=bits_of(people),
            )
        )
