"""Write alone: each voice hands in its notes sealed, until all are shown at once."""
