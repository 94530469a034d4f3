"""Texts that only this installation can read: secrets that have to be used again, and so cannot be kept as a hash.

They are encrypted under keys made from SECRET_KEY; whoever has a copy of the database alone reads none of them.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


class CannotOpen(Exception):
    """It was sealed under another SECRET_KEY, or for something else."""


def seal(text: str, *, purpose: str) -> str:
    """Encrypt `text`; what was sealed for one purpose is opened for no other."""
    return _keys(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """Raises CannotOpen."""
    try:
        return _keys(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise CannotOpen from None


def fingerprint(text: str, *, purpose: str) -> str:
    """By which equal texts are found without opening any."""
    return salted_hmac(f"foundation.sealing.fingerprint.{purpose}", text, algorithm="sha256").hexdigest()


def _keys(purpose: str) -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(secret, purpose)) for secret in secrets])


def _key(secret: str | bytes, purpose: str) -> bytes:
    made = salted_hmac(f"foundation.sealing.{purpose}", "", secret=secret, algorithm="sha256")
    return base64.urlsafe_b64encode(made.digest())
