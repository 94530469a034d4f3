"""People, the teams they work in, and what each of them looks after there.

Roles say who logs letters and who follows lessons. They end at the door of a debrief: `rankless` never reads them.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.database.prepared import Prepared
from foundation.working_days import WorkingDays


def validate_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is a zone of the IANA time zone database."""
    if name not in available_timezones():
        raise ValidationError(_("“%(name)s” is not a time zone we know."), params={"name": name})


def default_time_zone() -> str:
    return settings.TIME_ZONE


def default_language() -> str:
    return settings.LANGUAGE_CODE


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> "UserQuerySet":
        return self.filter(is_active=True)

    def in_team(self, team_id: int) -> "UserQuerySet":
        return self.active().filter(memberships__team_id=team_id)

    def managing(self, team_ids: list[int]) -> "UserQuerySet":
        return self.active().filter(memberships__team_id__in=team_ids, memberships__is_manager=True)

    def leading(self, team_ids: list[int]) -> "UserQuerySet":
        return self.active().filter(memberships__team_id__in=team_ids, memberships__is_lead=True)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # a class made on the spot
    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=(email or "").lower())

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Create a person who signs in with `email`; without `password` they set one from a mailed link."""
        user: User = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Create an administrator: people, teams and settings, but no team's letters."""
        return self.create_user(email, password, is_administrator=True, **fields)


class User(AbstractBaseUser):
    """One person. The e-mail address is the sign-in and is kept in lower case.

    `holiday_region` is a country with or without a part of it (“DE”, “DE-BY”); empty means as in their team.
    `quiet_weekdays` are days without mails, as digits from 0 for Monday. Mails come between `morning` and `evening` of
    their time zone.
    """

    email = models.EmailField(_("e-mail"), max_length=254)
    name = models.CharField(_("name"), max_length=120)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default=default_time_zone, validators=[validate_time_zone]
    )
    language = models.CharField(_("language"), max_length=16, default=default_language)
    holiday_region = models.CharField(_("public holidays"), max_length=16, blank=True, default="", db_default="")
    quiet_weekdays = models.CharField(_("quiet days"), max_length=7, blank=True, default="", db_default="")
    morning = models.TimeField(_("working from"), default=time(8), db_default=time(8))
    evening = models.TimeField(_("working until"), default=time(18), db_default=time(18))
    wants_weekly_letter = models.BooleanField(_("weekly letter"), default=True, db_default=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_administrator = models.BooleanField(_("administrator"), default=False)
    is_demo = models.BooleanField(_("demo person"), default=False, editable=False)

    covers: "Sequence[Absence]" = ()
    """The absences for which this person stands in on the day `covers_on`, once people.absences has read them."""
    covers_on: date | None = None

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="one_person_per_email"),
            models.CheckConstraint(name="person_email_is_lower_case", condition=Q(email=Lower("email"))),
            models.CheckConstraint(name="person_works_from_before_until", condition=Q(morning__lt=models.F("evening"))),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def working_days(self, teams: Iterable[WorkingDays]) -> WorkingDays:
        """The days on which mails may come: those of any of the teams but the quiet ones, and no holiday of theirs.

        Without holidays of their own they have those of their first team that has any.
        """
        teams = list(teams)
        worked = {digit for days in teams for digit in days.weekdays} or set(WorkingDays().weekdays)
        weekdays = worked - set(self.quiet_weekdays) or worked
        region = self.holiday_region or next((days.region for days in teams if days.region), "")
        return WorkingDays("".join(sorted(weekdays)), region)

    @cached_property
    def team_memberships(self) -> "list[Membership]":
        """This person's memberships with their teams, read once per request."""
        memberships = MEMBERSHIPS(self.pk)
        for membership in memberships:
            membership.user = self
        return memberships

    @property
    def are_teams_read(self) -> bool:
        return "team_memberships" in self.__dict__

    @property
    def team_ids(self) -> list[int]:
        return [membership.team_id for membership in self.team_memberships]

    @property
    def teams(self) -> "list[Team]":
        return [membership.team for membership in self.team_memberships]

    @property
    def own_managed_team_ids(self) -> list[int]:
        return [m.team_id for m in self.team_memberships if m.is_manager]

    @property
    def managed_team_ids(self) -> list[int]:
        """The teams in which this person looks after customers, or stands in for somebody who does and is away.

        The latter only once `people.absences` has read for whom they stand in: ask `people.roles.teams_managed_by`.
        """
        covered = {team_id for absence in self.covers for team_id in absence.person.own_managed_team_ids}
        own = self.own_managed_team_ids
        return [*own, *(team_id for team_id in self.team_ids if team_id in covered and team_id not in own)]

    @property
    def led_team_ids(self) -> list[int]:
        return [m.team_id for m in self.team_memberships if m.is_lead]

    @property
    def may_log(self) -> bool:
        """Whether this person logs letters for at least one team."""
        return bool(self.own_managed_team_ids)


class Team(models.Model):
    """People who debrief together. Letters, customers and lessons belong to one team.

    Its working days are `working_weekdays` (digits from 0 for Monday) without the holidays of `holiday_region` (“DE-BY”).
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default=default_time_zone, validators=[validate_time_zone]
    )
    holiday_region = models.CharField(_("public holidays"), max_length=16, blank=True, default="", db_default="")
    working_weekdays = models.CharField(_("working days"), max_length=7, default="01234", db_default="01234")

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def day_of(self, at: datetime) -> date:
        """The day it is for the team at that moment."""
        return at.astimezone(self.zone).date()

    @property
    def working_days(self) -> WorkingDays:
        return WorkingDays(self.working_weekdays, self.holiday_region)


class Membership(models.Model):
    """One person in one team, and what they look after there. Every membership may take part in debriefs."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    is_manager = models.BooleanField(_("logs letters and looks after customers"), default=False)
    is_lead = models.BooleanField(_("follows lessons and actions"), default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "team"], name="one_membership_per_person_and_team")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.team_id}"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def going_on(self, *, on: date) -> "AbsenceQuerySet":
        """Those that the day lies in."""
        return self.filter(first_day__lte=on, last_day__gte=on)


class Absence(models.Model):
    """Days on which a person is away. Their reminders wait until they are back; what cannot wait goes to `stand_in`."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"))
    stand_in = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="stands_in_for")

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["first_day", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="absence_ends_after_it_begins", condition=Q(first_day__lte=models.F("last_day"))
            ),
            models.CheckConstraint(name="nobody_stands_in_for_themselves", condition=~Q(stand_in=models.F("person"))),
        ]
        indexes: ClassVar = [models.Index(fields=["last_day", "person"], name="absences_by_last_day")]

    def __str__(self) -> str:
        return f"{self.person_id} from {self.first_day} until {self.last_day}"


class Page(models.TextChoices):
    """Pages that show what is new since somebody last read them."""

    LESSONS = "lessons"
    PRACTICE = "practice"


class Look(models.Model):
    """The day up to which a person has read a page, by their own press: opening it says nothing. Others never see it."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="looks")
    page = models.CharField(max_length=8, choices=Page)
    read_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "page"], name="one_last_look_at_a_page"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.page} {self.read_on}"


class SignInLink(models.Model):
    """A link in a mail that opens one page for one person, once and until `expires_at`. Only its token's hash is kept."""

    token_hash = models.CharField(max_length=64)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_links")
    path = models.CharField(max_length=500)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            # As `unique=True` would be, but without the second index that Django adds to it to look for beginnings.
            models.UniqueConstraint(fields=["token_hash"], name="sign_in_link_is_one_of_its_token"),
        ]

    def __str__(self) -> str:
        return f"link of {self.person_id} until {self.expires_at}"


MEMBERSHIPS = Prepared(lambda user: Membership.objects.filter(user=user).select_related("team").order_by("team__name"))
