"""What is taken out as files: letters, points, debriefs, lessons, actions, and the figures of weeks."""
