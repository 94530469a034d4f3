"""A mail server in memory, for what need not be seen over a real line."""

import smtplib

from django.core.mail.backends.locmem import EmailBackend


class Server(EmailBackend):
    """A mail server in memory that can be told to misbehave."""

    trouble: Exception | None = None
    refused: frozenset[str] = frozenset()
    opened = 0

    def open(self):
        type(self).opened += 1
        if isinstance(self.trouble, ConnectionRefusedError):
            raise self.trouble
        return True

    def send_messages(self, messages):
        for message in messages:
            if self.trouble:
                raise self.trouble
            if message.to[0] in self.refused:
                raise smtplib.SMTPRecipientsRefused({message.to[0]: (550, b"5.1.1 No such user")})
        return super().send_messages(messages)
