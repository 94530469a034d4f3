"""The people who write to us."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.text import storable
from people.models import Team

if TYPE_CHECKING:
    from people.models import User

MOST_LOOKED_UP = 8
SHORTEST_SEARCH = 2


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, person: "User") -> "CustomerQuerySet":
        return self.filter(team_id__in=person.team_ids)

    def found_by(self, words: str) -> "CustomerQuerySet":
        """Customers whose name, phone or e-mail holds `words`, whatever the case."""
        return self.filter(
            models.Q(name__icontains=words) | models.Q(phone__icontains=words) | models.Q(email__icontains=words)
        )

    def looked_up(self, words: str) -> "CustomerQuerySet":
        """The few to choose from while `words` are being typed; none before there is something to go by."""
        words = storable(words).strip()
        if len(words) < SHORTEST_SEARCH:
            return self.none()
        return self.found_by(words).with_letters().select_related("team")[:MOST_LOOKED_UP]

    def with_letters(self) -> "CustomerQuerySet":
        """With how many letters each wrote, as `letters`, and the day of the last, as `last_letter_on`."""
        return self.annotate(letters=models.Count("incidents"), last_letter_on=models.Max("incidents__received_on"))


class Customer(models.Model):
    """Somebody who wrote to one team. Teams do not see each other's customers."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="customers")
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        indexes: ClassVar = [models.Index(fields=["team", "name"], name="customer_by_team_and_name")]

    def __str__(self) -> str:
        return self.name
