"""Did it hold? Later letters that may say so are brought to a lesson, settled by people, and counted."""
