"""Sample data: a small story to look around in (`telling`), and any amount of letters to measure with (`bulk`)."""
