"""Redis away is no reason for a page to wait or to fail, nor for limits on sign-in to end."""

from __future__ import annotations

import time

import pytest

from foundation.cache import SteadyRedisCache
from tests.services.processes import LOOPBACK, free_port


@pytest.fixture
def cache() -> SteadyRedisCache:
    options = {"socket_timeout": 0.2, "socket_connect_timeout": 0.2}
    cache = SteadyRedisCache(f"redis://{LOOPBACK}:{free_port()}/0", {"OPTIONS": options})
    cache.clear()
    return cache


def test_every_verb_answers_while_redis_is_away(cache):
    began = time.monotonic()
    assert cache.get("key", "nothing") == "nothing"
    cache.set("key", [1, 2], 60)
    assert cache.get_many(["key", "other"]) == {"key": [1, 2]}
    assert cache.add("key", 3) is False
    assert cache.touch("key", 60)
    assert "key" in cache
    assert cache.delete("key")
    assert time.monotonic() - began < 1.0


def test_counting_goes_on_in_this_process(cache):
    cache.set("tries", 1, 60)
    assert cache.incr("tries") == 2
    assert cache.decr("tries") == 1


def test_redis_is_asked_again_after_a_while(cache, monkeypatch):
    cache.set("key", "own")
    monkeypatch.setattr(cache, "_away_until", 0.0)
    monkeypatch.setattr(cache._redis, "get", lambda key, *_, **__: "from redis")
    assert cache.get("key") == "from redis"
