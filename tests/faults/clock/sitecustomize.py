"""Python reads this file before anything else when its folder is on the path: it sets the product's clock.

A real worker must be seen sending on a Tuesday morning whatever day it is, and later, after a lease ran out. Only what
the product asks for the time is set; Celery, Redis and the operating system keep theirs.
"""

import os
from datetime import datetime, timedelta

from django.utils import timezone

AHEAD = timedelta(seconds=float(os.environ.get("TEST_CLOCK_AHEAD", "0")))

_now = timezone.now


def now() -> datetime:
    return _now() + AHEAD


timezone.now = now
