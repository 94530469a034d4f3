"""Programs that are told what happens in a team, by calls that are signed."""
