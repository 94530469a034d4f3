"""Who wrote: a customer we know, or one we meet with this letter.

The same name with the same phone and e-mail in one team is the same customer, so that a second press of a button, or a
second letter logged from the same letterhead, does not make a second person of them.
"""

from dataclasses import dataclass

from incidents.models import Customer
from people.models import Team


@dataclass(frozen=True)
class Contact:
    """What was typed about the person who wrote; any of it may be empty."""

    name: str = ""
    phone: str = ""
    email: str = ""

    def __bool__(self) -> bool:
        return bool(self.name)


def who_wrote(*, customer: Customer | None, contact: Contact | None, team: Team) -> Customer | None:
    """Return the chosen customer, with a newer phone or e-mail if one was typed; else meet the one that was typed."""
    if customer:
        return _with_newer_contact(customer, contact or Contact())
    return _meet(contact, team=team) if contact else None


def dialable(phone: str) -> str:
    """Return what a telephone can dial of a number as people write it; empty if there is nothing to dial."""
    digits = "".join(character for character in phone if character.isascii() and character.isdigit())
    return f"+{digits}" if digits and phone.lstrip().startswith("+") else digits


def _meet(contact: Contact, *, team: Team) -> Customer:
    known = Customer.objects.filter(
        team=team, name__iexact=contact.name, phone=contact.phone, email__iexact=contact.email
    ).first()
    return known or Customer.objects.create(team=team, name=contact.name, phone=contact.phone, email=contact.email)


def _with_newer_contact(customer: Customer, contact: Contact) -> Customer:
    newer = {name: value for name in ("phone", "email") if (value := getattr(contact, name))}
    for name, value in newer.items():
        setattr(customer, name, value)
    if newer:
        customer.save(update_fields=list(newer))
    return customer
