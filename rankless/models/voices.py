"""Who takes part in a debrief. All voices weigh the same, and nothing here says what anybody wrote, or when.

The marks on a voice (`has_handed_in` and its like) keep one person from counting twice while something is sealed. They are
taken off all voices of a debrief at once when it is opened, and no moment is ever kept.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Voice(models.Model):
    """One person invited to one debrief, or a guest who joined with its code.

    A guest is known by the hash of a random key that only their browser holds, and by nothing after the reveal.
    `has_passed` is true of whoever passed on hosting; `wants_reveal` of whoever said that those present agree to read now;
    `accepts_few` of whoever wants to show their notes although fewer than three handed in; `has_cast` of whoever cast
    their ballot; `has_answered` of whoever answered the two questions afterwards.
    """

    debrief = models.ForeignKey("rankless.Debrief", on_delete=models.CASCADE, related_name="voices", db_index=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="voices"
    )
    guest_key = models.CharField(max_length=64, blank=True)
    is_host = models.BooleanField(default=False)
    has_passed = models.BooleanField(default=False)
    has_handed_in = models.BooleanField(default=False)
    wants_reveal = models.BooleanField(default=False)
    accepts_few = models.BooleanField(default=False)
    has_cast = models.BooleanField(default=False)
    has_answered = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["debrief", "person"], name="one_voice_per_person_and_debrief"),
            models.UniqueConstraint(fields=["debrief"], condition=Q(is_host=True), name="one_host_per_debrief"),
            models.UniqueConstraint(fields=["guest_key"], condition=~Q(guest_key=""), name="one_voice_per_guest_key"),
            models.CheckConstraint(
                name="voice_is_of_a_person_or_a_guest", condition=Q(person__isnull=True) | Q(guest_key="")
            ),
        ]

    def __str__(self) -> str:
        return f"voice in debrief {self.debrief_id}"

    @property
    def is_guest(self) -> bool:
        return self.person_id is None
