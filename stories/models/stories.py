"""The story of one lesson: the letter without what says whose it was, what was learned, what changed, whether it held."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.addresses import address_of
from lessons.models import Lesson
from people.models import Team

if TYPE_CHECKING:
    from people.models import User

TITLE_LENGTH = 120


class StoryQuerySet(models.QuerySet["Story"]):
    def told(self) -> "StoryQuerySet":
        return self.filter(told_on__isnull=False)

    def older_than(self, story: "Story") -> "StoryQuerySet":
        """What was told before that one, as stories are listed."""
        told_on = story.told_on
        return self.filter(Q(told_on__lt=told_on) | Q(told_on=told_on, pk__lt=story.pk), told_on__lte=told_on)

    def readable_by(self, person: "User") -> "StoryQuerySet":
        """What was told, to everybody; what is still being written, to the team and to whoever it names."""
        naming_them = Consent.objects.filter(person=person).values("story")
        return self.filter(Q(told_on__isnull=False) | Q(team_id__in=person.team_ids) | Q(pk__in=naming_them))


class Story(models.Model):
    """What other teams may read of one lesson.

    `letter` is the letter as it may be read by strangers, `learned` the lesson as it was put then, `changed` what was done
    about it. Whether it held is not written down: the page says how the lesson fares on the day it is read.
    `told_on` is empty until the team agreed; every change of the words empties it. `version` counts those changes.
    """

    lesson = models.OneToOneField(Lesson, on_delete=models.CASCADE, related_name="story")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="stories")
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    letter = models.TextField(_("the letter, as others may read it"))
    learned = models.TextField(_("what we learned"))
    changed = models.TextField(_("what changed"), blank=True)
    customer_agreed = models.BooleanField(_("the customer agreed to be named"), default=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    written_on = models.DateField()
    told_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = StoryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-told_on", "-pk"]
        verbose_name_plural = "stories"
        indexes: ClassVar = [
            models.Index(fields=["-told_on", "-id"], condition=Q(told_on__isnull=False), name="stories_told"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("stories:story", self.lesson_id)

    @property
    def is_told(self) -> bool:
        return self.told_on is not None

    @property
    def words(self) -> tuple[str, ...]:
        """All that others read of it."""
        return self.title, self.letter, self.learned, self.changed


class ConsentQuerySet(models.QuerySet["Consent"]):
    def to_answer(self) -> "ConsentQuerySet":
        """Whoever is named has said neither yes nor no."""
        return self.filter(agreed_on__isnull=True, refused_on__isnull=True)


class Consent(models.Model):
    """Somebody whom a story names: it is told only once they agreed, and taken back when they no longer do.

    They are asked when it is written, to answer by `due_on`; the next reminder is set until they said yes or no.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="consents")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="story_consents")
    due_on = models.DateField(null=True, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    refused_on = models.DateField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["person__name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["story", "person"], name="a_story_asks_each_person_once"),
            models.CheckConstraint(
                name="consent_is_given_or_refused",
                condition=Q(agreed_on__isnull=True) | Q(refused_on__isnull=True),
            ),
            models.CheckConstraint(
                name="consent_reminds_exactly_until_it_is_answered",
                condition=Q(agreed_on__isnull=True, refused_on__isnull=True, remind_at__isnull=False)
                & Q(due_on__isnull=False)
                | (Q(agreed_on__isnull=False) | Q(refused_on__isnull=False)) & Q(remind_at__isnull=True),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="consents_to_remind"),
        ]

    def __str__(self) -> str:
        return f"{self.story_id}: {self.person_id}"


class Showing(models.Model):
    """A story was shown to a team: it stands in that team's next weekly letter."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="showings")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="stories_shown")
    shown_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["-shown_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["story", "team"], name="a_story_is_shown_to_a_team_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["team", "shown_on"], name="stories_shown_by_team")]

    def __str__(self) -> str:
        return f"{self.story_id} → {self.team_id}"
