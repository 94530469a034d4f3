"""Which addresses may be reached: public ones, on ports where web servers listen, and hosts that were named by hand.

An address is judged as it is written, and once more as the number it leads to (see `connecting`). Whatever is not
plainly a public unicast address is refused, however it is spelled: what is refused by mistake can be named in the
setting OUTWARD_HOSTS, what is let through by mistake is a door into the house.
"""

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network, NetmaskValueError
from ipaddress import ip_address as read_ip
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

SCHEMES = {"http": 80, "https": 443}
PORTS = {80, 443, *range(8000, 9000)}
LONGEST = 2048

# The registries of special-purpose addresses (RFC 6890 and its successors); Python's own lists differ by its version.
NOT_PUBLIC_4 = [
    IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
]
PUBLIC_6 = IPv6Network("2000::/3")
# Teredo, ORCHID and other protocols; documentation; 6to4, which carries any IPv4 address within.
NOT_PUBLIC_6 = [IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]
NAT64 = IPv6Network("64:ff9b::/96")
ISATAP = {0x00005EFE, 0x02005EFE}
"""The middle of an IPv6 address in which some networks carry an IPv4 address."""

_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
_NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)")


class Refused(ValueError):
    """An address that may not be reached; `why` says it in words for whoever typed it."""

    def __init__(self, why: str | LazyText) -> None:
        super().__init__(str(why))
        self.why = why


INNER = _("This address leads into an inner network, or to nowhere. Whoever runs Debrief can allow it by name.")
UNREADABLE = _("This address cannot be read.")


@dataclass(frozen=True)
class Place:
    """Where an address leads: a host in small letters, without the brackets of IPv6, and a port."""

    host: str
    port: int

    @property
    def is_named(self) -> bool:
        """Whether the setting names it, at this port or at any."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return not {host, f"{host}:{self.port}"}.isdisjoint(settings.OUTWARD_HOSTS)


def check(url: str) -> Place:
    """Return where `url` leads. Raises Refused, so far as it can be told without looking the name up."""
    place = _place_of(url)
    if place.is_named:
        return place
    if place.port not in PORTS:
        raise Refused(
            _("Only the ports 80, 443 and 8000 to 8999 can be reached. Whoever runs Debrief can allow another.")
        )
    number = _number_of(place.host)
    if number and not is_public(number):
        raise Refused(INNER)
    if not number and "." not in place.host:
        raise Refused(INNER)
    return place


def is_public(address: str) -> bool:
    """Whether this is one host's address in the public internet; `address` is an IPv4 or IPv6 number in any spelling."""
    try:
        number = read_ip(address)
    except ValueError:
        return False
    if isinstance(number, IPv4Address):
        return not any(number in network for network in NOT_PUBLIC_4)
    if number.scope_id is not None:
        return False
    within = number.ipv4_mapped or (_last_of(number) if number in NAT64 else None)
    if within:
        return is_public(str(within))
    return (
        number in PUBLIC_6
        and not any(number in network for network in NOT_PUBLIC_6)
        and (int(number) >> 32) & 0xFFFFFFFF not in ISATAP
    )


def _last_of(number: IPv6Address) -> IPv4Address:
    return IPv4Address(int(number) & 0xFFFFFFFF)


def _place_of(url: str) -> Place:
    if len(url) > LONGEST or any(char <= " " or char in '\\"<>^`{|}\x7f' for char in url):
        raise Refused(UNREADABLE)
    parts, port = _split(url)
    if parts.scheme not in SCHEMES:
        raise Refused(_("An address begins with https:// or http://."))
    if "@" in parts.netloc:
        raise Refused(_("A name and password cannot stand in the address."))
    host = _host_of(parts)
    return Place(host, SCHEMES[parts.scheme] if port is None else port)


def _split(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url)
        return parts, parts.port
    except ValueError:
        raise Refused(UNREADABLE) from None


def _host_of(parts: SplitResult) -> str:
    """The host as it would be looked up: names of other alphabets spelled as the internet does, no final dot."""
    host = (parts.hostname or "").removesuffix(".")
    if ":" in host:
        if not _number_of(host):
            raise Refused(UNREADABLE)
        return host
    try:
        host = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise Refused(UNREADABLE) from None
    if not _NAME.fullmatch(host):
        raise Refused(UNREADABLE)
    is_a_number = _NUMBER.fullmatch(host.rpartition(".")[2])
    if is_a_number and not _number_of(host):
        raise Refused(UNREADABLE)  # 127.1, 0x7f000001, 2130706433 and their like
    return host


def _number_of(host: str) -> str:
    try:
        return str(read_ip(host))
    except (AddressValueError, NetmaskValueError, ValueError):
        return ""
