"""The way out: requests to addresses that people gave, which must never lead into the network this machine stands in."""

from foundation.outward.hosts import Refused, check
from foundation.outward.requesting import Answer, Outing, guard_requests, outing, post

__all__ = ["Answer", "Outing", "Refused", "check", "guard_requests", "outing", "post"]
