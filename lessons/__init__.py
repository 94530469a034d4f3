"""What was learned: lessons, the actions that make them real, and whether they held."""
