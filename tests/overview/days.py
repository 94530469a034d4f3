"""Days and moments counted back from today, since the pages look back from today."""

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone


def today() -> date:
    return timezone.localdate()


def ago(days: int) -> datetime:
    """Noon, so many days ago."""
    return datetime.combine(today() - timedelta(days=days), time(12), tzinfo=UTC)


def day_ago(days: int) -> date:
    return ago(days).date()
