"""How often one address may try something, as for a door that opens to a code.

An address is counted under a digest and forgotten with its time; nothing says who it was.
"""

from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

HOUSE = 64
"""Bits of an IPv6 address that name a household; the rest its owner chooses anew at will."""


@dataclass(frozen=True)
class Limit:
    """At most so many times in so many seconds, counted in windows of that length."""

    name: str
    most: int
    seconds: int

    def is_reached(self, request: HttpRequest, *, at: datetime) -> bool:
        return bool(cache.get(self._key(request, at), 0) >= self.most)

    def count(self, request: HttpRequest, *, at: datetime) -> None:
        key = self._key(request, at)
        if not cache.add(key, 1, timeout=self.seconds):
            try:
                cache.incr(key)
            except ValueError:  # it ran out just now
                cache.set(key, 1, timeout=self.seconds)

    def _key(self, request: HttpRequest, at: datetime) -> str:
        window = int(at.timestamp()) // self.seconds
        return f"limit:{self.name}:{window}:{salted_hmac('foundation.limits', _address_of(request)).hexdigest()}"


def _address_of(request: HttpRequest) -> str:
    address = str(get_adapter().get_client_ip(request))
    try:
        number = ip_address(address)
    except ValueError:
        return address
    if isinstance(number, IPv6Address):
        return str(ip_network(f"{number}/{HOUSE}", strict=False).network_address)
    return address
