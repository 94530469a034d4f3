"""Who takes part: people invited, the host, guests, and the meeting in a room."""
