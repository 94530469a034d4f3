"""What people keep of the pages that read across: searches, by their address alone.

What is found is never kept, but for whoever wants to be told what is new: of that the numbers, to know what was told.
"""

from collections.abc import Collection
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.addresses import only_address_of
from people.models import Team, User
from reminders.models import Digest

LONGEST_NAME = 80
LONGEST_QUERY = 2000
"""An index holds it, and PostgreSQL's take no more than 2,700 bytes."""


class Place(models.TextChoices):
    """The pages whose questions can be kept."""

    SEARCH = "search", _("Search")
    LETTERS = "letters", _("Letters")

    def address(self, query: str) -> str:
        """Where the page answers this."""
        return f"{only_address_of(f'overview:{self.value}')}?{query}"


class KeptSearchQuerySet(models.QuerySet["KeptSearch"]):
    def visible_to(self, person: User) -> "KeptSearchQuerySet":
        """Their own, and what is shared with a team of theirs."""
        return self.kept_or_shared(person.pk, person.team_ids)

    def kept_or_shared(self, person: int, teams: Collection[int]) -> "KeptSearchQuerySet":
        """What this person keeps, and what is shared with these teams."""
        return self.filter(Q(person=person) | Q(team__in=teams))


class KeptSearch(models.Model):
    """One question that somebody asks again and again: `query` as it stands in the address of its page.

    Shared with `team`, its members find it too. Each of them asks it anew, and is shown what they may see.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_searches", db_index=False
    )
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="kept_searches")
    place = models.CharField(max_length=8, choices=Place)
    query = models.CharField(max_length=LONGEST_QUERY)
    name = models.CharField(_("name"), max_length=LONGEST_NAME)

    objects = KeptSearchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "kept searches"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "place", "query"], name="a_search_is_kept_once_by_a_person"),
            models.CheckConstraint(name="kept_search_asks_something", condition=~Q(query="")),
            models.CheckConstraint(name="kept_search_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return Place(self.place).address(self.query)


class MailedSearch(models.Model):
    """That one person wants to be mailed on Mondays what a kept search finds newly, their own or one that a team shares.

    `known` is what it had found when they were last told, or asked for it (`overview.keeping.news` says in which form).
    `told` is what it had found when the mail `digest` was written: that is known once the mail has gone out, and else worth
    nothing. So what stood in a mail that never went out is told in the next.
    """

    search = models.ForeignKey(KeptSearch, on_delete=models.CASCADE, related_name="mailed", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mailed_searches")
    known = models.JSONField()
    told = models.JSONField(null=True, blank=True)
    digest = models.ForeignKey(Digest, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = "mailed searches"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["search", "person"], name="a_search_is_mailed_to_a_person_once"),
        ]

    def __str__(self) -> str:
        return f"{self.search} for {self.person}"

    def is_seen_by(self, person: User) -> bool:
        """Whether the search is theirs, or shared with a team of theirs. No query if their teams are read."""
        return self.search.person_id == person.pk or self.search.team_id in person.team_ids
