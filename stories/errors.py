"""What can stand in the way of a story."""

from lessons.models import Lesson


class StoryError(Exception):
    """A story cannot be written or told in this way."""


class NotToTell(StoryError):
    """The lesson was dropped, its debrief is not complete, or its letter is still kept back."""

    def __init__(self, lesson: Lesson) -> None:
        super().__init__(lesson.pk)


class WrittenMeanwhile(StoryError):
    """Somebody else changed the story after this person had opened it."""


class NotAgreed(StoryError):
    """Somebody whom it names has not agreed, or the customer it names was not asked, or nobody else has read it."""
