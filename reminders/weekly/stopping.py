"""No weekly letter any more: one press in the mail program (RFC 8058), or on the page that the letter leads to.

The address is signed for one person and does nothing else, so it needs no sign-in. Opening it changes nothing.
"""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from foundation.addresses import read_number
from people.models import User

_signer = Signer(salt="reminders.weekly.stopping")


def address_to_stop(person: User) -> str:
    return settings.BASE_URL + reverse("reminders:stop-weekly", args=[_signer.sign(str(person.pk))])


def whose(token: str) -> User | None:
    """Whose letters this token ends; None if we did not sign it."""
    try:
        number = read_number(_signer.unsign(token))
    except BadSignature:
        return None
    return User.objects.filter(pk=number).first() if number is not None else None


def stop(person: User) -> None:
    User.objects.filter(pk=person.pk).update(wants_weekly_letter=False)


def heads_to_stop(person: User) -> dict[str, str]:
    """What mail programs need to offer it beside the letter."""
    return {"List-Unsubscribe": f"<{address_to_stop(person)}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
