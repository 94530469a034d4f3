"""No weekly letter any more: one press in the mail program (RFC 8058), or on the page that the letter leads to.

The address is signed for one person and one kind of mail and does nothing else, so it needs no sign-in. Opening it changes
nothing.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from foundation.addresses import read_number
from people.models import User


@dataclass(frozen=True)
class StopLink:
    """By which address one kind of mail is stopped: the name of its route, and what it is signed with besides our secret."""

    route: str
    salt: str

    def address(self, person: User) -> str:
        return settings.BASE_URL + reverse(self.route, args=[Signer(salt=self.salt).sign(str(person.pk))])

    def whose(self, token: str) -> User | None:
        """Whose mail this token ends; None if we did not sign it."""
        try:
            number = read_number(Signer(salt=self.salt).unsign(token))
        except BadSignature:
            return None
        return User.objects.filter(pk=number).first() if number is not None else None

    def heads(self, person: User) -> dict[str, str]:
        """What mail programs need to offer it beside the mail."""
        return {
            "List-Unsubscribe": f"<{self.address(person)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }


LETTER = StopLink("reminders:stop-weekly", "reminders.weekly.stopping")


def stop(person: User) -> None:
    User.objects.filter(pk=person.pk).update(wants_weekly_letter=False)
