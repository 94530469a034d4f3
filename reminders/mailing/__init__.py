"""How it reaches people: notices gathered into digests, written, and sent once."""
