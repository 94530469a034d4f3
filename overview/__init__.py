"""Pages that read across all rooms: desk, letters, lessons, practice, search. It has no tables."""
