"""Many debriefs held at once through the real pages, with somebody watching everything that can be watched.

Each note is a random word, so that its style tells nothing; only this module knows who wrote it. What the watcher gets
is recorded on the way: pages as people of every kind saw them, mails, log lines, and the order in which people handed in, as
somebody in the room could have noted it down.
"""

import logging
import random
import re
import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core import mail
from django.test import Client
from django.utils import timezone

from foundation.form_keys import form_key_for
from incidents.models import Kind
from people.models import Team, User
from rankless.models import Debrief, Envelope, Gathering, Phase, Section
from rankless.own_forms import member
from reminders.sweep import sweep
from tests.factories import make_incident, make_person, make_team
from tests.red_team.ground import bytes_of

SIZES = range(4, 11)
SECTIONS = list(Section)
WORD = re.compile(r"note[0-9a-f]{16}")
PAGES_WATCHED = ("/letters/{pk}/debrief/", "/letters/{pk}/")
"""The debrief itself, always; the letter it belongs to, now and then."""
NEXT = 5
"""Reveals after the last; a product that clears nothing away leaves all of them on the disk."""
LETTER_TEXT = "The sofa is late and nobody calls."


@dataclass
class Watched:
    """One thing somebody saw: who looked, at which moment of the campaign, and the text of it."""

    debrief: int
    when: int
    what: str
    text: str
    is_before_reveal: bool = False


@dataclass
class Held:
    """One debrief of the campaign and the truth about it."""

    debrief: int
    incident: int
    team: int
    voices: list[int]
    will_write: list[int]
    handed_in: list[int] = field(default_factory=list)
    writer_of: dict[str, int] = field(default_factory=dict)
    first_looked: dict[int, int] = field(default_factory=dict)


@dataclass
class Campaign:
    """Everything that happened, and everything that was seen of it."""

    held: dict[int, Held] = field(default_factory=dict)
    pages: list[Watched] = field(default_factory=list)
    mails: list[Watched] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    last_sign_in: dict[int, int] = field(default_factory=dict)

    @property
    def writers(self) -> dict[str, int]:
        return {word: person for held in self.held.values() for word, person in held.writer_of.items()}


class _Ear(logging.Handler):
    """Hears every line that any logger of the product or its libraries writes."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(level=logging.DEBUG)
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name} {record.getMessage()} {record.exc_text or ''}")


def hold(*, debriefs: int, seed: int) -> Campaign:
    """Hold so many debriefs, interleaved, until all of them are revealed; return what happened and was seen."""
    return _Play(random.Random(seed)).run(debriefs)


class _Play:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.campaign = Campaign()
        self.clients: dict[int, Client] = {}
        self.step = 0

    def run(self, debriefs: int) -> Campaign:
        ear = _Ear(self.campaign.log)
        logging.getLogger().addHandler(ear)
        try:
            self._open(debriefs)
            self._write_alone()
            self._reveal_the_rest()
            self._let_the_next_clear_away()
        finally:
            logging.getLogger().removeHandler(ear)
        assert not Gathering.objects.exists()
        return self.campaign

    def _open(self, debriefs: int) -> None:
        self.teams = [self._team(size) for size in SIZES]
        for number in range(debriefs):
            self._begin(number)

    def _begin(self, number: int) -> Held:
        team, people = self.teams[number % len(self.teams)]
        incident = make_incident(team=team, kind=list(Kind)[number % 2], text=LETTER_TEXT, at=timezone.now())
        writing = self.chance.sample(people, k=self.chance.randint(3, len(people)))
        held = Held(
            incident.debrief.pk,
            incident.pk,
            team.pk,
            [person.pk for person in people],
            [person.pk for person in writing],
        )
        self.campaign.held[held.debrief] = held
        return held

    def _team(self, size: int) -> tuple[Team, list[User]]:
        team = make_team()
        roles = [{"is_lead": True}, {"is_manager": True}] + [{}] * (size - 2)
        people = [make_person(team=team, password=None, **role) for role in roles]
        for person in people:
            self.clients[person.pk] = Client()
        for person in self.chance.sample(people, k=size):
            self.clients[person.pk].force_login(person)
            self.campaign.last_sign_in[person.pk] = len(self.campaign.last_sign_in)
        return team, people

    def _write_alone(self) -> None:
        """Everybody comes in an order of their own, as people of many debriefs do on one day."""
        comings = [(held, person) for held in self.campaign.held.values() for person in held.will_write]
        self.chance.shuffle(comings)
        for self.step, (held, person) in enumerate(comings):
            if self.step % 20 == 0:
                self._watch(held)
                self._get_stuck(held)
            if self.step % 400 == 0:
                self._remind(timezone.now() + timedelta(minutes=self.step))
            self._come(held, person)

    def _come(self, held: Held, person: int) -> None:
        held.first_looked.setdefault(person, self.step)
        words = {f"note{secrets.token_hex(8)}": self.chance.choice(SECTIONS) for _ in range(self.chance.randint(0, 4))}
        boxes: dict[Section, list[str]] = defaultdict(list)
        for word, section in words.items():
            boxes[section].append(word)
        sent = {f"note-{section.value}": "\n\n".join(texts) for section, texts in boxes.items()}
        sent |= {"nothing": "1"} if not words else {"hand-in": "1"}
        sent["form_key"] = form_key_for(member(person))
        if self.step % 16 == 0:
            self._press_beside_the_boxes(held, person, sent)
        answer = self.clients[person].post(f"/letters/{held.incident}/debrief/hand-in/", sent)
        assert answer.status_code == 302, (answer.status_code, answer.content[:2000])
        held.handed_in.append(person)
        held.writer_of |= dict.fromkeys(words, person)

    def _press_beside_the_boxes(self, held: Held, person: int, sent: dict[str, str]) -> None:
        """As where no script runs: what is typed goes along with another press, and comes back."""
        answer = self.clients[person].post(f"/letters/{held.incident}/debrief/moment/", sent | {"reveal_on": "soon"})
        assert answer.status_code == 422
        assert all(word in answer.content.decode() for word in WORD.findall(" ".join(sent.values())))

    def _get_stuck(self, held: Held) -> None:
        """Its host says what is in the way, whether they handed in or not; nobody can put it off while it gathers."""
        debrief = Debrief.objects.get(pk=held.debrief)
        if not debrief.is_gathering:
            return
        host = debrief.voices.get(is_host=True).person_id
        answer = {"hindrance": self.chance.choice(["no-time", "unclear", "not-needed"])}
        said = self.clients[host].post(f"/letters/{held.incident}/debrief/in-the-way/", answer)
        assert said.status_code == 302
        for person in self.chance.sample(held.voices, k=2):
            refused = self.clients[person].post(f"/not-now/debrief/{held.debrief}/", {"reason": "The fair"})
            assert refused.status_code == 404

    def _reveal_the_rest(self) -> None:
        """The set moment comes for those that were not revealed because all were heard."""
        self._come_to_the_set_moment()
        for number, held in enumerate(self.campaign.held.values()):
            assert Debrief.objects.get(pk=held.debrief).phase == Phase.REVEAL
            ranks = held.voices[:3]  # a lead, a manager, a member: one of them in turn, and in every fifth debrief all
            self._watch(held, watchers=[ranks[number % 3]] if number % 5 else ranks)

    def _come_to_the_set_moment(self) -> None:
        latest = Gathering.objects.order_by("-reveal_at").values_list("reveal_at", flat=True).first()
        while latest and Gathering.objects.exists():
            sweep(at=latest + timedelta(minutes=1))

    def _let_the_next_clear_away(self) -> None:
        """What could not be cleared goes with the next reveal: an ANALYZE may have read an older state just then."""
        for number in range(NEXT):
            if not bytes_of(Envelope):
                return
            held = self._begin(number)
            for person in held.will_write:
                self._come(held, person)
            self._come_to_the_set_moment()

    def _watch(self, held: Held, *, watchers: Sequence[int] = ()) -> None:
        for person in watchers or self.chance.sample(held.voices, k=2):
            for address in PAGES_WATCHED[:1] if watchers else PAGES_WATCHED[: 1 + self.step % 2]:
                page = self.clients[person].get(address.format(pk=held.incident))
                is_before = Gathering.objects.filter(pk=held.debrief).exists()
                seen = Watched(held.debrief, self.step, f"{person}", page.content.decode(), is_before)
                self.campaign.pages.append(seen)

    def _remind(self, at: datetime) -> None:
        sweep(at=at)
        for number, message in enumerate(mail.outbox):
            self.campaign.mails.append(Watched(0, self.step, f"{number} {message.to}", str(message.message())))
        mail.outbox.clear()
