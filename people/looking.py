"""What is new since somebody last read a page: they say themselves up to which day they have."""

from datetime import date
from functools import cache

from foundation.database.prepared import Prepared
from people.models import Look, Page, User


def last_look(person: User, page: Page) -> date | None:
    """The day up to which the person has read the page; nothing if they never said. One query."""
    return next(iter(_read_on(page)(person.pk)), None)


@cache
def _read_on(page: Page) -> Prepared[date]:
    return Prepared(lambda person: Look.objects.filter(person=person, page=page).values_list("read_on", flat=True))


def have_read(person: User, page: Page, *, on: date) -> None:
    """The person has read all that is new up to this day. Saying so twice says it once."""
    Look.objects.update_or_create(person=person, page=page, defaults={"read_on": on})
