"""The project: settings, addresses, Celery. It wires the rooms together and no room imports it.

The debrief itself, three questions a team answers together, lives in `rankless/`.
"""

from debrief.celery import app as celery_app

__all__ = ["celery_app"]
