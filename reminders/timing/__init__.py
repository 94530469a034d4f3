"""When people are told: ladders and cadences, working hours and mornings, and the notices planned by them."""
