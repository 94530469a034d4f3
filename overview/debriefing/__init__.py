"""The page of one debrief, phase by phase. Rank ends here: nothing on it may depend on who looks or writes."""
