"""The way out: requests to addresses that people gave, which must never lead into the network this machine stands in.

`hosts` judges addresses; `requesting` makes requests, and is imported where one is made: it takes time and memory that most
processes never need.
"""

from foundation.outward.hosts import Refused, check

__all__ = ["Refused", "check"]
