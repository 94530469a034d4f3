"""Figures for Prometheus, read from the database when they are asked for: nothing is counted in a process's memory.

https://prometheus.io/docs/instrumenting/writing_clientlibs/ asks for base units: seconds, and counts.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

from reminders.models import DeadAddress, Digest, Heartbeat, Notice, State
from reminders.operations.outlets import counted
from reminders.operations.waiting import unsent_since, whats_ahead

PAST_DAY = timedelta(days=1)
MOST_WAITING = 100_000
"""No more waiting notices are counted: the figure then says “at least”."""


def metrics_text(*, at: datetime) -> bytes:
    """All figures as they are at this moment, in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(Engine(at))
    return generate_latest(registry)


class Engine(Collector):
    """The engine's figures, each of a few bounded queries."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def describe(self) -> list[Metric]:
        return []  # nothing is asked of the database before somebody reads

    def collect(self) -> Iterator[Metric]:
        yield self._heartbeats()
        yield self._oldest_due()
        yield self._digests()
        yield self._outlets()
        waiting = Notice.objects.ahead().values("pk")[:MOST_WAITING]
        yield _gauge("debrief_notices_waiting", "Notices planned and not yet in a digest", waiting.count())
        yield _gauge("debrief_addresses_dead", "People whose address takes no mail", DeadAddress.objects.dead().count())

    def _heartbeats(self) -> Metric:
        metric = GaugeMetricFamily(
            "debrief_heartbeat_age_seconds", "Seconds since the bell and each worker were last at work", labels=["of"]
        )
        for name, at in Heartbeat.objects.values_list("name", "at"):
            metric.add_metric([name], self._age(at))
        return metric

    def _oldest_due(self) -> Metric:
        metric = GaugeMetricFamily(
            "debrief_oldest_due_seconds", "Seconds that the oldest due thing of a kind has waited", labels=["kind"]
        )
        for look in whats_ahead().looks:
            metric.add_metric([look.subject], max(0.0, self._age(look.at)))
        metric.add_metric(["digest"], max(0.0, self._age(unsent_since(at=self.at) or self.at)))
        return metric

    def _digests(self) -> Metric:
        metric = GaugeMetricFamily("debrief_digests", "Digests of the past day and today by state", labels=["state"])
        found = dict(
            Digest.objects.filter(day__gte=(self.at - PAST_DAY).date())
            .order_by()
            .values_list("state")
            .annotate(number=Count("pk"))
        )
        for state in State.values:
            metric.add_metric([state], found.get(state, 0))
        return metric

    def _outlets(self) -> Metric:
        metric = GaugeMetricFamily("debrief_outlets", "Channels and webhooks by how they fare", labels=["state"])
        for state, number in counted().items():
            metric.add_metric([state], number)
        return metric

    def _age(self, moment: datetime) -> float:
        return (self.at - moment).total_seconds()


def _gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(name, says, value=value)
