"""The organisation's own words for sorting what letters say: stages, factors and themes."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActiveQuerySet(models.QuerySet):
    def active(self) -> "ActiveQuerySet":
        """Those still offered when sorting; retired ones stay on the letters that bear them."""
        return self.filter(is_active=True)


class Word(models.Model):
    """One word of a list that the organisation edits."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    is_active = models.BooleanField(_("offered"), default=True)

    objects = ActiveQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class PlacedWord(Word):
    """A word with its place in the order of its list."""

    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta(Word.Meta):
        abstract = True
        ordering: ClassVar = ["position", "name"]


class Stage(PlacedWord):
    """Where in the customer's way with us something happened."""


class Factor(PlacedWord):
    """What in our way of working helped or hindered."""


class Theme(Word):
    """A recurring subject over letters and lessons."""


def along_the_way(stage: Stage | None) -> tuple[bool, int, int]:
    """Sorts things by their stages, in the order of the customer's way with us; what has none comes last."""
    return (False, stage.position, stage.pk) if stage else (True, 0, 0)
