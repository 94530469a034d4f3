"""The product's own settings as in production, with the two things that only measuring needs."""

from debrief.settings import *  # noqa: F403
from debrief.settings import MIDDLEWARE, VAR

ROOT_URLCONF = "benchmarks.urls"
MIDDLEWARE = ["benchmarks.floor.CountQueriesMiddleware", *MIDDLEWARE]
STATIC_ROOT = VAR / "static"
