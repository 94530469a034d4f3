"""What a team tells others of its letters: the story of a lesson, and a lead's thanks."""
