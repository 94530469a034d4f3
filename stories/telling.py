"""Writing the story of a lesson, letting those agree whom it concerns, telling it, and taking it back.

Others read a story only when somebody of the team besides its writer has read it and agreed, everybody whom it names has
agreed, and a customer whose name stands in it was asked. Every change of its words asks all of them again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from foundation.database.engine import locked
from foundation.text import storable
from lessons.models import Action, Lesson
from people.models import Team, User
from rankless.models import Phase
from stories.errors import NotAgreed, NotToTell, WrittenMeanwhile
from stories.models import Consent, Showing, Story
from stories.redacting import is_named, named_in, named_wholly_in, redacted

DAYS_TO_ANSWER = 5
"""Working days in which whoever is named is hoped to say whether they agree."""


@dataclass(frozen=True)
class Words:
    """A story as it was typed, and the version it was typed over: 0 if there was none."""

    title: str
    letter: str
    changed: str
    customer_agreed: bool
    based_on: int = 0


def may_be_told(lesson: Lesson) -> bool:
    """Whether the lesson has a story: it still counts, its debrief is complete, and the letter is not kept back."""
    debrief = lesson.debrief
    return not lesson.is_dropped and debrief.phase == Phase.COMPLETE and not debrief.hides_letter


def proposed_words(lesson: Lesson) -> Words:
    """What a story may begin with: the letter without names and numbers, and the actions that were done."""
    incident = lesson.debrief.incident
    done = list(Action.objects.filter(lesson=lesson, done_at__isnull=False).values_list("what", flat=True))
    people = [*people_of(lesson.team_id), *_named_elsewhere((incident.title, incident.text, *done), lesson.team_id)]

    def plain(text: str) -> str:
        return redacted(text, customer=incident.customer, people=people)

    return Words(plain(incident.title), plain(incident.text), "\n".join(plain(what) for what in done), False)


def people_of(team_id: int) -> list[User]:
    """Those whom a story of this team might name, also by a part of their name."""
    return list(User.objects.in_team(team_id).order_by("name", "pk"))


def _named_elsewhere(texts: Iterable[str], team_id: int) -> list[User]:
    """People of other teams whom one of the texts names by their whole name: a first name alone could be anybody's."""
    others = User.objects.active().exclude(memberships__team_id=team_id).order_by("name", "pk")
    named = named_wholly_in(texts, others.values_list("pk", "name"))
    return list(others.filter(pk__in=named)) if named else []


@transaction.atomic
def write_story(lesson: Lesson, words: Words, *, by: User, at: datetime) -> Story:
    """Keep the story as it was typed; whoever it names is asked, and the team agrees anew.

    Raises NotToTell, and WrittenMeanwhile when somebody else wrote it after this person had opened it.
    """
    lesson = locked(Lesson.objects.filter(pk=lesson.pk)).get()
    if not may_be_told(lesson):
        raise NotToTell(lesson)
    story = Story.objects.filter(lesson=lesson).first() or Story(lesson=lesson, team_id=lesson.team_id, version=0)
    if story.version != words.based_on:
        raise WrittenMeanwhile(story)
    story.title, story.letter = storable(words.title).strip(), storable(words.letter).strip()
    story.learned, story.changed = lesson.sentence, storable(words.changed).strip()
    story.customer_agreed = words.customer_agreed
    story.written_by, story.written_on, story.told_on = by, lesson.team.day_of(at), None
    story.version += 1
    story.save()
    _ask_the_named(story, lesson, at=at)
    return story


def _ask_the_named(story: Story, lesson: Lesson, *, at: datetime) -> None:
    story.consents.all().delete()
    due_on = lesson.team.working_days.add(story.written_on, DAYS_TO_ANSWER)
    people = [*people_of(lesson.team_id), *_named_elsewhere(story.words, lesson.team_id)]
    named = named_in(story.words, people)
    Consent.objects.bulk_create(Consent(story=story, person=person, due_on=due_on, remind_at=at) for person in named)


def names_customer(story: Story) -> bool:
    """Whether the customer's name still stands in it."""
    customer = story.lesson.debrief.incident.customer
    return customer is not None and is_named(customer.name, "\n".join(story.words))


@transaction.atomic
def tell(story: Story, *, by: User, on: date, seen: int) -> None:
    """Somebody of the team has read it and agrees that others read it too; telling it twice tells it once.

    `seen` is the version they read. Raises WrittenMeanwhile, NotToTell and NotAgreed.
    """
    story = _held(story)
    if story.version != seen:
        raise WrittenMeanwhile(story)
    if not may_be_told(story.lesson):
        raise NotToTell(story.lesson)
    is_asked = not names_customer(story) or story.customer_agreed
    if not (is_asked and has_second_reader(story, by) and _all_named_agreed(story)):
        raise NotAgreed(story)
    Story.objects.filter(pk=story.pk, told_on=None).update(told_on=on)


def has_second_reader(story: Story, person: User) -> bool:
    """Whether `person` is somebody else than its writer; who works alone reads it alone."""
    if story.written_by_id != person.pk:
        return True
    return not User.objects.in_team(story.team_id).exclude(pk=person.pk).exists()


@transaction.atomic
def agree_to_be_named(story: Story, *, person: User, on: date, seen: int) -> None:
    """Somebody whom it names agrees to these very words. Raises WrittenMeanwhile."""
    story = _held(story)
    if story.version != seen:
        raise WrittenMeanwhile(story)
    consent = Consent.objects.filter(story=story, person=person, agreed_on=None)
    consent.update(agreed_on=on, refused_on=None, remind_at=None)


@transaction.atomic
def refuse_to_be_named(story: Story, *, person: User, on: date) -> None:
    """They do not, or no longer: until the words are changed nobody else reads it."""
    story = _held(story)
    consent = Consent.objects.filter(story=story, person=person)
    if consent.update(agreed_on=None, refused_on=on, remind_at=None):
        Story.objects.filter(pk=story.pk).update(told_on=None)


def take_back(story: Story) -> None:
    """Anybody of the team may: others no longer read it, and it can be told again."""
    Story.objects.filter(pk=story.pk).update(told_on=None)


def show_to(story: Story, team: Team, *, on: date) -> bool:
    """Put it into the next weekly letter of a team; whether it was not shown there before."""
    _showing, is_new = Showing.objects.get_or_create(story=story, team=team, defaults={"shown_on": on})
    return is_new


def _all_named_agreed(story: Story) -> bool:
    return not story.consents.filter(agreed_on=None).exists()


def _held(story: Story) -> Story:
    """The story as it is now, which nobody else changes until this transaction ends."""
    return locked(Story.objects.filter(pk=story.pk)).get()
