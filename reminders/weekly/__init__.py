"""The weekly letter: what the teams of a person learned last week, what customers were glad of, and what is late."""
