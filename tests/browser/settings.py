"""The product's own settings with passwords that are checked quickly: as they are stored, each would take half a second."""

from debrief.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
