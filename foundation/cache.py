"""The cache on Redis, when Redis may be away: nobody waits for it and no page fails by it.

While it is away each process remembers for itself, so limits on sign-in still hold, if less strictly.
"""

import time
from typing import Any

import redis
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

SECONDS_BEFORE_ASKING_AGAIN = 5.0


class SteadyRedisCache(BaseCache):
    """Django's Redis cache; every verb goes through `_ask`."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._redis = RedisCache(server, params)
        self._own = LocMemCache("while-redis-is-away", {})
        self._away_until = 0.0

    def _ask(self, verb: str, *args: Any, **options: Any) -> Any:
        if time.monotonic() >= self._away_until:
            try:
                return getattr(self._redis, verb)(*args, **options)
            except redis.RedisError:
                self._away_until = time.monotonic() + SECONDS_BEFORE_ASKING_AGAIN
        return getattr(self._own, verb)(*args, **options)

    def add(self, key: str, value: Any, *args: Any, **options: Any) -> bool:
        return self._ask("add", key, value, *args, **options)

    def get(self, key: str, *args: Any, **options: Any) -> Any:
        return self._ask("get", key, *args, **options)

    def set(self, key: str, value: Any, *args: Any, **options: Any) -> None:
        self._ask("set", key, value, *args, **options)

    def touch(self, key: str, *args: Any, **options: Any) -> bool:
        return self._ask("touch", key, *args, **options)

    def delete(self, key: str, *args: Any, **options: Any) -> bool:
        return self._ask("delete", key, *args, **options)

    def has_key(self, key: str, *args: Any, **options: Any) -> bool:
        return self._ask("has_key", key, *args, **options)

    def incr(self, key: str, *args: Any, **options: Any) -> int:
        return self._ask("incr", key, *args, **options)

    def clear(self) -> None:
        self._ask("clear")
