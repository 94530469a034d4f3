"""Zones: the first and the last day there is on earth at a moment."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from foundation.zones import FOREMOST_OFFSET, HINDMOST_OFFSET, hindmost_day, over_everywhere_at

DAY = date(2026, 3, 2)


def test_no_zone_lies_further_out():
    at = datetime(2026, 3, 2, tzinfo=UTC)
    offsets = {at.astimezone(ZoneInfo(name)).utcoffset() for name in available_timezones()}
    assert max(offsets) <= FOREMOST_OFFSET
    assert min(offsets) >= -HINDMOST_OFFSET


def test_a_day_lasts_until_it_is_over_in_the_last_zone():
    over = over_everywhere_at(DAY)
    assert over == datetime(2026, 3, 3, 12, tzinfo=UTC)
    assert hindmost_day(over - timedelta(microseconds=1)) == DAY
    assert hindmost_day(over) == DAY + timedelta(days=1)
