"""How the engine fares, for those who run the product: heartbeats, checks, what went out, what failed, and metrics."""
