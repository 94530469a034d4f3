"""What a letter says, one thing at a time."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from incidents.models.incidents import Incident
from incidents.models.words import Factor, Stage
from people.models import Team


class Polarity(models.TextChoices):
    GOOD = "good", _("good")
    BAD = "bad", _("bad")


class Effect(models.TextChoices):
    HELPED = "helped", _("helped")
    HINDERED = "hindered", _("got in the way")


class Point(models.Model):
    """One thing the letter says: a passage, good or bad, at one stage, with one factor.

    `start` and `end` count code points of the incident's stored text, `end` excluded; both empty mean the whole letter.
    No stage means “not sure”, which is counted as such. `team` and `received_on` are the letter's: so the points of a team
    and of some months are counted without their letters being read.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="points", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    received_on = models.DateField()
    quote = models.TextField(_("passage"), blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    polarity = models.CharField(_("good or bad"), max_length=4, choices=Polarity)
    stage = models.ForeignKey(
        Stage,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="points",
        verbose_name=_("stage"),
        db_index=False,
    )
    factor = models.ForeignKey(
        Factor, on_delete=models.PROTECT, null=True, blank=True, related_name="points", verbose_name=_("factor")
    )
    effect = models.CharField(_("helped or hindered"), max_length=8, choices=Effect, blank=True)

    class Meta:
        ordering: ClassVar = [F("start").asc(nulls_first=True), "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="point_is_a_passage_or_the_whole_letter",
                condition=Q(start__isnull=True, end__isnull=True, quote="")
                | Q(start__isnull=False, end__isnull=False, start__lt=F("end")),
            ),
            models.CheckConstraint(
                name="point_has_effect_exactly_with_factor",
                condition=Q(factor__isnull=True, effect="") | (Q(factor__isnull=False) & ~Q(effect="")),
            ),
            # Empty values are told apart from each other by databases, hence a number that none of them has.
            models.UniqueConstraint(
                "incident",
                Coalesce("start", -1),
                Coalesce("end", -1),
                "polarity",
                Coalesce("stage", -1),
                Coalesce("factor", -1),
                name="one_point_says_a_thing_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["stage", "incident"], name="points_by_stage"),
            # A team's newest letters of one stage and factor, and how many there were on which days, without reading a row.
            models.Index(
                fields=["team", "stage", "polarity", "factor", "incident"],
                include=["received_on"],
                name="points_by_team_and_place",
            ),
        ]

    def __str__(self) -> str:
        return self.quote or str(_("the whole letter"))

    @property
    def is_whole_letter(self) -> bool:
        return self.start is None
