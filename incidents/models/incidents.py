"""The record of one letter and all that follows from it."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.addresses import address_of
from incidents.models.customers import Customer
from incidents.models.words import Theme
from people.models import Team

if TYPE_CHECKING:
    from people.models import User

TITLE_LENGTH = 120
LONG_LETTER = 900
"""From so many characters on a letter fills a phone's screen, and is folded there."""


class Kind(models.TextChoices):
    COMPLAINT = "complaint", _("Complaint")
    PRAISE = "praise", _("Praise")


class Channel(models.TextChoices):
    POST = "post", _("post")
    EMAIL = "email", _("e-mail")
    WEB = "web", _("web form")
    PHONE = "phone", _("phone call")
    IN_PERSON = "in_person", _("in person")
    REVIEW = "review", _("review")
    OTHER = "other", _("other")


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, person: "User") -> "IncidentQuerySet":
        """Letters of the teams `person` is in."""
        return self.filter(team_id__in=person.team_ids)

    def newest_first(self) -> "IncidentQuerySet":
        return self.order_by("-received_on", "-pk")


OF_A_CUSTOMER = Q(kind=Kind.COMPLAINT, customer__isnull=False)
"""A complaint of which it is known whose it is."""


class Incident(models.Model):
    """One letter, complaint or praise. Its text never changes after it was logged.

    While it is kept back (`incidents.keeping_back`), `title` holds neutral words and `title_kept_back` its own title: so no
    list, mail or search that reads a title can show what must not be read yet.
    """

    kind = models.CharField(_("complaint or praise"), max_length=10, choices=Kind)
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="incidents", verbose_name=_("team"), db_index=False
    )
    customer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="incidents",
        verbose_name=_("customer"),
        db_index=False,
    )
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    title_kept_back = models.CharField(max_length=TITLE_LENGTH, blank=True, default="", db_default="")
    text = models.TextField(_("the letter"), blank=True)
    received_on = models.DateField(_("date of the letter"))
    channel = models.CharField(_("how it came"), max_length=12, choices=Channel, blank=True)
    language = models.CharField(_("language of the letter"), max_length=16, blank=True)
    themes = models.ManyToManyField(Theme, blank=True, related_name="incidents", verbose_name=_("themes"))
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="logged_incidents",
        db_index=False,  # nobody looks for letters by it
    )
    logged_at = models.DateTimeField()

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-received_on", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["received_on", "id"], name="incidents_by_day"),
            models.Index(fields=["team", "received_on", "id"], name="incidents_by_team_and_day"),
            models.Index(fields=["customer", "received_on"], name="incidents_by_customer"),
            # Who complains again is looked for among the latest, and of many letters nobody knows whose they are.
            models.Index(fields=["received_on", "id"], condition=OF_A_CUSTOMER, name="complaints_by_day"),
            models.Index(
                fields=["team", "received_on", "id"], condition=OF_A_CUSTOMER, name="complaints_by_team_and_day"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("overview:letter", self.pk)

    @property
    def is_kept_back(self) -> bool:
        return self.title_kept_back != ""

    @property
    def own_title(self) -> str:
        """For those alone who look after the letter; everybody else reads `title`."""
        return self.title_kept_back or self.title

    @property
    def is_long(self) -> bool:
        return len(self.text) > LONG_LETTER

    @property
    def is_complaint(self) -> bool:
        return self.kind == Kind.COMPLAINT
