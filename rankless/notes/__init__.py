"""Read together and pick what matters: notes lie in piles, and votes are only counted."""
