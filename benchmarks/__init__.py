"""How fast the pages are, and whether they stay so when the letters grow ten times more; README.md says how to run it."""
